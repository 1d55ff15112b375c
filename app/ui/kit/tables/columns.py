"""What a table shows, as frozen values: columns, statuses, and the protocol of a source of rows. Nothing here
paints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.kit.status import Status
from app.ui.kit.theme.tokens import Tone


class HasId(Protocol):
    """Any frozen row with a whole number that tells it from all others in its table."""

    @property
    def id(self) -> int:
        """The row's id."""


R = TypeVar("R", bound=HasId)
R_co = TypeVar("R_co", bound=HasId, covariant=True)


class Kind(StrEnum):
    """How a column's cells are set."""

    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    STATUS = "status"
    COUNT = "count"
    CHECK = "check"


class TwoLines(NamedTuple):
    """One row of a list: name and amount above, detail and status below."""

    title: str
    amount: str = ""
    detail: str = ""
    status: Status | None = None


class Edit(NamedTuple):
    """What the user put into a cell: the row's id, the column's key, and the editor's value (bool for
    CHECK)."""

    id: int
    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column. Declare columns inside a function: titles are translated when shown.

    Attributes:
        key: its name in settings and exports; never shown, never changed.
        title: the heading, translated.
        text: what the cell says, already formatted for the locale.
        kind: AMOUNT and COUNT stand right with equal figures; DATE is quiet; STATUS is a pill; CHECK a tick
        box. width: pixels at normal zoom, until the user drags.
        sort: the name by which the source sorts; "" does not sort (RowsModel: any text turns sorting on).
        value: the raw value for spreadsheets (int minor units as Decimal, date, …) and for sorting in
        RowsModel. status: for STATUS; None leaves the cell empty.
        tone: colours one cell's text.
        strong: sets one cell's text in bold.
        checked: for CHECK; None draws no box (nothing to tick in this row).
        stretch: takes the room that is left.
        visible: shown until the user says otherwise.
        editor: makes the field that edits a cell; it has ``value()`` and ``set_value(value)``.
    """

    key: str
    title: str
    text: Callable[[R], str]
    kind: Kind = Kind.TEXT
    width: int = 120
    sort: str = ""
    value: Callable[[R], object] | None = None
    status: Callable[[R], Status | None] | None = None
    tone: Callable[[R], Tone | None] | None = None
    strong: Callable[[R], bool] | None = None
    checked: Callable[[R], bool | None] | None = None
    stretch: bool = False
    visible: bool = True
    editor: Callable[[QWidget], QLineEdit] | None = None

    @property
    def right(self) -> bool:
        """True when the column stands on its right edge."""
        return self.kind in (Kind.AMOUNT, Kind.COUNT)

    def raw(self, row: R) -> object:
        """Return the row's value for sorting and spreadsheets."""
        return self.value(row) if self.value is not None else self.said(row)

    def said(self, row: R) -> str:
        """Return the cell's words, a status in words too."""
        if self.status is not None:
            status = self.status(row)
            return status.text if status is not None else ""
        if self.checked is not None:
            return "✓" if self.checked(row) else ""
        return self.text(row)


class RowSource(Protocol[R_co]):
    """Where a paged table's rows come from. Both methods run in a reader thread and ask the store."""

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids of all matching rows in order."""

    def rows(self, ids: Sequence[int]) -> Sequence[R_co]:
        """Return the rows with these ids (at most 512), in any order; ids that are gone are left out."""


@runtime_checkable
class QuickSource(RowSource[R_co], Protocol[R_co]):
    """A source that finds the first rows sooner than all of them; a table that shows new rows asks for those first."""

    def first(self, sort: str, descending: bool, filter_: object, most: int) -> tuple[Sequence[int], bool] | None:
        """Return the first ``most`` ids of ``ids`` and whether they are all; None where that is no quicker."""
