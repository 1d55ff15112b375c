"""A model over a small list in memory, such as the lines of one invoice; more than some hundred rows belong
to ``paged``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject

from app.ui.kit.tables.columns import Column, HasId
from app.ui.kit.tables.model import ColumnModel

R = TypeVar("R", bound=HasId)


class RowsModel(ColumnModel[R]):
    """Rows given at once. Sorts by each column's ``value`` (or words) and keeps the given order among
    equals."""

    def __init__(self, columns: Iterable[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._given: list[R] = []
        self._rows: list[R] = []
        self._ids: list[int] = []

    def all_ids(self) -> list[int]:
        """Return the ids in the order shown."""
        return self._ids

    def row_at(self, position: int) -> R | None:
        """Return the row at ``position``."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def row(self, row_id: int) -> R | None:
        """Return the row with this id."""
        return self.row_at(self.position(row_id))

    def rows(self) -> tuple[R, ...]:
        """Return all rows in the order they were given."""
        return tuple(self._given)

    def set_rows(self, rows: Iterable[R]) -> None:
        """Show these rows; when the ids and their order are the same only their contents change."""
        self._given = list(rows)
        ordered = self._ordered()
        ids = [row.id for row in ordered]
        if ids == self._ids and ids:
            self._rows = ordered
            self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(self.columns) - 1))
        else:
            self.beginResetModel()
            self._rows, self._ids = ordered, ids
            self.endResetModel()
        self.loaded.emit()

    def replace(self, row: R) -> None:
        """Show a changed row in the place where it stands."""
        position = self.position(row.id)
        if position < 0:
            return
        self._rows[position] = row
        self._given = [row if old.id == row.id else old for old in self._given]
        self.dataChanged.emit(self.index(position, 0), self.index(position, len(self.columns) - 1))

    def set_sort(self, key: str, descending: bool = False) -> None:
        """Order by the column called ``key``; "" is the order given."""
        self.sort_key = key
        self.descending = descending
        self.sorted_by.emit(key, descending)
        self.beginResetModel()
        self._rows = self._ordered()
        self._ids = [row.id for row in self._rows]
        self.endResetModel()
        self.loaded.emit()

    def fetcher(self) -> Callable[[Sequence[int]], Sequence[R]]:
        """Return a function that finds rows in what is shown now."""
        rows = {row.id: row for row in self._rows}

        def fetch(ids: Sequence[int]) -> Sequence[R]:
            return [rows[row_id] for row_id in ids if row_id in rows]

        return fetch

    def _ordered(self) -> list[R]:
        position = self.column_at(self.sort_key)
        if position < 0:
            return list(self._given)
        column = self.columns[position]

        def place(row: R) -> tuple[bool, object]:
            value = column.raw(row)
            return (value is None, value.casefold() if isinstance(value, str) else value)

        return sorted(self._given, key=place, reverse=self.descending)
