"""Many invoices taken back at once are taken back exactly as each by itself would be."""

from __future__ import annotations

import shutil

import pytest

from app.domain.errors import UserError
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.invoicing.voiding import void_invoice
from app.services.invoicing.voiding_many import void_invoices
from tests.support.books import TODAY, a_customer, an_invoice, open_for_test, scalar
from tests.support.plans import sound

COMPARED = (
    "SELECT id, number, state, total_minor, open_minor FROM invoice ORDER BY id",
    "SELECT kind, posted_on, customer_id, reverses_id, memo FROM journal_entry ORDER BY reverses_id, id",
    "SELECT p.account_id, p.customer_id, p.invoice_id, p.amount_minor FROM posting p ORDER BY 1, 2, 3, 4",
    "SELECT customer_id, invoice_id, kind, amount_minor, applied_on FROM allocation ORDER BY invoice_id, id",
    "SELECT id, due_minor, credit_minor, lifetime_minor FROM customer ORDER BY id",
    "SELECT customer_id, kind, details FROM activity ORDER BY kind, customer_id, details",
)


def fill(office) -> list[int]:
    """Six invoices of three customers: one partly paid, two of nothing."""
    made = []
    for n in range(3):
        customer = a_customer(office, f"Customer {n}")
        made += [an_invoice(office, customer, 1_000 + n).id, an_invoice(office, customer, 0 if n else 500).id]
        if n == 1:
            payment = NewPayment(customer, TODAY, "cash", 300, apply={made[-2]: 300})
            office.write(lambda writer, payment=payment: take_payment(writer, payment))
    return made


def test_together_or_one_by_one_is_the_same(book_file, tmp_path):
    first = open_for_test(book_file)
    ids = fill(first)
    first.close()
    copy = shutil.copy(book_file, tmp_path / "copy.counterfoil")
    together, singly = open_for_test(book_file), open_for_test(copy)
    together.write(lambda writer: void_invoices(writer, ids, "wrong price"))
    for invoice_id in ids:
        singly.write(lambda writer, which=invoice_id: void_invoice(writer, which, "wrong price"))
    for query in COMPARED:
        found = []
        for office in (together, singly):
            with office.book.read() as connection:
                found.append([tuple(row) for row in connection.exec_driver_sql(query)])
        assert found[0] == found[1], query
    sound(together)
    together.close()
    singly.close()


def test_one_that_cannot_be_voided_leaves_all_as_they_were(office):
    ids = fill(office)
    office.write(lambda writer: void_invoice(writer, ids[3], "wrong"))
    with pytest.raises(UserError, match="already void"):
        office.write(lambda writer: void_invoices(writer, ids, "wrong price"))
    assert scalar(office, "SELECT count(*) FROM invoice WHERE state = 'void'") == 1
    with pytest.raises(UserError, match="Say why"):
        office.write(lambda writer: void_invoices(writer, ids[:1], " "))
    sound(office)
