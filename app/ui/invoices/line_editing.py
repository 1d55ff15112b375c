"""What is done to the lines of a form: cells edited, lines added, taken away and moved, sums kept up.

One place for every form with lines: an invoice, a recurring one, a job, an estimate. What the lines are is in ``drafting``,
where they stand in ``line_sheet``; where the sums are shown is the form's own.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import UserError
from app.domain.tax import TaxRounding
from app.services.invoicing.figures import Figures
from app.ui.invoices.drafting import DraftLines
from app.ui.invoices.line_sheet import LineSheet
from app.ui.kit.tables import Edit


class LineEditor(QObject):
    """Runs the lines of one form.

    Attributes:
        lines: as they stand.
        figures: what they add up to.
        is_alike: a change in the first line is made in those that said the same.

    Signals:
        touched(): somebody changed something.
        summed(Figures): the lines are shown as they stand, and come to this.
    """

    touched = Signal()
    summed = Signal(object)

    def __init__(self, sheet: LineSheet, rule: TaxRounding, lines: DraftLines) -> None:
        super().__init__(sheet)
        self._sheet, self._rule = sheet, rule
        self.lines = lines
        self.figures = Figures((), (), 0, 0)
        self.is_alike = False
        sheet.model.edited.connect(self._edited)
        sheet.table.line_wanted.connect(self._add)
        sheet.table.line_unwanted.connect(self._remove)
        sheet.table.line_moved.connect(self._move)
        sheet.table.misunderstood.connect(sheet.show_trouble)
        sheet.add_line.clicked.connect(self._add_and_edit)
        sheet.remove_line.clicked.connect(self._remove_current)

    def show(self) -> None:
        """Show the lines and what they come to.

        Raises:
            UserError: a discount beyond 100 %, or an amount too large.
        """
        self.lines, self.figures = self.lines.summed(self._rule)
        self._sheet.model.set_rows(self.lines.lines)
        self._sheet.show_trouble("")
        self.summed.emit(self.figures)

    def replace(self, lines: DraftLines) -> None:
        """Go on with other lines."""
        self.lines = lines
        self.show()

    def edit_first(self) -> bool:
        """Open the first line when nothing stands in it; False when something does."""
        first = self.lines.lines[0]
        if first.is_blank:
            self._sheet.table.edit_cell(first.id, "description")
        return first.is_blank

    def nameless(self) -> bool:
        """Tell whether a line has a price and no description."""
        return any(not line.description for line in self.lines.written())

    @Slot(object)
    def _edited(self, edit: Edit) -> None:
        before = self.lines
        change = before.edited_alike if self.is_alike else before.edited
        self.lines = change(edit.id, edit.key, edit.value)
        if self.lines == before:
            return
        self.touched.emit()
        try:
            self.show()
        except UserError as error:
            self.replace(before)
            self._sheet.show_trouble(str(error))

    @Slot()
    def _add(self) -> None:
        self.replace(self.lines.added())

    @Slot()
    def _add_and_edit(self) -> None:
        if not self.lines.lines[-1].is_blank:
            self._add()
        self._sheet.table.edit_cell(self.lines.lines[-1].id, "description")

    @Slot(object)
    def _remove(self, line_id: int) -> None:
        self.touched.emit()
        self.replace(self.lines.removed(line_id))

    @Slot()
    def _remove_current(self) -> None:
        current = self._sheet.table.current_id()
        if current is not None:
            self._remove(current)

    @Slot(object, int)
    def _move(self, line_id: int, step: int) -> None:
        self.touched.emit()
        self.replace(self.lines.moved(line_id, step))
        self._sheet.table.set_current(line_id)
