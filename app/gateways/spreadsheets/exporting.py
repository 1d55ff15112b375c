"""Choosing how a table is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.money import Currency
from app.gateways.spreadsheets.csv_writing import write_csv
from app.services.documents.reports import Cell, TableColumn, TableReport
from app.services.exporting.tables import ExportTable


def write_table(table: ExportTable, out: Path, kind: str = "") -> int:
    """Write ``table`` to ``out`` and return how many rows it has.

    Args:
        table: what to write.
        out: where; an older file is replaced, a book never is.
        kind: csv or xlsx; told from the name of ``out`` when empty.

    Raises:
        UserError: another kind, or ``out`` cannot be written for a reason that the user can change.
        EnvironmentFault: the disk is full, or nothing may be written there.
    """
    wanted = kind or out.suffix.lstrip(".").lower()
    if wanted == "csv":
        return write_csv(table, out)
    if wanted == "xlsx":
        from app.gateways.spreadsheets.xlsx_writing import write_xlsx

        return write_xlsx(table, out)
    raise UserError(_("Tables are written as CSV or XLSX, not as “{kind}”.").format(kind=wanted[:20]))


def export_rows(
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[Cell]],
    currency: Currency,
    out: Path,
    kind: str = "",
    title: str = "",
) -> int:
    """Write what a table of the window shows: the same rows, columns and order. Returns how many rows there are."""
    return write_table(ExportTable(title or out.stem, tuple(columns), rows, currency), out, kind)


def export_report(report: TableReport, out: Path, kind: str = "") -> int:
    """Write a report as a table: its rows, and its totals last. Returns how many rows there are, without the totals."""
    cells: list[Sequence[Cell]] = [row.cells for row in report.rows]
    if report.totals:
        cells.append(report.totals)
    count = export_rows(report.columns, cells, report.edition.currency, out, kind, report.title)
    return count - bool(report.totals)
