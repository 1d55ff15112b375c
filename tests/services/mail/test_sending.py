"""The queue over a real server: sent only when it was taken, never twice in silence, and waiting with a reason."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.errors import Conflict, UserError
from app.gateways.mail.smtp import Patience
from app.services.backups import backup_book, restore_backup
from app.services.bulk_lock import bulk_job
from app.services.clocks import FixedDay
from app.services.mail.letters import Attached
from app.services.mail.queueing import cancel_messages, send_again
from app.services.mail.senders import NewSender, change_sender, sender_facts
from app.services.mail.sending import LOCK, settle_left
from app.services.office import Office
from app.services.ports import Silent
from app.services.queries.activity import activity_ids, activity_rows, sentence
from app.services.queries.mail import MailFilter, mail_counts, mail_ids
from tests.peers.smtp import Box, Peer, free_port, mail_server
from tests.services.mail.sending_mail import Pocket, a_message, a_round, a_sender, seen
from tests.support.books import TODAY, a_customer, execute, open_for_test, scalar


def state(office, id_):
    row = seen(office, id_).row
    return row.state, row.words


def later(office: Office, wait: timedelta) -> None:
    """Let time pass."""
    office.clock = FixedDay(TODAY, office.clock.now() + wait)


def told(office: Office, customer: int) -> list[str]:
    rows = office.read(lambda reader: activity_rows(reader, activity_ids(reader, customer)))
    profile = office.read(lambda reader: reader.profile)
    return [sentence(row, profile) for row in rows]


def test_a_message_waits_is_sent_and_is_told_in_the_customers_diary(office):
    customer = a_customer(office, "Martha Bloom")
    message = a_message(office, customer_id=customer, number="10482", files=(Attached("Invoice 10482.pdf", b"%PDF"),))
    assert state(office, message) == ("waiting", "")
    with mail_server() as peer:
        a_sender(office, peer)
        assert a_round(office).sent == 1
    assert state(office, message) == ("sent", "250 OK queued as 42")
    [got] = peer.box.messages()
    assert (got["From"], got["Subject"]) == ("Northside Services <office@northside.example>", "Invoice 10482")
    assert [file.get_filename() for file in got.iter_attachments()] == ["Invoice 10482.pdf"]
    assert told(office, customer)[0] == "Invoice 10482 sent by e-mail."
    assert [each.outcome for each in seen(office, message).tries] == ["taken"]


def test_nothing_is_sent_a_second_time_by_another_round(office):
    a_message(office)
    with mail_server() as peer:
        a_sender(office, peer)
        assert [a_round(office, by_hand=True).sent for _round in range(3)] == [1, 0, 0]
    assert len(peer.box.taken) == 1


def test_offline_it_waits_and_says_so_and_goes_when_the_server_is_back(office):
    port = free_port()
    a_sender(office, Peer("127.0.0.1", port, Box()))
    messages = [a_message(office), a_message(office, "owen@hayes.example")]
    told_round = a_round(office)
    assert (told_round.sent, told_round.waiting) == (0, 2)
    for message in messages:
        now, words = state(office, message)
        assert now == "waiting"
        assert "cannot be reached" in words
        assert seen(office, message).tries == (), "nothing was handed to anybody"
    with mail_server() as peer:
        execute(office, f"UPDATE mail_sender SET port = {peer.port}")
        assert a_round(office).sent == 2


def test_without_a_sender_it_waits_and_says_so(office):
    message = a_message(office)
    assert a_round(office).waiting == 1
    assert state(office, message) == ("waiting", "No sender is set up yet.")


def test_a_refusal_is_kept_in_the_servers_own_words_and_can_be_sent_to_somebody_else(office):
    customer = a_customer(office)
    message = a_message(office, "gone@bloom.example", customer_id=customer)
    with mail_server(Box(refuse={"gone@bloom.example": "550 5.1.1 No such user here"})) as peer:
        a_sender(office, peer)
        assert a_round(office).failed == 1
        assert state(office, message) == ("failed", "550 5.1.1 No such user here")
        assert "could not be sent by e-mail to gone@bloom.example: 550 5.1.1 No such user here" in told(office, customer)[0]
        assert a_round(office).sent == 0
        office.write(lambda writer: send_again(writer, message, "martha@bloom.example"))
        assert a_round(office).sent == 1
    assert [each.outcome for each in seen(office, message).tries] == ["refused", "taken"]


def test_put_off_it_is_tried_again_later_and_in_the_end_no_more(office):
    message = a_message(office)
    with mail_server(Box(after_data="451 4.7.1 Come again")) as peer:
        a_sender(office, peer)
        assert a_round(office).sent == 0
        assert state(office, message) == ("waiting", "451 4.7.1 Come again")
        assert a_round(office).sent == 0
        assert len(seen(office, message).tries) == 1, "not before its time"
        for _again in range(7):
            later(office, timedelta(hours=9))
            a_round(office)
        assert state(office, message) == ("failed", "451 4.7.1 Come again")
        peer.box.after_data = "250 OK"
        office.write(lambda writer: send_again(writer, message))
        assert a_round(office).sent == 1
    assert len(peer.box.taken) == 1


def test_a_line_that_breaks_before_the_end_leaves_the_message_waiting(office):
    message = a_message(office)
    with mail_server(Box(drop_at="DATA")) as peer:
        a_sender(office, peer)
        a_round(office)
        assert state(office, message)[0] == "waiting"
        peer.box.drop_at = ""
        assert a_round(office, by_hand=True).sent == 1
    assert len(peer.box.taken) == 1


def test_what_nobody_knows_is_not_sent_again_without_a_persons_word(office):
    message = a_message(office)
    with mail_server(Box(drop_at="END")) as peer:
        a_sender(office, peer)
        assert a_round(office).unknown == 1
        assert state(office, message)[0] == "unknown"
        peer.box.drop_at = ""
        assert a_round(office, by_hand=True).sent == 0
        with pytest.raises(UserError, match="not known whether the server took"):
            office.write(lambda writer: send_again(writer, message))
        office.write(lambda writer: send_again(writer, message, knowing=True))
        assert a_round(office).sent == 1
    first = seen(office, message).message_id
    assert peer.box.messages()[0]["Message-ID"] == f"<{first}>"


def test_a_slow_server_holds_one_message_up_and_not_the_book(office):
    message = a_message(office)
    hold = threading.Event()
    with mail_server(Box(hold=hold)) as peer:
        a_sender(office, peer)
        thread = threading.Thread(target=a_round, args=(office,))
        thread.start()
        while state(office, message)[0] != "sending":
            assert thread.is_alive()
        other = a_customer(office, "Owen Hayes")
        with pytest.raises(Conflict):
            a_round(office, by_hand=True)
        hold.set()
        thread.join()
    assert other
    assert state(office, message)[0] == "sent"


def test_a_server_that_never_answers_after_the_end_leaves_it_unknown(office):
    message = a_message(office)
    with mail_server(Box(hold=threading.Event())) as peer:
        a_sender(office, peer)
        a_round(office, patience=Patience(end=0.2))
    assert state(office, message) == ("unknown", "The server did not answer in time.")


def test_a_wrong_password_rests_the_sender_until_it_is_changed(office):
    pocket, customer = Pocket(), a_customer(office)
    messages = [a_message(office, customer_id=customer) for _each in range(3)]
    with mail_server(password="right") as peer:
        sender = a_sender(office, peer, password="wrong", pocket=pocket)
        for _round in range(3):
            a_round(office, pocket)
        assert len(peer.box.passwords) == 1, "tried again and again, it would lock the account"
        assert "535 5.7.8 Wrong password, says I" in office.read(lambda r: sender_facts(r, sender)).fault
        assert [state(office, each)[0] for each in messages] == ["waiting"] * 3
        account = next(iter(pocket.kept))
        pocket.set(account, "right")
        new = NewSender("", "office@northside.example", peer.host, peer.port, "none", "office")
        office.write(lambda writer: change_sender(writer, sender, new))
        assert a_round(office, pocket).sent == 3
    assert peer.box.lines == 2, "one line for all of them"


def test_without_a_password_on_this_computer_it_waits(office):
    message = a_message(office)
    with mail_server(password="right") as peer:
        a_sender(office, peer, password="right")
        a_round(office)
    assert "No password is kept on this computer" in state(office, message)[1]


def test_a_server_that_takes_one_letter_a_line_gets_them_all(office):
    for _each in range(3):
        a_message(office)

    class Short(Box):
        async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
            if getattr(session, "used", False):
                return "421 4.7.0 One letter a line"
            session.used = True
            return await super().handle_MAIL(server, session, envelope, address, options)

    with mail_server(Short()) as peer:
        a_sender(office, peer)
        assert a_round(office).sent == 3
    assert len(peer.box.taken) == 3


def test_what_waited_for_more_than_a_week_is_shown_to_a_person_first(office):
    message = a_message(office)
    later(office, timedelta(days=8))
    with mail_server() as peer:
        a_sender(office, peer)
        assert a_round(office).failed == 1
        assert peer.box.taken == []
        office.write(lambda writer: send_again(writer, message))
        assert a_round(office).sent == 1


def test_one_cancelled_while_others_are_sent_is_left_out(office):
    first, second, third = (a_message(office, f"{name}@bloom.example") for name in ("a", "b", "c"))

    class Meanwhile(Box):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            if envelope.rcpt_tos == ["a@bloom.example"]:
                office.write(lambda writer: cancel_messages(writer, [second]))
            return await super().handle_DATA(server, session, envelope)

    with mail_server(Meanwhile()) as peer:
        a_sender(office, peer)
        assert a_round(office).sent == 2
    assert [state(office, each)[0] for each in (first, second, third)] == ["sent", "cancelled", "sent"]


def test_taken_out_of_the_queue_it_does_not_go_and_what_is_sent_stays_sent(office):
    out, sent = a_message(office), a_message(office, "owen@hayes.example")
    office.write(lambda writer: cancel_messages(writer, [out]))
    with mail_server() as peer:
        a_sender(office, peer)
        a_round(office)
        assert office.write(lambda writer: cancel_messages(writer, [sent])) == 0
        copy = office.write(lambda writer: send_again(writer, sent))
        assert copy != sent
        a_round(office)
    assert (state(office, out)[0], state(office, sent)[0], state(office, copy)[0]) == ("cancelled", "sent", "sent")
    first, second = peer.box.messages()
    assert first["Message-ID"] != second["Message-ID"]


def test_a_practice_book_writes_to_nobody_but_the_office(office):
    execute(office, "UPDATE company SET mode = 'practice'")
    strange, own = a_message(office), a_message(office, "office@northside.example")
    with mail_server() as peer:
        a_sender(office, peer)
        a_round(office)
    assert (state(office, strange)[0], state(office, own)[0]) == ("failed", "sent")
    assert len(peer.box.taken) == 1


def test_lists_find_by_state_and_words(office):
    a_message(office, "owen@hayes.example", subject="Statement")
    message = a_message(office, customer_id=a_customer(office, "Martha Bloom"))
    office.write(lambda writer: cancel_messages(writer, [message]))

    def found(**wanted):
        return list(office.read(lambda reader: mail_ids(reader, MailFilter(**wanted))))

    assert found(states=("waiting",)) == [1]
    assert found(text="BLOOM") == [2]
    assert found(text="owen@") == [1]
    counts = office.read(mail_counts)
    assert (counts.waiting, counts.all) == (1, 1)


def test_the_password_is_in_no_file_of_the_book(file_office, tmp_path):
    pocket = Pocket()
    with mail_server(password="correct horse battery") as peer:
        a_sender(file_office, peer, password="correct horse battery", pocket=pocket)
        a_message(file_office)
        assert a_round(file_office, pocket).sent == 1
    copy = backup_book(file_office, tmp_path / "copy.counterfoil", Silent()).path
    for path in [*file_office.book.path.parent.glob(f"{file_office.book.path.name}*"), copy]:
        assert b"correct horse battery" not in path.read_bytes()


_KILLED = """
import os, sys
from app.models.opening import open_book
from app.services.office import Office
from app.gateways.mail.smtp import SmtpGateway
from app.services.mail.sending import send_waiting
from tests.services.mail.sending_mail import Pocket

office = Office(open_book(sys.argv[1]), "Ana")
send_waiting(office, SmtpGateway(), Pocket())
"""


def test_a_program_killed_while_it_sends_leaves_it_not_known_and_sends_it_twice_to_nobody(book_file, tmp_path):
    """Killed between the end of the letter and the answer: the server has it, and the book cannot know."""
    office = open_for_test(book_file)
    office.clock = FixedDay(TODAY, datetime.now(UTC))
    message = a_message(office)
    hold = threading.Event()
    with mail_server(Box(hold=hold)) as peer:
        a_sender(office, peer)
        root = Path(__file__).resolve().parents[3]
        with subprocess.Popen([sys.executable, "-c", _KILLED, str(book_file)], cwd=root) as killed:
            while not (state(office, message)[0] == "sending" and peer.box.lines):
                assert killed.poll() is None
            killed.kill()
        hold.set()
        assert settle_left(office).value == 1
        assert state(office, message)[0] == "unknown"
        assert a_round(office, by_hand=True).sent == 0
    assert len(peer.box.taken) <= 1
    assert scalar(office, "SELECT outcome FROM mail_attempt") == "unknown"
    office.close()


def test_a_book_restored_from_a_backup_sends_nothing_that_may_have_been_sent_since(file_office, tmp_path):
    office = file_office
    message = a_message(office)
    copy = backup_book(office, tmp_path / "copy.counterfoil", Silent()).path
    with mail_server() as peer:
        a_sender(office, peer)
        assert a_round(office).sent == 1
        later_on = office.clock.now() + timedelta(hours=2)
        restored = open_for_test(restore_backup(copy, tmp_path / "again.counterfoil", now=later_on))
        a_sender(restored, peer)
        assert a_round(restored, by_hand=True).unknown == 1
        assert len(peer.box.taken) == 1
        assert "restored from a backup" in state(restored, message)[1]
        later(restored, timedelta(hours=3))
        fresh = a_message(restored, "owen@hayes.example")
        assert a_round(restored).sent == 1
        assert state(restored, fresh)[0] == "sent"
        restored.close()


def test_who_sends_now_is_left_alone(office):
    message = a_message(office)
    execute(office, f"UPDATE mail_message SET state = 'sending' WHERE id = {message}")
    with bulk_job(office, "sending mail", LOCK):
        assert settle_left(office).value == 0
    assert settle_left(office).value == 1
