"""What customers owe: the one place that answers it, for today and for any other day, to the cent.

Banner, tiles, lists, aging, statement and reminder ask here. Which day's amounts are stored and which must be worked out is
decided here too: amounts stored on rows hold for every day from the last posting on; for a day before it, later allocations
are added back and later invoices left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.domain.aging import AgingTotals
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class Balance:
    """How one customer (or the whole book) stands at the end of a day; minor units of the book's currency.

    Attributes:
        due_minor: open on invoices.
        overdue_minor: the part of it whose due date has passed.
        credit_minor: received or granted and not yet applied, positive.
        lifetime_minor: invoiced work without tax, less credits.
        oldest_due_on: due date of the oldest open invoice, or None.
        open_count: how many invoices are open.
        overdue_count: how many of them are overdue.
    """

    due_minor: int = 0
    overdue_minor: int = 0
    credit_minor: int = 0
    lifetime_minor: int = 0
    oldest_due_on: date | None = None
    open_count: int = 0
    overdue_count: int = 0

    @property
    def to_pay_minor(self) -> int:
        """What is left to pay when the credit is used: never below zero."""
        return max(0, self.due_minor - self.credit_minor)

    @property
    def shown_minor(self) -> int:
        """The balance as lists show it: what is due, or minus the credit when nothing is."""
        return self.due_minor or -self.credit_minor


class AgingRow(NamedTuple):
    """What one customer owes by age, minor units. A NamedTuple, because a large book makes a hundred thousand of them."""

    customer_id: int
    account: str
    name: str
    current_minor: int
    days_1_30_minor: int
    days_31_60_minor: int
    days_61_90_minor: int
    over_90_minor: int
    total_minor: int

    @property
    def buckets(self) -> tuple[int, int, int, int, int]:
        """The five amounts in the order of ``app.domain.aging.BUCKETS``."""
        return self[3:8]


@dataclass(frozen=True, slots=True)
class AgingReport:
    """Who owes how much and how late at the end of ``as_of``: customers that owe something, by name, and the totals."""

    as_of: date
    rows: tuple[AgingRow, ...]
    totals: AgingTotals


@dataclass(frozen=True, slots=True)
class OpenInvoiceRow:
    """An invoice that was open at the end of a day; ``days_late`` is zero or less until the due date has passed."""

    id: int
    number: str
    issued_on: date
    due_on: date
    subject: str
    site_name: str
    parent_id: int | None
    total_minor: int
    open_minor: int
    days_late: int
    disputed: bool


def balance_of(reader: Reader, customer_id: int, as_of: date | None = None) -> Balance:
    """Return how a customer stands at the end of ``as_of`` (today when None; a future day moves what is overdue).

    Raises:
        NotFound: no such customer.
    """
    raise NotImplementedError


def book_balance(reader: Reader, as_of: date | None = None) -> Balance:
    """Return how all customers together stand at the end of ``as_of``."""
    raise NotImplementedError


def aging(reader: Reader, as_of: date | None = None, customer_id: int | None = None) -> AgingReport:
    """Return what is owed by age at the end of ``as_of`` (today when None), for everyone or for one customer."""
    raise NotImplementedError


def open_invoices(reader: Reader, customer_id: int, as_of: date | None = None) -> list[OpenInvoiceRow]:
    """Return a customer's invoices that were open at the end of ``as_of``, oldest due first."""
    raise NotImplementedError
