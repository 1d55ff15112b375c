"""Any table with heading and totals: the reports, and a list of the window when it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.services.documents.charts import Chart
from app.services.documents.common import Edition, Letterhead

Cell = str | int | Decimal | date | None
"""What a cell holds; how it is written follows from its column's kind. None prints nothing."""


class ColumnKind(StrEnum):
    """What the cells of a column hold, and so how they are written and aligned.

    TEXT: str, left. AMOUNT: int of minor units, right. COUNT: int, right. NUMBER: Decimal, right. DATE:
    date, left. PERCENT: Decimal of percent, right. A str in any column is printed as it is, in the
    column's alignment.
    """

    TEXT = "text"
    AMOUNT = "amount"
    COUNT = "count"
    NUMBER = "number"
    DATE = "date"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column; the sheet's width is shared out by what the cells need, and long texts are wrapped."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT


class RowWeight(StrEnum):
    """How much a row stands out."""

    PLAIN = "plain"
    HEADING = "heading"
    SUBTOTAL = "subtotal"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: a cell per column. ``level`` indents its first text by so many steps."""

    cells: tuple[Cell, ...]
    weight: RowWeight = RowWeight.PLAIN
    level: int = 0


@dataclass(frozen=True, slots=True)
class TableReport:
    """A report ready to be printed, exported or shown.

    Attributes:
        printed_on: the day in the foot of each page, and the file's date.
        subtitle: the period, "as of …", the filter in use.
        totals: a cell per column, or empty; stands once, after the last row, and never alone on a page.
        chart: above the table on the first page, or None.
        landscape: the sheet lies on its side, for many columns.
        note: a small paragraph after the totals: what was left out and why.
    """

    edition: Edition
    letterhead: Letterhead
    title: str
    printed_on: date
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    subtitle: str = ""
    totals: tuple[Cell, ...] = ()
    chart: Chart | None = None
    landscape: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        width = len(self.columns)
        if self.totals and len(self.totals) != width:
            raise ValueError("the totals need a cell per column")
        if any(len(row.cells) != width for row in self.rows):
            raise ValueError("each row needs a cell per column")
