"""``ask`` and ``list``: the shapes that other programs read, and what is said of a question that is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.asked_book import ASKED_ON, fill_asked_book
from tests.support.books import open_for_test


@pytest.fixture
def asked_file(book_file: Path) -> Path:
    office = open_for_test(book_file, ASKED_ON)
    fill_asked_book(office)
    office.close()
    return book_file


def _ask(call, book, question, *more):
    return call("ask", question, "--book", book, "--today", ASKED_ON.isoformat(), *more)


def test_an_answer_in_json_has_exactly_the_promised_shape(call, asked_file):
    answer = _ask(call, asked_file, "what does she owe", "--customer", "C-3", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json == {
        "query": 'balance where customer = "C-3"',
        "answer": "Hernández, Luis owes $640.00, of which $640.00 is overdue.",
        "records": [{"kind": "invoice", "id": 8, "label": "10008 · Work · 70 days late · $640.00 · Sep 11, 2026"}],
    }


def test_an_answer_for_people_names_its_records_and_its_query(call, asked_file):
    answer = _ask(call, asked_file, "how much did we bill Acme last year")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "$1,650.50, tax included, in 2 invoices."
    assert "10002" in lines[1]
    assert "10001" in lines[2]
    assert lines[-1] == 'Query: sum total of invoices where customer = "Acme Corporation" and issued = last-year'


def test_what_cannot_be_read_ends_with_one_and_says_what_was_understood(call, asked_file):
    answer = _ask(call, asked_file, "unpaid invoices of the walrus", "--json")
    assert answer.code == 1
    assert answer.json["query"] == "invoices where state = unpaid"
    assert answer.json["records"] == []
    assert answer.json["not_understood"] == ["walrus"]
    assert answer.json["understood"] == [{"query": "invoices where state = unpaid", "words": "Invoices · unpaid"}]
    told = _ask(call, asked_file, "unpaid invoices of the walrus")
    assert told.code == 1
    assert "walrus" in told.err
    assert "Invoices · unpaid" in told.err


def test_both_readings_are_offered_and_none_is_taken(call, asked_file):
    answer = _ask(call, asked_file, "invoices from March", "--json")
    assert answer.code == 1
    assert answer.json["query"] == ""
    assert [reading["query"] for reading in answer.json["readings"]] == [
        "invoices where issued = 2026-03",
        "invoices where issued >= 2026-03",
    ]


def test_a_query_that_cannot_be_asked_ends_with_one_and_says_why(call, asked_file):
    answer = _ask(call, asked_file, "balance where customer = C-1 and on = 2030", "--json")
    assert (answer.code, answer.json["records"]) == (1, [])
    assert "not come yet" in answer.json["answer"]
    assert answer.json["query"] == 'balance where customer = "C-1" and on = 2030'


def test_an_unknown_account_is_refused(call, asked_file):
    assert _ask(call, asked_file, "last payment", "--customer", "C-99").code != 0


def test_a_list_of_customers_takes_the_query_that_ask_shows(call, asked_file):
    query = _ask(call, asked_file, "customers with more than $500 overdue", "--json").json["query"]
    found = call("list", "customers", "--book", asked_file, "--filter", query, "--today", ASKED_ON.isoformat(), "--json")
    assert found.code == 0
    assert found.json["query"] == "customers where overdue > 500.00"
    assert [customer["account"] for customer in found.json["customers"]] == ["C-4", "C-3"]
    assert found.json["customers"][1] == {
        "account": "C-3",
        "name": "Hernández, Luis",
        "kind": "residential",
        "status": "active",
        "manager": "M. Castillo",
        "total_due": 64_000,
        "overdue": 64_000,
        "days_late": 70,
        "credit": 0,
    }


def test_a_list_without_a_filter_is_everybody(call, asked_file):
    found = call("list", "customers", "--book", asked_file, "--today", ASKED_ON.isoformat(), "--json")
    assert found.json["count"] == 8
    printed = call("list", "customers", "--book", asked_file, "--filter", "tag = vip", "--today", ASKED_ON.isoformat())
    assert printed.code == 0
    assert "Acme Corporation" in printed.out
    assert "Weber" not in printed.out


def test_a_filter_that_is_none_is_refused(call, asked_file):
    found = call("list", "customers", "--book", asked_file, "--filter", "unpaid invoices", "--today", ASKED_ON.isoformat())
    assert found.code != 0
    assert "invoices" in found.err
