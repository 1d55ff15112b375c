"""A customer's saved cards and bank accounts as a list shows them, with the plans that are paid with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.plans import Plan
from app.services.charging.customers import saved_methods
from app.services.office import Reader
from app.services.plans.on_file import method_label


@dataclass(frozen=True, slots=True)
class SavedMethodRow:
    """A method on file; ``label`` is what it is called, ``plans`` the ids and names of plans that name it."""

    id: int
    remote_id: str
    kind: str
    brand: str
    last4: str
    label: str
    expires_on: date | None
    is_default: bool
    plans: tuple[tuple[int, str], ...]


def saved_method_rows(reader: Reader, customer_id: int) -> list[SavedMethodRow]:
    """Return a customer's methods that were not removed, the default first."""
    methods = saved_methods(reader, customer_id)
    if not methods:
        return []
    rows = reader.connection.execute(
        select(Plan.id, Plan.name, Plan.method_ref)
        .where(
            Plan.customer_id == customer_id,
            Plan.method_ref.in_([each.remote_id for each in methods]),
            Plan.status.not_in(("cancelled", "ended")),
        )
        .order_by(Plan.id)
    ).all()
    return [
        SavedMethodRow(
            each.id,
            each.remote_id,
            each.kind,
            each.brand,
            each.last4,
            method_label(each),
            each.expires_on,
            each.is_default,
            tuple((row.id, row.name) for row in rows if row.method_ref == each.remote_id),
        )
        for each in methods
    ]
