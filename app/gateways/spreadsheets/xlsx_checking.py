"""Whether a workbook can be opened without harm: whole, and no larger unpacked than a table may be.

The reader fills a rectangle from the first to the last cell, so that one cell in the far corner of an otherwise empty sheet
would ask for more memory than there is. This looks at sizes only; cells are read elsewhere.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from app.domain.errors import UserError
from app.domain.language import _

_LARGEST_UNPACKED = 1 << 29
_MOST_CELLS = 50_000_000
_CHUNK = 1 << 20
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
_CELL = re.compile(rb'\br="([A-Z]{1,3})\d{1,7}"')


def is_workbook(names: list[str]) -> bool:
    """Whether a zip archive with these members is an XLSX workbook."""
    return any(name.startswith("xl/workbook") for name in names)


def check_workbook(path: Path) -> None:
    """Refuse a workbook that is damaged, too large, or no XLSX at all.

    Raises:
        UserError: with what to do instead.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if not is_workbook(archive.namelist()):
                raise UserError(
                    _("“{name}” is no table that can be read here.").format(name=path.name),
                    _("Save it as XLSX or CSV and try again."),
                )
            left = _LARGEST_UNPACKED
            for info in archive.infolist():
                left -= _check_member(archive, info, left)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise damaged(path) from error


def damaged(path: Path) -> UserError:
    """Return the refusal of a workbook that is not whole."""
    return UserError(
        _("“{name}” is damaged or was not copied to its end.").format(name=path.name),
        _("Get the file again, or open it in a spreadsheet and save it anew."),
    )


def _check_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> int:
    """Read one member to its end and return its true size; refuse a sheet that spans too many cells."""
    size, rows, columns, tail = 0, 1, 1, b""
    sheet = info.filename.startswith("xl/worksheets/")
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise _too_large()
            if sheet:
                text = tail + chunk
                rows = max(rows, max(map(int, _ROW.findall(text)), default=1))
                columns = max(columns, max(map(_column, set(_CELL.findall(text))), default=1))
                tail = text[-300:]
    if rows * columns > _MOST_CELLS:
        raise _too_large()
    return size


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large() -> UserError:
    return UserError(
        _("This workbook is too large to be a table of customers or invoices."),
        _("Delete empty rows and columns far outside the table, or save it as CSV."),
    )
