"""Handing what waits to the mail servers, one message at a time, so that it is always known how far each has come.

A message is *sending* in the book before its first byte leaves, and *sent* only once the server said so. What is found
*sending* with nobody at it was left by a program that ended in the middle: it becomes *unknown*, and a person decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import func, insert, or_, select, update

from app.domain.errors import Conflict, EnvironmentFault, UserError
from app.domain.language import _
from app.domain.mail_addresses import split_addresses
from app.domain.mail_states import LONGEST_WAIT, MailState, wait_after
from app.models.bulk import take_ids
from app.models.company import Company
from app.models.invoices import Invoice
from app.models.mail import MailAttempt, MailMessage
from app.models.plans import PlanCharge
from app.services.activity import Happening, record
from app.services.bulk_lock import bulk_job
from app.services.mail.failures import update_words
from app.services.mail.kinds import ABOUT_CHARGES, MailKind
from app.services.mail.letters import Delivery, Handed, Letter, MailSenderRefused, MailUnreachable
from app.services.mail.queueing import MessageFacts, attachments_of, message_facts, move, touch
from app.services.mail.senders import SenderFacts, note_fault, password_of, sender_facts, usual_sender
from app.services.office import Office, Outcome, Reader, T, Writer
from app.services.ports import MailGateway, MailLine, Progress, SecretStore, Silent

LOCK = "mail"
UpdateLink = Callable[[int], str]
"""(plan_charge_id): returns the address of a page where the customer enters another card, or "" where there is none. Asked
just before a message about that charge goes out, since such pages live for a day."""


@dataclass(slots=True)
class Round:
    """What one round of sending came to. ``words`` says what stood in the way, if something did."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    waiting: int = 0
    words: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        """Note what stood in the way, once."""
        if words not in self.words:
            self.words.append(words)


def something_waits(reader: Reader, now: object) -> bool:
    """Tell whether a round has anything to do: something is due, or was left in the middle."""
    due = or_(MailMessage.next_try_at.is_(None), MailMessage.next_try_at <= now)
    waits = (MailMessage.state == "waiting") & due
    found = reader.connection.execute(
        select(MailMessage.id).where(or_(MailMessage.state == "sending", waits)).limit(1)
    ).first()
    return found is not None


def send_waiting(
    office: Office,
    gateway: MailGateway,
    secrets: SecretStore,
    progress: Progress | None = None,
    *,
    link: UpdateLink | None = None,
    by_hand: bool = False,
) -> Outcome[Round]:
    """Send what waits and is due, and return what it came to with what changed.

    Args:
        office: the book.
        gateway: speaks to the servers.
        secrets: has the passwords.
        progress: told how far it is; asked between messages whether to go on.
        link: gives the address where a card is updated.
        by_hand: somebody asked for it: what the server put off, and senders that rest, are tried at once.

    Raises:
        Conflict: somebody else is sending this book's mail.
    """
    now = office.clock.now()
    if not by_hand and not office.read(lambda reader: something_waits(reader, now)):
        return Outcome(Round(waiting=office.read(_waiting)), frozenset())
    run = _Run(office, gateway, secrets, progress or Silent(), link, by_hand)
    with bulk_job(office, _("sending mail"), LOCK):
        try:
            run.go()
        finally:
            run.hang_up()
    run.round.waiting = office.read(_waiting)
    return Outcome(run.round, frozenset(run.changes))


def settle_left(office: Office) -> Outcome[int]:
    """Mark what a program that ended in the middle left *sending* as not known, and return how many; when it starts.

    Somebody who is sending this book's mail now is left alone.
    """
    if not office.read(lambda reader: reader.connection.execute(_LEFT.limit(1)).first()):
        return Outcome(0, frozenset())
    try:
        with bulk_job(office, _("sending mail"), LOCK):
            return office.perform(_abandoned)
    except Conflict:
        return Outcome(0, frozenset())


_LEFT = select(MailMessage.id).where(MailMessage.state == "sending").order_by(MailMessage.id)


class _Run:
    """One round: keeps the lines that are open and the senders that rest."""

    def __init__(
        self,
        office: Office,
        gateway: MailGateway,
        secrets: SecretStore,
        progress: Progress,
        link: UpdateLink | None,
        by_hand: bool,
    ) -> None:
        self.office, self.gateway, self.secrets, self.progress, self.link = office, gateway, secrets, progress, link
        self.by_hand = by_hand
        self.round = Round()
        self.changes: set[str] = set()
        self._lines: dict[int, MailLine] = {}
        self._resting: dict[int, str] = {}
        self._lost: dict[int, int] = {}
        self._used: dict[int, int] = {}

    def write(self, job: Callable[[Writer], T]) -> T:
        done = self.office.perform(job)
        self.changes |= done.changes
        return done.value

    def go(self) -> None:
        self.round.unknown += self.write(_abandoned)
        self.round.failed += self.write(_too_old)
        ids = self.office.read(partial(_due, by_hand=self.by_hand, now=self.office.clock.now()))
        for done, id_ in enumerate(ids):
            if self.progress.cancelled:
                break
            self.progress.step(done, len(ids), _("sending mail"))
            self._one(id_)

    def _one(self, id_: int) -> None:
        message = self.office.read(lambda reader: message_facts(reader, id_))
        sender = self.office.read(lambda reader: _sender_of(reader, message))
        if message.state is not MailState.WAITING:
            return
        why = self.office.read(lambda reader: _pointless(reader, message))
        if why:
            self.write(lambda writer: move(writer, message, MailState.CANCELLED, why))
            return
        if sender is None:
            self._wait(message, _("No sender is set up yet."))
            return
        if self.office.read(lambda reader: _only_practice(reader, message, sender)):
            words = _("This is a practice book: it writes to nobody but the office itself.")
            self.write(lambda writer: _fail(writer, message, words))
            self.round.failed += 1
            return
        line = self._line(sender)
        if line is None:
            self._wait(message, self._resting[sender.id])
            return
        message = self._with_link(message)
        delivery = self._hand_over(line, message, sender)
        used = self._used.pop(sender.id, 0)
        if line.broken and used and delivery.handed in {Handed.LATER, Handed.LOST}:
            self._one(id_)  # some servers take but so many letters over one line
            return
        if not line.broken:
            self._used[sender.id] = used + 1
        self._count(delivery, sender)

    def _hand_over(self, line: MailLine, message: MessageFacts, sender: SenderFacts) -> Delivery:
        attempt_id = self.write(lambda writer: _begin(writer, message, sender))
        letter = self.office.read(lambda reader: _letter(reader, message, sender))
        delivery = line.send(letter)
        self.write(lambda writer: _end(writer, message.id, attempt_id, delivery))
        if line.broken:
            line.close()
            self._lines.pop(sender.id, None)
        return delivery

    def _count(self, delivery: Delivery, sender: SenderFacts) -> None:
        if delivery.handed is Handed.TAKEN:
            self.round.sent += 1
            self._lost.pop(sender.id, None)
            return
        self.round.say(delivery.words)
        if delivery.handed is Handed.REFUSED:
            self.round.failed += 1
        elif delivery.handed is Handed.UNKNOWN:
            self.round.unknown += 1
        elif delivery.handed is Handed.LOST:
            self._lost[sender.id] = self._lost.get(sender.id, 0) + 1
            if self._lost[sender.id] > 1:
                self._resting[sender.id] = delivery.words

    def _line(self, sender: SenderFacts) -> MailLine | None:
        """Return the open line to a sender's server; None when the sender rests, for a reason kept in ``_resting``."""
        if sender.id in self._resting:
            return None
        if sender.fault and not self.by_hand:
            self._resting[sender.id] = sender.fault
            return None
        if sender.id not in self._lines:
            try:
                password = password_of(self.secrets, self.office.read(_book_id), sender)
                self._lines[sender.id] = self.gateway.open(sender.server, password)
            except (MailSenderRefused, UserError) as refusal:
                words = str(refusal)
                self.write(lambda writer: note_fault(writer, sender.id, words))
                self._rest(sender, words)
                return None
            except (MailUnreachable, EnvironmentFault) as fault:
                self._rest(sender, str(fault))
                return None
            if sender.fault:
                self.write(lambda writer: note_fault(writer, sender.id, ""))
        return self._lines[sender.id]

    def _rest(self, sender: SenderFacts, words: str) -> None:
        self._resting[sender.id] = words
        self.round.say(words)

    def _wait(self, message: MessageFacts, words: str) -> None:
        """Say at a waiting message what it waits for."""
        self.round.say(words)
        if message.words != words:
            self.write(lambda writer: _explain(writer, message, words))

    def _with_link(self, message: MessageFacts) -> MessageFacts:
        """Put the address of a page for a new card where the message has its place."""
        if self.link is None or not message.way or message.plan_charge_id is None:
            return message
        try:
            address = self.link(message.plan_charge_id)
        except (UserError, EnvironmentFault):
            return message  # the words without a link tell what to do, too
        if not address:
            return message
        self.write(lambda writer: put_link(writer, message, address))
        return self.office.read(lambda reader: message_facts(reader, message.id))

    def hang_up(self) -> None:
        for line in self._lines.values():
            line.close()


def put_link(writer: Writer, message: MessageFacts, address: str) -> None:
    """Put the address where a card is updated into a message that waits, in the place of whom to call."""
    if not message.way or message.way not in message.body:
        return
    words = update_words(writer, message.language, address)
    writer.connection.execute(
        update(MailMessage)
        .where(MailMessage.id == message.id, MailMessage.state == "waiting")
        .values(body=message.body.replace(message.way, words, 1), way=words)
    )


def _book_id(reader: Reader) -> str:
    return reader.profile.book_id


def _waiting(reader: Reader) -> int:
    return reader.connection.execute(select(func.count()).where(MailMessage.state == "waiting")).scalar_one()


def _due(reader: Reader, *, by_hand: bool, now: object) -> list[int]:
    query = select(MailMessage.id).where(MailMessage.state == "waiting").order_by(MailMessage.id)
    if not by_hand:
        query = query.where(or_(MailMessage.next_try_at.is_(None), MailMessage.next_try_at <= now))
    return list(reader.connection.execute(query).scalars())


def _sender_of(reader: Reader, message: MessageFacts) -> SenderFacts | None:
    chosen = None if message.sender_id is None else sender_facts(reader, message.sender_id)
    return usual_sender(reader) if chosen is None or chosen.archived else chosen


def _only_practice(reader: Reader, message: MessageFacts, sender: SenderFacts) -> bool:
    """Tell whether a practice book would write to somebody else than the office itself."""
    if reader.profile.mode != "practice":
        return False
    office = reader.connection.execute(select(Company.email)).scalar_one()
    own = {address.lower() for address in (office, sender.address, sender.reply_to)}
    return any(address.lower() not in own for address in split_addresses(message.recipients))


def _pointless(reader: Reader, message: MessageFacts) -> str:
    """Return why a message about a refused charge tells nothing true any more, or nothing."""
    if message.plan_charge_id is None or MailKind(message.kind) not in ABOUT_CHARGES:
        return ""
    row = reader.connection.execute(
        select(PlanCharge.state, Invoice.open_minor)
        .join(Invoice, Invoice.id == PlanCharge.invoice_id)
        .where(PlanCharge.id == message.plan_charge_id)
    ).one_or_none()
    if row is None or row.state == "paid" or row.open_minor == 0:
        return _("Not sent: it was settled meanwhile.")
    return ""


def _abandoned(writer: Writer) -> int:
    """Mark what is *sending* with nobody at it as not known; the caller holds the lock of whoever sends."""
    ids = list(writer.connection.execute(_LEFT).scalars())
    words = _("The program ended while this was being sent. It is not known whether the server took it.")
    for id_ in ids:
        message = message_facts(writer, id_)
        move(writer, message, MailState.UNKNOWN, words, next_try_at=None)
        writer.connection.execute(
            update(MailAttempt)
            .where(MailAttempt.message_id == id_, MailAttempt.ended_at.is_(None))
            .values(ended_at=writer.now, outcome=Handed.UNKNOWN.value, words=words)
        )
        _tell(writer, message, "mail.unknown", words)
    return len(ids)


def _too_old(writer: Writer) -> int:
    """Let a person look at what waited for so long that it may not be true any more."""
    ids = writer.connection.execute(
        select(MailMessage.id).where(MailMessage.state == "waiting", MailMessage.released_at < writer.now - LONGEST_WAIT)
    ).scalars()
    words = _("It waited for more than a week: read it before you send it.")
    found = list(ids)
    for id_ in found:
        _fail(writer, message_facts(writer, id_), words)
    return len(found)


def _fail(writer: Writer, message: MessageFacts, words: str) -> None:
    move(writer, message, MailState.FAILED, words, next_try_at=None)
    _tell(writer, message, "mail.failed", words)


def _explain(writer: Writer, message: MessageFacts, words: str) -> None:
    writer.connection.execute(
        update(MailMessage).where(MailMessage.id == message.id, MailMessage.state == "waiting").values(words=words)
    )
    touch(writer, message.customer_id)


def _begin(writer: Writer, message: MessageFacts, sender: SenderFacts) -> int:
    """Say in the book that a message is being sent, before its first byte leaves."""
    values: dict[str, object] = {"attempts": message.attempts + 1, "sender_id": sender.id, "next_try_at": None}
    move(writer, message, MailState.SENDING, "", **values)
    id_ = take_ids(writer.connection, MailAttempt)[0]
    writer.connection.execute(
        insert(MailAttempt).values(id=id_, message_id=message.id, server=sender.server.name, begun_at=writer.now)
    )
    return id_


def _letter(reader: Reader, message: MessageFacts, sender: SenderFacts) -> Letter:
    queued = reader.connection.execute(select(MailMessage.state_at).where(MailMessage.id == message.id)).scalar_one()
    return Letter(
        message.message_id,
        queued,
        sender.name or reader.profile.name,
        sender.address,
        split_addresses(message.recipients),
        message.subject,
        message.body,
        sender.reply_to,
        message.language,
        attachments_of(reader, message.id),
    )


_STATE = {
    Handed.TAKEN: MailState.SENT,
    Handed.REFUSED: MailState.FAILED,
    Handed.UNKNOWN: MailState.UNKNOWN,
    Handed.LATER: MailState.WAITING,
    Handed.LOST: MailState.WAITING,
}


def _end(writer: Writer, message_id: int, attempt_id: int, delivery: Delivery) -> None:
    """Keep what became of a message, in the server's own words."""
    message = message_facts(writer, message_id)
    to, more = _STATE[delivery.handed], dict[str, object]()
    if to is MailState.WAITING:
        wait = wait_after(message.put_off + 1)
        more["put_off"] = message.put_off + 1
        more["next_try_at"] = None if wait is None else writer.now + wait
        to = MailState.FAILED if wait is None else to
    move(writer, message, to, delivery.words, **more)
    writer.connection.execute(
        update(MailAttempt)
        .where(MailAttempt.id == attempt_id)
        .values(ended_at=writer.now, outcome=delivery.handed.value, words=delivery.words)
    )
    if to is MailState.SENT:
        _tell(writer, message, f"{message.kind}.mailed", "")
    elif to is not MailState.WAITING:
        _tell(writer, message, "mail.failed" if to is MailState.FAILED else "mail.unknown", delivery.words)


def _tell(writer: Writer, message: MessageFacts, kind: str, words: str) -> None:
    details = {"number": message.number, "to": message.recipients, "subject": message.subject, "said": words}
    record(writer, [Happening(kind, message.customer_id, details)])

