"""Papers and reports filled from the book: they add up, speak the customer's language, and say the same as the screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import insert, update

from app.domain.errors import NotFound, UserError
from app.models.invoices import Invoice
from app.services.collecting.giving_back import refund_payment, return_payment
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.company import change_company, company_details
from app.services.customers.changing import change_contact, change_customer
from app.services.customers.entering import ContactDetails, NewSite
from app.services.documents import InvoiceKind, InvoiceStamp, StatementKind
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.figures import NewLine
from app.services.invoicing.voiding import void_invoice, write_off
from app.services.queries.documents import (
    aging_table,
    credit_memo_document,
    customer_edition,
    income_table,
    invoice_document,
    letterhead,
    office_edition,
    receipt_document,
    recipient,
    trial_balance_table,
)
from app.services.queries.journal import income_by_month, trial_balance
from app.services.queries.paper_heads import address_lines
from app.services.queries.receivables import aging
from app.services.queries.statement import statement
from tests.support.books import TODAY, a_customer, an_invoice


def ask(office, question, *arguments, **named):
    """Return what a query answers."""
    return office.read(lambda reader: question(reader, *arguments, **named))


def test_an_invoice_prints_its_lines_discounts_taxes_and_payments(office):
    customer = a_customer(office, "Harbor Light Marina")
    lines = (
        NewLine("Furnace tune-up", 8_900, tax_ppm=68_750),
        NewLine("Filter", 1_250, 2_000_000, 100_000, 68_750),
        NewLine("Permit", 4_000),
    )
    invoice = an_invoice(office, customer, issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4), lines=lines)
    office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 5_000, "1042")))
    paper = ask(office, invoice_document, invoice.id)
    assert [line.amount_minor for line in paper.lines] == [8_900, 2_250, 4_000]
    assert [line.discount_minor for line in paper.lines] == [0, 250, 0]
    assert [line.tax_label for line in paper.lines] == ["6.875%", "6.875%", ""]
    assert paper.subtotal_minor == 15_150
    assert [(tax.rate, tax.base_minor, tax.tax_minor) for tax in paper.taxes] == [(Decimal("6.875"), 11_150, 767)]
    assert [(part.description, part.amount_minor) for part in paper.payments] == [("Check 1042", 5_000)]
    assert paper.balance_due_minor == 15_917 - 5_000
    assert (paper.overdue, paper.stamp, paper.terms) == (True, InvoiceStamp.NONE, "Net 30")
    assert paper.letterhead.address_lines == ("120 Depot Street", "Springfield IL 62701")
    assert paper.letterhead.phone == "(217) 555-0100"


def test_the_stamp_says_what_became_of_an_invoice(office):
    customer = a_customer(office)
    paid, void, lost, open_ = (an_invoice(office, customer, 1_000) for _ in range(4))
    office.write(partial(take_payment, new=NewPayment(customer, TODAY, "cash", 1_000, apply={paid.id: 1_000})))
    office.write(partial(void_invoice, invoice_id=void.id, reason="wrong"))
    office.write(partial(write_off, invoice_id=lost.id, reason="gone"))
    stamps = [ask(office, invoice_document, invoice.id).stamp for invoice in (paid, void, lost, open_)]
    assert stamps == [InvoiceStamp.PAID, InvoiceStamp.VOID, InvoiceStamp.WRITTEN_OFF, InvoiceStamp.NONE]
    assert ask(office, invoice_document, void.id).balance_due_minor == 0


def test_a_credit_memo_names_its_reason_and_the_invoice_it_corrects(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 10_000)
    new = NewCreditMemo(customer, TODAY, 4_000, "Missed visit of Feb 22", 275, invoice_id=invoice.id)
    memo = office.write(partial(issue_credit_memo, new=new))
    paper = ask(office, credit_memo_document, memo.id)
    assert (paper.kind, paper.total_minor, paper.corrects) == (InvoiceKind.CREDIT_MEMO, 4_275, invoice.number)
    assert [line.description for line in paper.lines] == ["Missed visit of Feb 22"]
    assert paper.due_on is None


def test_a_receipt_says_where_the_money_went_and_what_is_left(office):
    customer = a_customer(office)
    first = an_invoice(office, customer, 3_000)
    an_invoice(office, customer, 9_000)
    paid = office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 5_000, "1042", apply={first.id: 3_000})))
    paper = ask(office, receipt_document, paid.id)
    assert [(part.reference, part.applied_minor, part.left_minor) for part in paper.allocations] == [(first.number, 3_000, 0)]
    assert (paper.unapplied_minor, paper.balance_minor, paper.method) == (2_000, 7_000, "Check")
    assert (paper.received_by, paper.reversed_on) == ("Ana", None)
    office.write(partial(refund_payment, payment_id=paid.id, amount_minor=500, reason="asked"))
    assert "$5.00" in ask(office, receipt_document, paid.id).message
    office.write(partial(return_payment, payment_id=paid.id, reason="no funds"))
    assert ask(office, receipt_document, paid.id).reversed_on == TODAY


@pytest.fixture
def three_sites(office):
    """A customer with an invoice over three sites, as a parent and its children; the office, customer and parent's id."""
    sites = (NewSite("Pier 4 north"), NewSite("Pier 4 south"), NewSite("Fuel dock"))
    customer = a_customer(office, "Harbor Light Marina", sites=sites)
    children = [
        an_invoice(office, customer, amount, site_id=site, number=f"10482-{site}")
        for site, amount in ((1, 48_000), (2, 48_000), (3, 28_000))
    ]
    parent = 900

    def gather(writer):
        writer.connection.execute(
            insert(Invoice).values(
                id=parent, number="10482", customer_id=customer, kind="parent", state="issued", issued_on=TODAY,
                due_on=children[0].due_on, terms="net30", subject="Quarterly pump-out, 3 sites", total_minor=124_000,
                tax_minor=0, open_minor=0,
            )
        )  # fmt: skip
        ids = [child.id for child in children]
        writer.connection.execute(update(Invoice).where(Invoice.id.in_(ids)).values(parent_id=parent))

    office.write(gather)
    return office, customer, parent


def test_the_sites_of_one_invoice_stand_under_it_on_the_statement(three_sites):
    office, customer, _parent = three_sites
    for kind in StatementKind:
        paper = ask(office, statement, customer, TODAY, TODAY, kind)
        line = (paper.items or paper.entries)[0]
        assert len(paper.items or paper.entries) == 1
        assert (line.reference, line.description) == ("10482", "Quarterly pump-out, 3 sites")
        assert [(site.reference, site.description, site.amount_minor) for site in line.sites] == [
            ("10482-1", "Pier 4 north", 48_000),
            ("10482-2", "Pier 4 south", 48_000),
            ("10482-3", "Fuel dock", 28_000),
        ]
        assert paper.balance_minor == 124_000


def test_an_invoice_over_several_sites_prints_the_work_of_each(three_sites):
    office, customer, parent = three_sites
    paper = ask(office, invoice_document, parent)
    assert [(line.detail, line.amount_minor) for line in paper.lines] == [
        ("Pier 4 north", 48_000), ("Pier 4 south", 48_000), ("Fuel dock", 28_000),
    ]  # fmt: skip
    assert (paper.balance_due_minor, paper.stamp) == (124_000, InvoiceStamp.NONE)
    office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 124_000)))
    assert ask(office, invoice_document, parent).stamp is InvoiceStamp.PAID


def test_a_statement_words_what_moved_the_account(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 10_000, issued_on=date(2026, 1, 5))
    paid = office.write(partial(take_payment, new=NewPayment(customer, date(2026, 2, 1), "check", 4_000, "1042")))
    office.write(partial(issue_credit_memo, new=NewCreditMemo(customer, date(2026, 2, 14), 500, "missed visit")))
    office.write(partial(return_payment, payment_id=paid.id, reason="no funds", on=date(2026, 2, 20)))
    office.write(partial(write_off, invoice_id=invoice.id, reason="gone", on=date(2026, 3, 1)))
    paper = ask(office, statement, customer, date(2026, 1, 1), TODAY, StatementKind.BALANCE_FORWARD)
    assert [(entry.description, entry.charge_minor, entry.payment_minor, entry.balance_minor) for entry in paper.entries] == [
        ("Monthly service", 10_000, None, 10_000),
        ("Payment received, Check 1042", None, 4_000, 6_000),
        ("Credit: missed visit", None, 500, 5_500),
        ("Payment returned by the bank", 4_000, None, 9_500),
        ("Written off", None, 9_500, 0),
    ]
    later = ask(office, statement, customer, date(2026, 2, 10), TODAY, StatementKind.BALANCE_FORWARD)
    assert (later.opening_minor, len(later.entries)) == (6_000, 3)


def test_a_statement_cannot_end_before_it_begins(office):
    customer = a_customer(office)
    with pytest.raises(UserError, match="end before it begins"):
        ask(office, statement, customer, TODAY, TODAY - timedelta(days=1))


def test_papers_go_to_the_billing_contact_else_to_the_primary_one(office):
    customer = a_customer(office, "Harbor Light Marina")
    assert ask(office, recipient, customer).address_lines == ()
    primary = ContactDetails(name="Ana Whitfield", line1="Pier 4", city="Duluth", region="MN", postcode="55802", country="US")
    office.write(partial(change_contact, customer_id=customer, role="primary", details=primary))
    assert ask(office, recipient, customer).address_lines == ("Pier 4", "Duluth MN 55802")
    office.write(
        partial(
            change_contact,
            customer_id=customer,
            role="billing",
            details=ContactDetails(line1="PO Box 9", city="Bonn", postcode="53111", country="DE"),
        )
    )
    found = ask(office, recipient, customer)
    assert (found.address_lines, found.attention) == (("PO Box 9", "53111 Bonn", "GERMANY"), "")
    with pytest.raises(NotFound):
        ask(office, recipient, 404)


@pytest.mark.parametrize(
    ("country", "place"),
    [("US", "Duluth MN 55802"), ("DE", "55802 Duluth, MN"), ("", "Duluth MN 55802")],
)
def test_the_place_is_written_as_its_country_does(country, place):
    assert address_lines("", "", "Duluth", "MN", "55802", country, home=country or "US") == (place,)


def test_papers_speak_the_customers_language_in_the_companys_country(office):
    customer = a_customer(office, "Lucía Hernández", language="es")
    an_invoice(office, customer, 10_000)
    paper = ask(office, statement, customer, TODAY, TODAY)
    assert (paper.edition.language, paper.edition.locale) == ("es", "es_US")
    assert ask(office, office_edition).locale == "en_US"
    assert ask(office, customer_edition, "es-MX").locale == "es_MX"
    office.write(partial(change_customer, customer_id=customer, changes={"language": ""}))
    assert ask(office, statement, customer, TODAY, TODAY).edition.language == "en"


def test_the_letterhead_follows_the_company(office):
    moved = replace(
        ask(office, company_details),
        name="Nordlicht GmbH",
        locale="de_DE",
        line1="Am Kai 1",
        city="Kiel",
        region="",
        postcode="24103",
        country="DE",
        tax_id="DE123",
        paper="a4",
    )
    office.write(partial(change_company, details=moved))
    head = ask(office, letterhead)
    assert (head.name, head.address_lines, head.tax_id) == ("Nordlicht GmbH", ("Am Kai 1", "24103 Kiel"), "DE123")
    assert ask(office, office_edition).page_size.value == "a4"


def test_reports_carry_the_figures_of_their_queries_and_a_chart(office):
    customer = a_customer(office, "Harbor Light Marina", account="A-0412")
    an_invoice(office, customer, 10_000, issued_on=date(2025, 12, 1), due_on=date(2025, 12, 31))
    an_invoice(office, customer, 2_500)
    report = ask(office, aging)
    table = ask(office, aging_table, report)
    assert [row.cells for row in table.rows] == [("A-0412", "Harbor Light Marina", 2_500, 0, 0, 10_000, 0, 12_500)]
    assert table.totals[2:] == (2_500, 0, 0, 10_000, 0, 12_500)
    assert table.chart.series[0].values_minor == report.totals.by_bucket()
    income = ask(office, income_by_month, date(2025, 11, 1), TODAY)
    table = ask(office, income_table, income)
    assert [row.cells for row in table.rows] == [
        ("November 2025", 0, 0, 0), ("December 2025", 10_000, 0, 10_000), ("January 2026", 0, 0, 0),
        ("February 2026", 0, 0, 0), ("March 2026", 2_500, 0, 2_500),
    ]  # fmt: skip
    assert table.chart.categories[0] == "Nov 2025"
    balance = ask(office, trial_balance)
    table = ask(office, trial_balance_table, balance)
    assert [row.cells for row in table.rows] == [
        ("1100", "Accounts receivable", 12_500, None), ("4000", "Service revenue", None, 12_500),
    ]  # fmt: skip
    assert table.totals[2:] == (12_500, 12_500)


def test_reports_of_an_empty_book_are_empty_and_not_broken(office):
    assert ask(office, aging_table, ask(office, aging)).rows == ()
    assert ask(office, trial_balance_table, ask(office, trial_balance)).totals[2:] == (0, 0)
    assert len(ask(office, income_table, ask(office, income_by_month, TODAY, TODAY)).rows) == 1
