"""What is under way at the processor for an invoice: while it is, the invoice is neither paid nor to be charged again.

Lists and pages put ``charge_under_way`` among the columns of their own question, so that a page of rows costs no question more.
The queue itself is read in ``operations``.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, select

from app.domain.language import _
from app.models.base import other
from app.models.invoices import Invoice
from app.models.operations import Operation, OperationInvoice


class UnderWay(StrEnum):
    """How far the one live operation for an invoice is."""

    NOTHING = ""
    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    IN_TRANSIT = "in_transit"
    CUSTOMER = "customer"
    LINK = "link"
    UNKNOWN = "unknown"


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


def under_way_words(stage: str) -> str:
    """Return what is under way in words, as they stand with an invoice's status; nothing where nothing is."""
    return {
        UnderWay.NOTHING: "",
        UnderWay.QUEUED: _("Charge queued"),
        UnderWay.HELD: _("Charge held"),
        UnderWay.SENDING: _("Being charged"),
        UnderWay.IN_TRANSIT: _("In transit"),
        UnderWay.CUSTOMER: _("Waits for the customer"),
        UnderWay.LINK: _("Payment link open"),
        UnderWay.UNKNOWN: _("Charge not known yet"),
    }[UnderWay(stage)]
