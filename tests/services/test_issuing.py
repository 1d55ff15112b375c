"""Issuing invoices: numbers, due dates, tax, and everything or nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import NotFound, UserError
from app.domain.tax import TaxRounding
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine, figures_of
from app.services.invoicing.issuing import issue_invoices
from tests.support.books import TODAY, a_customer, an_invoice, scalar


def issue(office, *invoices):
    return office.write(lambda writer: issue_invoices(writer, invoices))


def test_numbers_follow_each_other_and_lines_are_kept(office):
    customer = a_customer(office)
    lines = (NewLine("Mowing", 4_500, 2_500_000), NewLine("Discounted", 1_999, 3_000_000, 125_000, 82_500))
    first, second = issue(office, NewInvoice(customer, TODAY, lines, subject="March"), NewInvoice(customer, TODAY, lines))
    assert (first.number, second.number) == ("10001", "10002")
    # 2.5 × 45.00 = 112.50; 3 × 19.99 − 12.5 % = 52.47; 8.25 % of that = 4.33
    assert first.total_minor == 11_250 + 5_247 + 433
    with office.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT position, description, net_minor, tax_minor FROM invoice_line WHERE invoice_id = 1 ORDER BY position"
        ).all()
    assert [tuple(row) for row in rows] == [(1, "Mowing", 11_250, 0), (2, "Discounted", 5_247, 433)]
    assert scalar(office, "SELECT subject FROM invoice WHERE number = '10001'") == "March"
    assert scalar(office, "SELECT subject FROM invoice WHERE number = '10002'") == "Mowing"


@pytest.mark.parametrize(
    ("terms", "due_on"),
    [
        ("", date(2026, 4, 15)),
        ("receipt", TODAY),
        ("net15", date(2026, 3, 31)),
        ("net60", date(2026, 5, 15)),
        ("eom", date(2026, 3, 31)),
        ("custom:7", date(2026, 3, 23)),
    ],
)
def test_the_due_date_follows_from_the_terms(office, terms, due_on):
    """The company's net 30 for a customer without terms of his own."""
    customer = a_customer(office, terms=terms)
    assert an_invoice(office, customer).due_on == due_on
    assert an_invoice(office, customer, terms="net15").due_on == date(2026, 3, 31), "the invoice's own terms come first"
    assert an_invoice(office, customer, terms="net15", due_on=TODAY).due_on == TODAY


def test_one_bad_invoice_stops_them_all(office):
    customer = a_customer(office)
    good = NewInvoice(customer, TODAY, (NewLine("Work", 100),))
    for bad, words in (
        (NewInvoice(customer, TODAY, ()), "at least one line"),
        (NewInvoice(customer, TODAY, (NewLine("Back", -100),)), "cannot be negative"),
        (NewInvoice(customer, TODAY, (NewLine("Work", 100),), due_on=date(2026, 3, 1)), "before it is issued"),
        (NewInvoice(customer, TODAY, (NewLine("Work", 100),), terms="someday"), "no payment terms"),
        (NewInvoice(customer, TODAY, (NewLine("Work", 10**17),)), "too large"),
    ):
        with pytest.raises(UserError, match=words):
            issue(office, good, bad, good)
    with pytest.raises(NotFound, match="customer is not in this book"):
        issue(office, good, NewInvoice(77, TODAY, (NewLine("Work", 100),)))
    assert scalar(office, "SELECT count(*) FROM invoice") == 0
    assert issue(office, good)[0].number == "10001"


def test_a_draft_may_be_empty_but_not_negative(office):
    customer = a_customer(office)
    draft = office.write(lambda writer: save_draft(writer, NewInvoice(customer, TODAY, ())))
    back = NewInvoice(customer, TODAY, (NewLine("Back", -100),))
    with pytest.raises(UserError, match="cannot be negative"):
        office.write(lambda writer: save_draft(writer, back, draft))
    assert scalar(office, "SELECT count(*) FROM invoice") == 1


def test_a_number_is_never_used_twice(office):
    customer = a_customer(office)
    own = NewInvoice(customer, TODAY, (NewLine("Work", 100),), number="2025-7")
    issue(office, own)
    with pytest.raises(UserError, match="2025-7 is already taken"):
        issue(office, own)
    twins = NewInvoice(customer, TODAY, (NewLine("Work", 100),), number="2025-8")
    with pytest.raises(UserError, match="2025-8 is already taken"):
        issue(office, twins, twins)


def test_thousands_at_once_are_numbered_without_a_gap(office):
    """More customers than fit into one IN list, more invoices than one batch of anything."""
    customers = [a_customer(office, f"Customer {n}") for n in range(3)]
    issued = issue(
        office, *(NewInvoice(customers[n % 3], TODAY, (NewLine("Work", n + 1), NewLine("Trip", 50))) for n in range(2_000))
    )
    assert [invoice.number for invoice in issued] == [str(10_001 + n) for n in range(2_000)]
    assert scalar(office, "SELECT SUM(due_minor) FROM customer") == sum(range(1, 2_001)) + 2_000 * 50
    assert scalar(office, "SELECT count(*) FROM activity WHERE kind = 'invoice.issued'") == 2_000


def test_issuing_is_told_in_the_customers_activity(office):
    customer = a_customer(office)
    an_invoice(office, customer, 4_200)
    with office.book.read() as connection:
        row = connection.exec_driver_sql("SELECT customer_id, actor, details FROM activity WHERE kind = 'invoice.issued'").one()
    assert (row.customer_id, row.actor) == (customer, "Ana")
    assert json.loads(row.details) == {"number": "10001", "total_minor": 4_200}


def test_what_changed_is_told_to_the_screens(office):
    customer = a_customer(office)
    new = NewInvoice(customer, TODAY, (NewLine("Work", 100),))
    outcome = office.perform(lambda writer: issue_invoices(writer, [new]))
    assert {"customers", f"customer:{customer}", "invoices", "ledger", "activity"} <= outcome.changes


@given(
    st.lists(
        st.builds(
            NewLine,
            st.just("x"),
            st.integers(0, 10**9),
            st.integers(1, 10**9),
            st.integers(0, 10**6),
            st.sampled_from([0, 1, 82_500, 190_000, 1_000_000]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(TaxRounding),
)
def test_lines_always_add_up_to_the_document(lines, rule):
    figures = figures_of(lines, rule)
    assert sum(figures.nets) + sum(figures.taxes) == figures.total_minor
    assert sum(figures.taxes) == figures.tax_minor
    assert all(tax == 0 for line, tax in zip(lines, figures.taxes, strict=True) if not line.tax_ppm)
