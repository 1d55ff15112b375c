"""Which periods of one plan are due by a day, and what becomes of each. Pure: the store is read by ``planning``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.domain.plan_cost import Cost
from app.domain.proration import price_for_days
from app.domain.schedule import Frequency, Period, start_of
from app.services.plans.reading import PlanFacts

_DAY = timedelta(days=1)


class DuePeriod(NamedTuple):
    """A period to be billed (or, with a ``reason``, to be passed over) and the day it falls due before any terms.

    ``first_on`` to ``last_on`` are the days that are paid for; ``net_minor`` is after discount, before tax. A short month
    lacks the anchor's day, so that the period starts on its last.
    """

    index: int  # type: ignore[assignment] # a tuple's own index() is of no use here
    start_on: date
    end_on: date
    first_on: date
    last_on: date
    nominal_on: date
    price_minor: int
    discount_ppm: int
    net_minor: int
    reason: str = ""
    is_short_month: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all of its days are paid for."""
        return self.first_on == self.start_on and self.last_on == self.end_on


class Due(NamedTuple):
    """What is due of one plan: periods to bill, periods to pass over, and where the plan stands after them.

    ``held_on`` is the day a period would have been due that waits because the plan rests until further notice.
    """

    bill: tuple[DuePeriod, ...]
    rest: tuple[DuePeriod, ...]
    next_index: int
    next_bill_on: date | None
    held_on: date | None = None


def plain_due(
    frequency: Frequency,
    timing: str,
    anchor_on: date,
    start_on: date,
    end_on: date | None,
    next_index: int,
    price_minor: int,
    discount_ppm: int,
    net_minor: int,
    through: date,
) -> Due:
    """Return what is due of a plan with one price and no pause: the case of almost every plan, without looking any further.

    Args:
        frequency: how often.
        timing: advance or arrears.
        anchor_on: what periods are counted from.
        start_on: the plan's first day.
        end_on: its last day, or None.
        next_index: the first period not dealt with.
        price_minor: a period's price before discount.
        discount_ppm: the discount on it.
        net_minor: the price after it.
        through: the last day that counts as due.
    """
    spans, next_index, next_bill_on = _spans(frequency, timing, anchor_on, start_on, end_on, next_index, through)
    found = []
    for index, start, last, begins, ends, nominal, short in spans:
        net = net_minor
        if begins != start or ends != last:
            net = price_for_days(net_minor, Period(index, start, last), begins, ends)
        found.append(DuePeriod(index, start, last, begins, ends, nominal, price_minor, discount_ppm, net, "", short))
    return Due(tuple(found), (), next_index, next_bill_on)


# Index, first and last day, first and last day paid for, the day it falls due, whether its month is too short.
_Span = tuple[int, date, date, date, date, date, bool]


@lru_cache(maxsize=4096)
def _spans(
    frequency: Frequency,
    timing: str,
    anchor_on: date,
    start_on: date,
    end_on: date | None,
    next_index: int,
    through: date,
) -> tuple[tuple[_Span, ...], int, date | None]:
    """Return the periods due, the index after them and its day. Plans that began on one day share them: hence the cache."""
    in_advance, anchor_day = timing == "advance", anchor_on.day
    index = next_index
    start = start_of(anchor_on, frequency, index)
    found: list[_Span] = []
    while end_on is None or start <= end_on:
        following = start_of(anchor_on, frequency, index + 1)
        last = following - _DAY
        begins = max(start, start_on)
        ends = last if end_on is None else min(last, end_on)
        nominal = begins if in_advance else ends + _DAY
        if nominal > through:
            return tuple(found), index, nominal
        short = start.day < anchor_day and bool(frequency.months)
        found.append((index, start, last, begins, ends, nominal, short))
        index += 1
        start = following
    return tuple(found), index, None


def due_of(plan: PlanFacts, through: date, standing: Collection[int] = ()) -> Due:
    """Return what is due of any plan, with its price steps and pauses.

    Args:
        plan: the plan; its status is the caller's business.
        through: the last day that counts as due.
        standing: indexes from ``next_index`` on that were dealt with already (after a reversed run).
    """
    bill: list[DuePeriod] = []
    rest: list[DuePeriod] = []
    index = plan.next_index
    while True:
        span = plan.period(index)
        if plan.end_on is not None and span.start_on > plan.end_on:
            return Due(tuple(bill), tuple(rest), index, None)
        if index in standing:
            index += 1
            continue
        cost = _cost(plan, span)
        pays = cost.first_on <= cost.last_on
        nominal = _nominal(plan, span, cost, pays=pays)
        if not pays and _rests_on(plan, span):
            held = nominal if nominal <= through else None
            return Due(tuple(bill), tuple(rest), index, nominal, held)
        if nominal > through:
            return Due(tuple(bill), tuple(rest), index, nominal)
        found = DuePeriod(
            index,
            span.start_on,
            span.end_on,
            cost.first_on,
            cost.last_on,
            nominal,
            cost.step.price_minor,
            cost.step.discount_ppm,
            cost.net_minor,
            "" if pays else "paused",
            bool(plan.frequency.months) and span.start_on.day < plan.anchor_on.day,
        )
        (bill if pays else rest).append(found)
        index += 1


def coming(plan: PlanFacts, standing: Collection[int] = ()) -> DuePeriod | None:
    """Return the period that asks for money next, passing over those that the plan rests through; None when none will.

    While the plan rests until further notice that is the period that waits, with nothing to pay.
    """
    index = plan.next_index
    while True:
        span = plan.period(index)
        if plan.end_on is not None and span.start_on > plan.end_on:
            return None
        cost = _cost(plan, span)
        pays = cost.first_on <= cost.last_on
        if index not in standing and (pays or _rests_on(plan, span)):
            nominal = _nominal(plan, span, cost, pays=pays)
            step = cost.step
            return DuePeriod(
                index,
                span.start_on,
                span.end_on,
                cost.first_on,
                cost.last_on,
                nominal,
                step.price_minor,
                step.discount_ppm,
                cost.net_minor,
                "" if pays else "paused",
            )
        index += 1


def coming_bill_on(plan: PlanFacts, standing: Collection[int] = ()) -> date | None:
    """Return the day on which the plan asks for money next, as ``coming``."""
    found = coming(plan, standing)
    return found.nominal_on if found is not None else None


def _cost(plan: PlanFacts, span: Period) -> Cost:
    cost = plan.cost(span)
    if plan.kind != "recurring" or cost.first_on > cost.last_on:
        return cost
    # An invoice is repeated whole or not at all: it counts when its first day does.
    counts = cost.first_on == span.start_on or span.start_on < plan.start_on
    if counts:
        return Cost(cost.step.net_minor, cost.step, span.start_on, span.end_on, whole=True)
    return Cost(0, cost.step, span.start_on, span.start_on - _DAY, whole=False)


def _nominal(plan: PlanFacts, span: Period, cost: Cost, *, pays: bool) -> date:
    if plan.timing == "advance":
        return max(cost.first_on, plan.start_on) if pays else max(span.start_on, plan.start_on)
    return (span.end_on if plan.end_on is None else min(span.end_on, plan.end_on)) + _DAY


def _rests_on(plan: PlanFacts, span: Period) -> bool:
    last = plan.pauses[-1] if plan.pauses else None
    return last is not None and last.until_on is None and last.from_on <= span.end_on
