"""The customer list: which customers match, in which order, their rows, and what they add up to."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.office import Reader
from app.services.queries.statuses import CustomerStatus


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers a list shows; everything given must hold.

    Attributes:
        text: as typed; accents, case and spaces do not matter, ``%``, ``_`` and quotes mean themselves. One or two letters
            find names that begin with them; more find names, accounts, contacts, phones, e-mails and sites that hold every word.
        status: active, archived, or empty for both.
        overdue_only: something is overdue.
        over_days: something is more than so many days late.
        due_only: something is due.
        credit_only: has account credit.
        tag: bears this tag.
        manager: has this account manager.
        kind: residential or commercial, or empty.
        terms: has these terms (code), or empty.
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


class CustomerSort(StrEnum):
    """What a list is ordered by; names break ties. ``BEST`` is how search results come: names that begin with the text first."""

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


@dataclass(frozen=True, slots=True)
class CustomerTotals:
    """What the customers of a filter add up to, in minor units."""

    count: int
    due_minor: int
    overdue_minor: int
    credit_minor: int


def customer_ids(
    reader: Reader, wanted: CustomerFilter, sort: CustomerSort = CustomerSort.NAME, *, descending: bool = False
) -> array[int]:
    """Return the ids (typecode q) of the customers that match, in order."""
    raise NotImplementedError


def customer_rows(reader: Reader, ids: Sequence[int], today: date | None = None) -> list[CustomerListRow]:
    """Return the rows of ``ids`` in their order, as of ``today`` (the reader's when None); ids that are gone are left out."""
    raise NotImplementedError


def customer_totals(reader: Reader, wanted: CustomerFilter) -> CustomerTotals:
    """Return how many customers match and what they owe together today."""
    raise NotImplementedError


def tags_in_use(reader: Reader) -> list[str]:
    """Return every tag that some customer bears, in order."""
    raise NotImplementedError


def managers_in_use(reader: Reader) -> list[str]:
    """Return every account manager that some customer has, in order."""
    raise NotImplementedError
