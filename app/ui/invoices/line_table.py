"""The table of lines: Tab in the last cell adds a line, Ctrl+Delete takes one away, Alt+arrows move it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.domain.language import _
from app.services.queries.invoice_form import SiteChoice, TaxFacts
from app.ui.invoices.drafting import DraftLine
from app.ui.invoices.line_fields import PercentField, QuantityField, SiteField, TaxField, tax_words
from app.ui.kit.fields import AmountField, TextField
from app.ui.kit.settings import Settings
from app.ui.kit.tables import Column, Kind, Table
from app.ui.session import Session

_Move = QAbstractItemView.CursorAction


class LineTable(Table[DraftLine]):
    """Edits lines.

    Signals:
        line_wanted(): add a blank line at the end, at once.
        line_unwanted(int): take this line away.
        line_moved(int, int): move this line by so many places.
        misunderstood(str): what was typed into a cell means nothing, in words; "" when it does.
    """

    line_wanted = Signal()
    line_unwanted = Signal(object)
    line_moved = Signal(object, int)
    misunderstood = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__("invoices.lines", settings)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def show_sites(self, *, shown: bool) -> None:
        """Show or hide whose work each line is."""
        self.setColumnHidden(self.rows_model().column_at("site"), not shown)

    def edit_cell(self, line_id: int, key: str) -> None:
        """Begin editing a cell."""
        model = self.rows_model()
        index = model.index(model.position(line_id), model.column_at(key))
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit(index)

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802 - Qt's name
        """Let Tab go on into a new line when the last one says something."""
        index = super().moveCursor(action, modifiers)
        model = self.rows_model()
        last = model.row_at(model.count() - 1)
        if action == _Move.MoveNext and not index.isValid() and last is not None and not last.is_blank:
            self.line_wanted.emit()
            return model.index(model.count() - 1, model.column_at("description"))
        return index

    def commitData(self, editor: QWidget) -> None:  # noqa: N802 - Qt's name
        """Say why a cell's text changes nothing."""
        error = getattr(editor, "error", None)
        self.misunderstood.emit(error() if error is not None else "")
        super().commitData(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take lines away and move them; Enter edits the cell."""
        current, key = self.current_id(), event.key()
        command = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        aside = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if current is not None and key == Qt.Key.Key_Delete and command:
            self.line_unwanted.emit(current)
        elif current is not None and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and aside:
            self.line_moved.emit(current, -1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not command:
            self.edit(self.currentIndex())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # Ctrl+Enter is the form's
            return
        else:
            super().keyPressEvent(event)
            return
        event.accept()


def line_columns(session: Session, taxes: Sequence[TaxFacts], sites: Sequence[SiteChoice] = ()) -> list[Column[DraftLine]]:
    """Return the columns of the table; that of the site is shown where an invoice is over several."""
    amounts = session.amounts

    def price(line: DraftLine) -> str:
        return amounts.plain(line.unit_price_minor) if line.unit_price_minor is not None else ""

    return [
        Column(
            "site",
            _("Site"),
            lambda line: line.site.name if line.site is not None else "",
            width=150,
            value=lambda line: line.site,
            editor=partial(SiteField, tuple(sites)),
        ),
        Column(
            "description",
            _("Description"),
            lambda line: line.description,
            width=260,
            stretch=True,
            editor=partial(TextField, "", 500),
        ),
        Column(
            "quantity",
            _("Quantity"),
            lambda line: amounts.quantity(line.quantity_micro),
            Kind.COUNT,
            width=92,
            value=lambda line: line.quantity_micro,
            editor=partial(QuantityField, amounts),
        ),
        Column(
            "price",
            _("Unit price"),
            price,
            Kind.AMOUNT,
            width=110,
            value=lambda line: line.unit_price_minor,
            editor=partial(AmountField, amounts),
        ),
        Column(
            "discount",
            _("Discount"),
            lambda line: amounts.percent(line.discount_ppm) if line.discount_ppm else "",
            Kind.COUNT,
            width=92,
            value=lambda line: line.discount_ppm,
            editor=partial(PercentField, amounts),
        ),
        Column(
            "tax",
            _("Tax"),
            lambda line: tax_words(line.tax, amounts) if line.tax is not None else "",
            width=170,
            value=lambda line: line.tax,
            editor=partial(TaxField, tuple(taxes), amounts),
        ),
        Column(
            "net",
            _("Amount"),
            lambda line: amounts.plain(line.net_minor) if line.net_minor is not None else "",
            Kind.AMOUNT,
            width=120,
        ),
    ]
