"""Disputes as a list shows them: until when evidence is due, whose payment it was, and which invoices are open again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.operations import Dispute
from app.models.payments import Allocation, Payment, Reversal
from app.services.charging.connecting import PRACTICE_PREFIX, pinned_account
from app.services.office import Reader

DECIDED = ("won", "lost", "warning_closed", "prevented")


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A payment that the customer's bank took back, or asks about; amounts in minor units.

    ``open_again`` are the numbers of the invoices that this payment had met and that ask for money again; ``taken_on`` the
    day on which the money left the payment, None while the bank only asks; ``won_on`` when it came back.
    """

    id: int
    remote_id: str
    state: str
    reason: str
    amount_minor: int
    fee_minor: int
    evidence_due_on: date | None
    payment_id: int | None
    payment_number: str
    customer_id: int | None
    customer_name: str
    taken_on: date | None
    open_again: tuple[str, ...]

    @property
    def decided(self) -> bool:
        """Whether nothing can be done any more."""
        return self.state in DECIDED

    @property
    def wants_answer(self) -> bool:
        """Whether evidence can still be handed in."""
        return self.state in {"needs_response", "warning_needs_response"}


def list_disputes(reader: Reader, *, open_only: bool = False) -> list[DisputeView]:
    """Return disputes: first those that want an answer, the soonest due first, then the others, newest first."""
    query = (
        select(
            Dispute.id,
            Dispute.remote_id,
            Dispute.state,
            Dispute.reason,
            Dispute.amount_minor,
            Dispute.fee_minor,
            Dispute.evidence_due_on,
            Dispute.payment_id,
            func.coalesce(Payment.number, "").label("number"),
            Payment.customer_id,
            func.coalesce(Customer.name, "").label("customer"),
            Reversal.reversed_on,
        )
        .outerjoin(Payment, Payment.id == Dispute.payment_id)
        .outerjoin(Customer, Customer.id == Payment.customer_id)
        .outerjoin(Reversal, Reversal.id == Dispute.reversal_id)
        .order_by(Dispute.id.desc())
    )
    if open_only:
        query = query.where(Dispute.state.not_in(DECIDED))
    rows = reader.connection.execute(query).all()
    again = _open_again(reader, [row.payment_id for row in rows if row.payment_id is not None])
    found = [
        DisputeView(
            row.id,
            row.remote_id,
            row.state,
            row.reason,
            row.amount_minor,
            row.fee_minor,
            row.evidence_due_on,
            row.payment_id,
            row.number,
            row.customer_id,
            row.customer,
            row.reversed_on,
            tuple(again.get(row.payment_id, ())) if row.state != "won" else (),
        )
        for row in rows
    ]
    return sorted(found, key=_urgency)


def _urgency(dispute: DisputeView) -> tuple[bool, date]:
    due = dispute.evidence_due_on if dispute.wants_answer else None
    return not dispute.wants_answer, due or date.max


def _open_again(reader: Reader, payment_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(payment_ids), 500):
        rows = reader.connection.execute(
            select(Allocation.payment_id, Invoice.number)
            .join(Invoice, Invoice.id == Allocation.invoice_id)
            .where(
                Allocation.payment_id.in_(payment_ids[start : start + 500]),
                Allocation.reverses_id.is_not(None),
                Invoice.open_minor > 0,
            )
            .distinct()
            .order_by(Invoice.number)
        )
        for row in rows:
            if row.payment_id is not None:
                found[row.payment_id].append(row.number or "")
    return found


def disputes_waiting(reader: Reader) -> int | None:
    """Return how many disputes want an answer; None where the book has never had one."""
    states = reader.connection.execute(select(Dispute.state)).scalars().all()
    return sum(state in {"needs_response", "warning_needs_response"} for state in states) if states else None


def dispute_page(reader: Reader, remote_id: str) -> str:
    """Return the address at the processor where evidence is handed in, or nothing for a practice account.

    Source: the dashboard's own addresses, ``/disputes/ID`` and ``/test/disputes/ID``.
    """
    pinned = pinned_account(reader)
    if pinned is None or pinned.remote_id.startswith(PRACTICE_PREFIX):
        return ""
    return f"https://dashboard.stripe.com/{'' if pinned.live else 'test/'}disputes/{remote_id}"
