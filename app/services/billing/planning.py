"""What a run through a date would do: a pure read, made alike for the rehearsal and, in its transaction, the posting.

The reason for its length: reading what is due, costing it and meeting it with credit is one pass over the plans, and whoever
checks that nobody is billed twice should find all of it in one place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, false, select

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.plan_cost import Pause, PriceStep, step_for
from app.domain.rounding import MILLION, divide_half_up
from app.domain.schedule import Frequency
from app.domain.tax import TaxableLine, TaxRounding, line_net, tax_for_lines
from app.domain.terms import Terms, due_date
from app.models.base import IsoDate
from app.models.company import TaxRate
from app.models.customers import Customer
from app.models.plans import Plan, PlanLine, PlanPause, PlanPeriod, PlanPrice
from app.services.billing.credit import CreditUse, use_credit
from app.services.billing.due import Due, DuePeriod, due_of, plain_due
from app.services.billing.late_fees import PlannedFee, planned_fees
from app.services.billing.rules import BillingRules, billing_rules
from app.services.invoicing.figures import NewLine, figures_of
from app.services.office import Reader
from app.services.plans.reading import PlanFacts
from app.services.queries.asking import Question

MISSED = ("each", "combine", "skip")
AUTOMATIC = frozenset({"card", "bank"})
_DAY = timedelta(days=1)


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
    def rest_minor(self) -> int:
        """What is left after account credit."""
        return self.net_minor + self.tax_minor - self.credit_minor

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
    """Where a plan stands after the run; ``price`` is (minor, discount ppm) where the next period has another one."""

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
    """All that a run through a date would do now."""

    request: RunRequest
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


_DUE = (
    select(
        Plan.id,
        Plan.number,
        Plan.name,
        Plan.kind,
        Plan.customer_id,
        Plan.site_id,
        Plan.status,
        Plan.frequency,
        Plan.timing,
        Plan.start_on,
        Plan.end_on,
        Plan.anchor_on,
        Plan.segment,
        Plan.next_index,
        Plan.next_bill_on,
        Plan.plain,
        Plan.price_minor,
        Plan.discount_ppm,
        Plan.tax_rate_id,
        Plan.terms,
        Plan.message,
        Plan.paid_by,
        Plan.method_ref,
        Plan.method_expires_on,
        Plan.last_total_minor,
        Customer.account,
        Customer.name.label("customer_name"),
        Customer.status.label("customer_status"),
        Customer.credit_minor,
    )
    .join(Customer, Customer.id == Plan.customer_id)
    .where(Plan.next_bill_on <= bindparam("through", type_=IsoDate()))
    .order_by(Plan.id)
)
_VARIED = Plan.plain == false()
_DUE_PLAN = Plan.next_bill_on <= bindparam("through")
_STEPS = (
    select(
        PlanPrice.plan_id, PlanPrice.effective_on, PlanPrice.price_minor, PlanPrice.discount_ppm, PlanPrice.prorated
    )
    .join(Plan, Plan.id == PlanPrice.plan_id)
    .where(_DUE_PLAN, _VARIED, PlanPrice.reversed == false())
    .order_by(PlanPrice.plan_id, PlanPrice.effective_on, PlanPrice.id)
)
_PAUSES = (
    select(PlanPause.plan_id, PlanPause.from_on, PlanPause.until_on)
    .join(Plan, Plan.id == PlanPause.plan_id)
    .where(_DUE_PLAN, _VARIED)
    .order_by(PlanPause.plan_id, PlanPause.from_on)
)
_STANDING = (
    select(PlanPeriod.plan_id, PlanPeriod.period_index)
    .join(Plan, (Plan.id == PlanPeriod.plan_id) & (Plan.segment == PlanPeriod.segment))
    .where(_DUE_PLAN, _VARIED, PlanPeriod.state != "reversed", PlanPeriod.period_index >= Plan.next_index)
)
_LINES = (
    select(
        PlanLine.plan_id,
        PlanLine.description,
        PlanLine.unit_price_minor,
        PlanLine.quantity_micro,
        PlanLine.discount_ppm,
        PlanLine.tax_ppm,
        PlanLine.tax_rate_id,
    )
    .join(Plan, Plan.id == PlanLine.plan_id)
    .where(_DUE_PLAN, Plan.kind == "recurring")
    .order_by(PlanLine.plan_id, PlanLine.position)
)
_terms = lru_cache(maxsize=64)(Terms.parse)
_frequency = lru_cache(maxsize=64)(Frequency.parse)


def plan_run(reader: Reader, request: RunRequest) -> RunPlan:
    """Return what a run would do now. Nothing is written.

    Raises:
        UserError: there is no such answer to missed periods.
    """
    if request.missed not in MISSED:
        raise UserError(
            _("“{word}” is no answer to missed periods.").format(word=request.missed[:20]),
            _("Use each, combine or skip."),
        )
    facts = _Facts.read(reader, request)
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
        last_total = made[-1].total_minor if made else row.last_total_minor
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
    return RunPlan(request, facts.rules, tuple(bills), tuple(skipped), tuple(moves), tuple(uses), tuple(fees))


class _DueRow(NamedTuple):
    """A plan that is due, with what the run needs of its customer."""

    id: int
    number: str
    name: str
    kind: str
    customer_id: int
    site_id: int | None
    status: str
    frequency: str
    timing: str
    start_on: date
    end_on: date | None
    anchor_on: date
    segment: int
    next_index: int
    next_bill_on: date
    plain: bool
    price_minor: int
    discount_ppm: int
    tax_rate_id: int | None
    terms: str
    message: str
    paid_by: str
    method_ref: str
    method_expires_on: date | None
    last_total_minor: int | None
    account: str
    customer_name: str
    customer_status: str
    credit_minor: int


@lru_cache(maxsize=1)
def _due_question() -> Question[_DueRow]:
    return Question(_DUE, _DueRow)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything that the run reads of the store, in one pass each."""

    rows: list[_DueRow]
    steps: Mapping[int, Sequence[PriceStep]]
    pauses: Mapping[int, Sequence[Pause]]
    standing: Mapping[int, set[int]]
    lines: Mapping[int, Sequence[NewLine]]
    taxes: Mapping[int, int]
    rules: BillingRules
    rounding: TaxRounding
    today: date
    earliest: date | None

    @classmethod
    def read(cls, reader: Reader, request: RunRequest) -> _Facts:
        connection, through = reader.connection, {"through": request.through}
        rows = _due_question().all(reader, through=request.through)
        steps: dict[int, list[PriceStep]] = {}
        pauses: dict[int, list[Pause]] = {}
        standing: dict[int, set[int]] = {}
        lines: dict[int, list[NewLine]] = {}
        if not all(row.plain for row in rows):
            for plan_id, from_on, price, discount, prorated in connection.execute(_STEPS, through):
                steps.setdefault(plan_id, []).append(PriceStep(from_on, price, discount, prorated))
            for plan_id, from_on, until_on in connection.execute(_PAUSES, through):
                pauses.setdefault(plan_id, []).append(Pause(from_on, until_on))
            for plan_id, index in connection.execute(_STANDING, through):
                standing.setdefault(plan_id, set()).add(index)
        if any(row.kind == "recurring" for row in rows):
            for plan_id, words, price, quantity, discount, tax_ppm, tax_id in connection.execute(_LINES, through):
                lines.setdefault(plan_id, []).append(NewLine(words, price, quantity, discount, tax_ppm, tax_id))
        taxes = dict(connection.execute(select(TaxRate.id, TaxRate.rate_ppm)).all())
        lock_on = reader.profile.lock_on
        return cls(
            rows,
            steps,
            pauses,
            standing,
            lines,
            taxes,
            billing_rules(reader),
            reader.profile.tax_rounding,
            reader.today,
            lock_on + _DAY if lock_on is not None else None,
        )


def _due(row: _DueRow, facts: _Facts, through: date) -> tuple[Due, tuple[int, int] | None]:
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


def _bills(row: _DueRow, due: Due, facts: _Facts, missed: str) -> tuple[tuple[Bill, ...], tuple[DuePeriod, ...]]:
    """Return the invoices for what is due, and the periods that are passed over."""
    periods, passed = due.bill, due.rest
    if len(periods) > 1 and missed == "skip":
        passed += tuple([period._replace(reason="missed") for period in periods[:-1]])
        periods = periods[-1:]
    if len(periods) == 1 or (periods and missed == "combine"):
        return (_bill(row, periods, due.next_bill_on, facts),), passed
    return tuple([_bill(row, (period,), due.next_bill_on, facts) for period in periods]), passed


def _bill(row: _DueRow, periods: tuple[DuePeriod, ...], next_bill_on: date | None, facts: _Facts) -> Bill:
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


def _skip(row: _DueRow, reason: str, due_on: date, period: DuePeriod | None = None) -> Skipped:
    return Skipped(
        row.id, row.number, row.name, row.customer_id, row.account, row.customer_name, reason, due_on, period
    )
