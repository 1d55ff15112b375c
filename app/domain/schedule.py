"""Recurring periods, each computed from the anchor and never from the one before, so that nothing drifts.

Period ``n`` of an anchor starts ``n`` steps after it: monthly from Jan 31 gives Feb 28 (29), Mar 31, Apr 30.
A change of frequency is a new schedule with a new anchor. Which periods were billed is the store's knowledge.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.errors import UserError
from app.domain.language import _, ngettext

_MONTHS_BY_CODE = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
_DAYS_BY_CODE = {"weekly": 7, "biweekly": 14}
_MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often something recurs: every so many days or every so many months, one of the two being zero.

    Make one with ``Frequency.parse``; its ``code`` is what the store keeps.
    """

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.months, self.days) < 0 or (self.months > 0) == (self.days > 0):
            raise ValueError("a frequency is a number of days or a number of months")

    @classmethod
    def parse(cls, code: str) -> Frequency:
        """Return the frequency of ``code``, one of ``CODES`` or months:N.

        Raises:
            UserError: there is no such frequency, or N is not between 1 and 120.
        """
        if code in _MONTHS_BY_CODE:
            return cls(months=_MONTHS_BY_CODE[code])
        if code in _DAYS_BY_CODE:
            return cls(days=_DAYS_BY_CODE[code])
        match = re.fullmatch(r"months:([0-9]{1,3})", code, re.ASCII)
        if match is None or not 1 <= int(match[1]) <= _MOST_MONTHS:
            raise UserError(
                _("“{code}” is no frequency known here.").format(code=code[:30]),
                _("Use weekly, biweekly, monthly, quarterly, half-yearly, yearly or months:N."),
            )
        return cls(months=int(match[1]))

    @property
    def code(self) -> str:
        """The one spelling that is stored; months:3 is quarterly."""
        for code, months in _MONTHS_BY_CODE.items():
            if self.months == months:
                return code
        for code, days in _DAYS_BY_CODE.items():
            if self.days == days:
                return code
        return f"months:{self.months}" if self.months else f"days:{self.days}"

    def label(self) -> str:
        """Return what people call it, in the language in use."""
        named = {
            "weekly": _("Weekly"),
            "biweekly": _("Every two weeks"),
            "monthly": _("Monthly"),
            "quarterly": _("Quarterly"),
            "half-yearly": _("Every six months"),
            "yearly": _("Yearly"),
        }
        if self.code in named:
            return named[self.code]
        if self.months:
            return ngettext("Every month", "Every {n} months", self.months).format(n=self.months)
        return ngettext("Every day", "Every {n} days", self.days).format(n=self.days)


CODES: tuple[str, ...] = ("weekly", "biweekly", "monthly", "quarterly", "half-yearly", "yearly")


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of a schedule; both its days belong to it.

    Attributes:
        index: 0 for the period that starts on the anchor; negative before it.
        start_on: the first day.
        end_on: the last day, the day before the next period starts.
    """

    index: int
    start_on: date
    end_on: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end_on - self.start_on).days + 1

    def __contains__(self, on: date) -> bool:
        return self.start_on <= on <= self.end_on


def start_of(anchor_on: date, frequency: Frequency, index: int) -> date:
    """Return the first day of period ``index``, counted from the anchor; a month too short gives its last
    day.
    """
    if frequency.days:
        return anchor_on + timedelta(days=frequency.days * index)
    year, month = divmod(anchor_on.year * 12 + anchor_on.month - 1 + frequency.months * index, 12)
    if anchor_on.day <= 28:
        # Every month has it: a billing run asks for thousands of these.
        return date(year, month + 1, anchor_on.day)
    return date(year, month + 1, min(anchor_on.day, calendar.monthrange(year, month + 1)[1]))


def period(anchor_on: date, frequency: Frequency, index: int) -> Period:
    """Return period ``index`` of the schedule that starts on ``anchor_on``."""
    return Period(
        index,
        start_of(anchor_on, frequency, index),
        start_of(anchor_on, frequency, index + 1) - timedelta(days=1),
    )


def index_containing(anchor_on: date, frequency: Frequency, on: date) -> int:
    """Return the index of the period that ``on`` lies in, negative before the anchor; as quick for any
    distance.
    """
    if frequency.days:
        return (on - anchor_on).days // frequency.days
    index = ((on.year - anchor_on.year) * 12 + on.month - anchor_on.month) // frequency.months
    # Within its month the period may start later than ``on``.
    return index if start_of(anchor_on, frequency, index) <= on else index - 1
