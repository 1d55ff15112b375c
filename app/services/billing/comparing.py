"""How a run differs: from the last one, plan by plan, and from what was rehearsed a while ago. Pure reads.

Against the last run each plan is compared with its own last bill, because a yearly plan is not in every run. It is missing
when its next bill would have fallen due since that run, and this one does not make it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, false, func, or_, select

from app.domain.schedule import Frequency, start_of
from app.models.base import other
from app.models.customers import Customer
from app.models.plans import BillingRun, Plan, PlanPeriod
from app.services.billing.planning import Bill, RunPlan, Skipped
from app.services.office import Reader

_DAY = timedelta(days=1)
_BILLED = ("billed", "combined")


@dataclass(frozen=True, slots=True)
class RunChange:
    """A difference for one plan: what was (minor units, None: nothing) and what is. kinds: new, missing, changed, doubled.

    ``reason`` says why a plan is missing (paused, cancelled, ended, archived, pending, passed, changed) or doubled (periods:
    several of its periods at once; twin: the customer has such a plan already); otherwise empty.
    """

    kind: str
    plan_id: int
    plan_number: str
    plan_name: str
    account: str
    customer_name: str
    before_minor: int | None
    after_minor: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run that stands."""

    id: int
    number: str
    through_on: date
    invoices: int
    total_minor: int


def last_run(reader: Reader) -> LastRun | None:
    """Return the last run that stands, or None when there was none."""
    row = reader.connection.execute(
        select(
            BillingRun.id, BillingRun.number, BillingRun.through_on, BillingRun.invoices, BillingRun.total_minor
        )
        .where(BillingRun.state == "posted", BillingRun.invoices > 0)
        .order_by(BillingRun.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    id_, number, through_on, invoices, total_minor = row
    return LastRun(id_, number, through_on, invoices, total_minor)


def changes_since(reader: Reader, plan: RunPlan, last: LastRun) -> list[RunChange]:
    """Return how a run differs from the last one; amounts are totals with tax."""
    now = _by_plan(plan)
    known = {(bills[0].customer_id, bills[0].site_id, bills[0].plan_name): plan_id for plan_id, bills in now.items()
             if bills[0].last_total_minor is not None}  # fmt: skip
    found: list[RunChange] = []
    for plan_id, bills in now.items():
        first = bills[0]
        was, total = first.last_total_minor, sum(bill.total_minor for bill in bills)
        same = (first.customer_id, first.site_id, first.plan_name)
        if len(bills) > 1 or len(first.periods) > 1:
            found.append(_change("doubled", first, was, total, "periods"))
        elif was is None:
            if known.setdefault(same, plan_id) != plan_id:
                found.append(_change("doubled", first, None, total, "twin"))
            else:
                found.append(_change("new", first, None, total))
        elif was != total:
            found.append(_change("changed", first, was, total))
    skipped = {skip.plan_id: skip for skip in plan.skipped}
    return found + [change for change in _missing(reader, plan, last, skipped) if change.plan_id not in now]


def run_changes(before: RunPlan, after: RunPlan) -> list[RunChange]:
    """Return what differs between a rehearsal and what would be posted now, plan by plan."""
    was, now = _by_plan(before), _by_plan(after)
    found = []
    for plan_id in sorted(was.keys() | now.keys()):
        old, new = was.get(plan_id, []), now.get(plan_id, [])
        if [_essence(bill) for bill in old] != [_essence(bill) for bill in new]:
            known = (new or old)[0]
            kind = "new" if not old else "missing" if not new else "changed"
            found.append(
                _change(
                    kind,
                    known,
                    sum(bill.total_minor for bill in old) if old else None,
                    sum(bill.total_minor for bill in new) if new else None,
                )
            )
    seen = {skip.plan_id for skip in before.skipped}
    gone = {skip.plan_id for skip in after.skipped}
    for skip in (*before.skipped, *after.skipped):
        if (skip.plan_id in seen) != (skip.plan_id in gone) and not any(c.plan_id == skip.plan_id for c in found):
            kind = "new" if skip.plan_id in gone else "missing"
            found.append(
                RunChange(
                    kind, skip.plan_id, skip.plan_number, skip.plan_name, skip.account, skip.customer_name, None, None
                )
            )
    fees_before = {(fee.invoice_id, fee.level): fee for fee in before.fees}
    fees_after = {(fee.invoice_id, fee.level): fee for fee in after.fees}
    for key in sorted(fees_before.keys() | fees_after.keys()):
        old_fee, new_fee = fees_before.get(key), fees_after.get(key)
        fee = new_fee or old_fee
        if fee is not None and (old_fee and old_fee.amount_minor) != (new_fee and new_fee.amount_minor):
            kind = "new" if old_fee is None else "missing" if new_fee is None else "changed"
            found.append(
                RunChange(
                    kind,
                    0,
                    fee.invoice_number,
                    "",
                    fee.account,
                    fee.customer_name,
                    old_fee.amount_minor if old_fee else None,
                    new_fee.amount_minor if new_fee else None,
                )
            )
    return found


def _missing(
    reader: Reader, plan: RunPlan, last: LastRun, skipped: Mapping[int, Skipped]
) -> list[RunChange]:
    """Return the plans whose next bill fell between the last run and this one and is not made, with the reason."""
    since, through = last.through_on, plan.request.through
    found: list[RunChange] = []
    for row in _stopped(reader, since, through):
        if plan.request.plan_ids is not None and row.id not in plan.request.plan_ids:
            continue
        frequency = Frequency.parse(row.frequency)
        at = row.last_index + (1 if row.timing == "advance" else 2)
        if not since < start_of(row.anchor_on, frequency, at) <= through:
            continue
        skip = skipped.get(row.id)
        reason = _why(row, through) if skip is None else skip.reason
        found.append(
            RunChange(
                "missing",
                row.id,
                row.number,
                row.name,
                row.account,
                row.customer_name,
                row.last_total_minor,
                None,
                "passed" if reason == "missed" else reason,
            )
        )
    return found


def _stopped(reader: Reader, since: date, through: date) -> list[Any]:
    """Return plans that were billed once and may not go on: those that run without a stop are never missing."""
    billed, passed = other(PlanPeriod), other(PlanPeriod)
    last_index = (
        select(func.max(billed.period_index))
        .where(billed.plan_id == Plan.id, billed.segment == Plan.segment, billed.state.in_(_BILLED))
        .scalar_subquery()
    )
    was_passed = exists().where(
        passed.plan_id == Plan.id,
        passed.segment == Plan.segment,
        passed.state.in_(("skipped", "waived")),
        passed.due_on > since,
        passed.due_on <= through,
    )
    plans = (
        select(
            Plan.id,
            Plan.number,
            Plan.name,
            Plan.status,
            Plan.ends_as,
            Plan.end_on,
            Plan.timing,
            Plan.frequency,
            Plan.anchor_on,
            Plan.last_total_minor,
            Customer.account,
            Customer.name.label("customer_name"),
            Customer.status.label("customer_status"),
            last_index.label("last_index"),
            was_passed.label("was_passed"),
        )
        .join(Customer, Customer.id == Plan.customer_id)
        .where(
            Plan.last_total_minor.is_not(None),
            or_(
                Plan.next_bill_on.is_(None),
                Plan.status == "paused",
                Customer.status != "active",
                (Plan.plain == false()) & was_passed,
            ),
        )
        .subquery()
    )
    return list(reader.connection.execute(select(plans).where(plans.c.last_index.is_not(None)).order_by(plans.c.id)))


def _why(row: Any, through: date) -> str:
    if row.customer_status != "active":
        return "archived"
    if row.status in {"cancelled", "ended", "paused"}:
        return str(row.status)
    if row.end_on is not None and row.end_on < through:
        return str(row.ends_as)
    return "passed" if row.was_passed else "changed"


def _by_plan(plan: RunPlan) -> dict[int, list[Bill]]:
    found: dict[int, list[Bill]] = {}
    for bill in plan.bills:
        found.setdefault(bill.plan_id, []).append(bill)
    return found


def _essence(bill: Bill) -> tuple[object, ...]:
    indexes = tuple(period.index for period in bill.periods)
    return (
        bill.segment,
        indexes,
        bill.issued_on,
        bill.due_on,
        bill.net_minor,
        bill.tax_minor,
        bill.credit_minor,
        bill.charge,
    )


def _change(kind: str, bill: Bill, before_minor: int | None, after_minor: int | None, reason: str = "") -> RunChange:
    return RunChange(
        kind,
        bill.plan_id,
        bill.plan_number,
        bill.plan_name,
        bill.account,
        bill.customer_name,
        before_minor,
        after_minor,
        reason,
    )
