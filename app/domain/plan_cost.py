"""What one period of a plan costs, given its prices, its pauses and its end. The one rule, by days:

    A day on which the plan runs costs its share of the price in force on that day (``app.domain.proration``);
    a day on which it rests, or after its end, costs nothing.

A price rise counts from the first period that starts on or after its day; a change of template, discount or
price that was agreed in mid-period counts from that very day. Whatever is billed, credited and billed again
for a period adds up to what this module says about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.proration import price_for_days
from app.domain.rounding import MILLION, divide_half_up
from app.domain.schedule import Frequency, Period
from app.domain.tax import line_net

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A price per period from a day on.

    Attributes:
        from_on: the first day it counts from.
        price_minor: before discount, minor units.
        discount_ppm: the discount on it, parts per million.
        prorated: it counts from that very day; otherwise from the first period that starts on or after it.
    """

    from_on: date
    price_minor: int
    discount_ppm: int = 0
    prorated: bool = False

    @property
    def net_minor(self) -> int:
        """The price after discount, minor units."""
        if not self.discount_ppm:
            return self.price_minor
        return line_net(MILLION, self.price_minor, self.discount_ppm)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days of rest, both ends included; without ``until_on`` it lasts until further notice."""

    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a period costs.

    Attributes:
        net_minor: after discount, before tax.
        step: the price in force when the period starts (or the first that comes into force in it).
        first_on: the first day that is paid for; after ``last_on`` when no day is.
        last_on: the last day that is paid for.
        whole: every day is paid for, all at one price.
    """

    net_minor: int
    step: PriceStep
    first_on: date
    last_on: date
    whole: bool


def monthly_value(price_minor: int, frequency: Frequency) -> int:
    """Return what a price per period is worth a month, minor units: a year is 12 months, or 365 days and a
    quarter.
    """
    if frequency.months:
        return divide_half_up(price_minor, frequency.months)
    return divide_half_up(price_minor * 36_525, 1_200 * frequency.days)


def step_for(steps: Sequence[PriceStep], start_on: date) -> PriceStep:
    """Return the price in force for a period that starts on ``start_on``; before the first step, the first.

    Args:
        steps: in the order of their days, later decisions after earlier ones of the same day.
        start_on: the period's first day.
    """
    found = steps[0]
    for step in steps:
        if step.from_on > start_on:
            break
        found = step
    return found


def cost_of(
    span: Period,
    steps: Sequence[PriceStep],
    pauses: Sequence[Pause] = (),
    *,
    first_on: date | None = None,
    last_on: date | None = None,
) -> Cost:
    """Return what the period ``span`` costs.

    Args:
        span: the period, whole.
        steps: the prices, as ``step_for`` takes them.
        pauses: the days of rest, in order, none overlapping.
        first_on: the first day of the plan, when it may lie within the period.
        last_on: the last day of the plan, when it has one.
    """
    step = step_for(steps, span.start_on)
    begins = span.start_on if first_on is None else max(span.start_on, first_on)
    ends = span.end_on if last_on is None else min(span.end_on, last_on)
    within = [s for s in steps if s.prorated and span.start_on < s.from_on <= span.end_on] if len(steps) > 1 else []
    resting = [p for p in pauses if p.from_on <= ends and (p.until_on is None or p.until_on >= begins)]
    if not within and not resting and begins == span.start_on and ends == span.end_on:
        return Cost(step.net_minor, step, begins, ends, whole=True)
    running = _running(begins, ends, resting)
    net = 0
    for index, priced in enumerate([step, *within]):
        since = span.start_on if index == 0 else priced.from_on
        until = within[index].from_on - _DAY if index < len(within) else span.end_on
        for first, last in running:
            net += price_for_days(priced.net_minor, span, max(first, since), min(last, until))
    if not running:
        return Cost(0, step, begins, begins - _DAY, whole=False)
    whole = not within and running == [(span.start_on, span.end_on)]
    return Cost(net, step, running[0][0], running[-1][1], whole)


def _running(begins: date, ends: date, resting: Sequence[Pause]) -> list[tuple[date, date]]:
    """Return the stretches from ``begins`` to ``ends`` that no pause covers."""
    found: list[tuple[date, date]] = []
    since = begins
    for pause in resting:
        if pause.from_on > since:
            found.append((since, pause.from_on - _DAY))
        if pause.until_on is None:
            return found
        since = max(since, pause.until_on + _DAY)
    if since <= ends:
        found.append((since, ends))
    return found
