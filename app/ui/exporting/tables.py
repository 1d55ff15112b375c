"""What a table shows as a table to write or to print. Runs in a worker; makes no widgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.amount_input import parse_amount
from app.domain.errors import UserError
from app.domain.language import _
from app.domain.money import minor_from_decimal
from app.services.documents import Cell, ColumnKind, Edition, Letterhead, TableColumn, TableReport, TableRow
from app.services.exporting.tables import ExportTable
from app.services.formats import AmountFormat
from app.services.ports import Progress
from app.ui.kit.tables import Column, Kind
from app.ui.session import Export

_LANDSCAPE_FROM = 8
_KINDS = {
    Kind.TEXT: ColumnKind.TEXT,
    Kind.AMOUNT: ColumnKind.AMOUNT,
    Kind.DATE: ColumnKind.DATE,
    Kind.STATUS: ColumnKind.TEXT,
    Kind.COUNT: ColumnKind.COUNT,
    Kind.CHECK: ColumnKind.TEXT,
}
_EVERY = 200
# The screen draws these of our own signs with a typeface for marks; paper has only the one for words.
_ON_PAPER = str.maketrans({"→": "›", "←": "‹", "✓": "×", "−": "-"})


def export_table(what: Export, amounts: AmountFormat, progress: Progress) -> ExportTable:
    """Return what is shown as a table whose rows are read while they are written, its totals as a last row."""
    columns = what.snapshot.columns

    def rows() -> Iterator[Sequence[Cell]]:
        yield from _rows(what, amounts, progress)
        totals = total_cells(what, amounts)
        if totals:
            yield totals

    return ExportTable(what.title, tuple(map(_column, columns)), rows(), amounts.currency)


def table_report(
    what: Export, amounts: AmountFormat, edition: Edition, letterhead: Letterhead, printed_on: date, progress: Progress
) -> TableReport:
    """Return what is shown as a report."""
    columns = what.snapshot.columns
    totals = total_cells(what, amounts)
    titles = {column.title for column in columns}
    others = [f"{name} {amount}" for name, amount in what.totals if name not in titles]
    return TableReport(
        edition=edition,
        letterhead=letterhead,
        title=what.title,
        printed_on=printed_on,
        columns=tuple(TableColumn(_printed(each.title), _KINDS[each.kind]) for each in columns),
        rows=tuple(TableRow(tuple(map(_on_paper, cells))) for cells in _rows(what, amounts, progress)),
        subtitle=what.note,
        totals=totals,
        landscape=len(columns) >= _LANDSCAPE_FROM,
        note=" · ".join(others),
    )


def total_cells(what: Export, amounts: AmountFormat) -> tuple[Cell, ...]:
    """Return a cell per column for the totals that bear a column's name, or nothing when none does."""
    by_name = dict(what.totals)
    cells: list[Cell] = []
    for column in what.snapshot.columns:
        text = by_name.get(column.title, "")
        cells.append(_total(column, text, amounts) if text else None)
    if not any(cell is not None for cell in cells):
        return ()
    if cells[0] is None and _KINDS[what.snapshot.columns[0].kind] is not ColumnKind.AMOUNT:
        cells[0] = _("Total")
    return tuple(cells)


def _rows(what: Export, amounts: AmountFormat, progress: Progress) -> Iterator[Sequence[Cell]]:
    columns = what.snapshot.columns
    whole = len(what.snapshot.ids)
    for done, row in enumerate(what.snapshot.rows(), 1):
        if done % _EVERY == 1:
            progress.step(done - 1, whole)
            if progress.cancelled:
                raise UserError(_("Stopped: nothing was written."))
        yield tuple(_cell(column, row, amounts) for column in columns)


def _on_paper(cell: Cell) -> Cell:
    return _printed(cell) if isinstance(cell, str) else cell


def _printed(text: str) -> str:
    return text if text.isascii() else text.translate(_ON_PAPER)


def _column(column: Column[Any]) -> TableColumn:
    return TableColumn(column.title, _KINDS[column.kind])


def _cell(column: Column[Any], row: Any, amounts: AmountFormat) -> Cell:
    if column.kind in (Kind.TEXT, Kind.STATUS, Kind.CHECK):
        return str(column.said(row))
    value = column.raw(row)
    if isinstance(value, Decimal) and column.kind is Kind.AMOUNT:
        return minor_from_decimal(value, amounts.currency)
    if isinstance(value, bool | datetime) or not isinstance(value, str | int | Decimal | date | None):
        return str(column.said(row))
    return value


def _total(column: Column[Any], text: str, amounts: AmountFormat) -> Cell:
    if column.kind is not Kind.AMOUNT:
        return text
    try:
        return parse_amount(text, amounts.notation, amounts.currency)
    except UserError:
        return text
