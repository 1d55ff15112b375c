"""Mail: who sends, in which words, what waits to be sent, its attached files, and what became of every try.

No password stands here: it lives in the system's keychain. A message is kept as it went out, so that the office can read it
years later; its files are kept with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Ref, one_of, table_args

MAIL_STATES = ("waiting", "sending", "sent", "failed", "unknown", "cancelled")
SECURITIES = ("tls", "starttls", "none")


class MailSender(Base):
    """An address that the office sends from and the server that takes it. ``fault`` is what the server last said against it.

    A sender with a fault rests until somebody edits or tests it: a wrong password tried again and again locks an account.
    """

    __tablename__ = "mail_sender"
    __table_args__ = table_args(
        one_of("security", *SECURITIES), CheckConstraint("port BETWEEN 1 AND 65535", name="port_exists")
    )

    id: Mapped[Id]
    name: Mapped[str]
    address: Mapped[str]
    reply_to: Mapped[str] = mapped_column(server_default="")
    host: Mapped[str]
    port: Mapped[int]
    security: Mapped[str]
    user_name: Mapped[str] = mapped_column(server_default="")
    is_default: Mapped[bool] = mapped_column(server_default=false())
    archived: Mapped[bool] = mapped_column(server_default=false())
    fault: Mapped[str] = mapped_column(server_default="")
    tested_at: Mapped[datetime | None]


class MailTemplate(Base):
    """The office's own words for a kind of message in a language; without a row the program's own count."""

    __tablename__ = "mail_template"

    kind: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    body: Mapped[str]


class MailMessage(Base):
    """A message as it is or was sent.

    ``once_key`` is what it is about when that must be told once only (a failed charge): the store refuses a second. ``number``
    is the document's. ``words`` is what the server, or this program, last said. ``way`` is the paragraph of the body that a
    link may take the place of before it is sent. ``message_id`` stays through every try, so that a server or reader can tell
    a repetition.
    """

    __tablename__ = "mail_message"
    __table_args__ = table_args(
        one_of("state", *MAIL_STATES),
        UniqueConstraint("message_id"),
        Index(
            "uq_mail_message_once_key",
            "once_key",
            unique=True,
            sqlite_where=text("once_key IS NOT NULL"),
            postgresql_where=text("once_key IS NOT NULL"),
        ),
        Index(None, "customer_id", "id"),
        Index("ix_mail_message_state", "state", "next_try_at"),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    state: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("mail_sender.id"))
    plan_charge_id: Mapped[int | None] = mapped_column(ForeignKey("plan_charge.id"))
    once_key: Mapped[str | None]
    number: Mapped[str] = mapped_column(server_default="")
    recipients: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    way: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="")
    message_id: Mapped[str]
    words: Mapped[str] = mapped_column(server_default="")
    attempts: Mapped[int] = mapped_column(server_default="0")
    put_off: Mapped[int] = mapped_column(server_default="0")
    queued_at: Mapped[datetime]
    released_at: Mapped[datetime]
    state_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    actor: Mapped[str]


class MailAttachment(Base):
    """A file that goes with a message. Its content is read only when the message is sent or the file is looked at."""

    __tablename__ = "mail_attachment"

    message_id: Mapped[Ref] = mapped_column(ForeignKey("mail_message.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    # The last column: whatever stands behind a file is read by walking through the file.
    content: Mapped[bytes]


class MailAttempt(Base):
    """One try to hand a message to a server: when, to which, and what was answered, in the server's own words."""

    __tablename__ = "mail_attempt"
    __table_args__ = table_args(Index(None, "message_id", "id"))

    id: Mapped[Id]
    message_id: Mapped[Ref] = mapped_column(ForeignKey("mail_message.id"))
    server: Mapped[str]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(server_default="")
    words: Mapped[str] = mapped_column(server_default="")


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
