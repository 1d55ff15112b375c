"""Handing what waits to the mail servers, one message at a time, so that it is always known how far each has come.

A message is *sending* in the book before its first byte leaves, and *sent* only once the server said so. What is found
*sending* with nobody at it was left by a program that ended in the middle: it becomes *unknown*, and a person decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import func, or_, select

from app.domain.errors import Conflict, EnvironmentFault, UserError
from app.domain.language import _
from app.domain.mail_states import MailState
from app.models.mail import MailMessage
from app.services.bulk_lock import bulk_job
from app.services.mail.letters import Delivery, Handed, MailSenderRefused, MailUnreachable
from app.services.mail.papers import OpenPress, attach, paper_for
from app.services.mail.queueing import MessageFacts, message_facts, move
from app.services.mail.senders import SenderFacts, note_fault, password_of, usual_sender
from app.services.mail.steps import (
    LEFT,
    begin,
    end,
    explain,
    fail,
    fail_too_old,
    letter_of,
    mark_abandoned,
    mark_restored,
    only_practice,
    pointless,
    put_link,
    sender_of,
    too_old_words,
)
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
    press: OpenPress | None = None,
    by_hand: bool = False,
) -> Outcome[Round]:
    """Send what waits and is due, and return what it came to with what changed.

    Args:
        office: the book.
        gateway: speaks to the servers.
        secrets: has the passwords.
        progress: told how far it is; asked between messages whether to go on.
        link: gives the address where a card is updated.
        press: makes the papers of messages that nobody wrote (a refused charge, a refund); without it none goes with them.
        by_hand: somebody asked for it: what the server put off, and senders that rest, are tried at once.

    Raises:
        Conflict: somebody else is sending this book's mail.
    """
    now = office.clock.now()
    if not by_hand and not office.read(lambda reader: something_waits(reader, now)):
        return Outcome(Round(waiting=office.read(_waiting)), frozenset())
    run = _Run(office, gateway, secrets, progress or Silent(), link, press, by_hand)
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
    if not office.read(lambda reader: reader.connection.execute(LEFT.limit(1)).first()):
        return Outcome(0, frozenset())
    try:
        with bulk_job(office, _("sending mail"), LOCK):
            return office.perform(mark_abandoned)
    except Conflict:
        return Outcome(0, frozenset())


class _Run:
    """One round: keeps the lines that are open and the senders that rest."""

    def __init__(
        self,
        office: Office,
        gateway: MailGateway,
        secrets: SecretStore,
        progress: Progress,
        link: UpdateLink | None,
        press: OpenPress | None,
        by_hand: bool,
    ) -> None:
        self.office, self.gateway, self.secrets, self.progress, self.link = office, gateway, secrets, progress, link
        self.press, self.by_hand = press, by_hand
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
        self.round.unknown += self.write(mark_abandoned) + self.write(mark_restored)
        if self.office.read(usual_sender) is not None:
            old = self.write(fail_too_old)
            self.round.failed += old
            if old:
                self.round.say(too_old_words())
        ids = self.office.read(partial(_due, by_hand=self.by_hand, now=self.office.clock.now()))
        for done, id_ in enumerate(ids):
            if self.progress.cancelled:
                break
            self.progress.step(done, len(ids), _("sending mail"))
            try:
                self._one(id_)
            except Conflict:
                continue  # somebody cancelled it, or sent it elsewhere, in the meantime

    def _one(self, id_: int) -> None:
        message = self.office.read(lambda reader: message_facts(reader, id_))
        sender = self.office.read(lambda reader: sender_of(reader, message))
        if message.state is not MailState.WAITING:
            return
        why = self.office.read(lambda reader: pointless(reader, message))
        if why:
            self.write(lambda writer: move(writer, message, MailState.CANCELLED, why))
            return
        if sender is None:
            self._wait(message, _("No sender is set up yet."))
            return
        if self.office.read(lambda reader: only_practice(reader, message, sender)):
            words = _("This is a practice book: it writes to nobody but the office itself.")
            self.write(lambda writer: fail(writer, message, words))
            self.round.failed += 1
            return
        line = self._line(sender)
        if line is None:
            self._wait(message, self._resting[sender.id])
            return
        message = self._with_link(message)
        if self.press is not None and (paper := paper_for(self.office, self.press, message)) is not None:
            self.write(lambda writer: attach(writer, message, paper))
        delivery = self._hand_over(line, message, sender)
        used = self._used.pop(sender.id, 0)
        if line.broken and used and delivery.handed in {Handed.LATER, Handed.LOST}:
            self._one(id_)  # some servers take but so many letters over one line
            return
        if not line.broken:
            self._used[sender.id] = used + 1
        self._count(delivery, sender)

    def _hand_over(self, line: MailLine, message: MessageFacts, sender: SenderFacts) -> Delivery:
        attempt_id = self.write(lambda writer: begin(writer, message, sender))
        letter = self.office.read(lambda reader: letter_of(reader, message, sender))
        delivery = line.send(letter)
        self.write(lambda writer: end(writer, message.id, attempt_id, delivery))
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
            self.write(lambda writer: explain(writer, message, words))

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


def _book_id(reader: Reader) -> str:
    return reader.profile.book_id


def _waiting(reader: Reader) -> int:
    return reader.connection.execute(select(func.count()).where(MailMessage.state == "waiting")).scalar_one()


def _due(reader: Reader, *, by_hand: bool, now: object) -> list[int]:
    query = select(MailMessage.id).where(MailMessage.state == "waiting").order_by(MailMessage.id)
    if not by_hand:
        query = query.where(or_(MailMessage.next_try_at.is_(None), MailMessage.next_try_at <= now))
    return list(reader.connection.execute(query).scalars())
