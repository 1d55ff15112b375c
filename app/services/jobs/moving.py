"""The way of a job: put into the calendar, moved there, begun, done, cancelled, and one step of that back.

Becoming invoiced is not here: only ``claiming`` does that, with the invoice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from app.domain.appointments import LONGEST
from app.domain.errors import Conflict, NotFound, UserError
from app.domain.job_states import OPEN_STATUSES, may_follow
from app.domain.language import _
from app.models.base import instant_text
from app.models.jobs import Job, Technician
from app.services.activity import Detail, Happening, record
from app.services.jobs.reading import Standing, standing
from app.services.office import Writer

_LEAST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Moved:
    """How a job stood before and after a step, so that the step can be taken back while nothing else happened to it."""

    before: Standing
    after: Standing


def check_appointment(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Refuse an appointment that cannot be kept.

    Raises:
        UserError: half of it is missing, it ends before it begins, or lasts longer than ``LONGEST``.
    """
    if starts_at is None and ends_at is None:
        return
    if starts_at is None or ends_at is None:
        raise UserError(_("An appointment needs a beginning and an end."))
    if ends_at - starts_at < _LEAST:
        raise UserError(_("An appointment ends after it begins."))
    if ends_at - starts_at > LONGEST:
        raise UserError(_("An appointment lasts two weeks at most."), _("Enter a second job for the rest."))


def schedule_job(
    writer: Writer, job_id: int, starts_at: datetime, ends_at: datetime, technician_id: int | None = None
) -> Moved:
    """Give a job its appointment, or another one, and return both, for undo.

    Args:
        writer: the transaction.
        job_id: the job; one that is done or cancelled is taken back first, by hand.
        starts_at: when it begins, UTC.
        ends_at: when it ends, UTC.
        technician_id: who does it; None for nobody yet.

    Raises:
        UserError: it is done, invoiced or cancelled, or the appointment is impossible.
        NotFound: no such job or person.
    """
    before = standing(writer, job_id)
    if before.status != "in_progress" and not may_follow(before.status, "scheduled"):
        raise _refused(before)
    check_appointment(starts_at, ends_at)
    if technician_id is not None and technician_id != before.technician_id:
        _somebody(writer, technician_id)
    status = before.status if before.status == "in_progress" else "scheduled"
    after = replace(before, status=status, starts_at=starts_at, ends_at=ends_at, technician_id=technician_id)
    if after != before:
        kind = "job.scheduled" if before.starts_at is None else "job.moved"
        _write(writer, before, after, kind)
    return Moved(before, after)


def assign_job(writer: Writer, job_id: int, technician_id: int | None) -> Moved:
    """Send somebody else to a job, or nobody; its appointment stays.

    Raises:
        UserError: it is done, invoiced or cancelled.
        NotFound: no such job or person.
    """
    before = standing(writer, job_id)
    if before.status not in OPEN_STATUSES:
        raise _refused(before)
    if technician_id is not None and technician_id != before.technician_id:
        _somebody(writer, technician_id)
    after = replace(before, technician_id=technician_id)
    if after != before:
        _write(writer, before, after, "job.assigned")
    return Moved(before, after)


def move_job(writer: Writer, job_id: int, status: str, *, on: date | None = None) -> Moved:
    """Begin a job, finish it, cancel it, take it off the calendar, or take one step of that back.

    Args:
        writer: the transaction.
        job_id: the job.
        status: the status it gets: unscheduled, in_progress, done, cancelled, or scheduled for one that was not begun after
            all and still has its appointment.
        on: the day it was done; today when None.

    Raises:
        UserError: that step cannot follow.
        NotFound: no such job.
    """
    before = standing(writer, job_id)
    if not may_follow(before.status, status) or before.status == status:
        raise _refused(before)
    after = replace(before, status=status)
    if status == "scheduled" and before.starts_at is None:
        raise UserError(_("Say which day and hour the job is scheduled for."))
    if status == "unscheduled":
        after = replace(after, starts_at=None, ends_at=None)
    if status == "done":
        after = replace(after, done_on=on or writer.today)
    elif before.status == "done":
        after = replace(after, done_on=None)
    _write(writer, before, after, f"job.{status}")
    return Moved(before, after)


def take_back(writer: Writer, moved: Moved) -> None:
    """Put a job back to how it stood before a step (undo).

    Raises:
        Conflict: something else happened to it since.
        NotFound: no such job.
    """
    if _step(standing(writer, moved.after.id)) != _step(moved.after):
        raise Conflict(_("Job {number} was changed meanwhile.").format(number=moved.after.number))
    _write(writer, moved.after, moved.before, "job.put_back")


def _step(job: Standing) -> tuple[object, ...]:
    return (job.status, job.starts_at, job.ends_at, job.technician_id, job.done_on)


def _write(writer: Writer, before: Standing, after: Standing, kind: str) -> None:
    changed = writer.connection.execute(
        update(Job)
        .where(Job.id == before.id, Job.status == before.status)
        .values(
            status=after.status,
            starts_at=after.starts_at,
            ends_at=after.ends_at,
            technician_id=after.technician_id,
            done_on=after.done_on,
        )
    )
    if changed.rowcount != 1:
        raise Conflict(_("Job {number} was changed meanwhile.").format(number=before.number))
    details: dict[str, Detail] = {"number": before.number, "title": before.title}
    if after.done_on is not None:
        details["done_on"] = after.done_on.isoformat()
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        details["starts_at"] = {"before": _text(before.starts_at), "after": _text(after.starts_at)}
    if before.technician_id != after.technician_id:
        details["technician"] = {
            "before": _name(writer, before.technician_id),
            "after": _name(writer, after.technician_id),
        }
    if after.starts_at is not None:
        details["when_at"] = _text(after.starts_at)
    record(writer, [Happening(kind, before.customer_id, details)])
    writer.touch("jobs", f"customer:{before.customer_id}")
    if before.plan_id is not None:
        writer.touch("plans")


def _refused(job: Standing) -> UserError:
    if job.status == "invoiced":
        return UserError(
            _("Job {number} is invoiced.").format(number=job.number), _("Void its invoice first, or discard the draft.")
        )
    return UserError(_("Job {number} cannot take that step from where it is.").format(number=job.number))


def _somebody(writer: Writer, technician_id: int) -> None:
    if writer.connection.execute(select(Technician.id).where(Technician.id == technician_id)).scalar() is None:
        raise NotFound(_("That person is not in this book."))


def _name(writer: Writer, technician_id: int | None) -> str:
    if technician_id is None:
        return ""
    return writer.connection.execute(select(Technician.name).where(Technician.id == technician_id)).scalar() or ""


def _text(at: datetime | None) -> str | None:
    return instant_text(at) if at is not None else None
