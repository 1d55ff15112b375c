"""Runs one job's sheet: keeps lines and sums together, warns of double bookings, saves, and takes the job's next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.appointments import USUAL_LENGTH, instant_of
from app.domain.language import _
from app.services.jobs.entering import NewJob, change_job, enter_job
from app.services.jobs.moving import Moved, assign_job, move_job, schedule_job
from app.services.jobs.technicians import TechnicianFacts, technicians
from app.services.office import Reader, Writer
from app.services.queries.job_page import JobForm, JobPage, job_form, job_page
from app.services.queries.jobs_calendar import clashes_with
from app.ui.customers.menus import LINE, Entry
from app.ui.invoices.drafting import DraftLines
from app.ui.invoices.line_editing import LineEditor
from app.ui.jobs.sheet import JobSheet
from app.ui.jobs.words import STEP_WORDS, clash_words, length_of, status_pill, step_words
from app.ui.kit.saving import Saving
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a sheet begins with: what the customer offers, and a job or None."""

    form: JobForm
    page: JobPage | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A job that was saved: its id and number, and the steps it took, for undo."""

    id: int
    number: str
    moved: tuple[Moved, ...]


def read_new(reader: Reader, customer_id: int, starts_at: datetime | None) -> Beginning:
    """Return what a new job begins with."""
    return Beginning(job_form(reader, customer_id), None, starts_at)


def read_old(reader: Reader, job_id: int) -> Beginning:
    """Return a job with what its form offers."""
    page = job_page(reader, job_id)
    return Beginning(page.form, page)


def save_job(writer: Writer, job_id: int | None, new: NewJob, page: JobPage | None, step: str = "") -> Saved:
    """Keep what stands in the form, and let the job take a step."""
    moved: list[Moved] = []
    if job_id is None:
        made = enter_job(writer, new)
        return Saved(made.id, made.number, ())
    change_job(writer, job_id, new)
    before = page.job if page is not None else None
    if before is not None and before.status in ("unscheduled", "scheduled", "in_progress"):
        if new.starts_at is not None and new.ends_at is not None:
            moved.append(schedule_job(writer, job_id, new.starts_at, new.ends_at, new.technician_id))
        elif before.starts_at is not None:
            moved.append(move_job(writer, job_id, "unscheduled"))
            moved.append(assign_job(writer, job_id, new.technician_id))
        else:
            moved.append(assign_job(writer, job_id, new.technician_id))
    if step:
        moved.append(move_job(writer, job_id, step))
    number = before.number if before is not None else ""
    return Saved(job_id, number, tuple(each for each in moved if each.before != each.after))


class JobPresenter(QObject):
    """Runs one sheet.

    Signals:
        kept(Saved): it is in the book as it stands in the form.
        another_wanted(int): and another one is to be entered for this customer.
        invoice_wanted(int): this job is to be invoiced; the sheet is gone.
    """

    kept = Signal(object)
    another_wanted = Signal(object)
    invoice_wanted = Signal(object)

    def __init__(self, session: Session, sheet: JobSheet, beginning: Beginning) -> None:
        super().__init__(sheet)
        self._session, self._sheet = session, sheet
        self._form, self._page = beginning.form, beginning.page
        self._zone = ZoneInfo(session.profile.time_zone)
        self._job = beginning.page.job if beginning.page is not None else None
        self._then = ""
        customer = self._form.customer
        lines = beginning.page.lines if beginning.page is not None else ()
        self._editor = LineEditor(
            sheet, session.profile.tax_rounding, DraftLines.begun(customer.tax, lines, customer.taxes)
        )
        self._people = self._form.people
        self._fill(beginning)
        for field in (sheet.what, sheet.site, sheet.due, sheet.details):
            field.changed.connect(self._touched)
        for part in (sheet.day, sheet.hour, sheet.length, sheet.who):
            part.changed.connect(self._appointment_changed)
        self._saving = Saving(session.tasks, sheet)
        self._saving.refused.connect(self._stay)
        sheet.saved.connect(self._save)
        sheet.saved_and_next.connect(self._save_and_next)
        sheet.steps.entries.aboutToShow.connect(self._fill_steps)
        sheet.go_on.clicked.connect(self._go_on)
        session.changed.connect(self._changed)
        self._editor.touched.connect(self._touched)
        self._editor.summed.connect(sheet.show_sums)
        self._editor.show()
        self._look_for_clashes()

    def begin(self) -> None:
        """Put the cursor where the first thing is to be entered."""
        self._sheet.what.setFocus()

    def _fill(self, beginning: Beginning) -> None:
        sheet, job = self._sheet, self._job
        starts_at, ends_at = beginning.starts_at, None
        if job is not None and self._page is not None:
            sheet.what.set_value(job.title)
            sheet.site.set_value(job.site_id)
            sheet.due.set_value(job.due_on)
            sheet.details.set_value(job.details)
            starts_at, ends_at = job.starts_at, job.ends_at
            sheet.pill.show_status(status_pill(self._page.row))
            over = job.status in ("done", "invoiced", "cancelled")
            sheet.set_frozen(appointment=over, lines=job.status == "invoiced")
            sheet.steps.setVisible(bool(step_words(job.status)))
            self._show_way(self._page)
            sheet.history.set_rows(self._page.history)
            sheet.tabs.strip.set_count("history", len(self._page.history))
        self._show_people(job.technician_id if job is not None else None)
        if starts_at is not None:
            here = self._session.local(starts_at)
            sheet.day.set_value(here.date())
            sheet.hour.set_value(here.time().replace(tzinfo=None))
            sheet.length.set_value(ends_at - starts_at if ends_at is not None else USUAL_LENGTH)

    def _show_way(self, page: JobPage) -> None:
        sheet, actions, row = self._sheet, self._session.actions, page.row
        words = ""
        if row.can_be_invoiced:
            words = _("Invoice this job…")
        elif row.is_drafted and actions.edit_draft is not None:
            words = _("Open the draft invoice")
        elif row.invoice_id is not None and actions.show_invoice is not None:
            words = _("Open invoice {number}").format(number=row.invoice_number)
        elif row.plan_id is not None and actions.show_plan is not None:
            words = _("Open plan {number}").format(number=row.plan_number)
        sheet.go_on.setText(words)
        sheet.go_on.setVisible(bool(words))

    def _show_people(self, chosen: int | None) -> None:
        self._sheet.show_people([(each.id, each.name) for each in self._people], chosen)

    # What changes elsewhere

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if "technicians" in changed:
            self._session.tasks.read(self._session.read(technicians), self._people_came, key=f"job-people-{id(self)}")

    def _people_came(self, people: list[TechnicianFacts]) -> None:
        known = {each.id for each in self._people}
        chosen = self._sheet.who.value()
        added = [each for each in people if each.id not in known]
        self._people = tuple(people)
        self._show_people(added[-1].id if chosen is None and added else chosen if isinstance(chosen, int) else None)
        self._look_for_clashes()

    # Appointment

    def _appointment(self) -> tuple[datetime | None, datetime | None]:
        sheet = self._sheet
        day, hour, length = sheet.day.value(), sheet.hour.value(), sheet.length.value()
        if day is None or hour is None:
            return None, None
        job = self._job
        if job is not None and job.starts_at is not None and job.ends_at is not None:
            here = self._session.local(job.starts_at)
            same = (here.date(), here.time().replace(tzinfo=None)) == (day, hour)
            if same and length == job.ends_at - job.starts_at:
                return job.starts_at, job.ends_at  # the hour that comes twice in autumn stays the one it was
        starts_at = instant_of(day, hour, self._zone)
        return starts_at, starts_at + (length or USUAL_LENGTH)

    @Slot()
    def _appointment_changed(self) -> None:
        sheet = self._sheet
        if sheet.day.value() is not None and sheet.hour.value() is None and not sheet.hour.error():
            sheet.hour.set_value(datetime(2000, 1, 1, 9).time())  # noqa: DTZ001 - an hour of no day
        if sheet.day.value() is not None and sheet.length.value() is None and not sheet.length.error():
            sheet.length.set_value(USUAL_LENGTH)
        self._touched()
        self._look_for_clashes()

    def _look_for_clashes(self) -> None:
        who = self._sheet.who.value()
        starts_at, ends_at = self._appointment()
        over = self._job is not None and self._job.status in ("done", "invoiced", "cancelled")
        if not isinstance(who, int) or starts_at is None or ends_at is None or over:
            self._sheet.show_clash("")
            return
        job = self._session.read(_clashing, who, starts_at, ends_at, self._job.id if self._job is not None else None)
        self._session.tasks.read(job, self._clashes_came, key=f"job-clash-{id(self)}")

    def _clashes_came(self, numbers: tuple[str, ...]) -> None:
        name = next((each.name for each in self._people if each.id == self._sheet.who.value()), "")
        self._sheet.show_clash(clash_words(name, numbers) if numbers and name else "")

    @Slot()
    def _touched(self) -> None:
        self._sheet.set_typed(typed=True)
        self._sheet.show_error("")

    # Steps

    @Slot()
    def _fill_steps(self) -> None:
        job = self._job
        if job is None:
            return
        entries: list[Entry] = []
        for status in step_words(job.status):
            if status == "cancelled" and entries:
                entries.append(LINE)
            entries.append(Entry(STEP_WORDS[status](job.status), partial(self._step, status)))
        self._sheet.steps.entries.set_entries(entries)

    def _step(self, status: str) -> None:
        self._save_with(status)

    @Slot()
    def _go_on(self) -> None:
        page, actions = self._page, self._session.actions
        if page is None:
            return
        row = page.row
        if row.can_be_invoiced:
            self._then = "invoice"
            self._save_with("")
        elif row.is_drafted and actions.edit_draft is not None and row.invoice_id is not None:
            self._sheet.reject()
            actions.edit_draft(row.invoice_id)
        elif row.invoice_id is not None and actions.show_invoice is not None:
            self._sheet.reject()
            actions.show_invoice(row.invoice_id)
        elif row.plan_id is not None and actions.show_plan is not None:
            self._sheet.reject()
            actions.show_plan(row.plan_id)

    # Saving

    def _new(self) -> NewJob:
        sheet = self._sheet
        starts_at, ends_at = self._appointment()
        site, who = sheet.site.value(), sheet.who.value()
        return NewJob(
            self._form.customer.customer_id,
            sheet.what.value(),
            self._editor.lines.as_new(),
            sheet.details.value(),
            site if isinstance(site, int) else None,
            who if isinstance(who, int) else None,
            sheet.due.value(),
            starts_at,
            ends_at,
        )

    @Slot()
    def _save(self) -> None:
        self._then = ""
        self._save_with("")

    @Slot()
    def _save_and_next(self) -> None:
        self._then = "next"
        self._save_with("")

    def _save_with(self, step: str) -> None:
        complaint = self._sheet.first_complaint()
        if not complaint and self._editor.nameless():
            complaint = _("A line has a price and no description.")
        self._sheet.show_error(complaint)
        if complaint:
            self._then = ""
            return
        job_id = self._job.id if self._job is not None else None
        job = self._session.write(save_job, job_id, self._new(), self._page, step)
        self._saving.write(job, self._saved)

    @Slot()
    def _stay(self) -> None:
        self._then = ""

    def _saved(self, saved: Saved) -> None:
        self._sheet.accept()
        self.kept.emit(saved)
        if self._then == "next":
            self.another_wanted.emit(self._form.customer.customer_id)
        elif self._then == "invoice":
            self.invoice_wanted.emit(saved.id)


def _clashing(
    reader: Reader, technician_id: int, starts_at: datetime, ends_at: datetime, except_job: int | None
) -> tuple[str, ...]:
    found = clashes_with(reader, technician_id, starts_at, ends_at, except_job)
    return tuple(f"{each.number} ({length_of(each.starts_at, each.ends_at)})" for each in found)
