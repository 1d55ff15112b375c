"""What both table models share: columns, headings and cells of rows that may not have arrived yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.ui.kit.tables.columns import Column, Edit, HasId, Kind

R = TypeVar("R", bound=HasId)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
# Put together once: Qt asks for each cell it paints.
_READ = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDIT = _READ | Qt.ItemFlag.ItemIsEditable


class ColumnModel(QAbstractTableModel, Generic[R]):
    """Rows with ids under declared columns. ``edited`` carries an ``Edit``; the presenter answers with the
    changed row."""

    edited = Signal(object)
    loaded = Signal()
    sorted_by = Signal(str, bool)

    def __init__(self, columns: Iterable[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column[R], ...] = tuple(columns)
        self.sort_key = ""
        self.descending = False

    # What each model answers in its own way

    def row_at(self, position: int) -> R | None:
        """Return the row at ``position``, or None while it is on its way."""
        raise NotImplementedError

    def all_ids(self) -> Sequence[int]:
        """Return the ids of all rows in order."""
        raise NotImplementedError

    def set_sort(self, key: str, descending: bool = False) -> None:
        """Order the rows by the column called ``key``."""
        raise NotImplementedError

    def fetcher(self) -> Callable[[Sequence[int]], Sequence[R]]:
        """Return a function that gives rows by ids and may be called in a worker."""
        raise NotImplementedError

    # What they share

    def count(self) -> int:
        """Return how many rows match."""
        return len(self.all_ids())

    def position(self, row_id: int) -> int:
        """Return where the row with this id stands, or -1."""
        try:
            return self.all_ids().index(row_id)
        except ValueError:
            return -1

    def column_at(self, key: str) -> int:
        """Return the position of the column called ``key``, or -1."""
        return next((i for i, column in enumerate(self.columns) if column.key == key), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.all_ids())

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return the number of declared columns, shown or not."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's words; delegates ask ``row_at`` instead."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row_at(index.row())
            return None if row is None else self.columns[index.column()].said(row)
        if role == Qt.ItemDataRole.EditRole:
            row = self.row_at(index.row())
            return None if row is None else self.columns[index.column()].raw(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[index.column()].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's heading."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title if 0 <= section < len(self.columns) else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done to a cell."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _READ if self.columns[index.column()].editor is None else _EDIT

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        """Tell the presenter what the user put into a cell; the row changes when the presenter says so."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None or role != Qt.ItemDataRole.EditRole:
            return False
        self.edited.emit(Edit(row.id, self.columns[index.column()].key, value))
        return True

    def toggle(self, position: int, column: int) -> None:
        """Tell the presenter that the user ticked or unticked a box."""
        row = self.row_at(position)
        declared = self.columns[column]
        if row is None or declared.kind is not Kind.CHECK or declared.checked is None:
            return
        was = declared.checked(row)
        if was is not None:
            self.edited.emit(Edit(row.id, declared.key, not was))
