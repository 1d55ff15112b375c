"""Notes on a customer's account, pinned ones first. Writing them belongs to ``app.services.customers``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """A note; instants are UTC."""

    id: int
    customer_id: int
    body: str
    author: str
    written_at: datetime
    edited_at: datetime | None
    pinned: bool


def notes(reader: Reader, customer_id: int) -> list[NoteFacts]:
    """Return a customer's notes, pinned ones first, then the newest."""
    raise NotImplementedError
