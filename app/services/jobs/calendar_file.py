"""What a calendar file tells of appointments, for other programs; how it is written is a gateway's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.domain.appointments import day_bounds
from app.domain.errors import UserError
from app.domain.language import _
from app.models.company import Company
from app.models.jobs import Job
from app.services.office import Reader
from app.services.queries.jobs import job_status_words
from app.services.queries.jobs_calendar import Appointment, appointments_between

_LAST = date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One appointment. ``uid`` is the same in every file of this book, so that a calendar replaces what it has."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    place: str
    status: str
    who: str


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The appointments of a book in order, instants in UTC; ``made_at`` is when this was told."""

    name: str
    time_zone: str
    made_at: datetime
    entries: tuple[CalendarEntry, ...]


def calendar_file(
    reader: Reader,
    made_at: datetime,
    since: date | None = None,
    until: date | None = None,
    customer_id: int | None = None,
    technician_id: int | None = None,
) -> CalendarFile:
    """Return the appointments for a calendar file.

    Args:
        reader: the book.
        made_at: the instant that the file says it was made.
        since: from this day on, in the company's time zone; None from the first appointment on.
        until: through this day; None to the last.
        customer_id: only this customer's.
        technician_id: only this person's.

    Raises:
        UserError: ``until`` lies before ``since``.
    """
    if since is not None and until is not None and until < since:
        raise UserError(_("The last day lies before the first."))
    zone = ZoneInfo(reader.profile.time_zone)
    earliest = reader.connection.execute(select(func.min(Job.starts_at))).scalar()
    first = since or (earliest.astimezone(zone).date() if earliest is not None else reader.today)
    begins = day_bounds(first, 0, zone)[0]
    ends = day_bounds((until or _LAST) + timedelta(days=1), 0, zone)[0]
    book_id = reader.connection.execute(select(Company.book_id)).scalar_one()
    entries = tuple(
        _entry(each, book_id)
        for each in appointments_between(reader, begins, ends, customer_id)
        if technician_id is None or each.technician_id == technician_id
    )
    return CalendarFile(reader.profile.name, reader.profile.time_zone, made_at, entries)


def _entry(each: Appointment, book_id: str) -> CalendarEntry:
    told = [
        each.number,
        each.customer_name,
        each.site_name,
        _("Technician: {name}").format(name=each.technician) if each.technician else "",
        job_status_words(each.status),
        each.details,
    ]
    return CalendarEntry(
        f"job-{each.id}@{book_id}",
        each.starts_at,
        each.ends_at,
        _("{title}, {customer}").format(title=each.title, customer=each.customer_name),
        "\n".join(line for line in told if line),
        each.place,
        each.status,
        each.technician,
    )
