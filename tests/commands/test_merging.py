"""``counterfoil merge`` and ``anonymise``: what was done is told, and what is refused changes nothing."""

from pathlib import Path

import pytest

from tests.support.books import TODAY, a_customer, an_invoice, open_for_test, scalar


@pytest.fixture
def book(book_file: Path) -> Path:
    """Two accounts of one customer, and one that was never used."""
    office = open_for_test(book_file)
    kept = a_customer(office, "Martha Bloom", account="C-1")
    gone = a_customer(office, "M. Bloom", account="C-2")
    a_customer(office, "Nobody", account="C-3")
    an_invoice(office, kept, 1_000)
    an_invoice(office, gone, 2_000)
    office.close()
    return book_file


def asked(path: Path, sql: str) -> object:
    office = open_for_test(path)
    try:
        return scalar(office, sql)
    finally:
        office.close()


def test_one_account_goes_into_another_and_back(call, book):
    answer = call("merge", "C-2", "INTO", "C-1", "--book", book, "--json")
    assert answer.code == 0
    assert {key: answer.json[key] for key in ("merged", "account", "into", "due")} == {
        "merged": True, "account": "C-2", "into": "C-1", "due": 3_000,
    }  # fmt: skip
    assert answer.json["moved"]["invoice"] == 1
    balance = call("balance", "--book", book, "--customer", "C-2", "--today", TODAY.isoformat(), "--json")
    assert balance.code == 0
    assert "3000" in balance.out.replace(",", "")
    assert call("verify", "--book", book).code == 0
    undone = call("merge", "--undo", "--book", book, "--json")
    assert undone.code == 0
    assert [each["due"] for each in undone.json["customers"]] == [2_000, 1_000]
    assert call("verify", "--book", book).code == 0


def test_a_preview_changes_nothing(call, book):
    answer = call("merge", "C-2", "into", "C-1", "--book", book, "--preview")
    assert answer.code == 0
    assert "would become part of C-1 Martha Bloom" in answer.out
    assert asked(book, "SELECT count(*) FROM customer_merge") == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["C-2", "INTO", "C-9"], "no customer with the account number C-9"),
        (["C-2", "INTO", "C-2"], "into itself"),
        (["C-2"], "which account goes into which"),
        (["--undo"], "no merge to undo"),
        (["--undo", "C-2"], "C-2 is not merged"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_a_sentence(call, book, words, said):
    answer = call("merge", *words, "--book", book)
    assert answer.code == 2
    assert said in answer.err


def test_somebody_who_owes_is_not_anonymised_and_an_unused_account_is_deleted(call, book):
    answer = call("anonymise", "C-1", "--book", book)
    assert answer.code == 2
    assert "open balance" in answer.err
    assert call("anonymise", "C-1", "--delete", "--book", book).code == 2
    gone = call("anonymise", "C-3", "--delete", "--book", book, "--json")
    assert gone.code == 0
    assert gone.json["done"] == "deleted"
    assert asked(book, "SELECT count(*) FROM customer WHERE account = 'C-3'") == 0


def test_the_name_goes_and_the_amounts_stay(call, book):
    assert call("pay", "--book", book, "--customer", "C-1", "--amount", "10.00", "--method", "cash").code == 0
    answer = call("anonymise", "C-1", "--book", book)
    assert answer.code == 0
    assert "Every journal entry" in answer.out
    assert asked(book, "SELECT name FROM customer WHERE account = 'C-1'") == "Anonymised customer C-1"
    assert asked(book, "SELECT lifetime_minor FROM customer WHERE account = 'C-1'") == 1_000
    assert call("verify", "--book", book).code == 0
