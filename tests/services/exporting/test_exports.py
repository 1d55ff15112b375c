"""What the book gives away: figures to the cent, a journal that other programs accept, customers that can come back."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.gateways.spreadsheets.exporting import export_report, write_table
from app.gateways.spreadsheets.reading import read_table
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.entering import ContactDetails, NewSite
from app.services.documents import ColumnKind, Edition, Letterhead, TableColumn, TableReport, TableRow
from app.services.exporting.beancount import export_beancount, quoted
from app.services.exporting.book import WHATS, table_of
from app.services.importing.customers import plan_customers
from app.services.office import Office
from tests.services.importing.helping import FIXTURES, enter_receivables_of, receivables_in, rows_of
from tests.support.books import TODAY, a_customer, an_invoice

EVIL = 'Ana "Ace" \\ Çelik\n; Sons'


def lines_of(office: Office, what: str, out: Path) -> list[dict[str, str]]:
    office.read(lambda reader: write_table(table_of(reader, what), out, "csv"))
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(office: Office) -> None:
    """Enter what makes an export hard: quotes in names, credit left over, months of receivables."""
    enter_receivables_of(office, receivables_in(office, FIXTURES / "receivables.csv"))
    customer = a_customer(office, EVIL, account='A "1"')
    an_invoice(office, customer, 12_345)
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "check", 20_000, "=1042")))


def minor(text: str) -> int:
    return int(Decimal(text or "0") * 100)


def test_the_journal_in_csv_balances_entry_by_entry_and_is_all_of_it(office, tmp_path):
    fill(office)
    lines = lines_of(office, "journal", tmp_path / "journal.csv")
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line["entry"]] += minor(line["debit"]) - minor(line["credit"])
    assert set(sums.values()) == {0}
    assert len(lines) == rows_of(office, "SELECT count(*) FROM posting")[0][0]
    assert len(sums) == rows_of(office, "SELECT count(*) FROM journal_entry")[0][0]


@pytest.mark.parametrize("what", WHATS)
def test_both_formats_hold_the_same_rows(file_office, tmp_path, what):
    fill(file_office)
    lines = lines_of(file_office, what, tmp_path / "t.csv")
    out = tmp_path / "t.xlsx"
    count = file_office.read(lambda reader: write_table(table_of(reader, what), out))
    workbook = read_table(out)
    rows = list(workbook.rows)
    assert (list(workbook.columns), len(rows), count) == (list(lines[0]), len(lines), len(lines))
    amounts = [i for i, name in enumerate(workbook.columns) if name in {"amount", "open", "debit", "credit", "unapplied"}]
    for column in amounts:
        assert sum(minor(row.cells[column]) for row in rows) == sum(minor(list(line.values())[column]) for line in lines)


def test_invoices_and_payments_say_what_is_left(office, tmp_path):
    fill(office)
    invoices = lines_of(office, "invoices", tmp_path / "i.csv")
    payments = lines_of(office, "payments", tmp_path / "p.csv")
    assert sum(minor(line["open"]) for line in invoices) == rows_of(office, "SELECT sum(due_minor) FROM customer")[0][0]
    assert sum(minor(line["unapplied"]) for line in payments) == 20_000 - 12_345
    assert payments[-1]["reference"] == "'=1042"


def test_exported_customers_are_imported_as_unchanged(file_office, tmp_path):
    a_customer(
        file_office,
        "=Harbor & Sons",
        account="H-1",
        kind="commercial",
        terms="custom:45",
        manager="R. Okafor",
        tags=("vip", "winter"),
        sites=(NewSite("Quay Street"),),
        billing=ContactDetails("Tomás", "18 Quay Street", "", "Duluth", "MN", "55802", "US", "+12185550142", "o@h.example"),
    )
    a_customer(file_office, "Martha Bloom", account="H-2", terms="eom")
    out = tmp_path / "customers.csv"
    file_office.read(lambda reader: write_table(table_of(reader, "customers"), out))
    plan = file_office.read(lambda reader: plan_customers(reader, read_table(out)))
    assert (plan.unchanged, plan.good, plan.bad, plan.notes) == (2, (), (), ())


def test_there_is_no_other_table(file_office):
    with pytest.raises(UserError, match="no export of “secrets”"):
        file_office.read(lambda reader: table_of(reader, "secrets"))


BEAN_CHECK = [sys.executable, "-m", "beancount.scripts.check"]


def balances_in(path: Path) -> dict[str, int]:
    """Return the balance of every account as beancount itself adds it up."""
    from beancount import loader
    from beancount.core import data, realization

    entries, errors, _options = loader.load_file(str(path))
    assert errors == []
    assert any(isinstance(entry, data.Transaction) for entry in entries)
    root = realization.realize(entries)
    found = {}
    for account in realization.iter_children(root):
        amount = account.balance.get_currency_units("USD").number
        if amount:
            found[account.account] = int(amount * 100)
    return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_bean_check_accepts_the_journal_and_its_balances_are_ours(office, tmp_path):
    fill(office)
    out = tmp_path / "book.beancount"
    count = office.read(lambda reader: export_beancount(reader, out))
    assert count == rows_of(office, "SELECT count(*) FROM journal_entry")[0][0]
    checked = subprocess.run([*BEAN_CHECK, str(out)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    ours = rows_of(
        office,
        "SELECT account.export_name, sum(posting.amount_minor) FROM posting JOIN account ON account.id = posting.account_id "
        "GROUP BY account.export_name HAVING sum(posting.amount_minor) <> 0",
    )
    assert balances_in(out) == {name: int(amount) for name, amount in ours}


def test_an_empty_book_exports_an_empty_journal(file_office, tmp_path):
    out = tmp_path / "book.beancount"
    assert file_office.read(lambda reader: export_beancount(reader, out)) == 0
    assert re.findall(r"^\S+ open (\S+) USD$", out.read_text(), re.MULTILINE)[0] == "Assets:Bank"


def test_names_cannot_break_out_of_their_quotes():
    assert quoted('a "b" \\ c\n\td\x07') == '"a \\"b\\" \\\\ c d"'


def test_a_report_is_exported_with_its_totals_last(file_office, tmp_path):
    money = file_office.read(lambda reader: reader.profile.currency)
    report = TableReport(
        Edition(money),
        Letterhead("Northside"),
        "Aging",
        TODAY,
        (TableColumn("Name"), TableColumn("Total", ColumnKind.AMOUNT)),
        (TableRow(("Ana", 1_000)), TableRow(("Ben", 250))),
        totals=("Total", 1_250),
    )
    out = tmp_path / "aging.csv"
    assert export_report(report, out) == 2
    assert out.read_text().splitlines() == ["Name,Total", "Ana,10.00", "Ben,2.50", "Total,12.50"]
