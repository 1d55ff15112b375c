"""Charging a saved card or bank account: which invoices, which method, and the sum on the button that does it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.payable import PayableInvoice, payable_invoices
from app.services.queries.saved_methods import SavedMethodRow, saved_method_rows
from app.ui.charging.pay_link import PayLine, pay_columns
from app.ui.charging.sender import Sender
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, Form
from app.ui.kit.pieces import Footer, label
from app.ui.kit.tables import Edit, RowsModel, Table
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class _Read:
    invoices: tuple[PayableInvoice, ...]
    methods: tuple[SavedMethodRow, ...]


class ChargeSheet(Sheet):
    """The form."""

    def __init__(self, session: Session, name: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Charge a card or bank account"), parent, name)
        self.setMinimumSize(QSize(640, 440))
        self.method = ComboField()
        self.form = Form()
        self.form.add(_("&Charge to"), self.method)
        self.table: Table[PayLine] = Table("charging.charge", session.settings)
        self.table.setAccessibleName(_("Open invoices"))
        self.table.set_empty(_("Nothing is open on this account."))
        self.footer = Footer()
        words = _("A bank debit takes about four days. Until then it is in transit and the invoices stay open.")
        self.note = label(words, "small", wrap=True)
        self.note.hide()
        self.body.addWidget(self.form)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.footer)
        self.body.addWidget(self.note)
        self.set_buttons(_("Charge"))
        self.set_savable(savable=False)

    def name_button(self, words: str) -> None:
        """Say what the main button does."""
        self._save.setText(words)


class ChargingSheet(QObject):
    """Runs one such sheet; due invoices are ticked, others are offered."""

    def __init__(
        self, session: Session, sender: Sender, customer_id: int, name: str, method_id: int = 0, parent: QWidget | None = None
    ) -> None:
        self.sheet = ChargeSheet(session, name, parent)
        super().__init__(self.sheet)
        self._session, self._sender, self._customer_id, self._method_id = session, sender, customer_id, method_id
        self.model = RowsModel(pay_columns(session), self)
        self.model.edited.connect(self._ticked)
        self.sheet.table.show_model(self.model)
        self._kinds: dict[int, str] = {}
        self.sheet.method.changed.connect(self._sum)
        self.sheet.saved.connect(self._save)
        self.sheet.finished.connect(self.sheet.deleteLater)
        session.tasks.read(session.read(_read, customer_id), self._show)
        self.sheet.open()

    def _show(self, found: _Read) -> None:
        today = self._session.today
        self._kinds = {each.id: each.kind for each in found.methods}
        self.sheet.method.set_choices([(each.id, each.label) for each in found.methods])
        wanted = self._method_id if self._method_id in self._kinds else next(iter(self._kinds), 0)
        self.sheet.method.set_value(wanted)
        if not found.methods:
            self.sheet.show_error(_("No card or bank account is on file. Save one on the customer's account first."))
        due = any(each.due_on <= today and not each.busy for each in found.invoices)
        self.model.set_rows(
            PayLine(each.id, each, None if each.busy else each.due_on <= today or not due) for each in found.invoices
        )
        self._sum()

    @Slot(object)
    def _ticked(self, edit: Edit) -> None:
        found = self.model.row(edit.id)
        if found is not None and found.ticked is not None:
            self.model.replace(replace(found, ticked=bool(edit.value)))
            self._sum()

    @Slot()
    def _sum(self, _value: object = None) -> None:
        chosen = self._chosen()
        money = self._session.amounts.money(sum(chosen.values()))
        words = ngettext("{count} invoice", "{count} invoices", len(chosen)).format(count=len(chosen))
        self.sheet.footer.show_texts(words, [(_("To charge"), money)])
        method = self.sheet.method.value()
        self.sheet.set_savable(savable=bool(chosen) and isinstance(method, int))
        self.sheet.name_button(_("Charge {amount}").format(amount=money) if chosen else _("Charge"))
        bank = isinstance(method, int) and self._kinds.get(method) == "bank"
        self.sheet.note.setVisible(bank)

    def _chosen(self) -> dict[int, int]:
        return {line.id: line.invoice.open_minor for line in self.model.rows() if line.ticked}

    @Slot()
    def _save(self) -> None:
        method, chosen = self.sheet.method.value(), self._chosen()
        if isinstance(method, int) and chosen:
            self._sender.charge(self._customer_id, chosen, method)
            self.sheet.accept()


def _read(reader: Reader, customer_id: int) -> _Read:
    return _Read(tuple(payable_invoices(reader, customer_id)), tuple(saved_method_rows(reader, customer_id)))
