"""One plan as the verbs of this folder need it: row, prices and pauses as values. Lists and pages belong to queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import bindparam, false, select

from app.domain.errors import NotFound
from app.domain.language import _
from app.domain.plan_cost import Cost, Pause, PriceStep, cost_of
from app.domain.schedule import Frequency, Period, index_containing, period, start_of
from app.models.plans import Plan, PlanPause, PlanPrice
from app.services.office import Reader

_DAY = timedelta(days=1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan as it stands; see ``app.models.plans.Plan``. ``steps`` and ``pauses`` are in the order of their days."""

    id: int
    number: str
    customer_id: int
    site_id: int | None
    template_id: int | None
    kind: str
    name: str
    visits_per_year: int
    status: str
    frequency: Frequency
    timing: str
    start_on: date
    end_on: date | None
    ends_as: str
    anchor_on: date
    segment: int
    next_index: int
    next_bill_on: date | None
    plain: bool
    price_minor: int
    discount_ppm: int
    tax_rate_id: int | None
    terms: str
    paid_by: str
    method_ref: str
    method_label: str
    method_expires_on: date | None
    version: int
    steps: tuple[PriceStep, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def period(self, index: int) -> Period:
        """Return a period of the present segment."""
        return period(self.anchor_on, self.frequency, index)

    def index_on(self, on: date) -> int:
        """Return the index of the period that ``on`` lies in."""
        return index_containing(self.anchor_on, self.frequency, on)

    def cost(self, span: Period) -> Cost:
        """Return what a period costs by today's knowledge."""
        return cost_of(span, self.steps, self.pauses, first_on=self.start_on, last_on=self.end_on)


COLUMNS = (
    Plan.id,
    Plan.number,
    Plan.customer_id,
    Plan.site_id,
    Plan.template_id,
    Plan.kind,
    Plan.name,
    Plan.visits_per_year,
    Plan.status,
    Plan.frequency,
    Plan.timing,
    Plan.start_on,
    Plan.end_on,
    Plan.ends_as,
    Plan.anchor_on,
    Plan.segment,
    Plan.next_index,
    Plan.next_bill_on,
    Plan.plain,
    Plan.price_minor,
    Plan.discount_ppm,
    Plan.tax_rate_id,
    Plan.terms,
    Plan.paid_by,
    Plan.method_ref,
    Plan.method_label,
    Plan.method_expires_on,
    Plan.version,
)
_PLAN = select(*COLUMNS).where(Plan.id == bindparam("plan_id"))
_STEPS = (
    select(PlanPrice.effective_on, PlanPrice.price_minor, PlanPrice.discount_ppm, PlanPrice.prorated)
    .where(PlanPrice.plan_id == bindparam("plan_id"), PlanPrice.reversed == false())
    .order_by(PlanPrice.effective_on, PlanPrice.id)
)
_PAUSES = (
    select(PlanPause.from_on, PlanPause.until_on)
    .where(PlanPause.plan_id == bindparam("plan_id"))
    .order_by(PlanPause.from_on)
)


def read_plan(reader: Reader, plan_id: int) -> PlanFacts:
    """Return a plan with its prices and pauses.

    Raises:
        NotFound: no such plan.
    """
    named = {"plan_id": plan_id}
    row = reader.connection.execute(_PLAN, named).one_or_none()
    if row is None:
        raise NotFound(_("That plan is not in this book."))
    steps = tuple(PriceStep(*step) for step in reader.connection.execute(_STEPS, named))
    pauses = tuple(Pause(*pause) for pause in reader.connection.execute(_PAUSES, named))
    values = row._asdict()
    values["frequency"] = Frequency.parse(row.frequency)
    return PlanFacts(**values, steps=steps, pauses=pauses)


_PLANS = select(*COLUMNS)
_ALL_STEPS = (
    select(PlanPrice.plan_id, PlanPrice.effective_on, PlanPrice.price_minor, PlanPrice.discount_ppm, PlanPrice.prorated)
    .where(PlanPrice.reversed == false())
    .order_by(PlanPrice.plan_id, PlanPrice.effective_on, PlanPrice.id)
)
_ALL_PAUSES = select(PlanPause.plan_id, PlanPause.from_on, PlanPause.until_on).order_by(PlanPause.plan_id, PlanPause.from_on)
_frequency = lru_cache(maxsize=64)(Frequency.parse)


def read_plans(reader: Reader, plan_ids: Iterable[int]) -> dict[int, PlanFacts]:
    """Return plans by id with their prices and pauses, read by the five hundred; those not in the book are left out."""
    connection, found = reader.connection, dict[int, PlanFacts]()
    for some in chunks(plan_ids):
        steps: dict[int, list[PriceStep]] = {}
        for plan_id, on, price, discount, prorated in connection.execute(_ALL_STEPS.where(PlanPrice.plan_id.in_(some))):
            steps.setdefault(plan_id, []).append(PriceStep(on, price, discount, prorated))
        pauses: dict[int, list[Pause]] = {}
        for plan_id, from_on, until_on in connection.execute(_ALL_PAUSES.where(PlanPause.plan_id.in_(some))):
            pauses.setdefault(plan_id, []).append(Pause(from_on, until_on))
        for row in connection.execute(_PLANS.where(Plan.id.in_(some))):
            values = row._asdict()
            values["frequency"] = _frequency(row.frequency)
            plan_id = row.id
            found[plan_id] = PlanFacts(
                **values, steps=tuple(steps.get(plan_id, ())), pauses=tuple(pauses.get(plan_id, ()))
            )
    return found


def plan_by_number(reader: Reader, number: str) -> int:
    """Return the id of the plan that bears ``number`` (``PL-0001``; the figures alone will do).

    Raises:
        NotFound: no such plan.
    """
    wanted = number.strip().upper()
    spellings = [wanted, f"PL-{int(wanted):04d}"] if wanted.isdecimal() and len(wanted) < 15 else [wanted]
    found = reader.connection.execute(select(Plan.id).where(Plan.number.in_(spellings)).order_by(Plan.id)).scalar()
    if found is None:
        raise NotFound(_("There is no plan {number} in this book.").format(number=number.strip()[:30]))
    return int(found)


def bill_on(timing: str, anchor_on: date, frequency: Frequency, index: int, begins: date, ends: date | None) -> date | None:
    """Return the day on which period ``index`` is to be billed, or None when the plan ends before the period starts.

    In advance that is the period's first day (never before ``begins``), in arrears the day after its last.
    """
    start = start_of(anchor_on, frequency, index)
    if ends is not None and start > ends:
        return None
    if timing == "advance":
        return max(start, begins)
    after = start_of(anchor_on, frequency, index + 1)
    return after if ends is None else min(after, ends + _DAY)


def next_bill_of(plan: PlanFacts, index: int | None = None) -> date | None:
    """Return when the plan's next period (or period ``index``) is to be billed; None when nothing is any more."""
    index = plan.next_index if index is None else index
    return bill_on(plan.timing, plan.anchor_on, plan.frequency, index, plan.start_on, plan.end_on)


def chunks(ids: Iterable[T], size: int = 500) -> list[Sequence[T]]:
    """Return ids (or other keys) in portions that every store accepts in one statement."""
    listed = list(ids)
    return [listed[at : at + size] for at in range(0, len(listed), size)]
