"""Where appointments stand in a calendar: cut at midnight, side by side where they overlap. Plain numbers, no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.services.queries.jobs_calendar import Appointment

DAY_MINUTES = 24 * 60
_LEAST_MINUTES = 20
"""What a shorter appointment is drawn as, so that its words can be read."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one day shows of an appointment.

    Attributes:
        appointment: whose part it is.
        day: which day of the page, from 0.
        top: minutes after midnight on the wall clock at which the part begins.
        bottom: and ends.
        lane: which of ``lanes`` it stands in, from 0.
        lanes: how many stand side by side here.
        begins: whether the appointment begins on this day.
    """

    appointment: Appointment
    day: int
    top: int
    bottom: int
    lane: int = 0
    lanes: int = 1
    begins: bool = True


def parts_of(appointments: Sequence[Appointment], first: date, days: int, zone: ZoneInfo) -> list[Part]:
    """Return the parts that ``days`` days from ``first`` show, each day's side by side where they overlap.

    Args:
        appointments: in the order in which they begin.
        first: the page's first day.
        days: how many days it has.
        zone: the company's time zone.
    """
    by_day: list[list[Part]] = [[] for _day in range(days)]
    for each in appointments:
        starts, ends = each.starts_at.astimezone(zone), each.ends_at.astimezone(zone)
        last = ends.date() if (ends.hour or ends.minute) else ends.date() - timedelta(days=1)
        for place in range(max((starts.date() - first).days, 0), min((last - first).days, days - 1) + 1):
            on = first + timedelta(days=place)
            top = starts.hour * 60 + starts.minute if on == starts.date() else 0
            bottom = ends.hour * 60 + ends.minute if on == ends.date() else DAY_MINUTES
            bottom = min(max(bottom, top + _LEAST_MINUTES), DAY_MINUTES)
            top = min(top, bottom - _LEAST_MINUTES)
            by_day[place].append(Part(each, place, top, bottom, begins=on == starts.date()))
    return [part for parts in by_day for part in _in_lanes(parts)]


def _in_lanes(parts: Sequence[Part]) -> list[Part]:
    found: list[Part] = []
    cluster: list[Part] = []
    ends: list[int] = []
    reach = 0

    def close() -> None:
        found.extend(replace(part, lanes=len(ends)) for part in cluster)
        cluster.clear()
        ends.clear()

    for part in sorted(parts, key=lambda each: (each.top, -each.bottom, each.appointment.id)):
        if cluster and part.top >= reach:
            close()
            reach = 0
        lane = next((at for at, end in enumerate(ends) if end <= part.top), len(ends))
        if lane == len(ends):
            ends.append(part.bottom)
        else:
            ends[lane] = part.bottom
        reach = max(reach, part.bottom)
        cluster.append(replace(part, lane=lane))
    close()
    return found


def first_shown_hour(parts: Sequence[Part], usual: int = 7) -> int:
    """Return the hour that a week opens at: the usual one, or that of an earlier appointment."""
    return min([usual, *(part.top // 60 for part in parts if part.begins)])
