"""The table with headings: click to sort, drag to order and widen, right click to choose; all remembered by
name."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QWidget

from app.domain.language import _
from app.ui.kit.icons import drawing
from app.ui.kit.paint import inks
from app.ui.kit.settings import Settings
from app.ui.kit.tables.columns import Column, HasId
from app.ui.kit.tables.delegates import CellDelegate
from app.ui.kit.tables.memory import Kept, TableMemory
from app.ui.kit.tables.model import ColumnModel
from app.ui.kit.tables.rowview import RowView
from app.ui.kit.theme.applied import pixels

R = TypeVar("R", bound=HasId)


class Header(QHeaderView):
    """Paints headings exactly above their cells, with a small arrow on the sorted column."""

    def __init__(self, table: Table[R]) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(40)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a height on the grid; widths come from the columns."""
        return QSize(0, pixels(36))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 - Qt's name
        """Paint one heading."""
        model = self._table.rows_model()
        if not rect.isValid() or section >= len(model.columns):
            return
        column = model.columns[section]
        pen = inks()
        inner = rect.adjusted(pen.pad, 0, -pen.pad, -1)
        sorted_now = model.sort_key == column.key
        colour = pen.ink if sorted_now else pen.quiet
        arrow = pixels(12)
        if column.right:
            taken = pen.write(painter, inner, column.title, pen.normal, colour, right=True)
            left = inner.right() - taken - arrow - 2
        else:
            left = inner.left() + pen.write(painter, inner, column.title, pen.normal, colour) + 3
        if sorted_now:
            name = "chevron-down" if model.descending else "chevron-up"
            pixmap = drawing(name, pen.ink.name(), arrow, self.devicePixelRatioF())
            painter.drawPixmap(QPoint(left, rect.center().y() - arrow // 2 + 1), pixmap)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the headings and one hairline under them."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.fillRect(0, self.height() - 1, self.viewport().width(), 1, inks().line)


class Table(RowView[R]):
    """A table that remembers itself as ``name`` in ``settings``."""

    def __init__(self, name: str, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = TableMemory(settings, name)
        self._laying_out = False
        header = Header(self)
        self.setHorizontalHeader(header)
        header.show()
        self.setItemDelegate(CellDelegate(self))
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.setInterval(400)
        self._keep_soon.timeout.connect(self.keep)
        header.sectionClicked.connect(self._sort_by)
        header.sectionMoved.connect(self._changed)
        header.sectionResized.connect(self._changed)
        header.customContextMenuRequested.connect(self._choose_columns)

    def show_model(self, model: ColumnModel[R]) -> None:
        """Show the rows of ``model`` in the remembered columns and order."""
        kept = self._memory.sort()
        if kept is not None and model.column_at(kept[0]) >= 0:
            model.sort_key, model.descending = kept
        super().show_model(model)
        self._lay_out(model)
        editable = any(column.editor is not None for column in model.columns)
        trigger = QAbstractItemView.EditTrigger
        self.setTabKeyNavigation(editable)
        if editable:
            self.setEditTriggers(
                trigger.DoubleClicked | trigger.SelectedClicked | trigger.AnyKeyPressed | trigger.EditKeyPressed
            )

    def visible_columns(self) -> tuple[Column[R], ...]:
        """Return the columns shown, in the order shown."""
        header, columns = self.horizontalHeader(), self.rows_model().columns
        order = [header.logicalIndex(place) for place in range(header.count())]
        return tuple(columns[i] for i in order if not header.isSectionHidden(i))

    def set_column_visible(self, key: str, visible: bool) -> None:
        """Show or hide the column called ``key``; the last one stays."""
        position = self.rows_model().column_at(key)
        if position >= 0 and (visible or len(self.visible_columns()) > 1):
            self.setColumnHidden(position, not visible)
            self._changed()

    def columns_menu(self) -> QMenu:
        """Return the menu in which columns are chosen."""
        menu = QMenu(self)
        shown = {column.key for column in self.visible_columns()}
        for column in self.rows_model().columns:
            action = QAction(column.title or column.key, menu)
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.setData(column.key)
            menu.addAction(action)
        menu.addSeparator()
        usual = QAction(_("Usual columns"), menu)
        usual.setData("")
        menu.addAction(usual)
        menu.triggered.connect(self._column_chosen)
        return menu

    @Slot()
    def keep(self) -> None:
        """Remember columns and order now."""
        self._keep_soon.stop()
        if self._rows is None:
            return
        header, model = self.horizontalHeader(), self.rows_model()
        ratio = pixels(100) / 100
        kept = []
        for place in range(header.count()):
            i = header.logicalIndex(place)
            hidden = header.isSectionHidden(i)
            width = model.columns[i].width if hidden else round(self.columnWidth(i) / ratio)
            kept.append(Kept(model.columns[i].key, width, not hidden))
        self._memory.keep(kept, model.sort_key, descending=model.descending)

    def _first_column(self) -> int:
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        return next((i for i in order if not header.isSectionHidden(i)), 0)

    def _lay_out(self, model: ColumnModel[R], *, usual: bool = False) -> None:
        self._laying_out = True
        header = self.horizontalHeader()
        kept = {} if usual else {k.key: k for k in self._memory.columns()}
        order = [key for key in kept if model.column_at(key) >= 0]
        for place, column in enumerate(model.columns):
            if column.key not in kept:
                order.insert(min(place, len(order)), column.key)
        for place, key in enumerate(order):
            header.moveSection(header.visualIndex(model.column_at(key)), place)
        for i, column in enumerate(model.columns):
            known = kept.get(column.key)
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(i, mode)
            self.setColumnHidden(i, not (known.visible if known else column.visible))
            if not column.stretch:
                self.setColumnWidth(i, pixels(known.width if known and known.width > 0 else column.width))
        self._laying_out = False

    @Slot()
    def _changed(self) -> None:
        if not self._laying_out:
            self._keep_soon.start()

    @Slot(int)
    def _sort_by(self, section: int) -> None:
        model = self.rows_model()
        column = model.columns[section]
        if not column.sort:
            return
        model.set_sort(column.key, model.sort_key == column.key and not model.descending)
        self.horizontalHeader().viewport().update()
        self.keep()

    @Slot(QPoint)
    def _choose_columns(self, where: QPoint) -> None:
        menu = self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().viewport().mapToGlobal(where))

    @Slot(QAction)
    def _column_chosen(self, action: QAction) -> None:
        if action.data():
            self.set_column_visible(action.data(), action.isChecked())
        else:
            self._lay_out(self.rows_model(), usual=True)
            self.keep()

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Tab go to the next cell that can be edited, over the ends of rows."""
        step = {QAbstractItemView.CursorAction.MoveNext: 1, QAbstractItemView.CursorAction.MovePrevious: -1}.get(action)
        if step is None or self._rows is None:
            return super().moveCursor(action, modifiers)
        header, model = self.horizontalHeader(), self.rows_model()
        order = [header.logicalIndex(place) for place in range(header.count())]
        editable = [i for i in order if model.columns[i].editor is not None and not header.isSectionHidden(i)]
        index = self.currentIndex()
        if not editable or not index.isValid():
            return super().moveCursor(action, modifiers)
        here = order.index(index.column())
        ahead = [i for i in editable if (order.index(i) - here) * step > 0]
        if ahead:
            return model.index(index.row(), ahead[0] if step > 0 else ahead[-1])
        row = index.row() + step
        if 0 <= row < model.count():
            return model.index(row, editable[0] if step > 0 else editable[-1])
        return QModelIndex()
