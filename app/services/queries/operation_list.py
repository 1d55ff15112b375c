"""The queue as a list that is filtered, sorted and summed in the book. What one operation says is in ``operations``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from app.domain.folding import fold
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.operations import Operation, OperationInvoice, SavedMethod
from app.services.office import Reader
from app.services.queries.asking import AnySelect
from app.services.queries.finding import contains


class OperationGroup(StrEnum):
    """Which operations a list shows, as an office thinks of them."""

    ALL = "all"
    OPEN = "open"
    WAITING = "waiting"
    HELD = "held"
    DOUBT = "doubt"
    TRANSIT = "transit"
    CUSTOMER = "customer"
    TROUBLE = "trouble"
    DONE = "done"


class OperationSort(StrEnum):
    """What a list of operations is ordered by; the id breaks ties."""

    SINCE = "since"
    ASKED = "asked"
    KIND = "kind"
    CUSTOMER = "customer"
    AMOUNT = "amount"
    METHOD = "method"
    STATE = "state"
    ACCOUNT = "account"
    PURPOSE = "purpose"
    REASON = "reason"
    NEXT = "next"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class OperationFilter:
    """Which operations a list shows; everything given must hold. ``text`` is part of a name, account, purpose or invoice."""

    group: OperationGroup = OperationGroup.ALL
    kind: str = ""
    text: str = ""
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class OperationTotals:
    """How many operations match, what they ask of customers, and what they give back, in minor units."""

    count: int
    amount_minor: int
    refund_minor: int


_DOUBT = ("creating", "created", "confirming", "unknown")


def operation_ids(
    reader: Reader, wanted: OperationFilter, sort: OperationSort = OperationSort.SINCE, *, descending: bool = True
) -> list[int]:
    """Return the ids of the operations that match, in order."""
    keys: dict[OperationSort, list[ColumnElement[Any]]] = {
        OperationSort.SINCE: [Operation.state_at.expression],
        OperationSort.ASKED: [Operation.queued_at.expression],
        OperationSort.KIND: [Operation.kind.expression],
        OperationSort.CUSTOMER: [Customer.sort_name.expression],
        OperationSort.AMOUNT: [Operation.amount_minor.expression],
        OperationSort.METHOD: [func.coalesce(SavedMethod.brand, ""), func.coalesce(SavedMethod.last4, "")],
        OperationSort.STATE: [Operation.held.expression, Operation.state.expression],
        OperationSort.ACCOUNT: [Customer.account.expression],
        OperationSort.PURPOSE: [_first_invoice(), Operation.purpose.expression],
        OperationSort.REASON: [Operation.reason_text.expression],
        # The next step follows from how it stands.
        OperationSort.NEXT: [Operation.state.expression, Operation.reason_code.expression],
        OperationSort.NUMBER: [],
    }
    order = [*keys[sort], Operation.id]
    query = _matching(select(Operation.id), wanted).order_by(*(key.desc() if descending else key.asc() for key in order))
    return list(reader.connection.execute(query).scalars())


def _first_invoice() -> ColumnElement[Any]:
    numbers = (
        select(func.coalesce(func.min(Invoice.number), ""))
        .select_from(OperationInvoice)
        .join(Invoice, Invoice.id == OperationInvoice.invoice_id)
        .where(OperationInvoice.operation_id == Operation.id)
    )
    return numbers.correlate(Operation).scalar_subquery()


def operation_totals(reader: Reader, wanted: OperationFilter) -> OperationTotals:
    """Return how many operations match and what they add up to."""
    refunds = Operation.kind == "refund"
    asked = func.coalesce(func.sum(case((refunds, 0), else_=Operation.amount_minor)), 0)
    given = func.coalesce(func.sum(case((refunds, Operation.amount_minor), else_=0)), 0)
    row = reader.connection.execute(_matching(select(func.count(), asked, given), wanted)).one()
    return OperationTotals(int(row[0]), int(row[1]), int(row[2]))


def sum_of(reader: Reader, ids: Sequence[int]) -> int:
    """Return what some operations add up to, refunds taken off, in minor units."""
    signed = case((Operation.kind == "refund", -Operation.amount_minor), else_=Operation.amount_minor)
    found = 0
    for start in range(0, len(ids), 500):
        query = select(func.coalesce(func.sum(signed), 0)).where(Operation.id.in_(ids[start : start + 500]))
        found += int(reader.connection.execute(query).scalar_one())
    return found


def _matching(query: AnySelect, wanted: OperationFilter) -> AnySelect:
    query = (
        query.select_from(Operation)
        .join(Customer, Customer.id == Operation.customer_id)
        .outerjoin(SavedMethod, SavedMethod.id == Operation.method_id)
    )
    group = _groups().get(wanted.group)
    if group is not None:
        query = query.where(group)
    if wanted.kind:
        query = query.where(Operation.kind == wanted.kind)
    if wanted.customer_id is not None:
        query = query.where(Operation.customer_id == wanted.customer_id)
    text = wanted.text.strip()[:200]
    if text:
        numbers = (
            select(OperationInvoice.operation_id)
            .join(Invoice, Invoice.id == OperationInvoice.invoice_id)
            .where(func.lower(Invoice.number).like(contains(text.lower()), escape="/"))
        )
        query = query.where(
            or_(
                Customer.search_text.like(contains(fold(text)), escape="/"),
                func.lower(Operation.purpose).like(contains(text.lower()), escape="/"),
                SavedMethod.last4 == text,
                Operation.id.in_(numbers),
            )
        )
    return query


def _groups() -> dict[OperationGroup, ColumnElement[bool]]:
    live = Operation.live.expression
    return {
        OperationGroup.OPEN: or_(live, Operation.state == "declined"),
        OperationGroup.WAITING: (Operation.state == "queued") & ~Operation.held,
        OperationGroup.HELD: Operation.held.expression,
        OperationGroup.DOUBT: Operation.state.in_(_DOUBT),
        OperationGroup.TRANSIT: Operation.state == "processing",
        OperationGroup.CUSTOMER: Operation.state == "needs_customer",
        OperationGroup.TROUBLE: or_(Operation.state.in_(("declined", "failed", "unknown")), Operation.held),
        OperationGroup.DONE: Operation.state.in_(("succeeded", "cancelled")),
    }
