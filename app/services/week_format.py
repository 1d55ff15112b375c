"""Hours, weekdays and weeks as the reader's locale writes them. Dates and amounts are ``formats``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.domain.language import _


@dataclass(frozen=True, slots=True)
class WeekFormat:
    """Writes hours and weekdays in one locale.

    Attributes:
        first_weekday: what a week begins with, Monday being 0.
        short_days: abbreviated names of the weekdays from Monday on.
        halves: what stands after the hours before and after noon, or None where the clock has 24 hours.
    """

    first_weekday: int
    short_days: tuple[str, ...]
    halves: tuple[str, str] | None

    def hour(self, at: time | datetime) -> str:
        """Return an hour of the day: 2:30 PM or 14:30."""
        if self.halves is None:
            return f"{at.hour:02d}:{at.minute:02d}"
        return f"{at.hour % 12 or 12}:{at.minute:02d}\N{NO-BREAK SPACE}{self.halves[at.hour >= 12]}"

    def short_hour(self, at: time | datetime) -> str:
        """Return an hour as short as a calendar has room for: 2 PM, 2:30 PM or 14:30."""
        if self.halves is not None and not at.minute:
            return f"{at.hour % 12 or 12}\N{NO-BREAK SPACE}{self.halves[at.hour >= 12]}"
        return self.hour(at)

    def week_start(self, on: date) -> date:
        """Return the day that the week of ``on`` begins with."""
        return on - timedelta(days=(on.weekday() - self.first_weekday) % 7)

    def short_day(self, on: date) -> str:
        """Return the weekday, abbreviated."""
        return self.short_days[on.weekday()]


@lru_cache(maxsize=32)
def week_format(locale: str) -> WeekFormat:
    """Return the format of hours and weekdays for ``locale``, such as en_US; falls back as ``formats`` does."""
    from app.services.formats import known_locale

    known = known_locale(locale)
    days = known.days["format"]
    halves = None
    if "a" in known.time_formats["short"].pattern:
        names = known.day_periods["format"]["abbreviated"]
        halves = (str(names["am"]).replace("\N{NO-BREAK SPACE}", " "), str(names["pm"]).replace("\N{NO-BREAK SPACE}", " "))
    return WeekFormat(
        int(known.first_week_day),
        tuple(days["abbreviated"][at] for at in range(7)),
        halves,
    )


def length_words(length: timedelta) -> str:
    """Return how long something lasts: 45 min, 2 h, 1 h 30 min, 2 d 4 h."""
    minutes = int(length.total_seconds() // 60)
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = []
    if days:
        parts.append(_("{count} d").format(count=days))
    if hours:
        parts.append(_("{count} h").format(count=hours))
    if left or not parts:
        parts.append(_("{count} min").format(count=left))
    return " ".join(parts)
