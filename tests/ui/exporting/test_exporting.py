"""What a table shows leaves the program as it is shown: same rows, columns, order and totals."""

import csv
import subprocess
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from app.services.collecting.receiving import NewPayment, take_payment
from app.ui.kit.tables import shown
from app.ui.session import Export
from tests.support.books import TODAY


@pytest.fixture
def page(counter):
    """The list of three payments, the newest first, without the column of methods."""
    for customer, method, amount, reference in (
        ("marina", "check", 12_050, "1042"),
        ("cafe", "cash", 100_000, ""),
        ("ho", "bank", 2_500, "=1+1"),
    ):
        new = NewPayment(counter.ids[customer], TODAY, method, amount, reference, apply={})
        counter.office.write(lambda writer, new=new: take_payment(writer, new))
    panel = counter.payments.panel()
    panel.setParent(counter.session.window)
    panel.resize(1200, 600)
    panel.show()
    counter.wait()
    panel.list.table.set_column_visible("method", False)
    return panel.list


def exported(counter, monkeypatch, page, path, kind=""):
    monkeypatch.setattr("app.ui.exporting.screens.QFileDialog.getSaveFileName", lambda *_args: (str(path), kind))
    page.export.click()
    counter.wait()


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_csv_holds_what_is_shown(counter, page, monkeypatch, tmp_path):
    exported(counter, monkeypatch, page, tmp_path / "payments.csv")
    lines = rows_of(tmp_path / "payments.csv")
    assert lines[0] == ["Date", "Number", "Customer", "Reference", "Amount", "Unapplied", "Status"]
    assert [line[1] for line in lines[1:4]] == ["P-00003", "P-00002", "P-00001"]
    assert lines[2][4] == "1000.00"
    assert lines[4][0] == "Total"
    assert lines[4][4:6] == ["1145.50", "1145.50"]
    assert counter.said.texts == ["3 rows saved as payments.csv"]


def test_no_cell_becomes_a_formula(counter, page, monkeypatch, tmp_path):
    exported(counter, monkeypatch, page, tmp_path / "payments.csv")
    assert not rows_of(tmp_path / "payments.csv")[1][3].startswith("=")


def test_a_workbook_holds_numbers_and_dates(counter, page, monkeypatch, tmp_path):
    exported(counter, monkeypatch, page, tmp_path / "payments.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "payments.xlsx").get_sheet_by_index(0).to_python()
    assert rows[2][4] == 1000.0
    assert rows[1][0] == date(2026, 3, 16)
    assert rows[4][4] == 1145.5


def test_a_pdf_is_the_same_file_as_the_printed_one(counter, page, monkeypatch, tmp_path):
    exported(counter, monkeypatch, page, tmp_path / "payments.pdf")
    page.print.click()
    counter.wait()
    saved = (tmp_path / "payments.pdf").read_bytes()
    assert counter.room.windows()[0].pdf() == saved
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "payments.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Hummingbird Café" in text
    assert "1,145.50" in text


def test_a_name_without_ending_gets_the_one_of_the_kind_chosen(counter, page, monkeypatch, tmp_path):
    exported(counter, monkeypatch, page, tmp_path / "march", "CSV file (*.csv)")
    assert (tmp_path / "march.csv").is_file()
    assert counter.session.settings.text("exporting.ending") == ".csv"


def test_what_cannot_be_written_is_said_and_leaves_nothing(counter, page, tmp_path):
    what = Export("Payments", shown(page.table))
    counter.exports.write(what, tmp_path / "nowhere" / "payments.csv")
    counter.wait()
    assert len(counter.refused) == 1
    assert "no folder" in counter.refused[0]
    assert list(tmp_path.glob("**/payments*")) == []
