"""Writes an estimate: keeps lines, sums, validity and deposit together; saves, sends, discards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.estimate_states import deposit_asked
from app.domain.language import _
from app.services.estimates.deciding import Stepped, send_estimate
from app.services.estimates.reading import standing
from app.services.estimates.writing import (
    NewEstimate,
    discard_estimate,
    read_estimate,
    rewrite_estimate,
    usual_days,
    write_estimate,
)
from app.services.office import Reader, Writer
from app.services.queries.invoice_form import InvoiceForm, invoice_form
from app.ui.estimates.sheet import EstimateSheet
from app.ui.invoices.drafting import DraftLines
from app.ui.invoices.line_editing import LineEditor
from app.ui.kit.saving import Saving
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the form begins with: what the customer offers, the usual validity in days, and a draft or None."""

    form: InvoiceForm
    days: int
    estimate_id: int | None = None
    number: str = ""
    said: NewEstimate | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An estimate that was saved, and the step if it was noted as sent."""

    estimate_id: int
    stepped: Stepped | None = None


def read_new(reader: Reader, customer_id: int) -> Beginning:
    """Return what a new estimate begins with."""
    return Beginning(invoice_form(reader, customer_id), usual_days(reader))


def read_old(reader: Reader, estimate_id: int) -> Beginning:
    """Return what a draft goes on with."""
    facts = standing(reader, estimate_id)
    said = read_estimate(reader, estimate_id)
    return Beginning(invoice_form(reader, facts.customer_id), usual_days(reader), estimate_id, facts.number, said)


def keep(writer: Writer, new: NewEstimate, estimate_id: int | None, *, send: bool = False) -> Kept:
    """Keep what stands in the form, and note it as sent if it went out."""
    if estimate_id is None:
        estimate_id = write_estimate(writer, new)
    else:
        rewrite_estimate(writer, estimate_id, new)
    return Kept(estimate_id, send_estimate(writer, estimate_id) if send else None)


class EstimatePresenter(QObject):
    """Runs one sheet.

    Signals:
        kept(Kept): it is in the book.
        mail_wanted(int): and the customer is to be written to.
        discarded(NewEstimate): it was thrown away.
    """

    kept = Signal(object)
    mail_wanted = Signal(object)
    discarded = Signal(object)

    def __init__(self, session: Session, sheet: EstimateSheet, beginning: Beginning) -> None:
        super().__init__(sheet)
        self._session, self._sheet = session, sheet
        self._form, self._days, self._estimate_id = beginning.form, beginning.days, beginning.estimate_id
        self._until_typed = beginning.said is not None
        self._mail = False
        said = beginning.said
        lines = DraftLines.begun(self._form.tax, said.lines if said is not None else (), self._form.taxes)
        self._editor = LineEditor(sheet, session.profile.tax_rounding, lines)
        self._saving = Saving(session.tasks, sheet)
        self._fill(said)
        for field in (sheet.title_field, sheet.site, sheet.message):
            field.changed.connect(self._touched)
        sheet.date.changed.connect(self._date_changed)
        sheet.until.changed.connect(self._until_changed)
        sheet.deposit.changed.connect(self._deposit_changed)
        sheet.saved.connect(self._save)
        sheet.mail_wanted.connect(self._save_and_mail)
        sheet.sent_wanted.connect(self._save_and_send)
        sheet.discard_wanted.connect(self._discard)
        self._editor.touched.connect(self._touched)
        self._editor.summed.connect(self._summed)
        self._editor.show()

    def begin(self) -> None:
        """Put the cursor where the first thing is to be entered."""
        self._sheet.title_field.setFocus()

    def _fill(self, said: NewEstimate | None) -> None:
        sheet, today = self._sheet, self._session.today
        sheet.date.set_value(said.written_on if said is not None else today)
        until = said.valid_until if said is not None else None
        sheet.until.set_value(until or today + timedelta(days=self._days))
        sheet.site.set_value(said.site_id if said is not None else None)
        if said is not None:
            sheet.title_field.set_value(said.title)
            sheet.message.set_value(said.message)
            asked = (said.deposit_minor, said.deposit_ppm)
            sheet.deposit.set_value(asked if any(asked) else None)

    @Slot()
    def _touched(self, _value: object = None) -> None:
        self._sheet.set_typed(typed=True)
        self._sheet.show_error("")

    @Slot()
    def _date_changed(self) -> None:
        written_on = self._sheet.date.value()
        if written_on is not None and not self._until_typed:
            self._sheet.until.set_value(written_on + timedelta(days=self._days))
        self._touched()

    @Slot()
    def _until_changed(self) -> None:
        self._until_typed = True
        self._touched()

    @Slot()
    def _deposit_changed(self) -> None:
        self._touched()
        self._show_deposit()

    @Slot(object)
    def _summed(self, _figures: object) -> None:
        figures = self._editor.figures
        self._sheet.sums.show_sums(figures, self._editor.lines.taxes(figures))
        self._show_deposit()

    def _show_deposit(self) -> None:
        asked, total = self._sheet.deposit.value(), self._editor.figures.total_minor
        money = self._session.amounts.money
        text = ""
        if asked is not None and asked[1]:
            text = _("comes to {amount}").format(amount=money(deposit_asked(total, 0, asked[1])))
        elif asked is not None and asked[0] > total:
            text = _("more than the estimate comes to")
        self._sheet.deposit_words.setText(text)

    # Saving

    def _checked(self) -> NewEstimate | None:
        sheet = self._sheet
        complaint = sheet.first_complaint()
        new = self._new()
        if not complaint and new is not None:
            complaint = self._refusal(new)
        sheet.show_error(complaint)
        return None if complaint else new

    def _new(self) -> NewEstimate | None:
        sheet = self._sheet
        written_on, until = sheet.date.value(), sheet.until.value()
        if written_on is None or until is None:
            return None
        minor, ppm = sheet.deposit.value() or (0, 0)
        site = sheet.site.value()
        return NewEstimate(
            self._form.customer_id,
            written_on,
            self._editor.lines.as_new(),
            sheet.title_field.value(),
            sheet.message.value(),
            site if isinstance(site, int) else None,
            until,
            minor,
            ppm,
        )

    def _refusal(self, new: NewEstimate) -> str:
        if not new.lines:
            return _("An estimate needs at least one line.")
        if self._editor.nameless():
            return _("A line has a price and no description.")
        return ""

    @Slot()
    def _save(self) -> None:
        self._keep()

    @Slot()
    def _save_and_mail(self) -> None:
        self._keep(mail=True)

    @Slot()
    def _save_and_send(self) -> None:
        self._keep(send=True)

    def _keep(self, *, mail: bool = False, send: bool = False) -> None:
        new = self._checked()
        if new is not None:
            self._mail = mail
            self._saving.write(self._session.write(keep, new, self._estimate_id, send=send), self._kept)

    def _kept(self, kept: Kept) -> None:
        self._leave()
        self.kept.emit(kept)
        if self._mail:
            self.mail_wanted.emit(kept.estimate_id)

    @Slot()
    def _discard(self) -> None:
        if self._estimate_id is not None:
            self._saving.write(self._session.write(discard_estimate, self._estimate_id), self._thrown_away)

    def _thrown_away(self, said: NewEstimate) -> None:
        self._leave()
        self.discarded.emit(said)

    def _leave(self) -> None:
        self._sheet.set_typed(typed=False)
        self._sheet.accept()
