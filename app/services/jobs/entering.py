"""Entering jobs and changing what is said of them: what, where, until when, and the lines that an invoice will have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.base import instant_text
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer, Site
from app.models.job_rows import JobLineRow, JobRow
from app.models.jobs import Job, JobLine, Technician
from app.services.activity import Detail, Happening, record
from app.services.invoicing.figures import NewLine, figures_of
from app.services.jobs.moving import check_appointment
from app.services.jobs.reading import Standing, job_search_text, lines_of, standing
from app.services.numbering import take_numbers
from app.services.office import Writer

LONGEST_TITLE, LONGEST_DETAILS = 200, 4000


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to enter. With ``starts_at`` and ``ends_at`` (UTC) it is scheduled, otherwise it waits to be."""

    customer_id: int
    title: str
    lines: tuple[NewLine, ...] = ()
    details: str = ""
    site_id: int | None = None
    technician_id: int | None = None
    due_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EnteredJob:
    """A job that is now in the book; the amount before tax in minor units."""

    id: int
    number: str
    amount_minor: int


def enter_jobs(writer: Writer, jobs: Sequence[NewJob]) -> list[EnteredJob]:
    """Enter jobs, number them, and note them in the customers' diaries.

    Raises:
        UserError: one of them has no title, a site of somebody else's, or an impossible appointment; none is entered.
        NotFound: no such customer, site or person.
    """
    for new in jobs:
        _check(writer, new)
    nets = [_nets(writer, new.lines) for new in jobs]
    ids = take_ids(writer.connection, Job, len(jobs))
    numbers = take_numbers(writer, "job", len(jobs))
    rows = [
        JobRow(
            id_,
            number,
            new.customer_id,
            new.site_id,
            " ".join(new.title.split()),
            new.details.strip(),
            new.technician_id,
            "unscheduled" if new.starts_at is None else "scheduled",
            new.due_on.isoformat() if new.due_on is not None else None,
            instant_text(new.starts_at) if new.starts_at is not None else None,
            instant_text(new.ends_at) if new.ends_at is not None else None,
            sum(net),
            None,
            None,
            None,
            job_search_text(number, " ".join(new.title.split()), new.details.strip()),
        )
        for id_, number, new, net in zip(ids, numbers, jobs, nets, strict=True)
    ]
    insert_rows(writer.connection, Job, rows)
    for id_, new, net in zip(ids, jobs, nets, strict=True):
        _insert_lines(writer, id_, new.lines, net)
    record(
        writer,
        [
            Happening("job.entered", row.customer_id, {"number": row.number, "title": row.title, "starts_at": row.starts_at})
            for row in rows
        ],
    )
    writer.touch("jobs", *{f"customer:{new.customer_id}" for new in jobs})
    return [EnteredJob(row.id, row.number, row.amount_minor) for row in rows]


def enter_job(writer: Writer, new: NewJob) -> EnteredJob:
    """Enter one job; see ``enter_jobs``."""
    return enter_jobs(writer, [new])[0]


def change_job(writer: Writer, job_id: int, new: NewJob) -> Standing:
    """Write what is said of a job anew and return how it was; appointment and person are ``moving``'s and stay.

    Args:
        writer: the transaction.
        job_id: the job.
        new: its title, details, site, due date and lines; its customer stays.

    Raises:
        UserError: it is invoiced, no title, a site of somebody else's, or lines on a visit that its plan pays for.
        NotFound: no such job or site.
    """
    before = standing(writer, job_id)
    _check(writer, new, before.customer_id, before.site_id)
    old = lines_of(writer, job_id)
    if before.status == "invoiced" and (new.lines != old or new.site_id != before.site_id):
        raise UserError(
            _("Job {number} is invoiced; its lines stay as they were.").format(number=before.number),
            _("Void the invoice first, or discard its draft."),
        )
    if before.is_visit and new.lines:
        raise UserError(
            _("Job {number} is a visit of a service plan, which is billed by the plan.").format(number=before.number),
            _("Enter a job of its own for work beyond the plan."),
        )
    nets = _nets(writer, new.lines)
    title = " ".join(new.title.split())
    writer.connection.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(
            title=title,
            details=new.details.strip(),
            site_id=new.site_id,
            due_on=new.due_on,
            amount_minor=sum(nets),
            search_text=job_search_text(before.number, title, new.details.strip()),
        )
    )
    if new.lines != old:
        writer.connection.execute(delete(JobLine).where(JobLine.job_id == job_id))
        _insert_lines(writer, job_id, new.lines, nets)
    details: dict[str, Detail] = {
        "number": before.number,
        "name": {"before": before.title, "after": title},
        "due_on": {"before": _iso(before.due_on), "after": _iso(new.due_on)},
        "amount_minor": {"before": before.amount_minor, "after": sum(nets)},
    }
    record(writer, [Happening("job.changed", before.customer_id, details)])
    writer.touch("jobs", f"customer:{before.customer_id}")
    return before


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on is not None else None


def _check(writer: Writer, new: NewJob, customer_id: int | None = None, kept_site: int | None = None) -> None:
    if not new.title.strip():
        raise UserError(_("Say what is to be done."))
    if len(new.title) > LONGEST_TITLE or len(new.details) > LONGEST_DETAILS:
        raise UserError(_("That is too long for a job."), _("Attach a note to the account instead."))
    if any(not line.description.strip() for line in new.lines):
        raise UserError(_("A line has a price and no description."))
    owner = customer_id or new.customer_id
    execute = writer.connection.execute
    if customer_id is None and execute(select(Customer.id).where(Customer.id == owner)).scalar() is None:
        raise NotFound(_("That customer is not in this book."))
    if new.site_id is not None and new.site_id != kept_site and execute(
        select(Site.customer_id).where(Site.id == new.site_id)
    ).scalar() != owner:
        raise UserError(_("That site is not this customer's."))
    if new.technician_id is not None and execute(
        select(Technician.id).where(Technician.id == new.technician_id)
    ).scalar() is None:
        raise NotFound(_("That person is not in this book."))
    check_appointment(new.starts_at, new.ends_at)


def _nets(writer: Writer, lines: Sequence[NewLine]) -> tuple[int, ...]:
    return figures_of(lines, writer.profile.tax_rounding).nets if lines else ()


def _insert_lines(writer: Writer, job_id: int, lines: Sequence[NewLine], nets: Sequence[int]) -> None:
    if not lines:
        return
    ids = take_ids(writer.connection, JobLine, len(lines))
    insert_rows(
        writer.connection,
        JobLine,
        [
            JobLineRow(
                id_,
                job_id,
                position,
                line.description,
                line.quantity_micro,
                line.unit_price_minor,
                line.discount_ppm,
                net,
                line.tax_rate_id,
                line.tax_ppm,
            )
            for position, (id_, line, net) in enumerate(zip(ids, lines, nets, strict=True), 1)
        ],
    )
