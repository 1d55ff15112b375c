"""Deleting a customer about whom nothing was ever posted, with everything on the account."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.base import Base
from app.models.customers import Customer
from app.services.activity import Happening, record
from app.services.customers.leaving.looking import is_unused, refuse_leaving
from app.services.customers.merging.party import party
from app.services.office import Writer


def delete_customer(writer: Writer, customer_id: int) -> str:
    """Delete a customer and everything on the account; return the account number.

    Raises:
        UserError: something was posted or sent, or is still open.
        NotFound: no such customer.
    """
    customer = party(writer, customer_id)
    refuse_leaving(writer, customer)
    if not is_unused(writer, customer_id):
        raise UserError(
            _("{name} has a history in the books, which are kept.").format(name=customer.name),
            _("Anonymise the customer instead."),
        )
    for table in reversed(Base.metadata.sorted_tables):
        which = _of_customer(table, customer_id)
        if which is not None:
            writer.connection.execute(delete(table).where(which))
    writer.connection.execute(delete(Customer).where(Customer.id == customer_id))
    record(writer, [Happening("customer.deleted", None, {"account": customer.account})])
    writer.touch("customers", "invoices", "notes", f"customer:{customer_id}")
    return customer.account


def _of_customer(table: Table, customer_id: int) -> ColumnElement[bool] | None:
    """Return which rows of a table belong to a customer, themselves or through what they name; None where it names none."""
    if "customer_id" in table.columns:
        return table.c.customer_id == customer_id
    found = [
        key.parent.in_(select(key.column).where(key.column.table.c.customer_id == customer_id))
        for key in table.foreign_keys
        if "customer_id" in key.column.table.columns
    ]
    return or_(*found) if found else None
