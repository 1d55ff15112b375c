"""What has to be set right on billed periods when a plan is paused, resumed, changed or cancelled, to the cent.

A period owes what ``app.domain.plan_cost`` says about it now; what was billed and credited for it so far is compared with that,
and the difference becomes one document (``documents``). So whatever is done to a plan, in whatever order, its documents add up
to the rule. What a change does is worked out alike for one plan and for thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from app.domain.errors import Conflict
from app.domain.language import _
from app.domain.plan_cost import cost_of
from app.domain.rounding import MILLION, divide_half_up
from app.domain.schedule import Period
from app.models.invoices import Invoice, InvoiceLine
from app.models.plans import Plan, PlanAdjustment, PlanPeriod
from app.services.office import Reader
from app.services.plans.reading import PlanFacts, chunks

AUTOMATIC = frozenset({"card", "bank"})


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a billed period costs more (positive) or less than was billed for it so far; minor units."""

    period_id: int
    index: int
    start_on: date
    end_on: date
    invoice_id: int
    invoice_number: str
    billed_minor: int
    owed_minor: int
    net_minor: int
    tax_minor: int
    tax_ppm: int

    @property
    def total_minor(self) -> int:
        """The difference with its tax."""
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a change to a plan does to its money: shown before it is accepted, and carried out exactly so.

    ``kind``: pause, resume, cancel, change. ``last_bills`` are the days still to be billed under the old terms (first, last,
    net in minor units). ``next_bill_on`` and ``next_net_minor`` tell the next bill after the change.
    """

    kind: str
    plan_id: int
    effective_on: date
    adjustments: tuple[Adjustment, ...]
    last_bills: tuple[tuple[date, date, int], ...] = ()
    next_bill_on: date | None = None
    next_net_minor: int = 0

    @property
    def credit_minor(self) -> int:
        """What the customer gets back as credit, with tax."""
        return -sum(each.total_minor for each in self.adjustments if each.total_minor < 0)

    @property
    def charge_minor(self) -> int:
        """What is asked for at once, with tax."""
        return sum(each.total_minor for each in self.adjustments if each.total_minor > 0)


@dataclass(frozen=True, slots=True)
class BilledPeriod:
    """A standing billed period: net minor units billed and credited so far, and what of that the customer was let off."""

    id: int
    span: Period
    billed_minor: int
    waived_minor: int
    invoice_id: int
    invoice_number: str
    tax_ppm: int


def _billed_query() -> Select[*tuple[Any, ...]]:
    # By plan as well as by period: only that has an index.
    of_period = (PlanAdjustment.plan_id == PlanPeriod.plan_id) & (PlanAdjustment.period_id == PlanPeriod.id)
    added = func.coalesce(func.sum(PlanAdjustment.net_minor), 0)
    rate = select(func.max(InvoiceLine.tax_ppm)).where(InvoiceLine.invoice_id == PlanPeriod.invoice_id)
    return (
        select(
            PlanPeriod.plan_id,
            PlanPeriod.id,
            PlanPeriod.period_index,
            PlanPeriod.start_on,
            PlanPeriod.end_on,
            PlanPeriod.net_minor,
            select(added).where(of_period, PlanAdjustment.kind != "waive").scalar_subquery().label("adjusted"),
            select(added).where(of_period, PlanAdjustment.kind == "waive").scalar_subquery().label("waived"),
            PlanPeriod.invoice_id,
            Invoice.number,
            rate.scalar_subquery().label("tax_ppm"),
        )
        .join(Plan, Plan.id == PlanPeriod.plan_id)
        .join(Invoice, Invoice.id == PlanPeriod.invoice_id)
        .where(
            # Of the present segment, or over before it begins.
            (PlanPeriod.segment == Plan.segment) | (PlanPeriod.end_on < Plan.anchor_on),
            PlanPeriod.state.in_(("billed", "combined")),
            Invoice.state != "void",
        )
        .order_by(PlanPeriod.plan_id, PlanPeriod.start_on, PlanPeriod.id)
    )


_BILLED = _billed_query()


def billed_periods(reader: Reader, plan_ids: Iterable[int], from_on: date) -> Mapping[int, Sequence[BilledPeriod]]:
    """Return by plan the standing billed periods that end on or after a day."""
    found: dict[int, list[BilledPeriod]] = {}
    for some in chunks(plan_ids):
        rows = reader.connection.execute(_BILLED.where(PlanPeriod.plan_id.in_(some), PlanPeriod.end_on >= from_on))
        for plan_id, group in groupby(rows, key=lambda row: row.plan_id):
            found[plan_id] = [
                BilledPeriod(
                    row.id,
                    Period(row.period_index, row.start_on, row.end_on),
                    row.net_minor + int(row.adjusted),
                    -int(row.waived),
                    row.invoice_id,
                    row.number or "",
                    row.tax_ppm or 0,
                )
                for row in group
            ]
    return found


def standing_indexes(reader: Reader, plan: PlanFacts) -> set[int]:
    """Return the periods from the next one on that were dealt with already, after an earlier run was taken back."""
    return set() if plan.plain else standing_of(reader, [plan.id]).get(plan.id, set())


def standing_of(reader: Reader, plan_ids: Iterable[int]) -> Mapping[int, set[int]]:
    """Return by plan the periods from the next one on that were dealt with already."""
    found: dict[int, set[int]] = {}
    for some in chunks(plan_ids):
        rows = reader.connection.execute(
            select(PlanPeriod.plan_id, PlanPeriod.period_index)
            .join(Plan, (Plan.id == PlanPeriod.plan_id) & (Plan.segment == PlanPeriod.segment))
            .where(
                PlanPeriod.plan_id.in_(some),
                PlanPeriod.period_index >= Plan.next_index,
                PlanPeriod.state != "reversed",
            )
        )
        for plan_id, index in rows:
            found.setdefault(plan_id, set()).add(index)
    return found


def adjustments_for(reader: Reader, after: PlanFacts, from_on: date, last_on: date | None) -> tuple[Adjustment, ...]:
    """Return what has to be set right on one plan's periods billed so far; see ``adjustments_of``."""
    return adjustments_of(after, billed_periods(reader, [after.id], from_on).get(after.id, ()), from_on, last_on)


def adjustments_of(
    after: PlanFacts, periods: Sequence[BilledPeriod], from_on: date, last_on: date | None
) -> tuple[Adjustment, ...]:
    """Return what has to be set right on the periods billed so far, when the plan is as ``after`` says.

    What a customer was let off counts as the first part of what is not used: it is not credited a second time.

    Args:
        after: the plan as it will be, still with the schedule that the periods were billed by.
        periods: its standing billed periods, in order.
        from_on: periods that end before it are left alone.
        last_on: the last day of that schedule, None when it goes on; a day before its start means it never ran.
    """
    if after.kind == "recurring":
        return ()
    found = []
    for each in periods:
        span, billed, ppm = each.span, each.billed_minor, each.tax_ppm
        if span.end_on < from_on:
            continue
        owed = 0
        if last_on is None or last_on >= max(span.start_on, after.start_on):
            owed = cost_of(span, after.steps, after.pauses, first_on=after.start_on, last_on=last_on).net_minor
        net = owed - billed if owed > billed else min(0, owed - billed + each.waived_minor)
        if not net:
            continue
        tax = divide_half_up((billed + net) * ppm, MILLION) - divide_half_up(billed * ppm, MILLION)
        found.append(
            Adjustment(
                each.id,
                span.index,
                span.start_on,
                span.end_on,
                each.invoice_id,
                each.invoice_number,
                billed,
                owed,
                net,
                tax,
                ppm,
            )
        )
    return tuple(found)


def check_expected(expected: Settlement | None, found: Settlement) -> None:
    """Refuse a change whose consequences are not those that were shown.

    Raises:
        Conflict: they differ.
    """
    if expected is not None and expected != found:
        raise Conflict(
            _("What this change costs is not what was shown."), _("Nothing was changed. Look at it again before you go on.")
        )
