"""Clocks: the machine's, read in the office's time zone, and one that stands at a chosen business date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock; today is the date in ``time_zone`` (an IANA name)."""

    time_zone: str

    def today(self) -> date:
        """Return today's date in the office's time zone."""
        return datetime.now(ZoneInfo(self.time_zone)).date()

    def now(self) -> datetime:
        """Return this instant in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A clock at a chosen business date (``--today``, tests); instants come from the machine unless ``at`` is given."""

    day: date
    at: datetime | None = None

    def today(self) -> date:
        """Return the chosen date."""
        return self.day

    def now(self) -> datetime:
        """Return the chosen instant, or this one."""
        return self.at or datetime.now(UTC)
