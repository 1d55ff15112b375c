"""Days that a query speaks of: fixed ones, and ones that move with today, as a query writes them.

How people say them in a question belongs to ``dates``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

_YEARS = (1900, 2199)


class Unit(StrEnum):
    """A stretch of the calendar; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Fixed:
    """One day to another, both included: ``2026-03-05``, ``2026-03``, ``2026-q1``, ``2026``, ``2026-03-05..2026-04-01``."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Turning:
    """The unit that today lies in, or one so many before or after it: ``today``, ``last-year``, ``next-month``."""

    unit: Unit
    offset: int


@dataclass(frozen=True, slots=True)
class Running:
    """So many units up to today, or from today on: ``last-30-days``, ``next-2-weeks``; today is among them."""

    count: int
    unit: Unit
    ahead: bool


@dataclass(frozen=True, slots=True)
class Away:
    """The one day that lies so many units back or ahead: ``60-days-ago``, ``in-2-weeks``."""

    count: int
    unit: Unit
    ahead: bool


Period: TypeAlias = Fixed | Turning | Running | Away

TODAY = Turning(Unit.DAY, 0)
_DAY_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_OFFSETS = {"last": -1, "this": 0, "next": 1}
_UNITS = "day|week|month|quarter|year"
_TURNING = re.compile(r"(last|this|next)-(week|month|quarter|year)")
_RUNNING = re.compile(rf"(last|next)-([0-9]{{1,4}})-({_UNITS})s?", re.ASCII)
_AGO = re.compile(rf"([0-9]{{1,4}})-({_UNITS})s?-ago", re.ASCII)
_AHEAD = re.compile(rf"in-([0-9]{{1,4}})-({_UNITS})s?", re.ASCII)
_FIXED = re.compile(r"([0-9]{4})(?:-(?:q([1-4])|([0-9]{2})(?:-([0-9]{2}))?))?", re.ASCII)


def days_of(period: Period, today: date) -> tuple[date, date]:
    """Return the first and last day of ``period``, both included, as seen on ``today``."""
    if isinstance(period, Fixed):
        return period.first, period.last
    if isinstance(period, Turning):
        first = _start(_moved(_start(today, period.unit), period.unit, period.offset), period.unit)
        return first, _moved(first, period.unit, 1) - timedelta(days=1)
    there = _moved(today, period.unit, period.count if period.ahead else -period.count)
    if isinstance(period, Away):
        return there, there
    return (today, there) if period.ahead else (there, today)


def write_period(period: Period) -> str:
    """Return ``period`` as a query writes it."""
    if isinstance(period, Fixed):
        return _write_fixed(period)
    if isinstance(period, Turning):
        if period.unit is Unit.DAY:
            return {offset: word for word, offset in _DAY_WORDS.items()}[period.offset]
        return f"{ {offset: word for word, offset in _OFFSETS.items()}[period.offset] }-{period.unit}"
    units = f"{period.count}-{period.unit}{'' if period.count == 1 else 's'}"
    if isinstance(period, Running):
        return f"{'next' if period.ahead else 'last'}-{units}"
    return f"in-{units}" if period.ahead else f"{units}-ago"


def read_period(text: str) -> Period | None:
    """Return the period that ``text`` (lower case) writes, or None when it writes none."""
    if text in _DAY_WORDS:
        return Turning(Unit.DAY, _DAY_WORDS[text])
    if match := _TURNING.fullmatch(text):
        return Turning(Unit(match[2]), _OFFSETS[match[1]])
    if match := _RUNNING.fullmatch(text):
        return Running(int(match[2]), Unit(match[3]), match[1] == "next")
    if match := _AGO.fullmatch(text):
        return Away(int(match[1]), Unit(match[2]), ahead=False)
    if match := _AHEAD.fullmatch(text):
        return Away(int(match[1]), Unit(match[2]), ahead=True)
    return _read_fixed(text)


def month_of(year: int, month: int) -> Fixed:
    """Return a whole month."""
    return Fixed(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def quarter_of(year: int, quarter: int) -> Fixed:
    """Return a whole quarter (1–4)."""
    return Fixed(date(year, quarter * 3 - 2, 1), month_of(year, quarter * 3).last)


def year_of(year: int) -> Fixed:
    """Return a whole year."""
    return Fixed(date(year, 1, 1), date(year, 12, 31))


def _read_fixed(text: str) -> Fixed | None:
    first_text, dots, last_text = text.partition("..")
    if dots:
        first, last = _read_fixed(first_text), _read_fixed(last_text)
        if first is None or last is None or last.last < first.first:
            return None
        return Fixed(first.first, last.last)
    match = _FIXED.fullmatch(text)
    if match is None or not _YEARS[0] <= int(match[1]) <= _YEARS[1]:
        return None
    year = int(match[1])
    if match[2]:
        return quarter_of(year, int(match[2]))
    if not match[3]:
        return year_of(year)
    if not 1 <= int(match[3]) <= 12:
        return None
    month = month_of(year, int(match[3]))
    if not match[4]:
        return month
    if not 1 <= int(match[4]) <= month.last.day:
        return None
    day = month.first.replace(day=int(match[4]))
    return Fixed(day, day)


def _write_fixed(period: Fixed) -> str:
    first, last = period.first, period.last
    if first == last:
        return first.isoformat()
    if period == year_of(first.year):
        return f"{first.year:04}"
    if period == month_of(first.year, first.month):
        return f"{first:%Y-%m}"
    quarter = (first.month + 2) // 3
    if period == quarter_of(first.year, quarter):
        return f"{first.year:04}-q{quarter}"
    return f"{first.isoformat()}..{last.isoformat()}"


def _start(day: date, unit: Unit) -> date:
    if unit is Unit.WEEK:
        return day - timedelta(days=day.weekday())
    if unit is Unit.MONTH:
        return day.replace(day=1)
    if unit is Unit.QUARTER:
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if unit is Unit.YEAR else day


def _moved(day: date, unit: Unit, count: int) -> date:
    """Return the day ``count`` units later; a month that is too short gives its last day, the calendar's ends stop it."""
    if unit in (Unit.DAY, Unit.WEEK):
        moved = day.toordinal() + count * (7 if unit is Unit.WEEK else 1)
        return date.fromordinal(min(max(moved, date(_YEARS[0], 1, 1).toordinal()), date(_YEARS[1], 12, 31).toordinal()))
    months = count * {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = min(max(year, _YEARS[0]), _YEARS[1])
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
