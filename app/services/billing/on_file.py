"""What the charges of a run will be taken from: the card a plan names, or the one its customer has on file.

The same choice as ``charging.customers.default_method`` makes when a charge is sent, for a whole run at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.operations import SavedMethod
from app.services.billing.planning import Bill
from app.services.office import Reader
from app.services.plans.reading import chunks


@dataclass(frozen=True, slots=True)
class _Saved:
    kind: str
    is_default: bool
    expires_on: date | None


def expiries_on_file(reader: Reader, bills: Sequence[Bill]) -> Mapping[int, date | None]:
    """Return by plan when what its charge is taken from runs out (None: it does not); a plan with nothing on file is not in it.

    Args:
        reader: the moment.
        bills: those with a charge.
    """
    named = {bill.method_ref for bill in bills if bill.method_ref}
    customers = {bill.customer_id for bill in bills if not bill.method_ref}
    if not named and not customers:
        return {}
    any_saved = reader.connection.execute(select(SavedMethod.id).limit(1)).first() is not None
    by_name = _by_name(reader, named) if any_saved else {}
    by_customer = _by_customer(reader, customers) if any_saved else {}
    found: dict[int, date | None] = {}
    for bill in bills:
        if not bill.method_ref:
            fitting = [each for each in by_customer.get(bill.customer_id, ()) if each.kind == bill.paid_by]
            if fitting and (fitting[0].is_default or len(fitting) == 1):
                found[bill.plan_id] = fitting[0].expires_on
        elif bill.method_ref not in by_name:
            # Entered by hand, with what the office was told.
            found[bill.plan_id] = bill.method_expires_on
        elif (saved := by_name[bill.method_ref]) is not None:
            found[bill.plan_id] = saved.expires_on
    return found


def _by_name(reader: Reader, named: set[str]) -> dict[str, _Saved | None]:
    """Return methods by the processor's id; None for one that was removed."""
    found: dict[str, _Saved | None] = {}
    for some in chunks(sorted(named)):
        rows = reader.connection.execute(
            select(
                SavedMethod.remote_id,
                SavedMethod.kind,
                SavedMethod.is_default,
                SavedMethod.expires_on,
                SavedMethod.removed_at,
            ).where(SavedMethod.remote_id.in_(some))
        )
        for row in rows:
            gone = row.removed_at is not None
            found[row.remote_id] = None if gone else _Saved(row.kind, row.is_default, row.expires_on)
    return found


def _by_customer(reader: Reader, customer_ids: set[int]) -> dict[int, list[_Saved]]:
    """Return what customers have on file, the default first."""
    found: dict[int, list[_Saved]] = {}
    for some in chunks(sorted(customer_ids)):
        rows = reader.connection.execute(
            select(SavedMethod.customer_id, SavedMethod.kind, SavedMethod.is_default, SavedMethod.expires_on)
            .where(SavedMethod.customer_id.in_(some), SavedMethod.removed_at.is_(None))
            .order_by(SavedMethod.is_default.desc(), SavedMethod.id)
        )
        for row in rows:
            found.setdefault(row.customer_id, []).append(_Saved(row.kind, row.is_default, row.expires_on))
    return found
