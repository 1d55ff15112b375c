"""Pausing and resuming plans. Days of rest are not paid for: those billed already are credited, by days, to the cent.

What happens is worked out and written alike for one plan and for thousands; which of many are meant, how far it is and what is
left out belongs to ``many``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, update

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.plan_cost import Pause
from app.models.bulk import insert_rows, take_ids
from app.models.plan_rows import PlanPauseRow
from app.models.plans import PlanPause
from app.services.billing.due import coming, coming_bill_on
from app.services.formats import date_format
from app.services.office import Reader, Writer
from app.services.plans.documents import Carried, carry_out_all
from app.services.plans.reading import PlanFacts, chunks, read_plan, read_plans
from app.services.plans.settling import BilledPeriod, Settlement, adjustments_of, billed_periods, check_expected
from app.services.plans.statuses import change_rows, check_move, tell_all

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moved:
    """A plan before and after it is paused or resumed, and what that costs."""

    plan: PlanFacts
    after: PlanFacts
    settlement: Settlement


def preview_pause(reader: Reader, plan_id: int, from_on: date | None = None) -> Settlement:
    """Return what pausing a plan from a day on (today when None) would credit.

    Raises:
        UserError: the plan cannot be paused then.
        NotFound: no such plan.
    """
    return _pause_of(reader, plan_id, from_on or reader.today).settlement


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
    moved = _pause_of(writer, plan_id, from_on or writer.today)
    check_expected(expected, moved.settlement)
    write_pauses(writer, [moved], reason)
    return moved.settlement


def preview_resume(reader: Reader, plan_id: int, on: date | None = None) -> Settlement:
    """Return what resuming a plan on a day (today when None) would ask for.

    Raises:
        UserError: the plan cannot be resumed then.
        NotFound: no such plan.
    """
    return _resumption_of(reader, plan_id, on or reader.today).settlement


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
    moved = _resumption_of(writer, plan_id, on or writer.today)
    check_expected(expected, moved.settlement)
    write_resumptions(writer, [moved])
    return moved.settlement


# Many at once


def pauses(reader: Reader, plan_ids: Iterable[int], from_on: date) -> tuple[list[Moved], dict[int, str]]:
    """Return what pausing plans does, and why others (ids) cannot be paused; those not in the book are left out."""
    plans = read_plans(reader, plan_ids)
    periods = billed_periods(reader, plans, from_on)
    found: list[Moved] = []
    refused: dict[int, str] = {}
    for plan_id, plan in plans.items():
        try:
            found.append(_pause(reader, plan, periods.get(plan_id, ()), from_on))
        except UserError as error:
            refused[plan_id] = str(error)
    return found, refused


def resumptions(reader: Reader, plan_ids: Iterable[int], on: date) -> list[Moved]:
    """Return what resuming those of these plans that rest does.

    Raises:
        UserError: one of them cannot be resumed then.
    """
    plans = {plan_id: plan for plan_id, plan in read_plans(reader, plan_ids).items() if plan.status == "paused"}
    earliest = min((plan.pauses[-1].from_on for plan in plans.values()), default=on)
    periods = billed_periods(reader, plans, earliest)
    return [_resume(reader, plan, periods.get(plan_id, ()), on) for plan_id, plan in plans.items()]


def write_pauses(writer: Writer, moved: Sequence[Moved], reason: str) -> None:
    """Let plans rest as was worked out in this transaction.

    Raises:
        Conflict: one was changed meanwhile; nothing must be kept then.
    """
    why = reason.strip()
    ids = take_ids(writer.connection, PlanPause, len(moved))
    insert_rows(
        writer.connection,
        PlanPause,
        [
            PlanPauseRow(id_, each.plan.id, each.settlement.effective_on.isoformat(), None, why)
            for id_, each in zip(ids, moved, strict=True)
        ],
    )
    change_rows(
        writer,
        [
            (each.plan, {"status": "paused", "plain": False, "next_bill_on": coming_bill_on(each.after)})
            for each in moved
        ],
    )
    tell_all(
        writer,
        (
            (
                each.plan,
                "plan.paused",
                {
                    "from_on": each.settlement.effective_on.isoformat(),
                    "reason": why,
                    "credit_minor": each.settlement.credit_minor,
                },
            )
            for each in moved
        ),
    )
    words = _("Plan {number} paused")
    carry_out_all(
        writer, [Carried(each.plan, each.settlement, why or words.format(number=each.plan.number)) for each in moved]
    )


def write_resumptions(writer: Writer, moved: Sequence[Moved]) -> None:
    """Let plans go on as was worked out in this transaction.

    Raises:
        Conflict: one was changed meanwhile; nothing must be kept then.
    """
    connection = writer.connection
    for some in chunks(each.plan.id for each in moved if len(each.after.pauses) < len(each.plan.pauses)):
        connection.execute(delete(PlanPause).where(PlanPause.plan_id.in_(some), PlanPause.until_on.is_(None)))
    rested = [
        {"b_plan_id": each.plan.id, "b_until_on": each.after.pauses[-1].until_on}
        for each in moved
        if len(each.after.pauses) == len(each.plan.pauses)
    ]
    if rested:
        connection.execute(
            update(PlanPause)
            .where(PlanPause.plan_id == bindparam("b_plan_id"), PlanPause.until_on.is_(None))
            .values(until_on=bindparam("b_until_on")),
            rested,
        )
    change_rows(
        writer, [(each.plan, {"status": "active", "next_bill_on": coming_bill_on(each.after)}) for each in moved]
    )
    tell_all(
        writer,
        (
            (
                each.plan,
                "plan.resumed",
                {"on": each.settlement.effective_on.isoformat(), "charge_minor": each.settlement.charge_minor},
            )
            for each in moved
        ),
    )
    words = _("Plan {number} resumed")
    carry_out_all(writer, [Carried(each.plan, each.settlement, words.format(number=each.plan.number)) for each in moved])


# What it does


def _pause_of(reader: Reader, plan_id: int, from_on: date) -> Moved:
    plan = read_plan(reader, plan_id)
    return _pause(reader, plan, billed_periods(reader, [plan_id], from_on).get(plan_id, ()), from_on)


def _resumption_of(reader: Reader, plan_id: int, on: date) -> Moved:
    plan = read_plan(reader, plan_id)
    _check_rests(plan)
    return _resume(reader, plan, billed_periods(reader, [plan_id], plan.pauses[-1].from_on).get(plan_id, ()), on)


def _check_rests(plan: PlanFacts) -> None:
    check_move(plan, "active")
    if plan.status != "paused":
        raise UserError(_("Plan {number} does not rest.").format(number=plan.number), _("Activate it instead."))


def _pause(reader: Reader, plan: PlanFacts, periods: Sequence[BilledPeriod], from_on: date) -> Moved:
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
    adjustments = adjustments_of(after, periods, from_on, after.end_on)
    return Moved(plan, after, Settlement("pause", plan.id, from_on, adjustments, next_bill_on=None))


def _resume(reader: Reader, plan: PlanFacts, periods: Sequence[BilledPeriod], on: date) -> Moved:
    rest = plan.pauses[-1]
    if on > reader.today:
        raise UserError(_("A plan is resumed today or on an earlier day."), _("Resume it on that day."))
    if on < rest.from_on:
        raise UserError(
            _("This plan rests since {date}.").format(date=date_format(reader.profile.locale).medium(rest.from_on))
        )
    left = plan.pauses[:-1] if on == rest.from_on else (*plan.pauses[:-1], Pause(rest.from_on, on - _DAY))
    after = replace(plan, status="active", pauses=left)
    adjustments = adjustments_of(after, periods, rest.from_on, after.end_on)
    following = coming(after)
    settlement = Settlement(
        "resume",
        plan.id,
        on,
        adjustments,
        next_bill_on=following.nominal_on if following else None,
        next_net_minor=following.net_minor if following else 0,
    )
    return Moved(plan, after, settlement)
