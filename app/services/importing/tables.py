"""A table as it was read from somebody's file: headings, rows of text with their line numbers, and how it was read.

What the columns mean is the business of whoever imports them; how files are read is the gateway's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

# What a spreadsheet's cell can hold; more than that is no cell of anybody's table.
LONGEST_CELL = 32_767


class PlainText(str):
    """A cell that was a number or a date in a spreadsheet: 1234.5 or 2026-10-31, whatever the notation of the other cells."""

    __slots__ = ()


class Fault(NamedTuple):
    """Why a row cannot be read: in which column (counted from 0; -1 for the whole row), and a sentence."""

    column: int
    reason: str


class TableRow(NamedTuple):
    """One row: the line (or spreadsheet row) it begins on, counted from 1, its cells, and why it cannot be read, if so.

    A row without a fault has as many cells as the table has columns.
    """

    line: int
    cells: list[str]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be read once, row by row.

    Attributes:
        name: the file's name, for messages.
        columns: the headings as they stand in the file.
        rows: below the headings, without blank ones. Reading on may raise ``UserError`` (a cell without end).
        notes: how the file was read, where that was not a matter of course, one sentence each.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[TableRow]
    notes: tuple[str, ...] = field(default=())
