"""The receipt of a refund to whoever gets the money back: queued once with the refund, its paper made when it is sent."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.language import _
from app.models.mail import MailMessage
from app.models.payments import Reversal
from app.services.mail.kinds import MailKind
from app.services.mail.orders import MailOrder, addressee, order_values
from app.services.mail.queueing import MessageFacts, NewMessage, queue_once
from app.services.mail.templates import filled_words, words_of
from app.services.office import Reader, Writer
from app.services.queries.paper_heads import customer_edition

_KEY = "refund:"


def tell_refund(writer: Writer, reversal_id: int) -> int | None:
    """Queue the receipt of a refund for its customer, once, and return the message's id; None where there is no address."""
    customer_id = writer.connection.execute(select(Reversal.customer_id).where(Reversal.id == reversal_id)).scalar_one()
    who = addressee(writer, customer_id)
    if not who.email:
        return None
    language = customer_edition(writer, who.language).language
    number, values = order_values(writer, MailOrder(MailKind.REFUND_RECEIPT, customer_id, reversal_id), who)
    words = filled_words(words_of(writer, MailKind.REFUND_RECEIPT, language), values)
    return queue_once(
        writer,
        NewMessage(
            MailKind.REFUND_RECEIPT,
            who.email,
            words.subject,
            words.body,
            customer_id,
            number,
            language=language,
            once_key=f"{_KEY}{reversal_id}",
        ),
    )


def refund_told(reader: Reader, message: MessageFacts) -> int | None:
    """Return the refund (id of its reversal) that a message of ``tell_refund`` is about; None of any other message."""
    if message.kind != MailKind.REFUND_RECEIPT:
        return None
    key = reader.connection.execute(select(MailMessage.once_key).where(MailMessage.id == message.id)).scalar() or ""
    number = key.removeprefix(_KEY)
    return int(number) if number != key and number.isdecimal() else None


def refund_is_gone(reader: Reader, message: MessageFacts) -> str:
    """Return why the receipt of a refund tells nothing true any more, or nothing."""
    reversal_id = refund_told(reader, message)
    if reversal_id is None:
        return ""
    back = reader.connection.execute(select(Reversal.id).where(Reversal.reverses_id == reversal_id).limit(1)).first()
    return _("Not sent: the refund did not arrive.") if back is not None else ""
