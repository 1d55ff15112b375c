"""Payments as lists and pages show them, of one customer or of all, with where each went."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which payments a list shows; everything given must hold. Days are inclusive; ``text`` is part of number, reference or memo."""

    customer_id: int | None = None
    text: str = ""
    method: str = ""
    state: str = ""
    unapplied_only: bool = False
    undeposited_only: bool = False
    from_on: date | None = None
    to_on: date | None = None


class PaymentSort(StrEnum):
    """What a list of payments is ordered by; the number breaks ties."""

    NUMBER = "number"
    RECEIVED = "received"
    CUSTOMER = "customer"
    METHOD = "method"
    REFERENCE = "reference"
    AMOUNT = "amount"
    APPLIED = "applied"
    UNAPPLIED = "unapplied"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class PaymentListRow:
    """A payment as lists show it; amounts in minor units: amount = applied + unapplied + returned (given back)."""

    id: int
    number: str
    customer_id: int
    account: str
    customer_name: str
    received_on: date
    method: str
    reference: str
    memo: str
    amount_minor: int
    applied_minor: int
    unapplied_minor: int
    returned_minor: int
    state: str
    deposit_id: int | None


@dataclass(frozen=True, slots=True)
class PaymentTotals:
    """What the payments of a filter add up to, in minor units; reversed ones count as rows, not as amounts."""

    count: int
    amount_minor: int
    unapplied_minor: int


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """The part of a payment or credit memo that met an invoice. A negative amount took an earlier one back.

    ``stands`` is False for both rows of such a pair; ``left_minor`` is what is open on the invoice today.
    """

    id: int
    invoice_id: int
    number: str
    issued_on: date
    due_on: date
    subject: str
    total_minor: int
    left_minor: int
    applied_on: date
    amount_minor: int
    stands: bool


@dataclass(frozen=True, slots=True)
class ReversalFacts:
    """Money that left a payment or credit memo again: kind is refund, returned, disputed, void or expired."""

    id: int
    kind: str
    method: str
    reference: str
    reason: str
    amount_minor: int
    reversed_on: date


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """One payment with where it went."""

    row: PaymentListRow
    entry_id: int
    received_by: str
    applied: tuple[AppliedRow, ...]
    reversals: tuple[ReversalFacts, ...]


def payment_ids(
    reader: Reader, wanted: PaymentFilter, sort: PaymentSort = PaymentSort.RECEIVED, *, descending: bool = True
) -> array[int]:
    """Return the ids (typecode q) of the payments that match, in order."""
    raise NotImplementedError


def payment_rows(reader: Reader, ids: Sequence[int]) -> list[PaymentListRow]:
    """Return the rows of ``ids`` in their order; ids that are gone are left out."""
    raise NotImplementedError


def payment_totals(reader: Reader, wanted: PaymentFilter) -> PaymentTotals:
    """Return how many payments match and what they add up to."""
    raise NotImplementedError


def payment_detail(reader: Reader, payment_id: int) -> PaymentDetail:
    """Return one payment with its allocations and reversals.

    Raises:
        NotFound: no such payment.
    """
    raise NotImplementedError
