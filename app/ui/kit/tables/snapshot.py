"""What a table shows, frozen at one moment: for the clipboard, a spreadsheet or paper. Same rows, columns,
order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from app.ui.kit.tables.columns import Column, HasId, Kind

if TYPE_CHECKING:
    from app.ui.kit.tables.rowview import RowView

R = TypeVar("R", bound=HasId)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[R]):
    """Columns in the order shown and the ids of all matching rows. Reading the rows belongs into a worker."""

    columns: tuple[Column[R], ...]
    ids: Sequence[int]
    fetch: Callable[[Sequence[int]], Sequence[R]]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in the order shown."""
        return tuple(column.title for column in self.columns)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns' names in the order shown."""
        return tuple(column.key for column in self.columns)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The columns' kinds in the order shown."""
        return tuple(column.kind for column in self.columns)

    def rows(self) -> Iterator[R]:
        """Read the rows in order, some hundred at a time."""
        for start in range(0, len(self.ids), _AT_ONCE):
            part = list(self.ids[start : start + _AT_ONCE])
            found = {row.id: row for row in self.fetch(part)}
            yield from (found[row_id] for row_id in part if row_id in found)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """Read the rows as the words that the table shows."""
        for row in self.rows():
            yield tuple(column.said(row) for column in self.columns)

    def values(self) -> Iterator[tuple[object, ...]]:
        """Read the rows as raw values, for spreadsheets."""
        for row in self.rows():
            yield tuple(column.raw(row) for column in self.columns)

    def tsv(self) -> str:
        """Return headings and rows as lines of tab-separated cells, as spreadsheets take them from the
        clipboard."""
        lines = ["\t".join(map(_one_line, self.headings))]
        lines += ["\t".join(map(_one_line, cells)) for cells in self.texts()]
        return "\n".join(lines) + "\n"


def shown(view: RowView[R]) -> Snapshot[R]:
    """Return what ``view`` shows now: all matching rows, not only those on screen."""
    model = view.rows_model()
    return Snapshot(view.visible_columns(), model.all_ids()[:], model.fetcher())


def _one_line(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ").replace("−", "-")
