"""Which tables hold a customer's rows: every table that names a customer, so that none can be forgotten when one is added."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Table

from app.models.tables import Base

# A contact, a tag and the processor's customer are one of a kind for each customer: they are copied or stay where they are.
_OF_THEIR_OWN = frozenset({"contact", "customer_tag", "remote_customer"})
# Filed by the one place that moves totals.
POSTED = frozenset({"journal_entry", "posting"})
# Added and never changed: what they name was so when they were written.
UNCHANGING = POSTED | {"allocation", "reversal"}


@cache
def customer_tables() -> tuple[Table, ...]:
    """Return the tables whose rows belong to a customer and move with a merge, by name; each has an ``id``."""
    found = [
        table
        for name, table in sorted(Base.metadata.tables.items())
        if "customer_id" in table.columns and name not in _OF_THEIR_OWN
    ]
    return tuple(found)


@cache
def links() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return, by table, the columns that name rows of customers' tables, and which: ``{"plan": (("site_id", "site"),)}``.

    Those without a foreign key are said here; tables that belong to no customer themselves (a plan's periods) are among them.
    """
    own = {table.name for table in customer_tables()}
    found: dict[str, list[tuple[str, str]]] = {
        "journal_entry": [("payment_id", "payment"), ("credit_memo_id", "credit_memo")],
        "operation": [("plan_id", "plan")],
        "plan_charge": [("operation_id", "operation")],
    }
    for name, table in sorted(Base.metadata.tables.items()):
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            if key.column.table.name in own:
                found.setdefault(name, []).append((key.parent.name, key.column.table.name))
    return {name: tuple(columns) for name, columns in found.items() if name in own or len(columns) > 1}
