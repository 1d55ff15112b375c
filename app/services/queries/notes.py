"""Notes on a customer's account, pinned ones first. Writing them belongs to ``app.services.customers``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.customers import Note
from app.services.office import Reader
from app.services.queries.asking import Question
from app.services.queries.receivables import CUSTOMER


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
    return _NOTES.all(reader, customer_id=customer_id)


_NOTES = Question(
    select(Note.id, Note.customer_id, Note.body, Note.author, Note.written_at, Note.edited_at, Note.pinned)
    .where(Note.customer_id == CUSTOMER)
    .order_by(Note.pinned.desc(), Note.written_at.desc(), Note.id.desc()),
    NoteFacts,
)
