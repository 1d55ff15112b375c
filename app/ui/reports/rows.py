"""A printed report's table as rows and columns of a table in the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.documents import ColumnKind, TableColumn
from app.services.documents.reports import Cell
from app.services.formats import AmountFormat, DateFormat
from app.ui.kit.tables import Column, Kind
from app.ui.reports.catalogue import Answer

_KINDS = {
    ColumnKind.TEXT: Kind.TEXT,
    ColumnKind.AMOUNT: Kind.AMOUNT,
    ColumnKind.COUNT: Kind.COUNT,
    ColumnKind.NUMBER: Kind.COUNT,
    ColumnKind.DATE: Kind.DATE,
    ColumnKind.PERCENT: Kind.COUNT,
}
_WIDTHS = {Kind.TEXT: 120, Kind.AMOUNT: 116, Kind.COUNT: 90, Kind.DATE: 110}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of a report; ``id`` is its place, or the customer's id where rows are customers."""

    id: int
    cells: tuple[Cell, ...]


def rows_of(answer: Answer) -> list[ReportRow]:
    """Return the rows of a report."""
    ids = answer.customer_ids or tuple(range(1, len(answer.report.rows) + 1))
    return [ReportRow(id_, row.cells) for id_, row in zip(ids, answer.report.rows, strict=True)]


def columns_of(
    columns: tuple[TableColumn, ...], amounts: AmountFormat, dates: DateFormat, *, by_name: bool
) -> list[Column[ReportRow]]:
    """Return the columns of a report, every one to be sorted by; the last column of words takes the room that is left.

    Args:
        columns: the report's.
        amounts: how amounts are written.
        dates: how dates are written.
        by_name: the first column sorts by its words; otherwise by the report's own order (months are no alphabet).
    """
    words = [at for at, column in enumerate(columns) if column.kind is ColumnKind.TEXT]
    return [
        Column(
            f"c{at}",
            column.heading,
            _Said(at, amounts, dates, money=column.kind is ColumnKind.AMOUNT),
            kind=_KINDS[column.kind],
            width=_WIDTHS.get(_KINDS[column.kind], 120),
            sort=f"c{at}",
            value=_place if at == 0 and not by_name else _raw(at, amounts, money=column.kind is ColumnKind.AMOUNT),
            stretch=at == words[-1] if words else False,
        )
        for at, column in enumerate(columns)
    ]


class _Said:
    """Writes a cell as the locale does."""

    def __init__(self, at: int, amounts: AmountFormat, dates: DateFormat, *, money: bool) -> None:
        self._at, self._amounts, self._dates, self._money = at, amounts, dates, money

    def __call__(self, row: ReportRow) -> str:
        return said(row.cells[self._at], self._amounts, self._dates, money=self._money)


def said(cell: Cell, amounts: AmountFormat, dates: DateFormat, *, money: bool) -> str:
    """Return a cell in words; None says nothing."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return amounts.plain(cell) if money else amounts.count(cell)
    return dates.medium(cell) if isinstance(cell, date) else str(cell)


def _place(row: ReportRow) -> object:
    return row.id


def _raw(at: int, amounts: AmountFormat, *, money: bool) -> Callable[[ReportRow], object]:
    exponent = amounts.currency.exponent

    def value(row: ReportRow) -> object:
        cell = row.cells[at]
        return Decimal(cell or 0).scaleb(-exponent) if money and isinstance(cell, int | None) else cell

    return value
