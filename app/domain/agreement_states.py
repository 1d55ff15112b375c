"""Which states an agreement goes through, and which may follow which."""

from __future__ import annotations

from collections.abc import Mapping

AGREEMENT_STATES = ("draft", "sent", "signed", "ended")

AGREEMENT_MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"sent"}),
    "sent": frozenset({"draft", "signed", "ended"}),
    "signed": frozenset({"ended"}),
    "ended": frozenset(),
}
"""What a person may do. One that was sent but not signed can be taken back to be worded anew; a signed one only ends."""

RENEWAL_NOTICE_DAYS = 30
"""So many days before an agreement has to be renewed it is on the list of those to renew."""


def may_become(before: str, after: str) -> bool:
    """Return whether an agreement that is ``before`` may become ``after``."""
    return after in AGREEMENT_MOVES[before]
