"""Everything that the head of one customer's account page shows, in one read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, func, or_, select

from app.domain.errors import NotFound
from app.domain.job_states import OPEN_STATUSES
from app.domain.language import _
from app.models.customers import Activity, Contact, Customer, CustomerTag, Note, Site
from app.models.invoices import CreditMemo, Invoice
from app.models.jobs import Job
from app.models.ledger import JournalEntry
from app.models.payments import Payment
from app.services.office import Reader
from app.services.queries.asking import Question
from app.services.queries.days_to_pay import DaysToPay, days_to_pay
from app.services.queries.receivables import CUSTOMER, Balance, balance_from


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
    """Who the customer is. ``terms`` is a code (``app.domain.terms``); ``version`` guards changes against those of others."""

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
    to_pay: DaysToPay
    open_jobs: int
    unscheduled_jobs: int


def account_page(reader: Reader, customer_id: int) -> AccountPage:
    """Return the account page of a customer.

    Raises:
        NotFound: no such customer.
    """
    head = HEAD.first(reader, customer_id=customer_id)
    if head is None:
        raise NotFound(_("That customer is not in this book."))
    credit, lifetime, last_posted_on, invoices, payments, memos, notes, activity, paid_on, paid_minor, *jobs = head[11:]
    balance = balance_from(reader, customer_id, reader.today, credit, lifetime, last_posted_on)
    banner = None
    if balance.overdue_minor and balance.oldest_due_on is not None:
        days_late = (reader.today - balance.oldest_due_on).days
        banner = BannerFacts(balance.overdue_minor, balance.overdue_count, balance.oldest_due_on, days_late)
    contacts = {contact.role: contact for contact in CONTACTS.all(reader, customer_id=customer_id)}
    sites = tuple(SITES.all(reader, customer_id=customer_id))
    return AccountPage(
        AccountHeader(*head[:11]),
        balance,
        banner,
        contacts.get("billing"),
        contacts.get("primary"),
        sites,
        tuple(TAGS.all(reader, customer_id=customer_id)),
        TabCounts(invoices, payments, memos, notes, activity, len(sites)),
        paid_on,
        paid_minor or 0,
        days_to_pay(reader, customer_id),
        *jobs,
    )


def _cells(*cells: Any) -> tuple[Any, ...]:
    return cells


def _count(table: type[Invoice | Payment | CreditMemo | Note | Activity]) -> ScalarSelect[int]:
    return select(func.count()).where(table.customer_id == CUSTOMER).scalar_subquery()


def _jobs(*statuses: str) -> ScalarSelect[int]:
    wanted = or_(*(Job.status == status for status in statuses))
    return select(func.count()).where(Job.customer_id == CUSTOMER, wanted).scalar_subquery()


_LAST_PAYMENT = (
    select(Payment.id)
    .where(Payment.customer_id == CUSTOMER)
    .order_by(Payment.received_on.desc(), Payment.id.desc())
    .limit(1)
    .scalar_subquery()
)
HEAD = Question(
    select(
        Customer.id,
        Customer.account,
        Customer.name,
        Customer.kind,
        Customer.status,
        Customer.since_on,
        Customer.manager,
        Customer.terms,
        Customer.tax_rate_id,
        Customer.language,
        Customer.version,
        Customer.credit_minor,
        Customer.lifetime_minor,
        select(func.max(JournalEntry.posted_on)).where(JournalEntry.customer_id == CUSTOMER).scalar_subquery(),
        _count(Invoice),
        _count(Payment),
        _count(CreditMemo),
        _count(Note),
        _count(Activity),
        Payment.received_on,
        Payment.amount_minor,
        _jobs(*OPEN_STATUSES),
        _jobs("unscheduled"),
    )
    .outerjoin(Payment, Payment.id == _LAST_PAYMENT)
    .where(Customer.id == CUSTOMER),
    _cells,
)
CONTACTS = Question(
    select(
        Contact.role,
        Contact.name,
        Contact.line1,
        Contact.line2,
        Contact.city,
        Contact.region,
        Contact.postcode,
        Contact.country,
        Contact.phone,
        Contact.email,
    ).where(Contact.customer_id == CUSTOMER),
    ContactFacts,
)
SITES = Question(
    select(Site.id, Site.name, Site.line1, Site.city, Site.region, Site.postcode, Site.archived)
    .where(Site.customer_id == CUSTOMER)
    .order_by(Site.archived, Site.name, Site.id),
    SiteFacts,
)
TAGS = Question(select(CustomerTag.tag).where(CustomerTag.customer_id == CUSTOMER).order_by(CustomerTag.tag), str)
