"""Posting: entries balance or are refused, customers' totals follow, and the lock date holds."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from app.domain.chart import Chart
from app.domain.entries import Entry, Side, invoice_issued, reversed_entry
from app.domain.errors import UserError
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.company import set_lock_date
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoice
from app.services.invoicing.voiding import void_invoice
from app.services.ledger import entry_by_id, post_entries
from tests.support.books import TODAY, a_customer, an_invoice, execute, scalar

LOCKED = date(2026, 2, 28)


def totals(office) -> tuple[int, int, int]:
    with office.book.read() as connection:
        row = connection.exec_driver_sql("SELECT due_minor, credit_minor, lifetime_minor FROM customer").one()
    return tuple(row)


def balances(office) -> dict[int, int]:
    with office.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT account_id, SUM(amount_minor) FROM posting GROUP BY account_id HAVING SUM(amount_minor) <> 0"
        ).all()
    return {row[0]: int(row[1]) for row in rows}


def test_an_entry_that_does_not_balance_cannot_be_made():
    with pytest.raises(ValueError, match="unbalanced"):
        Entry("invoice", TODAY, 1, (Side(Chart.RECEIVABLES, 100, 1), Side(Chart.REVENUE, -99)))


def test_an_invoice_is_owed_earned_and_taxed(office):
    an_invoice(office, a_customer(office), lines=[NewLine("Work", 10_000, tax_ppm=82_500)])
    assert balances(office) == {1100: 10_825, 4000: -10_000, 2200: -825}
    assert totals(office) == (10_825, 0, 10_000), "tax is no part of what a customer is worth"


def test_a_payment_moves_what_is_owed_into_money(office):
    customer = a_customer(office)
    an_invoice(office, customer, 10_000)
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "check", 12_500, "1042")))
    assert balances(office) == {1050: 12_500, 2100: -2_500, 4000: -10_000}
    assert totals(office) == (0, 2_500, 10_000)


@pytest.mark.parametrize(
    ("method", "account"), [("cash", 1050), ("check", 1050), ("card", 1060), ("bank", 1000), ("other", 1050)]
)
def test_money_rests_where_its_method_leaves_it(office, method, account):
    customer = a_customer(office)
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, method, 700)))
    assert balances(office) == {account: 700, 2100: -700}


def test_a_reversed_entry_leaves_nothing(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 10_000)
    before = balances(office)

    def twice(writer) -> None:
        # An entry of its own kind, so that the invoice's open amount is not what is tested here.
        entry = invoice_issued(invoice.id, customer, TODAY, 500, 40)
        id_ = post_entries(writer, [entry])[0]
        assert entry_by_id(writer, id_) == entry
        post_entries(writer, [reversed_entry(entry, TODAY, id_)])

    office.write(twice)
    assert balances(office) == before
    assert totals(office) == (10_000, 0, 10_000)


def test_the_lock_date_refuses_earlier_postings_and_names_itself(office):
    customer = a_customer(office)
    old = an_invoice(office, customer, issued_on=date(2026, 2, 1))
    office.write(lambda writer: set_lock_date(writer, LOCKED))
    new = NewInvoice(customer, LOCKED, (NewLine("Work", 100),))
    with pytest.raises(UserError, match=r"locked until Feb 28, 2026"):
        office.write(lambda writer: issue_invoice(writer, new))
    with pytest.raises(UserError, match="locked until"):
        office.write(lambda writer: take_payment(writer, NewPayment(customer, LOCKED, "cash", 100)))
    with pytest.raises(UserError, match="locked until"):
        office.write(lambda writer: void_invoice(writer, old.id, "mistake", LOCKED - timedelta(days=5)))
    assert scalar(office, "SELECT count(*) FROM journal_entry") == 1
    assert an_invoice(office, customer, issued_on=LOCKED + timedelta(days=1)).number == "10002"


def test_an_owner_may_post_before_the_lock_date_and_it_is_logged(office):
    customer = a_customer(office)
    office.write(lambda writer: set_lock_date(writer, LOCKED))
    new = NewInvoice(customer, LOCKED, (NewLine("Work", 100),))
    office.write(lambda writer: issue_invoice(writer, new), override_lock=True)
    told = json.loads(scalar(office, "SELECT details FROM activity WHERE kind = 'lock.overridden'"))
    assert told == {"posted_on": "2026-02-28", "lock_on": "2026-02-28"}


def test_what_a_total_may_not_become_is_refused_by_the_store(office):
    a_customer(office)
    with pytest.raises(Exception, match="totals_positive"):
        execute(office, "UPDATE customer SET due_minor = -1")
