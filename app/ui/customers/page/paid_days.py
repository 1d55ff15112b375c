"""“Days to pay” taken apart: the invoices that are counted, each with its days. Decides nothing; the query does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.language import _, ngettext
from app.domain.money import decimal_from_minor
from app.services.queries.days_to_pay import LAST, DaysToPay, PaidInvoice
from app.ui.kit.pieces import Footer, label
from app.ui.kit.tables import Column, Kind, RowsModel, Table, shown
from app.ui.session import Export, Session


def days_words(days: int, session: Session) -> str:
    """Return “24 days”."""
    return ngettext("{days} day", "{days} days", days).format(days=session.amounts.count(days))


class PaidDaysDialog(QDialog):
    """The average and its invoices. Enter on a line opens the invoice."""

    def __init__(self, session: Session, name: str, to_pay: DaysToPay, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._name = name
        title = _("Days to pay")
        self.setWindowTitle(title)
        self.resize(820, 560)
        self._figure = label(days_words(to_pay.average or 0, session), "title")
        self.table: Table[PaidInvoice] = Table("days_to_pay", session.settings)
        self.table.setAccessibleName(title)
        self._model: RowsModel[PaidInvoice] = RowsModel(self._columns(), self)
        self.table.show_model(self._model)
        self.table.opened.connect(self._open)
        self._model.set_rows(to_pay.invoices)
        self.footer = Footer()
        count = len(to_pay.invoices)
        counted = ngettext("{count} paid invoice", "{count} paid invoices", count).format(count=session.amounts.count(count))
        self._totals = ((_("Together"), days_words(to_pay.days, session)), (_("On average"), self._figure.text()))
        self.footer.show_texts(counted, self._totals)
        rule = _(
            "From the day of the invoice to the day it was paid in full. Counted are those of the last {count} invoices that "
            "were paid; what was credited, written off or voided is not."
        ).format(count=session.amounts.count(LAST))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(4)
        box.addWidget(label(f"{title} · {name}", "quiet"))
        box.addWidget(self._figure)
        box.addWidget(label(rule, "quiet", wrap=True))
        box.addSpacing(10)
        box.addWidget(self.table, 1)
        box.addWidget(self.footer)
        box.addSpacing(6)
        box.addLayout(self._buttons())
        if count:
            self.table.setCurrentIndex(self._model.index(0, 0))
        self.table.setFocus()

    def figure(self) -> str:
        """Return the average as shown."""
        return self._figure.text()

    def invoices(self) -> tuple[PaidInvoice, ...]:
        """Return the invoices listed."""
        return self._model.rows()

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        if self._session.actions.export is not None:
            export = QPushButton(_("Export…"))
            export.setAutoDefault(False)
            export.clicked.connect(self._export)
            buttons.addWidget(export)
        close = QPushButton(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons.addStretch(1)
        buttons.addWidget(close)
        return buttons

    def _columns(self) -> tuple[Column[Any], ...]:
        session = self._session
        medium, currency = session.dates.medium, session.profile.currency

        def amount(row: PaidInvoice) -> str:
            return session.amounts.plain(row.total_minor)

        return (
            Column("number", _("Number"), lambda row: row.number, width=110, sort="number", stretch=True),
            _day("issued", _("Issued"), lambda row: medium(row.issued_on), lambda row: row.issued_on),
            _day("due", _("Due"), lambda row: medium(row.due_on), lambda row: row.due_on),
            _day("paid", _("Paid"), lambda row: medium(row.paid_on), lambda row: row.paid_on),
            Column(
                "amount",
                _("Amount"),
                amount,
                Kind.AMOUNT,
                112,
                "amount",
                lambda row: decimal_from_minor(row.total_minor, currency),
            ),
            Column(
                "days", _("Days"), lambda row: session.amounts.count(row.days), Kind.COUNT, 80, "days", lambda row: row.days
            ),
        )

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            title = _("{what} of {customer}").format(what=self.windowTitle(), customer=self._name)
            self._session.actions.export(Export(title, shown(self.table), self._totals))

    @Slot(object)
    def _open(self, row_id: int) -> None:
        if self._session.actions.show_invoice is not None:
            self.accept()
            self._session.actions.show_invoice(row_id)


def _day(key: str, title: str, said: Any, value: Any) -> Column[Any]:
    return Column(key, title, said, Kind.DATE, 116, key, value)
