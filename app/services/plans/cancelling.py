"""Cancelling a plan, now or at the end of its period, with credit for what was billed and will not be used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.plans import Plan
from app.services.billing.charges import stop_retries
from app.services.billing.due import coming_bill_on, due_of
from app.services.office import Reader, Writer
from app.services.plans.documents import carry_out
from app.services.plans.reading import PlanFacts, read_plan
from app.services.plans.settling import Settlement, adjustments_for, check_expected, standing_indexes
from app.services.plans.statuses import change_row, check_move, tell
from app.services.plans.visits import drop_visits, revive_visits

NOW = "now"
PERIOD_END = "period_end"
_DAY = timedelta(days=1)


def preview_cancel(reader: Reader, plan_id: int, when: str = NOW) -> Settlement:
    """Return what cancelling a plan, ``now`` or at ``period_end``, would credit and what would still be billed.

    Raises:
        UserError: the plan cannot be cancelled.
        NotFound: no such plan.
    """
    return _cancel(reader, read_plan(reader, plan_id), when)[1]


def cancel_plan(
    writer: Writer, plan_id: int, reason: str, when: str = NOW, *, expected: Settlement | None = None
) -> Settlement:
    """Cancel a plan: ``now`` (today is its last day) or at ``period_end`` (the last day of the period that today is in).

    What was billed beyond the last day is credited by the rule of proration; days not yet billed are billed by the next run.
    Open visits after the last day are taken off the jobs list; refused charges are not tried again.

    Raises:
        UserError: no reason, or the plan cannot be cancelled.
        Conflict: it was changed meanwhile, or would do something else than was shown.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    after, found = _cancel(writer, plan, when)
    check_expected(expected, found)
    begun = plan.start_on <= writer.today and plan.status in {"active", "paused"}
    at_once = when == NOW or not begun
    values: dict[str, object] = {
        "status": "cancelled" if at_once else plan.status,
        "ends_as": "cancelled",
        "cancelled_on": writer.today,
        "cancel_reason": reason.strip(),
        "end_on": after.end_on,
        "agreed_end_on": plan.end_on,
        "next_bill_on": found.next_bill_on,
    }
    change_row(writer, plan, values)
    tell(
        writer,
        plan,
        "plan.cancelled" if at_once else "plan.cancel_scheduled",
        {
            "reason": reason.strip(),
            "end_on": found.effective_on.isoformat(),
            "credit_minor": found.credit_minor,
        },
    )
    carry_out(writer, plan, found, _("Plan {number} cancelled: {reason}").format(number=plan.number, reason=reason.strip()))
    drop_visits(writer, plan_id, found.effective_on if begun else None)
    if at_once:
        stop_retries(writer, plan_id)
    return found


def keep_plan(writer: Writer, plan_id: int) -> None:
    """Take a cancellation at period end back, while the plan still runs.

    Raises:
        UserError: no such cancellation stands.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    if plan.status not in {"active", "paused"} or plan.end_on is None or plan.ends_as != "cancelled":
        raise UserError(_("Plan {number} is not about to be cancelled.").format(number=plan.number))
    agreed = writer.connection.execute(select(Plan.agreed_end_on).where(Plan.id == plan_id)).scalar()
    after = replace(plan, end_on=agreed, ends_as="ended")
    change_row(
        writer,
        plan,
        {
            "end_on": agreed,
            "agreed_end_on": None,
            "ends_as": "ended",
            "cancelled_on": None,
            "cancel_reason": "",
            "next_bill_on": coming_bill_on(after),
        },
    )
    revive_visits(writer, plan_id, plan.end_on)
    tell(writer, plan, "plan.kept")


def _cancel(reader: Reader, plan: PlanFacts, when: str) -> tuple[PlanFacts, Settlement]:
    check_move(plan, "cancelled")
    if when not in {NOW, PERIOD_END}:
        raise UserError(_("A plan is cancelled now or at the end of its period."))
    today = reader.today
    if plan.status in {"draft", "pending"}:
        return plan, Settlement("cancel", plan.id, today, ())
    if plan.start_on > today:
        before = plan.start_on - _DAY
        adjustments = adjustments_for(reader, plan, before, before)
        return plan, Settlement("cancel", plan.id, today, adjustments)
    last_on = today if when == NOW else _period_end(plan, today)
    if plan.end_on is not None:
        last_on = min(last_on, plan.end_on)
    after = replace(plan, end_on=last_on, ends_as="cancelled")
    adjustments = adjustments_for(reader, after, min(last_on, today), last_on)
    still = due_of(after, last_on + _DAY, standing_indexes(reader, plan))
    last_bills = tuple((period.first_on, period.last_on, period.net_minor) for period in still.bill)
    return after, Settlement(
        "cancel", plan.id, last_on, adjustments, last_bills, coming_bill_on(after) if last_bills else None
    )


def _period_end(plan: PlanFacts, today: date) -> date:
    if today < plan.anchor_on and plan.segment > 1:
        return plan.anchor_on - _DAY
    return plan.period(plan.index_on(today)).end_on
