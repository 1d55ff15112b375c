"""Delimited text as it comes from other people's programs: any encoding, any separator, and nothing without end."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.gateways.spreadsheets.reading import read_table
from app.services.importing.tables import LONGEST_CELL, Table, TableRow

NAMES = "account,name\nA-1,José Çelik\nA-2,“Quay” Café\n"


def table_of(tmp_path: Path, content: bytes | str, name: str = "file.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path)


def rows_of(tmp_path: Path, content: bytes | str) -> list[TableRow]:
    return list(table_of(tmp_path, content).rows)


def cells_of(tmp_path: Path, content: bytes | str) -> list[list[str]]:
    return [row.cells for row in rows_of(tmp_path, content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_the_encoding_it_was_written_in(tmp_path: Path, encoding: str) -> None:
    table = table_of(tmp_path, NAMES.encode(encoding))
    assert table.columns == ("account", "name")
    assert [row.cells for row in table.rows] == [["A-1", "José Çelik"], ["A-2", "“Quay” Café"]]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Łódź Gdańsk Kraków", "cp1250"), ("José Muñoz, São Tomé", "mac_roman"), ("Москва Санкт-Петербург", "cp1251")],
)
def test_an_encoding_that_was_guessed_is_named(tmp_path: Path, text: str, encoding: str) -> None:
    content = "account;name\n" + "".join(f"A-{n};{text}\n" for n in range(20))
    table = table_of(tmp_path, content.encode(encoding))
    assert next(table.rows).cells == ["A-0", text]
    assert any(encoding in note for note in table.notes)


def test_a_few_broken_bytes_spoil_their_own_rows_only(tmp_path: Path) -> None:
    content = "account,name\nA-1,José\nA-2,Zoë\nA-3,Łódź\nA-4,Çelik\nA-5,Müller\n".encode() + b"A-6,Ji\xe9m\nA-7,Ana\n"
    rows = rows_of(tmp_path, content)
    assert [row.cells[0] for row in rows if row.fault is None] == ["A-1", "A-2", "A-3", "A-4", "A-5", "A-7"]
    (bad,) = (row for row in rows if row.fault is not None)
    assert (bad.line, bad.fault.column if bad.fault else None) == (7, 1)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_headings(tmp_path: Path, separator: str) -> None:
    content = f'account{separator}name{separator}amount\nA-1{separator}"Bloom, Martha; Sons|Co\tX"{separator}12\n'
    assert cells_of(tmp_path, content) == [["A-1", "Bloom, Martha; Sons|Co\tX", "12"]]


def test_decimal_commas_do_not_pass_for_separators(tmp_path: Path) -> None:
    assert cells_of(tmp_path, "account;amount\nA-1;12,50\nA-2;1.234,00\n") == [["A-1", "12,50"], ["A-2", "1.234,00"]]


def test_the_line_that_names_the_separator_is_no_heading(tmp_path: Path) -> None:
    table = table_of(tmp_path, "sep=;\naccount;name\nA-1;Ana\n")
    assert table.columns == ("account", "name")
    assert next(table.rows) == TableRow(3, ["A-1", "Ana"])


def test_line_breaks_in_quotes_stay_in_their_cell_and_lines_are_counted(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'account,line1\r\nA-1,"3 Cedar Court\r\nSuite 4"\r\n\r\nA-2,Oak\r\n')
    assert rows == [TableRow(2, ["A-1", "3 Cedar Court\r\nSuite 4"]), TableRow(5, ["A-2", "Oak"])]


def test_short_rows_are_filled_and_long_ones_are_faults(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "account,name,city\nA-1,Ana\nA-2,Ben,Duluth,,\nA-3,Smith, John,Duluth\n")
    assert rows[0].cells == ["A-1", "Ana", ""]
    assert rows[1].cells == ["A-2", "Ben", "Duluth"]
    assert rows[2].fault is not None
    assert "4 cells" in rows[2].fault.reason


def test_what_an_export_shielded_comes_back_as_it_was(tmp_path: Path) -> None:
    assert cells_of(tmp_path, "account,name\nA-1,'=1+1\nA-2,'+15125550142\nA-3,O'Brien\nA-4,'t Hooft\n") == [
        ["A-1", "=1+1"],
        ["A-2", "+15125550142"],
        ["A-3", "O'Brien"],
        ["A-4", "'t Hooft"],
    ]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    assert cells_of(tmp_path, 'account,name\nA-1,"=HYPERLINK(""x"")"\n') == [["A-1", '=HYPERLINK("x")']]


def test_an_unclosed_quotation_mark_spoils_its_own_row_only(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'account,name\nA-1,Ana\nA-2,"Ben\nA-3,Cara\nA-4,Dan\n')
    assert [(row.line, row.cells[0]) for row in rows if row.fault is None] == [(2, "A-1"), (4, "A-3"), (5, "A-4")]
    (bad,) = (row for row in rows if row.fault)
    assert (bad.line, bad.cells) == (3, ['A-2,"Ben'])


def test_text_after_a_closing_quotation_mark_is_a_fault(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'account,name\nA-1,"Ana" B\nA-2,Ben\n')
    assert [row.fault is None for row in rows] == [False, True]


def test_a_file_full_of_unmatched_quotation_marks_is_refused(tmp_path: Path) -> None:
    content = "account,name\n" + 'A-1,"x\n' * 301
    with pytest.raises(UserError, match="quotation marks"):
        rows_of(tmp_path, content)


def test_control_characters_are_faults(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "account,name\nA-1,An\x00a\nA-2,B\x07\nA-3,Cara\n")
    assert [(row.line, row.fault.column) for row in rows if row.fault] == [(2, 1), (3, 1)]


def test_a_long_cell_is_a_fault_of_its_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, f"account,name\nA-1,{'x' * (LONGEST_CELL + 1)}\nA-2,{'x' * LONGEST_CELL}\n")
    assert [row.fault.column if row.fault else None for row in rows] == [1, None]


@pytest.mark.parametrize("quoted", [False, True], ids=["plain", "quoted over many lines"])
def test_a_cell_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path, quoted: bool) -> None:
    path = tmp_path / "endless.csv"
    with path.open("w") as file:
        file.write("account,name,city\nA-1,Ana,Duluth\nA-2,")
        piece = ("x" * 999 + "\n") * 1_000 if quoted else "x" * 1_000_000
        file.write('"' * quoted)
        for _million in range(60):
            file.write(piece)
    tracemalloc.start()
    try:
        with pytest.raises(UserError) as refusal:
            list(read_table(path).rows)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "Line 3" in refusal.value.message
    assert quoted or "“name”" in refusal.value.message
    assert most < 30_000_000


def test_what_holds_no_table_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        read_table(tmp_path / "folder.csv")
    with pytest.raises(UserError, match="There is no file"):
        read_table(tmp_path / "nothing.csv")
    for content, words in (
        (b"", "is empty"),
        (b"\n\n ,\n", "is empty"),
        (b"%PDF-1.7 ...", "no table"),
        (b"SQLite format 3\0..", "no table"),
    ):
        with pytest.raises(UserError, match=words):
            table_of(tmp_path, content)


def test_a_file_with_headings_only_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "account,name\n") == []
