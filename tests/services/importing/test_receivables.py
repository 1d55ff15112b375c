"""Receivables from a file: on every day the book owes what a few lines over the file say."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import update

from app.domain.aging import bucket_of
from app.models.company import Company
from app.services.importing.receivables import plan_receivables
from app.services.office import Office
from app.services.queries.receivables import aging, balance_of
from app.services.verify.running import all_passed, verify_book
from tests.services.importing.helping import (
    FIXTURES,
    counts,
    enter_receivables_of,
    problems,
    receivables_in,
    rows_of,
    table,
)
from tests.support.books import a_customer, an_invoice, open_for_test

OWN = FIXTURES / "receivables.csv"


class Line(NamedTuple):
    """What a line of the file says."""

    account: str
    issued_on: date
    due_on: date
    settled_on: date
    cents: int


def day(text: str) -> date:
    month, of_month, year = text.split("/")
    return date(int(year), int(month), int(of_month))


def lines_of(path: Path) -> list[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Line(
                row["customerID"],
                day(row["InvoiceDate"]),
                day(row["DueDate"]),
                day(row["SettledDate"]) if row["SettledDate"] else date.max,
                int(Decimal(row["InvoiceAmount"]) * 100),
            )
            for row in csv.DictReader(file)
        ]


def expected(lines: list[Line], on: date) -> dict[str, dict[str, int]]:
    """Say what is owed on a day: open from the invoice's date until the day before it is settled, late after its due date."""
    owed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        if line.issued_on <= on < line.settled_on:
            owed[line.account][bucket_of(line.due_on, on).value] += line.cents
            owed[line.account]["total"] += line.cents
    return {account: dict(amounts) for account, amounts in owed.items()}


def found(office: Office, on: date) -> dict[str, dict[str, int]]:
    report = office.read(lambda reader: aging(reader, on))
    keys = ("current", "1-30", "31-60", "61-90", "over-90")
    rows = {
        row.account: {
            key: amount for key, amount in (*zip(keys, row.buckets, strict=True), ("total", row.total_minor)) if amount
        }
        for row in report.rows
    }
    assert report.totals.total_minor == sum(amounts["total"] for amounts in rows.values())
    return rows


def compare_all_days(office: Office, path: Path) -> int:
    lines = lines_of(path)
    enter_receivables_of(office, receivables_in(office, path))
    days = [on for line in lines for on in line[1:4] if on != date.max]
    first, last = min(days) - timedelta(days=1), max(days) + timedelta(days=100)
    compared = (last - first).days + 1
    for on in (first + timedelta(days=n) for n in range(compared)):
        assert found(office, on) == expected(lines, on), on
    return compared


def test_aging_equals_a_few_lines_over_the_file_on_every_day(office):
    assert compare_all_days(office, OWN) > 300
    assert all_passed(verify_book(office))


def test_aging_equals_a_few_lines_over_the_real_file_on_every_day(file_office, real_receivables):
    assert compare_all_days(file_office, real_receivables) > 700
    assert counts(file_office, ("customer", "invoice", "payment")) == {"customer": 100, "invoice": 2466, "payment": 2466}
    assert all_passed(verify_book(file_office))


def test_importing_twice_changes_nothing_and_says_so(office):
    first = receivables_in(office, OWN)
    done = enter_receivables_of(office, first)
    assert (done.customers, done.invoices) == (8, 96)
    before = counts(office)
    again = receivables_in(office, OWN)
    assert (again.good, again.bad, again.unchanged) == ((), (), 96)
    enter_receivables_of(office, again)
    assert counts(office) == before


HEAD = "customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate\n"


def test_rows_become_customers_invoices_and_payments(office):
    plan = receivables_in(office, table(HEAD + "B-7,100,1/20/2013,2/19/2013,55.9,Yes,2/3/2013\nB-7,99,1/2/2013,2/1/2013,7,No,"))
    enter_receivables_of(office, plan)
    assert rows_of(office, "SELECT account, name, due_minor, credit_minor FROM customer") == [("B-7", "B-7", 700, 0)]
    assert [str(value) for value in rows_of(office, "SELECT since_on FROM customer")[0]] == ["2013-01-02"]
    assert rows_of(office, "SELECT number, state, terms, total_minor, open_minor FROM invoice ORDER BY number") == [
        ("100", "issued", "net30", 5590, 0),
        ("99", "issued", "net30", 700, 700),
    ]
    assert rows_of(office, "SELECT number FROM invoice WHERE disputed = true") == [("100",)]
    assert rows_of(office, "SELECT method, reference, amount_minor, open_minor FROM payment") == [("other", "100", 5590, 0)]


def test_an_invoice_paid_in_advance_is_credit_until_its_date(file_office):
    plan = receivables_in(file_office, table(HEAD + "B-7,100,1/20/2013,2/19/2013,50,No,1/15/2013"))
    enter_receivables_of(file_office, plan)
    customer_id = rows_of(file_office, "SELECT id FROM customer")[0][0]
    before, after = (
        file_office.read(lambda reader, on=on: balance_of(reader, customer_id, on))
        for on in (date(2013, 1, 17), date(2013, 1, 20))
    )
    assert (before.due_minor, before.credit_minor) == (0, 5000)
    assert (after.due_minor, after.credit_minor) == (0, 0)


def test_an_invoice_settled_since_the_last_import_gets_its_payment(office):
    enter_receivables_of(office, receivables_in(office, table(HEAD + "B-7,100,1/20/2013,2/19/2013,50,No,")))
    done = enter_receivables_of(office, receivables_in(office, table(HEAD + "B-7,100,1/20/2013,2/19/2013,50,No,3/1/2013")))
    assert (done.customers, done.invoices, done.payments) == (0, 0, 1)
    assert rows_of(office, "SELECT open_minor FROM invoice") == [(0,)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("B-8,100,1/20/2013,2/19/2013,50,No,", "customerID"),
        ("B-7,100,1/21/2013,2/19/2013,50,No,", "InvoiceDate"),
        ("B-7,100,1/20/2013,2/20/2013,50,No,", "DueDate"),
        ("B-7,100,1/20/2013,2/19/2013,51,No,", "InvoiceAmount"),
        ("B-7,100,1/20/2013,2/19/2013,50,No,2/2/2013", "SettledDate"),
    ],
)
def test_an_invoice_that_differs_from_the_books_is_a_bad_row(office, row, column):
    enter_receivables_of(office, receivables_in(office, table(HEAD + "B-7,100,1/20/2013,2/19/2013,50,No,2/1/2013")))
    assert problems(receivables_in(office, table(HEAD + row))) == [(2, column)]


BAD_ROWS = [
    (",101,1/20/2013,2/19/2013,50,No,", "customerID"),
    ("B-7,,1/20/2013,2/19/2013,50,No,", "invoiceNumber"),
    ("B-7,102,,2/19/2013,50,No,", "InvoiceDate"),
    ("B-7,103,2/30/2013,3/19/2013,50,No,", "InvoiceDate"),
    ("B-7,104,1/20/2013,1/19/2013,50,No,", "DueDate"),
    ("B-7,105,1/20/2013,1/19/2053,50,No,", "DueDate"),
    ("B-7,106,1/20/2013,2/19/2013,-50,No,", "InvoiceAmount"),
    ("B-7,107,1/20/2013,2/19/2013,0,No,", "InvoiceAmount"),
    ("B-7,108,1/20/2013,2/19/2013,50.005,No,", "InvoiceAmount"),
    ("B-7,109,1/20/2013,2/19/2013,99999999999999999999,No,", "InvoiceAmount"),
    ("B-7,110,1/20/2013,2/19/2013,=1+1,No,", "InvoiceAmount"),
    ("B-7,111,1/20/2013,2/19/2013,fifty,No,", "InvoiceAmount"),
    ("B-7,112,1/20/2013,2/19/2013,50,Perhaps,", "Disputed"),
    ("B-7,113,1/20/2013,2/19/2013,50,No,tomorrow", "SettledDate"),
    ("B-7,114,1/20/2013,2/19/2013,50,No,2/29/2013", "SettledDate"),
    ("B-7,100,1/20/2013,2/19/2013,50,No,", "invoiceNumber"),
]


@pytest.mark.parametrize(("row", "column"), BAD_ROWS, ids=[row for row, _column in BAD_ROWS])
def test_what_cannot_be_is_a_bad_row_and_names_its_column(file_office, row, column):
    plan = receivables_in(file_office, table(f"{HEAD}B-7,100,1/20/2013,2/19/2013,50,No,\n{row}"))
    assert problems(plan)[0] == (3, column)
    assert [each.number for each in plan.good] == ["100"]


def test_semicolons_decimal_commas_and_days_first_are_understood(file_office, tmp_path):
    path = tmp_path / "offene-posten.csv"
    path.write_bytes(
        "Cuenta;Factura;Fecha;Vencimiento;Importe\nB-7;100;20.01.2013;19.02.2013;1.234,50\nB-8;101;03.02.2013;05.03.2013;7,5\n".encode(
            "utf-16"
        )
    )
    plan = receivables_in(file_office, path)
    assert [(each.number, each.issued_on, each.amount_minor) for each in plan.good] == [
        ("100", date(2013, 1, 20), 123450),
        ("101", date(2013, 2, 3), 750),
    ]


def test_rows_of_a_locked_period_are_bad_unless_the_book_has_them(file_office):
    enter_receivables_of(file_office, receivables_in(file_office, table(HEAD + "B-7,100,1/20/2013,2/19/2013,50,No,")))
    with file_office.book.write() as connection:
        connection.execute(update(Company).values(lock_on=date(2013, 6, 30)))
    plan = receivables_in(
        file_office,
        table(
            HEAD + "B-7,100,1/20/2013,2/19/2013,50,No,\nB-7,101,1/20/2013,2/19/2013,50,No,\nB-7,102,7/1/2013,8/1/2013,50,No,"
        ),
    )
    assert (plan.unchanged, problems(plan), [each.number for each in plan.good]) == (1, [(3, "InvoiceDate")], ["102"])


def test_invoices_of_our_own_series_pass_over_imported_numbers(file_office):
    enter_receivables_of(file_office, receivables_in(file_office, table(HEAD + "B-7,10001,1/20/2013,2/19/2013,50,No,")))
    assert an_invoice(file_office, a_customer(file_office)).number == "10002"


KILLED = """
import os, signal, sys
from pathlib import Path
from app.gateways.spreadsheets.reading import read_table
from app.services.bulk_lock import bulk_job
from app.services.importing import receivables
from tests.support.books import open_for_test
office = open_for_test(sys.argv[1])
receivables.record = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
table = read_table(Path(sys.argv[2]))
plan = office.read(lambda reader: receivables.plan_receivables(reader, table))
with bulk_job(office, "importing"):
    office.write(lambda writer: receivables.import_receivables(writer, plan))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_process_killed_before_it_commits_leaves_the_book_as_it_was(book_file):
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(book_file), str(OWN)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode == -9
    office = open_for_test(book_file)
    try:
        assert set(counts(office, ("customer", "invoice", "payment", "journal_entry")).values()) == {0}
        plan = office.read(lambda reader: plan_receivables(reader, table(HEAD + "B-7,100,1/20/2013,2/19/2013,50,No,")))
        enter_receivables_of(office, plan)
        assert all_passed(verify_book(office))
    finally:
        office.close()
