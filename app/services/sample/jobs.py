"""The sample's jobs: who is sent, the visits of service plans, and single jobs of the past and the coming weeks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.domain.appointments import instant_of
from app.domain.rounding import MILLION
from app.models.customers import Site
from app.models.jobs import Job
from app.services.customers.entering import NewCustomer
from app.services.invoicing.figures import NewLine
from app.services.jobs.entering import NewJob, enter_jobs
from app.services.jobs.invoicing import invoice_job
from app.services.jobs.moving import move_job, schedule_job
from app.services.jobs.technicians import add_technician
from app.services.office import Writer
from app.services.queries.jobs_calendar import clashes_with
from app.services.sample.people import WORK

TECHNICIANS = ("Ingrid Halvorsen", "Marcus Bell", "Diego Ruiz")
_SEED = 1_914
_DETAILS = ("", "", "", "Call half an hour before.", "Key is in the lock box.", "Bring the long ladder.", "Dog in the yard.")


def do_visits(writer: Writer, rng: random.Random, today: date) -> None:
    """Finish the visits of the past, and put those of the coming weeks into the calendar."""
    zone = ZoneInfo(writer.profile.time_zone)
    people = tuple(add_technician(writer, name) for name in TECHNICIANS)
    rows = writer.connection.execute(
        select(Job.id, Job.due_on).where(Job.status == "unscheduled", Job.due_on <= today + timedelta(days=45)).order_by(Job.id)
    ).all()
    for job_id, due in rows:
        due_on = due or today
        if due_on < today - timedelta(days=6):
            move_job(writer, job_id, "done", on=due_on + timedelta(days=rng.randint(0, 6)))
        elif rng.random() < 0.7:
            day = _working(max(due_on, today) + timedelta(days=rng.randint(0, 5)))
            starts_at = instant_of(day, time(rng.randint(8, 16), rng.choice((0, 30))), zone)
            ends_at = starts_at + timedelta(minutes=60)
            schedule_job(writer, job_id, starts_at, ends_at, _free(writer, people, rng.choice(people), starts_at, ends_at))


def enter_single_jobs(
    writer: Writer, customers: Sequence[tuple[int, NewCustomer]], tax_ppm: int, tax_rate_id: int | None, today: date
) -> None:
    """Enter jobs that no plan includes: some are done and invoiced, some wait for their invoice, some for their day."""
    rng = random.Random(_SEED)  # noqa: S311 - a story, not a secret
    zone = ZoneInfo(writer.profile.time_zone)
    people = tuple(add_technician(writer, name) for name in TECHNICIANS)
    sites: dict[int, list[int]] = {}
    for row in writer.connection.execute(select(Site.id, Site.customer_id).order_by(Site.id)):
        sites.setdefault(row.customer_id, []).append(row.id)
    wanted: list[NewJob] = []
    for customer_id, _customer in rng.sample(list(customers), 46):
        name, price, taxed = rng.choice(WORK)
        hours = rng.choice((1, 1, 2, 2, 3))
        lines = [NewLine(name, price, MILLION, 0, *((tax_ppm, tax_rate_id) if taxed else ()))]
        if rng.random() < 0.35:
            lines.append(NewLine("Technician, hours on site", 9_500, hours * MILLION))
        place = rng.choice(sites[customer_id]) if customer_id in sites else None
        day = _working(today + timedelta(days=rng.randint(-12, 18)))
        starts_at = instant_of(day, time(rng.randint(8, 15), rng.choice((0, 0, 30))), zone)
        scheduled = day <= today or rng.random() < 0.75
        wanted.append(
            NewJob(
                customer_id,
                name,
                tuple(lines),
                rng.choice(_DETAILS),
                place,
                None,
                day if not scheduled else None,
                starts_at if scheduled else None,
                starts_at + timedelta(hours=hours) if scheduled else None,
            )
        )
    for made, new in zip(enter_jobs(writer, wanted), wanted, strict=True):
        if new.starts_at is None or new.ends_at is None:
            continue
        # The long jobs all went to one person without looking, so that a double booking is there to be seen.
        long = new.ends_at - new.starts_at > timedelta(hours=2)
        who = people[0] if long else _free(writer, people, rng.choice(people), new.starts_at, new.ends_at)
        schedule_job(writer, made.id, new.starts_at, new.ends_at, who)
        day = new.starts_at.astimezone(zone).date()
        if day >= today:
            continue
        move_job(writer, made.id, "done", on=day)
        if rng.random() < 0.55:
            invoice_job(writer, made.id, draft=rng.random() < 0.15, on=max(day, today - timedelta(days=3)))


def _free(writer: Writer, people: Sequence[int], wanted: int, starts_at: datetime, ends_at: datetime) -> int:
    """Return ``wanted``, or somebody else who has time then."""
    order = (wanted, *(each for each in people if each != wanted))
    return next((each for each in order if not clashes_with(writer, each, starts_at, ends_at)), wanted)


def _working(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
