"""What is said of a job in words and pills: its status, its appointment, who does it, what was done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from app.domain.job_states import may_follow
from app.domain.language import _
from app.services.jobs.moving import Moved
from app.services.queries.jobs import JobListRow, job_status_words
from app.services.queries.jobs_calendar import Appointment
from app.services.week_format import WeekFormat, length_words, week_format
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone
from app.ui.session import Session

STATUS_LOOK = {
    "unscheduled": (Tone.CARE, "ring"),
    "scheduled": (Tone.INFO, "calendar"),
    "in_progress": (Tone.INFO, "half"),
    "done": (Tone.GOOD, "check"),
    "invoiced": (Tone.QUIET, "check"),
    "cancelled": (Tone.QUIET, "void"),
}


def weeks(session: Session) -> WeekFormat:
    """Return how hours and weekdays are written."""
    return week_format(session.profile.locale)


def status_pill(row: JobListRow) -> Status:
    """Return a job's status as a pill; a draft is not called invoiced, because nobody was asked for money yet."""
    tone, icon = STATUS_LOOK[row.status]
    if row.is_drafted:
        return Status(_("Invoice drafted"), Tone.QUIET, "pencil")
    return Status(job_status_words(row.status), tone, icon)


def day_words(at: datetime, session: Session) -> str:
    """Return the day of an instant: Tue, Mar 17, 2026."""
    here = session.local(at).date()
    return f"{weeks(session).short_day(here)}, {session.dates.medium(here)}"


def short_date(on: date, session: Session) -> str:
    """Return a date without its year: Mar 17."""
    text = session.dates.medium(on)
    year = str(on.year)
    return text.replace(f", {year}", "").replace(f" {year}", "").replace(year, "").strip(" ,.")


def brief_words(starts_at: datetime | None, ends_at: datetime | None, session: Session) -> str:
    """Return an appointment for lists, its year only where it is not this one: Tue, Mar 17, 9 AM – 10:30 AM."""
    if starts_at is None or ends_at is None:
        return ""
    begins, ends = session.local(starts_at), session.local(ends_at)
    if begins.date() != ends.date() or begins.year != session.today.year:
        return when_words(starts_at, ends_at, session)
    style = weeks(session)
    day = f"{style.short_day(begins.date())}, {short_date(begins.date(), session)}"
    return f"{day}, {style.short_hour(begins)} – {style.short_hour(ends)}"


def when_words(starts_at: datetime | None, ends_at: datetime | None, session: Session) -> str:
    """Return an appointment: Tue, Mar 17, 2026, 9:00 AM – 10:30 AM; over midnight both days are named."""
    if starts_at is None or ends_at is None:
        return ""
    style, begins, ends = weeks(session), session.local(starts_at), session.local(ends_at)
    text = f"{day_words(starts_at, session)}, {style.hour(begins)}"
    if begins.date() == ends.date():
        return f"{text} – {style.hour(ends)}"
    return f"{text} – {day_words(ends_at, session)}, {style.hour(ends)}"


def length_of(starts_at: datetime, ends_at: datetime) -> str:
    """Return how long an appointment lasts."""
    return length_words(ends_at - starts_at)


def appointment_words(each: Appointment, clashes: tuple[str, ...], session: Session) -> str:
    """Return everything a calendar knows of an appointment, several lines: for tips, and for whoever listens."""
    lines = [
        f"{each.number} · {each.title}",
        each.customer_name,
        each.site_name,
        each.place,
        when_words(each.starts_at, each.ends_at, session),
        each.technician or _("Nobody yet"),
        job_status_words(each.status),
        clash_words(each.technician, clashes) if clashes else "",
        each.details,
    ]
    return "\n".join(line for line in lines if line)


def clash_words(name: str, numbers: tuple[str, ...]) -> str:
    """Return that somebody is booked twice: “Ingrid is booked twice: J-0004.”"""
    return _("{name} is booked twice: {jobs}.").format(name=name, jobs=", ".join(numbers))


def moved_words(moved: Moved, session: Session) -> str:
    """Return what the last step did to a job."""
    after, before = moved.after, moved.before
    if after.starts_at is not None and after.starts_at != before.starts_at:
        when = f"{day_words(after.starts_at, session)}, {weeks(session).hour(session.local(after.starts_at))}"
        return _("Job {number} is on {when}.").format(number=after.number, when=when)
    if (after.starts_at, after.status) == (before.starts_at, before.status) and after.ends_at != before.ends_at:
        assert after.starts_at is not None and after.ends_at is not None  # noqa: S101, PT018 - both or neither
        length = length_words(after.ends_at - after.starts_at)
        return _("Job {number} lasts {length}.").format(number=after.number, length=length)
    words = {
        "unscheduled": _("Job {number} is off the calendar."),
        "scheduled": _("Job {number} is scheduled."),
        "in_progress": _("Job {number} is in progress."),
        "done": _("Job {number} is done."),
        "cancelled": _("Job {number} is cancelled."),
    }
    return words.get(after.status, _("Job {number} changed.")).format(number=after.number)


STEP_WORDS: dict[str, Callable[[str], str]] = {
    "in_progress": lambda before: _("Not done after all") if before == "done" else _("Begin"),
    "done": lambda _before: _("Done"),
    "scheduled": lambda _before: _("Not begun after all"),
    "unscheduled": lambda before: _("Take up again") if before == "cancelled" else _("Take off the calendar"),
    "cancelled": lambda _before: _("Cancel job"),
}
"""What a step is called, by the status it leads to; the status before is told."""

_ORDER = ("in_progress", "done", "scheduled", "unscheduled", "cancelled")


def step_words(status: str) -> tuple[str, ...]:
    """Return the statuses that a job may get by hand, in the order in which a menu offers them."""
    return tuple(after for after in _ORDER if after != status and may_follow(status, after)
                 and not (after == "scheduled" and status == "unscheduled"))
