"""The test of a sender: a message to oneself, handed over as every other, before anything depends on it."""

from __future__ import annotations

import uuid

from app.services.mail.failures import office_address
from app.services.mail.kinds import MailKind
from app.services.mail.letters import Delivery, Letter
from app.services.mail.orders import company_values
from app.services.mail.senders import NewSender, checked_sender
from app.services.mail.templates import filled_words, words_of
from app.services.office import Office, Reader
from app.services.ports import MailGateway
from app.services.queries.paper_heads import office_edition


def send_test(office: Office, gateway: MailGateway, new: NewSender, password: str) -> Delivery:
    """Send a test message as ``new`` to the office itself, and return what became of it. Nothing is kept.

    Raises:
        UserError: something about the sender cannot be, or its server will not have it.
        EnvironmentFault: the server cannot be reached.
    """
    sender = checked_sender(new)
    letter = office.read(lambda reader: _letter(reader, office, sender))
    line = gateway.open(sender.server, password)
    try:
        return line.send(letter)
    finally:
        line.close()


def _letter(reader: Reader, office: Office, sender: NewSender) -> Letter:
    language = office_edition(reader).language
    values = {**company_values(reader), "server": sender.server.name}
    words = filled_words(words_of(reader, MailKind.TEST, language), values)
    return Letter(
        f"{uuid.uuid4().hex}@{sender.address.rpartition('@')[2]}",
        office.clock.now(),
        sender.name or reader.profile.name,
        sender.address,
        (office_address(reader) or sender.address,),
        words.subject,
        words.body,
        sender.reply_to,
        language,
    )
