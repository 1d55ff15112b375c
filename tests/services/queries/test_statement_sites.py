"""Statements of one site: what counts to it, and that the sites and what is no site's add up to the whole account."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import partial

import pytest

from app.domain.errors import NotFound
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.changing import add_site
from app.services.customers.entering import NewSite
from app.services.documents import StatementDocument, StatementKind
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoice
from app.services.invoicing.multi_site import NewMultiSite, SiteShare, issue_multi_site
from app.services.office import Office, Writer
from app.services.queries.statement import statement
from app.services.queries.statement_sites import NO_SITE, statement_sites
from tests.services.queries.histories import REACH, History
from tests.support.books import TODAY, a_customer, an_invoice

FORWARD, OPEN = StatementKind.BALANCE_FORWARD, StatementKind.OPEN_ITEM
FIRST = date(2026, 3, 1)


class AtSites(History):
    """A random history whose invoices are for either of two sites, or for none."""

    sites: dict[int, list[int | None]]

    def _invoice(self, writer: Writer, chance: random.Random, on: date) -> None:
        if not hasattr(self, "sites"):
            self.sites = {
                customer: [None, *(add_site(writer, customer, NewSite(name)) for name in ("Dock", "Yard"))]
                for customer in self.customers
            }
        customer = chance.choice(self.customers)
        line = NewLine("Work", chance.randrange(1, 90_000), tax_ppm=82_500)
        new = NewInvoice(customer, on, (line,), due_on=on + timedelta(15), site_id=chance.choice(self.sites[customer]))
        self.invoices.append(issue_invoice(writer, new).id)


def told(office: Office, customer: int, kind: StatementKind, to_on: date, site: int | None) -> StatementDocument:
    return office.read(lambda reader: statement(reader, customer, min(FIRST, to_on), to_on, kind, site_id=site))


def test_sites_and_what_is_no_sites_add_up_to_the_whole_on_any_day(office):
    history = AtSites(office, 7)
    history.live(70)
    for customer in history.customers:
        parts = [site for site in history.sites[customer] if site] + [NO_SITE]
        for day in (TODAY - timedelta(REACH // 2), TODAY):
            for kind in StatementKind:
                whole = told(office, customer, kind, day, None)
                each = [told(office, customer, kind, day, site) for site in parts]
                for name in ("balance_minor", "overdue_minor", "opening_minor", "credit_minor", "due_minor"):
                    assert sum(getattr(doc, name) for doc in each) == getattr(whole, name), (name, kind, day)
                ages = zip(*(doc.aging.buckets_minor for doc in each), strict=True)
                assert tuple(map(sum, ages)) == whole.aging.buckets_minor
                assert sum(doc.charges_minor - doc.payments_minor for doc in each) == whole.charges_minor - whole.payments_minor


@pytest.fixture
def dock(file_office: Office) -> tuple[int, int, int]:
    """A customer with two sites: the dock owes 100 and 40, no site 50; a check of 170 paid the oldest and left 20."""
    customer = a_customer(file_office, "Harbor Light Marina")
    dock, yard = (
        file_office.write(partial(add_site, customer_id=customer, site=NewSite(name))) for name in ("Dock 3", "Yard")
    )
    an_invoice(file_office, customer, 10_000, issued_on=date(2026, 2, 1), due_on=date(2026, 2, 2), site_id=dock)
    an_invoice(file_office, customer, 5_000, issued_on=date(2026, 3, 2), due_on=date(2026, 3, 3))
    check = NewPayment(customer, date(2026, 3, 5), "check", 17_000, "1042")
    file_office.write(partial(take_payment, new=check))
    an_invoice(file_office, customer, 4_000, issued_on=date(2026, 3, 9), site_id=dock)
    return customer, dock, yard


def test_a_site_counts_its_invoices_and_what_was_applied_to_them(file_office, dock):
    customer, site, yard = dock
    paper = told(file_office, customer, FORWARD, TODAY, site)
    assert (paper.site, paper.opening_minor, paper.balance_minor, paper.credit_minor) == ("Dock 3", 10_000, 4_000, 0)
    assert [(e.charge_minor, e.payment_minor, e.balance_minor) for e in paper.entries] == [
        (None, 10_000, 0),
        (4_000, None, 4_000),
    ]
    assert paper.entries[0].description == "Payment applied, Check 1042"
    assert paper.message == "Account credit of $20.00 belongs to no site and is not counted here."
    rest = told(file_office, customer, FORWARD, TODAY, NO_SITE)
    assert (rest.site, rest.balance_minor, rest.credit_minor) == ("Without a site", -2_000, 2_000)
    used = next(e for e in rest.entries if e.description == "Used for invoices of sites")
    assert used.charge_minor == 10_000
    assert [item.open_minor for item in told(file_office, customer, OPEN, TODAY, site).items] == [4_000]
    assert told(file_office, customer, OPEN, TODAY, yard).items == ()


def test_a_share_of_a_multi_site_invoice_is_its_sites_own(file_office, dock):
    customer, site, yard = dock
    shares = tuple(SiteShare(each, (NewLine("Sweep", minor),)) for each, minor in ((site, 3_000), (yard, 2_500)))
    file_office.write(lambda writer: issue_multi_site(writer, NewMultiSite(customer, TODAY, shares)))
    assert told(file_office, customer, OPEN, TODAY, yard).balance_minor == 2_500
    assert [item.sites for item in told(file_office, customer, OPEN, TODAY, yard).items] == [()]
    assert told(file_office, customer, FORWARD, TODAY, site).balance_minor == 7_000


def test_only_sites_that_were_invoiced_are_offered_and_no_others_are_told(file_office, dock):
    customer, site, _yard = dock
    offered = file_office.read(lambda reader: statement_sites(reader, customer))
    assert [part.id for part in offered] == [site, NO_SITE]
    other = a_customer(file_office, "Ho, Vincent")
    assert file_office.read(lambda reader: statement_sites(reader, other)) == []
    with pytest.raises(NotFound, match="not one of this customer's"):
        told(file_office, other, OPEN, TODAY, site)
