"""What Table and RowList share: rows of one height, and a selection of ids that outlives every refresh.

Columns and headings belong to ``view``, painting to ``delegates``. Longer than most files for one reason: Qt asks a view's
one class for rows, selection, keys and paint.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAccessible,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.kit.paint import inks
from app.ui.kit.pieces.empty import EmptyState
from app.ui.kit.tables.columns import Column, HasId, Kind
from app.ui.kit.tables.model import ColumnModel
from app.ui.kit.tables.paged import PagedModel
from app.ui.kit.tables.snapshot import Snapshot
from app.ui.kit.theme import signals

R = TypeVar("R", bound=HasId)
Index = QModelIndex | QPersistentModelIndex
# Up to so many ids it is quicker to look for each than to look at all.
_FEW = 16
_Flag = QItemSelectionModel.SelectionFlag


class RowView(QTableView, Generic[R]):
    """A view of rows with ids.

    Signals:
        selection_changed(Sequence[int]): ids selected now.
        current_changed(int | None): the row that the arrow keys stand on.
        opened(int): Enter or a double click.
        typed(str): a letter typed into the list; a search field may take it.
    """

    selection_changed = Signal(object)
    current_changed = Signal(object)
    opened = Signal(object)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: ColumnModel[R] | None = None
        self._restoring = False
        self._chosen: array[int] = array("q")
        self._standing: int | None = None
        self._top: int | None = None
        self._waits = False
        self._hover = -1
        self._empty: EmptyState | None = None
        self._solid = False
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._dress()
        signals().changed.connect(self._dress)
        self.verticalScrollBar().valueChanged.connect(self._note_seen)
        self.doubleClicked.connect(self._open_index)

    # Rows

    def row_height(self) -> int:
        """Return the one height of all rows."""
        return inks().row

    def rows_model(self) -> ColumnModel[R]:
        """Return the model shown.

        Raises:
            LookupError: none was given yet.
        """
        if self._rows is None:
            raise LookupError("this table was given no model")
        return self._rows

    def show_model(self, model: ColumnModel[R]) -> None:
        """Show the rows of ``model``."""
        old = self.selectionModel()
        if self._rows is not None:
            self._rows.modelAboutToBeReset.disconnect(self._remember)
            self._rows.modelReset.disconnect(self._restore)
            self._rows.loaded.disconnect(self._loaded)
        self._rows = model
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.loaded.connect(self._loaded)

    def visible_columns(self) -> tuple[Column[R], ...]:
        """Return the columns shown, in the order shown."""
        return self.rows_model().columns

    def set_empty(self, sentence: str, button: str = "", slot: Callable[[], object] | None = None) -> None:
        """Say what an empty table means and offer one next step."""
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = EmptyState(sentence, button, slot, self.viewport())
        self._empty.hide()
        self._loaded()

    # Selection by id

    def selected_ids(self) -> array[int]:
        """Return the ids of the selected rows in the order shown; all matching rows after Ctrl+A."""
        chosen: array[int] = array("q")
        selection = self.selectionModel()
        if self._rows is None or selection is None:
            return chosen
        ids = self._rows.all_ids()
        spans = sorted({(part.top(), part.bottom()) for part in selection.selection().toList()})
        for top, bottom in spans:
            chosen.extend(ids[top : bottom + 1])
        return chosen

    def select_ids(self, ids: Sequence[int]) -> None:
        """Select the rows with these ids, as far as they are shown."""
        self._select_positions(self._positions(ids))

    def current_id(self) -> int | None:
        """Return the id of the row that the arrow keys stand on."""
        index = self.currentIndex()
        ids = self._rows.all_ids() if self._rows is not None else ()
        return ids[index.row()] if index.isValid() and index.row() < len(ids) else None

    def set_current(self, row_id: int) -> bool:
        """Stand on the row with this id, select it and bring it into view; False when it is not shown."""
        position = self.rows_model().position(row_id)
        if position < 0:
            return False
        self.setCurrentIndex(self._index(position))
        return True

    def copy(self) -> None:
        """Put the selected rows on the clipboard with their headings, tab-separated."""
        model = self.rows_model()
        part = Snapshot(self.visible_columns(), self.selected_ids(), model.fetcher())
        if isinstance(model, PagedModel):
            model.tasks.read(part.tsv, self._copied)
        else:
            self._copied(part.tsv())

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _index(self, position: int) -> QModelIndex:
        return self.rows_model().index(position, self._first_column())

    def _first_column(self) -> int:
        return 0

    def _positions(self, ids: Sequence[int]) -> list[int]:
        """Return where the rows with these ids stand now, in order; those that are gone are left out."""
        model = self.rows_model()
        if len(ids) <= _FEW:
            return sorted(place for place in map(model.position, ids) if place >= 0)
        wanted = set(ids)
        return [i for i, row_id in enumerate(model.all_ids()) if row_id in wanted]

    def _select_positions(self, positions: list[int]) -> None:
        selection = QItemSelection()
        model = self.rows_model()
        last = len(model.columns) - 1
        start = 0
        for i in range(1, len(positions) + 1):
            if i == len(positions) or positions[i] != positions[i - 1] + 1:
                selection.select(model.index(positions[start], 0), model.index(positions[i - 1], last))
                start = i
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    @Slot()
    def _remember(self) -> None:
        self._restoring = True
        ids = self.rows_model().all_ids()
        top = self.rowAt(0)
        self._top = ids[top] if 0 <= top < len(ids) else None
        if len(ids) or not self._chosen:
            self._chosen = self.selected_ids()
            self._standing = self.current_id() if self.current_id() is not None else self._standing

    @Slot()
    def _restore(self) -> None:
        model = self.rows_model()
        if not model.count():
            self._restoring = False
            return
        before = self._chosen
        standing = model.position(self._standing) if self._standing is not None else -1
        # Rows that are still to come may be those that were selected.
        self._waits = getattr(model, "partial", False)
        selection = self.selectionModel()
        if before:
            self._select_positions(self._positions(before))
        if standing >= 0:
            selection.setCurrentIndex(self._index(standing), _Flag.NoUpdate)
        if getattr(model, "fresh", False):
            self.scrollToTop()
        elif self._top is not None and (top := model.position(self._top)) >= 0:
            self.scrollTo(self._index(top), QAbstractItemView.ScrollHint.PositionAtTop)
        self._restoring = False
        if self._waits:
            return
        self._chosen = self.selected_ids()
        if self._standing is not None and standing < 0:
            self._standing = None
            self.current_changed.emit(None)
        if self._chosen != before:
            self.selection_changed.emit(self._chosen)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        """Tell which ids are selected now."""
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self._waits = False
            self._chosen = self.selected_ids()
            self.viewport().update()
            self.selection_changed.emit(self._chosen)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell which row the arrow keys stand on."""
        super().currentChanged(current, previous)
        if self._restoring:
            return
        self._waits = False
        now = self.current_id()
        self.viewport().update()
        if now != self._standing:
            self._standing = now
            self.current_changed.emit(now)

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy, open, tick, and go to the first or last row; the rest is Qt's."""
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != QAbstractItemView.State.EditingState:
            self._open_index(self.currentIndex())
        elif key == Qt.Key.Key_Space and self._tick_current():
            pass
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model() is not None and self.model().rowCount():
            last = self.model().rowCount() - 1
            self._go_to(0 if key == Qt.Key.Key_Home else last, event)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _go_to(self, position: int, event: QKeyEvent) -> None:
        index = self._index(position)
        command = self.selectionCommand(index, event)
        self.selectionModel().setCurrentIndex(index, command)
        self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Pass letters on: Qt's own search would read every row of the book."""
        if search.strip():
            self.typed.emit(search)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Mark the row under the pointer."""
        super().mouseMoveEvent(event)
        self._set_hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Unmark the row when the pointer leaves."""
        super().leaveEvent(event)
        self._set_hover(-1)

    def _set_hover(self, position: int) -> None:
        if position != self._hover:
            self._hover = position
            self.viewport().update()

    def _tick_current(self) -> bool:
        model, index = self.rows_model(), self.currentIndex()
        column = next((i for i, c in enumerate(model.columns) if c.kind is Kind.CHECK), -1)
        if column < 0 or not index.isValid():
            return False
        model.toggle(index.row(), column)
        return True

    @Slot(QModelIndex)
    def _open_index(self, index: QModelIndex) -> None:
        ids = self._rows.all_ids() if self._rows is not None else ()
        if index.isValid() and index.row() < len(ids):
            self.opened.emit(ids[index.row()])

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the grounds of rows over the whole width, then the cells, then the focus."""
        pen = inks()
        pen.ratio = self.devicePixelRatioF()
        painter = QPainter(self.viewport())
        if self._solid:
            painter.fillRect(event.rect(), pen.surface)
        if self._rows is None or not self._rows.count():
            painter.end()
            super().paintEvent(event)
            return
        first, last = self._shown_rows()
        selection = self.selectionModel()
        root = QModelIndex()
        for position in range(first, last + 1):
            chosen = selection.isRowSelected(position, root)
            if chosen or position == self._hover:
                self._paint_ground(painter, position, chosen=chosen)
        painter.end()
        super().paintEvent(event)
        index = self.currentIndex()
        if self.hasFocus() and index.isValid() and first <= index.row() <= last:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(pen.focus, 2))
            self._paint_focus(painter, index.row())

    def _paint_ground(self, painter: QPainter, position: int, *, chosen: bool) -> None:
        pen = inks()
        rect = self.viewport().rect()
        rect.setTop(self.rowViewportPosition(position))
        rect.setHeight(self.row_height())
        painter.fillRect(rect, pen.select if chosen else pen.hover)

    def _paint_focus(self, painter: QPainter, position: int) -> None:
        rect = self.viewport().rect()
        rect.setTop(self.rowViewportPosition(position))
        rect.setHeight(self.row_height())
        painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _shown_rows(self) -> tuple[int, int]:
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        count = self.rows_model().count()
        return first, last if last >= 0 else count - 1

    @Slot()
    def _note_seen(self) -> None:
        if isinstance(self._rows, PagedModel):
            self._rows.set_seen(*self._shown_rows())

    @Slot()
    def _loaded(self) -> None:
        if self._waits:
            self._restoring = True
            self._restore()
        if self._empty is None or self._rows is None:
            return
        empty = self._rows.count() == 0
        if empty:
            self._empty.setGeometry(self.viewport().rect())
        self._empty.setVisible(empty)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:  # noqa: N802 - Qt's name
        """Paint again the rows that changed; Qt would paint all that are in view."""
        if self.state() == QAbstractItemView.State.EditingState or QAccessible.isActive():
            super().dataChanged(first, last, list(roles))
            return
        rect = self.viewport().rect()
        top = self.rowViewportPosition(first.row())
        bottom = self.rowViewportPosition(last.row()) + self.row_height()
        self.viewport().update(rect.intersected(QRect(0, top, rect.width(), bottom - top)))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the ground by ourselves where there is one: Qt then moves rows that stay in view instead of painting them."""
        self._solid = self.property("role") != "bare"
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, self._solid)
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the empty state in the middle."""
        super().resizeEvent(event)
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())
        self._note_seen()

    @Slot()
    def _dress(self) -> None:
        header = self.verticalHeader()
        header.setMinimumSectionSize(8)
        header.setDefaultSectionSize(self.row_height())
        self.viewport().update()
