"""An office that notes what changed in it, for work that makes many small transactions and may fail in the middle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from app.services.office import Office, Outcome, Writer

T = TypeVar("T")


class NotingOffice(Office):
    """The same book, clock and person; what it wrote is known also before it has ended, or when it failed."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.book, office.actor, office.clock)
        self._changes: set[str] = set()
        self._guard = threading.Lock()

    def drain(self) -> frozenset[str]:
        """Return the keys of what was changed since this was last asked; from any thread."""
        with self._guard:
            changes, self._changes = frozenset(self._changes), set()
        return changes

    def perform(self, job: Callable[[Writer], T], *, override_lock: bool = False) -> Outcome[T]:
        """Run ``job`` as the one writer and note what it changed."""
        outcome = super().perform(job, override_lock=override_lock)
        with self._guard:
            self._changes |= outcome.changes
        return outcome
