"""Writes a recurring invoice: keeps lines, sums and the coming dates together, and starts it or saves its new lines."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.schedule import CODES, Frequency, start_of
from app.services.invoicing.figures import Figures, check_issuable
from app.services.office import Writer
from app.services.plans.entering import NewPlan, enter_plan
from app.services.plans.recurring import RecurringForm, change_lines, recurring_form
from app.ui.billing.recurring_sheet import MONTHS, RecurringSheet
from app.ui.invoices.drafting import DraftLines
from app.ui.invoices.line_editing import LineEditor
from app.ui.kit.saving import Saving
from app.ui.session import Session

_SHOWN_DATES = 4


class Recurring(QObject):
    """Opens the sheet as soon as it is known what it offers, and runs it.

    Signals:
        kept(object): the id of the recurring invoice that was entered or changed.
    """

    kept = Signal(object)

    def __init__(
        self, session: Session, customer_id: int, plan_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(session)
        self._session, self._customer_id, self._plan_id, self._parent = session, customer_id, plan_id, parent
        self._form: RecurringForm | None = None
        self.sheet: RecurringSheet | None = None
        session.tasks.read(session.read(recurring_form, customer_id, plan_id), self._came, self._impossible)

    def _impossible(self, _error: Exception) -> bool:
        self.deleteLater()
        return False

    def _came(self, form: RecurringForm) -> None:
        self._form = form
        self.sheet = sheet = RecurringSheet(self._session, form, self._parent)
        old, customer = form.old, form.customer
        lines = DraftLines.begun(customer.tax, old.lines if old is not None else (), customer.taxes)
        self._editor = LineEditor(sheet, self._session.profile.tax_rounding, lines)
        self._fill(sheet, form)
        sheet.frequency.changed.connect(self._frequency_chosen)
        for field in (sheet.months, sheet.start, sheet.end, sheet.name, sheet.message, sheet.terms, sheet.paid_by, sheet.site):
            field.changed.connect(self._touched)
        sheet.saved.connect(self._save)
        self._saving = Saving(self._session.tasks, sheet)
        sheet.finished.connect(self._saving.let_go)
        sheet.destroyed.connect(self.deleteLater)
        self._editor.touched.connect(self._touched)
        self._editor.summed.connect(self._summed)
        self._editor.show()
        self._summarize()
        sheet.open()
        sheet.name.setFocus()

    def _fill(self, sheet: RecurringSheet, form: RecurringForm) -> None:
        old = form.old
        if old is None:
            sheet.frequency.set_value("monthly")
            sheet.start.set_value(self._session.today)
            sheet.paid_by.set_value("check")
            sheet.terms.set_value(form.customer.terms)
            sheet.show_months(visible=False)
            return
        usual = old.frequency in CODES
        sheet.name.set_value(old.name)
        sheet.message.set_value(old.message)
        sheet.frequency.set_value(old.frequency if usual else MONTHS)
        sheet.months.set_value(None if usual else Frequency.parse(old.frequency).months)
        sheet.show_months(visible=not usual)
        sheet.start.set_value(old.start_on)
        sheet.end.set_value(old.end_on)
        sheet.paid_by.set_value(old.paid_by)
        sheet.terms.set_value(old.terms)
        sheet.site.set_value(old.site_id)

    # Filling in

    @Slot(object)
    def _frequency_chosen(self, _code: object) -> None:
        if self.sheet is not None:
            self.sheet.show_months(visible=self.sheet.frequency.value() == MONTHS)
        self._touched()

    @Slot()
    def _touched(self, _value: object = None) -> None:
        if self.sheet is not None:
            self.sheet.set_typed(typed=True)
            self.sheet.show_error("")
        self._summarize()

    def _code(self) -> str:
        sheet = self.sheet
        if sheet is None:
            return ""
        chosen = str(sheet.frequency.value())
        if chosen != MONTHS:
            return chosen
        months = sheet.months.value()
        return Frequency.parse(f"months:{months}").code if months else ""

    def _summarize(self) -> None:
        sheet, form = self.sheet, self._form
        if sheet is None or form is None:
            return
        start, code, show = sheet.start.value(), self._code(), self._session.dates.medium
        if start is None or not code:
            sheet.summary.setText(_("Say how often, and when the first invoice is due to be sent."))
            return
        if form.old is not None:
            words = _("What is changed counts from the next invoice on: {date}.")
            none = _("No further invoice is to come.")
            next_on = form.old.next_bill_on
            sheet.summary.setText(words.format(date=show(next_on)) if next_on is not None else none)
            return
        dates = _coming(start, Frequency.parse(code), sheet.end.value())
        text = _("Invoices by billing run: {dates}.").format(dates=", ".join(show(on) for on in dates))
        if len(dates) == _SHOWN_DATES:
            text = _("Invoices by billing run: {dates} and so on.").format(dates=", ".join(show(on) for on in dates))
        if start < self._session.today:
            text = _("{summary} It lies in the past: the next billing run lists each period since then.").format(summary=text)
        sheet.summary.setText(text)

    @Slot(object)
    def _summed(self, figures: Figures) -> None:
        if self.sheet is not None:
            self.sheet.show_sums(figures, self._editor.lines.taxes(figures))

    # Keeping

    @Slot()
    def _save(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        complaint = sheet.first_complaint() or self._refusal()
        sheet.show_error(complaint)
        start, code = sheet.start.value(), self._code()
        if complaint or start is None or not code:
            return
        site = sheet.site.value()
        new = NewPlan(
            self._customer_id,
            start,
            code,
            sheet.name.value(),
            site_id=site if isinstance(site, int) else None,
            end_on=sheet.end.value(),
            paid_by=str(sheet.paid_by.value()),
            message=sheet.message.value(),
            terms=str(sheet.terms.value()),
            status="active",
            lines=self._editor.lines.as_new(),
        )
        self._saving.write(self._session.write(_kept, self._plan_id, new), self._done)

    def _refusal(self) -> str:
        if self._editor.nameless():
            return _("A line has a price and no description.")
        try:
            check_issuable(self._editor.lines.as_new(), self._editor.figures)
        except UserError as error:
            return str(error)
        return ""

    def _done(self, plan_id: int) -> None:
        if self.sheet is not None:
            self.sheet.accept()
        self.kept.emit(plan_id)


def _coming(start: date, frequency: Frequency, end: date | None) -> list[date]:
    found = [start_of(start, frequency, index) for index in range(_SHOWN_DATES)]
    return [on for on in found if end is None or on <= end]


def _kept(writer: Writer, plan_id: int | None, new: NewPlan) -> int:
    """Enter a recurring invoice, or write the lines of ``plan_id`` anew, and return its id."""
    if plan_id is None:
        return enter_plan(writer, new)
    change_lines(writer, plan_id, new.lines, new.name, new.message)
    return plan_id
