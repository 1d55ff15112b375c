"""What is under way at the processor for an invoice: while it is, the invoice is neither paid nor to be charged again.

Lists and pages put ``charge_under_way`` among the columns of their own question, so that a page of rows costs no question more.
The queue itself is read in ``operations``, the words are in ``statuses``.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, select

from app.models.base import other
from app.models.invoices import Invoice
from app.models.operations import Operation, OperationInvoice
from app.services.queries.statuses import UnderWay

_STAGE = case(
    (Operation.state == "processing", UnderWay.IN_TRANSIT.value),
    (Operation.state == "unknown", UnderWay.UNKNOWN.value),
    (Operation.kind == "payment_page", UnderWay.LINK.value),
    (Operation.state == "needs_customer", UnderWay.CUSTOMER.value),
    (Operation.held, UnderWay.HELD.value),
    (Operation.state == "queued", UnderWay.QUEUED.value),
    else_=UnderWay.SENDING.value,
)
_SITE = other(Invoice, "charged_site")


def charge_under_way() -> ColumnElement[str]:
    """Return the value of ``UnderWay`` for the statement's ``Invoice``; a parent's is that of its sites' invoices."""
    live = select(func.coalesce(func.max(_STAGE), "")).join(OperationInvoice, OperationInvoice.operation_id == Operation.id)
    live = live.where(OperationInvoice.live)
    own = live.where(OperationInvoice.invoice_id == Invoice.id).scalar_subquery()
    of_sites = (
        live.join(_SITE, _SITE.id == OperationInvoice.invoice_id).where(_SITE.parent_id == Invoice.id).scalar_subquery()
    )
    return case((Invoice.kind == "parent", of_sites), else_=own)
