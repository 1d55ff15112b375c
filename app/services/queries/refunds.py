"""Refunds through the processor as the payment they take from shows them. Asking for one is in ``charging.queueing``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.operations import Operation, SavedMethod
from app.services.charging.queueing import refunds_under_way
from app.services.collecting.giving_back import refundable, remote_payment_of
from app.services.office import Reader

# The money is not in the ledger as given back (yet): nobody has answered, or the answer was no.
NOT_ENTERED = frozenset({"queued", "creating", "unknown"})


@dataclass(frozen=True, slots=True)
class ProcessorRefund:
    """A refund that was asked of the processor; ``remote_id`` is empty until it answered, ``state`` as operations have it."""

    operation_id: int
    state: str
    held: bool
    amount_minor: int
    reason: str
    failure: str
    remote_id: str
    asked_at: datetime

    @property
    def entered(self) -> bool:
        """Whether the processor has taken it in hand, and the book with it."""
        return self.state not in NOT_ENTERED


@dataclass(frozen=True, slots=True)
class ProcessorPayment:
    """What giving a payment back has to know when it came through the processor.

    Amounts in minor units: ``left_minor`` can still be asked for, ``asked_minor`` is asked for and not entered yet. ``method``
    is the card or bank account that gets it back ("visa 4242"), or empty where it is not known.
    """

    remote_id: str
    method: str
    left_minor: int
    asked_minor: int
    refunds: tuple[ProcessorRefund, ...]


def processor_payment(reader: Reader, payment_id: int) -> ProcessorPayment | None:
    """Return what is known of a payment that came through the processor; None for any other.

    Raises:
        NotFound: no such payment.
    """
    remote_id = remote_payment_of(reader, payment_id)
    if not remote_id:
        return None
    asked = refunds_under_way(reader, payment_id)
    return ProcessorPayment(
        remote_id,
        _method(reader, payment_id),
        max(refundable(reader, payment_id) - asked, 0),
        asked,
        tuple(_refunds(reader, payment_id)),
    )


def _method(reader: Reader, payment_id: int) -> str:
    row = reader.connection.execute(
        select(SavedMethod.brand, SavedMethod.last4)
        .join(Operation, Operation.method_id == SavedMethod.id)
        .where(Operation.payment_id == payment_id, Operation.kind == "charge")
        .limit(1)
    ).one_or_none()
    return "" if row is None else f"{row.brand} {row.last4}"


def _refunds(reader: Reader, payment_id: int) -> list[ProcessorRefund]:
    rows = reader.connection.execute(
        select(
            Operation.id,
            Operation.state,
            Operation.held,
            Operation.amount_minor,
            Operation.purpose,
            Operation.reason_text,
            Operation.remote_id,
            Operation.queued_at,
        )
        .where(Operation.kind == "refund", Operation.payment_id == payment_id)
        .order_by(Operation.id)
    )
    return [
        ProcessorRefund(
            row.id,
            row.state,
            row.held,
            row.amount_minor,
            row.purpose,
            row.reason_text,
            row.remote_id or "",
            row.queued_at,
        )
        for row in rows
    ]
