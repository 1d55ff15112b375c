"""Appointments: from a day and an hour in the office's time zone to instants and back, moving them, and double booking.

An appointment is kept as two instants in UTC. What a person sees and moves is the hour on the wall, so moving one to another
day keeps that hour through a change of the clocks, and its length in hours worked. No store and no clock here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=14)
"""The longest appointment: what lies further back than this cannot reach into a week that is asked for."""

USUAL_LENGTH = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Booking:
    """Somebody's time between two instants; ``technician_id`` None is nobody's yet."""

    id: int
    technician_id: int | None
    starts_at: datetime
    ends_at: datetime


def instant_of(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which the clocks of ``zone`` show ``hour`` on ``day``.

    An hour that comes twice when the clocks go back is the first of them; one that the clocks skip in spring is as much
    later as they skip.
    """
    return datetime.combine(day, hour, zone).astimezone(UTC)


def day_bounds(first: date, days: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants at which ``first`` begins and ``days`` days later have passed, by the clocks of ``zone``."""
    return instant_of(first, time(), zone), instant_of(first + days * _DAY, time(), zone)


def moved(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, days: int = 0, minutes: int = 0) -> tuple[datetime, datetime]:
    """Return an appointment moved by days and minutes on the wall clock of ``zone``; it lasts as long as before."""
    length = ends_at - starts_at
    wall = starts_at.astimezone(zone).replace(tzinfo=None) + timedelta(days=days, minutes=minutes)
    begins = instant_of(wall.date(), wall.time(), zone)
    return begins, begins + length


def double_booked(bookings: Iterable[Booking]) -> dict[int, set[int]]:
    """Return for each booking that overlaps another of the same person which ones; touching ends do not overlap."""
    clashes: dict[int, set[int]] = {}
    running: dict[int, list[Booking]] = {}
    for each in sorted(bookings, key=lambda booking: (booking.starts_at, booking.id)):
        if each.technician_id is None:
            continue
        still = [other for other in running.get(each.technician_id, ()) if other.ends_at > each.starts_at]
        for other in still:
            clashes.setdefault(each.id, set()).add(other.id)
            clashes.setdefault(other.id, set()).add(each.id)
        running[each.technician_id] = [*still, each]
    return clashes
