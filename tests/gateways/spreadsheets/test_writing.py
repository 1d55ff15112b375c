"""What is given away: exact figures, harmless text, and files that are there whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.domain.errors import EnvironmentFault, UserError
from app.domain.money import currency
from app.gateways.spreadsheets.csv_writing import write_csv
from app.gateways.spreadsheets.exporting import export_rows, write_table
from app.gateways.spreadsheets.reading import read_table
from app.services.documents.reports import ColumnKind, TableColumn
from app.services.exporting.tables import ExportTable, put_whole

USD = currency("USD")
COLUMNS = (
    TableColumn("name"),
    TableColumn("amount", ColumnKind.AMOUNT),
    TableColumn("date", ColumnKind.DATE),
    TableColumn("count", ColumnKind.COUNT),
)
ROWS = (("Ana", 123_450, date(2026, 3, 16), 3), ("=cmd|' /C calc'!A0", -5, None, 0))


def test_csv_has_plain_figures_whatever_the_locale(tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    assert export_rows(COLUMNS, ROWS, USD, out) == 2
    assert out.read_bytes() == (b"name,amount,date,count\r\nAna,1234.50,2026-03-16,3\r\n'=cmd|' /C calc'!A0,-0.05,,0\r\n")


def test_csv_is_marked_as_unicode_only_where_that_matters(tmp_path: Path) -> None:
    plain, accented = tmp_path / "plain.csv", tmp_path / "accented.csv"
    write_csv(ExportTable("t", COLUMNS[:1], [("Ana",)], USD), plain)
    write_csv(ExportTable("t", COLUMNS[:1], [("Łódź",)], USD), accented)
    assert plain.read_bytes().startswith(b"name")
    assert accented.read_bytes().startswith(b"\xef\xbb\xbfname")
    assert accented.read_text(encoding="utf-8-sig") == "name\nŁódź\n"


def test_amounts_have_the_decimals_of_their_currency(tmp_path: Path) -> None:
    for code, shown in (("JPY", "1050"), ("USD", "10.50"), ("KWD", "1.050")):
        out = tmp_path / f"{code}.csv"
        export_rows(COLUMNS[1:2], [(1050,)], currency(code), out)
        assert out.read_text().splitlines()[1] == shown


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30), min_size=1, max_size=5))
def test_no_text_in_csv_begins_like_a_formula_and_all_of_it_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    out = tmp_path_factory.mktemp("csv") / "t.csv"
    rows = [("x", text) for text in texts]
    export_rows((TableColumn("key"), TableColumn("text")), rows, USD, out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        written = [row[1] for row in csv.reader(file)][1:]
    assert not [cell for cell in written if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))]
    # A replacement character in the text itself cannot be told from damage.
    if "\ufffd" not in "".join(texts):
        back = [row.cells[1] for row in read_table(out).rows]
        assert back == [
            text if text.startswith(("=", "+", "-", "@")) or cell == text else cell
            for text, cell in zip(texts, written, strict=True)
        ]


def test_a_workbook_has_numbers_dates_and_text_that_is_text(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    assert export_rows(COLUMNS, ROWS, USD, out, title="What [it] shows") == 2
    book = CalamineWorkbook.from_path(out)
    assert book.get_sheet_by_index(0).to_python() == [
        ["name", "amount", "date", "count"],
        ["Ana", 1234.5, date(2026, 3, 16), 3.0],
        ["=cmd|' /C calc'!A0", -0.05, "", 0.0],
    ]


def test_what_was_exported_to_a_workbook_can_be_read_back(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    export_rows(COLUMNS, ROWS, USD, out)
    assert [row.cells for row in read_table(out).rows] == [
        ["Ana", "1234.5", "2026-03-16", "3"],
        ["=cmd|' /C calc'!A0", "-0.05", "", "0"],
    ]


def test_more_rows_than_a_sheet_holds_go_on_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.gateways.spreadsheets.xlsx_writing._ROWS_OF_A_SHEET", 10)
    out = tmp_path / "t.xlsx"
    assert export_rows(COLUMNS[3:], [(n,) for n in range(25)], USD, out, title="counts") == 25
    book = CalamineWorkbook.from_path(out)
    assert book.sheet_names == ["counts", "counts 2", "counts 3"]
    assert [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[1:]] == [
        [float(n)] for n in range(25)
    ]


def failing_rows() -> Iterator[tuple[str]]:
    yield ("first",)
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_disk_that_fills_up_leaves_the_older_file_and_no_rest(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"t.{kind}"
    out.write_text("older")
    with pytest.raises(EnvironmentFault, match="No space left"):
        write_table(ExportTable("t", COLUMNS[:1], failing_rows(), USD), out)
    assert out.read_text() == "older"
    assert list(tmp_path.iterdir()) == [out]


def test_a_book_is_never_overwritten(book_file: Path) -> None:
    before = book_file.read_bytes()
    with pytest.raises(UserError, match="is a book"):
        write_table(ExportTable("t", COLUMNS, ROWS, USD), book_file, "csv")
    assert book_file.read_bytes() == before


def test_targets_that_cannot_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"), put_whole(tmp_path):
        pass
    with pytest.raises(UserError, match="no folder"), put_whole(tmp_path / "nowhere" / "t.csv"):
        pass
    with pytest.raises(UserError, match="CSV or XLSX"):
        write_table(ExportTable("t", COLUMNS, ROWS, USD), tmp_path / "t.docx")
