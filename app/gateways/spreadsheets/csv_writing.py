"""Writing tables as CSV, for spreadsheets that open them and for programs that read them.

UTF-8 with commas, CRLF, ISO dates and a decimal point, whatever the locale (RFC 4180). A byte-order mark goes in front
only where there is something beyond ASCII, which spreadsheets would otherwise read in another encoding. Text that a
spreadsheet would run as a formula gets an apostrophe, which reading takes off again; amounts and dates are no such text.
"""

from __future__ import annotations

import codecs
import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.domain.money import Currency, decimal_from_minor
from app.services.documents.reports import Cell, ColumnKind
from app.services.exporting.tables import ExportTable, put_whole

# What begins a formula, also after a spreadsheet has trimmed the cell
# (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_csv(table: ExportTable, out: Path) -> int:
    """Write ``table`` to ``out`` as CSV, whole or not at all, and return how many rows it has.

    Raises:
        UserError, EnvironmentFault: as ``put_whole``.
    """
    with put_whole(out) as draft:
        body = draft.with_name(draft.name + "-body")
        try:
            count, ascii_only = _write_body(table, body)
            if ascii_only:
                body.replace(draft)
            else:
                with body.open("rb") as source, draft.open("wb") as target:
                    target.write(codecs.BOM_UTF8)
                    shutil.copyfileobj(source, target, 1 << 20)
        finally:
            body.unlink(missing_ok=True)
    return count


def _write_body(table: ExportTable, body: Path) -> tuple[int, bool]:
    writers = [_csv_writer(column.kind, table.currency) for column in table.columns]
    count, ascii_only = 0, True
    with body.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\r\n").writerow
        headings = [shielded(column.heading) for column in table.columns]
        write(headings)
        ascii_only = "".join(headings).isascii()
        for row in table.rows:
            cells = [writer(cell) for writer, cell in zip(writers, row, strict=True)]
            write(cells)
            count += 1
            if ascii_only:
                ascii_only = "".join(cells).isascii()
    return count, ascii_only


def shielded(text: str) -> str:
    """Return ``text`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def _csv_writer(kind: ColumnKind, currency: Currency) -> Callable[[Cell], str]:
    if kind is ColumnKind.AMOUNT:
        return lambda cell: str(decimal_from_minor(cell, currency)) if isinstance(cell, int) else _plain(cell)
    return _plain


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return shielded(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)
