"""The revenue picture of the service plans: what they bring a month, what is new and lost, what the next year should bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.domain.date_input import add_months
from app.domain.plan_cost import PriceStep, monthly_value
from app.domain.schedule import Frequency
from app.models.invoices import Invoice
from app.models.plans import Plan, PlanAdjustment, PlanPeriod
from app.services.billing.due import due_of, plain_due
from app.services.office import Reader
from app.services.plans.reading import read_plans
from app.services.plans.settling import standing_of
from app.services.queries.plans import effective_status

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RevenueMonth:
    """A month of the plans; minor units without tax.

    ``billed_minor`` is what was invoiced for periods that fell due in it, less what was credited in it; ``new_minor`` and
    ``lost_minor`` what plans that started or ended in it bring a month; ``expected_minor`` what is still to be billed in it,
    at the prices planned for then, until plans end.
    """

    month: date
    billed_minor: int
    new_minor: int
    lost_minor: int
    expected_minor: int


@dataclass(frozen=True, slots=True)
class RevenuePicture:
    """The months behind and ahead, oldest first, and what the running plans bring a month now."""

    months: tuple[RevenueMonth, ...]
    monthly_minor: int
    yearly_minor: int
    active: int


def revenue_picture(reader: Reader, behind: int = 12, ahead: int = 12) -> RevenuePicture:
    """Return the plans' revenue by month: ``behind`` months past, this one, and ``ahead`` to come."""
    this = reader.today.replace(day=1)
    months = [add_months(this, n) for n in range(-behind, ahead + 1)]
    first, end = months[0], add_months(this, ahead + 1)
    billed = _billed(reader, first, end)
    new: dict[date, int] = {}
    lost: dict[date, int] = {}
    expected: dict[date, int] = {}
    monthly = active = 0
    varied: list[int] = []
    last = end - _DAY
    status = effective_status(reader)
    for row in reader.connection.execute(
        select(
            Plan.frequency,
            Plan.timing,
            Plan.anchor_on,
            Plan.start_on,
            Plan.end_on,
            Plan.next_index,
            Plan.next_bill_on,
            Plan.price_minor,
            Plan.discount_ppm,
            Plan.cancelled_on,
            Plan.id,
            Plan.plain,
            status.label("status"),
        ).where(Plan.kind == "plan", Plan.status.not_in(("draft", "pending")))
    ):
        net = PriceStep(row.start_on, row.price_minor, row.discount_ppm).net_minor
        frequency = Frequency.parse(row.frequency)
        worth = monthly_value(net, frequency)
        _add(new, row.start_on, worth)
        if row.status in {"cancelled", "ended"}:
            _add(lost, row.end_on or row.cancelled_on or row.start_on, worth)
        elif row.status == "active":
            monthly += worth
            active += 1
            if row.end_on is not None:
                _add(lost, row.end_on, worth)
        if row.next_bill_on is not None and row.status != "paused":
            if not row.plain:
                varied.append(row.id)
                continue
            due = plain_due(
                frequency,
                row.timing,
                row.anchor_on,
                row.start_on,
                row.end_on,
                row.next_index,
                row.price_minor,
                row.discount_ppm,
                net,
                last,
            )
            for period in due.bill:
                _add(expected, max(period.nominal_on, reader.today), period.net_minor)
    _expect_varied(reader, varied, last, expected)
    found = tuple(
        RevenueMonth(month, billed.get(month, 0), new.get(month, 0), lost.get(month, 0), expected.get(month, 0))
        for month in months
    )
    return RevenuePicture(found, monthly, monthly * 12, active)


def _expect_varied(reader: Reader, plan_ids: Sequence[int], last: date, expected: dict[date, int]) -> None:
    """Add what plans are to bill whose prices change, that rest, or of which a period was dealt with ahead."""
    plans = read_plans(reader, plan_ids)
    standing = standing_of(reader, plan_ids)
    for plan_id, plan in plans.items():
        for period in due_of(plan, last, standing.get(plan_id, ())).bill:
            _add(expected, max(period.nominal_on, reader.today), period.net_minor)


def _add(months: dict[date, int], on: date, amount_minor: int) -> None:
    month = on.replace(day=1)
    months[month] = months.get(month, 0) + amount_minor


def _billed(reader: Reader, first: date, end: date) -> dict[date, int]:
    found: dict[date, int] = {}
    periods = (
        select(PlanPeriod.due_on, func.sum(PlanPeriod.net_minor))
        .join(Invoice, Invoice.id == PlanPeriod.invoice_id)
        .join(Plan, Plan.id == PlanPeriod.plan_id)
        .where(
            PlanPeriod.state.in_(("billed", "combined", "waived")),
            PlanPeriod.due_on >= first,
            PlanPeriod.due_on < end,
            Invoice.state != "void",
            Plan.kind == "plan",
        )
        .group_by(PlanPeriod.due_on)
    )
    for on, amount in reader.connection.execute(periods):
        _add(found, on, int(amount))
    adjustments = (
        select(PlanAdjustment.made_on, func.sum(PlanAdjustment.net_minor))
        .where(PlanAdjustment.made_on >= first, PlanAdjustment.made_on < end)
        .group_by(PlanAdjustment.made_on)
    )
    for on, amount in reader.connection.execute(adjustments):
        _add(found, on, int(amount))
    return found
