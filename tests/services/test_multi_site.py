"""Multi-site billing: one invoice to read, one for each site to pay, and the same money counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import UserError
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.changing import change_site
from app.services.customers.entering import NewSite
from app.services.invoicing.figures import NewLine
from app.services.invoicing.multi_site import NewMultiSite, SiteShare, issue_multi_site
from app.services.invoicing.voiding import void_invoice
from app.services.office import Office
from app.services.queries.invoice_detail import invoice_detail
from app.services.queries.invoices import InvoiceFilter, invoice_ids, invoice_totals
from app.services.queries.receivables import balance_of
from app.services.queries.statuses import InvoiceStatus
from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, scalar

SITES = (NewSite("Pier 4 north"), NewSite("Pier 4 south"), NewSite("Fuel dock"))


@pytest.fixture
def marina(office: Office) -> NewMultiSite:
    """A marina with three sites, to be invoiced 480.00, 480.00 and 280.00 with 8.25 % tax at the fuel dock."""
    customer = a_customer(office, "Harbor Light Marina", sites=SITES)
    shares = (
        SiteShare(1, (NewLine("Pump-out", 48_000),)),
        SiteShare(2, (NewLine("Pump-out", 48_000),)),
        SiteShare(3, (NewLine("Filter", 28_000, tax_ppm=82_500),), "Fuel dock filter"),
    )
    return NewMultiSite(customer, TODAY, shares, subject="Quarterly service")


def issue(office: Office, new: NewMultiSite):
    return office.write(lambda writer: issue_multi_site(writer, new))


def detail(office: Office, invoice_id: int):
    return office.read(lambda reader: invoice_detail(reader, invoice_id))


def holds(office: Office) -> None:
    assert [each for each in verify_book(office) if not each.passed] == []


def test_the_parent_totals_its_sites_and_owes_nothing_of_its_own(office, marina):
    issued = issue(office, marina)
    # 480.00 + 480.00 + 280.00 + 8.25 % of 280.00 = 1,263.10
    assert (issued.parent.number, issued.parent.total_minor) == ("10001", 126_310)
    assert [each.number for each in issued.sites] == ["10001-1", "10001-2", "10001-3"]
    assert scalar(office, "SELECT open_minor FROM invoice WHERE number = '10001'") == 0
    balance = office.read(lambda reader: balance_of(reader, marina.customer_id))
    assert balance.due_minor == 126_310, "what is owed is counted once"
    holds(office)


def test_each_site_is_paid_alone_and_the_parent_is_open_until_the_last(office, marina):
    issued = issue(office, marina)
    statuses = []
    for site in (issued.sites[1], issued.sites[0], issued.sites[2]):
        paid = NewPayment(marina.customer_id, TODAY, "check", site.total_minor, apply={site.id: site.total_minor})
        office.write(lambda writer, paid=paid: take_payment(writer, paid))
        statuses.append(detail(office, issued.parent.id).row.status)
    assert statuses == [InvoiceStatus.PARTLY_PAID, InvoiceStatus.PARTLY_PAID, InvoiceStatus.PAID]
    holds(office)


def test_totals_of_the_list_count_the_sites_and_not_the_parent_again(office, marina):
    issue(office, marina)
    wanted = InvoiceFilter(customer_id=marina.customer_id)
    assert len(office.read(lambda reader: invoice_ids(reader, wanted))) == 4
    totals = office.read(lambda reader: invoice_totals(reader, wanted))
    assert (totals.total_minor, totals.open_minor) == (126_310, 126_310)


def test_the_next_invoice_takes_the_next_number(office, marina):
    issue(office, marina)
    assert issue(office, marina).parent.number == "10002"
    holds(office)


def test_a_voided_site_leaves_the_others_as_they_are(office, marina):
    issued = issue(office, marina)
    office.write(lambda writer: void_invoice(writer, issued.sites[0].id, "Not serviced"))
    assert office.read(lambda reader: balance_of(reader, marina.customer_id)).due_minor == 126_310 - 48_000
    with pytest.raises(UserError, match="site by site"):
        office.write(lambda writer: void_invoice(writer, issued.parent.id, "All of it"))
    holds(office)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda new: replace(new, shares=new.shares[:1]), "two sites or more"),
        (lambda new: replace(new, shares=(new.shares[0], new.shares[0])), "once"),
        (lambda new: replace(new, shares=(*new.shares, SiteShare(99, (NewLine("Filter", 1),)))), "not an active site"),
        (lambda new: replace(new, shares=(*new.shares[:2], SiteShare(3, ()))), "at least one line"),
        (lambda new: replace(new, shares=(*new.shares[:2], SiteShare(3, (NewLine("Less", -5),)))), "negative"),
    ],
)
def test_what_cannot_be_issued_is_refused_whole(office, marina, spoil, words):
    with pytest.raises(UserError, match=words):
        issue(office, spoil(marina))
    assert scalar(office, "SELECT count(*) FROM invoice") == 0
    assert issue(office, marina).parent.number == "10001", "no number was lost"


def test_an_archived_site_is_not_invoiced(office, marina):
    office.write(lambda writer: change_site(writer, marina.customer_id, 2, SITES[1], archived=True))
    with pytest.raises(UserError, match="not an active site"):
        issue(office, marina)
