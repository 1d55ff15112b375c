"""The states of a message and which may follow which. Nothing else may change a message.

*Sent* means that the server took it: nobody can know more. *Unknown* is no failure: the message was handed over and no answer
came, so it is never sent again without a person's word.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class MailState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


_S = MailState

NEXT: dict[MailState, frozenset[MailState]] = {
    # Failed without being sent: it waited for so long that a person has to look at it. Unknown without being sent from here:
    # the book was restored from a backup, and the one it comes from may have sent it.
    _S.WAITING: frozenset({_S.SENDING, _S.CANCELLED, _S.FAILED, _S.UNKNOWN}),
    # Back to waiting only when the server certainly did not take it.
    _S.SENDING: frozenset({_S.SENT, _S.FAILED, _S.WAITING, _S.UNKNOWN}),
    _S.SENT: frozenset(),
    _S.FAILED: frozenset({_S.WAITING, _S.CANCELLED}),
    _S.UNKNOWN: frozenset({_S.WAITING, _S.CANCELLED}),
    _S.CANCELLED: frozenset({_S.WAITING}),
}

# A server that says “later” (4xx) is asked again after these; RFC 5321, 4.5.4.1 wants half an hour between tries at least.
_LATER = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(hours=4), timedelta(hours=8))
MOST_PUT_OFF = 8
# What waited longer than this is shown to a person before it goes out: a month-old “your payment failed” helps nobody.
LONGEST_WAIT = timedelta(days=7)


def may_follow(before: MailState, after: MailState) -> bool:
    """Tell whether a message may go from ``before`` to ``after``."""
    return after in NEXT[before]


def wait_after(times_put_off: int) -> timedelta | None:
    """Return how long to wait after the server said “later” so many times; None when it is given up."""
    if times_put_off >= MOST_PUT_OFF:
        return None
    return _LATER[min(times_put_off, len(_LATER)) - 1]
