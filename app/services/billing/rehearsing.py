"""The rehearsal: what a run would post, reviewed the way a bookkeeper does before posting it. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.services.billing.bounds import Stop, stops
from app.services.billing.comparing import LastRun, RunChange, changes_since, last_run
from app.services.billing.late_fees import PlannedFee
from app.services.billing.on_file import expiries_on_file
from app.services.billing.planning import Bill, RunPlan, RunRequest, plan_run
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run adds up to; amounts in minor units. ``credit_minor`` is met by account credit, the rest is asked for.

    ``later`` charges of ``later_minor``, of those queued, are not sent before their invoices fall due.
    """

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
    later: int = 0
    later_minor: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A run as it would be posted now, and what a bookkeeper looks at before.

    Attributes:
        plan: exactly what would be posted; hand it to ``post_run``.
        totals: what it adds up to.
        stops: bounds that need a confirmation.
        missed: the invoices for periods that should have been billed earlier.
        expiring: automatic payers whose card runs out before their next bill.
        expires: the day it does, by plan.
        short_months: invoices for periods that start on an earlier day because the month lacks the anchor's.
        without_method: automatic payers with nothing on file to charge.
        last: the run it is compared with.
        changes: against that run: plans new, missing, changed in amount, or billed more than once (``comparing``).
    """

    plan: RunPlan
    totals: Totals
    stops: tuple[Stop, ...]
    missed: tuple[Bill, ...]
    expiring: tuple[Bill, ...]
    expires: Mapping[int, date]
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
    charged = [bill for bill in plan.bills if bill.charge == "queued"]
    on_file = expiries_on_file(reader, charged)
    expires = {
        bill.plan_id: ends for bill in charged if (ends := on_file.get(bill.plan_id)) is not None and _before_next(bill, ends)
    }
    later: dict[int, int] = {bill.plan_id: at for at, bill in enumerate(plan.bills)}
    return Rehearsal(
        plan,
        totals_of(plan),
        tuple(stops(plan)),
        tuple(
            bill for at, bill in enumerate(plan.bills) if later[bill.plan_id] != at or len(bill.periods) > 1
        ),
        tuple(bill for bill in charged if bill.plan_id in expires),
        expires,
        tuple(bill for bill in plan.bills if any(period.is_short_month for period in bill.periods)),
        tuple(bill for bill in charged if bill.plan_id not in on_file),
        last,
        tuple(changes_since(reader, plan, last)) if last is not None else (),
    )


def totals_of(plan: RunPlan) -> Totals:
    """Return what a run adds up to."""
    bills = plan.bills
    later = [bill.rest_minor for bill in bills if bill.is_charged_later(plan.today)]
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
        len(later),
        sum(later),
    )


def _before_next(bill: Bill, expires_on: date) -> bool:
    return bill.next_bill_on is not None and expires_on < bill.next_bill_on
