"""Pausing and resuming a plan. Days of rest are not paid for: those billed already are credited, by days, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import delete, insert, update

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.plan_cost import Pause
from app.models.bulk import take_ids
from app.models.plans import PlanPause
from app.services.billing.due import coming, coming_bill_on
from app.services.formats import date_format
from app.services.office import Reader, Writer
from app.services.plans.reading import PlanFacts, read_plan
from app.services.plans.settling import Settlement, adjustments_for, carry_out, check_expected
from app.services.plans.statuses import change_row, check_move, tell

_DAY = timedelta(days=1)


def preview_pause(reader: Reader, plan_id: int, from_on: date | None = None) -> Settlement:
    """Return what pausing a plan from a day on (today when None) would credit.

    Raises:
        UserError: the plan cannot be paused then.
        NotFound: no such plan.
    """
    plan = read_plan(reader, plan_id)
    return _pause(reader, plan, from_on or reader.today)[1]


def pause_plan(
    writer: Writer, plan_id: int, reason: str = "", from_on: date | None = None, *, expected: Settlement | None = None
) -> Settlement:
    """Let a plan rest from a day on (today when None) until it is resumed.

    Args:
        writer: the transaction.
        plan_id: the plan.
        reason: why, for the diary and the credit memo.
        from_on: the first day of rest; not in the future.
        expected: what was shown; the pause is refused when it would do something else.

    Raises:
        UserError: the plan cannot be paused then.
        Conflict: it was changed meanwhile.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    after, found = _pause(writer, plan, from_on or writer.today)
    check_expected(expected, found)
    writer.connection.execute(
        insert(PlanPause).values(
            id=take_ids(writer.connection, PlanPause)[0],
            plan_id=plan_id,
            from_on=found.effective_on,
            until_on=None,
            reason=reason.strip(),
        )
    )
    change_row(writer, plan, {"status": "paused", "plain": False, "next_bill_on": coming_bill_on(after)})
    tell(
        writer,
        plan,
        "plan.paused",
        {"from_on": found.effective_on.isoformat(), "reason": reason.strip(), "credit_minor": found.credit_minor},
    )
    why = reason.strip() or _("Plan {number} paused").format(number=plan.number)
    carry_out(writer, plan, found, why)
    return found


def preview_resume(reader: Reader, plan_id: int, on: date | None = None) -> Settlement:
    """Return what resuming a plan on a day (today when None) would ask for.

    Raises:
        UserError: the plan cannot be resumed then.
        NotFound: no such plan.
    """
    plan = read_plan(reader, plan_id)
    return _resume(reader, plan, on or reader.today)[1]


def resume_plan(
    writer: Writer, plan_id: int, on: date | None = None, *, expected: Settlement | None = None
) -> Settlement:
    """Let a paused plan go on from a day (today when None), which is its first day again. The anchor does not move.

    The rest of a period that was credited for the pause is invoiced at once; of one that was not billed, by the next run.

    Raises:
        UserError: the plan is not paused, or the day lies before the pause or in the future.
        Conflict: it was changed meanwhile.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    after, found = _resume(writer, plan, on or writer.today)
    check_expected(expected, found)
    resting = (PlanPause.plan_id == plan_id) & PlanPause.until_on.is_(None)
    if len(after.pauses) < len(plan.pauses):
        writer.connection.execute(delete(PlanPause).where(resting))
    else:
        writer.connection.execute(update(PlanPause).where(resting).values(until_on=after.pauses[-1].until_on))
    change_row(writer, plan, {"status": "active", "next_bill_on": coming_bill_on(after)})
    tell(
        writer,
        plan,
        "plan.resumed",
        {"on": found.effective_on.isoformat(), "charge_minor": found.charge_minor},
    )
    carry_out(writer, plan, found, _("Plan {number} resumed").format(number=plan.number))
    return found


def _pause(reader: Reader, plan: PlanFacts, from_on: date) -> tuple[PlanFacts, Settlement]:
    check_move(plan, "paused")
    if from_on > reader.today:
        raise UserError(_("A plan is paused from today or from an earlier day."), _("Pause it on that day."))
    earliest = plan.anchor_on if plan.segment > 1 else plan.start_on
    if plan.pauses and plan.pauses[-1].until_on is not None:
        earliest = max(earliest, plan.pauses[-1].until_on + _DAY)
    if from_on < earliest:
        raise UserError(
            _("This plan can be paused from {date} on.").format(date=date_format(reader.profile.locale).medium(earliest))
        )
    after = replace(plan, status="paused", plain=False, pauses=(*plan.pauses, Pause(from_on)))
    adjustments = adjustments_for(reader, after, from_on, after.end_on)
    return after, Settlement("pause", plan.id, from_on, adjustments, next_bill_on=None)


def _resume(reader: Reader, plan: PlanFacts, on: date) -> tuple[PlanFacts, Settlement]:
    check_move(plan, "active")
    rest = plan.pauses[-1]
    if on > reader.today:
        raise UserError(_("A plan is resumed today or on an earlier day."), _("Resume it on that day."))
    if on < rest.from_on:
        raise UserError(
            _("This plan rests since {date}.").format(date=date_format(reader.profile.locale).medium(rest.from_on))
        )
    pauses = plan.pauses[:-1] if on == rest.from_on else (*plan.pauses[:-1], Pause(rest.from_on, on - _DAY))
    after = replace(plan, status="active", pauses=pauses)
    adjustments = adjustments_for(reader, after, rest.from_on, after.end_on)
    following = coming(after)
    return after, Settlement(
        "resume",
        plan.id,
        on,
        adjustments,
        next_bill_on=following.nominal_on if following else None,
        next_net_minor=following.net_minor if following else 0,
    )
