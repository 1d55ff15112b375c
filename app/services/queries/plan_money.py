"""What plans owe: the one place that says which open invoices are a plan's, and which of them are overdue or failed.

*Overdue*: cash, check or other not collected by the due date. *Failed*: a card or bank payment that was refused. Banner, tiles,
list and details page all ask here, so they agree to the cent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, case, func, literal_column, or_, select, union

from app.models.base import BIG, IsoDate
from app.models.invoices import Invoice
from app.models.plans import Plan, PlanAdjustment, PlanCharge, PlanPeriod
from app.services.office import Reader
from app.services.queries.asking import Question, exact_sum

TODAY = bindparam("today", type_=IsoDate())


@dataclass(frozen=True, slots=True)
class PlanDebt:
    """What one plan owes; minor units. ``reason`` is why its latest charge was refused."""

    plan_id: int
    number: str
    name: str
    overdue_minor: int
    failed_minor: int
    count: int
    reason: str

    @property
    def total_minor(self) -> int:
        """What is overdue and what failed."""
        return self.overdue_minor + self.failed_minor


@dataclass(frozen=True, slots=True)
class PlanDebts:
    """What a customer's plans owe: nothing is shown when there are none; one leads to its details; several each have a link."""

    plans: tuple[PlanDebt, ...]

    @property
    def total_minor(self) -> int:
        """Everything overdue or failed, in minor units: the banner's amount."""
        return sum(plan.total_minor for plan in self.plans)


def open_plan_invoices(only: Callable[[Any], ColumnElement[bool]] | None = None) -> Subquery:
    """Return the pairs (plan_id, invoice_id) of every open invoice that is a plan's: by a period, or by an adjustment.

    ``only`` narrows the plans by a condition on their id. What is read is in proportion to what is open, or to the plans asked
    for, and never to all that was ever billed.
    """
    halves = []
    for table in (PlanPeriod, PlanAdjustment):
        half = (
            select(table.plan_id, table.invoice_id)
            .join(Invoice, Invoice.id == table.invoice_id)
            .where(Invoice.open_minor > literal_column("0"))
        )
        if only is not None:
            half = half.where(only(table.plan_id))
        halves.append(half)
    return union(*halves).subquery("plan_invoice")


def is_failed() -> ColumnElement[bool]:
    """Return the condition that the charge of an open invoice was refused."""
    return PlanCharge.state == "failed"


def is_overdue() -> ColumnElement[bool]:
    """Return the condition that an open invoice should have been paid by its customer and was not."""
    return and_(or_(PlanCharge.id.is_(None), PlanCharge.state == "cancelled"), Invoice.due_on < TODAY)


def open_by_plan(only: Callable[[Any], ColumnElement[bool]] | None = None) -> Subquery:
    """Return what each plan has open: plan_id, open_minor, overdue_minor, failed_minor, worst (0 nothing … 4 failed).

    ``only`` narrows the plans by a condition on their id.
    """
    linked = open_plan_invoices(only)
    nothing = 0
    rank = case(
        (is_failed(), 4),
        (is_overdue(), 3),
        (PlanCharge.state.in_(("sent", "processing", "paid")), 2),
        else_=1,
    )
    return (
        select(
            linked.c.plan_id,
            exact_sum(Invoice.open_minor).label("open_minor"),
            exact_sum(case((is_overdue(), Invoice.open_minor), else_=nothing)).label("overdue_minor"),
            exact_sum(case((is_failed(), Invoice.open_minor), else_=nothing)).label("failed_minor"),
            func.max(rank).label("worst"),
        )
        .join(Invoice, Invoice.id == linked.c.invoice_id)
        .outerjoin(PlanCharge, PlanCharge.invoice_id == Invoice.id)
        .group_by(linked.c.plan_id)
        .subquery("owed")
    )


WORST = {0: "", 1: "upcoming", 2: "processing", 3: "overdue", 4: "failed"}


def _debts() -> Select[*tuple[Any, ...]]:
    of_customer = select(Plan.id).where(Plan.customer_id == bindparam("customer_id", type_=BIG))
    linked = open_plan_invoices(lambda plan_id: plan_id.in_(of_customer))
    return (
        select(
            Plan.id,
            Plan.number,
            Plan.name,
            exact_sum(case((is_overdue(), Invoice.open_minor), else_=0)),
            exact_sum(case((is_failed(), Invoice.open_minor), else_=0)),
            func.count(),
            func.coalesce(func.max(case((is_failed(), PlanCharge.reason), else_="")), ""),
        )
        .select_from(linked)
        .join(Plan, Plan.id == linked.c.plan_id)
        .join(Invoice, Invoice.id == linked.c.invoice_id)
        .outerjoin(PlanCharge, PlanCharge.invoice_id == Invoice.id)
        .where(or_(is_failed(), is_overdue()))
        .group_by(Plan.id, Plan.number, Plan.name)
        .order_by(Plan.id)
    )


_DEBTS = Question(_debts(), PlanDebt)


def plan_debts(reader: Reader, customer_id: int, today: date | None = None) -> PlanDebts:
    """Return what a customer's plans owe that is overdue or failed, plan by plan, as of ``today`` (the reader's when None)."""
    return PlanDebts(tuple(_DEBTS.all(reader, customer_id=customer_id, today=today or reader.today)))
