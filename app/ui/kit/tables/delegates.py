"""Paint one cell or one two-line row. They read frozen rows from the model and never touch the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from app.ui.kit.paint import Inks, inks
from app.ui.kit.tables.columns import Column, HasId, Kind, TwoLines
from app.ui.kit.tables.model import ColumnModel
from app.ui.kit.theme.applied import pixels

if TYPE_CHECKING:
    from app.ui.kit.tables.rowview import RowView

R = TypeVar("R", bound=HasId)
Index = QModelIndex | QPersistentModelIndex
_SELECTED = QStyle.StateFlag.State_Selected


def is_zero(text: str) -> bool:
    """Return whether an amount in any notation is nothing, so that it can stand back."""
    return not any(character in "123456789" for character in text)


def true_minus(text: str) -> str:
    """Return an amount with a real minus instead of a hyphen."""
    return text.replace("-", "−", 1)


@runtime_checkable
class CellEditor(Protocol):
    """What a column's field must be able to do."""

    def value(self) -> object:
        """Return what stands in it."""

    def set_value(self, value: Any) -> None:
        """Show a value without telling."""

    def error(self) -> str:
        """Return why it cannot be understood, or ""."""

    def selectAll(self) -> object:  # noqa: N802 - Qt's name
        """Select what stands in it."""


class CellDelegate(QStyledItemDelegate, Generic[R]):
    """Paints every kind of column; the row's ground and focus are painted by the view."""

    def __init__(self, view: RowView[R]) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell."""
        model = self._view.rows_model()
        row = model.row_at(index.row())
        if row is None:
            return
        column = model.columns[index.column()]
        pen = inks()
        rect: QRect = option.rect
        inner = rect.adjusted(pen.pad, 0, -pen.pad, 0)
        if column.kind is Kind.STATUS and column.status is not None:
            status = column.status(row)
            if status is not None:
                pen.draw_pill(painter, inner, status)
        elif column.kind is Kind.CHECK and column.checked is not None:
            ticked = column.checked(row)
            if ticked is not None:
                draw_box(painter, inner, ticked=ticked, pen=pen)
        else:
            selected = bool(option.state & _SELECTED)
            self._write(painter, inner, column, row, pen, selected=selected)

    def _write(self, painter: QPainter, inner: QRect, column: Column[R], row: R, pen: Inks, *, selected: bool) -> None:
        text = column.text(row)
        tone = column.tone(row) if column.tone is not None else None
        colour: QColor = pen.ink
        if column.kind is Kind.AMOUNT:
            text = true_minus(text)
            if is_zero(text):
                colour = pen.quiet
        elif column.kind is Kind.DATE and not selected:
            colour = pen.quiet
        if tone is not None:
            colour = pen.tones[tone][0]
        face = pen.bold if column.strong is not None and column.strong(row) else pen.normal
        pen.write(painter, inner, text, face, colour, right=column.right)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Return the one height of all rows; asking contents for widths would read the whole table."""
        return QSize(80, inks().row)

    def helpEvent(  # noqa: N802 - Qt's name
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole text of a cell that is too narrow for it."""
        row = self._view.rows_model().row_at(index.row()) if index.isValid() else None
        text = self._view.rows_model().columns[index.column()].said(row) if row is not None else ""
        pen = inks()
        rect: QRect = option.rect
        if text and pen.width(pen.normal, text) > rect.width() - 2 * pen.pad:
            QToolTip.showText(event.globalPos(), text, view)
        else:
            QToolTip.hideText()
        return True

    def editorEvent(  # noqa: N802 - Qt's name
        self, event: QEvent, _model: QAbstractItemModel, _option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Tick or untick a box when it is clicked."""
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._view.rows_model().toggle(index.row(), index.column())
        return False

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802 - Qt's name
        """Make the column's own field."""
        make = self._view.rows_model().columns[index.column()].editor
        if make is None:  # pragma: no cover - Qt asks only for editable cells
            raise LookupError(index.column())
        field = make(parent)
        field.setProperty("role", "cell")
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Put the cell's value into the field and select it."""
        row = self._view.rows_model().row_at(index.row())
        if row is not None and isinstance(editor, CellEditor) and not editor.property("filled"):
            editor.set_value(self._view.rows_model().columns[index.column()].raw(row))
            editor.selectAll()
            editor.setProperty("filled", True)  # noqa: FBT003 - Qt's own signature

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        """Hand the field's value to the presenter; what cannot be understood changes nothing."""
        if isinstance(editor, CellEditor) and not editor.error():
            model.setData(index, editor.value())

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Let the field cover its cell."""
        editor.setGeometry(option.rect)


class TwoLineDelegate(QStyledItemDelegate, Generic[R]):
    """Paints a row of the customer list: name and amount above, detail and status below."""

    def __init__(self, view: RowView[R], present: Callable[[R], TwoLines]) -> None:
        super().__init__(view)
        self._view = view
        self._present = present

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        model: ColumnModel[R] = self._view.rows_model()
        row = model.row_at(index.row())
        if row is None:
            return
        lines = self._present(row)
        pen = inks()
        rect: QRect = option.rect
        inner = rect.adjusted(pixels(18), pixels(7), -pixels(18), -pixels(7))
        half = inner.height() // 2
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        lower = QRect(inner.left(), inner.top() + half, inner.width(), half)
        face = pen.bold if option.state & _SELECTED else pen.normal
        colour = pen.quiet if is_zero(lines.amount) else pen.ink
        taken = pen.write(painter, upper, true_minus(lines.amount), face, colour, right=True) if lines.amount else 0
        pen.write(painter, upper.adjusted(0, 0, -taken - pixels(12), 0), lines.title, face, pen.ink)
        taken = pen.draw_words(painter, lower, lines.status) if lines.status is not None else 0
        pen.write(painter, lower.adjusted(0, 0, -taken - pixels(12), 0), lines.detail, pen.small, pen.quiet)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Return the one height of all rows."""
        return QSize(200, inks().list_row)

    def helpEvent(  # noqa: N802 - Qt's name
        self, _event: QHelpEvent, _view: QAbstractItemView, _option: QStyleOptionViewItem, _index: Index
    ) -> bool:
        """Show no tip: the whole name stands on the page beside."""
        return False


def draw_box(painter: QPainter, rect: QRect, *, ticked: bool, pen: Inks) -> None:
    """Paint a tick box in the middle of ``rect``."""
    size = pixels(16)
    box = QRect(rect.center().x() - size // 2, rect.center().y() - size // 2, size, size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(pen.accent if ticked else pen.quiet, 1))
    painter.setBrush(pen.accent if ticked else pen.surface)
    painter.drawRoundedRect(box, 3, 3)
    if ticked:
        painter.setPen(QPen(QColor(pen.tokens.accent_ink), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        left, top, unit = box.left(), box.top(), size / 16
        painter.drawPolyline([QPoint(round(left + x * unit), round(top + y * unit)) for x, y in ((4, 8), (7, 11), (12, 5))])
