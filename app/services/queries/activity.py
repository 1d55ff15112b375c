"""The diary read back: newest first, one customer's or everyone's. How a row reads is told by ``activity_words``."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, func, select

from app.models.customers import Activity, Customer
from app.services.activity import Detail
from app.services.office import Reader
from app.services.queries.activity_words import FieldChange, changes_of, sentence
from app.services.queries.asking import Question, among, as_ids
from app.services.queries.finding import escaped

__all__ = ["ActivityFacts", "FieldChange", "activity_ids", "activity_rows", "changes_of", "sentence"]


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


def activity_ids(reader: Reader, customer_id: int | None = None, *, kind_prefix: str = "") -> array[int]:
    """Return the ids (typecode q) of changes, newest first; ``kind_prefix`` (such as ``payment.``) narrows them."""
    question = _ids(customer_id is not None, bool(kind_prefix))
    return question.ids(reader, customer_id=customer_id, kind=escaped(kind_prefix) + "%")


def activity_rows(reader: Reader, ids: Sequence[int]) -> list[ActivityFacts]:
    """Return the changes of ``ids`` in their order."""
    rows = {row.id: row for row in _ROWS.all(reader, ids=as_ids(ids))}
    return [rows[id_] for id_ in ids if id_ in rows]


@lru_cache
def _ids(of_one_customer: bool, narrowed: bool) -> Question[int]:
    statement = select(Activity.id).order_by(Activity.id.desc())
    if of_one_customer:
        statement = statement.where(Activity.customer_id == bindparam("customer_id"))
    if narrowed:
        statement = statement.where(Activity.kind.like(bindparam("kind"), escape="/"))
    return Question(statement, int)


def _row(
    id_: int, customer_id: int | None, customer_name: str, happened_at: datetime, actor: str, kind: str, details: str
) -> ActivityFacts:
    return ActivityFacts(id_, customer_id, customer_name, happened_at, actor, kind, json.loads(details))


_ROWS = Question(
    select(
        Activity.id,
        Activity.customer_id,
        func.coalesce(Customer.name, ""),
        Activity.happened_at,
        Activity.actor,
        Activity.kind,
        Activity.details,
    )
    .outerjoin(Customer, Customer.id == Activity.customer_id)
    .where(among(Activity.id)),
    _row,
)
