"""The few verbs that tests of mail begin with: a sender over a server, a message, a round."""

from __future__ import annotations

from typing import Any

from app.gateways.mail.smtp import Patience, SmtpGateway
from app.services.mail.kinds import MailKind
from app.services.mail.queueing import NewMessage, queue_message
from app.services.mail.senders import NewSender, add_sender, secret_account
from app.services.mail.sending import Round, send_waiting
from app.services.office import Office
from app.services.queries.mail import MailPage, mail_page
from tests.peers.smtp import Peer


class Pocket:
    """Secrets of one test, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, account: str) -> str | None:
        """Return a secret."""
        return self.kept.get(account)

    def set(self, account: str, secret: str) -> None:
        """Keep a secret."""
        self.kept[account] = secret

    def delete(self, account: str) -> None:
        """Forget a secret."""
        self.kept.pop(account, None)


def a_sender(office: Office, peer: Peer, *, password: str = "", pocket: Pocket | None = None, **more: Any) -> int:
    """Enter a sender whose server is ``peer``; its password goes into ``pocket``."""
    facts: dict[str, Any] = {"name": "Northside Services", "address": "office@northside.example", **more}
    user = "office" if password else ""
    new = NewSender(facts.pop("name"), facts.pop("address"), peer.host, peer.port, "none", user, **facts)
    id_ = office.write(lambda writer: add_sender(writer, new))
    if password and pocket is not None:
        pocket.set(secret_account(office.read(lambda reader: reader.profile.book_id), id_), password)
    return id_


def a_message(office: Office, to: str = "martha@bloom.example", **more: Any) -> int:
    """Queue a message and return its id; ``more`` as ``NewMessage`` takes it."""
    facts: dict[str, Any] = {"subject": "Invoice 10482", "body": "Hello Martha.", **more}
    new = NewMessage(facts.pop("kind", MailKind.INVOICE), to, facts.pop("subject"), facts.pop("body"), **facts)
    return office.write(lambda writer: queue_message(writer, new))


def a_round(office: Office, pocket: Pocket | None = None, patience: Patience | None = None, **more: Any) -> Round:
    """Send what waits over real SMTP."""
    return send_waiting(office, SmtpGateway(patience), pocket or Pocket(), **more).value


def seen(office: Office, id_: int) -> MailPage:
    """Return a message with its tries."""
    return office.read(lambda reader: mail_page(reader, id_))
