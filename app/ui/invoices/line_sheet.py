"""A form with lines: their table, the buttons below it, and what is wrong with them. The fields above are the form's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _
from app.services.queries.invoice_form import SiteChoice, TaxFacts
from app.ui.invoices.drafting import DraftLine
from app.ui.invoices.line_table import LineTable, line_columns
from app.ui.kit.dialogs import Sheet
from app.ui.kit.pieces import label
from app.ui.kit.tables import RowsModel
from app.ui.kit.theme import set_role
from app.ui.session import Session


class LineSheet(Sheet):
    """Such a form; where the parts stand is decided by who derives from it.

    Enter goes on to the next field: issuing takes a number and is not done in passing.

    Args:
        session: the open book.
        title: what is filled in, translated.
        subtitle: for whom.
        taxes: what a line may bear.
        sites: whose work a line may be; the table says so only once ``table.show_sites`` asks for it.
        parent: the window it stands before.
    """

    def __init__(
        self,
        session: Session,
        title: str,
        subtitle: str,
        taxes: Sequence[TaxFacts],
        sites: Sequence[SiteChoice] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent, subtitle)
        columns = [column for column in line_columns(session, taxes, sites) if sites or column.key != "site"]
        self.model: RowsModel[DraftLine] = RowsModel(columns, self)
        self.table = LineTable(session.settings)
        self.table.show_model(self.model)
        if sites:
            self.table.show_sites(shown=False)
        self.table.setAccessibleName(_("Lines"))
        self.add_line, self.remove_line = QPushButton(_("Add &line")), QPushButton(_("Remove line"))
        self.remove_line.setToolTip(_("Ctrl+Delete"))
        for button in (self.add_line, self.remove_line):
            button.setAutoDefault(False)
            set_role(button, "link")
        self._trouble = label("", "field-error", wrap=True)
        self._trouble.hide()

    @Slot(str)
    def show_trouble(self, sentence: str) -> None:
        """Say what is wrong with the lines, or nothing."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def trouble(self) -> str:
        """Return what is said to be wrong with the lines."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter go on to the next field."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.focusNextChild()
            event.accept()
            return
        super().keyPressEvent(event)

    def _settle(self) -> None:
        focused = self.focusWidget()
        if focused is not self.table and self.table.isAncestorOf(focused):
            self.table.setFocus()  # takes what stands in the open cell
        super()._settle()
