"""A customer's open invoices as charging and pay links choose among them, with what is under way for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.operations import Operation, OperationInvoice
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class PayableInvoice:
    """An open invoice; minor units. ``busy`` is the state of the live operation that is for it, or empty."""

    id: int
    number: str
    subject: str
    due_on: date
    open_minor: int
    busy: str


def payable_invoices(reader: Reader, customer_id: int) -> list[PayableInvoice]:
    """Return a customer's open invoices, the one due first, first."""
    live = (
        select(OperationInvoice.invoice_id, Operation.state)
        .join(Operation, Operation.id == OperationInvoice.operation_id)
        .where(OperationInvoice.live)
        .subquery()
    )
    rows = reader.connection.execute(
        select(Invoice.id, Invoice.number, Invoice.subject, Invoice.due_on, Invoice.open_minor, live.c.state)
        .outerjoin(live, live.c.invoice_id == Invoice.id)
        .where(Invoice.customer_id == customer_id, Invoice.open_minor > 0, Invoice.state != "draft")
        .order_by(Invoice.due_on, Invoice.id)
    )
    return [
        PayableInvoice(row.id, row.number or "", row.subject, row.due_on, row.open_minor, row.state or "") for row in rows
    ]


def customer_name(reader: Reader, customer_id: int) -> str:
    """Return a customer's name, empty where there is no such customer."""
    return reader.connection.execute(select(Customer.name).where(Customer.id == customer_id)).scalar() or ""
