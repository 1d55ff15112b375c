"""The first look at a book while the store's libraries are still being imported: its name and its first customers.

Nothing can be done from it; it is what ``services.queries.customers`` will answer in a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from app.domain.errors import UserError
from app.models.glance import first_rows
from app.services.clocks import SystemClock
from app.services.formats import AmountFormat, amount_format
from app.services.queries.customer_list import CustomerListRow, customer_row


@dataclass(frozen=True, slots=True)
class Glance:
    """Whose book it is, how its amounts are written, and its first active customers by name as they stand today."""

    company: str
    amounts: AmountFormat
    rows: tuple[CustomerListRow, ...]


def glance(location: str, most: int, today: date | None = None) -> Glance | None:
    """Return the first look at the book at ``location``, or None where only opening it can tell.

    Args:
        location: a path; a book on a server has no first look.
        most: how many customers at most.
        today: the business date; the office's own when None.
    """
    if "://" in location:
        return None
    found = first_rows(Path(location), lambda zone: today or SystemClock(zone).today(), most)
    if found is None:
        return None
    try:
        amounts = amount_format(found.locale, found.currency)
    except UserError:
        return None
    return Glance(found.company, amounts, tuple(_row(cells, found.today) for cells in found.rows))


def _row(cells: tuple[str | int | None, ...], today: date) -> CustomerListRow:
    id_, account, name, kind, status, manager, terms, since, due, credit, overdue, lifetime, oldest, sites = cells
    return customer_row(
        cast("int", id_),
        cast("str", account),
        cast("str", name),
        cast("str", kind),
        cast("str", status),
        cast("str", manager),
        cast("str", terms),
        date.fromisoformat(cast("str", since)),
        cast("int", due),
        cast("int", credit),
        cast("int", overdue),
        cast("int", lifetime),
        date.fromisoformat(cast("str", oldest)) if oldest is not None else None,
        cast("int", sites),
        today,
    )
