"""What is owed is one figure: the journal, the allocations, the list, the page, the statement and the aging report agree."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import NotFound
from app.services.clocks import FixedDay
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.documents import StatementKind
from app.services.queries.account_page import account_page
from app.services.queries.customer_list import CustomerFilter
from app.services.queries.customers import customer_ids, customer_rows, customer_totals
from app.services.queries.history import history_page
from app.services.queries.invoices import InvoiceFilter, invoice_ids, invoice_rows, invoice_totals
from app.services.queries.journal import ExplainedFigure, explain
from app.services.queries.open_invoices import open_invoices
from app.services.queries.receivables import aging, balance_of, book_balance
from app.services.queries.statement import statement
from app.services.verify.running import all_passed, verify_book
from tests.services.queries.histories import REACH, History, Rows
from tests.support.books import TODAY, a_customer, an_invoice


def ask(office, question, *arguments):
    """Return what a query answers."""
    return office.read(lambda reader: question(reader, *arguments))


# One book lives through all examples, each with customers of its own.
IN_ONE_BOOK = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
SEEDS = st.integers(0, 10**6)
DAYS = st.integers(-REACH - 5, 70).map(lambda days: TODAY + timedelta(days=days))


@IN_ONE_BOOK
@given(seed=SEEDS, days=st.lists(DAYS, min_size=1, max_size=4), steps=st.integers(5, 40), ahead=st.sampled_from((0, 20)))
def test_every_answer_about_a_day_equals_the_naive_sum(office, seed, days, steps, ahead):
    history = History(office, seed)
    history.live(steps, latest=TODAY + timedelta(days=ahead))
    rows = Rows.of(office)
    for day in (*days, TODAY):
        for customer in history.customers:
            naive = rows.at(customer, day)
            assert naive.due == naive.journal_due
            balance = ask(office, balance_of, customer, day)
            assert (balance.due_minor, balance.overdue_minor) == (naive.due, naive.overdue)
            assert (balance.credit_minor, balance.lifetime_minor) == (naive.credit, naive.lifetime)
            assert balance.open_count == len(naive.open)
            report = ask(office, aging, day, customer)
            assert report.totals == naive.aging
            found = ask(office, open_invoices, customer, day)
            assert {row.id: row.open_minor for row in found} == naive.open
            assert balance.oldest_due_on == (found[0].due_on if found else None)
        whole = ask(office, aging, day)
        ours = {row.customer_id: row.buckets for row in whole.rows if row.customer_id in history.customers}
        assert ours == {
            customer: naive.aging.by_bucket() for customer in history.customers if (naive := rows.at(customer, day)).due
        }
        assert whole.totals.total_minor == sum(row.total_minor for row in whole.rows)
        book = ask(office, book_balance, day)
        assert (book.due_minor, book.overdue_minor) == (whole.totals.total_minor, whole.totals.overdue_minor)


@IN_ONE_BOOK
@given(seed=SEEDS, today=st.integers(-REACH, 30), steps=st.integers(5, 40))
def test_list_page_invoices_and_statement_agree_on_whatever_day_it_is(office, seed, today, steps):
    history = History(office, seed)
    history.live(steps)
    office.clock = FixedDay(TODAY + timedelta(days=today))
    ids = ask(office, customer_ids, CustomerFilter())
    rows = ask(office, customer_rows, ids)
    totals = ask(office, customer_totals, CustomerFilter())
    assert totals.count == len(rows)
    assert totals.due_minor == sum(row.due_minor for row in rows)
    assert totals.overdue_minor == sum(row.overdue_minor for row in rows)
    assert totals.credit_minor == sum(row.credit_minor for row in rows)
    for row in rows:
        if row.id not in history.customers:
            continue
        page = ask(office, account_page, row.id)
        balance = page.balance
        assert (row.due_minor, row.overdue_minor) == (balance.due_minor, balance.overdue_minor)
        assert (row.credit_minor, row.lifetime_minor) == (balance.credit_minor, balance.lifetime_minor)
        assert (page.banner.overdue_minor if page.banner else 0) == row.overdue_minor
        footer = ask(office, invoice_totals, InvoiceFilter(customer_id=row.id))
        assert (footer.open_minor, footer.open_count) == (balance.due_minor, balance.open_count)
        ids_of_invoices = ask(office, invoice_ids, InvoiceFilter(customer_id=row.id))
        shown = ask(office, invoice_rows, ids_of_invoices)
        assert sum(invoice.open_minor for invoice in shown) == balance.due_minor
        assert page.counts.invoices == len(shown)
        for figure, amount in (
            (ExplainedFigure.DUE, balance.due_minor),
            (ExplainedFigure.CREDIT, balance.credit_minor),
            (ExplainedFigure.LIFETIME, balance.lifetime_minor),
        ):
            told = ask(office, explain, figure, row.id)
            assert told.amount_minor == amount
            assert sum(posting.amount_minor for posting in told.postings) == amount


@IN_ONE_BOOK
@given(seed=SEEDS, from_on=DAYS, length=st.integers(0, 90), steps=st.integers(5, 40))
def test_both_statements_end_on_what_is_due_less_the_credit(office, seed, from_on, length, steps):
    history = History(office, seed)
    history.live(steps)
    to_on = from_on + timedelta(days=length)
    for customer in history.customers:
        balance = ask(office, balance_of, customer, to_on)
        open_item = ask(office, statement, customer, from_on, to_on)
        assert open_item.balance_minor == balance.due_minor - balance.credit_minor
        assert open_item.overdue_minor == balance.overdue_minor
        assert sum(item.open_minor for item in open_item.items if item.due_on) == balance.due_minor
        assert sum(item.open_minor for item in open_item.items if not item.due_on) == -balance.credit_minor
        assert sum(open_item.aging.buckets_minor) == balance.due_minor
        forward = ask(office, statement, customer, from_on, to_on, StatementKind.BALANCE_FORWARD)
        assert forward.balance_minor == open_item.balance_minor
        assert [entry.dated_on for entry in forward.entries] == sorted(entry.dated_on for entry in forward.entries)
        running = forward.opening_minor
        for entry in forward.entries:
            running += (entry.charge_minor or 0) - (entry.payment_minor or 0)
            assert entry.balance_minor in (None, running)
        before = ask(office, balance_of, customer, from_on - timedelta(days=1))
        assert forward.opening_minor == before.due_minor - before.credit_minor


@IN_ONE_BOOK
@given(seed=SEEDS, steps=st.integers(5, 60), limit=st.integers(1, 7))
def test_history_walks_back_from_the_balance_to_nothing(office, seed, steps, limit):
    history = History(office, seed)
    history.live(steps)
    for customer in history.customers:
        rows, mark = [], None
        while True:
            page = ask(office, history_page, customer, mark, limit)
            rows += page.rows
            mark = page.next_mark
            if mark is None:
                break
        balance = ask(office, balance_of, customer, TODAY + timedelta(days=365))
        assert sum(row.amount_minor for row in rows) == balance.due_minor - balance.credit_minor
        for row, older in pairwise(rows):
            assert row.balance_minor - row.amount_minor == older.balance_minor
            assert (row.posted_on, row.entry_id) > (older.posted_on, older.entry_id)
        if rows:
            assert rows[0].balance_minor == balance.due_minor - balance.credit_minor
            assert rows[-1].balance_minor == rows[-1].amount_minor


def test_a_random_history_leaves_a_sound_book(office):
    for seed in range(4):
        History(office, seed).live(40)
    results = verify_book(office)
    assert all_passed(results), [result for result in results if not result.passed]


def test_an_invoice_is_late_from_the_day_after_it_is_due(office):
    customer = a_customer(office)
    an_invoice(office, customer, 10_000, issued_on=date(2026, 2, 1), due_on=TODAY)
    assert ask(office, balance_of, customer).overdue_minor == 0
    tomorrow = ask(office, balance_of, customer, TODAY + timedelta(days=1))
    assert (tomorrow.overdue_minor, tomorrow.overdue_count) == (10_000, 1)
    assert ask(office, aging, TODAY + timedelta(days=31)).totals.days_31_60_minor == 10_000
    assert ask(office, aging, TODAY + timedelta(days=30)).totals.days_1_30_minor == 10_000


def test_a_check_dated_ahead_pays_nothing_before_its_day(office):
    customer = a_customer(office)
    an_invoice(office, customer, 10_000, issued_on=date(2026, 2, 1))
    later = TODAY + timedelta(days=5)
    office.write(lambda writer: take_payment(writer, NewPayment(customer, later, "check", 4_000)))
    assert ask(office, balance_of, customer).due_minor == 10_000
    assert ask(office, customer_rows, [customer])[0].due_minor == 10_000
    assert ask(office, account_page, customer).balance.due_minor == 10_000
    assert ask(office, balance_of, customer, later).due_minor == 6_000


def test_credit_that_no_invoice_used_is_shown_beside_what_is_due(office):
    customer = a_customer(office)
    an_invoice(office, customer, 10_000)
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 3_000, apply={})))
    balance = ask(office, balance_of, customer)
    assert (balance.due_minor, balance.credit_minor) == (10_000, 3_000)
    paper = ask(office, statement, customer, TODAY, TODAY)
    assert [(item.description, item.open_minor) for item in paper.items][-1] == ("Account credit", -3_000)
    forward = ask(office, statement, customer, TODAY, TODAY, StatementKind.BALANCE_FORWARD)
    assert forward.balance_minor == 7_000
    assert forward.entries[-1].description == "Account credit of $30.00 is taken off $100.00 of open invoices"


def test_a_customer_that_is_not_there_is_named_as_such(office):
    for question in (balance_of, account_page):
        with pytest.raises(NotFound):
            ask(office, question, 404)
    with pytest.raises(NotFound):
        ask(office, statement, 404, TODAY, TODAY)
