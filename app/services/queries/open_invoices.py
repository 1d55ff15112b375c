"""A customer's open invoices, one by one, as payments choose among them. What they come to is in ``receivables``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.models.base import other
from app.models.customers import Site
from app.models.invoices import Invoice
from app.services.office import Reader
from app.services.queries.asking import Question
from app.services.queries.receivables import DAY, open_by_invoice, stored_amounts_hold
from app.services.queries.under_way import charge_under_way


@dataclass(frozen=True, slots=True)
class OpenInvoiceRow:
    """An invoice that was open at the end of a day; ``days_late`` is zero or less until the due date has passed.

    A site's share of a multi-site invoice names its parent; the parent itself has nothing open and is none of these rows.
    ``under_way`` is an ``UnderWay``: what the processor has in hand for it now.
    """

    id: int
    number: str
    issued_on: date
    due_on: date
    subject: str
    site_name: str
    parent_id: int | None
    total_minor: int
    open_minor: int
    days_late: int
    disputed: bool
    parent_number: str = ""
    under_way: str = ""
    site_id: int | None = None


_PARENT = other(Invoice, "parent")


def _open_rows(*, then: bool) -> Question[OpenInvoiceRow]:
    item = open_by_invoice(then=then, of="customer")
    return Question(
        select(
            Invoice.id,
            Invoice.number,
            Invoice.issued_on,
            Invoice.due_on,
            Invoice.subject,
            func.coalesce(Site.name, ""),
            Invoice.parent_id,
            Invoice.total_minor,
            item.c.open_minor,
            Invoice.disputed,
            func.coalesce(_PARENT.number, ""),
            DAY.label("as_of"),
            charge_under_way(),
            Invoice.site_id,
        )
        .join(item, item.c.invoice_id == Invoice.id)
        .outerjoin(Site, Site.id == Invoice.site_id)
        .outerjoin(_PARENT, _PARENT.id == Invoice.parent_id)
        .order_by(Invoice.due_on, Invoice.issued_on, Invoice.id),
        _open_row,
    )


def _open_row(
    id_: int,
    number: str,
    issued_on: date,
    due_on: date,
    subject: str,
    site_name: str,
    parent_id: int | None,
    total_minor: int,
    open_minor: int,
    disputed: bool,
    parent_number: str,
    as_of: date,
    under_way: str,
    site_id: int | None,
) -> OpenInvoiceRow:
    days_late = (as_of - due_on).days
    return OpenInvoiceRow(
        id_,
        number,
        issued_on,
        due_on,
        subject,
        site_name,
        parent_id,
        total_minor,
        open_minor,
        days_late,
        disputed,
        parent_number,
        under_way,
        site_id,
    )


_OPEN_ROWS_NOW = _open_rows(then=False)
_OPEN_ROWS_THEN = _open_rows(then=True)


def open_invoices(reader: Reader, customer_id: int, as_of: date | None = None) -> list[OpenInvoiceRow]:
    """Return a customer's invoices that were open at the end of ``as_of``, oldest due first."""
    day = reader.today if as_of is None else as_of
    question = _OPEN_ROWS_NOW if stored_amounts_hold(reader, day) else _OPEN_ROWS_THEN
    return question.all(reader, customer_id=customer_id, day=day)
