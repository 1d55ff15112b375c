"""Changing a running plan: another template, price, discount or frequency, prorated from its day, shown before it is accepted.

Without another frequency the periods stay and the difference for the rest of a billed one is credited or invoiced at once. With
another frequency the old schedule ends the day before, its unused days are credited, and a new one is counted from the day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.domain.plan_cost import PriceStep, step_for
from app.domain.rounding import MILLION
from app.domain.schedule import Frequency
from app.models.bulk import insert_rows, take_ids
from app.models.plan_rows import PlanPriceRow
from app.models.plans import Plan, PlanPrice
from app.services.billing.due import coming, coming_bill_on, due_of
from app.services.billing.planning import RunRequest, plan_run
from app.services.billing.posting import post_planned
from app.services.formats import date_format
from app.services.office import Reader, Writer
from app.services.plans.documents import carry_out
from app.services.plans.reading import PlanFacts, read_plan
from app.services.plans.settling import Settlement, adjustments_for, check_expected, standing_indexes
from app.services.plans.statuses import change_row, tell
from app.services.plans.templates import template
from app.services.plans.undoing import WayBack, watched
from app.services.plans.visits import replan_visits

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What becomes different; None stays as it is.

    ``on`` is the first day of the new terms, today when None. A template brings its name, what is included, its visits and,
    without ``price_minor``, its price for the frequency. The price is a period's, before discount and tax, in minor units.
    """

    template_id: int | None = None
    frequency: str | None = None
    price_minor: int | None = None
    discount_ppm: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class _New:
    """The plan before (its old schedule cut where it ends), after, and the row's new values."""

    plan: PlanFacts
    after: PlanFacts
    settlement: Settlement
    values: dict[str, object]
    step: PriceStep
    is_rescheduled: bool


def preview_change(reader: Reader, plan_id: int, change: PlanChange) -> Settlement:
    """Return what a change would credit, ask for, and bill next.

    Raises:
        UserError: the plan cannot be changed so.
        NotFound: no such plan or template.
    """
    return _worked_out(reader, read_plan(reader, plan_id), change).settlement


def change_plan(
    writer: Writer, plan_id: int, change: PlanChange, *, expected: Settlement | None = None
) -> Settlement:
    """Change a running plan; see the module.

    Args:
        writer: the transaction.
        plan_id: the plan.
        change: what becomes different.
        expected: what was shown and accepted; the change is refused when it would do something else.

    Raises:
        UserError: the plan cannot be changed so.
        Conflict: it was changed meanwhile.
        NotFound: no such plan or template.
    """
    plan = read_plan(writer, plan_id)
    new = _worked_out(writer, plan, change)
    check_expected(expected, new.settlement)
    if new.is_rescheduled:
        plan = _bill_the_rest(writer, plan, new.settlement)
    price = PlanPriceRow(
        take_ids(writer.connection, PlanPrice)[0],
        plan_id,
        new.step.from_on.isoformat(),
        new.step.price_minor,
        new.step.discount_ppm,
        new.step.prorated,
    )
    writer.connection.execute(
        update(PlanPrice)
        .where(PlanPrice.plan_id == plan_id, PlanPrice.effective_on > new.step.from_on)
        .values(reversed=True)
    )
    insert_rows(writer.connection, PlanPrice, [price])
    change_row(writer, plan, new.values)
    tell(
        writer,
        plan,
        "plan.changed",
        {
            "on": new.step.from_on.isoformat(),
            "frequency": {"before": plan.frequency.code, "after": new.after.frequency.code},
            "price_minor": {"before": plan.price_minor, "after": new.step.price_minor},
            "name": {"before": plan.name, "after": new.after.name},
            "credit_minor": new.settlement.credit_minor,
            "charge_minor": new.settlement.charge_minor,
        },
    )
    carry_out(writer, new.after, new.settlement, _("Plan {number} changed").format(number=plan.number))
    if new.after.visits_per_year != plan.visits_per_year:
        replan_visits(writer, plan_id, new.step.from_on)
    return new.settlement


def change_with_way_back(
    writer: Writer, plan_id: int, change: PlanChange, *, expected: Settlement | None = None
) -> tuple[Settlement, WayBack]:
    """Change a running plan as ``change_plan`` does, and return the way back too."""
    return watched(
        writer,
        [plan_id],
        lambda: change_plan(writer, plan_id, change, expected=expected),
        visits_from=change.on or writer.today,
    )


def _worked_out(reader: Reader, plan: PlanFacts, change: PlanChange) -> _New:
    on = change.on or reader.today
    _check(reader, plan, change, on)
    frequency = Frequency.parse(change.frequency) if change.frequency is not None else plan.frequency
    values: dict[str, object] = {"plain": False}
    name, visits, price = plan.name, plan.visits_per_year, change.price_minor
    if change.template_id is not None:
        sold = template(reader, change.template_id)
        name, visits = sold.name, sold.visits_per_year
        values |= {
            "template_id": sold.id,
            "name": name,
            "included": sold.included,
            "agreement": sold.agreement,
            "visits_per_year": visits,
        }
        if price is None:
            price = sold.prices.get(frequency.code)
    in_force = step_for(plan.steps, on)
    if price is None and (change.template_id is not None or frequency != plan.frequency):
        raise UserError(_("Enter the price for this frequency."))
    step = PriceStep(
        on,
        in_force.price_minor if price is None else price,
        in_force.discount_ppm if change.discount_ppm is None else change.discount_ppm,
        prorated=frequency == plan.frequency,
    )
    if not 0 <= step.price_minor <= LARGEST_MINOR or not 0 <= step.discount_ppm <= MILLION:
        raise UserError(_("That price is not possible."))
    after = replace(plan, name=name, visits_per_year=visits, plain=False, steps=_with(plan.steps, step))
    if frequency != plan.frequency:
        return _rescheduled(reader, plan, after, frequency, step, values)
    adjustments = adjustments_for(reader, after, on, after.end_on)
    following = coming(after, standing_indexes(reader, plan))
    if following is not None:
        values |= {"price_minor": following.price_minor, "discount_ppm": following.discount_ppm}
    settlement = Settlement(
        "change",
        plan.id,
        on,
        adjustments,
        next_bill_on=following.nominal_on if following else None,
        next_net_minor=following.net_minor if following else 0,
    )
    return _New(plan, after, settlement, values, step, is_rescheduled=False)


def _rescheduled(
    reader: Reader, plan: PlanFacts, after: PlanFacts, frequency: Frequency, step: PriceStep, values: dict[str, object]
) -> _New:
    on = step.from_on
    cut = replace(plan, end_on=on - _DAY)
    adjustments = adjustments_for(reader, cut, on - _DAY, on - _DAY)
    rest = due_of(cut, on, standing_indexes(reader, plan))
    after = replace(after, frequency=frequency, anchor_on=on, segment=plan.segment + 1, next_index=0)
    following = coming(after)
    values |= {
        "frequency": frequency.code,
        "anchor_on": on,
        "segment": after.segment,
        "next_index": 0,
        "next_bill_on": coming_bill_on(after),
        "price_minor": step.price_minor,
        "discount_ppm": step.discount_ppm,
        "last_total_minor": None,
        "end_on": plan.end_on,
    }
    settlement = Settlement(
        "change",
        plan.id,
        on,
        adjustments,
        tuple((period.first_on, period.last_on, period.net_minor) for period in rest.bill),
        following.nominal_on if following else None,
        following.net_minor if following else 0,
    )
    return _New(plan, after, settlement, values, step, is_rescheduled=True)


def _bill_the_rest(writer: Writer, plan: PlanFacts, settlement: Settlement) -> PlanFacts:
    """Bill what the old schedule has not billed up to its last day, as a run of this plan alone; return the plan after it."""
    if not settlement.last_bills:
        return plan
    last_on = settlement.effective_on - _DAY
    writer.connection.execute(
        update(Plan).where(Plan.id == plan.id).values(end_on=last_on, next_bill_on=min(last_on, plan.next_bill_on or last_on))
    )
    request = RunRequest(settlement.effective_on, plan_ids=frozenset({plan.id}), late_fees=False)
    post_planned(writer, plan_run(writer, request))
    version = writer.connection.execute(select(Plan.version).where(Plan.id == plan.id)).scalar_one()
    return replace(plan, version=version)


def _check(reader: Reader, plan: PlanFacts, change: PlanChange, on: date) -> None:
    if plan.kind == "recurring":
        raise UserError(_("A recurring invoice is cancelled and entered anew."))
    if plan.status != "active":
        raise UserError(
            _("Only a running plan is changed so."), _("Resume it first; a draft is edited, an offer withdrawn.")
        )
    earliest = max(plan.start_on, plan.anchor_on if plan.segment > 1 else plan.start_on)
    if plan.pauses and plan.pauses[-1].until_on is not None:
        earliest = max(earliest, plan.pauses[-1].until_on + _DAY)
    is_whole_new = change.frequency is not None and Frequency.parse(change.frequency) != plan.frequency
    if is_whole_new:
        earliest += _DAY
    if on < earliest or (plan.end_on is not None and on > plan.end_on):
        raise UserError(
            _("This plan can be changed from {date} on, until it ends.").format(
                date=date_format(reader.profile.locale).medium(earliest)
            )
        )
    if on > reader.today and on != plan.period(plan.next_index).start_on:
        raise UserError(
            _("A plan is changed today, on an earlier day, or on the first day of its next period to be billed.")
        )


def _with(steps: tuple[PriceStep, ...], step: PriceStep) -> tuple[PriceStep, ...]:
    # A price rise planned for later was reckoned from the old price: the new terms take its place.
    return (*(each for each in steps if each.from_on <= step.from_on), step)
