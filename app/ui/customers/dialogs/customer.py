"""Entering and editing a customer: fills the sheet, checks it, saves it whole, and offers to undo."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.customers.editing import AccountEdit, SiteEdit, edit_account
from app.services.customers.entering import ContactDetails, NewCustomer, NewSite, enter_customers
from app.services.office import Writer
from app.services.queries.account_page import AccountPage, ContactFacts
from app.services.translations import available
from app.ui.customers.dialogs.customer_view import CustomerSheet
from app.ui.customers.dialogs.fields import complete, tags_from
from app.ui.customers.list.source import Choices
from app.ui.kit.saving import Saving
from app.ui.session import Session


def contact_details(contact: ContactFacts | None) -> ContactDetails:
    """Return a contact as the forms hold it."""
    if contact is None:
        return ContactDetails()
    c = contact
    return ContactDetails(c.name, c.line1, c.line2, c.city, c.region, c.postcode, c.country, c.phone, c.email)


def _sheet(
    session: Session, title: str, parent: QWidget | None, known: Choices, subtitle: str = "", tax_rate_id: int | None = None
) -> CustomerSheet:
    percent = session.amounts.percent
    # A tax that is not on offer any more stays with whoever has it.
    taxes = [
        (tax.id, f"{tax.name} {percent(tax.rate_ppm)}") for tax in known.taxes if not tax.archived or tax.id == tax_rate_id
    ]
    sheet = CustomerSheet(
        title, session.dates, session.today, session.profile.country, available(), taxes, parent, subtitle
    )
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    complete(sheet.manager, known.managers)
    return sheet


class CustomerForm(QObject):
    """What the forms for new and known customers share.

    Signals:
        entered(int): this customer was entered; show the page.
    """

    entered = Signal(object)

    def __init__(self, session: Session, sheet: CustomerSheet) -> None:
        super().__init__(sheet)
        self.session = session
        self.sheet = sheet
        self.saving = Saving(session.tasks, sheet)

    def sites(self) -> tuple[NewSite, ...]:
        """Return the sites to add."""
        return tuple(site for line in self.sheet.site_lines if line.known is None and (site := line.site()) is not None)

    def known_sites(self) -> tuple[SiteEdit, ...]:
        """Return the sites that were there already, as they are now."""
        return tuple(
            SiteEdit(line.known.id, line.site() or NewSite(""), line.archived)
            for line in self.sheet.site_lines
            if line.known is not None
        )

    def tax_rate_id(self) -> int | None:
        """Return the tax that new invoices begin with."""
        chosen = self.sheet.tax.value()
        return chosen if isinstance(chosen, int) else None

    def understood(self) -> bool:
        """Return whether everything on the sheet can be kept; otherwise the first field in doubt has the cursor."""
        complaint = self.sheet.first_error()
        self.sheet.name_line.show_error(self.sheet.name.error())
        self.sheet.show_error(complaint)
        return not complaint


class NewCustomerForm(CustomerForm):
    """Enters customers, one after another if wished."""

    def __init__(self, session: Session, parent: QWidget | None, known: Choices) -> None:
        sheet = _sheet(session, _("New customer"), parent, known)
        super().__init__(session, sheet)
        self._another = False
        sheet.set_buttons(_("Save customer"), _("Save and enter another"))
        sheet.saved.connect(self._save)
        sheet.saved_and_next.connect(self._save_and_next)
        self._empty()
        sheet.open()
        sheet.name.setFocus()

    def _empty(self) -> None:
        sheet = self.sheet
        for field in (sheet.name, sheet.account, sheet.tags):
            field.set_value("")
        sheet.name_line.show_error("")
        sheet.since.set_value(self.session.today)
        sheet.terms.set_value(self.session.profile.terms)
        sheet.tax.set_value(None)
        for box in (sheet.billing, sheet.primary):
            box.set_details(ContactDetails())
        for line in sheet.site_lines:
            line.hide()
            line.deleteLater()
        sheet.site_lines.clear()
        sheet.set_typed(typed=False)
        sheet.name.setFocus()

    @Slot()
    def _save(self) -> None:
        self._another = False
        self._write()

    @Slot()
    def _save_and_next(self) -> None:
        self._another = True
        self._write()

    def _write(self) -> None:
        if not self.understood():
            return
        sheet = self.sheet
        new = NewCustomer(
            sheet.name.value(),
            sheet.account.value(),
            str(sheet.kind.value()),
            sheet.since.value(),
            sheet.manager.value(),
            sheet.terms.value(),
            self.tax_rate_id(),
            str(sheet.language.value() or ""),
            sheet.billing.details(),
            sheet.primary.details(),
            self.sites(),
            tags_from(sheet.tags.value()),
        )
        self.saving.write(self.session.write(_enter, new), self._entered)

    @Slot(object)
    def _entered(self, customer_id: int) -> None:
        self.session.say(_("{name} entered").format(name=" ".join(self.sheet.name.value().split())))
        if self._another:
            self._empty()
            return
        self.entered.emit(customer_id)
        self.sheet.accept()


class EditCustomerForm(CustomerForm):
    """Edits a customer as the page showed it; somebody else's change meanwhile is not overwritten."""

    def __init__(self, session: Session, parent: QWidget | None, known: Choices, page: AccountPage) -> None:
        sheet = _sheet(session, _("Edit customer"), parent, known, page.header.name, page.header.tax_rate_id)
        super().__init__(session, sheet)
        self._page = page
        self._undo: AccountEdit | None = None
        header = page.header
        sheet.set_buttons(_("Save"))
        sheet.saved.connect(self._save)
        sheet.name.set_value(header.name)
        sheet.account.set_value(header.account)
        sheet.kind.set_value(header.kind)
        sheet.since.set_value(header.since_on)
        sheet.terms.set_value(header.terms)
        sheet.tax.set_value(header.tax_rate_id)
        sheet.manager.set_value(header.manager)
        sheet.language.set_value(header.language)
        sheet.tags.set_value(", ".join(page.tags))
        sheet.billing.set_details(contact_details(page.billing))
        sheet.primary.set_details(contact_details(page.primary))
        sheet.show_sites(page.sites)
        sheet.open()
        sheet.name.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _save(self) -> None:
        if not self.understood():
            return
        sheet, header = self.sheet, self._page.header
        since: date = sheet.since.value() or header.since_on
        details: dict[str, object] = {
            "name": sheet.name.value(),
            "account": sheet.account.value() or header.account,
            "kind": sheet.kind.value(),
            "since_on": since,
            "terms": sheet.terms.value(),
            "manager": sheet.manager.value(),
            "tax_rate_id": self.tax_rate_id(),
            "language": sheet.language.value() or "",
        }
        tags = tags_from(sheet.tags.value())
        billing, primary = sheet.billing.details(), sheet.primary.details()
        edit = AccountEdit(details, billing, primary, tags, self.sites(), self.known_sites())
        self.saving.write(self.session.write(edit_account, header.id, edit, version=header.version), self._saved)

    @Slot(object)
    def _saved(self, undo: AccountEdit | None) -> None:
        offer_undo(self.session, self._page.header.id, self._page.header.name, undo)
        self.sheet.accept()


class Undo(QObject):
    """Takes an edit back when asked; lives as long as the session, because its sheet is closed by then."""

    def __init__(self, session: Session, customer_id: int, edit: AccountEdit) -> None:
        super().__init__(session)
        self._session = session
        self._customer_id = customer_id
        self._edit = edit

    @Slot()
    def undo(self) -> None:
        """Make the account as it was before the edit."""
        self._session.tasks.write(self._session.write(edit_account, self._customer_id, self._edit), self._done)

    @Slot(object)
    def _done(self, _value: object) -> None:
        self._session.say(_("Undone"))
        self.deleteLater()


def offer_undo(session: Session, customer_id: int, name: str, undo: AccountEdit | None) -> None:
    """Say that an account was saved and, where it can be, offer to undo it."""
    said = _("{name} saved").format(name=name)
    if undo is None:
        session.say(said)
    else:
        session.say(said, _("Undo"), Undo(session, customer_id, undo).undo)


def _enter(writer: Writer, new: NewCustomer) -> int:
    return enter_customers(writer, [new])[0]
