"""Payments as lists and pages show them, of one customer or of all, with where each went."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, or_, select, type_coerce

from app.domain.errors import NotFound
from app.domain.folding import fold
from app.domain.language import _
from app.models.base import BIG, Flag, IsoDate
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.ledger import JournalEntry
from app.models.operations import RemotePayment
from app.models.payments import Allocation, Payment, Reversal
from app.services.office import Reader
from app.services.queries.asking import AnySelect, Question, Value, among, as_ids, exact_sum
from app.services.queries.finding import contains


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which payments a list shows; everything given must hold.

    Days are inclusive; ``text`` is part of the number, the reference, the memo or what customers are searched by. ``state``
    is as stored: posted or reversed.
    """

    customer_id: int | None = None
    text: str = ""
    method: str = ""
    state: str = ""
    unapplied_only: bool = False
    undeposited_only: bool = False
    from_on: date | None = None
    to_on: date | None = None


class PaymentSort(StrEnum):
    """What a list of payments is ordered by; the number breaks ties."""

    NUMBER = "number"
    RECEIVED = "received"
    CUSTOMER = "customer"
    METHOD = "method"
    REFERENCE = "reference"
    AMOUNT = "amount"
    APPLIED = "applied"
    UNAPPLIED = "unapplied"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class PaymentListRow:
    """A payment as lists show it; amounts in minor units: amount = applied + unapplied + returned (given back).

    What came ``through_processor`` is given back by the processor alone: it is neither returned nor void by hand.
    """

    id: int
    number: str
    customer_id: int
    account: str
    customer_name: str
    received_on: date
    method: str
    reference: str
    memo: str
    amount_minor: int
    applied_minor: int
    unapplied_minor: int
    returned_minor: int
    state: str
    deposit_id: int | None
    through_processor: bool = False


@dataclass(frozen=True, slots=True)
class PaymentTotals:
    """What the payments of a filter add up to, in minor units; reversed ones count as rows, not as amounts."""

    count: int
    amount_minor: int
    unapplied_minor: int


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """The part of a payment or credit memo that met an invoice. A negative amount took an earlier one back.

    ``stands`` is False for both rows of such a pair; ``left_minor`` is what is open on the invoice today.
    """

    id: int
    invoice_id: int
    number: str
    issued_on: date
    due_on: date
    subject: str
    total_minor: int
    left_minor: int
    applied_on: date
    amount_minor: int
    stands: bool


@dataclass(frozen=True, slots=True)
class ReversalFacts:
    """Money that left a payment or credit memo again: kind is refund, returned, disputed, void or expired."""

    id: int
    kind: str
    method: str
    reference: str
    reason: str
    amount_minor: int
    reversed_on: date


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """One payment with where it went; ``drawn_on`` is the bank that a check is drawn on."""

    row: PaymentListRow
    entry_id: int
    received_by: str
    applied: tuple[AppliedRow, ...]
    reversals: tuple[ReversalFacts, ...]
    drawn_on: str

    @property
    def reference_words(self) -> str:
        """The reference with the bank of a check."""
        return " · ".join(part for part in (self.row.reference, self.drawn_on) if part)


def payment_ids(
    reader: Reader, wanted: PaymentFilter, sort: PaymentSort = PaymentSort.RECEIVED, *, descending: bool = True
) -> array[int]:
    """Return the ids (typecode q) of the payments that match, in order."""
    shape, values = _shape(wanted)
    return _ids(shape, sort, descending).ids(reader, **values)


def payment_rows(reader: Reader, ids: Sequence[int]) -> list[PaymentListRow]:
    """Return the rows of ``ids`` in their order; ids that are gone are left out."""
    rows = {row.id: row for row in _ROWS.all(reader, ids=as_ids(ids))}
    return [rows[id_] for id_ in ids if id_ in rows]


def payment_totals(reader: Reader, wanted: PaymentFilter) -> PaymentTotals:
    """Return how many payments match and what they add up to."""
    shape, values = _shape(wanted)
    return _totals(shape).one(reader, **values)


def payment_detail(reader: Reader, payment_id: int) -> PaymentDetail:
    """Return one payment with its allocations and reversals.

    Raises:
        NotFound: no such payment.
    """
    rows = payment_rows(reader, [payment_id])
    if not rows:
        raise NotFound(_("That payment is not in this book."))
    entry_id, received_by, drawn_on = _MORE.one(reader, source_id=payment_id)
    return PaymentDetail(
        rows[0],
        entry_id,
        received_by,
        tuple(_APPLIED.all(reader, source_id=payment_id)),
        tuple(_REVERSALS.all(reader, source_id=payment_id)),
        drawn_on,
    )


# --- One statement for each shape of filter and order, built when it is first wanted


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a filter changes the statement; the values themselves are parameters."""

    customer: bool
    text: bool
    method: bool
    state: bool
    unapplied: bool
    undeposited: bool
    since: bool
    until: bool


def _shape(wanted: PaymentFilter) -> tuple[_Shape, dict[str, Value]]:
    shape = _Shape(
        wanted.customer_id is not None,
        bool(wanted.text.strip()),
        bool(wanted.method),
        bool(wanted.state),
        wanted.unapplied_only,
        wanted.undeposited_only,
        wanted.from_on is not None,
        wanted.to_on is not None,
    )
    return shape, {
        "customer_id": wanted.customer_id,
        "text": contains(wanted.text.strip().lower()[:200]),
        "folded": contains(fold(wanted.text[:200])),
        "method": wanted.method,
        "state": wanted.state,
        "from_on": wanted.from_on,
        "to_on": wanted.to_on,
    }


_ZERO: ColumnElement[int] = literal_column("0", BIG)
_RETURNED = select(exact_sum(Reversal.amount_minor)).where(Reversal.payment_id == Payment.id).scalar_subquery()
_APPLIED_MINOR = Payment.amount_minor - Payment.open_minor - _RETURNED


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    text: ColumnElement[str] = bindparam("text")
    found: list[ColumnElement[bool]] = []
    for is_asked, condition in (
        (shape.customer, Payment.customer_id == bindparam("customer_id")),
        (
            shape.text,
            or_(
                func.lower(Payment.number).like(text, escape="/"),
                func.lower(Payment.reference).like(text, escape="/"),
                func.lower(Payment.memo).like(text, escape="/"),
                Customer.search_text.like(bindparam("folded"), escape="/"),
            ),
        ),
        (shape.method, Payment.method == bindparam("method")),
        (shape.state, Payment.state == bindparam("state")),
        (shape.unapplied, Payment.open_minor > _ZERO),
        (
            shape.undeposited,
            and_(Payment.deposit_id.is_(None), Payment.state == "posted", Payment.method != "card", Payment.method != "bank"),
        ),
        (shape.since, Payment.received_on >= bindparam("from_on", type_=IsoDate())),
        (shape.until, Payment.received_on <= bindparam("to_on", type_=IsoDate())),
    ):
        if is_asked:
            found.append(condition)
    return found


@lru_cache(maxsize=512)
def _ids(shape: _Shape, sort: PaymentSort, descending: bool) -> Question[int]:
    keys: dict[PaymentSort, list[ColumnElement[Any]]] = {
        # Numbers of a series grow longer: P-99999 stands before P-100000.
        PaymentSort.NUMBER: [func.length(Payment.number), Payment.number.expression],
        PaymentSort.RECEIVED: [Payment.received_on.expression],
        PaymentSort.CUSTOMER: [Customer.sort_name.expression],
        PaymentSort.METHOD: [Payment.method.expression],
        PaymentSort.REFERENCE: [func.length(Payment.reference), Payment.reference.expression],
        PaymentSort.AMOUNT: [Payment.amount_minor.expression],
        PaymentSort.APPLIED: [_APPLIED_MINOR],
        PaymentSort.UNAPPLIED: [Payment.open_minor.expression],
        PaymentSort.STATE: [Payment.state.expression],
    }
    statement = select(Payment.id).where(*_conditions(shape))
    if shape.text or sort is PaymentSort.CUSTOMER:
        statement = statement.join(Customer, Customer.id == Payment.customer_id)
    order = [*keys[sort], Payment.id]
    return Question(statement.order_by(*(key.desc() if descending else key.asc() for key in order)), int)


@lru_cache(maxsize=256)
def _totals(shape: _Shape) -> Question[PaymentTotals]:
    statement = select(
        func.count(),
        exact_sum(case((Payment.state == "posted", Payment.amount_minor))),
        exact_sum(Payment.open_minor),
    ).select_from(Payment)
    if shape.text:
        statement = statement.join(Customer, Customer.id == Payment.customer_id)
    return Question(statement.where(*_conditions(shape)), PaymentTotals)


# --- Rows

_SEEN_THERE = select(RemotePayment.remote_id).where(RemotePayment.payment_id == Payment.id).exists()
_THROUGH = type_coerce(case((_SEEN_THERE, literal_column("1")), else_=literal_column("0")), Flag())
_ROWS = Question(
    select(
        Payment.id,
        Payment.number,
        Payment.customer_id,
        Customer.account,
        Customer.name,
        Payment.received_on,
        Payment.method,
        Payment.reference,
        Payment.memo,
        Payment.amount_minor,
        _APPLIED_MINOR,
        Payment.open_minor,
        _RETURNED,
        Payment.state,
        Payment.deposit_id,
        _THROUGH,
    )
    .join(Customer, Customer.id == Payment.customer_id)
    .where(among(Payment.id)),
    PaymentListRow,
)
_SOURCE: ColumnElement[int] = bindparam("source_id", type_=BIG)
_MORE = Question(
    select(Payment.entry_id, JournalEntry.actor, Payment.drawn_on)
    .join(JournalEntry, JournalEntry.id == Payment.entry_id)
    .where(Payment.id == _SOURCE),
    lambda entry_id, actor, drawn_on: (entry_id, actor, drawn_on),
)


def stands(taken_back: AnySelect) -> ColumnElement[bool]:
    """Return whether an allocation still stands: it takes nothing back, and is not among the ids ``taken_back``."""
    gone = or_(Allocation.reverses_id.is_not(None), Allocation.id.in_(taken_back))
    return type_coerce(case((gone, literal_column("0")), else_=literal_column("1")), Flag())


def applied_question(source: ColumnElement[int | None]) -> Question[AppliedRow]:
    """Return the question where credit went: ``source`` is the allocation's column that equals the parameter ``source_id``."""
    taken_back = select(Allocation.reverses_id).where(source == _SOURCE, Allocation.reverses_id.is_not(None))
    statement: AnySelect = (
        select(
            Allocation.id,
            Allocation.invoice_id,
            Invoice.number,
            Invoice.issued_on,
            Invoice.due_on,
            Invoice.subject,
            Invoice.total_minor,
            Invoice.open_minor,
            Allocation.applied_on,
            Allocation.amount_minor,
            stands(taken_back),
        )
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(source == _SOURCE)
        .order_by(Allocation.applied_on, Allocation.id)
    )
    return Question(statement, AppliedRow)


def reversals_question(source: ColumnElement[int | None]) -> Question[ReversalFacts]:
    """Return the question what left a source again: ``source`` is the reversal's column that equals ``source_id``."""
    return Question(
        select(
            Reversal.id,
            Reversal.kind,
            Reversal.method,
            Reversal.reference,
            Reversal.reason,
            Reversal.amount_minor,
            Reversal.reversed_on,
        )
        .where(source == _SOURCE)
        .order_by(Reversal.reversed_on, Reversal.id),
        ReversalFacts,
    )


_APPLIED = applied_question(Allocation.payment_id.expression)
_REVERSALS = reversals_question(Reversal.payment_id.expression)
