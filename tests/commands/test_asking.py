"""Commands that only look: the exact shapes that other programs read, and tables for people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from app.services.collecting.receiving import NewPayment, take_payment
from tests.support.books import TODAY, a_customer, an_invoice, execute, open_for_test


@pytest.fixture
def lived_in(book_file: Path) -> Path:
    """A book with one customer who is late and one who has paid too much."""
    office = open_for_test(book_file)
    martha = a_customer(office, "Martha Bloom", account="C-1")
    an_invoice(office, martha, 10_000, issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))
    an_invoice(office, martha, 2_550, issued_on=date(2026, 3, 1), due_on=date(2026, 3, 31))
    ben = a_customer(office, "Ben Çelik", account="C-2")
    an_invoice(office, ben, 4_000, issued_on=date(2026, 3, 2), due_on=date(2026, 4, 1))
    office.write(lambda writer: take_payment(writer, NewPayment(ben, date(2026, 3, 10), "check", 5_000, "1042")))
    office.close()
    return book_file


def test_aging_in_json_has_exactly_the_promised_shape(call, lived_in):
    answer = call("aging", "--book", lived_in, "--as-of", "2026-03-16", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json == {
        "as_of": "2026-03-16",
        "currency": "USD",
        "totals": {"current": 2_550, "1-30": 0, "31-60": 10_000, "61-90": 0, "over-90": 0, "total": 12_550},
        "customers": [
            {
                "account": "C-1",
                "name": "Martha Bloom",
                "current": 2_550,
                "1-30": 0,
                "31-60": 10_000,
                "61-90": 0,
                "over-90": 0,
                "total": 12_550,
            }
        ],
    }


def test_a_past_day_is_as_it_was(call, lived_in):
    answer = call("--json", "aging", "--book", lived_in, "--as-of", "2026-03-09")
    assert [(row["account"], row["total"]) for row in answer.json["customers"]] == [("C-2", 4_000), ("C-1", 12_550)]


def test_balance_in_json_has_exactly_the_promised_shape(call, lived_in):
    ask = ("balance", "--book", lived_in, "--json", "--today", "2026-03-16")
    assert call(*ask, "--customer", "C-1").json == {
        "account": "C-1",
        "as_of": "2026-03-16",
        "total_due": 12_550,
        "overdue": 10_000,
        "credit": 0,
        "lifetime_value": 12_550,
    }
    assert call(*ask, "--customer", "C-2").json == {
        "account": "C-2",
        "as_of": "2026-03-16",
        "total_due": 0,
        "overdue": 0,
        "credit": 1_000,
        "lifetime_value": 4_000,
    }
    assert call(*ask, "--customer", "C-1", "--as-of", "2026-01-31").json["total_due"] == 10_000


def test_trial_balance_in_json_has_exactly_the_promised_shape(call, lived_in):
    found = call("trial-balance", "--book", lived_in, "--as-of", "2026-03-16", "--json").json
    assert list(found) == ["as_of", "accounts", "totals"]
    assert found["totals"] == {"debit": 17_550, "credit": 17_550}
    by_name = {row["export_name"]: (row["debit"], row["credit"]) for row in found["accounts"] if row["debit"] or row["credit"]}
    assert by_name == {
        "Assets:Undeposited-Funds": (5_000, 0),
        "Assets:Receivables": (12_550, 0),
        "Liabilities:Customer-Credit": (0, 1_000),
        "Income:Services": (0, 16_550),
    }
    assert all(list(row) == ["code", "name", "export_name", "debit", "credit"] for row in found["accounts"])


def test_people_get_aligned_tables_in_their_own_notation(call, lived_in):
    lines = call("aging", "--book", lived_in, "--as-of", "2026-03-16").out.splitlines()
    assert lines[0] == "Receivables by age at the end of Mar 16, 2026, USD"
    assert len({len(line) for line in lines[1:]}) == 1
    assert lines[3].split()[-1] == lines[-1].split()[-1] == "125.50"
    assert (
        "\nOverdue         $100.00\n" in call("balance", "--book", lived_in, "--customer", "C-1", "--today", "2026-03-16").out
    )


@pytest.mark.parametrize("kind", ["open-item", "balance-forward"])
def test_a_statement_is_a_whole_pdf_and_says_its_balance(call, lived_in, tmp_path, kind):
    out = tmp_path / "statement.pdf"
    answer = call(
        "statement", "--book", lived_in, "--customer", "C-1", "--from", "2026-01-01", "--to", "2026-03-16", "--type", kind,
        "--out", out, "--json",
    )  # fmt: skip
    assert (answer.code, answer.json["balance"], answer.json["overdue"]) == (0, 12_550, 10_000)
    pdf = PdfDocument(out)
    try:
        page = pdf[0].get_textpage()
        text = page.get_text_range()
        page.close()
    finally:
        pdf.close()
    assert "Martha Bloom" in text
    assert "125.50" in text


@pytest.mark.parametrize(("kind", "last"), [("open-item", "Open"), ("balance-forward", "Balance")])
def test_a_statement_as_csv_ends_with_its_balance(call, lived_in, tmp_path, kind, last):
    out = tmp_path / "statement.csv"
    answer = call(
        "statement", "--book", lived_in, "--customer", "C-1", "--from", "2026-01-01", "--to", "2026-03-16", "--type", kind,
        "--out", out, "--json",
    )  # fmt: skip
    assert (answer.code, answer.json["balance"]) == (0, 12_550)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith(last)
    assert lines[-1].endswith("125.50")


def test_an_invoice_is_a_whole_pdf(call, lived_in, tmp_path):
    out = tmp_path / "invoice.pdf"
    answer = call("invoice", "--book", lived_in, "--number", "10001", "--out", out, "--json")
    assert (answer.code, answer.json["total"], answer.json["open"]) == (0, 10_000, 10_000)
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("what", "kind"),
    [("journal", "beancount"), ("journal", "csv"), ("customers", "xlsx"), ("invoices", "csv"), ("payments", "csv")],
)
def test_exports_are_written_and_counted(call, lived_in, tmp_path, what, kind):
    out = tmp_path / f"out.{kind}"
    answer = call("export", "--book", lived_in, "--what", what, "--format", kind, "--out", out, "--json")
    assert (answer.code, answer.json["file"]) == (0, str(out))
    assert (
        answer.json["rows"] == {"journal": 5 if kind == "beancount" else 10, "customers": 2, "invoices": 3, "payments": 1}[what]
    )
    assert out.stat().st_size > 0


def test_verify_passes_line_by_line_and_fails_with_one(call, lived_in):
    sound = call("verify", "--book", lived_in, "--json")
    assert (sound.code, sound.json["passed"]) == (0, True)
    office = open_for_test(lived_in)
    execute(office, "UPDATE customer SET due_minor = due_minor + 1 WHERE account = 'C-1'")
    office.close()
    wrong = call("verify", "--book", lived_in)
    assert wrong.code == 1
    assert "failed" in wrong.err
    assert sum(line.startswith("FAIL") for line in wrong.out.splitlines()) == 1


def test_the_business_date_can_be_chosen_before_or_after_the_command(call, lived_in):
    before = call("--today", "2026-05-01", "--json", "aging", "--book", lived_in)
    after = call("aging", "--book", lived_in, "--json", "--today=2026-05-01")
    assert before.json == after.json
    assert before.json["as_of"] == "2026-05-01"


def test_commands_work_on_a_database_server(call, office_location):
    office = open_for_test(office_location)
    an_invoice(office, a_customer(office, account="C-1"), 1_000)
    office.close()
    answer = call("aging", "--book", office_location, "--as-of", TODAY, "--json")
    assert answer.json["totals"]["total"] == 1_000
