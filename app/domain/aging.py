"""How late an open amount is: the five buckets of the aging report and totals over them. Asking the book
belongs to queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.language import _


class Bucket(StrEnum):
    """How many days after its due date something is still open; the value is the key used in exports."""

    CURRENT = "current"
    DAYS_1_30 = "1-30"
    DAYS_31_60 = "31-60"
    DAYS_61_90 = "61-90"
    OVER_90 = "over-90"


BUCKETS: tuple[Bucket, ...] = tuple(Bucket)

# The largest number of days late that still belongs to the bucket.
_LATEST = {Bucket.CURRENT: 0, Bucket.DAYS_1_30: 30, Bucket.DAYS_31_60: 60, Bucket.DAYS_61_90: 90}


def bucket_of(due_on: date, as_of: date) -> Bucket:
    """Return the bucket of something due on ``due_on``, seen at the end of ``as_of``; on its due date it is
    not late yet.
    """
    days_late = (as_of - due_on).days
    for bucket, latest in _LATEST.items():
        if days_late <= latest:
            return bucket
    return Bucket.OVER_90


def is_overdue(due_on: date, as_of: date) -> bool:
    """Say whether the due date has passed."""
    return as_of > due_on


def first_due_on(bucket: Bucket, as_of: date) -> date:
    """Return the earliest due date that belongs to ``bucket`` on ``as_of``; ``date.min`` for the last bucket.

    A bucket ends the day before the one less late begins, so five such dates let the store do the sorting.
    """
    latest = _LATEST.get(bucket)
    return date.min if latest is None else days_before(as_of, latest)


def days_before(day: date, days: int) -> date:
    """Return the date ``days`` before ``day``, but none before the calendar's first, which nothing can be older than."""
    return day - timedelta(days=min(days, day.toordinal() - 1))


def label_of(bucket: Bucket) -> str:
    """Return the bucket's column heading in the language in use."""
    return {
        Bucket.CURRENT: _("Current"),
        Bucket.DAYS_1_30: _("1–30 days"),
        Bucket.DAYS_31_60: _("31–60 days"),
        Bucket.DAYS_61_90: _("61–90 days"),
        Bucket.OVER_90: _("Over 90 days"),
    }[bucket]


@dataclass(frozen=True, slots=True)
class AgingTotals:
    """Open amounts by bucket, minor units of one currency."""

    current_minor: int = 0
    days_1_30_minor: int = 0
    days_31_60_minor: int = 0
    days_61_90_minor: int = 0
    over_90_minor: int = 0

    def by_bucket(self) -> tuple[int, int, int, int, int]:
        """Return the five amounts in the order of ``BUCKETS``."""
        return (
            self.current_minor,
            self.days_1_30_minor,
            self.days_31_60_minor,
            self.days_61_90_minor,
            self.over_90_minor,
        )

    def of(self, bucket: Bucket) -> int:
        """Return the amount in one bucket."""
        return self.by_bucket()[BUCKETS.index(bucket)]

    @property
    def total_minor(self) -> int:
        """All that is open."""
        return sum(self.by_bucket())

    @property
    def overdue_minor(self) -> int:
        """All that is late."""
        return self.total_minor - self.current_minor

    def add(self, bucket: Bucket, amount_minor: int) -> AgingTotals:
        """Return these totals with ``amount_minor`` more in ``bucket``."""
        amounts = list(self.by_bucket())
        amounts[BUCKETS.index(bucket)] += amount_minor
        return AgingTotals(*amounts)

    def __add__(self, other: AgingTotals) -> AgingTotals:
        return AgingTotals(*(a + b for a, b in zip(self.by_bucket(), other.by_bucket(), strict=True)))

    def as_dict(self) -> dict[str, int]:
        """Return the amounts by the keys of exports, with “total” last."""
        named = {bucket.value: amount for bucket, amount in zip(BUCKETS, self.by_bucket(), strict=True)}
        return {**named, "total": self.total_minor}
