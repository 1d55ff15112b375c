"""Opens jobs, takes their steps with undo, invoices them, and says what a menu offers. Imported with the first of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Slot

from app.domain.errors import UserError
from app.domain.job_states import NOT_BEGUN, OPEN_STATUSES
from app.domain.language import _, ngettext
from app.services.jobs.invoicing import JobInvoiced
from app.services.jobs.many import ManyInvoiced, Stepped, assign_jobs, invoice_jobs, step_jobs, take_back_all
from app.services.jobs.moving import Moved, schedule_job
from app.services.jobs.technicians import TechnicianFacts, technicians
from app.services.office import Reader
from app.services.ports import CalendarWriter
from app.services.queries.jobs_calendar import clashes_with
from app.ui.customers.menus import LINE, Entry
from app.ui.jobs.calendar_files import CalendarFiles
from app.ui.jobs.invoicing import Asked, InvoiceJobSheet, read_asked
from app.ui.jobs.people import PeopleSheet
from app.ui.jobs.presenter import Beginning, JobPresenter, Saved, read_new, read_old
from app.ui.jobs.sheet import JobSheet
from app.ui.jobs.ways import JobFacts
from app.ui.jobs.whose import WhoseJobSheet
from app.ui.jobs.words import STEP_WORDS, clash_words, moved_words, step_words
from app.ui.kit.dialogs import confirm
from app.ui.kit.errors import show_error
from app.ui.session import Session

_MOST_PEOPLE = 20


class JobDoings(QObject):
    """Ways to see, enter, move and invoice jobs; ``ways.JobWays`` is what the other screens know of it.

    Args:
        session: the open book.
        go: goes to a place of the Jobs panel.
        calendar_writer: gives what writes a calendar file; None where there is none.
    """

    def __init__(
        self,
        session: Session,
        go: Callable[[str], object],
        calendar_writer: Callable[[], CalendarWriter] | None = None,
    ) -> None:
        super().__init__(session)
        self._session, self._go = session, go
        self.calendars = CalendarFiles(session, calendar_writer) if calendar_writer is not None else None
        self._last: tuple[Moved, ...] = ()
        self._people: tuple[TechnicianFacts, ...] = ()
        self._invoice_next: int | None = None
        self._at_day = False
        self.sheet: JobSheet | None = None
        self.invoice_sheet: InvoiceJobSheet | None = None
        session.changed.connect(self._changed)
        self._read_people()

    # One job

    @Slot(object)
    def show(self, job_id: int) -> None:
        """Open a job."""
        self._at_day = False
        self._session.tasks.read(self._session.read(read_old, job_id), self._open, key="jobs.open")

    def schedule(self, job_id: int) -> None:
        """Open a job where its day is entered."""
        self.show(job_id)
        self._at_day = True

    def new_job(self, customer_id: int | None = None, starts_at: datetime | None = None) -> None:
        """Enter a job; without a customer one is asked for first."""
        if customer_id is None:
            whose = WhoseJobSheet(self._session, self._session.window)
            whose.chosen.connect(partial(self._new_for, starts_at))
            whose.open()
            return
        self._at_day = False
        self._session.tasks.read(self._session.read(read_new, customer_id, starts_at), self._open, key="jobs.open")

    def _new_for(self, starts_at: datetime | None, customer_id: int) -> None:
        self.new_job(customer_id, starts_at)

    @Slot(object)
    def _another(self, customer_id: int) -> None:
        self.new_job(customer_id)

    def _open(self, beginning: Beginning) -> None:
        page = beginning.page
        sheet = JobSheet(
            self._session,
            beginning.form,
            page.row.number if page is not None else "",
            is_visit=page is not None and page.job.is_visit,
            parent=self._session.window,
        )
        presenter = JobPresenter(self._session, sheet, beginning)
        presenter.kept.connect(self._kept)
        presenter.another_wanted.connect(self._another)
        presenter.invoice_wanted.connect(self.invoice)
        sheet.people_wanted.connect(self.show_people)
        self._warn_of_plans(sheet, beginning.form.customer.customer_id)
        sheet.finished.connect(sheet.deleteLater)
        self.sheet = sheet
        sheet.open()
        presenter.begin()
        if self._at_day:
            sheet.day.setFocus()

    def _warn_of_plans(self, sheet: JobSheet, customer_id: int) -> None:
        """Put above a job what its customer's service plans owe, as the account's page does."""
        for make in self._session.account_notices:
            notice = make()
            sheet.notices.addWidget(notice)
            notice.show_customer(customer_id)

    def _kept(self, saved: Saved) -> None:
        if saved.moved:
            self._stepped(saved.moved, 0)
        else:
            self._session.say(_("Job {number} is saved.").format(number=saved.number))

    def show_people(self) -> None:
        """Show who is sent to jobs."""
        window = self.sheet if self.sheet is not None and self.sheet.isVisible() else self._session.window
        PeopleSheet(self._session, window).open()

    @Slot()
    def show_waiting(self) -> None:
        """Show the jobs that wait for a day."""
        self._go("list/unscheduled")

    # Steps

    def reschedule(self, job_id: int, starts_at: datetime, ends_at: datetime, technician_id: int | None) -> None:
        """Give a job another appointment."""
        job = self._session.write(schedule_job, job_id, starts_at, ends_at, technician_id)
        self._session.tasks.write(job, self._rescheduled)

    def _rescheduled(self, moved: Moved) -> None:
        self._last = (moved,)
        after = moved.after
        if after.technician_id is None or after.starts_at is None or after.ends_at is None:
            self._session.say(moved_words(moved, self._session), _("Undo"), self.undo)
            return
        job = self._session.read(_clashing, moved)
        self._session.tasks.read(job, self._clashes_came, key="jobs.moved")

    def _clashes_came(self, found: tuple[Moved, tuple[str, ...]]) -> None:
        moved, numbers = found
        text = moved_words(moved, self._session)
        name = next((each.name for each in self._people if each.id == moved.after.technician_id), "")
        if numbers and name:
            text = f"{text} {clash_words(name, numbers)}"
        self._session.say(text, _("Undo"), self.undo)

    def _step(self, ids: Sequence[int], status: str) -> None:
        if status == "cancelled":
            count = self._session.amounts.count(len(ids))
            title = ngettext("Cancel {count} job?", "Cancel {count} jobs?", len(ids)).format(count=count)
            text = _("What is cancelled leaves the calendar. It can be taken up again.")
            if not confirm(self._session.window, title, text, _("Cancel job") if len(ids) == 1 else _("Cancel jobs")):
                return
        self._session.tasks.write(self._session.write(step_jobs, list(ids), status), self._many_came)

    def _assign(self, ids: Sequence[int], technician_id: int | None) -> None:
        self._session.tasks.write(self._session.write(assign_jobs, list(ids), technician_id), self._many_came)

    def _many_came(self, stepped: Stepped) -> None:
        self._stepped(stepped.moved, stepped.left)

    def _stepped(self, moved: tuple[Moved, ...], left: int) -> None:
        self._last = moved
        if len(moved) == 1:
            text = moved_words(moved[0], self._session)
        else:
            count = self._session.amounts.count(len(moved))
            text = ngettext("{count} job changed.", "{count} jobs changed.", len(moved)).format(count=count)
        if left:
            text = f"{text} {self._left_words(left)}"
        self._session.say(text, *((_("Undo"), self.undo) if moved else ()))

    def _left_words(self, left: int) -> str:
        words = ngettext("{count} stays as it is.", "{count} stay as they are.", left)
        return words.format(count=self._session.amounts.count(left))

    @Slot()
    def undo(self) -> None:
        """Take the last step back."""
        last, self._last = self._last, ()
        if last:
            self._session.tasks.write(self._session.write(take_back_all, last), self._taken_back)

    def _taken_back(self, _nothing: None) -> None:
        self._session.say(_("Taken back."))

    # Invoicing

    @Slot(object)
    def invoice(self, job_id: int) -> None:
        """Show what a job's invoice would ask for."""
        self._session.tasks.read(self._session.read(read_asked, job_id), self._ask, self._refused, key="jobs.invoice")

    def _ask(self, asked: Asked) -> None:
        sheet = InvoiceJobSheet(self._session, asked, self._session.window)
        sheet.invoiced.connect(self._invoiced)
        self.invoice_sheet = sheet
        sheet.open()

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, UserError):
            show_error(self._session.window, error)
            return True
        return False

    @Slot(object)
    def _invoiced(self, made: JobInvoiced) -> None:
        actions = self._session.actions
        self._invoice_next = made.invoice_id
        if made.issued is None:
            way = actions.edit_draft is not None
            text = _("Kept as a draft; nothing is owed yet.")
        else:
            way = actions.show_invoice is not None
            text = _("Invoice {number} issued: {amount}, due {date}").format(
                number=made.issued.number,
                amount=self._session.amounts.money(made.issued.total_minor),
                date=self._session.dates.medium(made.issued.due_on),
            )
        slot = self._open_draft if made.issued is None else self._open_invoice
        self._session.say(text, *((_("Open it"), slot) if way else ()))

    @Slot()
    def _open_draft(self) -> None:
        if self._session.actions.edit_draft is not None and self._invoice_next is not None:
            self._session.actions.edit_draft(self._invoice_next)

    @Slot()
    def _open_invoice(self) -> None:
        if self._session.actions.show_invoice is not None and self._invoice_next is not None:
            self._session.actions.show_invoice(self._invoice_next)

    def _invoice_many(self, ids: Sequence[int]) -> None:
        self._session.tasks.write(self._session.write(invoice_jobs, list(ids)), self._many_invoiced)

    def _many_invoiced(self, made: ManyInvoiced) -> None:
        count = self._session.amounts.count(made.count)
        text = ngettext("{count} invoice issued: {amount}.", "{count} invoices issued: {amount}.", made.count).format(
            count=count, amount=self._session.amounts.money(made.total_minor)
        )
        self._session.say(f"{text} {self._left_words(made.left)}" if made.left else text)

    # Menus

    def entries(self, ids: Sequence[int], one: JobFacts | None = None) -> list[Entry]:
        """Return the menu of some jobs; of one alone it is told how it stands."""
        if not ids:
            return []
        found: list[Entry] = []
        if len(ids) == 1:
            found += [Entry(_("Open job"), partial(self.show, ids[0]), keys=_("Enter")), LINE]
        if one is None:
            found.append(Entry(_("Done"), partial(self._step, ids, "done")))
            found.append(Entry(_("Issue invoices"), partial(self._invoice_many, ids)))
        else:
            steps = step_words(one.status)
            if one.status in NOT_BEGUN:
                words = _("Schedule…") if one.status == "unscheduled" else _("Another day…")
                found.append(Entry(words, partial(self.schedule, one.id)))
            found += [
                Entry(STEP_WORDS[status](one.status), partial(self._step, ids, status))
                for status in steps
                if status != "cancelled"
            ]
            if one.status == "done" and one.plan_id is None:
                found.append(Entry(_("Invoice…"), partial(self.invoice, one.id)))
        found += self._assigning(ids, one)
        found += self._elsewhere(one)
        if one is None or "cancelled" in step_words(one.status):
            words = _("Cancel job") if len(ids) == 1 else _("Cancel jobs")
            found += [LINE, Entry(words, partial(self._step, ids, "cancelled"))]
        return found

    def _assigning(self, ids: Sequence[int], one: JobFacts | None) -> list[Entry]:
        if not self._people or (one is not None and one.status not in OPEN_STATUSES):
            return []
        people = [Entry(each.name, partial(self._assign, ids, each.id)) for each in self._people[:_MOST_PEOPLE]]
        people += [LINE, Entry(_("Nobody yet"), partial(self._assign, ids, None))]
        return [Entry(_("Give to"), entries=tuple(people))]

    def _elsewhere(self, one: JobFacts | None) -> list[Entry]:
        actions, found = self._session.actions, [LINE]
        if one is None:
            return []
        if actions.show_customer is not None:
            found.append(Entry(_("Account"), partial(actions.show_customer, one.customer_id)))
        if one.plan_id is not None and actions.show_plan is not None:
            found.append(Entry(_("Service plan"), partial(actions.show_plan, one.plan_id)))
        if one.invoice_id is not None and actions.show_invoice is not None:
            found.append(Entry(_("Invoice"), partial(actions.show_invoice, one.invoice_id)))
        return found if len(found) > 1 else []

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if "technicians" in changed:
            self._read_people()

    def _read_people(self) -> None:
        self._session.tasks.read(self._session.read(technicians), self._people_came, key="jobs.people")

    def _people_came(self, people: list[TechnicianFacts]) -> None:
        self._people = tuple(people)

    # Calendar files

    @property
    def can_export_calendar(self) -> bool:
        """Whether calendar files can be written here."""
        return self.calendars is not None

    def export_calendar(self, customer_id: int | None = None, technician_id: int | None = None) -> None:
        """Write appointments to a calendar file that is asked for."""
        if self.calendars is not None:
            self.calendars.ask(customer_id, technician_id)


def _clashing(reader: Reader, moved: Moved) -> tuple[Moved, tuple[str, ...]]:
    after = moved.after
    if after.technician_id is None or after.starts_at is None or after.ends_at is None:
        return moved, ()
    found = clashes_with(reader, after.technician_id, after.starts_at, after.ends_at, after.id)
    return moved, tuple(each.number for each in found)
