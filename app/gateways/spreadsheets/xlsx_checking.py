"""Whether a workbook can be opened without harm: whole, and no larger unpacked than a table may be.

The reader fills a rectangle from the first to the last cell, so that one cell in the far corner of an otherwise empty sheet
would ask for more memory than there is. This looks at sizes, and at which cells hold a formula without a result, which the
reader takes for empty ones; cells are read elsewhere.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from app.domain.errors import UserError
from app.domain.language import _

_LARGEST_UNPACKED = 1 << 29
_MOST_CELLS = 50_000_000
_CHUNK = 1 << 20
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
_CELL = re.compile(rb'\br="([A-Z]{1,3})\d{1,7}"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Broken = Mapping[tuple[int, int], str]
"""Cells without a usable value by row (from 1) and column (from 0): the error they show, or empty."""


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


def broken_cells(path: Path, sheet: str) -> Broken:
    """Return the cells of ``sheet`` that hold a formula without a result, or an error such as #DIV/0!.

    Sheets in which there is nothing of the kind are not taken apart: that costs as much as reading them.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            member = _member_of(archive, sheet)
            if member is None or not _may_be_broken(archive, member):
                return {}
            with archive.open(member) as source:
                return dict(_broken(source))
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, zlib.error, ET.ParseError):
        # It was read once already; this only makes refusals clearer.
        return {}


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - unpacked sizes were checked before
    found = next((each.get(_RELATION) for each in book.iter(f"{_MAIN}sheet") if each.get("name") == sheet), None)
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - likewise
    target = next((each.get("Target") for each in links if each.get("Id") == found), None)
    return None if target is None else (target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _may_be_broken(archive: zipfile.ZipFile, member: str) -> bool:
    tail = b""
    with archive.open(member) as source:
        while chunk := source.read(_CHUNK):
            text = tail + chunk
            if b"<f" in text or b't="e"' in text:
                return True
            tail = text[-8:]
    return False


def _broken(source: IO[bytes]) -> Iterator[tuple[tuple[int, int], str]]:
    for _event, element in ET.iterparse(source):  # noqa: S314 - likewise
        if element.tag == f"{_MAIN}c":
            value = element.findtext(f"{_MAIN}v")
            place = _PLACE.fullmatch(element.get("r", ""))
            if place is not None and (element.get("t") == "e" or (element.find(f"{_MAIN}f") is not None and not value)):
                yield (int(place[2]), _column(place[1].encode()) - 1), value or ""
        elif element.tag == f"{_MAIN}row":
            element.clear()


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
    cells = sheet or info.filename.endswith("sharedStrings.xml")
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            size += len(chunk)
            # A mebibyte without a tag is one text, longer than any cell may be: reading it would take many times its size.
            if size > left or (cells and len(chunk) == _CHUNK and b"<" not in chunk):
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
