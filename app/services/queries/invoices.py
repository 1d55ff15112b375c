"""Invoices as lists show them, of one customer or of all: ids, totals and rows. One invoice whole is in ``invoice_detail``."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, or_, select

from app.domain.folding import fold
from app.models.base import BIG, IsoDate, other
from app.models.customers import Customer, Site
from app.models.invoices import Invoice
from app.models.payments import Allocation
from app.services.office import Reader
from app.services.queries.asking import Question, Value, among, as_ids, exact_sum
from app.services.queries.finding import contains
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
