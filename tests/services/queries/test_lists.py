"""Lists of invoices, payments and credit memos: every column sorts both ways, every filter keeps what it says."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from app.domain.errors import NotFound
from app.services.clocks import FixedDay
from app.services.collecting.giving_back import refund_payment, return_payment
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.voiding import void_invoice, write_off
from app.services.queries.credit_memos import credit_memo_detail, credit_memo_ids, credit_memo_rows
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids, customer_rows
from app.services.queries.invoice_detail import invoice_detail
from app.services.queries.invoices import (
    InvoiceFilter,
    InvoiceSort,
    invoice_ids,
    invoice_rows,
    invoice_totals,
)
from app.services.queries.payments import (
    PaymentFilter,
    PaymentSort,
    payment_detail,
    payment_ids,
    payment_rows,
    payment_totals,
)
from app.services.queries.statuses import CustomerStatus, InvoiceStatus, invoice_words
from tests.services.queries.histories import History
from tests.support.books import TODAY, a_customer, an_invoice


def ask(office, question, *arguments, **named):
    """Return what a query answers."""
    return office.read(lambda reader: question(reader, *arguments, **named))


@pytest.fixture
def busy(office):
    """An office with four customers and a hundred and twenty things done to them."""
    for seed in (7, 11):
        History(office, seed).live(60)
    return office


CUSTOMER_KEYS = {
    CustomerSort.NAME: lambda row: row.name.lower(),
    CustomerSort.ACCOUNT: lambda row: (len(row.account), row.account),
    CustomerSort.KIND: lambda row: row.kind,
    CustomerSort.BALANCE: lambda row: row.balance_minor,
    CustomerSort.OVERDUE: lambda row: row.overdue_minor,
    CustomerSort.DAYS_LATE: lambda row: row.oldest_days_late,
    CustomerSort.CREDIT: lambda row: row.credit_minor,
    CustomerSort.LIFETIME: lambda row: row.lifetime_minor,
    CustomerSort.SITES: lambda row: row.site_count,
    CustomerSort.SINCE: lambda row: row.since_on,
    CustomerSort.MANAGER: lambda row: row.manager,
    CustomerSort.TERMS: lambda row: row.terms,
    CustomerSort.STATUS: lambda row: list(CustomerStatus).index(row.worst_status),
}
INVOICE_KEYS = {
    InvoiceSort.NUMBER: lambda row: (len(row.number), row.number),
    InvoiceSort.ISSUED: lambda row: row.issued_on,
    InvoiceSort.DUE: lambda row: row.due_on,
    InvoiceSort.CUSTOMER: lambda row: row.customer_name.lower(),
    InvoiceSort.SUBJECT: lambda row: row.subject.lower(),
    InvoiceSort.TOTAL: lambda row: row.total_minor,
    InvoiceSort.OPEN: lambda row: row.open_minor,
    InvoiceSort.STATUS: lambda row: [
        InvoiceStatus.VOID, InvoiceStatus.WRITTEN_OFF, InvoiceStatus.PAID, InvoiceStatus.DRAFT, InvoiceStatus.OPEN,
        InvoiceStatus.PARTLY_PAID, InvoiceStatus.OVERDUE,
    ].index(row.status),
}  # fmt: skip
PAYMENT_KEYS = {
    PaymentSort.NUMBER: lambda row: (len(row.number), row.number),
    PaymentSort.RECEIVED: lambda row: row.received_on,
    PaymentSort.CUSTOMER: lambda row: row.customer_name.lower(),
    PaymentSort.METHOD: lambda row: row.method,
    PaymentSort.REFERENCE: lambda row: (len(row.reference), row.reference),
    PaymentSort.AMOUNT: lambda row: row.amount_minor,
    PaymentSort.APPLIED: lambda row: row.applied_minor,
    PaymentSort.UNAPPLIED: lambda row: row.unapplied_minor,
    PaymentSort.STATE: lambda row: row.state,
}


def test_every_column_is_sortable():
    assert set(CUSTOMER_KEYS) == set(CustomerSort) - {CustomerSort.BEST}
    assert set(INVOICE_KEYS) == set(InvoiceSort)
    assert set(PAYMENT_KEYS) == set(PaymentSort)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("today", [TODAY, TODAY - timedelta(days=40)], ids=["today", "then"])
def test_lists_come_in_the_order_of_every_column(busy, today, descending):
    busy.clock = FixedDay(today)
    for ids_of, rows_of, nothing, keys in (
        (customer_ids, customer_rows, CustomerFilter(), CUSTOMER_KEYS),
        (invoice_ids, invoice_rows, InvoiceFilter(to_on=today), INVOICE_KEYS),
        (payment_ids, payment_rows, PaymentFilter(), PAYMENT_KEYS),
    ):
        whole = None
        for sort, key in keys.items():
            ids = ask(busy, ids_of, nothing, sort, descending=descending)
            assert whole in (None, set(ids)), "no row comes or goes with the order"
            whole = set(ids)
            found = [key(row) for row in ask(busy, rows_of, ids)]
            assert found == sorted(found, reverse=descending), sort
            assert len(found) == len(ids)


def test_invoice_filters_keep_what_they_say(busy):
    everything = ask(busy, invoice_rows, ask(busy, invoice_ids, InvoiceFilter()))
    customer = everything[0].customer_id
    for wanted, keeps in (
        (InvoiceFilter(customer_id=customer), lambda row: row.customer_id == customer),
        (InvoiceFilter(open_only=True), lambda row: row.open_minor > 0),
        (InvoiceFilter(overdue_only=True), lambda row: row.status is InvoiceStatus.OVERDUE),
        (InvoiceFilter(state="void"), lambda row: row.state == "void"),
        (InvoiceFilter(from_on=date(2026, 2, 1)), lambda row: row.issued_on >= date(2026, 2, 1)),
        (InvoiceFilter(to_on=date(2026, 2, 1)), lambda row: row.issued_on <= date(2026, 2, 1)),
        (InvoiceFilter(text=everything[0].number), lambda row: row.number == everything[0].number),
        (InvoiceFilter(text="WORK"), lambda row: "Work" in row.subject),
        (InvoiceFilter(text="customer 7"), lambda row: row.customer_name.startswith("Customer 7")),
        (InvoiceFilter(text="%"), lambda _row: False),
    ):
        kept = [row for row in everything if keeps(row)]
        ids = ask(busy, invoice_ids, wanted)
        assert set(ids) == {row.id for row in kept}, wanted
        totals = ask(busy, invoice_totals, wanted)
        assert (totals.count, totals.open_minor) == (len(kept), sum(row.open_minor for row in kept))
        assert totals.total_minor == sum(row.total_minor for row in kept if row.state != "void")


def test_payment_filters_keep_what_they_say(busy):
    everything = ask(busy, payment_rows, ask(busy, payment_ids, PaymentFilter()))
    for row in everything:
        assert row.amount_minor == row.applied_minor + row.unapplied_minor + row.returned_minor
    customer = everything[0].customer_id
    for wanted, keeps in (
        (PaymentFilter(customer_id=customer), lambda row: row.customer_id == customer),
        (PaymentFilter(unapplied_only=True), lambda row: row.unapplied_minor > 0),
        (PaymentFilter(state="reversed"), lambda row: row.state == "reversed"),
        (PaymentFilter(method="cash"), lambda row: row.method == "cash"),
        (PaymentFilter(undeposited_only=True), lambda row: row.state == "posted"),
        (PaymentFilter(from_on=date(2026, 2, 1), to_on=TODAY), lambda row: date(2026, 2, 1) <= row.received_on <= TODAY),
        (PaymentFilter(text="p-0000"), lambda row: row.number.startswith("P-0000")),
    ):
        kept = [row for row in everything if keeps(row)]
        assert set(ask(busy, payment_ids, wanted)) == {row.id for row in kept}, wanted
        totals = ask(busy, payment_totals, wanted)
        assert (totals.count, totals.unapplied_minor) == (len(kept), sum(row.unapplied_minor for row in kept))
        assert totals.amount_minor == sum(row.amount_minor for row in kept if row.state == "posted")


def test_a_partly_paid_invoice_says_how_much_is_left(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 8_900, issued_on=date(2026, 1, 1), due_on=date(2026, 1, 24))
    office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 4_900, "1042")))
    row = ask(office, invoice_rows, [invoice.id])[0]
    words = invoice_words(row.status, row.due_on, row.total_minor, row.open_minor, TODAY, "${:}".format)
    assert (row.status, row.is_partly_paid, row.days_late) == (InvoiceStatus.OVERDUE, True, 51)
    assert words == "51 days late · $4000 left"


def test_an_invoice_tells_its_lines_and_all_that_met_it(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 10_000)
    paid = office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 4_000, "1042")))
    office.write(partial(issue_credit_memo, new=NewCreditMemo(customer, TODAY, 1_000, "late")))
    office.write(partial(return_payment, payment_id=paid.id, reason="no funds"))
    office.write(partial(write_off, invoice_id=invoice.id, reason="gone"))
    detail = ask(office, invoice_detail, invoice.id)
    assert [(line.description, line.net_minor) for line in detail.lines] == [("Monthly service", 10_000)]
    met = [(each.kind, each.amount_minor, each.stands) for each in detail.allocations]
    assert met == [
        ("payment", 4_000, False), ("credit", 1_000, True), ("payment", -4_000, False), ("write_off", 9_000, True),
    ]  # fmt: skip
    assert detail.row.status is InvoiceStatus.WRITTEN_OFF
    assert sum(each.amount_minor for each in detail.allocations if each.stands) == 10_000


def test_a_payment_tells_where_it_went_and_what_left_it_again(office):
    customer = a_customer(office)
    first = an_invoice(office, customer, 3_000)
    paid = office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 5_000, "1042")))
    office.write(partial(refund_payment, payment_id=paid.id, amount_minor=1_500, reason="asked"))
    detail = ask(office, payment_detail, paid.id)
    assert [(part.number, part.amount_minor, part.left_minor) for part in detail.applied] == [(first.number, 3_000, 0)]
    assert [(back.kind, back.amount_minor, back.reason) for back in detail.reversals] == [("refund", 1_500, "asked")]
    assert (detail.row.applied_minor, detail.row.unapplied_minor, detail.row.returned_minor) == (3_000, 500, 1_500)
    assert detail.received_by == "Ana"


def test_credit_memos_are_listed_with_what_is_left_of_them(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 3_000)
    used = office.write(partial(issue_credit_memo, new=NewCreditMemo(customer, TODAY, 3_000, "missed", invoice_id=invoice.id)))
    fresh = office.write(partial(issue_credit_memo, new=NewCreditMemo(customer, TODAY, 500, "late")))
    rows = ask(office, credit_memo_rows, ask(office, credit_memo_ids, customer))
    assert [(row.number, row.open_minor, row.invoice_number) for row in rows] == [
        (fresh.number, 500, ""), (used.number, 0, invoice.number),
    ]  # fmt: skip
    assert list(ask(office, credit_memo_ids, customer, open_only=True)) == [fresh.id]
    assert [part.number for part in ask(office, credit_memo_detail, used.id).applied] == [invoice.number]


def test_an_invoice_dated_ahead_is_not_owed_yet(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 3_000, issued_on=TODAY + timedelta(days=3))
    row = ask(office, invoice_rows, [invoice.id])[0]
    assert (row.status, row.open_minor) == (InvoiceStatus.AHEAD, 0)
    assert ask(office, customer_rows, [customer])[0].due_minor == 0


def test_voiding_later_leaves_the_invoice_open_until_then(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 3_000, issued_on=TODAY - timedelta(days=9))
    office.write(partial(void_invoice, invoice_id=invoice.id, reason="wrong customer"))
    office.clock = FixedDay(TODAY - timedelta(days=1))
    assert ask(office, invoice_rows, [invoice.id])[0].status is InvoiceStatus.OPEN
    office.clock = FixedDay(TODAY)
    assert ask(office, invoice_rows, [invoice.id])[0].status is InvoiceStatus.VOID


@pytest.mark.parametrize("question", [invoice_detail, payment_detail, credit_memo_detail])
def test_what_is_not_in_the_book_is_named_as_such(office, question):
    with pytest.raises(NotFound):
        ask(office, question, 404)


def test_ids_that_are_gone_are_left_out(office):
    customer = a_customer(office)
    assert [row.id for row in ask(office, customer_rows, [404, customer])] == [customer]
    assert ask(office, invoice_rows, [404]) == ask(office, payment_rows, []) == []
