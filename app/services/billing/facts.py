"""What a run reads of the store, each table in one pass: plans due with their customers, and what varied plans need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

from sqlalchemy import bindparam, false, select

from app.domain.plan_cost import Pause, PriceStep
from app.domain.tax import TaxRounding
from app.models.base import IsoDate
from app.models.company import TaxRate
from app.models.customers import Customer
from app.models.plans import Plan, PlanLine, PlanPause, PlanPeriod, PlanPrice
from app.services.billing.rules import BillingRules, billing_rules
from app.services.invoicing.figures import NewLine
from app.services.office import Reader
from app.services.queries.asking import Question

_DAY = timedelta(days=1)

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


class DueRow(NamedTuple):
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
def _due_question() -> Question[DueRow]:
    return Question(_DUE, DueRow)


class _Days(dict[object, object]):
    """Days by how the store's driver gives them: SQLite ISO text, PostgreSQL dates. Plans share few of them."""

    def __missing__(self, given: object) -> object:
        found = self[given] = date.fromisoformat(given) if isinstance(given, str) else given
        return found


def _due_rows(reader: Reader, through: date) -> list[DueRow]:
    """Return the plans due, ten thousand in a fraction of what going through each column's type would cost."""
    day, make = _Days(), partial(tuple.__new__, DueRow)
    return [
        make(
            (
                *row[:9],
                day[row[9]],
                day[row[10]],
                day[row[11]],
                row[12],
                row[13],
                day[row[14]],
                bool(row[15]),
                *row[16:23],
                day[row[23]],
                *row[24:],
            )
        )
        for row in _due_question().tuples(reader, through=through)
    ]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Everything that the run reads of the store, in one pass each."""

    rows: list[DueRow]
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
    def read(cls, reader: Reader, through_on: date) -> RunFacts:
        """Read what a run through a day needs."""
        connection, through = reader.connection, {"through": through_on}
        rows = _due_rows(reader, through_on)
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
