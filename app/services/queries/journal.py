"""The journal read back: trial balance, income by month, and the postings that a figure is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class TrialBalanceRow:
    """A ledger account's balance, on the side where it stands; minor units."""

    code: int
    name: str
    export_name: str
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account with postings until ``as_of``, by code; both totals are the same or the book is wrong."""

    as_of: date
    rows: tuple[TrialBalanceRow, ...]
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class IncomeMonth:
    """What one month earned without tax: revenue, late fees, and both together; minor units, credits taken off."""

    month_on: date
    revenue_minor: int
    late_fees_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class IncomeReport:
    """Income of each month from ``from_on`` to ``to_on``, months without any included."""

    from_on: date
    to_on: date
    months: tuple[IncomeMonth, ...]
    total_minor: int


class ExplainedFigure(StrEnum):
    """A figure that can be taken apart into postings."""

    DUE = "due"
    CREDIT = "credit"
    LIFETIME = "lifetime"


@dataclass(frozen=True, slots=True)
class ExplainedPosting:
    """One posting of a figure; ``amount_minor`` has the figure's own sign, ``number`` is the document's, if it has one."""

    entry_id: int
    posted_on: date
    kind: str
    number: str
    memo: str
    actor: str
    invoice_id: int | None
    payment_id: int | None
    credit_memo_id: int | None
    amount_minor: int
    running_minor: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure and all that it is made of, newest first; the amounts add up to it."""

    figure: ExplainedFigure
    as_of: date
    amount_minor: int
    postings: tuple[ExplainedPosting, ...]


@dataclass(frozen=True, slots=True)
class EntrySide:
    """One side of an entry: debits positive."""

    code: int
    account_name: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One journal entry as it was posted; ``recorded_by`` did it."""

    id: int
    posted_on: date
    kind: str
    memo: str
    recorded_by: str
    reverses_id: int | None
    sides: tuple[EntrySide, ...]


def trial_balance(reader: Reader, as_of: date | None = None) -> TrialBalance:
    """Return the balance of every account at the end of ``as_of`` (today when None)."""
    raise NotImplementedError


def income_by_month(reader: Reader, from_on: date, to_on: date) -> IncomeReport:
    """Return income by month, both days included."""
    raise NotImplementedError


def explain(
    reader: Reader, figure: ExplainedFigure, customer_id: int, as_of: date | None = None
) -> Explanation:
    """Return the postings that a customer's figure is made of at the end of ``as_of`` (today when None)."""
    raise NotImplementedError


def entry_facts(reader: Reader, entry_id: int) -> EntryFacts:
    """Return one journal entry.

    Raises:
        NotFound: no such entry.
    """
    raise NotImplementedError
