"""A statement leaves for a spreadsheet with the lines and the balance of its paper."""

import csv
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.documents import StatementKind
from app.services.queries.receivables import balance_of
from tests.support.books import TODAY
from tests.ui.statements.test_statements import choose, one


@pytest.fixture
def paid(counter):
    """The marina has paid a part of what it owes, and something beside it."""
    part = NewPayment(counter.ids["marina"], TODAY - timedelta(2), "check", 10_000, "1042")
    credit = NewPayment(counter.ids["marina"], TODAY, "cash", 2_500, apply={})
    for payment in (part, credit):
        counter.office.write(lambda writer, payment=payment: take_payment(writer, payment))
    return counter


def export(counter, monkeypatch, path, kind):
    monkeypatch.setattr("app.ui.exporting.screens.QFileDialog.getSaveFileName", lambda *_args: (str(path), ""))
    sheet = one(counter)
    choose(sheet, kind=kind)
    sheet.export.click()
    counter.wait()


def test_open_items_as_csv_add_up_to_what_is_owed(paid, monkeypatch, tmp_path):
    out = tmp_path / "statement.csv"
    export(paid, monkeypatch, out, StatementKind.OPEN_ITEM)
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["Date", "Due", "Number", "What", "Amount", "Applied", "Open"]
    opened = [round(float(line[6]) * 100) for line in lines[1:-1]]
    balance = paid.office.read(lambda reader: balance_of(reader, paid.ids["marina"]))
    assert balance.credit_minor == 2_500
    assert sum(opened) == round(float(lines[-1][6]) * 100) == balance.due_minor - balance.credit_minor
    assert lines[-1][0] == "Total"


def test_a_balance_forward_as_workbook_runs_to_the_balance(paid, monkeypatch, tmp_path):
    out = tmp_path / "statement.xlsx"
    export(paid, monkeypatch, out, StatementKind.BALANCE_FORWARD)
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if row[0] == "Date")
    assert rows[head] == ["Date", "Number", "What", "Charges", "Payments", "Balance"]
    lines = rows[head + 1 : -1]
    assert lines[0][2] == "Balance forward"
    opening = lines[0][5]
    charges, payments = (sum(row[at] or 0 for row in lines) for at in (3, 4))
    balance = paid.office.read(lambda reader: balance_of(reader, paid.ids["marina"]))
    net = (balance.due_minor - balance.credit_minor) / 100
    assert round(opening + charges - payments, 2) == rows[-1][5] == net


def test_a_run_over_many_customers_offers_paper_only(counter):
    assert counter.statements.run().export.isHidden()
