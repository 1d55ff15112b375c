"""Everything that the head of one customer's account page shows, in one read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.office import Reader
from app.services.queries.receivables import Balance


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A contact of a customer; empty texts are not known."""

    role: str
    name: str
    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    country: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A place where work is done for a customer."""

    id: int
    name: str
    line1: str
    city: str
    region: str
    postcode: str
    archived: bool


@dataclass(frozen=True, slots=True)
class AccountHeader:
    """Who the customer is. ``terms`` is a code (``app.domain.terms``); ``version`` is for changing it without overwriting others."""

    id: int
    account: str
    name: str
    kind: str
    status: str
    since_on: date
    manager: str
    terms: str
    tax_rate_id: int | None
    language: str
    version: int


@dataclass(frozen=True, slots=True)
class TabCounts:
    """How many rows each tab has."""

    invoices: int
    payments: int
    credit_memos: int
    notes: int
    activity: int
    sites: int


@dataclass(frozen=True, slots=True)
class BannerFacts:
    """What the red banner tells; there is one only when ``overdue_minor`` is above zero."""

    overdue_minor: int
    overdue_count: int
    oldest_due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The account page of one customer as of today. ``billing`` and ``primary`` are None where nothing is known."""

    header: AccountHeader
    balance: Balance
    banner: BannerFacts | None
    billing: ContactFacts | None
    primary: ContactFacts | None
    sites: tuple[SiteFacts, ...]
    tags: tuple[str, ...]
    counts: TabCounts
    last_payment_on: date | None
    last_payment_minor: int


def account_page(reader: Reader, customer_id: int) -> AccountPage:
    """Return the account page of a customer.

    Raises:
        NotFound: no such customer.
    """
    raise NotImplementedError
