"""The list of service plans: which match, in which order, their rows, and what they add up to."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select

from app.domain.folding import fold
from app.domain.plan_cost import PriceStep, monthly_value
from app.domain.schedule import Frequency
from app.models.customers import Customer
from app.models.operations import SavedMethod
from app.models.plans import Plan, PlanTemplate
from app.services.office import Reader
from app.services.plans.reading import chunks
from app.services.queries.asking import exact_sum
from app.services.queries.plan_money import WORST, open_by_plan


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Which plans a list shows; everything given must hold.

    Attributes:
        text: as typed; every word is part of the plan's name or number, or of what the customer is found by.
        status: draft, pending, active, paused, cancelled or ended, as they are today; ``live`` for active and paused; or empty.
        customer_id: only this customer's.
        template_id: only plans of this template.
        paid_by: card, bank, cash, check or other, or empty.
        frequency: a frequency code, or empty.
        overdue_only: something is overdue.
        failed_only: a card or bank payment was refused.
        owing_only: something is overdue, or a payment was refused.
        expiring_days: the card on file runs out within so many days.
        ending_days: the last day lies within so many days.
        no_method_only: paid by card or bank account, but nothing is on file, or what the plan names was removed.
        due_through: the next bill is due by this day.
        kind: plan, recurring, or empty for both.
    """

    text: str = ""
    status: str = ""
    customer_id: int | None = None
    template_id: int | None = None
    paid_by: str = ""
    frequency: str = ""
    overdue_only: bool = False
    failed_only: bool = False
    expiring_days: int | None = None
    ending_days: int | None = None
    no_method_only: bool = False
    due_through: date | None = None
    kind: str = "plan"
    owing_only: bool = False


class PlanSort(StrEnum):
    """What a list of plans is ordered by; the number breaks ties."""

    NUMBER = "number"
    CUSTOMER = "customer"
    NAME = "name"
    STATUS = "status"
    FREQUENCY = "frequency"
    NEXT_BILL = "next_bill"
    AMOUNT = "amount"
    PAID_BY = "paid_by"
    WORST = "worst"
    OUTSTANDING = "outstanding"
    START = "start"
    END = "end"
    EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class PlanListRow:
    """A plan as lists show it; minor units. ``status`` is today's: a plan whose last day has passed is ended or cancelled.

    ``worst``: failed, overdue, processing, upcoming (something open, not due), or empty when nothing is open.
    """

    id: int
    number: str
    kind: str
    customer_id: int
    account: str
    customer_name: str
    name: str
    template_id: int | None
    template_name: str
    status: str
    frequency: str
    timing: str
    price_minor: int
    discount_ppm: int
    start_on: date
    end_on: date | None
    next_bill_on: date | None
    paid_by: str
    method_label: str
    method_expires_on: date | None
    visits_per_year: int
    outstanding_minor: int
    overdue_minor: int
    failed_minor: int
    worst: str

    @property
    def net_price_minor(self) -> int:
        """A period's price after discount, before tax."""
        return PriceStep(self.start_on, self.price_minor, self.discount_ppm).net_minor


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """What the plans of a filter add up to; minor units. ``monthly_minor``: what the active ones bring a month, before tax."""

    count: int
    active: int
    monthly_minor: int
    outstanding_minor: int
    overdue_minor: int
    failed_minor: int


_ZERO: ColumnElement[int] = literal_column("0")
_STATUS_ORDER = ("active", "paused", "pending", "draft", "ended", "cancelled")


def plan_ids(
    reader: Reader, wanted: PlanFilter, sort: PlanSort = PlanSort.NUMBER, *, descending: bool = False
) -> array[int]:
    """Return the ids (typecode q) of the plans that match, in order."""
    owed = open_by_plan()
    statement = (
        select(Plan.id)
        .join(Customer, Customer.id == Plan.customer_id)
        .outerjoin(owed, owed.c.plan_id == Plan.id)
        .where(*_conditions(reader, wanted, owed))
    )
    owing = wanted.overdue_only or wanted.failed_only or wanted.owing_only
    if not (owing or sort in {PlanSort.WORST, PlanSort.OUTSTANDING}):
        # What nothing asks for is not added up.
        statement = (
            select(Plan.id)
            .join(Customer, Customer.id == Plan.customer_id)
            .where(*_conditions(reader, wanted, owed))
        )
    keys = [key.desc().nulls_last() if descending else key.asc().nulls_last() for key in _keys(reader, sort, owed)]
    rows = reader.connection.execute(statement.order_by(*keys, Plan.id), {"today": reader.today})
    return array("q", rows.scalars())


def plan_rows(reader: Reader, ids: Sequence[int]) -> list[PlanListRow]:
    """Return the rows of ``ids`` in their order; ids that are gone are left out."""
    found: dict[int, PlanListRow] = {}
    for some in chunks(ids):
        statement = _rows(reader, open_by_plan(partial(_among, some))).where(Plan.id.in_(some))
        for cells in reader.connection.execute(statement, {"today": reader.today}):
            values: tuple[Any, ...] = tuple(cells)
            row = PlanListRow(*values)
            found[row.id] = row
    return [found[id_] for id_ in ids if id_ in found]


def _among(ids: Sequence[int], plan_id: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = plan_id.in_(ids)
    return found


def plan_totals(reader: Reader, wanted: PlanFilter) -> PlanTotals:
    """Return how many plans match and what they add up to today."""
    owed = open_by_plan()
    status = effective_status(reader)
    statement = (
        select(
            Plan.frequency,
            status.label("status"),
            Plan.price_minor,
            Plan.discount_ppm,
            func.count(),
            exact_sum(func.coalesce(owed.c.open_minor, _ZERO)),
            exact_sum(func.coalesce(owed.c.overdue_minor, _ZERO)),
            exact_sum(func.coalesce(owed.c.failed_minor, _ZERO)),
        )
        .join(Customer, Customer.id == Plan.customer_id)
        .outerjoin(owed, owed.c.plan_id == Plan.id)
        .where(*_conditions(reader, wanted, owed))
        .group_by(Plan.frequency, Plan.price_minor, Plan.discount_ppm, status)
    )
    count = active = monthly = outstanding = overdue = failed = 0
    for code, state, price, discount, plans, open_minor, overdue_minor, failed_minor in reader.connection.execute(
        statement, {"today": reader.today}
    ):
        count += plans
        outstanding += int(open_minor)
        overdue += int(overdue_minor)
        failed += int(failed_minor)
        if state == "active":
            active += plans
            net = PriceStep(reader.today, price, discount).net_minor
            monthly += plans * monthly_value(net, Frequency.parse(code))
    return PlanTotals(count, active, monthly, outstanding, overdue, failed)


def effective_status(reader: Reader) -> ColumnElement[str]:
    """Return a plan's status as of today, as SQL: one whose last day has passed is what it ends as."""
    over = and_(Plan.status.in_(("active", "paused")), Plan.end_on < reader.today)
    return case((over, Plan.ends_as), else_=Plan.status)


def _rows(reader: Reader, owed: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Plan.id,
            Plan.number,
            Plan.kind,
            Plan.customer_id,
            Customer.account,
            Customer.name,
            Plan.name,
            Plan.template_id,
            func.coalesce(PlanTemplate.name, ""),
            effective_status(reader),
            Plan.frequency,
            Plan.timing,
            Plan.price_minor,
            Plan.discount_ppm,
            Plan.start_on,
            Plan.end_on,
            Plan.next_bill_on,
            Plan.paid_by,
            Plan.method_label,
            Plan.method_expires_on,
            Plan.visits_per_year,
            func.coalesce(owed.c.open_minor, _ZERO),
            func.coalesce(owed.c.overdue_minor, _ZERO),
            func.coalesce(owed.c.failed_minor, _ZERO),
            case(WORST, value=func.coalesce(owed.c.worst, _ZERO)),
        )
        .join(Customer, Customer.id == Plan.customer_id)
        .outerjoin(PlanTemplate, PlanTemplate.id == Plan.template_id)
        .outerjoin(owed, owed.c.plan_id == Plan.id)
    )


def _conditions(reader: Reader, wanted: PlanFilter, owed: Any) -> list[ColumnElement[bool]]:
    today = reader.today
    status = effective_status(reader)
    found: list[ColumnElement[bool]] = []
    for word in fold(wanted.text).split():
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found.append(
            or_(
                func.lower(Plan.name).like(like, escape="\\"),
                func.lower(Plan.number).like(like, escape="\\"),
                Customer.search_text.like(like, escape="\\"),
            )
        )
    if wanted.status == "live":
        found.append(status.in_(("active", "paused")))
    elif wanted.status:
        found.append(status == wanted.status)
    for column, value in (
        (Plan.customer_id, wanted.customer_id),
        (Plan.template_id, wanted.template_id),
        (Plan.paid_by, wanted.paid_by or None),
        (Plan.frequency, wanted.frequency or None),
        (Plan.kind, wanted.kind or None),
    ):
        if value is not None:
            found.append(column == value)
    found += _owing(wanted, owed)
    live = status.in_(("active", "paused", "pending"))
    if wanted.expiring_days is not None:
        found += [live, Plan.method_expires_on <= today + timedelta(days=wanted.expiring_days)]
    if wanted.ending_days is not None:
        found += [live, Plan.end_on <= today + timedelta(days=wanted.ending_days)]
    if wanted.no_method_only:
        found += [live, Plan.paid_by.in_(("card", "bank")), _without_method()]
    if wanted.due_through is not None:
        found.append(Plan.next_bill_on <= wanted.due_through)
    return found


def _without_method() -> ColumnElement[bool]:
    """Return the condition that there is nothing to charge: no method named and none on file, or the one named was removed."""
    on_file = (
        select(SavedMethod.id)
        .where(
            SavedMethod.customer_id == Plan.customer_id,
            SavedMethod.kind == Plan.paid_by,
            SavedMethod.removed_at.is_(None),
        )
        .exists()
    )
    named = select(SavedMethod.id).where(SavedMethod.remote_id == Plan.method_ref)
    removed = named.where(SavedMethod.removed_at.is_not(None)).exists()
    return or_(and_(Plan.method_ref == "", ~on_file), and_(Plan.method_ref != "", removed))


def _owing(wanted: PlanFilter, owed: Any) -> list[ColumnElement[bool]]:
    is_overdue, is_failed = owed.c.overdue_minor > 0, owed.c.failed_minor > 0
    asked = (
        (wanted.overdue_only, is_overdue),
        (wanted.failed_only, is_failed),
        (wanted.owing_only, or_(is_overdue, is_failed)),
    )
    return [condition for is_wanted, condition in asked if is_wanted]


def _keys(reader: Reader, sort: PlanSort, owed: Any) -> list[Any]:
    status = effective_status(reader)
    rank = case(*((status == word, at) for at, word in enumerate(_STATUS_ORDER)), else_=9)
    keys: dict[PlanSort, list[Any]] = {
        PlanSort.NUMBER: [func.length(Plan.number), Plan.number],
        PlanSort.CUSTOMER: [Customer.sort_name],
        PlanSort.NAME: [func.lower(Plan.name)],
        PlanSort.STATUS: [rank],
        PlanSort.FREQUENCY: [Plan.frequency],
        PlanSort.NEXT_BILL: [Plan.next_bill_on],
        PlanSort.AMOUNT: [Plan.price_minor],
        PlanSort.PAID_BY: [Plan.paid_by],
        PlanSort.WORST: [func.coalesce(owed.c.worst, _ZERO)],
        PlanSort.OUTSTANDING: [func.coalesce(owed.c.open_minor, _ZERO)],
        PlanSort.START: [Plan.start_on],
        PlanSort.END: [Plan.end_on],
        PlanSort.EXPIRES: [Plan.method_expires_on],
    }
    return keys[sort]
