"""Editing one contact where it stands on the page: the billing address or whom to call."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.customers.editing import AccountEdit, edit_account
from app.services.queries.account_page import AccountPage
from app.ui.customers.dialogs.customer import contact_details, offer_undo
from app.ui.customers.dialogs.fields import ContactBox
from app.ui.kit.dialogs import Sheet
from app.ui.kit.saving import Saving
from app.ui.session import Session

BILLING, PRIMARY = "billing", "primary"


class ContactForm(QObject):
    """A small sheet over the page with the fields of one contact."""

    def __init__(self, session: Session, parent: QWidget | None, page: AccountPage, role: str) -> None:
        title = _("Bill to") if role == BILLING else _("Contact")
        sheet = Sheet(title, parent, page.header.name)
        super().__init__(sheet)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.setMinimumWidth(520)
        self._session = session
        self._page = page
        self._role = role
        self.sheet = sheet
        self.box = ContactBox(session.profile.country, with_address=True)
        self.box.set_details(contact_details(page.billing if role == BILLING else page.primary))
        sheet.body.addWidget(self.box)
        sheet.set_buttons(_("Save"))
        sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, sheet)
        for field in self.box.fields():
            field.textEdited.connect(self._edited)
        sheet.open()
        self.box.name.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _edited(self) -> None:
        self.sheet.set_typed(typed=True)
        self.sheet.show_error("")

    @Slot()
    def _save(self) -> None:
        for field in self.box.fields():
            if field.error():
                field.setFocus()
                return
        details = self.box.details()
        edit = AccountEdit(billing=details) if self._role == BILLING else AccountEdit(primary=details)
        job = self._session.write(edit_account, self._page.header.id, edit)
        self._saving.write(job, self._saved)

    @Slot(object)
    def _saved(self, undo: AccountEdit | None) -> None:
        offer_undo(self._session, self._page.header.id, self._page.header.name, undo)
        self.sheet.accept()
