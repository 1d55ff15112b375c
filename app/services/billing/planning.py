"""What a run through a date would do: a pure read, made alike for the rehearsal and, in its transaction, the posting.

What it reads of the store is in ``facts``, which periods are due in ``due``; here they become invoices, skipped plans, uses of
credit and late fees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.plan_cost import PriceStep, step_for
from app.domain.rounding import MILLION, divide_half_up
from app.domain.schedule import Frequency
from app.domain.tax import TaxableLine, TaxRounding, line_net, tax_for_lines
from app.domain.terms import Terms, due_date
from app.services.billing.credit import CreditUse, use_credit
from app.services.billing.due import Due, DuePeriod, due_of, plain_due
from app.services.billing.facts import DueRow, RunFacts
from app.services.billing.late_fees import PlannedFee, planned_fees
from app.services.billing.rules import BillingRules
from app.services.invoicing.figures import NewLine, figures_of
from app.services.office import Reader
from app.services.plans.reading import PlanFacts

MISSED = ("each", "combine", "skip")
AUTOMATIC = frozenset({"card", "bank"})
_FURTHEST = timedelta(days=3_653)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What to bill: everything due through a date (or only of ``plan_ids``), and what to do with periods that were missed.

    ``missed``: ``each`` bills each by itself, ``combine`` puts them on one invoice with the latest, ``skip`` passes them over.
    """

    through: date
    missed: str = "each"
    plan_ids: frozenset[int] | None = None
    late_fees: bool = True


class Bill(NamedTuple):
    """An invoice that the run makes for a plan. Amounts in minor units.

    ``credit_minor`` of the total is met by account credit; ``charge`` says how the rest is asked for: queued (automatic payer),
    open, credit (nothing is left), none (the total is zero).
    """

    plan_id: int
    plan_number: str
    plan_name: str
    customer_id: int
    account: str
    customer_name: str
    site_id: int | None
    segment: int
    kind: str
    periods: tuple[DuePeriod, ...]
    issued_on: date
    due_on: date
    terms: str
    message: str
    paid_by: str
    tax_rate_id: int | None
    tax_ppm: int
    net_minor: int
    tax_minor: int
    credit_minor: int
    charge: str
    lines: tuple[NewLine, ...]
    last_total_minor: int | None
    method_ref: str
    method_expires_on: date | None
    next_bill_on: date | None

    @property
    def total_minor(self) -> int:
        """What the customer is asked for."""
        return self.net_minor + self.tax_minor

    @property
    def period_total_minor(self) -> int:
        """What one of its periods comes to, with tax."""
        count = len(self.periods)
        return self.total_minor if count == 1 else divide_half_up(self.total_minor, count)

    @property
    def rest_minor(self) -> int:
        """What is left after account credit."""
        return self.net_minor + self.tax_minor - self.credit_minor

    def is_charged_later(self, today: date) -> bool:
        """Tell whether an automatic payer is not charged at once, because the bill is not due before another day."""
        return self.due_on > today and self.charge == "queued"

    @property
    def period_start(self) -> date:
        """The first day paid for."""
        return self.periods[0].first_on

    @property
    def period_end(self) -> date:
        """The last day paid for."""
        return self.periods[-1].last_on


@dataclass(frozen=True, slots=True)
class Skipped:
    """A plan, or a period of it, that the run passes over; ``reason``: pending, paused, archived, missed."""

    plan_id: int
    plan_number: str
    plan_name: str
    customer_id: int
    account: str
    customer_name: str
    reason: str
    due_on: date
    period: DuePeriod | None = None


class PlanMove(NamedTuple):
    """Where a plan stands after the run; ``price`` is (minor, discount ppm) where the next period has another one.

    ``last_total_minor`` is what a period of its last invoice came to, with tax.
    """

    plan_id: int
    segment: int
    from_index: int
    to_index: int
    next_bill_on: date | None
    last_total_minor: int | None
    passed: tuple[DuePeriod, ...]
    price: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class RunPlan:
    """All that a run through a date would do now, on the business day ``today``."""

    request: RunRequest
    today: date
    rules: BillingRules
    bills: tuple[Bill, ...]
    skipped: tuple[Skipped, ...]
    moves: tuple[PlanMove, ...]
    credit_uses: tuple[CreditUse, ...]
    fees: tuple[PlannedFee, ...]

    def digest(self) -> str:
        """Return a fingerprint of everything that would be posted: equal digests, equal books."""
        said = [f"{self.request.through} {self.request.missed}"]
        said += [
            f"{bill.plan_id} {bill.segment} {bill.periods[0].index} {len(bill.periods)} {bill.issued_on.toordinal()} "
            f"{bill.due_on.toordinal()} {bill.net_minor} {bill.tax_minor} {bill.credit_minor} {bill.charge}"
            for bill in self.bills
        ]
        said += [f"skip {skip.plan_id} {skip.reason} {skip.due_on}" for skip in self.skipped]
        said += [f"fee {fee.invoice_id} {fee.level} {fee.amount_minor}" for fee in self.fees]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


_terms = lru_cache(maxsize=64)(Terms.parse)
_frequency = lru_cache(maxsize=64)(Frequency.parse)


def plan_run(reader: Reader, request: RunRequest) -> RunPlan:
    """Return what a run would do now. Nothing is written.

    Raises:
        UserError: there is no such answer to missed periods, or the day lies more than ten years ahead.
    """
    _check(request, reader.today)
    facts = RunFacts.read(reader, request.through)
    bills: list[Bill] = []
    skipped: list[Skipped] = []
    moves: list[PlanMove] = []
    with_credit: dict[int, int] = {}
    for row in facts.rows:
        if request.plan_ids is not None and row.id not in request.plan_ids:
            continue
        reason = "pending" if row.status == "pending" else "archived" if row.customer_status != "active" else ""
        if reason:
            skipped.append(_skip(row, reason, row.next_bill_on))
            continue
        due, price = _due(row, facts, request.through)
        if due.held_on is not None:
            skipped.append(_skip(row, "paused", due.held_on))
        if due.next_index == row.next_index and due.next_bill_on == row.next_bill_on:
            continue
        made, passed = _bills(row, due, facts, request.missed)
        if passed:
            skipped += [_skip(row, period.reason, period.nominal_on, period) for period in passed]
        bills += made
        if row.credit_minor and made:
            with_credit[row.customer_id] = row.credit_minor
        last_total = made[-1].period_total_minor if made else row.last_total_minor
        moves.append(
            PlanMove(
                row.id, row.segment, row.next_index, due.next_index, due.next_bill_on, last_total, passed, price
            )
        )
    owing = [(bill.customer_id, bill.due_on, bill.total_minor) for bill in bills] if with_credit else []
    uses = use_credit(reader, owing, with_credit)
    for use in uses:
        bill = bills[use.bill]
        bills[use.bill] = bill._replace(credit_minor=bill.credit_minor + use.amount_minor)
    for at in {use.bill for use in uses}:
        if not bills[at].rest_minor:
            bills[at] = bills[at]._replace(charge="credit")
    fees = planned_fees(reader, facts.rules, request.through) if request.late_fees else []
    return RunPlan(request, reader.today, facts.rules, tuple(bills), tuple(skipped), tuple(moves), tuple(uses), tuple(fees))


def _check(request: RunRequest, today: date) -> None:
    if request.missed not in MISSED:
        raise UserError(
            _("“{word}” is no answer to missed periods.").format(word=request.missed[:20]),
            _("Use each, combine or skip."),
        )
    if request.through - today > _FURTHEST:
        words = _("Is the year of {date} right?").format(date=request.through.isoformat())
        raise UserError(_("A run bills at most ten years ahead."), words)


def _due(row: DueRow, facts: RunFacts, through: date) -> tuple[Due, tuple[int, int] | None]:
    """Return what is due of a plan, and the price of the period after it where that is another one."""
    frequency = _frequency(row.frequency)
    if row.plain and row.kind == "plan":
        net = row.price_minor
        if row.discount_ppm:
            net = line_net(MILLION, row.price_minor, row.discount_ppm)
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
            through,
        )
        return due, None
    plan = PlanFacts(
        row.id,
        row.number,
        row.customer_id,
        row.site_id,
        None,
        row.kind,
        row.name,
        0,
        row.status,
        frequency,
        row.timing,
        row.start_on,
        row.end_on,
        "ended",
        row.anchor_on,
        row.segment,
        row.next_index,
        row.next_bill_on,
        row.plain,
        row.price_minor,
        row.discount_ppm,
        row.tax_rate_id,
        row.terms,
        row.paid_by,
        "",
        "",
        row.method_expires_on,
        0,
        tuple(facts.steps.get(row.id, ())) or (PriceStep(row.start_on, row.price_minor, row.discount_ppm),),
        tuple(facts.pauses.get(row.id, ())),
    )
    due = due_of(plan, through, facts.standing.get(row.id, ()))
    step = step_for(plan.steps, plan.period(due.next_index).start_on)
    price = (step.price_minor, step.discount_ppm)
    return due, price if price != (row.price_minor, row.discount_ppm) else None


def _bills(row: DueRow, due: Due, facts: RunFacts, missed: str) -> tuple[tuple[Bill, ...], tuple[DuePeriod, ...]]:
    """Return the invoices for what is due, and the periods that are passed over."""
    periods, passed = due.bill, due.rest
    if len(periods) > 1 and missed == "skip":
        passed += tuple([period._replace(reason="missed") for period in periods[:-1]])
        periods = periods[-1:]
    if len(periods) == 1 or (periods and missed == "combine"):
        return (_bill(row, periods, due.next_bill_on, facts),), passed
    return tuple([_bill(row, (period,), due.next_bill_on, facts) for period in periods]), passed


def _bill(row: DueRow, periods: tuple[DuePeriod, ...], next_bill_on: date | None, facts: RunFacts) -> Bill:
    nominal = periods[-1].nominal_on
    issued_on = min(nominal, facts.today)
    if facts.earliest is not None and issued_on < facts.earliest:
        issued_on = facts.earliest
    due_on = nominal if row.terms == "receipt" else due_date(_terms(row.terms), nominal)
    tax_ppm = facts.taxes[row.tax_rate_id] if row.tax_rate_id is not None else 0
    lines = tuple(facts.lines.get(row.id, ())) * len(periods) if row.kind == "recurring" else ()
    net, tax = _figures(periods, lines, tax_ppm, facts.rounding)
    charge = "none" if not net + tax else "queued" if row.paid_by in AUTOMATIC else "open"
    return Bill(
        row.id,
        row.number,
        row.name,
        row.customer_id,
        row.account,
        row.customer_name,
        row.site_id,
        row.segment,
        row.kind,
        periods,
        issued_on,
        max(due_on, issued_on),
        row.terms,
        row.message,
        row.paid_by,
        row.tax_rate_id,
        tax_ppm,
        net,
        tax,
        0,
        charge,
        lines,
        row.last_total_minor,
        row.method_ref,
        row.method_expires_on,
        next_bill_on,
    )


def _figures(
    periods: Sequence[DuePeriod], lines: Sequence[NewLine], tax_ppm: int, rule: TaxRounding
) -> tuple[int, int]:
    if lines:
        added = figures_of(lines, rule)
        return added.net_minor, added.tax_minor
    if len(periods) == 1:
        net = periods[0].net_minor
        return net, divide_half_up(net * tax_ppm, MILLION) if tax_ppm else 0
    nets = [period.net_minor for period in periods]
    return sum(nets), sum(tax_for_lines([TaxableLine(net, tax_ppm) for net in nets], rule))


def _skip(row: DueRow, reason: str, due_on: date, period: DuePeriod | None = None) -> Skipped:
    return Skipped(
        row.id, row.number, row.name, row.customer_id, row.account, row.customer_name, reason, due_on, period
    )
