"""How many days a customer takes to pay is an average of invoices that can be named."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import partial

from app.services.clocks import FixedDay
from app.services.collecting.applying import live_allocations, take_back_allocations
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.voiding import write_off
from app.services.queries.days_to_pay import LAST, days_to_pay
from tests.services.queries.histories import History
from tests.support.books import TODAY, a_customer, an_invoice

FIRST = date(2026, 1, 5)


def told(office, customer):
    return office.read(partial(days_to_pay, customer_id=customer))


def paid(office, customer, amount, on, invoice):
    return office.write(
        partial(take_payment, new=NewPayment(customer, on, "cash", amount, apply={invoice.id: amount}))
    )


def test_it_counts_from_the_invoice_to_the_payment_that_settled_it(office):
    customer = a_customer(office)
    early, late, half = (an_invoice(office, customer, 10_000, issued_on=FIRST + timedelta(days)) for days in (0, 1, 2))
    paid(office, customer, 10_000, FIRST + timedelta(10), early)
    paid(office, customer, 4_000, FIRST + timedelta(5), late)
    paid(office, customer, 6_000, FIRST + timedelta(26), late)
    paid(office, customer, 9_999, FIRST + timedelta(3), half)
    answer = told(office, customer)
    assert [(each.number, each.days) for each in answer.invoices] == [(late.number, 25), (early.number, 10)]
    assert (answer.days, answer.average) == (35, 18)


def test_credit_and_write_offs_say_nothing_about_paying(office):
    customer = a_customer(office)
    credited, gone = (an_invoice(office, customer, 5_000, issued_on=FIRST) for _each in range(2))
    credit = NewCreditMemo(customer, FIRST, 5_000, "Goodwill", apply={credited.id: 5_000})
    office.write(partial(issue_credit_memo, new=credit))
    office.write(partial(write_off, invoice_id=gone.id, reason="moved away", on=FIRST))
    assert told(office, customer).average is None


def test_a_payment_taken_back_counts_no_more_and_the_next_one_does(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 5_000, issued_on=FIRST)
    first = paid(office, customer, 5_000, FIRST + timedelta(2), invoice)

    def back(writer):
        live = live_allocations(writer, payment_id=first.id)
        take_back_allocations(writer, [id_ for id_, _amount in live], FIRST + timedelta(4), "another's")

    office.write(back)
    assert told(office, customer).average is None
    paid(office, customer, 5_000, FIRST + timedelta(30), invoice)
    assert told(office, customer).average == 30


def test_what_is_paid_ahead_of_today_is_not_paid_yet(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 5_000, issued_on=TODAY)
    paid(office, customer, 5_000, TODAY + timedelta(7), invoice)
    assert told(office, customer).average is None
    office.clock = FixedDay(TODAY + timedelta(7))
    assert told(office, customer).average == 7


def test_only_the_last_hundred_invoices_are_looked_at(office):
    customer = a_customer(office)
    old = an_invoice(office, customer, 1_000, issued_on=FIRST)
    paid(office, customer, 1_000, FIRST + timedelta(40), old)
    assert told(office, customer).average == 40
    for _each in range(LAST):
        an_invoice(office, customer, 1_000, issued_on=FIRST + timedelta(1))
    assert told(office, customer).average is None


def test_whatever_happened_it_agrees_with_rows_read_one_by_one(office):
    seed = random.Random(11)
    for _history in range(6):
        history = History(office, seed.randrange(10**6))
        history.live(60)
        for customer in history.customers:
            assert {each.id: each.paid_on for each in told(office, customer).invoices} == _naive(office, customer)


def _naive(office, customer):
    """Return the day of the last payment kept on each invoice that is settled and not written off, by invoice."""
    with office.book.read() as connection:
        every = connection.exec_driver_sql("SELECT id, invoice_id, kind, amount_minor, applied_on, reverses_id FROM allocation")
        allocations = [tuple(row) for row in every]
        invoices = connection.exec_driver_sql(
            f"SELECT id FROM invoice WHERE customer_id = {customer} AND state = 'issued' AND open_minor = 0"
        )
        settled = {row[0] for row in invoices}
    gone = {row[5] for row in allocations}
    days: dict[int, date] = {}
    for id_, invoice, kind, amount, on, _reverses in allocations:
        if invoice in settled and kind == "payment" and amount > 0 and id_ not in gone:
            day = date.fromisoformat(on) if isinstance(on, str) else on
            days[invoice] = max(days.get(invoice, day), day)
    return days
