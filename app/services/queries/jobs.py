"""Lists of jobs: which match, in which order, their rows, and what they add up to. The calendar is ``jobs_calendar``."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, case, func, literal, or_, select

from app.domain.appointments import day_bounds
from app.domain.folding import fold
from app.domain.job_states import JOB_STATUSES, OPEN_STATUSES
from app.domain.language import _
from app.models.base import BIG, UtcInstant, instant_text
from app.models.customers import Customer, Site
from app.models.invoices import Invoice
from app.models.jobs import Job, Technician
from app.models.plans import Plan
from app.services.jobs.technicians import technicians
from app.services.office import Reader
from app.services.plans.reading import chunks
from app.services.queries.asking import AnySelect, Question, exact_sum

NOBODY = 0
"""Stands for jobs that nobody is sent to, where a technician's id would stand."""


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs a list shows; everything given must hold.

    Attributes:
        text: as typed; every word is part of the job's number, title or person, or of what the customer is found by.
        status: one of ``JOB_STATUSES``; ``open`` for what is still to be done; ``to_invoice`` for what is done and asked of
            nobody yet; ``late`` for what should have been done by now; or empty.
        customer_id: only this customer's.
        technician_id: only this person's; ``NOBODY`` for jobs without one.
        future: only what is scheduled for, or due on, a day after today, and still to be done.
        from_on: scheduled or due on this day or later.
        until_on: scheduled or due on this day or earlier.
        appointed: only what stands in the calendar: with an appointment, and not cancelled; the days are those it touches.
    """

    text: str = ""
    status: str = ""
    customer_id: int | None = None
    technician_id: int | None = None
    future: bool = False
    from_on: date | None = None
    until_on: date | None = None
    appointed: bool = False


class JobSort(StrEnum):
    """What a list of jobs is ordered by; the number breaks ties."""

    NUMBER = "number"
    CUSTOMER = "customer"
    SITE = "site"
    TITLE = "title"
    WHO = "who"
    WHEN = "when"
    DUE = "due"
    STATUS = "status"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class JobListRow:
    """A job as lists show it; instants in UTC, the amount in minor units before tax.

    ``invoice_number`` is empty while its invoice is a draft; ``plan_number`` where no plan includes it.
    """

    id: int
    number: str
    customer_id: int
    account: str
    customer_name: str
    site_name: str
    title: str
    technician_id: int | None
    technician: str
    status: str
    due_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    done_on: date | None
    amount_minor: int
    invoice_id: int | None
    invoice_number: str
    plan_id: int | None
    plan_number: str

    @property
    def is_drafted(self) -> bool:
        """Whether its invoice is a draft yet: nobody was asked for money."""
        return self.invoice_id is not None and not self.invoice_number

    @property
    def can_be_invoiced(self) -> bool:
        """Whether it is done, and neither a plan nor an invoice asks for it."""
        return self.status == "done" and self.plan_id is None and self.invoice_id is None


@dataclass(frozen=True, slots=True)
class JobTotals:
    """What the jobs of a filter add up to; minor units before tax."""

    count: int
    open: int
    amount_minor: int
    to_invoice_minor: int


def job_status_words(status: str) -> str:
    """Return what a status is called."""
    return {
        "unscheduled": _("Unscheduled"),
        "scheduled": _("Scheduled"),
        "in_progress": _("In progress"),
        "done": _("Done"),
        "invoiced": _("Invoiced"),
        "cancelled": _("Cancelled"),
    }[status]


def job_ids(reader: Reader, wanted: JobFilter, sort: JobSort = JobSort.NUMBER, *, descending: bool = False) -> array[int]:
    """Return the ids (typecode q) of the jobs that match, in order; what has no value to order by comes last."""
    statement = _joined(select(Job.id), sort).where(*_conditions(reader, wanted))
    keys = [key.desc().nulls_last() if descending else key.asc().nulls_last() for key in _keys(sort)]
    return Question(statement.order_by(*keys, Job.id.desc() if descending else Job.id), int).ids(reader)


def job_rows(reader: Reader, ids: Sequence[int]) -> list[JobListRow]:
    """Return the rows of ``ids`` in their order; ids that are gone are left out."""
    found: dict[int, JobListRow] = {}
    for some in chunks(ids):
        for cells in reader.connection.execute(_ROWS.where(Job.id.in_(some))):
            values: tuple[Any, ...] = tuple(cells)
            row = JobListRow(*values)
            found[row.id] = row
    return [found[id_] for id_ in ids if id_ in found]


def job_totals(reader: Reader, wanted: JobFilter) -> JobTotals:
    """Return how many jobs match and what they add up to."""
    statement = (
        select(
            func.count(),
            exact_sum(case((_open(), 1), else_=0)),
            exact_sum(Job.amount_minor),
            exact_sum(case((_to_invoice(), Job.amount_minor), else_=0)),
        )
        .select_from(Job)
        .where(*_conditions(reader, wanted))
    )
    row = reader.connection.execute(statement).one()
    return JobTotals(*(int(cell) for cell in row))


def amount_of_jobs(reader: Reader, ids: Sequence[int]) -> int:
    """Return what jobs come to before tax, in minor units."""
    total = 0
    for some in chunks(ids):
        total += int(reader.connection.execute(select(exact_sum(Job.amount_minor)).where(Job.id.in_(some))).scalar_one())
    return total


_COUNT = Question(select(func.count()).where(Job.customer_id == bindparam("customer_id", type_=BIG)), int)


def count_jobs(reader: Reader, customer_id: int) -> int:
    """Return how many jobs a customer has or had."""
    return _COUNT.one(reader, customer_id=customer_id)


def count_future_jobs(reader: Reader, customer_id: int) -> int:
    """Return how many jobs of a customer lie after today."""
    wanted = JobFilter(customer_id=customer_id, future=True)
    found = reader.connection.execute(select(func.count()).select_from(Job).where(*_conditions(reader, wanted))).scalar()
    return int(found or 0)


def _open() -> ColumnElement[bool]:
    return or_(*(Job.status == status for status in OPEN_STATUSES))


def _at(reader: Reader, instant: datetime) -> ColumnElement[Any]:
    """Return an instant as the store compares it; statements go to the driver of SQLite as they are."""
    plain = reader.connection.dialect.name == "sqlite"
    return literal(instant_text(instant), Text()) if plain else literal(instant, UtcInstant())


def _says(reader: Reader, word: str) -> ColumnElement[bool]:
    """Return the condition that a job, its customer or its person is found by a folded word."""
    like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    customers = select(Customer.id).where(Customer.search_text.like(like, escape="\\"))
    people = [each.id for each in technicians(reader, archived=True) if word in fold(each.name)]
    return or_(
        Job.search_text.like(like, escape="\\"),
        Job.customer_id.in_(customers),
        *(Job.technician_id == id_ for id_ in people),
    )


def _to_invoice() -> ColumnElement[bool]:
    return and_(Job.status == "done", Job.plan_id.is_(None))


_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Job.id,
        Job.number,
        Job.customer_id,
        Customer.account,
        Customer.name,
        func.coalesce(Site.name, ""),
        Job.title,
        Job.technician_id,
        func.coalesce(Technician.name, ""),
        Job.status,
        Job.due_on,
        Job.starts_at,
        Job.ends_at,
        Job.done_on,
        Job.amount_minor,
        Job.invoice_id,
        func.coalesce(Invoice.number, ""),
        Job.plan_id,
        func.coalesce(Plan.number, ""),
    )
    .join(Customer, Customer.id == Job.customer_id)
    .outerjoin(Site, Site.id == Job.site_id)
    .outerjoin(Technician, Technician.id == Job.technician_id)
    .outerjoin(Invoice, Invoice.id == Job.invoice_id)
    .outerjoin(Plan, Plan.id == Job.plan_id)
)


def _joined(statement: AnySelect, sort: JobSort) -> AnySelect:
    """Join only what is asked for: a hundred thousand look-ups are saved for most lists."""
    if sort is JobSort.CUSTOMER:
        statement = statement.join(Customer, Customer.id == Job.customer_id)
    if sort is JobSort.WHO:
        statement = statement.outerjoin(Technician, Technician.id == Job.technician_id)
    if sort is JobSort.SITE:
        statement = statement.outerjoin(Site, Site.id == Job.site_id)
    return statement


def _conditions(reader: Reader, wanted: JobFilter) -> list[ColumnElement[bool]]:
    zone = ZoneInfo(reader.profile.time_zone)
    found: list[ColumnElement[bool]] = []
    found += [_says(reader, word) for word in fold(wanted.text).split()]
    if wanted.status == "open":
        found.append(_open())
    elif wanted.status == "to_invoice":
        found.append(_to_invoice())
    elif wanted.status == "late":
        midnight = _at(reader, day_bounds(reader.today, 0, zone)[0])
        due = and_(Job.starts_at.is_(None), Job.due_on < reader.today)
        found += [_open(), or_(Job.ends_at <= midnight, due)]
    elif wanted.status:
        found.append(Job.status == wanted.status)
    if wanted.customer_id is not None:
        found.append(Job.customer_id == wanted.customer_id)
    if wanted.technician_id == NOBODY:
        found.append(Job.technician_id.is_(None))
    elif wanted.technician_id is not None:
        found.append(Job.technician_id == wanted.technician_id)
    if wanted.future:
        found += [_open(), *_days(reader, reader.today + timedelta(days=1), None, zone)]
    if wanted.appointed:
        found += [Job.starts_at.is_not(None), Job.status != "cancelled", *_touching(reader, wanted, zone)]
    elif wanted.from_on is not None or wanted.until_on is not None:
        found += _days(reader, wanted.from_on, wanted.until_on, zone)
    return found


def _touching(reader: Reader, wanted: JobFilter, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    """Return the conditions that an appointment touches the days of a filter, as the calendar shows them."""
    found: list[ColumnElement[bool]] = []
    if wanted.from_on is not None:
        found.append(Job.ends_at > _at(reader, day_bounds(wanted.from_on, 0, zone)[0]))
    if wanted.until_on is not None:
        found.append(Job.starts_at < _at(reader, day_bounds(wanted.until_on, 1, zone)[1]))
    return found


def _days(reader: Reader, first: date | None, last: date | None, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    """Return the conditions that a job's day, of its appointment or else of when it is due, lies between two days."""
    found: list[ColumnElement[bool]] = []
    if first is not None:
        begins = _at(reader, day_bounds(first, 0, zone)[0])
        found.append(or_(Job.starts_at >= begins, and_(Job.starts_at.is_(None), Job.due_on >= first)))
    if last is not None:
        ends = _at(reader, day_bounds(last, 1, zone)[1])
        found.append(or_(Job.starts_at < ends, and_(Job.starts_at.is_(None), Job.due_on <= last)))
    return found


def _keys(sort: JobSort) -> list[Any]:
    rank = case(*((Job.status == word, at) for at, word in enumerate(JOB_STATUSES)), else_=9)
    keys: dict[JobSort, list[Any]] = {
        JobSort.NUMBER: [func.length(Job.number), Job.number],
        JobSort.CUSTOMER: [Customer.sort_name],
        JobSort.SITE: [func.lower(Site.name)],
        JobSort.TITLE: [func.lower(Job.title)],
        JobSort.WHO: [func.lower(Technician.name)],
        JobSort.WHEN: [Job.starts_at, Job.due_on],
        JobSort.DUE: [Job.due_on],
        JobSort.STATUS: [rank],
        JobSort.AMOUNT: [Job.amount_minor],
    }
    return keys[sort]
