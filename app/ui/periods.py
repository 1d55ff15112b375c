"""Periods by name, as runs, reports and lists offer them: what is remembered is “last month”, not two dates."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from app.domain.language import _

BEGINNING = date(1970, 1, 1)
"""Before anything that a book holds."""


class Period(StrEnum):
    """A stretch of days seen from today."""

    ALL = "all"
    TODAY = "today"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    THIS_QUARTER = "this-quarter"
    LAST_QUARTER = "last-quarter"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    LAST_90_DAYS = "last-90-days"
    LAST_12_MONTHS = "last-12-months"
    CUSTOM = "custom"


def period_words(period: Period) -> str:
    """Return what people call it."""
    return {
        Period.ALL: _("All time"),
        Period.TODAY: _("Today"),
        Period.THIS_MONTH: _("This month"),
        Period.LAST_MONTH: _("Last month"),
        Period.THIS_QUARTER: _("This quarter"),
        Period.LAST_QUARTER: _("Last quarter"),
        Period.THIS_YEAR: _("This year"),
        Period.LAST_YEAR: _("Last year"),
        Period.LAST_90_DAYS: _("Last 90 days"),
        Period.LAST_12_MONTHS: _("Last 12 months"),
        Period.CUSTOM: _("Other dates"),
    }[period]


def days_of(period: Period, today: date) -> tuple[date, date]:
    """Return the first and last day, both included. Periods that go on end today; ``CUSTOM`` is the day itself."""
    month = today.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    year = month.replace(month=1)
    return {
        Period.ALL: (BEGINNING, today),
        Period.TODAY: (today, today),
        Period.THIS_MONTH: (month, today),
        Period.LAST_MONTH: (months_back(month, 1), _before(month)),
        Period.THIS_QUARTER: (quarter, today),
        Period.LAST_QUARTER: (months_back(quarter, 3), _before(quarter)),
        Period.THIS_YEAR: (year, today),
        Period.LAST_YEAR: (months_back(year, 12), _before(year)),
        Period.LAST_90_DAYS: (today - timedelta(days=89), today),
        Period.LAST_12_MONTHS: (months_back(month, 11), today),
        Period.CUSTOM: (today, today),
    }[period]


def months_back(first_of_month: date, months: int) -> date:
    """Return the first of the month so many months earlier."""
    count = first_of_month.year * 12 + first_of_month.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _before(day: date) -> date:
    return day - timedelta(days=1)
