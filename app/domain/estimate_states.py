"""Which states an estimate goes through, which may follow which, and when it has expired. What a step does is the services'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.rounding import MILLION, divide_half_up

ESTIMATE_STATES = ("draft", "sent", "accepted", "declined")

ESTIMATE_STATUSES = ("draft", "sent", "expired", "accepted", "declined")
"""What a person reads: an estimate that was sent and not answered in time is expired, which no row says."""

ESTIMATE_MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"sent", "declined"}),
    "sent": frozenset({"draft", "accepted", "declined"}),
    "accepted": frozenset({"sent"}),
    "declined": frozenset({"sent"}),
}
"""What a person may do. An answer can be taken back to sent, and one that was sent back to the drafts to be worded anew."""

USUAL_DAYS = 30
"""So many days an estimate is valid where the office did not choose otherwise."""


def may_become(before: str, after: str) -> bool:
    """Return whether an estimate that is ``before`` may become ``after``."""
    return after in ESTIMATE_MOVES[before]


def status_of(state: str, valid_until: date, today: date) -> str:
    """Return how an estimate stands on a day: its state, or expired when nobody answered by the last day it was valid."""
    return "expired" if state == "sent" and valid_until < today else state


def deposit_asked(total_minor: int, deposit_minor: int, deposit_ppm: int) -> int:
    """Return the deposit that is asked for, in minor units: the amount, or the share of the total in parts per million.

    It is never more than the estimate comes to.
    """
    asked = divide_half_up(total_minor * deposit_ppm, MILLION) if deposit_ppm else deposit_minor
    return max(min(asked, total_minor), 0)
