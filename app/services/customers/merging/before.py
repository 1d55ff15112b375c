"""How two customers stood before they were merged, as it is kept for undoing it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Before:
    """What undoing a merge has to know beyond the rows that moved.

    Attributes:
        status: the merged customer's.
        marks: the highest id of each table when the merge was made.
        linked: whether the link with the processor went to the other customer.
        named: saved methods that got the processor's customer written beside them.
        defaults: saved methods that were the default until the merge.
        contacts: copies of contacts given to the other customer.
        note: the note about the merge.
        tags: what the other customer was filed under besides.
    """

    status: str
    marks: dict[str, int]
    linked: bool
    named: list[int]
    defaults: list[int]
    contacts: list[int]
    note: int
    tags: list[str]

    def text(self) -> str:
        """Return it as the store keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Before | None:
        """Return what the store kept; None where it was struck."""
        found = json.loads(text)
        return cls(**found) if found else None
