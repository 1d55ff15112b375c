"""Mail: who sends, in which words, what waits to be sent, its attached files, and what became of every try.

No password stands here: it lives in the system's keychain. A message is kept as it went out, so that the office can read it
years later; its files are kept with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false

from app.models.base import Base, Id, Ref, Stored, index_where, one_of, stored

MAIL_STATES = ("waiting", "sending", "sent", "failed", "unknown", "cancelled")
SECURITIES = ("tls", "starttls", "none")


class MailSender(Base):
    """An address that the office sends from and the server that takes it. ``fault`` is what the server last said against it.

    A sender with a fault rests until somebody edits or tests it: a wrong password tried again and again locks an account.
    """

    __tablename__ = "mail_sender"
    __table_args__ = (
        one_of("security", *SECURITIES), CheckConstraint("port BETWEEN 1 AND 65535", name="port_exists")
    )

    id: Stored[Id]
    name: Stored[str]
    address: Stored[str]
    reply_to: Stored[str] = stored(server_default="")
    host: Stored[str]
    port: Stored[int]
    security: Stored[str]
    user_name: Stored[str] = stored(server_default="")
    is_default: Stored[bool] = stored(server_default=false())
    archived: Stored[bool] = stored(server_default=false())
    fault: Stored[str] = stored(server_default="")
    tested_at: Stored[datetime | None]


class MailTemplate(Base):
    """The office's own words for a kind of message in a language; without a row the program's own count."""

    __tablename__ = "mail_template"

    kind: Stored[str] = stored(primary_key=True)
    language: Stored[str] = stored(primary_key=True)
    subject: Stored[str]
    body: Stored[str]


class MailMessage(Base):
    """A message as it is or was sent.

    ``once_key`` is what it is about when that must be told once only (a failed charge): the store refuses a second. ``number``
    is the document's. ``words`` is what the server, or this program, last said. ``way`` is the paragraph of the body that a
    link may take the place of before it is sent. ``message_id`` stays through every try, so that a server or reader can tell
    a repetition.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        one_of("state", *MAIL_STATES),
        UniqueConstraint("message_id"),
        index_where(
            "uq_mail_message_once_key",
            "once_key",
            unique=True,
            where="once_key IS NOT NULL",
        ),
        Index(None, "customer_id", "id"),
        Index("ix_mail_message_state", "state", "next_try_at"),
    )

    id: Stored[Id]
    kind: Stored[str]
    state: Stored[str]
    customer_id: Stored[int | None] = stored(ForeignKey("customer.id"))
    sender_id: Stored[int | None] = stored(ForeignKey("mail_sender.id"))
    plan_charge_id: Stored[int | None] = stored(ForeignKey("plan_charge.id"))
    once_key: Stored[str | None]
    number: Stored[str] = stored(server_default="")
    recipients: Stored[str]
    subject: Stored[str]
    body: Stored[str]
    way: Stored[str] = stored(server_default="")
    language: Stored[str] = stored(server_default="")
    message_id: Stored[str]
    words: Stored[str] = stored(server_default="")
    attempts: Stored[int] = stored(server_default="0")
    put_off: Stored[int] = stored(server_default="0")
    queued_at: Stored[datetime]
    released_at: Stored[datetime]
    state_at: Stored[datetime]
    next_try_at: Stored[datetime | None]
    actor: Stored[str]


class MailAttachment(Base):
    """A file that goes with a message. Its content is read only when the message is sent or the file is looked at."""

    __tablename__ = "mail_attachment"

    message_id: Stored[Ref] = stored(ForeignKey("mail_message.id"), primary_key=True)
    position: Stored[int] = stored(primary_key=True)
    name: Stored[str]
    media_type: Stored[str]
    size_bytes: Stored[int]
    # The last column: whatever stands behind a file is read by walking through the file.
    content: Stored[bytes]


class MailAttempt(Base):
    """One try to hand a message to a server: when, to which, and what was answered, in the server's own words."""

    __tablename__ = "mail_attempt"
    __table_args__ = (Index(None, "message_id", "id"),)

    id: Stored[Id]
    message_id: Stored[Ref] = stored(ForeignKey("mail_message.id"))
    server: Stored[str]
    begun_at: Stored[datetime]
    ended_at: Stored[datetime | None]
    outcome: Stored[str] = stored(server_default="")
    words: Stored[str] = stored(server_default="")


class MailMessageRow(NamedTuple):
    """A message as it is first queued."""

    id: int
    kind: str
    state: str
    customer_id: int | None
    sender_id: int | None
    plan_charge_id: int | None
    once_key: str | None
    number: str
    recipients: str
    subject: str
    body: str
    way: str
    language: str
    message_id: str
    words: str
    queued_at: str
    released_at: str
    state_at: str
    actor: str


class MailAttachmentRow(NamedTuple):
    """A file of a message."""

    message_id: int
    position: int
    name: str
    media_type: str
    size_bytes: int
    content: bytes
