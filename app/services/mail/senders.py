"""The address book of senders: who the office writes as and which server takes it. Passwords are in the keychain alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, insert, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.mail_addresses import is_this_computer, one_line
from app.models.bulk import take_ids
from app.models.mail import SECURITIES, MailSender
from app.services.activity import Happening, record
from app.services.mail.letters import MailServer
from app.services.office import Reader, Writer
from app.services.people import check_email
from app.services.ports import SecretStore

PORTS = {"tls": 465, "starttls": 587, "none": 25}
"""Where servers listen by custom (RFC 8314, RFC 6409)."""


@dataclass(frozen=True, slots=True)
class NewSender:
    """A sender as it is entered. ``name`` stands before the address in the customer's mailbox."""

    name: str
    address: str
    host: str
    port: int
    security: str
    user_name: str = ""
    reply_to: str = ""
    is_default: bool = False

    @property
    def server(self) -> MailServer:
        """The server that takes its mail."""
        return MailServer(self.host, self.port, self.security, self.user_name)


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """A sender as it stands. ``fault`` is what its server last said against it: it rests until it is edited or tested."""

    id: int
    name: str
    address: str
    reply_to: str
    host: str
    port: int
    security: str
    user_name: str
    is_default: bool
    archived: bool
    fault: str
    tested_at: datetime | None

    @property
    def server(self) -> MailServer:
        """The server that takes its mail."""
        return MailServer(self.host, self.port, self.security, self.user_name)


def _facts() -> Select[*tuple[Any, ...]]:
    return select(
        MailSender.id,
        MailSender.name,
        MailSender.address,
        MailSender.reply_to,
        MailSender.host,
        MailSender.port,
        MailSender.security,
        MailSender.user_name,
        MailSender.is_default,
        MailSender.archived,
        MailSender.fault,
        MailSender.tested_at,
    )


def secret_account(book_id: str, sender_id: int) -> str:
    """Return under which name the keychain keeps a sender's password."""
    return f"{book_id}/mail/{sender_id}"


def senders(reader: Reader) -> list[SenderFacts]:
    """Return the senders in use, the usual one first, then by name."""
    rows = reader.connection.execute(
        _facts().where(MailSender.archived == false()).order_by(MailSender.is_default.desc(), MailSender.name, MailSender.id)
    )
    return [SenderFacts(*row) for row in rows]


def sender_facts(reader: Reader, sender_id: int) -> SenderFacts:
    """Return a sender, also one that is not in use any more.

    Raises:
        NotFound: no such sender.
    """
    row = reader.connection.execute(_facts().where(MailSender.id == sender_id)).one_or_none()
    if row is None:
        raise NotFound(_("That sender is not in this book."))
    return SenderFacts(*row)


def usual_sender(reader: Reader) -> SenderFacts | None:
    """Return whom the office writes as when nothing else is chosen; None while it has no sender."""
    found = senders(reader)
    return found[0] if found else None


def add_sender(writer: Writer, new: NewSender) -> int:
    """Enter a sender and return its id; the first one is the usual one.

    Raises:
        UserError: something about it cannot be.
    """
    checked = checked_sender(new)
    first = usual_sender(writer) is None
    id_ = take_ids(writer.connection, MailSender)[0]
    if checked.is_default:
        writer.connection.execute(update(MailSender).values(is_default=False))
    writer.connection.execute(
        insert(MailSender).values(id=id_, **_values(checked), is_default=first or checked.is_default)
    )
    record(writer, [Happening("mail.sender_added", None, {"address": checked.address, "server": checked.host})])
    writer.touch("mail", "settings")
    return id_


def change_sender(writer: Writer, sender_id: int, new: NewSender) -> None:
    """Replace what is known of a sender; it is tried again.

    Raises:
        UserError: something about it cannot be.
        NotFound: no such sender.
    """
    before, checked = sender_facts(writer, sender_id), checked_sender(new)
    if checked.is_default:
        writer.connection.execute(update(MailSender).values(is_default=False))
    writer.connection.execute(
        update(MailSender)
        .where(MailSender.id == sender_id)
        .values(**_values(checked), is_default=checked.is_default or before.is_default, fault="")
    )
    if before.address != checked.address or before.server != checked.server:
        record(writer, [Happening("mail.sender_changed", None, {"address": checked.address, "server": checked.host})])
    writer.touch("mail", "settings")


def archive_sender(writer: Writer, sender_id: int) -> None:
    """Take a sender out of use; what it sent stays readable. The next one becomes the usual one.

    Raises:
        NotFound: no such sender.
    """
    gone = sender_facts(writer, sender_id)
    writer.connection.execute(
        update(MailSender).where(MailSender.id == sender_id).values(archived=True, is_default=False)
    )
    left = senders(writer)
    if gone.is_default and left:
        writer.connection.execute(update(MailSender).where(MailSender.id == left[0].id).values(is_default=True))
    record(writer, [Happening("mail.sender_removed", None, {"address": gone.address, "server": gone.host})])
    writer.touch("mail", "settings")


def note_fault(writer: Writer, sender_id: int, words: str) -> None:
    """Let a sender rest because its server would not have it; "" lets it be tried again."""
    writer.connection.execute(update(MailSender).where(MailSender.id == sender_id).values(fault=words))
    writer.touch("mail")


def note_tested(writer: Writer, sender_id: int) -> None:
    """Say that a test message was taken by the sender's server."""
    writer.connection.execute(
        update(MailSender).where(MailSender.id == sender_id).values(fault="", tested_at=writer.now)
    )
    writer.touch("mail")


def password_of(secrets: SecretStore, book_id: str, sender: SenderFacts) -> str:
    """Return a sender's password, empty where it signs in without one.

    Raises:
        EnvironmentFault: the keychain does not answer.
        UserError: none is kept for it on this computer.
    """
    if not sender.user_name:
        return ""
    found = secrets.get(secret_account(book_id, sender.id))
    if not found:
        raise UserError(
            _("No password is kept on this computer for {address}.").format(address=sender.address),
            _("Enter it at the sender; it goes into the system's keychain."),
        )
    return found


def _values(new: NewSender) -> dict[str, object]:
    return {
        "name": new.name,
        "address": new.address,
        "reply_to": new.reply_to,
        "host": new.host,
        "port": new.port,
        "security": new.security,
        "user_name": new.user_name,
    }


def checked_sender(new: NewSender) -> NewSender:
    """Return a sender as it is kept.

    Raises:
        UserError: something about it cannot be.
    """
    address, host = check_email(new.address), "".join(new.host.split())
    if not address:
        raise UserError(_("A sender needs an e-mail address."))
    if not host or len(host) > 253 or (any(mark in host for mark in "/@:") and not is_this_computer(host)):
        raise UserError(_("“{text}” is not the name of a mail server.").format(text=host[:60]), _("Such as smtp.example.com."))
    if not 1 <= new.port <= 65535:
        raise UserError(_("A port is a number from 1 to 65535."), _("Mail servers usually listen at 465 or 587."))
    if new.security not in SECURITIES:
        raise UserError(_("A line is made safe by TLS, by STARTTLS, or not at all."))
    user = one_line(new.user_name)
    if new.security == "none" and user and not is_this_computer(host):
        raise UserError(_("A password is not sent over a line that everybody can read."), _("Choose TLS."))
    name = one_line(new.name)
    if len(name) > 200 or len(user) > 200:
        raise UserError(_("That name is too long."))
    return NewSender(name, address, host, new.port, new.security, user, check_email(new.reply_to), new.is_default)
