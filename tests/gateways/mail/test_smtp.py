"""Letters over a real SMTP server: what is called taken was taken, and how each breach is told."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.gateways.mail.smtp import Patience, SmtpGateway
from app.services.mail.letters import Attached, Handed, Letter, MailSenderRefused, MailServer, MailUnreachable
from tests.gateways.mail.certificates import made_here
from tests.peers.smtp import Box, free_port, mail_server, mute_server

LETTER = Letter(
    "7f3a@northside.example",
    datetime(2026, 3, 16, 15, 30, tzinfo=UTC),
    "Northside Services LLC",
    "office@northside.example",
    ("martha@bloom.example",),
    "Invoice 10482",
    "Hello Martha,\n\nthe invoice is attached.",
    attachments=(Attached("Invoice 10482.pdf", b"%PDF-1.7 made up"),),
)


def send(peer, letter=LETTER, *, security="none", user="", password="", patience=None, trust=None):
    gateway = SmtpGateway(patience, trust)
    line = gateway.open(MailServer(peer.host, peer.port, security, user), password)
    try:
        return line.send(letter)
    finally:
        line.close()


def test_what_the_server_takes_is_what_was_written():
    with mail_server() as peer:
        delivery = send(peer)
    assert delivery.handed is Handed.TAKEN
    assert delivery.words == "250 OK queued as 42"
    [message] = peer.box.messages()
    assert (message["From"], message["To"]) == ("Northside Services LLC <office@northside.example>", "martha@bloom.example")
    assert (message["Subject"], message["Message-ID"]) == ("Invoice 10482", "<7f3a@northside.example>")
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == LETTER.body
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "Invoice 10482.pdf",
        "application/pdf",
        b"%PDF-1.7 made up",
    )


def test_names_subjects_words_and_files_in_any_letters_arrive_as_they_were_typed():
    letter = replace(
        LETTER,
        from_name="Peña, Núñez & Søn",
        subject="Factura nº 7 – Ñandú 水道料金 " + "muy larga " * 12,
        body="Señora Peña:\n\n.\n..puntos\nFrom the office, 5 €\n" + "palabra " * 400,
        attachments=(Attached("Factura Peña 水.pdf", b"%PDF"),),
    )
    with mail_server() as peer:
        assert send(peer, letter).handed is Handed.TAKEN
    [message] = peer.box.messages()
    assert peer.box.taken[0].content.isascii()
    assert message["From"].addresses[0].display_name == letter.from_name
    assert message["Subject"] == letter.subject.strip()
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == letter.body.strip()
    assert next(message.iter_attachments()).get_filename() == "Factura Peña 水.pdf"


def test_a_name_with_line_ends_begins_no_header_of_its_own():
    letter = replace(LETTER, from_name="Mallory\r\nBcc: all@bloom.example", subject="Hi\nX-Evil: yes")
    with mail_server() as peer:
        assert send(peer, letter).handed is Handed.TAKEN
    [message] = peer.box.messages()
    assert "Bcc" not in message
    assert "X-Evil" not in message
    assert peer.box.taken[0].rcpt_tos == ["martha@bloom.example"]


def test_five_megabytes_arrive_byte_for_byte():
    file = os.urandom(5_000_000)
    with mail_server() as peer:
        assert send(peer, replace(LETTER, attachments=(Attached("plan.pdf", file),))).handed is Handed.TAKEN
    assert next(peer.box.messages()[0].iter_attachments()).get_content() == file


def test_what_is_larger_than_the_server_takes_is_not_begun():
    with mail_server(most_bytes=100_000) as peer:
        delivery = send(peer, replace(LETTER, attachments=(Attached("plan.pdf", os.urandom(200_000)),)))
    assert delivery.handed is Handed.REFUSED
    assert "takes 0.1 MB at most" in delivery.words
    assert peer.box.taken == []


def test_one_recipient_refused_and_nobody_gets_it():
    letter = replace(LETTER, recipients=("martha@bloom.example", "gone@bloom.example"))
    with mail_server(Box(refuse={"gone@bloom.example": "550 5.1.1 No such user here"})) as peer:
        delivery = send(peer, letter)
    assert (delivery.handed, delivery.words) == (Handed.REFUSED, "550 5.1.1 No such user here")
    assert peer.box.taken == []


def test_a_line_goes_on_after_a_refusal():
    with mail_server(Box(refuse={"gone@bloom.example": "550 5.1.1 No such user here"})) as peer:
        gateway = SmtpGateway()
        line = gateway.open(MailServer(peer.host, peer.port, "none"), "")
        told = [line.send(replace(LETTER, recipients=(to,))).handed for to in ("gone@bloom.example", "martha@bloom.example")]
        line.close()
    assert told == [Handed.REFUSED, Handed.TAKEN]
    assert peer.box.lines == 1


@pytest.mark.parametrize(
    ("answer", "handed"),
    [
        ("451 4.7.1 Greylisted, come again", Handed.LATER),
        ("554 5.7.1 This is spam", Handed.REFUSED),
        ("251 I think so", Handed.UNKNOWN),
    ],
)
def test_the_answer_to_the_end_decides(answer, handed):
    with mail_server(Box(after_data=answer)) as peer:
        delivery = send(peer)
    assert (delivery.handed, delivery.words) == (handed, answer)


@pytest.mark.parametrize("at", ["MAIL", "DATA", "BODY"])
def test_a_line_that_breaks_before_the_end_took_nothing(at):
    with mail_server(Box(drop_at=at)) as peer:
        delivery = send(peer, replace(LETTER, attachments=(Attached("plan.pdf", os.urandom(3_000_000)),)))
    assert delivery.handed is Handed.LOST


def test_a_line_that_breaks_after_the_end_leaves_it_open():
    with mail_server(Box(drop_at="END")) as peer:
        delivery = send(peer)
    assert delivery.handed is Handed.UNKNOWN


def test_a_server_that_does_not_answer_after_the_end_leaves_it_open():
    with mail_server(Box(hold=threading.Event())) as peer:
        delivery = send(peer, patience=Patience(end=0.2))
    assert (delivery.handed, delivery.words) == (Handed.UNKNOWN, "The server did not answer in time.")


def test_sending_can_be_cut_off_from_outside():
    with mail_server(Box(hold=threading.Event())) as peer:
        gateway = SmtpGateway()
        line = gateway.open(MailServer(peer.host, peer.port, "none"), "")
        told = []
        thread = threading.Thread(target=lambda: told.append(line.send(LETTER).handed))
        thread.start()
        gateway.stop(grace_seconds=0.3)
        thread.join()
        line.close()
        with pytest.raises(MailUnreachable, match="stopped"):
            gateway.open(MailServer(peer.host, peer.port, "none"), "")
    assert told == [Handed.UNKNOWN]


def test_nobody_there():
    with pytest.raises(MailUnreachable, match="cannot be reached"):
        SmtpGateway().open(MailServer("127.0.0.1", free_port(), "none"), "")


def test_a_server_that_says_nothing():
    with mute_server() as peer, pytest.raises(MailUnreachable, match="in time"):
        SmtpGateway(Patience(connect=0.2)).open(MailServer(peer.host, peer.port, "none"), "")


def test_a_server_that_is_busy_says_later_and_one_that_is_closed_says_no():
    with mute_server(b"421 4.3.2 Too busy\r\n") as peer, pytest.raises(MailUnreachable, match=r"421 4\.3\.2 Too busy"):
        SmtpGateway().open(MailServer(peer.host, peer.port, "none"), "")
    with mute_server(b"554 5.3.2 Go away\r\n") as peer, pytest.raises(MailSenderRefused, match=r"554 5\.3\.2 Go away"):
        SmtpGateway().open(MailServer(peer.host, peer.port, "none"), "")


def test_a_wrong_password_is_told_in_the_servers_words():
    with mail_server(password="right") as peer:
        with pytest.raises(MailSenderRefused, match=r"535 5\.7\.8 Wrong password, says I"):
            send(peer, user="office", password="wrong")
        assert send(peer, user="office", password="right").handed is Handed.TAKEN
    assert ("office", "right") in peer.box.passwords


def test_starttls(tmp_path):
    server, trust = made_here(tmp_path)
    with mail_server(starttls=server, password="right") as peer:
        assert send(peer, security="starttls", user="office", password="right", trust=trust).handed is Handed.TAKEN
        [message] = peer.box.messages()
    assert message["Subject"] == "Invoice 10482"


def test_tls_from_the_first_byte(tmp_path):
    server, trust = made_here(tmp_path)
    with mail_server(tls=server) as peer:
        assert send(peer, security="tls", trust=trust).handed is Handed.TAKEN


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password(tmp_path):
    server, _trust = made_here(tmp_path)
    with mail_server(starttls=server, password="right") as peer, pytest.raises(MailSenderRefused, match="cannot be trusted"):
        send(peer, security="starttls", user="office", password="right")
    assert peer.box.passwords == []


def test_a_server_without_starttls_does_not_get_the_password():
    with mail_server(password="right") as peer, pytest.raises(MailSenderRefused, match="does not offer"):
        send(peer, security="starttls", user="office", password="right")
    assert peer.box.passwords == []


def test_tls_at_a_port_that_speaks_plain():
    with mail_server() as peer, pytest.raises(MailSenderRefused, match="does not speak TLS"):
        send(peer, security="tls")


def test_no_password_over_a_line_that_everybody_can_read():
    with pytest.raises(MailSenderRefused, match="everybody can read"):
        SmtpGateway().open(MailServer("smtp.northside.example", 25, "none", "office"), "secret")


def test_an_address_that_no_server_delivers_to():
    with mail_server() as peer:
        delivery = send(peer, replace(LETTER, recipients=("señora@bloom.example",)))
    assert delivery.handed is Handed.REFUSED
    assert peer.box.taken == []
