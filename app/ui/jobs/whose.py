"""Asks whose job it is, before a job is entered from where no customer is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.queries.customer_list import CustomerListRow
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields.captioned import Captioned
from app.ui.payments.picker import CustomerPicker
from app.ui.session import Session


class WhoseJobSheet(Sheet):
    """A customer, and on to the job.

    Signals:
        chosen(int): this customer.
    """

    chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("New job"), parent)
        self.setMinimumSize(QSize(480, 460))
        self.picker = CustomerPicker(session)
        self.picker.picked.connect(self._picked)
        self.body.addWidget(Captioned(_("&Customer"), self.picker))
        self.body.addStretch(1)
        self.set_buttons(_("&Go on"))
        self.saved.connect(self._go_on)
        self.finished.connect(self.deleteLater)
        self.picker.setFocus()

    def _picked(self, customer: CustomerListRow | None) -> None:
        if customer is not None:
            self._go_on()

    def _go_on(self) -> None:
        customer = self.picker.customer()
        if customer is None:
            self.show_error(_("Choose a customer first."))
            return
        self.accept()
        self.chosen.emit(customer.id)
