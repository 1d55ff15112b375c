"""The steps of a message through the book while it is sent, each a transaction of its own: begun, ended, given up, left behind.

The order in which they are taken belongs to ``sending``.
"""

from __future__ import annotations

from sqlalchemy import insert, select, update

from app.domain.language import _
from app.domain.mail_addresses import split_addresses
from app.domain.mail_states import LONGEST_WAIT, MailState, wait_after
from app.models.bulk import take_ids
from app.models.company import Company
from app.models.invoices import Invoice
from app.models.mail import MailAttempt, MailMessage
from app.models.plans import PlanCharge
from app.services.activity import Happening, record
from app.services.agreements.mailing import note_mailed as note_agreement_mailed
from app.services.backups import restored_at
from app.services.estimates.deciding import note_mailed
from app.services.mail.failures import update_words
from app.services.mail.kinds import ABOUT_CHARGES, MailKind
from app.services.mail.letters import Delivery, Handed, Letter
from app.services.mail.queueing import MessageFacts, attachments_of, message_facts, move, touch
from app.services.mail.refunds import refund_is_gone
from app.services.mail.senders import SenderFacts, sender_facts, usual_sender
from app.services.office import Reader, Writer

LEFT = select(MailMessage.id).where(MailMessage.state == "sending").order_by(MailMessage.id)


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


def sender_of(reader: Reader, message: MessageFacts) -> SenderFacts | None:
    """Return whom a message is sent as now, or None while nobody is set up."""
    chosen = None if message.sender_id is None else sender_facts(reader, message.sender_id)
    return usual_sender(reader) if chosen is None or chosen.archived else chosen


def only_practice(reader: Reader, message: MessageFacts, sender: SenderFacts) -> bool:
    """Tell whether a practice book would write to somebody else than the office itself."""
    if reader.profile.mode != "practice":
        return False
    office = reader.connection.execute(select(Company.email)).scalar_one()
    own = {address.lower() for address in (office, sender.address, sender.reply_to)}
    return any(address.lower() not in own for address in split_addresses(message.recipients))


def pointless(reader: Reader, message: MessageFacts) -> str:
    """Return why a message about a refused charge or a refund tells nothing true any more, or nothing."""
    if message.plan_charge_id is None or MailKind(message.kind) not in ABOUT_CHARGES:
        return refund_is_gone(reader, message)
    row = reader.connection.execute(
        select(PlanCharge.state, Invoice.open_minor)
        .join(Invoice, Invoice.id == PlanCharge.invoice_id)
        .where(PlanCharge.id == message.plan_charge_id)
    ).one_or_none()
    if row is None or row.state == "paid" or row.open_minor == 0:
        return _("Not sent: it was settled meanwhile.")
    return ""


def mark_abandoned(writer: Writer) -> int:
    """Mark what is *sending* with nobody at it as not known; the caller holds the lock of whoever sends."""
    ids = list(writer.connection.execute(LEFT).scalars())
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


def mark_restored(writer: Writer) -> int:
    """Mark what waited when the book was backed up as not known: the book that it comes from may have sent it since.

    Returns how many there were; what was written or released after the restoration is not touched.
    """
    at = restored_at(writer)
    if at is None:
        return 0
    query = select(MailMessage.id).where(MailMessage.state == "waiting", MailMessage.released_at < at)
    ids = list(writer.connection.execute(query).scalars())
    words = _("This book was restored from a backup: the message may have been sent before.")
    for id_ in ids:
        message = message_facts(writer, id_)
        move(writer, message, MailState.UNKNOWN, words, next_try_at=None)
        _tell(writer, message, "mail.unknown", words)
    return len(ids)


def too_old_words() -> str:
    """Return why a message that waited for long is not sent by itself."""
    return _("It waited for more than a week: read it before you send it.")


def fail_too_old(writer: Writer) -> int:
    """Let a person look at what waited for so long that it may not be true any more."""
    ids = writer.connection.execute(
        select(MailMessage.id).where(MailMessage.state == "waiting", MailMessage.released_at < writer.now - LONGEST_WAIT)
    ).scalars()
    words = too_old_words()
    found = list(ids)
    for id_ in found:
        fail(writer, message_facts(writer, id_), words)
    return len(found)


def fail(writer: Writer, message: MessageFacts, words: str) -> None:
    """Give a message up without sending it, and say why."""
    move(writer, message, MailState.FAILED, words, next_try_at=None)
    _tell(writer, message, "mail.failed", words)


def explain(writer: Writer, message: MessageFacts, words: str) -> None:
    """Say at a message that waits what it waits for."""
    writer.connection.execute(
        update(MailMessage).where(MailMessage.id == message.id, MailMessage.state == "waiting").values(words=words)
    )
    touch(writer, message.customer_id)


def begin(writer: Writer, message: MessageFacts, sender: SenderFacts) -> int:
    """Say in the book that a message is being sent, before its first byte leaves."""
    values: dict[str, object] = {"attempts": message.attempts + 1, "sender_id": sender.id, "next_try_at": None}
    move(writer, message, MailState.SENDING, "", **values)
    id_ = take_ids(writer.connection, MailAttempt)[0]
    writer.connection.execute(
        insert(MailAttempt).values(id=id_, message_id=message.id, server=sender.server.name, begun_at=writer.now)
    )
    return id_


def letter_of(reader: Reader, message: MessageFacts, sender: SenderFacts) -> Letter:
    """Return a message as it goes over the line."""
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


def end(writer: Writer, message_id: int, attempt_id: int, delivery: Delivery) -> None:
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
        _tell_sent(writer, message)
        if message.kind == MailKind.ESTIMATE:
            note_mailed(writer, message.number)
        elif message.kind == MailKind.AGREEMENT:
            note_agreement_mailed(writer, message.number)
    elif to is not MailState.WAITING:
        _tell(writer, message, "mail.failed" if to is MailState.FAILED else "mail.unknown", delivery.words)


def _tell(writer: Writer, message: MessageFacts, kind: str, words: str) -> None:
    details = {"number": message.number, "to": message.recipients, "subject": message.subject, "said": words}
    record(writer, [Happening(kind, message.customer_id, details)])


def _tell_sent(writer: Writer, message: MessageFacts) -> None:
    """Put a message that was taken into the diary; several invoices each by itself, so that each has it in its history."""
    if message.kind != MailKind.INVOICES:
        _tell(writer, message, f"{message.kind}.mailed", "")
        return
    details = {"to": message.recipients, "subject": message.subject}
    numbers = message.number.split(", ")
    record(
        writer, [Happening("invoice.mailed", message.customer_id, {"number": number, **details}) for number in numbers]
    )
