"""A customer's account line by line with its running balance, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What moved the account: ``amount_minor`` raises it when positive, ``balance_minor`` is due less credit afterwards."""

    entry_id: int
    posted_on: date
    kind: str
    reference: str
    memo: str
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class HistoryMark:
    """Where a page ended; hand it back to go on."""

    posted_on: date
    entry_id: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some rows, newest first, and the mark to go on from, or None at the beginning of the account."""

    rows: tuple[HistoryRow, ...]
    next_mark: HistoryMark | None


def history_page(
    reader: Reader, customer_id: int, after: HistoryMark | None = None, limit: int = 100
) -> HistoryPage:
    """Return the next ``limit`` lines of an account, going back in time from the end or from ``after``."""
    raise NotImplementedError
