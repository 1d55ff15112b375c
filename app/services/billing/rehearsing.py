"""The rehearsal: what a run would post, reviewed the way a bookkeeper does before posting it. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.models.customers import Customer
from app.models.plans import BillingRun, Plan, PlanPeriod
from app.services.billing.bounds import Stop, stops
from app.services.billing.late_fees import PlannedFee
from app.services.billing.planning import Bill, RunPlan, RunRequest, plan_run
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run adds up to; amounts in minor units. ``credit_minor`` is met by account credit, the rest is asked for."""

    invoices: int
    skipped: int
    net_minor: int
    tax_minor: int
    total_minor: int
    credit_minor: int
    queued_minor: int
    open_minor: int
    late_fees: int
    late_fee_minor: int


@dataclass(frozen=True, slots=True)
class RunChange:
    """A difference for one plan: what was (minor units, None: nothing) and what is. kinds: new, missing, changed, doubled."""

    kind: str
    plan_id: int
    plan_number: str
    plan_name: str
    account: str
    customer_name: str
    before_minor: int | None
    after_minor: int | None


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run that stands."""

    id: int
    number: str
    through_on: date
    invoices: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A run as it would be posted now, and what a bookkeeper looks at before.

    Attributes:
        plan: exactly what would be posted; hand it to ``post_run``.
        totals: what it adds up to.
        stops: bounds that need a confirmation.
        missed: the invoices for periods that should have been billed earlier.
        expiring: automatic payers whose card runs out before their next bill.
        short_months: invoices for periods that start on an earlier day because the month lacks the anchor's.
        without_method: automatic payers with nothing on file to charge.
        last: the run it is compared with.
        changes: against that run: plans new, missing, changed in amount, or billed more than once.
    """

    plan: RunPlan
    totals: Totals
    stops: tuple[Stop, ...]
    missed: tuple[Bill, ...]
    expiring: tuple[Bill, ...]
    short_months: tuple[Bill, ...]
    without_method: tuple[Bill, ...]
    last: LastRun | None
    changes: tuple[RunChange, ...]

    @property
    def fees(self) -> tuple[PlannedFee, ...]:
        """The late fees it would charge."""
        return self.plan.fees


def rehearse(reader: Reader, request: RunRequest) -> Rehearsal:
    """Return what a run through a date would post now, with its totals and everything worth a look. Nothing is written.

    Raises:
        UserError: there is no such answer to missed periods.
    """
    plan = plan_run(reader, request)
    last = last_run(reader)
    later: dict[int, int] = {bill.plan_id: at for at, bill in enumerate(plan.bills)}
    return Rehearsal(
        plan,
        totals_of(plan),
        tuple(stops(plan)),
        tuple(
            bill for at, bill in enumerate(plan.bills) if later[bill.plan_id] != at or len(bill.periods) > 1
        ),
        tuple(bill for bill in plan.bills if bill.charge == "queued" and _expires_before_next(bill)),
        tuple(bill for bill in plan.bills if any(period.is_short_month for period in bill.periods)),
        tuple(bill for bill in plan.bills if bill.charge == "queued" and not bill.method_ref),
        last,
        tuple(_against(reader, plan, last)) if last is not None else (),
    )


def totals_of(plan: RunPlan) -> Totals:
    """Return what a run adds up to."""
    bills = plan.bills
    return Totals(
        len(bills),
        len(plan.skipped),
        sum(bill.net_minor for bill in bills),
        sum(bill.tax_minor for bill in bills),
        sum(bill.total_minor for bill in bills),
        sum(bill.credit_minor for bill in bills),
        sum(bill.rest_minor for bill in bills if bill.charge == "queued"),
        sum(bill.rest_minor for bill in bills if bill.charge == "open"),
        len(plan.fees),
        sum(fee.amount_minor for fee in plan.fees),
    )


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


def _against(reader: Reader, plan: RunPlan, last: LastRun) -> list[RunChange]:
    """Return how the run differs from the last one. A plan is missing only when its next bill was due by now."""
    billed = (
        select(PlanPeriod.plan_id, func.sum(PlanPeriod.net_minor).label("net_minor"))
        .where(PlanPeriod.run_id == last.id, PlanPeriod.state.in_(("billed", "combined")))
        .group_by(PlanPeriod.plan_id)
        .subquery()
    )
    rows = reader.connection.execute(
        select(
            billed.c.plan_id,
            Plan.number,
            Plan.name,
            Customer.account,
            Customer.name.label("customer_name"),
            billed.c.net_minor,
        )
        .join(Plan, Plan.id == billed.c.plan_id)
        .join(Customer, Customer.id == Plan.customer_id)
        .order_by(billed.c.plan_id)
    ).all()
    before = {row.plan_id: int(row.net_minor) for row in rows}
    now = _by_plan(plan)
    found: list[RunChange] = []
    for plan_id, bills in now.items():
        was = before.get(plan_id)
        net = bills[0].net_minor
        if len(bills) > 1:
            found.append(_change("doubled", bills[0], was, sum(bill.net_minor for bill in bills)))
        elif was is None:
            found.append(_change("new", bills[0], None, net))
        elif was != net:
            found.append(_change("changed", bills[0], was, net))
    found += [
        RunChange(
            "missing", row.plan_id, row.number, row.name, row.account, row.customer_name, int(row.net_minor), None
        )
        for row in rows
        if row.plan_id not in now
    ]
    return found


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


def _change(kind: str, bill: Bill, before_minor: int | None, after_minor: int | None) -> RunChange:
    return RunChange(
        kind,
        bill.plan_id,
        bill.plan_number,
        bill.plan_name,
        bill.account,
        bill.customer_name,
        before_minor,
        after_minor,
    )


def _expires_before_next(bill: Bill) -> bool:
    expires = bill.method_expires_on
    return expires is not None and bill.next_bill_on is not None and expires < bill.next_bill_on


