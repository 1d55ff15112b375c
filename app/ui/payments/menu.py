"""What can be done with the payment under the pointer, as a menu on a list of payments."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.domain.language import _
from app.services.queries.payments import PaymentListRow
from app.ui.kit.tables import PagedModel, Table
from app.ui.payments.giving_back import Way
from app.ui.payments.ways import PaymentWays
from app.ui.session import Session


class PaymentMenu(QObject):
    """Opens at the right button and at the menu key, for the row that is current."""

    def __init__(self, session: Session, ways: PaymentWays, table: Table[PaymentListRow]) -> None:
        super().__init__(table)
        self._session, self._ways, self._table = session, ways, table
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open)

    def entries(self, row: PaymentListRow) -> list[tuple[str, str]]:
        """Return key and words of what can be done with ``row``; "" draws a line."""
        found = [("open", _("View payment")), ("receipt", _("Receipt…"))]
        if self._session.actions.show_customer is not None:
            found.append(("customer", _("Go to {customer}").format(customer=row.customer_name)))
        standing = row.state != "reversed" and row.applied_minor + row.unapplied_minor > 0
        if standing:
            found.append(("", ""))
            if row.unapplied_minor:
                found.append(("rest", _("Apply what is left…")))
            # What the processor has can only be asked back from it; the payment's window offers the same.
            if not row.through_processor:
                found.append(("return", _("Returned by the bank…")))
            found.append(("refund", _("Refund…")))
            if row.deposit_id is None and not row.through_processor:
                found.append(("void", _("Void, entered by mistake…")))
        return found

    def menu(self, row: PaymentListRow) -> QMenu:
        """Return the menu of one payment."""
        menu = QMenu(self._table)
        for key, words in self.entries(row):
            if not key:
                menu.addSeparator()
                continue
            action = QAction(words.replace("&", "&&"), menu)
            action.setData((key, row.id, row.number, row.customer_id))
            menu.addAction(action)
        menu.triggered.connect(self._chosen)
        return menu

    @Slot(QPoint)
    def _open(self, at: QPoint) -> None:
        model, current = self._table.rows_model(), self._table.current_id()
        row = model.row(current) if current is not None and isinstance(model, PagedModel) else None
        if row is not None:
            menu = self.menu(row)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._table.viewport().mapToGlobal(at))

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        key, payment_id, number, customer_id = action.data()
        if key == "open":
            self._ways.show(payment_id)
        elif key == "receipt":
            self._ways.print_receipt(payment_id, number)
        elif key == "rest":
            self._ways.apply_rest(payment_id)
        elif key == "customer":
            if self._session.actions.show_customer is not None:
                self._session.actions.show_customer(customer_id)
        else:
            self._ways.give_back(payment_id, Way(key))
