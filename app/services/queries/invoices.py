"""Invoices as lists and pages show them, of one customer or of all."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.office import Reader
from app.services.queries.statuses import InvoiceStatus


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Which invoices a list shows; everything given must hold. Days are inclusive; ``text`` is part of number or subject."""

    customer_id: int | None = None
    text: str = ""
    state: str = ""
    open_only: bool = False
    overdue_only: bool = False
    disputed_only: bool = False
    from_on: date | None = None
    to_on: date | None = None


class InvoiceSort(StrEnum):
    """What a list of invoices is ordered by; the number breaks ties."""

    NUMBER = "number"
    ISSUED = "issued"
    DUE = "due"
    CUSTOMER = "customer"
    SUBJECT = "subject"
    TOTAL = "total"
    OPEN = "open"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class InvoiceListRow:
    """An invoice as lists show it today; amounts in minor units, ``number`` empty on drafts.

    ``days_late`` counts from the due date while something is open, zero otherwise.
    """

    id: int
    number: str
    customer_id: int
    account: str
    customer_name: str
    site_name: str
    parent_id: int | None
    kind: str
    state: str
    issued_on: date
    due_on: date
    subject: str
    total_minor: int
    tax_minor: int
    open_minor: int
    disputed: bool
    status: InvoiceStatus
    days_late: int

    @property
    def is_partly_paid(self) -> bool:
        """Whether something, but not all, was paid or credited."""
        return 0 < self.open_minor < self.total_minor


@dataclass(frozen=True, slots=True)
class InvoiceTotals:
    """What the invoices of a filter add up to today (void and drafts count as rows, not as amounts)."""

    count: int
    total_minor: int
    open_minor: int
    open_count: int


@dataclass(frozen=True, slots=True)
class InvoiceLineFacts:
    """A line: quantity in millionths, discount and tax in parts per million, amounts in minor units."""

    position: int
    description: str
    quantity_micro: int
    unit_price_minor: int
    discount_ppm: int
    net_minor: int
    tax_ppm: int
    tax_name: str
    tax_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceAllocationRow:
    """What met an invoice: ``number`` is the payment's or credit memo's, empty for a write-off or void.

    A negative amount took an earlier one back; ``stands`` is False for both of the pair.
    """

    id: int
    kind: str
    applied_on: date
    number: str
    method: str
    reference: str
    payment_id: int | None
    credit_memo_id: int | None
    amount_minor: int
    stands: bool


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """One invoice with its lines and everything that met it."""

    row: InvoiceListRow
    terms: str
    message: str
    site_id: int | None
    entry_id: int | None
    lines: tuple[InvoiceLineFacts, ...]
    allocations: tuple[InvoiceAllocationRow, ...]
    children: tuple[InvoiceListRow, ...]


def invoice_ids(
    reader: Reader, wanted: InvoiceFilter, sort: InvoiceSort = InvoiceSort.ISSUED, *, descending: bool = True
) -> array[int]:
    """Return the ids (typecode q) of the invoices that match, in order."""
    raise NotImplementedError


def invoice_rows(reader: Reader, ids: Sequence[int]) -> list[InvoiceListRow]:
    """Return the rows of ``ids`` in their order, as of today; ids that are gone are left out."""
    raise NotImplementedError


def invoice_totals(reader: Reader, wanted: InvoiceFilter) -> InvoiceTotals:
    """Return how many invoices match and what they add up to."""
    raise NotImplementedError


def invoice_detail(reader: Reader, invoice_id: int) -> InvoiceDetail:
    """Return one invoice with its lines and allocations.

    Raises:
        NotFound: no such invoice.
    """
    raise NotImplementedError


def invoice_id_of(reader: Reader, number: str) -> int:
    """Return the id of the invoice that bears ``number``.

    Raises:
        NotFound: no such invoice.
    """
    raise NotImplementedError
