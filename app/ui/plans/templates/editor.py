"""Writing a plan template: fills the sheet from the book and keeps what it says."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.plans.templates import NewTemplate, save_template
from app.services.queries.plan_templates import TemplateForm, template_form
from app.ui.kit.saving import Saving
from app.ui.plans.templates.sheet import TemplateSheet
from app.ui.session import Session


class Writing(QObject):
    """Opens the sheet as soon as it is known what it offers, and runs it.

    Signals:
        kept(object): the id of the template that was saved.
    """

    kept = Signal(object)

    def __init__(self, session: Session, template_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(session)
        self._session, self._template_id, self._parent = session, template_id, parent
        self.sheet: TemplateSheet | None = None
        session.tasks.read(session.read(template_form, template_id), self._came, self._impossible)

    def _impossible(self, _error: Exception) -> bool:
        self.deleteLater()
        return False

    def _came(self, form: TemplateForm) -> None:
        self.sheet = sheet = TemplateSheet(self._session, form, self._parent)
        facts = form.facts
        sheet.tax.set_value(None)
        sheet.visits.set_value(0)
        if facts is not None:
            sheet.name.set_value(facts.name)
            sheet.included.set_value(facts.included)
            sheet.visits.set_value(facts.visits_per_year)
            sheet.tax.set_value(facts.tax_rate_id)
            sheet.agreement.set_value(facts.agreement)
        for field in (sheet.name, sheet.included, sheet.visits, sheet.tax, sheet.agreement):
            field.changed.connect(self._touched)
        sheet.prices.changed.connect(self._touched)
        sheet.saved.connect(self._save)
        self._saving = Saving(self._session.tasks, sheet)
        sheet.finished.connect(self._saving.let_go)
        sheet.destroyed.connect(self.deleteLater)
        sheet.open()
        sheet.name.setFocus()

    @Slot()
    def _touched(self, _value: object = None) -> None:
        if self.sheet is not None:
            self.sheet.set_typed(typed=True)

    @Slot()
    def _save(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        sheet.show_error("")
        # An empty name is only an error once somebody tries to do without.
        sheet.name.setModified(True)
        wrong = sheet.first_error()
        if wrong:
            sheet.show_error("" if sheet.left.first_error() else wrong)
            return
        tax = sheet.tax.value()
        new = NewTemplate(
            sheet.name.value(),
            sheet.prices.value(),
            sheet.included.value(),
            sheet.agreement.value(),
            sheet.visits.value() or 0,
            tax if isinstance(tax, int) else None,
        )
        self._saving.write(self._session.write(save_template, new, self._template_id), self._done)

    def _done(self, template_id: int) -> None:
        if self.sheet is not None:
            self._session.say(_("Template “{name}” saved.").format(name=self.sheet.name.value()))
            self.sheet.accept()
        self.kept.emit(template_id)
