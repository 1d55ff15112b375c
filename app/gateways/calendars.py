"""Writes calendar files (iCalendar, RFC 5545) for other programs. Which appointments go in is decided in services."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from app.services.exporting.tables import put_whole
from app.services.jobs.calendar_file import CalendarFile

_STATUS = {"scheduled": "CONFIRMED", "in_progress": "CONFIRMED", "done": "CONFIRMED", "invoiced": "CONFIRMED"}


def calendar_bytes(calendar: CalendarFile) -> bytes:
    """Return a calendar file: instants in UTC, so that every program shows them in its own reader's time zone."""
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//Counterfoil//Appointments//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    # Not in the RFC, but what the usual programs call and place a calendar by.
    made.add("x-wr-calname", calendar.name)
    made.add("x-wr-timezone", calendar.time_zone)
    for entry in calendar.entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", calendar.made_at.astimezone(UTC))
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        if entry.place:
            event.add("location", entry.place)
        event.add("status", _STATUS.get(entry.status, "TENTATIVE"))
        if entry.who:
            event.add("categories", [entry.who])
        made.add_component(event)
    content: bytes = made.to_ical()
    return content


def write_calendar(calendar: CalendarFile, out: Path) -> None:
    """Write a calendar file to ``out``, whole or not at all; an older file of that name is replaced.

    Raises:
        UserError: ``out`` is a folder or a book, or its folder does not exist.
        EnvironmentFault: the disk is full, or nothing may be written there.
    """
    content = calendar_bytes(calendar)
    with put_whole(out) as draft:
        draft.write_bytes(content)
