"""Visits that plans include, as jobs to schedule: made a plan-year at a time, cancelled with the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select, update

from app.domain.job_states import NOT_BEGUN
from app.domain.schedule import Frequency, index_containing, start_of
from app.models.bulk import insert_rows, take_ids
from app.models.job_rows import JobRow
from app.models.jobs import Job
from app.models.plans import Plan
from app.services.jobs.reading import job_search_text
from app.services.numbering import take_numbers
from app.services.office import Writer

_DAY = timedelta(days=1)
_YEARLY = Frequency.parse("yearly")

_WANTING = select(
    Plan.id,
    Plan.customer_id,
    Plan.site_id,
    Plan.name,
    Plan.visits_per_year,
    Plan.start_on,
    Plan.end_on,
    Plan.visits_until_on,
).where(
    Plan.status == "active",
    Plan.visits_per_year > 0,
    Plan.start_on <= bindparam("through"),
    Plan.visits_until_on.is_(None) | (Plan.visits_until_on < bindparam("through")),
)


@dataclass(frozen=True, slots=True)
class _Year:
    plan_id: int
    customer_id: int
    site_id: int | None
    name: str
    year: int
    due: tuple[date, ...]
    first_no: int = 1


def visit_days(start_on: date, year: int, visits: int) -> list[date]:
    """Return the days on which the visits of a plan's year are due: evenly spread, the first on the year's first day.

    Args:
        start_on: the plan's first day.
        year: which year of the plan, from 0.
        visits: how many a year; a number that divides 12 gives the same day of the month throughout.
    """
    first = start_of(start_on, _YEARLY, year)
    if 12 % visits == 0:
        monthly = Frequency(months=12 // visits)
        return [start_of(start_on, monthly, year * visits + visit) for visit in range(visits)]
    days = (start_of(start_on, _YEARLY, year + 1) - first).days
    return [first + timedelta(days=days * visit // visits) for visit in range(visits)]


def plan_visits(writer: Writer, plan_ids: Sequence[int] | None = None, through: date | None = None) -> int:
    """Put the visits of every active plan (or of ``plan_ids``) on the jobs list, as far as their plan-years have begun.

    Years that are over when a plan is entered are left out. Returns how many jobs were made.
    """
    today = through or writer.today
    query = _WANTING if plan_ids is None else _WANTING.where(Plan.id.in_(plan_ids))
    years: list[_Year] = []
    until: list[dict[str, object]] = []
    for row in writer.connection.execute(query.order_by(Plan.id), {"through": max(today, writer.today)}):
        year = index_containing(row.start_on, _YEARLY, max(today, row.start_on))
        last = start_of(row.start_on, _YEARLY, year + 1) - _DAY
        done_until = row.visits_until_on
        due = tuple(
            day
            for day in visit_days(row.start_on, year, row.visits_per_year)
            if row.end_on is None or day <= row.end_on
        )
        if done_until is None or done_until < last:
            years.append(_Year(row.id, row.customer_id, row.site_id, row.name, year, due))
            until.append({"b_id": row.id, "b_until": last})
    count = sum(len(year.due) for year in years)
    _insert(writer, years, count)
    if until:
        writer.connection.execute(
            update(Plan).where(Plan.id == bindparam("b_id")).values(visits_until_on=bindparam("b_until")), until
        )
    return count


def _insert(writer: Writer, years: Sequence[_Year], count: int) -> None:
    if not count:
        return
    ids = iter(take_ids(writer.connection, Job, count))
    numbers = iter(take_numbers(writer, "job", count))
    insert_rows(
        writer.connection,
        Job,
        [
            JobRow(
                next(ids),
                number := next(numbers),
                year.customer_id,
                year.site_id,
                year.name,
                "",
                None,
                "unscheduled",
                day.isoformat(),
                None,
                None,
                0,
                year.plan_id,
                year.year,
                visit,
                job_search_text(number, year.name),
            )
            for year in years
            for visit, day in enumerate(year.due, year.first_no)
        ],
    )
    writer.touch("jobs")


def drop_visits(writer: Writer, plan_id: int, after: date | None) -> int:
    """Cancel the open visits of a plan that are due after a day (all of them when None), and return how many."""
    query = update(Job).where(Job.plan_id == plan_id, Job.status.in_(NOT_BEGUN)).values(status="cancelled")
    if after is not None:
        query = query.where(Job.due_on > after)
    dropped = writer.connection.execute(query).rowcount
    if dropped:
        writer.touch("jobs")
    return dropped


def revive_visits(writer: Writer, plan_id: int, after: date) -> None:
    """Put the visits back on the list that were cancelled because the plan was to end after a day."""
    revived = writer.connection.execute(
        update(Job)
        .where(Job.plan_id == plan_id, Job.status == "cancelled", Job.due_on > after)
        .values(status="unscheduled", starts_at=None, ends_at=None)
    ).rowcount
    if revived:
        writer.touch("jobs")


def replan_visits(writer: Writer, plan_id: int, from_on: date) -> None:
    """Replace a plan's open visits from a day on by those that its number of visits a year asks for now.

    What was done, or is under way, stays; later years follow by themselves.
    """
    drop_visits(writer, plan_id, from_on - _DAY)
    row = writer.connection.execute(
        select(
            Plan.customer_id,
            Plan.site_id,
            Plan.name,
            Plan.visits_per_year,
            Plan.start_on,
            Plan.end_on,
            Plan.visits_until_on,
        ).where(Plan.id == plan_id)
    ).one()
    if row.visits_until_on is None or row.visits_per_year == 0:
        plan_visits(writer, [plan_id])
        return
    year = index_containing(row.start_on, _YEARLY, max(from_on, row.start_on))
    taken = writer.connection.execute(
        select(func.coalesce(func.max(Job.visit_no), 0)).where(Job.plan_id == plan_id, Job.plan_year == year)
    ).scalar_one()
    days = tuple(
        day
        for day in visit_days(row.start_on, year, row.visits_per_year)
        if day >= from_on and (row.end_on is None or day <= row.end_on)
    )
    found = _Year(plan_id, row.customer_id, row.site_id, row.name, year, days, int(taken or 0) + 1)
    _insert(writer, [found], len(days))
    last = start_of(row.start_on, _YEARLY, year + 1) - _DAY
    writer.connection.execute(update(Plan).where(Plan.id == plan_id).values(visits_until_on=last))
