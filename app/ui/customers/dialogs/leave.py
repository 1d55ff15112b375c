"""Forgetting a customer: deleted where nothing was posted, else anonymised once the account number is typed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.customers.leaving.anonymising import anonymise_customer
from app.services.customers.leaving.deleting import delete_customer
from app.services.customers.leaving.looking import LeavingPreview, look_at_leaving
from app.ui.customers.dialogs.lines import Lines
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.session import Session


class LeaveSheet(Sheet):
    """Says what goes and what stays, and asks to be sure.

    Signals:
        deleted(int): this customer is not there any more.
    """

    deleted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None, customer_id: int, name: str, account: str) -> None:
        super().__init__(_("Delete or anonymise"), parent, f"{name} · {account}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(QSize(560, 520))
        self._session = session
        self._customer_id = customer_id
        self._account = account
        self._seen: LeavingPreview | None = None
        self.about = label("", "quiet", wrap=True)
        self.goes = Lines(_("What goes"))
        self.stays = Lines(_("What stays"))
        self.typed = TextField()
        self.typed.setMaxLength(60)
        self.asking = Captioned(_("&Type the account number, {account}, to be sure").format(account=account), self.typed)
        self.asking.hide()
        for widget in (self.about, self.goes, self.stays, self.asking):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.set_buttons(_("&Anonymise"), danger="danger")
        self.set_savable(savable=False)
        self.typed.textChanged.connect(self._offer)
        self.saved.connect(self._go)
        self._saving = Saving(session.tasks, self)
        self.open()
        session.tasks.read(session.read(look_at_leaving, customer_id), self._came, key=f"leave-{id(self)}")

    @Slot(object)
    def _came(self, seen: LeavingPreview) -> None:
        self._seen = seen
        if seen.refusal:
            self.show_error(seen.refusal)
            return
        if seen.deletable:
            self.about.setText(_("Nothing was ever posted to this account: it can be deleted altogether, for good."))
            self.name_button(_("&Delete customer"))
        else:
            self.about.setText(
                _("The books keep what was posted, so who it was is taken away and the figures stay. It cannot be undone.")
            )
        self.goes.show_lines(seen.goes)
        self.stays.show_lines(seen.stays)
        self.asking.show()
        self.typed.setFocus()
        self._offer()

    @Slot()
    def _offer(self) -> None:
        self.show_error("")
        ready = self._seen is not None and not self._seen.refusal and self.typed.text().strip() == self._account
        self.set_savable(savable=ready)

    @Slot()
    def _go(self) -> None:
        seen = self._seen
        if seen is None or seen.refusal or self.typed.text().strip() != self._account:
            return
        if seen.deletable:
            self._saving.write(self._session.write(delete_customer, self._customer_id), self._deleted)
        else:
            job = self._session.write(anonymise_customer, self._customer_id, self.typed.text())
            self._saving.write(job, self._anonymised)

    @Slot(object)
    def _deleted(self, _value: object) -> None:
        self._session.say(_("Account {account} deleted").format(account=self._account))
        self.deleted.emit(self._customer_id)
        self.accept()

    @Slot(object)
    def _anonymised(self, _value: object) -> None:
        self._session.say(_("Account {account} anonymised").format(account=self._account))
        self.accept()
