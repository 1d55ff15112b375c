"""Writes a draft: keeps lines, sums, terms and due date together, saves, issues, discards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.terms import Terms, due_date
from app.services.invoicing.drafts import discard_draft, issue_draft, issue_over_sites, read_draft, save_draft
from app.services.invoicing.figures import Figures, NewInvoice, check_issuable
from app.services.invoicing.issuing import IssuedInvoice, issue_invoice
from app.services.invoicing.multi_site import NewMultiSite
from app.services.office import Reader, Writer
from app.services.queries.invoice_form import InvoiceForm, invoice_form
from app.ui.invoices.drafting import DraftLines
from app.ui.invoices.editor_sheet import SEVERAL, InvoiceSheet
from app.ui.invoices.line_editing import LineEditor
from app.ui.kit.saving import Saving
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an editor begins with: what the customer offers, and a draft or None."""

    form: InvoiceForm
    draft_id: int | None = None
    draft: NewInvoice | None = None


@dataclass(frozen=True, slots=True)
class Discarded:
    """A draft that was thrown away, so that it can be written again."""

    draft: NewInvoice


def read_new(reader: Reader, customer_id: int) -> Beginning:
    """Return what a new invoice begins with."""
    return Beginning(invoice_form(reader, customer_id))


def read_old(reader: Reader, draft_id: int) -> Beginning:
    """Return what a draft goes on with."""
    draft = read_draft(reader, draft_id)
    return Beginning(invoice_form(reader, draft.customer_id), draft_id, draft)


def issue(writer: Writer, new: NewInvoice, draft_id: int | None) -> IssuedInvoice:
    """Issue what stands in the form; a draft keeps its id."""
    if draft_id is None:
        return issue_invoice(writer, new)
    save_draft(writer, new, draft_id)
    return issue_draft(writer, draft_id)


class InvoicePresenter(QObject):
    """Runs one sheet.

    Signals:
        issued(IssuedInvoice): it is owed from now on.
        print_wanted(IssuedInvoice): and is to be shown on paper.
        drafted(int): it is kept as the draft with this id.
        discarded(Discarded): it was thrown away.
    """

    issued = Signal(object)
    print_wanted = Signal(object)
    drafted = Signal(object)
    discarded = Signal(object)

    def __init__(self, session: Session, sheet: InvoiceSheet, beginning: Beginning) -> None:
        super().__init__(sheet)
        self._session, self._sheet = session, sheet
        self._form, self._draft_id = beginning.form, beginning.draft_id
        self._due_typed = False
        self._number = ""
        self._then = ""
        old = beginning.draft
        self._disputed = old.disputed if old is not None else False
        lines = DraftLines.begun(self._form.tax, old.lines if old is not None else (), self._form.taxes)
        self._editor = LineEditor(sheet, session.profile.tax_rounding, lines)
        self._fill(old)
        sheet.terms.changed.connect(self._terms_changed)
        sheet.date.changed.connect(self._date_changed)
        sheet.due.changed.connect(self._due_changed)
        for field in (sheet.subject, sheet.message, sheet.site):
            field.changed.connect(self._touched)
        sheet.site.changed.connect(self._site_changed)
        self._editor.touched.connect(self._touched)
        self._editor.summed.connect(self._summed)
        self._saving = Saving(session.tasks, sheet)
        sheet.saved.connect(self._issue)
        sheet.print_wanted.connect(self._issue_and_print)
        sheet.draft_wanted.connect(self._keep)
        sheet.discard_wanted.connect(self._discard)
        self._editor.show()

    def begin(self) -> None:
        """Put the cursor where the first thing is to be entered."""
        if not self._editor.edit_first():
            self._sheet.subject.setFocus()

    def _fill(self, old: NewInvoice | None) -> None:
        sheet = self._sheet
        issued_on = old.issued_on if old is not None else self._session.today
        terms = (old.terms if old is not None else "") or self._form.terms
        sheet.date.set_value(issued_on)
        sheet.terms.set_value(terms)
        usual = self._due_by_terms(issued_on, terms)
        due_on = old.due_on if old is not None and old.due_on is not None else usual
        self._due_typed = due_on != usual
        sheet.due.set_value(due_on)
        sheet.site.set_value(old.site_id if old is not None else None)
        if old is not None:
            sheet.subject.set_value(old.subject)
            sheet.message.set_value(old.message)

    # Terms and dates

    @staticmethod
    def _due_by_terms(issued_on: date, code: str) -> date:
        return due_date(Terms.parse(code), issued_on)

    @Slot()
    def _terms_changed(self) -> None:
        self._due_typed = False
        self._follow_terms()

    @Slot()
    def _date_changed(self) -> None:
        if not self._due_typed:
            self._follow_terms()
        self._touched()

    @Slot()
    def _due_changed(self) -> None:
        self._due_typed = True
        self._touched()

    def _follow_terms(self) -> None:
        issued_on = self._sheet.date.value()
        if issued_on is not None:
            self._sheet.due.set_value(self._due_by_terms(issued_on, str(self._sheet.terms.value())))
        self._touched()

    @Slot()
    def _touched(self) -> None:
        self._sheet.set_typed(typed=True)
        self._sheet.show_error("")

    # Lines

    @property
    def _several(self) -> bool:
        return self._sheet.site.value() == SEVERAL

    @Slot()
    def _site_changed(self) -> None:
        self._sheet.show_several(several=self._several)
        self._editor.is_alike = self._several
        if self._several:
            self._editor.replace(self._editor.lines.spread(self._form.sites))

    @Slot(object)
    def _summed(self, figures: Figures) -> None:
        self._sheet.show_sums(figures, self._editor.lines.taxes(figures))

    # Saving

    def _new(self) -> NewInvoice | None:
        sheet = self._sheet
        issued_on, due_on = sheet.date.value(), sheet.due.value()
        if issued_on is None or due_on is None:
            return None
        site = sheet.site.value()
        return NewInvoice(
            self._form.customer_id,
            issued_on,
            self._editor.lines.as_new(),
            due_on,
            str(sheet.terms.value()),
            sheet.subject.value(),
            sheet.message.value(),
            site if isinstance(site, int) else None,
            disputed=self._disputed,
        )

    def _checked(self, *, for_issue: bool) -> NewInvoice | None:
        complaint = self._sheet.first_complaint()
        new = self._new()
        if not complaint and new is not None:
            complaint = self._refusal(new, for_issue=for_issue)
        self._sheet.show_error(complaint)
        return None if complaint else new

    def _refusal(self, new: NewInvoice, *, for_issue: bool) -> str:
        if new.due_on is not None and new.due_on < new.issued_on:
            return _("An invoice cannot be due before it is issued.")
        if self._editor.figures.total_minor < 0:
            return _("An invoice cannot be negative. Issue a credit memo instead.")
        if for_issue and self._editor.nameless():
            return _("A line has a price and no description.")
        if for_issue:
            try:
                check_issuable(new.lines, self._editor.figures)
            except UserError as error:
                return str(error)
        return ""

    @Slot()
    def _issue(self) -> None:
        self._begin_issue("close")

    @Slot()
    def _issue_and_print(self) -> None:
        self._begin_issue("print")

    def _begin_issue(self, then: str) -> None:
        new = self._checked(for_issue=True)
        if new is None:
            return
        self._then = then
        job = self._session.write(issue, new, self._draft_id)
        if self._several:
            try:
                over_sites = self._new_over_sites(new)
            except UserError as error:
                self._sheet.show_error(str(error))
                return
            job = self._session.write(issue_over_sites, over_sites, self._draft_id)
        self._saving.write(job, self._issued)

    def _new_over_sites(self, new: NewInvoice) -> NewMultiSite:
        shares = self._editor.lines.shares()
        if len(shares) < 2:
            raise UserError(_("All lines belong to one site."), _("Choose that site above, or give lines to another one."))
        return NewMultiSite(new.customer_id, new.issued_on, shares, new.due_on, new.terms, new.subject, new.message)

    def _issued(self, invoice: IssuedInvoice) -> None:
        self._sheet.accept()
        self.issued.emit(invoice)
        if self._then == "print":
            self.print_wanted.emit(invoice)

    @Slot()
    def _keep(self) -> None:
        new = self._checked(for_issue=False)
        if new is None:
            return
        self._saving.write(self._session.write(save_draft, new, self._draft_id), self._kept)

    def _kept(self, draft_id: int) -> None:
        self._sheet.accept()
        self.drafted.emit(draft_id)

    @Slot()
    def _discard(self) -> None:
        if self._draft_id is not None:
            self._saving.write(self._session.write(discard_draft, self._draft_id), self._thrown_away)

    def _thrown_away(self, draft: NewInvoice) -> None:
        self._sheet.accept()
        self.discarded.emit(Discarded(draft))
