"""What a part of a period costs. One rule, everywhere:

    unused = price × unused days ÷ days of the period, rounded to the minor unit, halves away from zero;
    used   = price − unused.

A day that has begun is used, and both ends of a period belong to it. A stretch of days costs the difference of that rule at
its ends, so that stretches side by side always add up to the whole price.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from app.domain.rounding import divide_half_up
from app.domain.schedule import Period


class Prorated(NamedTuple):
    """The two parts of a price, minor units; together they are the whole."""

    used_minor: int
    unused_minor: int


def prorate(total_minor: int, period: Period, used_through: date) -> Prorated:
    """Split the price of ``period`` after the day ``used_through``, the last day that counts as used.

    Args:
        total_minor: the price of the whole period, minor units, any sign.
        period: the period that the price is for.
        used_through: a day before the period uses nothing; a day after it uses all.
    """
    unused_days = min(max((period.end_on - used_through).days, 0), period.days)
    unused = divide_half_up(total_minor * unused_days, period.days)
    return Prorated(total_minor - unused, unused)


def price_for_days(total_minor: int, period: Period, first_on: date, last_on: date) -> int:
    """Return what ``first_on`` to ``last_on`` (both included) cost; the days around them cost the rest.

    Used where the price changes within a period: the old price up to the day before, the new one from its day
    on.
    """
    if last_on < first_on:
        return 0
    until = prorate(total_minor, period, last_on).used_minor
    return until - prorate(total_minor, period, first_on - timedelta(days=1)).used_minor
