"""The lines of the processor's balance beside what the book has for each: charges, refunds, disputes, fees, to the cent.

What a payout comes to as a whole is in ``payouts``, what processor clearing consists of in ``clearing``. A line explains
itself when the book posted the same amount for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select

from app.models.base import other
from app.models.customers import Customer
from app.models.operations import BalanceTransaction, Dispute, RemotePayment
from app.models.payments import Payment, Reversal
from app.services.charging.balancing import COSTS
from app.services.office import Reader

_Line = BalanceTransaction
# A payout's own line is what leaves, not what it consists of.
_PAYOUT_LINES = ("payout", "payout_reversal")


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """A line of the processor's balance and what the book has for it; minor units, net = amount − fee, instant in UTC.

    ``book_minor`` is what the ledger has for the amount; ``payment_id`` and the customer are those of the payment behind it,
    where the book knows it. ``unmatched`` says that the payment behind it waits for a customer.
    """

    id: int
    remote_id: str
    kind: str
    source_id: str
    payment_remote_id: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    book_minor: int
    created_at: datetime
    payment_id: int | None
    payment_number: str
    customer_id: int | None
    customer_name: str
    description: str
    unmatched: bool

    @property
    def gap_minor(self) -> int:
        """What the line says and the book does not; zero when it is explained."""
        return self.amount_minor - self.book_minor


def book_amount() -> ColumnElement[int]:
    """Return the expression of what the book has for a line; needs the joins of ``balance_lines``."""

    def posted(sign: ColumnElement[bool]) -> ColumnElement[int]:
        query = select(func.coalesce(func.sum(Reversal.amount_minor), 0)).where(
            Reversal.payment_id == RemotePayment.payment_id,
            Reversal.reference == _Line.source_id,
            Reversal.kind == "refund",
            sign,
        )
        return -query.correlate(_Line, RemotePayment).scalar_subquery()

    return case(
        (_Line.kind == "charge", func.coalesce(Payment.amount_minor, 0)),
        (_Line.kind == "refund", posted(Reversal.amount_minor > 0)),
        (_Line.kind == "refund_failure", posted(Reversal.amount_minor < 0)),
        (_Line.kind == "dispute", -func.coalesce(_TAKEN.amount_minor, 0)),
        (_Line.kind == "dispute_reversal", -func.coalesce(_GIVEN.amount_minor, 0)),
        (and_(_Line.kind.in_(sorted(COSTS)), _Line.entry_id.is_not(None)), _Line.amount_minor),
        else_=literal(0),
    )


_TAKEN, _GIVEN = other(Reversal), other(Reversal)


def balance_lines(*columns: Any) -> Select[Any]:
    """Return a query of the balance's lines; its columns are named by each caller, so that its rows have no one type."""
    return (
        select(*columns)
        .select_from(_Line)
        .outerjoin(RemotePayment, RemotePayment.remote_id == _Line.payment_remote_id)
        .outerjoin(Payment, Payment.id == RemotePayment.payment_id)
        .outerjoin(Customer, Customer.id == Payment.customer_id)
        .outerjoin(Dispute, Dispute.remote_id == _Line.source_id)
        .outerjoin(_TAKEN, _TAKEN.id == Dispute.reversal_id)
        .outerjoin(_GIVEN, _GIVEN.id == Dispute.won_reversal_id)
        .where(_Line.kind.not_in(_PAYOUT_LINES))
    )


def payout_lines(reader: Reader, payout_remote_id: str) -> list[PayoutLine]:
    """Return the lines that left with a payout, oldest first; with "" those that no payout has taken yet."""
    return read_lines(reader, _Line.payout_remote_id == payout_remote_id)


def read_lines(reader: Reader, *where: ColumnElement[bool]) -> list[PayoutLine]:
    """Return the lines for which ``where`` holds, oldest first."""
    query = balance_lines(
        _Line.remote_id,
        _Line.kind,
        _Line.source_id,
        _Line.payment_remote_id,
        _Line.amount_minor,
        _Line.fee_minor,
        _Line.net_minor,
        book_amount().label("book"),
        _Line.created_at,
        RemotePayment.payment_id,
        func.coalesce(Payment.number, ""),
        Payment.customer_id,
        func.coalesce(Customer.name, ""),
        func.coalesce(RemotePayment.description, ""),
        func.coalesce(RemotePayment.state == "unmatched", literal(value=False)),
    )
    query = query.where(*where).order_by(_Line.created_at, _Line.remote_id)
    return _paired([PayoutLine(place, *row) for place, row in enumerate(reader.connection.execute(query), 1)])


def _paired(lines: list[PayoutLine]) -> list[PayoutLine]:
    """Let a refund that failed before the book heard of it explain itself: it left and came back."""
    gaps: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.kind in {"refund", "refund_failure"}:
            gaps[line.source_id] += line.gap_minor
    return [
        replace(line, book_minor=line.amount_minor)
        if line.gap_minor and line.kind in {"refund", "refund_failure"} and not gaps[line.source_id]
        else line
        for line in lines
    ]


def gaps_of(reader: Reader, payout_remote_ids: Sequence[str]) -> dict[str, int]:
    """Return, for each payout that has any, what its lines say in sum and the book does not."""
    found: dict[str, int] = {}
    for start in range(0, len(payout_remote_ids), 500):
        some = payout_remote_ids[start : start + 500]
        query = balance_lines(_Line.payout_remote_id, func.sum(_Line.amount_minor - book_amount())).where(
            _Line.payout_remote_id.in_(some)
        )
        rows = reader.connection.execute(query.group_by(_Line.payout_remote_id))
        found.update({str(name): int(str(gap)) for name, gap in rows if gap})
    return found
