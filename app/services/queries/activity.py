"""The diary read back: newest first, one customer's or everyone's, each row as a sentence in the reader's language."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.services.activity import Detail
from app.services.office import Profile, Reader


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """One change: who, when (UTC), what. ``details`` fill the sentence; amounts in them are minor units."""

    id: int
    customer_id: int | None
    customer_name: str
    happened_at: datetime
    actor: str
    kind: str
    details: Mapping[str, Detail]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """How one field was before and after, as words."""

    label: str
    before: str
    after: str


def activity_ids(reader: Reader, customer_id: int | None = None, *, kind_prefix: str = "") -> array[int]:
    """Return the ids (typecode q) of changes, newest first; ``kind_prefix`` (such as ``payment.``) narrows them."""
    raise NotImplementedError


def activity_rows(reader: Reader, ids: Sequence[int]) -> list[ActivityFacts]:
    """Return the changes of ``ids`` in their order."""
    raise NotImplementedError


def sentence(row: ActivityFacts, profile: Profile) -> str:
    """Return a change as one sentence in the language in use, amounts and dates as the company's locale writes them."""
    raise NotImplementedError


def changes_of(row: ActivityFacts, profile: Profile) -> list[FieldChange]:
    """Return what changed, before and after, or an empty list where the sentence says it all."""
    raise NotImplementedError
