"""Reading delimited text: separators told by the headings, quoted line breaks, and never more in memory than a row may hold."""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from app.domain.errors import UserError
from app.domain.language import _
from app.gateways.spreadsheets.cells import fault_of, too_wide
from app.gateways.spreadsheets.encodings import Encoding, encoding_of
from app.services.importing.tables import LONGEST_CELL, Fault, Table, TableRow

SEPARATORS = (",", ";", "\t", "|")
# No row of a table is longer; a cell of 1e9 characters is refused here, before it is in memory.
_LONGEST_ROW = 1 << 20
_SAMPLE_ROWS = 20
_LONGEST_SAMPLE = 1 << 16
_MOST_RESTARTS = 100
# Exports put an apostrophe before text that a spreadsheet would take for a formula; read back, it goes again.
_SHIELDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def read_csv(path: Path) -> Table:
    """Return the table in a delimited text file; the file is open while its rows are read.

    Raises:
        UserError: empty, no text, or one cell without end.
        OSError: it cannot be read.
    """
    # The limit belongs to the whole process, and to nobody else in it.
    csv.field_size_limit(_LONGEST_ROW)
    with path.open("rb") as binary:
        encoding = encoding_of(binary)
    with _open(path, encoding) as text:
        separator, skip = _layout(text)
    rows = _Rows(path, encoding, separator, skip).read()
    headings = next(rows, None)
    if headings is None:
        raise UserError(_("This file is empty."), _("Its first line must name the columns."))
    if headings.fault:
        raise UserError(_("The headings on line {line} cannot be read.").format(line=headings.line), headings.fault.reason)
    notes = []
    if encoding.guessed:
        notes.append(_("The text was read as {encoding}.").format(encoding=encoding.codec))
    if separator != ",":
        notes.append(_("The cells are separated by: {separator}.").format(separator=_separator_name(separator)))
    return Table(path.name, tuple(" ".join(cell.split()) for cell in headings.cells), rows, tuple(notes))


def _open(path: Path, encoding: Encoding) -> TextIO:
    return path.open(encoding=encoding.codec, errors=encoding.errors, newline="")


def _separator_name(separator: str) -> str:
    return {";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}.get(separator, separator)


def _layout(text: TextIO) -> tuple[str, int]:
    """Return the separator, and how many lines stand before the headings (the line “sep=;” that spreadsheets write)."""
    sample: list[str] = []
    for line in islice(iter(lambda: text.readline(_LONGEST_SAMPLE), ""), 4 * _SAMPLE_ROWS):
        if line.strip():
            sample.append(line)
        if line[-1] not in "\r\n":
            break
    if sample and len(sample[0].strip()) == 5 and sample[0].lower().startswith("sep="):
        return sample[0].strip()[4], 1
    return max(SEPARATORS, key=lambda separator: _likelihood(sample, separator)), 0


def _likelihood(sample: list[str], separator: str) -> tuple[bool, int]:
    """Rank a separator: first that most rows are as wide as the headings, then how many columns there are."""
    widths: list[int] = []
    try:
        for row in islice(csv.reader(sample, delimiter=separator), _SAMPLE_ROWS):
            widths.append(len(row))  # noqa: PERF401 - what was read before an error counts
    except csv.Error:
        pass
    if not widths or widths[0] < 2:
        return (False, 0)
    return (sum(width == widths[0] for width in widths) * 2 > len(widths), widths[0])


class _Rows:
    """The rows of one file, headings first, with the line each begins on."""

    def __init__(self, path: Path, encoding: Encoding, separator: str, skip: int) -> None:
        self._path = path
        self._encoding = encoding
        self._separator = separator
        self._skip = skip
        self._headings: list[str] = []
        self._begins_on = 0
        self._taken = 0

    def read(self) -> Iterator[TableRow]:
        """Give every row that is not blank; of one that cannot be parsed, its first line as its only cell."""
        lines_read: int | None = self._skip
        restarts = 0
        while lines_read is not None:
            # A quotation mark that is never closed swallows what follows; so parsing starts again on the next line.
            lines_read = yield from self._parsed(lines_read)
            restarts += 1
            if restarts > _MOST_RESTARTS:
                raise UserError(
                    _("The quotation marks of this file do not match."),
                    _("Export it again with every cell in quotation marks, or as XLSX."),
                )

    def _parsed(self, lines_read: int) -> Generator[TableRow, None, int | None]:
        with _open(self._path, self._encoding) as text:
            for _line in range(lines_read):
                text.readline()
            reader = csv.reader(self._lines(text, lines_read), delimiter=self._separator, strict=True)
            while True:
                self._begins_on = lines_read + reader.line_num + 1
                self._taken = 0
                try:
                    cells = next(reader, None)
                except csv.Error:
                    if self._taken >= _LONGEST_ROW:
                        raise self._endless("") from None
                    yield self._unparsed()
                    if lines_read + reader.line_num > self._begins_on:
                        return self._begins_on
                    continue
                if cells is None:
                    return None
                if any(cells) and any(cell.strip() for cell in cells):
                    yield self._row(cells)

    def _lines(self, text: TextIO, number: int) -> Iterator[str]:
        while line := text.readline(_LONGEST_ROW):
            number += 1
            if len(line) == _LONGEST_ROW and line[-1] not in "\r\n":
                raise self._endless(line)
            self._taken += len(line)
            yield line

    def _row(self, cells: list[str]) -> TableRow:
        headings = self._headings
        if not headings:
            headings = self._headings = list(cells)
        width = len(headings)
        fault = None
        if len(cells) != width:
            if any(cell.strip() for cell in cells[width:]):
                fault = too_wide(len(cells), width)
            else:
                del cells[width:]
                cells += [""] * (width - len(cells))
        whole = "".join(cells)
        if "'" in whole:
            cells = [cell[1:] if cell.startswith(_SHIELDED) else cell for cell in cells]
        if fault is None and (len(whole) > LONGEST_CELL or not whole.isprintable() or "\ufffd" in whole):
            fault = fault_of(cells)
        return TableRow(self._begins_on, cells, fault)

    def _unparsed(self) -> TableRow:
        with _open(self._path, self._encoding) as text:
            line = next(islice(text, self._begins_on - 1, None), "")
        return TableRow(
            self._begins_on,
            [line.rstrip("\r\n")],
            Fault(-1, _("Its quotation marks do not match: one is not closed, or text follows a closing one.")),
        )

    def _endless(self, start: str) -> UserError:
        """Say where the cell without end stands, by the separators before it."""
        before = start.count(self._separator)
        column = self._headings[before] if before < len(self._headings) else str(before + 1)
        return UserError(
            _("Line {line}, column “{column}”: a cell is longer than {limit} characters.").format(
                line=self._begins_on, column=column[:60], limit=f"{LONGEST_CELL:,}"
            ),
            _("Is a quotation mark not closed? Mend the file and try again; nothing was imported."),
        )
