"""The receipt of money given back, filled for the printer in the language of whoever gets it."""

from __future__ import annotations

from sqlalchemy import func, select

from app.domain.errors import NotFound
from app.domain.language import _, speaking
from app.models.payments import Payment, Reversal
from app.services.documents import RefundReceipt
from app.services.office import Reader
from app.services.queries.paper_heads import customer_edition, customer_language, letterhead, recipient
from app.services.queries.words import method_word
from app.services.translations import translations_for


def refund_receipt(reader: Reader, reversal_id: int) -> RefundReceipt:
    """Return the receipt of a refund; its number is the payment's with the refund's place among its refunds: “P-0007-R1”.

    Raises:
        NotFound: no such refund of a payment.
    """
    row = reader.connection.execute(
        select(
            Reversal.customer_id,
            Reversal.payment_id,
            Reversal.method,
            Reversal.reference,
            Reversal.reason,
            Reversal.amount_minor,
            Reversal.reversed_on,
            Payment.number,
            Payment.received_on,
        )
        .join(Payment, Payment.id == Reversal.payment_id)
        .where(Reversal.id == reversal_id, Reversal.kind == "refund", Reversal.amount_minor > 0)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That refund is not in this book."))
    place = reader.connection.execute(
        select(func.count()).where(
            Reversal.payment_id == row.payment_id,
            Reversal.kind == "refund",
            Reversal.amount_minor > 0,
            Reversal.id <= reversal_id,
        )
    ).scalar_one()
    back_on = reader.connection.execute(select(Reversal.reversed_on).where(Reversal.reverses_id == reversal_id)).scalar()
    edition = customer_edition(reader, customer_language(reader, row.customer_id))
    with speaking(translations_for(edition.language)):
        message = _("This refund did not arrive and was taken back.") if back_on is not None else ""
        return RefundReceipt(
            edition,
            letterhead(reader),
            recipient(reader, row.customer_id),
            f"{row.number}-R{place}",
            row.reversed_on,
            row.amount_minor,
            method_word(row.method),
            row.reference,
            row.reason,
            row.number,
            message,
        )


def refund_owner(reader: Reader, reversal_id: int) -> int:
    """Return the customer (id) who got a refund.

    Raises:
        NotFound: no such refund.
    """
    owner = reader.connection.execute(select(Reversal.customer_id).where(Reversal.id == reversal_id)).scalar()
    if owner is None:
        raise NotFound(_("That refund is not in this book."))
    return owner
