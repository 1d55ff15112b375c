"""Writing tables as workbooks: amounts are numbers, dates are dates, and text is text, whatever it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.money import decimal_from_minor
from app.gateways.spreadsheets.csv_writing import shielded
from app.services.documents.reports import Cell, ColumnKind
from app.services.exporting.tables import ExportTable, put_whole

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# What one sheet of a workbook holds below its headings.
_ROWS_OF_A_SHEET = 1_048_575
_LONGEST_CELL = 32_767
_WIDTHS = {ColumnKind.TEXT: 22, ColumnKind.AMOUNT: 14, ColumnKind.DATE: 12}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(table: ExportTable, out: Path) -> int:
    """Write ``table`` to ``out`` as a workbook, whole or not at all, and return how many rows it has.

    What does not fit on one sheet goes on to the next, under the same headings.

    Raises:
        UserError, EnvironmentFault: as ``put_whole``.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    with put_whole(out) as draft:
        try:
            with xlsxwriter.Workbook(str(draft), _OPTIONS) as book:
                return _Filling(book, table).fill()
        except FileCreateError as error:
            # It wraps what the file system said.
            raise next((a for a in error.args if isinstance(a, OSError)), OSError(str(error))) from error


class _Filling:
    """One table on its way into one workbook."""

    def __init__(self, book: Workbook, table: ExportTable) -> None:
        exponent = table.currency.exponent
        self._book = book
        self._table = table
        self._heading = book.add_format({"bold": True, "bottom": 1})
        self._money = book.add_format({"num_format": "#,##0." + "0" * exponent if exponent else "#,##0"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        # Shows text that begins like a formula as a person would have typed it.
        self._shield = book.add_format({"quote_prefix": True})

    def fill(self) -> int:
        """Write all rows and return how many there were."""
        sheet = self._new_sheet(1)
        count = 0
        for row in self._table.rows:
            if count and count % _ROWS_OF_A_SHEET == 0:
                sheet = self._new_sheet(count // _ROWS_OF_A_SHEET + 1)
            self._write_row(sheet, count % _ROWS_OF_A_SHEET + 1, row)
            count += 1
        return count

    def _new_sheet(self, number: int) -> Worksheet:
        title = "".join(c for c in self._table.title if c not in "[]:*?/\\'")[:25] or "1"
        sheet = self._book.add_worksheet(f"{title} {number}" if number > 1 else title)
        sheet.freeze_panes(1, 0)
        for column, about in enumerate(self._table.columns):
            sheet.set_column(column, column, max(_WIDTHS.get(about.kind, 10), min(len(about.heading) + 2, 40)))
            sheet.write_string(0, column, about.heading, self._heading)
        return sheet

    def _write_row(self, sheet: Worksheet, line: int, row: Sequence[Cell]) -> None:
        for column, (cell, about) in enumerate(zip(row, self._table.columns, strict=True)):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                text = cell[:_LONGEST_CELL]
                sheet.write_string(line, column, text, self._shield if shielded(text) != text else None)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, datetime.combine(cell, time()), self._day)
            elif about.kind is ColumnKind.AMOUNT and isinstance(cell, int):
                sheet.write_number(line, column, decimal_from_minor(cell, self._table.currency), self._money)
            else:
                sheet.write_number(line, column, cell)
