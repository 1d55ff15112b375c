"""What the book already knows of the customers and invoices that a file names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import and_, bindparam, func, select

from app.models.customers import Contact, Customer
from app.models.invoices import Invoice
from app.models.payments import Allocation
from app.services.customers.entering import ContactDetails, NewCustomer
from app.services.office import Reader

T = TypeVar("T")
# Long enough for speed, short enough for every store's limit on an expression's length.
_AT_ONCE = 500

_ANY_CUSTOMER = select(Customer.id).limit(1)
_ANY_INVOICE = select(Invoice.id).where(Invoice.number.is_not(None)).limit(1)
_CUSTOMERS = (
    select(
        Customer.account, Customer.name, Customer.kind, Customer.since_on, Customer.manager, Customer.terms, Customer.language,
        Contact.name.label("contact"), Contact.line1, Contact.line2, Contact.city, Contact.region, Contact.postcode,
        Contact.country, Contact.phone, Contact.email,
    )
    .outerjoin(Contact, and_(Contact.customer_id == Customer.id, Contact.role == "billing"))
    .where(Customer.account.in_(bindparam("accounts", expanding=True)))
)  # fmt: skip
# The number of an account that was merged leads to the customer that it is part of.
_IDS = select(Customer.account, func.coalesce(Customer.merged_into_id, Customer.id).label("id")).where(
    Customer.account.in_(bindparam("accounts", expanding=True))
)
_NUMBERS = select(Invoice.id, Invoice.number).where(Invoice.id.in_(bindparam("ids", expanding=True)))
_INVOICES = (
    select(
        Invoice.number,
        Invoice.id,
        Customer.account,
        Invoice.customer_id,
        Invoice.state,
        Invoice.issued_on,
        Invoice.due_on,
        Invoice.total_minor,
        Invoice.open_minor,
        func.max(Allocation.applied_on).label("met_on"),
    )
    .join(Customer, Customer.id == Invoice.customer_id)
    .outerjoin(Allocation, Allocation.invoice_id == Invoice.id)
    .where(Invoice.number.in_(bindparam("numbers", expanding=True)))
    .group_by(Invoice.id, Customer.account)
)


@dataclass(frozen=True, slots=True)
class KnownInvoice:
    """An invoice of the book; ``met_on`` is the day of its latest allocation, amounts in minor units."""

    id: int
    account: str
    customer_id: int
    state: str
    issued_on: date
    due_on: date
    total_minor: int
    open_minor: int
    met_on: date | None


def _some(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def known_customers(reader: Reader, accounts: Sequence[str]) -> dict[str, NewCustomer]:
    """Return what the book says about those of ``accounts`` that it has, in the words of an import."""
    if reader.connection.execute(_ANY_CUSTOMER).first() is None:
        return {}
    found: dict[str, NewCustomer] = {}
    for some in _some(accounts):
        for row in reader.connection.execute(_CUSTOMERS, {"accounts": list(some)}):
            billing = ContactDetails(*(part or "" for part in row[7:]))
            found[row.account] = NewCustomer(
                row.name, row.account, row.kind, row.since_on, row.manager, row.terms, None, row.language, billing
            )
    return found


def ids_of_accounts(reader: Reader, accounts: Sequence[str]) -> dict[str, int]:
    """Return the ids of those of ``accounts`` that the book has."""
    found: dict[str, int] = {}
    for some in _some(accounts):
        found.update((row.account, row.id) for row in reader.connection.execute(_IDS, {"accounts": list(some)}))
    return found


def known_invoices(reader: Reader, numbers: Sequence[str]) -> dict[str, KnownInvoice]:
    """Return those invoices of the book that bear one of ``numbers``, by number."""
    if reader.connection.execute(_ANY_INVOICE).first() is None:
        return {}
    found: dict[str, KnownInvoice] = {}
    for some in _some(numbers):
        for row in reader.connection.execute(_INVOICES, {"numbers": list(some)}):
            found[row.number or ""] = KnownInvoice(
                row.id,
                row.account,
                row.customer_id,
                row.state,
                row.issued_on,
                row.due_on,
                row.total_minor,
                row.open_minor,
                row.met_on,
            )
    return found


def numbers_of(reader: Reader, invoice_ids: Sequence[int]) -> dict[int, str]:
    """Return the numbers of invoices by their ids."""
    found: dict[int, str] = {}
    for some in _some(invoice_ids):
        rows = reader.connection.execute(_NUMBERS, {"ids": list(some)})
        found.update((row.id, row.number or "") for row in rows)
    return found
