"""Workbooks as offices send them: known by content, typed cells, formulas as values, and none that does harm."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from app.domain.errors import UserError
from app.gateways.spreadsheets.reading import read_table
from app.services.importing.tables import PlainText


def workbook(path: Path, rows: list[list[object]], top: int = 0) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Customers")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate(rows, start=top):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                else:
                    sheet.write(line, column, cell)
    return path


def test_a_workbook_is_known_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "customers.csv", [["account", "name"], ["A-1", "José"]])
    table = read_table(path)
    assert table.columns == ("account", "name")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ["A-1", "José"])]


def test_numbers_and_dates_come_in_one_plain_spelling(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["a", "b", "c", "d"], [1001, 0.1 + 0.2, 1e15, date(2013, 1, 2)]])
    (row,) = read_table(path).rows
    assert row.cells == ["1001", "0.3", "1000000000000000", "2013-01-02"]
    assert all(isinstance(cell, PlainText) for cell in row.cells)


def test_formulas_are_read_as_the_values_they_had(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["account", "name"])
        sheet.write_formula(1, 0, "=1000+1", None, 1001)
        sheet.write_formula(1, 1, '="Mar"&"tha"', None, "Martha")
        sheet.write_string(2, 0, "=1+1")
        sheet.write_string(2, 1, "@SUM(A1)")
    assert [row.cells for row in read_table(path).rows] == [["1001", "Martha"], ["=1+1", "@SUM(A1)"]]


def test_a_formula_without_a_result_is_named_with_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("First")
        sheet = book.add_worksheet("Ünï & more")
        sheet.write_row(0, 0, ["account", "name", "city"])
        sheet.write_string(1, 0, "A-1")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_string(2, 0, "A-2")
        sheet.write_formula(2, 2, "=B2", None, "")
        sheet.write_row(3, 0, ["A-3", "Ana", "Duluth"])
        sheet.write_formula(4, 0, "=X9", None, "#REF!")
    rows = list(read_table(path).rows)
    assert [(row.line, row.fault) for row in rows] == [
        (2, (1, "Holds a formula that has no result: #DIV/0!.")),
        (3, (2, "Holds a formula that has no result.")),
        (4, None),
        (5, (0, "Holds a formula that has no result: #REF!.")),
    ]
    assert rows[0].cells == ["A-1", "#DIV/0!", ""], "whoever gets the row back sees what stood there"


def test_one_endless_cell_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["account", "name"], ["A-1", "Bond"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"Bond", b"x" * 5_000_000))
    with pytest.raises(UserError, match="too large"):
        read_table(path)


def test_a_table_may_begin_anywhere_on_its_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["account", "name"], ["A-1", "Ana"], ["", ""], ["A-2", "Ben"]], top=4)
    table = read_table(path)
    assert table.columns == ("account", "name")
    assert [(row.line, row.cells[0]) for row in table.rows] == [(6, "A-1"), (8, "A-2")]


def test_the_first_sheet_that_holds_anything_is_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Empty")
        for name in ("Data", "More"):
            book.add_worksheet(name).write_row(0, 0, ["account", name])
    table = read_table(path)
    assert table.columns == ("account", "Data")
    assert any("Data" in note for note in table.notes)


@pytest.mark.parametrize("part", [0.2, 0.6, 0.97])
def test_a_truncated_workbook_is_refused(tmp_path: Path, part: float) -> None:
    path = workbook(tmp_path / "t.xlsx", [["account", "name"], *([f"A-{n}", "Ana"] for n in range(200))])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(UserError, match="damaged"):
        read_table(path)


def test_a_workbook_with_flipped_bytes_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["account", "name"], *([f"A-{n}", f"Ana {n * n}"] for n in range(500))])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    for at in range(info.header_offset + 200, info.header_offset + 260):
        content[at] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        read_table(path)


def test_one_cell_in_the_far_corner_does_not_take_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "account")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(UserError, match="too large"):
        read_table(path)


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["account"], ["A-1"]])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/bomb.xml", "w", force_zip64=True) as member,
    ):
        zeros = b"0" * (1 << 22)
        for _piece in range(140):
            member.write(zeros)
    assert path.stat().st_size < 20_000_000
    with pytest.raises(UserError, match="too large"):
        read_table(path)


def test_other_archives_and_old_workbooks_are_refused_with_what_to_do(tmp_path: Path) -> None:
    archive = tmp_path / "a.xlsx"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("readme.txt", "hello")
    with pytest.raises(UserError, match="no table"):
        read_table(archive)
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(UserError, match="password"):
        read_table(old)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="empty"):
        read_table(workbook(tmp_path / "t.xlsx", []))
