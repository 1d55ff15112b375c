"""What the invoice editor offers for a customer: terms, sites and taxes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.language import _
from app.models.company import TaxRate
from app.models.customers import Customer, Site
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """A tax that a line may bear; ``rate_ppm`` in parts per million."""

    id: int
    name: str
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """A place where work is done."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class InvoiceForm:
    """What is known before the first line is written. ``terms`` is a code; ``tax`` is what new lines bear."""

    customer_id: int
    account: str
    name: str
    terms: str
    tax: TaxFacts | None
    taxes: tuple[TaxFacts, ...]
    sites: tuple[SiteChoice, ...]


def tax_rates(reader: Reader) -> list[TaxFacts]:
    """Return the taxes in use, by name."""
    rows = reader.connection.execute(
        select(TaxRate.id, TaxRate.name, TaxRate.rate_ppm).where(~TaxRate.archived).order_by(TaxRate.name, TaxRate.id)
    )
    return [TaxFacts(*row) for row in rows]


def invoice_form(reader: Reader, customer_id: int) -> InvoiceForm:
    """Return what the editor offers.

    Raises:
        NotFound: no such customer.
    """
    row = reader.connection.execute(
        select(Customer.account, Customer.name, Customer.terms, Customer.tax_rate_id).where(Customer.id == customer_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That customer is not in this book."))
    taxes = tax_rates(reader)
    sites = reader.connection.execute(
        select(Site.id, Site.name)
        .where(Site.customer_id == customer_id, ~Site.archived)
        .order_by(Site.name, Site.id)
    )
    return InvoiceForm(
        customer_id,
        row.account,
        row.name,
        row.terms,
        next((tax for tax in taxes if tax.id == row.tax_rate_id), None),
        tuple(taxes),
        tuple(SiteChoice(*site) for site in sites),
    )
