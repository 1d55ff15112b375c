"""The calendar of jobs: the appointments of some days, who is booked twice, and what still waits for a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, select

from app.domain.appointments import LONGEST, Booking, day_bounds, double_booked
from app.domain.job_states import BOOKED_STATUSES
from app.models.base import BIG, UtcInstant, instant_text
from app.models.customers import Contact, Customer, Site
from app.models.jobs import Job, Technician
from app.services.office import Reader
from app.services.queries.asking import Question

AT = UtcInstant()


@dataclass(frozen=True, slots=True)
class Appointment:
    """A job with its appointment; instants in UTC. ``place`` is where, in one line, or empty."""

    id: int
    number: str
    title: str
    details: str
    customer_id: int
    customer_name: str
    site_name: str
    place: str
    technician_id: int | None
    technician: str
    status: str
    starts_at: datetime
    ends_at: datetime
    plan_id: int | None
    invoice_id: int | None


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The appointments of some days in order, and for each that is booked twice which others clash with it.

    A clash names the numbers of the other jobs, also of those that the page does not show. ``next_at`` is when the next
    appointment after an empty page begins.
    """

    first: date
    days: int
    appointments: tuple[Appointment, ...]
    clashes: Mapping[int, tuple[str, ...]]
    unscheduled: int
    next_at: datetime | None = None


def calendar_page(
    reader: Reader, first: date, days: int, customer_id: int | None = None, technician_id: int | None = None
) -> CalendarPage:
    """Return the appointments that touch ``days`` days from ``first`` on, in the company's time zone.

    Args:
        reader: the book.
        first: the first day.
        days: how many.
        customer_id: only this customer's; double bookings with others' jobs are told all the same.
        technician_id: only this person's.
    """
    since, until = day_bounds(first, days, ZoneInfo(reader.profile.time_zone))
    found = appointments_between(reader, since, until)
    clashes = _clashes(reader, found, since, until)
    shown = tuple(
        each
        for each in found
        if (customer_id is None or each.customer_id == customer_id)
        and (technician_id is None or each.technician_id == technician_id)
    )
    waiting = select(func.count()).select_from(Job).where(Job.status == "unscheduled")
    if customer_id is not None:
        waiting = waiting.where(Job.customer_id == customer_id)
    count = reader.connection.execute(waiting).scalar_one()
    kept = {each.id for each in shown}
    coming = None if shown else _next(reader, until, customer_id, technician_id)
    told = {id_: others for id_, others in clashes.items() if id_ in kept}
    return CalendarPage(first, days, shown, told, int(count), coming)


def _next(reader: Reader, after: datetime, customer_id: int | None, technician_id: int | None) -> datetime | None:
    coming = select(func.min(Job.starts_at)).where(Job.starts_at >= after, Job.status != "cancelled")
    if customer_id is not None:
        coming = coming.where(Job.customer_id == customer_id)
    if technician_id is not None:
        coming = coming.where(Job.technician_id == technician_id)
    return reader.connection.execute(coming).scalar()


def appointments_between(reader: Reader, since: datetime, until: datetime, customer_id: int | None = None) -> list[Appointment]:
    """Return the appointments that touch the time between two instants, but for cancelled jobs, in order."""
    plain = reader.connection.dialect.name == "sqlite"
    named: dict[str, Any] = {
        name: instant_text(instant) if plain else instant
        for name, instant in (("since", since), ("until", until), ("earliest", since - LONGEST))
    }
    if customer_id is None:
        return _BETWEEN.all(reader, **named)
    return _BETWEEN_OF.all(reader, **named, customer_id=customer_id)


def clashes_with(
    reader: Reader, technician_id: int, starts_at: datetime, ends_at: datetime, except_job: int | None = None
) -> list[Appointment]:
    """Return what somebody is booked for already between two instants, so that a form can say so before it is saved."""
    return [
        each
        for each in appointments_between(reader, starts_at, ends_at)
        if each.technician_id == technician_id and each.status in BOOKED_STATUSES and each.id != except_job
    ]


def _clashes(reader: Reader, found: list[Appointment], since: datetime, until: datetime) -> dict[int, tuple[str, ...]]:
    """Return the double bookings among ``found``, looking beyond the page's edge where an appointment reaches over it."""
    whole = found
    begins = min((each.starts_at for each in found), default=since)
    ends = max((each.ends_at for each in found), default=until)
    if begins < since or ends > until:
        whole = appointments_between(reader, min(begins, since), max(ends, until))
    booked = [
        Booking(each.id, each.technician_id, each.starts_at, each.ends_at) for each in whole if each.status in BOOKED_STATUSES
    ]
    numbers = {each.id: each.number for each in whole}
    return {id_: tuple(sorted(numbers[other] for other in others)) for id_, others in double_booked(booked).items()}


def _appointments() -> Select[*tuple[Any, ...]]:
    street = func.coalesce(func.nullif(Site.line1, ""), Contact.line1, "")
    city = func.coalesce(func.nullif(Site.city, ""), Contact.city, "")
    place = func.trim(street + ", " + city, ", ")
    return (
        select(
            Job.id,
            Job.number,
            Job.title,
            Job.details,
            Job.customer_id,
            Customer.name,
            func.coalesce(Site.name, ""),
            place,
            Job.technician_id,
            func.coalesce(Technician.name, ""),
            Job.status,
            Job.starts_at,
            Job.ends_at,
            Job.plan_id,
            Job.invoice_id,
        )
        .join(Customer, Customer.id == Job.customer_id)
        .outerjoin(Site, Site.id == Job.site_id)
        .outerjoin(Technician, Technician.id == Job.technician_id)
        .outerjoin(Contact, (Contact.customer_id == Job.customer_id) & (Contact.role == "billing"))
        .where(
            Job.starts_at >= bindparam("earliest", type_=AT),
            Job.starts_at < bindparam("until", type_=AT),
            Job.ends_at > bindparam("since", type_=AT),
            Job.status != "cancelled",
        )
        .order_by(Job.starts_at, Job.ends_at, Job.id)
    )


_BETWEEN = Question(_appointments(), Appointment)
_BETWEEN_OF = Question(_appointments().where(Job.customer_id == bindparam("customer_id", type_=BIG)), Appointment)
