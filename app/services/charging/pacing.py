"""Keeping inside the processor's limit of requests a second, however many threads send."""

from __future__ import annotations

import threading
import time

from app.services.charging.connecting import PRACTICE_PREFIX, need_account
from app.services.office import Reader

# Stripe allows 100 a second with a live key, 25 with a test key (docs.stripe.com/rate-limits); others use the key too.
PER_SECOND = 80.0
PER_SECOND_TEST = 20.0


def allowed_pace(reader: Reader) -> float:
    """Return how many requests a second the account of this book may be sent; practice takes what a live account does.

    Raises:
        UserError: the book is not connected.
    """
    pinned = need_account(reader)
    return PER_SECOND if pinned.live or pinned.remote_id.startswith(PRACTICE_PREFIX) else PER_SECOND_TEST


class Pace:
    """Lets so many requests a second through; every thread asks before it sends."""

    def __init__(self, per_second: float = PER_SECOND) -> None:
        self._gap = 1.0 / per_second
        self._next = 0.0
        self._guard = threading.Lock()
        self._never = threading.Event()

    def take(self, requests: int = 1) -> None:
        """Wait until ``requests`` more may be sent."""
        with self._guard:
            now = time.monotonic()
            start = max(self._next, now)
            self._next = start + self._gap * requests
        if start > now:
            self._never.wait(start - now)
