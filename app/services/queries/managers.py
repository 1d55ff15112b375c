"""Who managed a customer's account, and when: read from the diary, where every change of the account manager is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from app.models.base import BIG
from app.models.customers import Activity, Customer
from app.services.office import Reader
from app.services.queries.asking import Question


@dataclass(frozen=True, slots=True)
class ManagerTerm:
    """One account manager's time with an account.

    Attributes:
        id: its place, 1 for the present one.
        name: empty while there was none.
        since_at: instant in UTC; None for the first, since the account was opened.
        until_at: instant in UTC; None for the present one.
        changed_by: who entered the change to this one; empty for the first.
    """

    id: int
    name: str
    since_at: datetime | None
    until_at: datetime | None
    changed_by: str


@dataclass(frozen=True, slots=True)
class _Change:
    happened_at: datetime
    actor: str
    details: str


def manager_terms(reader: Reader, customer_id: int) -> list[ManagerTerm]:
    """Return a customer's account managers, the present one first; no customer, none."""
    name = _PRESENT.first(reader, customer_id=customer_id)
    if name is None:
        return []
    terms: list[ManagerTerm] = []
    until: datetime | None = None
    for change in _CHANGES.all(reader, customer_id=customer_id):
        details = json.loads(change.details)
        if details.get("field") != "manager":
            continue
        terms.append(ManagerTerm(len(terms) + 1, name, change.happened_at, until, change.actor))
        name, until = str(details.get("before") or ""), change.happened_at
    terms.append(ManagerTerm(len(terms) + 1, name, None, until, ""))
    return terms


_PRESENT = Question(select(Customer.manager).where(Customer.id == bindparam("customer_id", type_=BIG)), str)
_CHANGES = Question(
    select(Activity.happened_at, Activity.actor, Activity.details)
    .where(Activity.customer_id == bindparam("customer_id", type_=BIG), Activity.kind == "customer.changed")
    .order_by(Activity.id.desc()),
    _Change,
)
