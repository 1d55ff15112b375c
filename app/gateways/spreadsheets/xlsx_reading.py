"""Reading workbooks: the first visible sheet that holds anything, formulas as the values they had when they were saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.domain.errors import UserError
from app.domain.language import _
from app.gateways.spreadsheets.cells import fault_of, too_wide
from app.gateways.spreadsheets.xlsx_checking import Broken, broken_cells, check_workbook, damaged
from app.services.importing.tables import Fault, PlainText, Table, TableRow

_Cell = int | float | str | bool | time | date | datetime | timedelta


def read_xlsx(path: Path) -> Table:
    """Return the table in a workbook; its first row that holds anything names the columns.

    Raises:
        UserError: damaged, too large, protected with a password, empty.
        OSError: it cannot be read.
    """
    check_workbook(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            sheets = [
                workbook.get_sheet_by_name(sheet.name)
                for sheet in workbook.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise protected(path) from error
    except CalamineError as error:
        raise damaged(path) from error
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        raise UserError(_("This workbook is empty."), _("The first row of its first sheet must name the columns."))
    rows = _rows(filled[0], broken_cells(path, filled[0].name))
    headings = next(rows, None)
    if headings is None:
        raise UserError(_("This workbook is empty."), _("The first row of its first sheet must name the columns."))
    if headings.fault:
        raise UserError(_("The headings on line {line} cannot be read.").format(line=headings.line), headings.fault.reason)
    notes = [_("Only the sheet “{sheet}” was read.").format(sheet=filled[0].name)] if len(filled) > 1 else []
    return Table(path.name, tuple(" ".join(cell.split()) for cell in headings.cells), rows, tuple(notes))


def protected(path: Path) -> UserError:
    """Return the refusal of a workbook that needs a password."""
    return UserError(
        _("“{name}” is protected with a password, or is an old XLS workbook.").format(name=path.name),
        _("Save it as XLSX without a password and try again."),
    )


def _rows(sheet: CalamineSheet, broken: Broken) -> Iterator[TableRow]:
    width = 0
    broken_rows = {line for line, _column in broken}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell if type(cell) is str else _text(cell) for cell in row]
        spoilt = _without_value(broken, number, cells) if number in broken_rows else None
        if spoilt is None and (not any(cells) or not any(cell.strip() for cell in cells)):
            continue
        if not width:
            while not cells[-1].strip():
                cells.pop()
            width = len(cells)
        fault = too_wide(sum(map(bool, cells)), width) if any(cell.strip() for cell in cells[width:]) else fault_of(cells)
        if spoilt is not None and spoilt.column < width:
            fault = fault or spoilt
        if fault is None or fault.column >= 0:
            del cells[width:]
        yield TableRow(number, cells, fault)


def _without_value(broken: Broken, line: int, cells: list[str]) -> Fault | None:
    """Put what such cells show into ``cells``, for whoever gets the row back, and return the first as the row's fault."""
    first: Fault | None = None
    for column in range(len(cells)):
        shown = broken.get((line, column))
        if shown is not None:
            cells[column] = shown
            said = _("Holds a formula that has no result: {error}.").format(error=shown) if shown else ""
            first = first or Fault(column, said or _("Holds a formula that has no result."))
    return first


def _text(cell: _Cell) -> str:
    """Return a typed cell in the one spelling that every column's reader understands."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, int | float):
        # Fifteen digits are what spreadsheets show and mean; 0.1 + 0.2 is 0.3 there.
        number = Decimal(f"{cell:.15g}")
        return PlainText(f"{number:f}")
    if isinstance(cell, datetime):
        return PlainText(cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds"))
    if isinstance(cell, date):
        return PlainText(cell.isoformat())
    return str(cell)
