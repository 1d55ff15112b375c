"""An invoice that is being charged says so in every list and is not paid before the money is there; on both stores."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.charging.connecting import connect
from app.services.charging.customers import keep_methods
from app.services.charging.processor import RemoteAccount, RemoteMethod
from app.services.charging.queueing import cancel_queued, hold, queue_charge
from app.services.queries.invoices import invoice_rows
from app.services.queries.open_invoices import open_invoices
from app.services.queries.statuses import InvoiceStatus, UnderWay, under_way_words
from tests.support.books import a_customer, an_invoice, execute

VISA = RemoteMethod("pm_1", "card", "visa", "4242", date(2030, 1, 31), is_default=True)


@pytest.fixture
def martha(office):
    """A customer with a saved card in a connected book."""
    office.write(lambda writer: connect(writer, RemoteAccount("acct_1", False, "Northside", "US", "USD")))
    customer = a_customer(office)
    office.write(lambda writer: keep_methods(writer, customer, [VISA]))
    return customer


def shown(office, customer, invoices):
    rows = office.read(lambda reader: invoice_rows(reader, [invoice.id for invoice in invoices]))
    assert all(row.status is InvoiceStatus.OPEN and row.open_minor == 10_000 for row in rows), "none of them is paid"
    by_id = {row.id: row.under_way for row in office.read(lambda reader: open_invoices(reader, customer))}
    assert [by_id[row.id] for row in rows] == [row.under_way for row in rows]
    return [row.under_way for row in rows]


def test_only_the_invoice_that_is_charged_says_so(office, martha):
    invoices = [an_invoice(office, martha), an_invoice(office, martha)]
    operation = office.write(lambda writer: queue_charge(writer, martha, {invoices[0].id: 10_000}))
    assert shown(office, martha, invoices) == [UnderWay.QUEUED, UnderWay.NOTHING]
    office.write(lambda writer: hold(writer, operation))
    assert shown(office, martha, invoices) == [UnderWay.HELD, UnderWay.NOTHING]
    office.write(lambda writer: cancel_queued(writer, operation))
    assert shown(office, martha, invoices) == [UnderWay.NOTHING, UnderWay.NOTHING]


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        ("charge", "confirming", "Being charged"),
        ("charge", "processing", "In transit"),
        ("charge", "needs_customer", "Waits for the customer"),
        ("charge", "unknown", "Charge not known yet"),
        ("payment_page", "needs_customer", "Payment link open"),
        ("payment_page", "processing", "In transit"),
    ],
)
def test_each_stage_has_its_words(office, martha, kind, state, words):
    invoice = an_invoice(office, martha)
    operation = office.write(lambda writer: queue_charge(writer, martha, {invoice.id: 10_000}))
    execute(office, f"UPDATE operation SET kind = '{kind}', state = '{state}' WHERE id = {operation}")
    assert [under_way_words(stage) for stage in shown(office, martha, [invoice])] == [words]
