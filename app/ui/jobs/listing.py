"""Lists of jobs: where rows come from, their columns, and what they can be narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.language import _
from app.services.office import Office
from app.services.queries.jobs import JobFilter, JobListRow, JobSort, job_ids, job_rows, job_status_words
from app.ui.jobs.words import STATUS_LOOK, brief_words, status_pill
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.session import Session


def choices() -> dict[str, tuple[str, JobFilter]]:
    """Return what the list can be narrowed to: a key, what it is called, and the filter."""
    found = {
        "open": (_("Open jobs"), JobFilter(status="open")),
        "all": (_("All jobs"), JobFilter()),
        "late": (_("Should be done by now"), JobFilter(status="late")),
        "to_invoice": (_("Done, to be invoiced"), JobFilter(status="to_invoice")),
    }
    for status in STATUS_LOOK:
        found[status] = (job_status_words(status), JobFilter(status=status))
    return found


class JobSource:
    """Rows from the book. The filter of the table is a ``JobFilter``; ``always`` narrows it further."""

    def __init__(self, office: Office, always: JobFilter | None = None) -> None:
        self._office = office
        self._always = always or JobFilter()

    def narrowed(self, filter_: object) -> JobFilter:
        """Return what is shown for a table's filter."""
        wanted = filter_ if isinstance(filter_, JobFilter) else JobFilter()
        always = self._always
        return replace(
            wanted, customer_id=always.customer_id or wanted.customer_id, future=always.future or wanted.future
        )

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted, order = self.narrowed(filter_), JobSort(sort) if sort else JobSort.WHEN
        return self._office.read(lambda reader: job_ids(reader, wanted, order, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[JobListRow]:
        """Return some rows."""
        return self._office.read(lambda reader: job_rows(reader, ids))


def job_columns(session: Session) -> list[Column[JobListRow]]:
    """Return the columns of a list of jobs."""
    amounts, dates = session.amounts, session.dates

    def due_tone(row: JobListRow) -> Tone | None:
        waits = row.status in ("unscheduled", "scheduled", "in_progress")
        return Tone.ALARM if waits and row.due_on is not None and row.due_on < session.today else None

    def amount(row: JobListRow) -> str:
        return _("in the plan") if row.plan_id is not None else amounts.plain(row.amount_minor)

    return [
        Column("number", _("Number"), lambda row: row.number, width=78, sort=JobSort.NUMBER),
        Column("customer", _("Customer"), lambda row: row.customer_name, width=168, sort=JobSort.CUSTOMER),
        Column("account", _("Account"), lambda row: row.account, width=84, visible=False),
        Column("site", _("Site"), lambda row: row.site_name, width=104, sort=JobSort.SITE),
        Column("title", _("What"), lambda row: row.title, width=156, sort=JobSort.TITLE, stretch=True),
        Column("who", _("Who"), lambda row: row.technician, width=128, sort=JobSort.WHO),
        Column(
            "when",
            _("Scheduled"),
            lambda row: brief_words(row.starts_at, row.ends_at, session),
            width=214,
            sort=JobSort.WHEN,
        ),
        Column(
            "due",
            _("Due by"),
            lambda row: dates.medium(row.due_on) if row.due_on else "",
            Kind.DATE,
            width=112,
            sort=JobSort.DUE,
            value=lambda row: row.due_on,
            tone=due_tone,
        ),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, width=124, sort=JobSort.STATUS, status=status_pill),
        Column(
            "done",
            _("Done on"),
            lambda row: dates.medium(row.done_on) if row.done_on else "",
            Kind.DATE,
            width=112,
            value=lambda row: row.done_on,
            visible=False,
        ),
        Column("invoice", _("Invoice"), lambda row: row.invoice_number, width=90, visible=False),
        Column("plan", _("Plan"), lambda row: row.plan_number, width=90, visible=False),
        Column(
            "amount",
            _("Amount"),
            amount,
            Kind.AMOUNT,
            width=96,
            sort=JobSort.AMOUNT,
            value=lambda row: row.amount_minor if row.plan_id is None else amount(row),
            tone=lambda row: Tone.QUIET if row.plan_id is not None else None,
        ),
    ]
