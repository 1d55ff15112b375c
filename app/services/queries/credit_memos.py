"""Credit memos as lists and pages show them, of one customer or of all."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.services.office import Reader
from app.services.queries.payments import AppliedRow, ReversalFacts


@dataclass(frozen=True, slots=True)
class CreditMemoListRow:
    """A credit memo; amounts in minor units, ``open_minor`` is what no invoice has used yet."""

    id: int
    number: str
    customer_id: int
    account: str
    customer_name: str
    issued_on: date
    expires_on: date | None
    reason: str
    total_minor: int
    tax_minor: int
    open_minor: int
    state: str
    invoice_id: int | None
    invoice_number: str


@dataclass(frozen=True, slots=True)
class CreditMemoDetail:
    """One credit memo with where it went."""

    row: CreditMemoListRow
    entry_id: int
    applied: tuple[AppliedRow, ...]
    reversals: tuple[ReversalFacts, ...]


def credit_memo_ids(reader: Reader, customer_id: int | None = None, *, open_only: bool = False) -> array[int]:
    """Return the ids (typecode q) of credit memos, newest first."""
    raise NotImplementedError


def credit_memo_rows(reader: Reader, ids: Sequence[int]) -> list[CreditMemoListRow]:
    """Return the rows of ``ids`` in their order; ids that are gone are left out."""
    raise NotImplementedError


def credit_memo_detail(reader: Reader, credit_memo_id: int) -> CreditMemoDetail:
    """Return one credit memo with its allocations and reversals.

    Raises:
        NotFound: no such credit memo.
    """
    raise NotImplementedError
