"""Statements from the command line: of one site, and queued to be sent by mail, reminders once a day."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from app.services.customers.changing import add_site
from app.services.customers.entering import ContactDetails, NewSite
from tests.support.books import a_customer, an_invoice, open_for_test

DAY = ("--today", "2026-03-16")


@pytest.fixture
def book(book_file):
    """Martha owes 100 for the dock and 40 for no site, both late."""
    office = open_for_test(book_file)
    martha = a_customer(office, "Martha Bloom", account="A-7", primary=ContactDetails(email="m@bloom.example"))
    dock = office.write(partial(add_site, customer_id=martha, site=NewSite("Dock 3")))
    an_invoice(office, martha, 10_000, issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4), site_id=dock)
    an_invoice(office, martha, 4_000, issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))
    office.close()
    return book_file


def messages(call, book):
    return call("mail", "list", "--book", book, "--json").json["messages"]


def test_a_statement_of_one_site_and_of_none_make_the_whole(call, book, tmp_path):
    ask = ("statement", "--book", book, "--customer", "A-7", "--from", "2026-01-01", "--to", "2026-03-16", "--json")
    whole, dock, rest = (
        call(*ask, *more, "--out", tmp_path / f"{place}.csv").json
        for place, more in enumerate(((), ("--site", "dock 3"), ("--no-site",)))
    )
    assert (whole["balance"], dock["balance"], rest["balance"]) == (14_000, 10_000, 4_000)
    assert ("site" in whole, dock["site"], rest["site"]) == (False, "Dock 3", "Without a site")
    unknown = call(*ask, "--site", "Dok", "--out", tmp_path / "none.csv")
    assert unknown.code == 2
    assert "There are: Dock 3" in unknown.err


def test_a_statement_is_queued_with_its_file_and_says_what_the_paper_says(call, book):
    answer = call("mail", "statement", "--book", book, "--customer", "A-7", "--site", "Dock 3", *DAY, "--json")
    assert (answer.code, answer.json["to"], answer.json["state"]) == (0, "m@bloom.example", "waiting")
    [row] = messages(call, book)
    assert (row["kind"], row["attachments"], row["account"]) == ("statement", 1, "A-7")
    office = open_for_test(book)
    with office.book.read() as connection:
        body, name = connection.exec_driver_sql("SELECT body, name FROM mail_message, mail_attachment").one()
    office.close()
    assert "$100.00" in body
    assert name == "Statement 2026-03-16.pdf"


def test_a_reminder_goes_once_a_day_unless_it_is_said_again(call, book):
    ask = ("mail", "statement", "--book", book, "--customer", "A-7", "--reminder", *DAY)
    assert call(*ask).code == 0
    second = call(*ask)
    assert (second.code, "got a reminder today" in second.err) == (2, True)
    assert call(*ask, "--again").code == 0
    assert [row["kind"] for row in messages(call, book)] == ["reminder", "reminder"]


def test_nobody_to_write_to_is_said(call, book):
    office = open_for_test(book)
    a_customer(office, "Vera Lund", account="A-8")
    office.close()
    answer = call("mail", "statement", "--book", book, "--customer", "A-8", *DAY)
    assert (answer.code, "Vera Lund has no e-mail address" in answer.err) == (2, True)
    assert "has nothing overdue" in call("mail", "statement", "--book", book, "--customer", "A-8", "--reminder", *DAY).err
