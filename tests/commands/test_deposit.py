"""``counterfoil deposit``: what waits goes to the bank with its slip, or nothing happens."""

from pathlib import Path

import pypdfium2
import pytest

from app.domain.chart import Chart
from app.services.collecting.receiving import NewPayment, take_payments
from tests.support.books import TODAY, a_customer, open_for_test, scalar


@pytest.fixture
def book(book_file: Path) -> Path:
    """Two checks and cash wait, a bank transfer does not, and one check comes later."""
    office = open_for_test(book_file)
    bloom = a_customer(office, "Martha Bloom", account="C-1")
    later = TODAY.replace(day=20)
    office.write(
        lambda writer: take_payments(
            writer,
            [
                NewPayment(bloom, TODAY, "check", 12_000, "1042", drawn_on="First National"),
                NewPayment(bloom, TODAY, "check", 3_000, "77"),
                NewPayment(bloom, TODAY, "cash", 500),
                NewPayment(bloom, TODAY, "bank", 900),
                NewPayment(bloom, later, "check", 100, "later"),
            ],
        )
    )
    office.close()
    return book_file


def asked(path: Path, sql: str) -> object:
    office = open_for_test(path)
    try:
        return scalar(office, sql)
    finally:
        office.close()


def deposit(call, book, *more):
    return call("deposit", "--book", book, "--on", TODAY.isoformat(), "--today", "2026-03-21", *more)


def test_what_waits_goes_to_the_bank_with_its_slip(call, book, tmp_path):
    out = tmp_path / "slip.pdf"
    answer = deposit(call, book, "--out", out, "--json")
    assert answer.code == 0
    assert {key: answer.json[key] for key in ("date", "total", "cash", "file")} == {
        "date": TODAY.isoformat(), "total": 15_500, "cash": 500, "file": str(out),
    }  # fmt: skip
    assert [each["reference"] for each in answer.json["payments"]] == ["1042", "77", ""]
    text = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()
    assert "1042 · First National" in text
    assert "155.00" in text
    held = f"SELECT sum(amount_minor) FROM posting WHERE account_id = {int(Chart.UNDEPOSITED)}"
    assert asked(book, held) == 100


def test_a_second_time_nothing_waits(call, book):
    assert "Deposit D-0001" in deposit(call, book).out
    again = deposit(call, book)
    assert (again.code, again.out) == (2, "")
    assert "No cash or check waits" in again.err


def test_without_its_slip_there_is_no_deposit(call, book, tmp_path):
    answer = deposit(call, book, "--out", tmp_path / "missing" / "slip.pdf")
    assert answer.code != 0
    assert asked(book, "SELECT count(*) FROM deposit") == 0
