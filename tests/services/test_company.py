"""Founding a company's book and changing what it says about the company."""

from __future__ import annotations

from tests.support.books import an_invoice, a_customer, scalar


def test_books(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 12345)
    assert invoice.number == "10001"
    assert scalar(office, "SELECT due_minor FROM customer") == 12345
