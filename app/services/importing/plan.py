"""What an import would do: the rows that are good, those that are not and why, and those that are in the book already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.errors import UserError
from app.domain.language import _
from app.services.importing.tables import Table, TableRow
from app.services.ports import Progress

T_co = TypeVar("T_co", covariant=True)
_STEP = 2_000


class ImportStopped(UserError):
    """Somebody asked the import to stop; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with (or worth knowing about) a row: its line, the column's heading or empty, and a sentence."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken in, as it was read, and all that is wrong with it."""

    line: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan(Generic[T_co]):
    """An import after every row was checked and before anything is written.

    Attributes:
        source: the file's name.
        columns: its headings.
        good: what will be entered, in the file's order.
        bad: what cannot be, in the file's order.
        unchanged: how many rows are in the book already, just as they are here.
        warnings: what will be kept as it was written though it looks wrong.
        notes: how the file was read: encoding, notation, columns that were not used.
    """

    source: str
    columns: tuple[str, ...]
    good: tuple[T_co, ...]
    bad: tuple[BadRow, ...]
    unchanged: int = 0
    warnings: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return len(self.good) + len(self.bad) + self.unchanged


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import entered."""

    customers: int = 0
    invoices: int = 0
    payments: int = 0
    plans: int = 0


def bad_row(row: TableRow, *problems: Problem) -> BadRow:
    """Return a row that cannot be taken in."""
    return BadRow(row.line, tuple(row.cells), problems)


def fault_problem(row: TableRow, columns: tuple[str, ...]) -> Problem:
    """Return the problem of a row that could not even be read."""
    fault = row.fault
    if fault is None:
        raise ValueError("the row can be read")
    column = columns[fault.column] if 0 <= fault.column < len(columns) else ""
    return Problem(row.line, column, fault.reason)


def watched(table: Table, progress: Progress) -> Iterator[TableRow]:
    """Give a table's rows, telling ``progress`` now and then.

    Raises:
        ImportStopped: it was asked to stop.
    """
    text = _("Reading {file}").format(file=table.name)
    for count, row in enumerate(table.rows):
        if count % _STEP == 0:
            check_stop(progress)
            progress.step(count, 0, text)
        yield row


def check_stop(progress: Progress) -> None:
    """Stop when asked to.

    Raises:
        ImportStopped: ``progress`` was cancelled.
    """
    if progress.cancelled:
        raise ImportStopped(_("The import was stopped."), _("Nothing was changed."))


def unused_note(unused: tuple[str, ...]) -> tuple[str, ...]:
    """Return the note about columns that nothing was read from."""
    if not unused:
        return ()
    return (_("Columns not used: {columns}.").format(columns=", ".join(name[:30] for name in unused)[:300]),)
