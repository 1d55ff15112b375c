"""Invoices as lists and pages show them, of one customer or of all.

The reason for its length: ids, totals, rows and one invoice's details share how a filter becomes SQL and what counts as open.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, or_, select

from app.domain.errors import NotFound
from app.domain.folding import fold
from app.domain.language import _
from app.models.base import BIG, IsoDate, other
from app.models.company import TaxRate
from app.models.customers import Customer, Site
from app.models.invoices import CreditMemo, Invoice, InvoiceLine
from app.models.payments import Allocation, Payment
from app.services.office import Reader
from app.services.queries.asking import Question, Value, among, as_ids, exact_sum
from app.services.queries.finding import contains
from app.services.queries.payments import stands
from app.services.queries.receivables import DAY, IS_OPEN, stored_amounts_hold
from app.services.queries.statuses import InvoiceStatus, invoice_status
from app.services.queries.under_way import charge_under_way


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Which invoices a list shows; everything given must hold.

    Days are inclusive; ``text`` is part of the number, the subject or what customers are searched by. ``state`` is as stored.
    """

    customer_id: int | None = None
    text: str = ""
    state: str = ""
    open_only: bool = False
    overdue_only: bool = False
    disputed_only: bool = False
    from_on: date | None = None
    to_on: date | None = None


class InvoiceSort(StrEnum):
    """What a list of invoices is ordered by; the number breaks ties."""

    NUMBER = "number"
    ISSUED = "issued"
    DUE = "due"
    CUSTOMER = "customer"
    SUBJECT = "subject"
    TOTAL = "total"
    OPEN = "open"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class InvoiceListRow:
    """An invoice as lists show it today; amounts in minor units, ``number`` empty on drafts.

    ``days_late`` counts from the due date while something is open, zero otherwise; ``under_way`` is an ``UnderWay``.
    """

    id: int
    number: str
    customer_id: int
    account: str
    customer_name: str
    site_name: str
    parent_id: int | None
    kind: str
    state: str
    issued_on: date
    due_on: date
    subject: str
    total_minor: int
    tax_minor: int
    open_minor: int
    disputed: bool
    status: InvoiceStatus
    days_late: int
    under_way: str = ""

    @property
    def is_partly_paid(self) -> bool:
        """Whether something, but not all, was paid or credited."""
        return 0 < self.open_minor < self.total_minor


@dataclass(frozen=True, slots=True)
class InvoiceTotals:
    """What the invoices of a filter add up to today (void and drafts count as rows, not as amounts)."""

    count: int
    total_minor: int
    open_minor: int
    open_count: int


@dataclass(frozen=True, slots=True)
class InvoiceLineFacts:
    """A line: quantity in millionths, discount and tax in parts per million, amounts in minor units."""

    position: int
    description: str
    quantity_micro: int
    unit_price_minor: int
    discount_ppm: int
    net_minor: int
    tax_ppm: int
    tax_name: str
    tax_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceAllocationRow:
    """What met an invoice: ``number`` is the payment's or credit memo's, empty for a write-off or void.

    A negative amount took an earlier one back; ``stands`` is False for both of the pair.
    """

    id: int
    kind: str
    applied_on: date
    number: str
    method: str
    reference: str
    payment_id: int | None
    credit_memo_id: int | None
    amount_minor: int
    stands: bool


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """One invoice with its lines and everything that met it."""

    row: InvoiceListRow
    terms: str
    message: str
    site_id: int | None
    entry_id: int | None
    lines: tuple[InvoiceLineFacts, ...]
    allocations: tuple[InvoiceAllocationRow, ...]
    children: tuple[InvoiceListRow, ...]


def invoice_ids(
    reader: Reader, wanted: InvoiceFilter, sort: InvoiceSort = InvoiceSort.ISSUED, *, descending: bool = True
) -> array[int]:
    """Return the ids (typecode q) of the invoices that match, in order."""
    shape, values = _shape(reader, wanted)
    return _ids(shape, sort, descending).ids(reader, **values)


def invoice_rows(reader: Reader, ids: Sequence[int]) -> list[InvoiceListRow]:
    """Return the rows of ``ids`` in their order, as of today; ids that are gone are left out."""
    question = _ROWS_NOW if stored_amounts_hold(reader, reader.today) else _ROWS_THEN
    rows = {row.id: row for row in question.all(reader, ids=as_ids(ids), day=reader.today)}
    return [rows[id_] for id_ in ids if id_ in rows]


def invoice_totals(reader: Reader, wanted: InvoiceFilter) -> InvoiceTotals:
    """Return how many invoices match and what they add up to."""
    shape, values = _shape(reader, wanted)
    return _totals(shape).one(reader, **values)


def invoice_detail(reader: Reader, invoice_id: int) -> InvoiceDetail:
    """Return one invoice with its lines and allocations.

    Raises:
        NotFound: no such invoice.
    """
    rows = invoice_rows(reader, [invoice_id])
    if not rows:
        raise NotFound(_("That invoice is not in this book."))
    terms, message, site_id, entry_id = _MORE.one(reader, invoice_id=invoice_id)
    return InvoiceDetail(
        rows[0],
        terms,
        message,
        site_id,
        entry_id,
        tuple(_LINES.all(reader, invoice_id=invoice_id)),
        tuple(_ALLOCATIONS.all(reader, invoice_id=invoice_id)),
        tuple(invoice_rows(reader, _CHILDREN.ids(reader, invoice_id=invoice_id))),
    )


def invoice_id_of(reader: Reader, number: str) -> int:
    """Return the id of the invoice that bears ``number``.

    Raises:
        NotFound: no such invoice.
    """
    found = _BY_NUMBER.first(reader, number=number.strip())
    if found is None:
        raise NotFound(_("There is no invoice {number} in this book.").format(number=number.strip()[:40]))
    return found


# --- One statement for each shape of filter and order, built when it is first wanted


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a filter changes the statement; the values themselves are parameters."""

    then: bool
    customer: bool
    text: bool
    state: bool
    open_only: bool
    overdue: bool
    disputed: bool
    since: bool
    until: bool


def _shape(reader: Reader, wanted: InvoiceFilter) -> tuple[_Shape, dict[str, Value]]:
    shape = _Shape(
        not stored_amounts_hold(reader, reader.today),
        wanted.customer_id is not None,
        bool(wanted.text.strip()),
        bool(wanted.state),
        wanted.open_only,
        wanted.overdue_only,
        wanted.disputed_only,
        wanted.from_on is not None,
        wanted.to_on is not None,
    )
    return shape, {
        "day": reader.today,
        "customer_id": wanted.customer_id,
        "text": contains(wanted.text.strip().lower()[:200]),
        "folded": contains(fold(wanted.text[:200])),
        "state": wanted.state,
        "from_on": wanted.from_on,
        "to_on": wanted.to_on,
    }


_ZERO: ColumnElement[int] = literal_column("0", BIG)
# A parent's total is that of its children: counting both would count it twice.
_COUNTS = and_(Invoice.state != "draft", Invoice.state != "void", Invoice.kind != "parent")


def _open_minor(*, then: bool) -> ColumnElement[int]:
    """Return what is open on an invoice at the end of the day: as stored, or with later allocations added back."""
    if not then:
        return Invoice.open_minor.expression
    later = (
        select(exact_sum(Allocation.amount_minor))
        .where(Allocation.invoice_id == Invoice.id, Allocation.applied_on > DAY)
        .scalar_subquery()
    )
    return case((Invoice.issued_on > DAY, _ZERO), else_=Invoice.open_minor + later)


_CHILD = other(Invoice, "child")


def _gathered(*, then: bool) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Return what is open and what is asked for: on an invoice itself, on a parent what its sites' invoices say together."""
    child_open: ColumnElement[int] = _CHILD.open_minor.expression
    if then:
        later = (
            select(exact_sum(Allocation.amount_minor))
            .where(Allocation.invoice_id == _CHILD.id, Allocation.applied_on > DAY)
            .scalar_subquery()
        )
        child_open = case((_CHILD.issued_on > DAY, _ZERO), else_=_CHILD.open_minor + later)
    of_this = _CHILD.parent_id == Invoice.id
    is_parent = Invoice.kind == "parent"
    opened = select(exact_sum(child_open)).where(of_this).scalar_subquery()
    asked = select(exact_sum(_CHILD.total_minor)).where(of_this, _CHILD.state != "void").scalar_subquery()
    return (
        case((is_parent, opened), else_=_open_minor(then=then)),
        case((is_parent, asked), else_=Invoice.total_minor),
    )


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    is_open = _open_minor(then=True) > _ZERO if shape.then else IS_OPEN
    text: ColumnElement[str] = bindparam("text")
    found: list[ColumnElement[bool]] = []
    for is_asked, condition in (
        (shape.customer, Invoice.customer_id == bindparam("customer_id")),
        (
            shape.text,
            or_(
                func.lower(Invoice.number).like(text, escape="/"),
                func.lower(Invoice.subject).like(text, escape="/"),
                Customer.search_text.like(bindparam("folded"), escape="/"),
            ),
        ),
        (shape.state, Invoice.state == bindparam("state")),
        (shape.open_only or shape.overdue, is_open),
        (shape.overdue, Invoice.due_on < DAY),
        (shape.disputed, Invoice.disputed.expression),
        (shape.since, Invoice.issued_on >= bindparam("from_on", type_=IsoDate())),
        (shape.until, Invoice.issued_on <= bindparam("to_on", type_=IsoDate())),
    ):
        if is_asked:
            found.append(condition)
    return found


def _keys(shape: _Shape, sort: InvoiceSort) -> list[ColumnElement[Any]]:
    open_minor = _open_minor(then=shape.then)
    # Best first, so that turning the order around shows what needs attention.
    rank = case(
        (Invoice.state == "draft", 3),
        (and_(open_minor > _ZERO, Invoice.due_on < DAY), 6),
        (and_(open_minor > _ZERO, open_minor < Invoice.total_minor), 5),
        (open_minor > _ZERO, 4),
        (Invoice.state == "issued", 2),
        (Invoice.state == "written_off", 1),
        else_=0,
    )
    keys: dict[InvoiceSort, list[ColumnElement[Any]]] = {
        InvoiceSort.NUMBER: [],
        InvoiceSort.ISSUED: [Invoice.issued_on.expression],
        InvoiceSort.DUE: [Invoice.due_on.expression],
        InvoiceSort.CUSTOMER: [Customer.sort_name.expression],
        InvoiceSort.SUBJECT: [func.lower(Invoice.subject)],
        InvoiceSort.TOTAL: [Invoice.total_minor.expression],
        InvoiceSort.OPEN: [open_minor],
        InvoiceSort.STATUS: [rank],
    }
    return keys[sort]


@lru_cache(maxsize=512)
def _ids(shape: _Shape, sort: InvoiceSort, descending: bool) -> Question[int]:
    # Numbers of a series grow longer: 999 stands before 1000. Ids decide where numbers are missing (drafts).
    by_number = [func.length(func.coalesce(Invoice.number, "")), Invoice.number, Invoice.id]
    if sort is InvoiceSort.ISSUED:
        by_number = [Invoice.id]
    keys = [*_keys(shape, sort), *by_number]
    statement = select(Invoice.id).where(*_conditions(shape))
    if shape.text or sort is InvoiceSort.CUSTOMER:
        statement = statement.join(Customer, Customer.id == Invoice.customer_id)
    return Question(statement.order_by(*(key.desc() if descending else key.asc() for key in keys)), int)


@lru_cache(maxsize=256)
def _totals(shape: _Shape) -> Question[InvoiceTotals]:
    open_minor = _open_minor(then=shape.then)
    statement = select(
        func.count(),
        exact_sum(case((_COUNTS, Invoice.total_minor))),
        exact_sum(open_minor),
        func.count(case((open_minor > _ZERO, 1))),
    ).select_from(Invoice)
    if shape.text:
        statement = statement.join(Customer, Customer.id == Invoice.customer_id)
    return Question(statement.where(*_conditions(shape)), InvoiceTotals)


# --- Rows


def _row_question(*, then: bool) -> Question[InvoiceListRow]:
    open_minor, asked_minor = _gathered(then=then)
    return Question(
        select(
            Invoice.id,
            func.coalesce(Invoice.number, ""),
            Invoice.customer_id,
            Customer.account,
            Customer.name,
            func.coalesce(Site.name, ""),
            Invoice.parent_id,
            Invoice.kind,
            Invoice.state,
            Invoice.issued_on,
            Invoice.due_on,
            Invoice.subject,
            Invoice.total_minor,
            Invoice.tax_minor,
            open_minor,
            asked_minor,
            Invoice.disputed,
            DAY.label("as_of"),
            charge_under_way(),
        )
        .join(Customer, Customer.id == Invoice.customer_id)
        .outerjoin(Site, Site.id == Invoice.site_id)
        .where(among(Invoice.id)),
        _row,
    )


def _row(
    id_: int,
    number: str,
    customer_id: int,
    account: str,
    customer_name: str,
    site_name: str,
    parent_id: int | None,
    kind: str,
    state: str,
    issued_on: date,
    due_on: date,
    subject: str,
    total: int,
    tax: int,
    open_minor: int,
    asked_minor: int,
    disputed: bool,
    as_of: date,
    under_way: str,
) -> InvoiceListRow:
    return InvoiceListRow(
        id_,
        number,
        customer_id,
        account,
        customer_name,
        site_name,
        parent_id,
        kind,
        state,
        issued_on,
        due_on,
        subject,
        total,
        tax,
        open_minor,
        disputed,
        invoice_status(state, issued_on, due_on, asked_minor, open_minor, as_of),
        max(0, (as_of - due_on).days) if open_minor > 0 else 0,
        under_way,
    )


_ROWS_NOW = _row_question(then=False)
_ROWS_THEN = _row_question(then=True)
_INVOICE: ColumnElement[int] = bindparam("invoice_id", type_=BIG)
_MORE = Question(
    select(Invoice.terms, Invoice.message, Invoice.site_id, Invoice.entry_id).where(Invoice.id == _INVOICE),
    lambda *cells: cells,
)
_LINES = Question(
    select(
        InvoiceLine.position,
        InvoiceLine.description,
        InvoiceLine.quantity_micro,
        InvoiceLine.unit_price_minor,
        InvoiceLine.discount_ppm,
        InvoiceLine.net_minor,
        InvoiceLine.tax_ppm,
        func.coalesce(TaxRate.name, ""),
        InvoiceLine.tax_minor,
    )
    .outerjoin(TaxRate, TaxRate.id == InvoiceLine.tax_rate_id)
    .where(InvoiceLine.invoice_id == _INVOICE)
    .order_by(InvoiceLine.position, InvoiceLine.id),
    InvoiceLineFacts,
)
_TAKEN_BACK = select(Allocation.reverses_id).where(Allocation.invoice_id == _INVOICE, Allocation.reverses_id.is_not(None))
_ALLOCATIONS = Question(
    select(
        Allocation.id,
        Allocation.kind,
        Allocation.applied_on,
        func.coalesce(Payment.number, CreditMemo.number, ""),
        func.coalesce(Payment.method, ""),
        func.coalesce(Payment.reference, ""),
        Allocation.payment_id,
        Allocation.credit_memo_id,
        Allocation.amount_minor,
        stands(_TAKEN_BACK),
    )
    .outerjoin(Payment, Payment.id == Allocation.payment_id)
    .outerjoin(CreditMemo, CreditMemo.id == Allocation.credit_memo_id)
    .where(Allocation.invoice_id == _INVOICE)
    .order_by(Allocation.applied_on, Allocation.id),
    InvoiceAllocationRow,
)
_CHILDREN = Question(select(Invoice.id).where(Invoice.parent_id == _INVOICE).order_by(Invoice.id), int)
_BY_NUMBER = Question(select(Invoice.id).where(Invoice.number == bindparam("number")), int)
