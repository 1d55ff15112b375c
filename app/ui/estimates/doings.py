"""What is done with estimates: written, sent, answered, made into something. Imported with the first of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Slot

from app.domain.errors import UserError
from app.domain.language import _
from app.services.estimates.accepting import Accepted, accept_with_deposit, deposit_kept
from app.services.estimates.claiming import Made
from app.services.estimates.converting import PlanTerms, make_invoice, make_job, make_plan, plan_offer
from app.services.estimates.deciding import (
    Stepped,
    decline_estimate,
    extend_estimate,
    reopen_estimate,
    send_estimate,
    step_back,
    take_estimate_back,
)
from app.services.estimates.deposits import NewDeposit, release_deposit
from app.services.estimates.reading import Standing
from app.services.estimates.writing import (
    NewEstimate,
    copy_estimate,
    discard_estimate,
    number_estimate,
    write_estimate,
)
from app.services.jobs.entering import EnteredJob
from app.services.office import Reader, Writer
from app.services.queries.estimates import EstimateListRow, EstimatePage, estimate_page
from app.services.queries.invoice_form import TaxFacts, tax_rates
from app.ui.customers.menus import Entry
from app.ui.estimates.answering import AcceptSheet, DeclineSheet, DepositSheet, ExtendSheet
from app.ui.estimates.paper import estimate_job
from app.ui.estimates.plan_sheet import EstimatePlanSheet
from app.ui.estimates.presenter import Beginning, EstimatePresenter, Kept, read_new, read_old
from app.ui.estimates.sheet import EstimateSheet
from app.ui.estimates.window import EstimateWindow
from app.ui.estimates.words import stepped_words
from app.ui.kit.dialogs import Sheet
from app.ui.kit.errors import show_error
from app.ui.kit.saving import Saving
from app.ui.kit.tasks.job import Written
from app.ui.paper.jobs import PrintJob
from app.ui.session import Session

PlanStart = tuple[Standing, Made, PlanTerms, list[TaxFacts]]


class EstimateDoings(QObject):
    """What can be done with estimates of an open book.

    Args:
        session: the open book.
        show_paper: opens a preview of a job.
    """

    def __init__(self, session: Session, show_paper: Callable[[PrintJob], object]) -> None:
        super().__init__(session)
        self._session, self._show_paper = session, show_paper
        self._discarded: NewEstimate | None = None
        self._last: Stepped | None = None
        self._next: int | None = None
        self._windows: list[EstimateWindow] = []
        self._saving: Saving | None = None
        self.sheet: Sheet | None = None

    # Writing

    def new(self, customer_id: int) -> None:
        """Write an estimate for a customer."""
        self._session.tasks.read(self._session.read(read_new, customer_id), self._open_form, key="estimates.form")

    def edit(self, estimate_id: int) -> None:
        """Go on with a draft."""
        self._session.tasks.read(self._session.read(read_old, estimate_id), self._open_form, key="estimates.form")

    def _open_form(self, beginning: Beginning) -> None:
        sheet = EstimateSheet(
            self._session,
            beginning.form,
            beginning.number,
            is_new=beginning.estimate_id is None,
            parent=self._session.window,
        )
        presenter = EstimatePresenter(self._session, sheet, beginning)
        presenter.kept.connect(self._kept)
        presenter.mail_wanted.connect(self.mail)
        presenter.discarded.connect(self._gone)
        sheet.finished.connect(sheet.deleteLater)
        self.sheet = sheet
        sheet.open()
        presenter.begin()

    @Slot(object)
    def _kept(self, kept: Kept) -> None:
        if kept.stepped is not None:
            self._stepped(kept.stepped)
        else:
            self._session.say(_("Kept as a draft; nobody was sent anything yet."))

    def copy(self, estimate_id: int) -> None:
        """Write a new estimate like this one."""
        self._session.tasks.write(self._session.write(copy_estimate, estimate_id), self.edit)

    def discard(self, estimate_id: int) -> None:
        """Throw a draft away; it can be put back."""
        self._session.tasks.write(self._session.write(discard_estimate, estimate_id), self._gone)

    @Slot(object)
    def _gone(self, said: NewEstimate) -> None:
        self._discarded = said
        self._session.say(_("Draft discarded"), _("Undo"), self.undo_discard)

    @Slot()
    def undo_discard(self) -> None:
        """Write the draft again that was just thrown away."""
        said, self._discarded = self._discarded, None
        if said is not None:
            self._session.tasks.write(self._session.write(write_estimate, said))

    # Showing, paper and mail

    def open(self, row: EstimateListRow) -> None:
        """Go on with a draft, or show the estimate."""
        if row.status == "draft":
            self.edit(row.id)
        else:
            self.show(row.id)

    def show(self, estimate_id: int) -> EstimateWindow:
        """Open one estimate, or bring its window to the front."""
        from shiboken6 import isValid

        self._windows = [window for window in self._windows if isValid(window) and window.isVisible()]
        window = next((each for each in self._windows if each.estimate_id == estimate_id), None)
        if window is None:
            window = EstimateWindow(self._session, self, estimate_id, self._session.window)
            self._windows.append(window)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def preview(self, row: EstimateListRow) -> None:
        """Show its paper, to be printed, saved or mailed."""
        self._show_paper(estimate_job(row.id, row.number, row.customer_name))

    @Slot(object)
    def mail(self, estimate_id: int) -> None:
        """Write to the customer with its paper; it counts as sent once a mail server took the message."""
        self._session.tasks.write(self._session.write(_numbered, estimate_id), self._write)

    def _write(self, numbered: tuple[int, str]) -> None:
        estimate_id, number = numbered
        if self._session.actions.mail_paper is not None:
            self._session.actions.mail_paper(estimate_job(estimate_id, number, going_out=True))

    # Its way

    def send(self, estimate_id: int) -> None:
        """Note that it went to the customer by hand or post."""
        self._step(self._session.write(send_estimate, estimate_id))

    def take_back(self, estimate_id: int) -> None:
        """Make a draft of it again."""
        self._step(self._session.write(take_estimate_back, estimate_id))

    def reopen(self, estimate_id: int) -> None:
        """Take the answer back."""
        self._step(self._session.write(reopen_estimate, estimate_id))

    def _step(self, job: Callable[[], Written[Stepped]]) -> None:
        self._session.tasks.write(job, self._stepped, self._refused)

    def _stepped(self, stepped: Stepped) -> None:
        self._last = stepped
        self._session.say(stepped_words(stepped, self._session), _("Undo"), self.undo)

    @Slot()
    def undo(self) -> None:
        """Take the last step back."""
        last, self._last = self._last, None
        if last is not None:
            self._session.tasks.write(self._session.write(step_back, last), self._taken_back, self._refused)

    def _taken_back(self, _nothing: None) -> None:
        self._session.say(_("Taken back."))

    # Answers and deposits: the estimate is read first, so that the sheet can say what is asked for

    def accept(self, estimate_id: int) -> None:
        """Ask when and by whom it was accepted, and for the deposit."""
        self._ask(estimate_id, self._open_accept)

    def _open_accept(self, page: EstimatePage) -> None:
        sheet = AcceptSheet(self._session, page, self._session.window)
        sheet.accepted.connect(self._accept)
        self._open_sheet(sheet)

    @Slot(int, object, str, object, bool)
    def _accept(self, estimate_id: int, on: date, by: str, deposit: NewDeposit | int | None, sure: bool) -> None:
        if self._saving is not None:
            job = self._session.write(accept_with_deposit, estimate_id, on, by, deposit, sure=sure)
            self._saving.write(job, self._accepted)

    def deposit(self, estimate_id: int) -> None:
        """Ask how the deposit was paid."""
        self._ask(estimate_id, self._open_deposit)

    def _open_deposit(self, page: EstimatePage) -> None:
        sheet = DepositSheet(self._session, page, self._session.window)
        sheet.paid.connect(self._take_deposit)
        self._open_sheet(sheet)

    @Slot(int, object, bool)
    def _take_deposit(self, estimate_id: int, deposit: NewDeposit | int, sure: bool) -> None:
        if self._saving is not None:
            self._saving.write(self._session.write(deposit_kept, estimate_id, deposit, sure=sure), self._accepted)

    def _accepted(self, accepted: Accepted) -> None:
        if accepted.doubles:
            if isinstance(self.sheet, AcceptSheet | DepositSheet):
                self.sheet.warn(accepted.doubles)
            return
        self._close()
        if accepted.stepped is not None and not accepted.with_deposit:
            self._stepped(accepted.stepped)
            return
        words = _("The deposit is kept as credit for this estimate.")
        if accepted.taken is not None:
            amount = self._session.amounts.money(accepted.taken.amount_minor)
            words = _("Deposit {number} of {amount} is kept as credit for this estimate.").format(
                number=accepted.taken.number, amount=amount
            )
        self._session.say(words)

    def release(self, estimate_id: int, payment_id: int) -> None:
        """Let a deposit be ordinary credit again."""
        job = self._session.write(release_deposit, estimate_id, payment_id)
        self._session.tasks.write(job, self._released, self._refused)

    def _released(self, _nothing: None) -> None:
        self._session.say(_("The payment is ordinary credit on the account again."))

    def decline(self, estimate_id: int) -> None:
        """Ask when, by whom and why it was declined."""
        self._ask(estimate_id, self._open_decline)

    def _open_decline(self, page: EstimatePage) -> None:
        sheet = DeclineSheet(self._session, page, self._session.window)
        sheet.declined.connect(self._decline)
        self._open_sheet(sheet)

    @Slot(int, object, str, str)
    def _decline(self, estimate_id: int, on: date, by: str, reason: str) -> None:
        if self._saving is not None:
            self._saving.write(self._session.write(decline_estimate, estimate_id, on, by, reason), self._answered)

    def extend(self, estimate_id: int) -> None:
        """Ask until when it is valid."""
        self._ask(estimate_id, self._open_extend)

    def _open_extend(self, page: EstimatePage) -> None:
        sheet = ExtendSheet(self._session, page, self._session.window)
        sheet.wanted.connect(self._extend)
        self._open_sheet(sheet)

    @Slot(int, object)
    def _extend(self, estimate_id: int, until: date) -> None:
        if self._saving is not None:
            self._saving.write(self._session.write(extend_estimate, estimate_id, until), self._answered)

    def _answered(self, stepped: Stepped) -> None:
        self._close()
        self._stepped(stepped)

    # Making something of it

    def invoice(self, estimate_id: int) -> None:
        """Draft its invoice and open the draft."""
        self._session.tasks.write(self._session.write(make_invoice, estimate_id), self._invoiced, self._refused)

    def _invoiced(self, invoice_id: int) -> None:
        if self._session.actions.edit_draft is not None:
            self._session.actions.edit_draft(invoice_id)
        self._session.say(_("Invoice drafted; nothing is owed until it is issued."))

    def job(self, estimate_id: int) -> None:
        """Enter its job and open it."""
        self._session.tasks.write(self._session.write(make_job, estimate_id), self._entered, self._refused)

    def _entered(self, job: EnteredJob) -> None:
        self._next = job.id
        way = self._session.actions.show_job is not None
        text = _("Job {number} entered; it waits for a day.").format(number=job.number)
        self._session.say(text, *((_("Open it"), self._open_job) if way else ()))

    @Slot()
    def _open_job(self) -> None:
        if self._session.actions.show_job is not None and self._next is not None:
            self._session.actions.show_job(self._next)

    def plan(self, estimate_id: int) -> None:
        """Ask how often the plan is billed and for how much."""
        job = self._session.read(_plan_start, estimate_id)
        self._session.tasks.read(job, self._open_plan, self._refused, key="estimates.plan")

    def _open_plan(self, found: PlanStart) -> None:
        facts, made, offered, taxes = found
        sheet = EstimatePlanSheet(self._session, facts, made, offered, taxes, self._session.window)
        sheet.wanted.connect(self._make_plan)
        self._open_sheet(sheet)

    @Slot(int, object)
    def _make_plan(self, estimate_id: int, terms: PlanTerms) -> None:
        if self._saving is not None:
            self._saving.write(self._session.write(make_plan, estimate_id, terms), self._planned)

    def _planned(self, plan_id: int) -> None:
        self._close()
        self._session.say(_("Plan drafted; it is started from its own page."))
        if self._session.actions.show_plan is not None:
            self._session.actions.show_plan(plan_id)

    # Menus

    def entries(self, row: EstimateListRow) -> list[Entry]:
        """Return what can be done with an estimate."""
        from app.ui.estimates.menu import entries_of

        return entries_of(self._session, self, row)

    # Sheets

    def _ask(self, estimate_id: int, then: Callable[[EstimatePage], object]) -> None:
        self._session.tasks.read(
            self._session.read(estimate_page, estimate_id), then, self._refused, key="estimates.ask"
        )

    def _open_sheet(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._saving = Saving(self._session.tasks, sheet)
        sheet.finished.connect(self._sheet_gone)
        sheet.open()

    def _close(self) -> None:
        if self.sheet is not None:
            self.sheet.set_typed(typed=False)
            self.sheet.accept()

    @Slot()
    def _sheet_gone(self) -> None:
        if self._saving is not None:
            self._saving.let_go()
        self.sheet = self._saving = None

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, UserError):
            show_error(self._session.window, error)
            return True
        return False


def _numbered(writer: Writer, estimate_id: int) -> tuple[int, str]:
    return estimate_id, number_estimate(writer, estimate_id)


def _plan_start(reader: Reader, estimate_id: int) -> PlanStart:
    return (*plan_offer(reader, estimate_id), tax_rates(reader))

