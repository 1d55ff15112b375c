"""One invoice whole: its lines and everything that met it. Lists of invoices are in ``invoices``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, select

from app.domain.errors import NotFound
from app.domain.language import _
from app.models.base import BIG
from app.models.company import TaxRate
from app.models.invoices import CreditMemo, Invoice, InvoiceLine
from app.models.payments import Allocation, Payment
from app.services.office import Reader
from app.services.queries.asking import Question
from app.services.queries.invoices import InvoiceListRow, invoice_rows
from app.services.queries.payments import stands


@dataclass(frozen=True, slots=True)
class InvoiceLineFacts:
    """A line: quantity in millionths, discount and tax in parts per million, amounts in minor units."""

    position: int
    description: str
    quantity_micro: int
    unit_price_minor: int
    discount_ppm: int
    net_minor: int
    tax_ppm: int
    tax_name: str
    tax_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceAllocationRow:
    """What met an invoice: ``number`` is the payment's or credit memo's, empty for a write-off or void.

    A negative amount took an earlier one back; ``stands`` is False for both of the pair.
    """

    id: int
    kind: str
    applied_on: date
    number: str
    method: str
    reference: str
    payment_id: int | None
    credit_memo_id: int | None
    amount_minor: int
    stands: bool


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """One invoice with its lines and everything that met it."""

    row: InvoiceListRow
    terms: str
    message: str
    site_id: int | None
    entry_id: int | None
    lines: tuple[InvoiceLineFacts, ...]
    allocations: tuple[InvoiceAllocationRow, ...]
    children: tuple[InvoiceListRow, ...]


def invoice_detail(reader: Reader, invoice_id: int) -> InvoiceDetail:
    """Return one invoice with its lines and allocations.

    Raises:
        NotFound: no such invoice.
    """
    rows = invoice_rows(reader, [invoice_id])
    if not rows:
        raise NotFound(_("That invoice is not in this book."))
    terms, message, site_id, entry_id = _MORE.one(reader, invoice_id=invoice_id)
    return InvoiceDetail(
        rows[0],
        terms,
        message,
        site_id,
        entry_id,
        tuple(_LINES.all(reader, invoice_id=invoice_id)),
        tuple(_ALLOCATIONS.all(reader, invoice_id=invoice_id)),
        tuple(invoice_rows(reader, _CHILDREN.ids(reader, invoice_id=invoice_id))),
    )


_INVOICE: ColumnElement[int] = bindparam("invoice_id", type_=BIG)
_MORE = Question(
    select(Invoice.terms, Invoice.message, Invoice.site_id, Invoice.entry_id).where(Invoice.id == _INVOICE),
    lambda *cells: cells,
)
_LINES = Question(
    select(
        InvoiceLine.position,
        InvoiceLine.description,
        InvoiceLine.quantity_micro,
        InvoiceLine.unit_price_minor,
        InvoiceLine.discount_ppm,
        InvoiceLine.net_minor,
        InvoiceLine.tax_ppm,
        func.coalesce(TaxRate.name, ""),
        InvoiceLine.tax_minor,
    )
    .outerjoin(TaxRate, TaxRate.id == InvoiceLine.tax_rate_id)
    .where(InvoiceLine.invoice_id == _INVOICE)
    .order_by(InvoiceLine.position, InvoiceLine.id),
    InvoiceLineFacts,
)
_TAKEN_BACK = select(Allocation.reverses_id).where(Allocation.invoice_id == _INVOICE, Allocation.reverses_id.is_not(None))
_ALLOCATIONS = Question(
    select(
        Allocation.id,
        Allocation.kind,
        Allocation.applied_on,
        func.coalesce(Payment.number, CreditMemo.number, ""),
        func.coalesce(Payment.method, ""),
        func.coalesce(Payment.reference, ""),
        Allocation.payment_id,
        Allocation.credit_memo_id,
        Allocation.amount_minor,
        stands(_TAKEN_BACK),
    )
    .outerjoin(Payment, Payment.id == Allocation.payment_id)
    .outerjoin(CreditMemo, CreditMemo.id == Allocation.credit_memo_id)
    .where(Allocation.invoice_id == _INVOICE)
    .order_by(Allocation.applied_on, Allocation.id),
    InvoiceAllocationRow,
)
_CHILDREN = Question(select(Invoice.id).where(Invoice.parent_id == _INVOICE).order_by(Invoice.id), int)
