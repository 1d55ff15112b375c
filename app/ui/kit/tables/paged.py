"""A model over any number of rows in the store: all ids in order, pages of rows as they come into view.

Where the source can tell the first rows sooner than all, those are shown at once and the others added below them.

The source sorts and filters; this room decides only what to ask, what to keep and when to throw it away.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal, Slot

from app.ui.kit.tables.columns import Column, HasId, QuickSource, RowSource
from app.ui.kit.tables.model import ColumnModel
from app.ui.kit.tasks import Tasks

R = TypeVar("R", bound=HasId)
PAGE = 64
_KEPT_PAGES = 48
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class _Answer(Generic[R]):
    """What came back: all ids, or only the first of them, and the rows of some pages."""

    ids: array[int]
    pages: dict[int, list[R | None]]
    asked: int
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Question(Generic[R]):
    """What a reader is to find out; runs in its thread."""

    source: RowSource[R]
    sort: str
    descending: bool
    filter: object
    pages: tuple[int, ...]
    asked: int

    def first_rows(self) -> _Answer[R]:
        source = self.source
        first = source.first(self.sort, self.descending, self.filter, PAGE) if isinstance(source, QuickSource) else None
        if first is None:
            return self.ids_and_rows()
        ids = _compact(first[0])
        return _Answer(ids, _read_pages(source, ids, (0,)), self.asked, first[1])

    def ids_and_rows(self) -> _Answer[R]:
        ids = _compact(self.source.ids(self.sort, self.descending, self.filter))
        return _Answer(ids, _read_pages(self.source, ids, self.pages), self.asked)

    def ids_only(self) -> _Answer[R]:
        return _Answer(_compact(self.source.ids(self.sort, self.descending, self.filter)), {}, self.asked)


@dataclass(frozen=True, slots=True)
class _More(Generic[R]):
    """Pages that came into view; runs in a reader's thread."""

    source: RowSource[R]
    ids: array[int]
    pages: tuple[int, ...]
    asked: int

    def rows(self) -> _Answer[R]:
        return _Answer(self.ids, _read_pages(self.source, self.ids, self.pages), self.asked)


class PagedModel(ColumnModel[R]):
    """Rows of a ``RowSource``. ``loaded`` is emitted when ids have come, ``failed`` with an error that nobody
    else shows."""

    failed = Signal(object)

    def __init__(
        self,
        source: RowSource[R],
        columns: Iterable[Column[R]],
        tasks: Tasks,
        parent: QObject | None = None,
        sort: str = "",
        descending: bool = False,
    ) -> None:
        super().__init__(columns, parent)
        self.tasks = tasks
        self.sort_key = sort
        self.descending = descending
        self._source = source
        self._filter: object = None
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[R | None]] = OrderedDict()
        self.fresh = False
        self.partial = False
        self._wanted: set[int] = set()
        self._seen: tuple[int, ...] = (0,)
        self._asked = 0
        self._question: _Question[R] | None = None
        self._key = f"table-{next(_numbers)}"
        self._fetch_soon = QTimer(self)
        self._fetch_soon.setSingleShot(True)
        self._fetch_soon.setInterval(0)
        self._fetch_soon.timeout.connect(self._fetch)
        self._blank_soon = QTimer(self)
        self._blank_soon.setSingleShot(True)
        self._blank_soon.setInterval(80)
        self._blank_soon.timeout.connect(self._blank)

    @property
    def filter(self) -> object:
        """What the rows are filtered by now."""
        return self._filter

    @property
    def source(self) -> RowSource[R]:
        """Where the rows come from."""
        return self._source

    def all_ids(self) -> array[int]:
        """Return the ids of all matching rows in order."""
        return self._ids

    def row_at(self, position: int) -> R | None:
        """Return the row at ``position``; if it is not here yet, None now and ``dataChanged`` when it
        comes."""
        page = position // PAGE
        rows = self._pages.get(page)
        if rows is None:
            self._wanted.add(page)
            if not self._fetch_soon.isActive():
                self._fetch_soon.start()
            return None
        self._pages.move_to_end(page)
        place = position % PAGE
        return rows[place] if place < len(rows) else None

    def row(self, row_id: int) -> R | None:
        """Return the row with this id if it is here."""
        for rows in self._pages.values():
            for row in rows:
                if row is not None and row.id == row_id:
                    return row
        return None

    def set_filter(self, filter_: object) -> None:
        """Show what matches ``filter_``, whatever that means to the source."""
        self._filter = filter_
        self._begin_anew()
        self.refresh()

    def set_sort(self, key: str, descending: bool = False) -> None:
        """Order by the column called ``key``; the source does it."""
        self.sort_key = key
        self.descending = descending
        self._begin_anew()
        self.sorted_by.emit(key, descending)
        self.refresh()

    def set_source(self, source: RowSource[R]) -> None:
        """Show another source's rows, such as another customer's. What was shown goes if the new rows take
        their time."""
        self._source = source
        self._begin_anew()
        self._blank_soon.start()
        self.refresh()

    def set_seen(self, first: int, last: int) -> None:
        """Note which rows are in view, so that a refresh brings them along with the ids."""
        self._seen = tuple(range(max(first, 0) // PAGE, max(last, 0) // PAGE + 1))[:8]

    @Slot()
    def refresh(self) -> None:
        """Ask again for ids and visible rows; what is shown stays until the answer is here."""
        self._asked += 1
        column = self.column_at(self.sort_key)
        sort = self.columns[column].sort if column >= 0 else self.sort_key
        question = _Question(self._source, sort, self.descending, self._filter, self._seen, self._asked)
        self._question = question
        # A view of what changed needs the rows it stands on; a new one begins at the top.
        work = question.first_rows if self.fresh else question.ids_and_rows
        self.tasks.read(work, self._ids_came, self._went_wrong, key=self._key)

    def fetcher(self) -> Callable[[Sequence[int]], Sequence[R]]:
        """Return the source's own reading of rows."""
        return self._source.rows

    def _begin_anew(self) -> None:
        self.fresh = True
        self._seen = (0,)

    @Slot(object)
    def _ids_came(self, answer: _Answer[R]) -> None:
        if answer.asked != self._asked:
            return
        self._blank_soon.stop()
        continues = self.partial and answer.ids[: len(self._ids)] == self._ids
        self.partial = not answer.whole
        if continues:
            self._go_on(answer.ids)
        else:
            self._show_anew(answer)
        self.fresh = False
        if self.partial and self._question is not None:
            self.tasks.read(self._question.ids_only, self._ids_came, self._went_wrong, key=self._key)
        else:
            self.loaded.emit()

    def _go_on(self, ids: array[int]) -> None:
        """Add what follows the rows that are shown."""
        shown = len(self._ids)
        if len(ids) > shown:
            self.beginInsertRows(QModelIndex(), shown, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()

    def _show_anew(self, answer: _Answer[R]) -> None:
        same = answer.ids == self._ids
        if not same:
            self.beginResetModel()
        self._ids = answer.ids
        self._pages.clear()
        self._pages.update(answer.pages)
        if not same:
            self.endResetModel()
        elif self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    @Slot()
    def _fetch(self) -> None:
        pages = tuple(sorted(page for page in self._wanted if page not in self._pages and page * PAGE < len(self._ids)))
        self._wanted.clear()
        if pages:
            # A long drag passes many pages; those in view now were asked for last.
            more = _More(self._source, self._ids, pages[-8:], self._asked)
            self.tasks.read(more.rows, self._rows_came, self._went_wrong, key=f"{self._key}-rows")

    @Slot(object)
    def _rows_came(self, answer: _Answer[R]) -> None:
        if answer.ids is not self._ids:
            return
        for page, rows in answer.pages.items():
            self._pages[page] = rows
            first = page * PAGE
            last = min(first + PAGE, len(self._ids)) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        while len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)

    def _went_wrong(self, error: Exception) -> bool:
        self._blank_soon.stop()
        self.failed.emit(error)
        return False

    @Slot()
    def _blank(self) -> None:
        self.beginResetModel()
        self._ids = array("q")
        self._pages.clear()
        self.endResetModel()


def _compact(ids: Sequence[int]) -> array[int]:
    return ids if isinstance(ids, array) and ids.typecode == "q" else array("q", ids)


def _read_pages(source: RowSource[R], ids: array[int], pages: tuple[int, ...]) -> dict[int, list[R | None]]:
    wanted = {page: ids[page * PAGE : (page + 1) * PAGE] for page in pages}
    flat = [row_id for part in wanted.values() for row_id in part]
    if not flat:
        return {}
    by_id: dict[int, R] = {row.id: row for row in source.rows(flat)}
    return {page: [by_id.get(row_id) for row_id in part] for page, part in wanted.items()}
