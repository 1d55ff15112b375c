"""What follows a refused charge: whether and when it is tried again, who is told, and the ladder after the last try.

Why in words belongs to ``refusals``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.models.invoices import Invoice
from app.models.plans import Plan, PlanCharge
from app.services.activity import Detail, Happening, record
from app.services.billing.charges import charge_facts
from app.services.billing.refusals import may_change, reason_words
from app.services.billing.rules import billing_rules
from app.services.mail.failures import tell_failure, tell_reminder
from app.services.office import Writer
from app.services.plans.pausing import pause_plan

__all__ = ["DunningStep", "charge_failed", "climb_ladder", "hold_off", "may_change", "reason_words"]


@dataclass(frozen=True, slots=True)
class DunningStep:
    """A step of the ladder that was taken for a refused charge: ``step`` is remind, pause or hand_over."""

    charge_id: int
    invoice_id: int
    customer_id: int
    plan_id: int | None
    step: str
    reason: str


def charge_failed(writer: Writer, charge_id: int, code: str, words: str = "") -> date | None:
    """Record that a charge was definitely refused, and return the day of the next try, or None when there will be none.

    It is tried again after the book's days, as long as the reason can change and the plan has not ended. The money stays owed.

    Args:
        writer: the transaction.
        charge_id: the charge.
        code: the processor's decline or failure code.
        words: the reason in words; ours for the code when empty.

    Raises:
        NotFound: no such charge.
    """
    charge = charge_facts(writer, charge_id)
    plan = writer.connection.execute(select(Plan.status, Plan.name).where(Plan.id == charge.plan_id)).one_or_none()
    days = billing_rules(writer).retry_days
    ended = plan is not None and plan.status in {"cancelled", "ended"}
    try_on = None
    if may_change(code) and not ended and 1 <= charge.attempts <= len(days):
        try_on = writer.today + timedelta(days=days[charge.attempts - 1])
    stage = "retrying" if try_on else "none"
    reason = words or reason_words(code)
    writer.connection.execute(
        update(PlanCharge)
        .where(PlanCharge.id == charge_id)
        .values(
            state="failed", stage=stage, failed_on=writer.today, reason_code=code, reason=reason, try_on=try_on, steps_done=0
        )
    )
    details: dict[str, Detail] = {
        "number": charge.invoice_number,
        "plan": plan.name if plan is not None else "",
        "amount_minor": charge.amount_minor,
        "method": charge.method,
        "code": code,
        "reason": reason,
        "attempt": charge.attempts,
        "try_on": try_on.isoformat() if try_on else None,
    }
    record(writer, [Happening("plan.charge_failed", charge.customer_id, details)])
    tell_failure(writer, charge_id)
    writer.touch("plans", "operations", f"customer:{charge.customer_id}")
    return try_on


def hold_off(writer: Writer, charge_id: int) -> None:
    """Try a refused charge no more; what is owed stays owed.

    Raises:
        NotFound: no such charge.
        UserError: it is not refused.
    """
    charge = charge_facts(writer, charge_id)
    if charge.state != "failed":
        raise UserError(_("That charge is not refused."))
    writer.connection.execute(
        update(PlanCharge).where(PlanCharge.id == charge_id).values(try_on=None, stage="stopped")
    )
    writer.touch("operations", "plans", f"customer:{charge.customer_id}")


def climb_ladder(writer: Writer) -> list[DunningStep]:
    """Take the next due step of the ladder for every refused charge that will not be tried again, and return the steps.

    A reminder is queued as mail; a pause pauses the plan, as far as it still runs; handing over is
    recorded. Invoices that were met and charges that somebody held off are left alone. Whoever calls it decides how often:
    ``daily`` does once a day, so that steps long due are still a day apart.
    """
    ladder = billing_rules(writer).ladder
    rows = writer.connection.execute(
        select(
            PlanCharge.id,
            PlanCharge.invoice_id,
            PlanCharge.customer_id,
            PlanCharge.plan_id,
            PlanCharge.failed_on,
            PlanCharge.steps_done,
            PlanCharge.reason,
            Invoice.number,
            Invoice.open_minor,
        )
        .join(Invoice, Invoice.id == PlanCharge.invoice_id)
        .where(
            PlanCharge.state == "failed",
            PlanCharge.try_on.is_(None),
            PlanCharge.stage != "stopped",
            PlanCharge.steps_done < len(ladder),
            Invoice.open_minor > 0,
        )
        .order_by(PlanCharge.id)
    ).all()
    taken: list[DunningStep] = []
    for row in rows:
        step = ladder[row.steps_done]
        if row.failed_on is None or writer.today < row.failed_on + timedelta(days=step.after_days):
            continue
        if step.step == "pause" and not _paused(writer, row.plan_id, row.reason):
            continue
        taken.append(DunningStep(row.id, row.invoice_id, row.customer_id, row.plan_id, step.step, row.reason))
        stage = {"remind": "reminded", "pause": "paused", "hand_over": "handed_over"}[step.step]
        writer.connection.execute(
            update(PlanCharge).where(PlanCharge.id == row.id).values(steps_done=row.steps_done + 1, stage=stage)
        )
        details: dict[str, Detail] = {"number": row.number, "open_minor": row.open_minor, "reason": row.reason}
        record(writer, [Happening(f"plan.dunning_{step.step}", row.customer_id, details)])
        if step.step == "remind":
            tell_reminder(writer, row.id)
        writer.touch("plans", "operations", f"customer:{row.customer_id}")
    return taken


def _paused(writer: Writer, plan_id: int | None, reason: str) -> bool:
    """Pause a plan that runs; False when it cannot be paused today, so that the step is taken another day."""
    if plan_id is None or writer.connection.execute(select(Plan.status).where(Plan.id == plan_id)).scalar() != "active":
        return True
    try:
        with writer.connection.begin_nested():
            pause_plan(writer, plan_id, _("Payment refused: {reason}").format(reason=reason))
    except UserError:
        return False
    return True
