"""The queue of mail: a message is put into it, sent again, taken back. Handing it to a server belongs to ``sending``."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.domain.errors import Conflict, NotFound, UserError
from app.domain.language import _
from app.domain.mail_addresses import one_line, split_addresses
from app.domain.mail_states import MailState, may_follow
from app.models.base import instant_text
from app.models.bulk import insert_rows, take_ids
from app.models.mail import MailAttachment, MailAttachmentRow, MailMessage, MailMessageRow
from app.services.activity import Happening, record
from app.services.mail.kinds import MailKind
from app.services.mail.letters import Attached
from app.services.mail.senders import sender_facts, usual_sender
from app.services.office import Reader, Writer
from app.services.people import check_email

MOST_RECIPIENTS = 20
MOST_BYTES = 25_000_000
"""Few servers take more; refused before it is queued, not days later."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to send.

    Attributes:
        kind: what it is about.
        recipients: addresses in one line.
        customer_id: whose history it belongs to; None for the office's own.
        number: the document's number.
        files: what goes with it.
        sender_id: whom it is sent as; the usual sender at the time when None.
        once_key: what it must be told once about; a second message with it is not queued.
        plan_charge_id: the refused charge that it tells of: it is not sent when that was settled meanwhile.
        way: the paragraph of ``body`` that a link may take the place of.
    """

    kind: MailKind
    recipients: str
    subject: str
    body: str
    customer_id: int | None = None
    number: str = ""
    files: tuple[Attached, ...] = ()
    sender_id: int | None = None
    language: str = ""
    once_key: str | None = None
    plan_charge_id: int | None = None
    way: str = ""


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What the verbs of this folder need to know of a message."""

    id: int
    kind: str
    state: MailState
    customer_id: int | None
    sender_id: int | None
    plan_charge_id: int | None
    number: str
    recipients: str
    subject: str
    body: str
    way: str
    language: str
    message_id: str
    words: str
    attempts: int
    put_off: int
    released_at: datetime
    next_try_at: datetime | None


def queue_message(writer: Writer, new: NewMessage) -> int:
    """Put a message into the queue and return its id; it is sent as soon as a server can be reached.

    Raises:
        UserError: nobody to send it to, an address that is none, no subject, files that are too large.
    """
    recipients = checked_recipients(new.recipients)
    if not recipients:
        raise UserError(_("A message needs somebody who gets it."), _("Enter an e-mail address."))
    return _queued(writer, new, recipients, MailState.WAITING, "")


def queue_once(writer: Writer, new: NewMessage, *, unsendable: str = "") -> int | None:
    """Put a message that must be told once only into the queue; None when it was told before.

    ``unsendable`` says why it cannot be sent as it is (no address): it is kept as failed, so that nobody overlooks it.
    """
    if new.once_key is None:
        raise ValueError("what is told once needs a key")
    there = writer.connection.execute(select(MailMessage.id).where(MailMessage.once_key == new.once_key)).first()
    if there is not None:
        return None
    recipients: tuple[str, ...] = ()
    try:
        recipients = checked_recipients(new.recipients)
    except UserError as refusal:
        unsendable = unsendable or str(refusal)
    state = MailState.WAITING if recipients and not unsendable else MailState.FAILED
    return _queued(writer, new, recipients, state, unsendable)


def _queued(writer: Writer, new: NewMessage, recipients: tuple[str, ...], state: MailState, words: str) -> int:
    subject = one_line(new.subject)
    if not subject or not new.body.strip():
        raise UserError(_("A message needs a subject and some words."))
    if sum(len(file.content) for file in new.files) > MOST_BYTES:
        raise UserError(
            _("The files have more than {limit} MB together.").format(limit=MOST_BYTES // 1_000_000),
            _("Send fewer of them, or save them and hand them over otherwise."),
        )
    id_ = take_ids(writer.connection, MailMessage)[0]
    insert_rows(
        writer.connection,
        MailMessage,
        [
            MailMessageRow(
                id_,
                new.kind.value,
                state.value,
                new.customer_id,
                new.sender_id,
                new.plan_charge_id,
                new.once_key,
                new.number,
                ", ".join(recipients),
                subject,
                new.body.strip(),
                new.way,
                new.language,
                _new_message_id(writer, new.sender_id),
                words,
                writer.now_text,
                writer.now_text,
                instant_text(writer.now),
                writer.actor,
            )
        ],
    )
    insert_rows(
        writer.connection,
        MailAttachment,
        [
            MailAttachmentRow(id_, place, one_line(file.name)[:200], file.media_type, len(file.content), file.content)
            for place, file in enumerate(new.files)
        ],
    )
    touch(writer, new.customer_id)
    return id_


def checked_recipients(text: str) -> tuple[str, ...]:
    """Return the addresses in a line.

    Raises:
        UserError: one of them is none, or there are too many.
    """
    found = tuple(check_email(part) for part in split_addresses(text))
    if len(found) > MOST_RECIPIENTS:
        raise UserError(_("A message goes to {count} addresses at most.").format(count=MOST_RECIPIENTS))
    return found


def message_facts(reader: Reader, id_: int) -> MessageFacts:
    """Return a message as it stands.

    Raises:
        NotFound: no such message.
    """
    row = reader.connection.execute(
        select(
            MailMessage.id,
            MailMessage.kind,
            MailMessage.state,
            MailMessage.customer_id,
            MailMessage.sender_id,
            MailMessage.plan_charge_id,
            MailMessage.number,
            MailMessage.recipients,
            MailMessage.subject,
            MailMessage.body,
            MailMessage.way,
            MailMessage.language,
            MailMessage.message_id,
            MailMessage.words,
            MailMessage.attempts,
            MailMessage.put_off,
            MailMessage.released_at,
            MailMessage.next_try_at,
        ).where(MailMessage.id == id_)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That message is not in this book."))
    return MessageFacts(
        row.id,
        row.kind,
        MailState(row.state),
        row.customer_id,
        row.sender_id,
        row.plan_charge_id,
        row.number,
        row.recipients,
        row.subject,
        row.body,
        row.way,
        row.language,
        row.message_id,
        row.words,
        row.attempts,
        row.put_off,
        row.released_at,
        row.next_try_at,
    )


def move(writer: Writer, message: MessageFacts, to: MailState, words: str = "", **more: object) -> None:
    """Bring a message into another state, if it is still in the one it was read in.

    Raises:
        UserError: that state does not follow.
        Conflict: somebody else was quicker.
    """
    if not may_follow(message.state, to):
        raise UserError(_("That cannot be done with this message now."), _("Look at its state again."))
    changed = writer.connection.execute(
        update(MailMessage)
        .where(MailMessage.id == message.id, MailMessage.state == message.state.value)
        .values(state=to.value, words=words, state_at=writer.now, **more)
    )
    if changed.rowcount != 1:
        raise Conflict(_("That message changed meanwhile."), _("Look at its state again."))
    touch(writer, message.customer_id)


def cancel_messages(writer: Writer, ids: Iterable[int], why: str = "") -> int:
    """Take messages out of the queue and return how many; what was sent, or is being sent, is left as it is."""
    done = 0
    for id_ in ids:
        message = message_facts(writer, id_)
        if may_follow(message.state, MailState.CANCELLED):
            words = why or _("Cancelled by {name}").format(name=writer.actor)
            move(writer, message, MailState.CANCELLED, words, next_try_at=None)
            done += 1
    return done


def send_again(writer: Writer, id_: int, recipients: str = "", *, knowing: bool = False) -> int:
    """Let a message be sent (again), perhaps to other addresses, and return its id.

    What was sent stays sent: a copy of it is queued. What nobody knows about is queued again only ``knowing`` that it may
    arrive twice.

    Raises:
        UserError: it is being sent, it is not known whether it was taken, or there is no address.
    """
    message = message_facts(writer, id_)
    to = checked_recipients(recipients or message.recipients)
    if not to:
        raise UserError(_("A message needs somebody who gets it."), _("Enter an e-mail address."))
    if message.state is MailState.SENT:
        return _copy(writer, message, to)
    if message.state is MailState.UNKNOWN and not knowing:
        raise UserError(
            _("It is not known whether the server took this message."), _("Sent again, it may arrive twice.")
        )
    if message.state is MailState.WAITING:
        writer.connection.execute(
            update(MailMessage)
            .where(MailMessage.id == id_)
            .values(recipients=", ".join(to), next_try_at=None, released_at=writer.now)
        )
        touch(writer, message.customer_id)
        return id_
    told = _("Sent again by {name}").format(name=writer.actor)
    values: dict[str, object] = {"recipients": ", ".join(to), "next_try_at": None, "put_off": 0, "released_at": writer.now}
    move(writer, message, MailState.WAITING, told, **values)
    record(writer, [Happening("mail.again", message.customer_id, {"subject": message.subject, "to": ", ".join(to)})])
    return id_


def _copy(writer: Writer, message: MessageFacts, to: tuple[str, ...]) -> int:
    files = attachments_of(writer, message.id)
    again = NewMessage(
        MailKind(message.kind),
        ", ".join(to),
        message.subject,
        message.body,
        message.customer_id,
        message.number,
        files,
        message.sender_id,
        message.language,
    )
    return _queued(writer, again, to, MailState.WAITING, "")


def attachments_of(reader: Reader, message_id: int) -> tuple[Attached, ...]:
    """Return the files of a message with what is in them."""
    rows = reader.connection.execute(
        select(MailAttachment.name, MailAttachment.content, MailAttachment.media_type)
        .where(MailAttachment.message_id == message_id)
        .order_by(MailAttachment.position)
    )
    return tuple(Attached(row.name, bytes(row.content), row.media_type) for row in rows)


def touch(writer: Writer, customer_id: int | None) -> None:
    """Say that a message changed."""
    writer.touch("mail", *(() if customer_id is None else (f"customer:{customer_id}",)))


def _new_message_id(reader: Reader, sender_id: int | None) -> str:
    """Return a name that no other message in the world has (RFC 5322, 3.6.4), at the sender's domain."""
    sender = usual_sender(reader) if sender_id is None else sender_facts(reader, sender_id)
    domain = sender.address.rpartition("@")[2] if sender is not None else "counterfoil.invalid"
    return f"{uuid.uuid4().hex}@{domain if domain.isascii() else 'counterfoil.invalid'}"
