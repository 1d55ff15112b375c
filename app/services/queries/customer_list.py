"""What a list of customers is asked for and what it shows of each. The statements are in ``customers``.

Apart from them so that the first rows of a book can be shown before the store's libraries are imported; see ``glance``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.queries.statuses import CustomerStatus, customer_status


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers a list shows; everything given must hold.

    Attributes:
        text: as typed; accents, case and spaces do not matter, ``%``, ``_`` and quotes mean themselves. One or two letters
            find names that begin with them; more find names, accounts, contacts, phones, e-mails and sites that hold every
            word.
        status: active, archived, or empty for both.
        overdue_only: something is overdue.
        over_days: something is more than so many days late.
        due_only: something is due.
        credit_only: has account credit.
        tag: bears this tag.
        manager: has this account manager.
        kind: residential or commercial, or empty.
        terms: has these terms (code), or empty.
        query: is among those that a query about customers finds (``app.services.asking``), or empty.
    """

    text: str = ""
    status: str = "active"
    overdue_only: bool = False
    over_days: int | None = None
    due_only: bool = False
    credit_only: bool = False
    tag: str = ""
    manager: str = ""
    kind: str = ""
    terms: str = ""
    query: str = ""


class CustomerSort(StrEnum):
    """What a list is ordered by; names break ties. ``BEST`` is how found ones come: names that begin with the text first."""

    BEST = "best"
    NAME = "name"
    ACCOUNT = "account"
    KIND = "kind"
    STATUS = "status"
    BALANCE = "balance"
    OVERDUE = "overdue"
    DAYS_LATE = "days_late"
    CREDIT = "credit"
    LIFETIME = "lifetime"
    SITES = "sites"
    SINCE = "since"
    MANAGER = "manager"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class CustomerListRow:
    """A customer as lists show it today; amounts in minor units. ``oldest_days_late`` is zero when nothing is late."""

    id: int
    account: str
    name: str
    kind: str
    status: str
    manager: str
    terms: str
    since_on: date
    due_minor: int
    credit_minor: int
    overdue_minor: int
    lifetime_minor: int
    oldest_days_late: int
    worst_status: CustomerStatus
    site_count: int

    @property
    def balance_minor(self) -> int:
        """What is due, or minus the credit when nothing is."""
        return self.due_minor or -self.credit_minor


def customer_row(
    id_: int,
    account: str,
    name: str,
    kind: str,
    status: str,
    manager: str,
    terms: str,
    since_on: date,
    due: int,
    credit: int,
    overdue: int,
    lifetime: int,
    oldest_on: date | None,
    sites: int,
    as_of: date,
) -> CustomerListRow:
    """Return the row of what was read of a customer; ``as_of`` is the day that its lateness is counted to."""
    return CustomerListRow(
        id_,
        account,
        name,
        kind,
        status,
        manager,
        terms,
        since_on,
        due,
        credit,
        overdue,
        lifetime,
        (as_of - oldest_on).days if oldest_on is not None else 0,
        customer_status(status == "archived", due, overdue, credit),
        sites,
    )
