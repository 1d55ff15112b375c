"""Company and settings: the company's details, the lock date, and the language of the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.services.billing.rules import BillingRules, billing_rules, set_billing_rules
from app.services.collecting.rules import PaymentRules, payment_rules, set_payment_rules
from app.services.company import CompanyDetails, change_company, company_details, set_lock_date
from app.services.customers.callers import CallerRules, caller_rules, set_caller_rules
from app.services.estimates.writing import MOST_DAYS, set_usual_days, usual_days
from app.services.office import Reader, Writer
from app.services.translations import available
from app.ui.company.billing_rules import BillingRulesForm
from app.ui.company.callers import CallerRulesForm
from app.ui.company.form import CompanyForm
from app.ui.company.payment_rules import PaymentRulesForm
from app.ui.company.taxes import TaxesPage
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, DateField, Form, NumberField
from app.ui.kit.pieces import TabPages, column, scrolled
from app.ui.kit.saving import Saving
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the sheet shows and changes."""

    company: CompanyDetails
    lock_on: date | None
    billing: BillingRules
    callers: CallerRules
    payments: PaymentRules
    estimate_days: int


def read_settings(reader: Reader) -> Chosen:
    """Return the settings as they stand."""
    return Chosen(
        company_details(reader),
        reader.profile.lock_on,
        billing_rules(reader),
        caller_rules(reader),
        payment_rules(reader),
        usual_days(reader),
    )


def keep_settings(writer: Writer, chosen: Chosen) -> None:
    """Keep all of the settings or none."""
    change_company(writer, chosen.company)
    set_lock_date(writer, chosen.lock_on)
    if chosen.billing != billing_rules(writer):
        set_billing_rules(writer, chosen.billing)
    if chosen.callers != caller_rules(writer):
        set_caller_rules(writer, chosen.callers)
    if chosen.payments != payment_rules(writer):
        set_payment_rules(writer, chosen.payments)
    if chosen.estimate_days != usual_days(writer):
        set_usual_days(writer, chosen.estimate_days)


class SettingsSheet(QObject):
    """The sheet of settings.

    Signals:
        language_chosen(): the window's language was changed; it speaks it after the next start.
    """

    language_chosen = Signal()

    def __init__(self, session: Session, shown: Chosen, parent: QWidget | None) -> None:
        self.sheet = Sheet(_("Company and settings"), parent)
        super().__init__(self.sheet)
        self.sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sheet.resize(640, 660)
        self._session = session
        self.form = CompanyForm(shown.company)
        self.billing = BillingRulesForm(session, shown.billing)
        self.callers = CallerRulesForm(shown.callers)
        self.payments = PaymentRulesForm(session, shown.payments)
        self.lock = DateField(session.dates, session.today)
        self.lock.setPlaceholderText(_("nothing is locked"))
        self.lock.set_value(shown.lock_on)
        self.estimate_days = NumberField(1, MOST_DAYS)
        self.estimate_days.set_needed(needed=True)
        self.estimate_days.set_value(shown.estimate_days)
        own = session.settings.text("language")
        self.language = ComboField([("", _("As the system")), *((code, _language_words(code)) for code in available())])
        self.language.set_value(own if own in available() else "")
        self.tabs = TabPages()
        self.tabs.add("company", _("Company"), self._company_page)
        self.tabs.add("taxes", _("Taxes"), self._taxes_page)
        self.tabs.add("billing", _("Billing"), self._billing_page)
        self.tabs.add("payments", _("Payments"), self._payments_page)
        self.tabs.add("callers", _("Callers"), self._callers_page)
        self.tabs.add("books", _("Books and language"), self._books_page)
        self.sheet.body.addWidget(self.tabs)
        self.sheet.set_buttons(_("Save settings"))
        self.sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, self.sheet)
        self.form.edited.connect(self._edited)
        self.billing.edited.connect(self._edited)
        self.payments.edited.connect(self._edited)
        self.callers.edited.connect(self._edited)
        for field in (self.lock, self.estimate_days):
            field.textEdited.connect(self._edited)
        self.language.changed.connect(self._edited)
        self.sheet.open()
        self.form.name.setFocus()

    def _company_page(self) -> QWidget:
        return scrolled(column(self.form, margin=2))

    def _taxes_page(self) -> QWidget:
        return TaxesPage(self._session)

    def _billing_page(self) -> QWidget:
        return scrolled(column(self.billing, margin=2))

    def _payments_page(self) -> QWidget:
        return scrolled(column(self.payments, None, margin=2))

    def _callers_page(self) -> QWidget:
        return scrolled(column(self.callers, margin=2))

    def _books_page(self) -> QWidget:
        form = Form()
        locked = _("Nothing can be posted on or before this day. Leave it empty to lock nothing.")
        form.add(_("Books locked until"), self.lock, locked, wide=False)
        form.add(_("Days an estimate is valid"), self.estimate_days, _("Until an estimate says otherwise."), wide=False)
        form.add(_("Language of the window"), self.language, _("Takes effect after the next start."), wide=False)
        page = QWidget()
        page.setLayout(column(form, None, margin=2))
        return page

    @Slot()
    def _edited(self) -> None:
        self.sheet.set_typed(typed=True)
        self.sheet.show_error("")

    @Slot()
    def _save(self) -> None:
        if self.form.first_error() or self.lock.error():
            return
        days = self.estimate_days.value()
        if self.estimate_days.error() or days is None:
            self.tabs.select("books")
            self.estimate_days.setFocus()
            return
        try:
            billing = self.billing.rules()
        except UserError as error:
            self.tabs.select("billing")
            self.sheet.show_error(str(error))
            return
        try:
            callers = self.callers.rules()
        except UserError as error:
            self.tabs.select("callers")
            self.sheet.show_error(str(error))
            return
        try:
            payments = self.payments.rules()
        except UserError as error:
            self.tabs.select("payments")
            self.sheet.show_error(str(error))
            return
        language = str(self.language.value() or "")
        if language != self._session.settings.text("language"):
            self._session.settings.put("language", language)
            self._session.settings.save()
            self.language_chosen.emit()
        chosen = Chosen(self.form.details(), self.lock.value(), billing, callers, payments, days)
        self._saving.write(self._session.write(keep_settings, chosen), self._done)

    def _done(self, _nothing: None) -> None:
        self.sheet.accept()
        self._session.say(_("Settings saved."))


def _language_words(code: str) -> str:
    from babel import Locale

    return (Locale.parse(code).get_display_name() or code).capitalize()
