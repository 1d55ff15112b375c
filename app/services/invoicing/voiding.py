"""Taking invoices back: voiding what should not have been issued, writing off what will not be paid, and recovering it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from app.domain.entries import invoice_voided, written_off
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.invoices import Invoice
from app.models.payments import Allocation
from app.services.activity import Happening, record
from app.services.collecting.applying import (
    Application,
    free_since,
    insert_allocations,
    live_allocations,
    take_back_allocations,
)
from app.services.estimates.claiming import release_estimate
from app.services.jobs.claiming import release_job
from app.services.ledger import entry_by_id, post_entries
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class _Standing:
    id: int
    number: str
    customer_id: int
    kind: str
    state: str
    issued_on: date
    total_minor: int
    open_minor: int
    entry_id: int | None


def void_invoice(writer: Writer, invoice_id: int, reason: str, on: date | None = None) -> None:
    """Take an issued invoice back by the mirror of its entry. It keeps its number and shows as void.

    Payments that met it become the customer's credit first; the job or estimate it asked for may be invoiced anew.

    Raises:
        UserError: no reason, a draft, already void or written off, dated before the invoice, or a locked period.
        NotFound: no such invoice.
    """
    invoice = _issued(writer, invoice_id, reason)
    on = _not_before(writer, invoice, on or writer.today)
    met = [id_ for id_, _amount in live_allocations(writer, invoice_id=invoice_id)]
    take_back_allocations(writer, met, on, reason)
    if invoice.entry_id is None:
        raise UserError(_("A parent invoice is voided site by site."))
    entry = invoice_voided(entry_by_id(writer, invoice.entry_id), on, invoice.entry_id)
    entry_id = post_entries(writer, [entry])[0]
    if invoice.total_minor:
        application = Application("void", None, invoice.customer_id, invoice_id, invoice.total_minor, on)
        insert_allocations(writer, [(application, entry_id)])
    _set_state(writer, invoice_id, "void")
    release_job(writer, invoice_id)
    release_estimate(writer, invoice_id)
    record(
        writer,
        [
            Happening(
                "invoice.voided",
                invoice.customer_id,
                {"number": invoice.number, "total_minor": invoice.total_minor, "reason": reason},
            )
        ],
    )


def write_off(writer: Writer, invoice_id: int, reason: str, on: date | None = None) -> int:
    """Give up what is open on an invoice as bad debt, and return the amount in minor units.

    Raises:
        UserError: no reason, nothing open, dated before the invoice, or a locked period.
        NotFound: no such invoice.
    """
    invoice = _issued(writer, invoice_id, reason)
    if not invoice.open_minor:
        raise UserError(_("Nothing is open on invoice {number}.").format(number=invoice.number))
    on = _not_before(writer, invoice, on or writer.today)
    amount = invoice.open_minor
    entry_id = post_entries(writer, [written_off(invoice_id, invoice.customer_id, on, amount)])[0]
    insert_allocations(
        writer, [(Application("write_off", None, invoice.customer_id, invoice_id, amount, on), entry_id)]
    )
    _set_state(writer, invoice_id, "written_off")
    record(
        writer,
        [
            Happening(
                "invoice.written_off",
                invoice.customer_id,
                {"number": invoice.number, "amount_minor": amount, "reason": reason},
            )
        ],
    )
    return amount


def recover_write_off(writer: Writer, invoice_id: int, reason: str, on: date | None = None) -> int:
    """Take a write-off back, because the customer pays after all; what was written off is open again.

    Raises:
        UserError: the invoice is not written off, no reason, or a locked period.
        NotFound: no such invoice.
    """
    invoice = _standing(writer, invoice_id)
    _need_reason(reason)
    if invoice.state != "written_off":
        raise UserError(_("Invoice {number} is not written off.").format(number=invoice.number))
    taken_back = select(Allocation.reverses_id).where(Allocation.reverses_id.is_not(None))
    row = writer.connection.execute(
        select(Allocation.id, Allocation.amount_minor, Allocation.applied_on, Allocation.entry_id)
        .where(
            Allocation.invoice_id == invoice_id,
            Allocation.kind == "write_off",
            Allocation.amount_minor > 0,
            Allocation.id.not_in(taken_back),
        )
        .order_by(Allocation.id.desc())
        .limit(1)
    ).one()
    on = max(on or writer.today, row.applied_on)
    entry_id = post_entries(writer, [written_off(invoice_id, invoice.customer_id, on, -row.amount_minor)])[0]
    application = Application(
        "write_off", None, invoice.customer_id, invoice_id, -row.amount_minor, on, reverses_id=row.id
    )
    insert_allocations(writer, [(application, entry_id)])
    _set_state(writer, invoice_id, "issued")
    record(
        writer,
        [
            Happening(
                "invoice.recovered",
                invoice.customer_id,
                {"number": invoice.number, "amount_minor": row.amount_minor, "reason": reason},
            )
        ],
    )
    return int(row.amount_minor)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))


def _standing(reader: Reader, invoice_id: int) -> _Standing:
    row = reader.connection.execute(
        select(
            Invoice.id,
            Invoice.number,
            Invoice.customer_id,
            Invoice.kind,
            Invoice.state,
            Invoice.issued_on,
            Invoice.total_minor,
            Invoice.open_minor,
            Invoice.entry_id,
        ).where(Invoice.id == invoice_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That invoice is not in this book."))
    return _Standing(
        row.id,
        row.number or "",
        row.customer_id,
        row.kind,
        row.state,
        row.issued_on,
        row.total_minor,
        row.open_minor,
        row.entry_id,
    )


def _issued(reader: Reader, invoice_id: int, reason: str) -> _Standing:
    invoice = _standing(reader, invoice_id)
    _need_reason(reason)
    if invoice.state == "draft":
        raise UserError(_("A draft was never issued."), _("Discard it instead."))
    if invoice.state != "issued":
        raise UserError(_("Invoice {number} is already void or written off.").format(number=invoice.number))
    return invoice


def _not_before(reader: Reader, invoice: _Standing, on: date) -> date:
    if on < invoice.issued_on:
        raise UserError(_("That date is before invoice {number} was issued.").format(number=invoice.number))
    return max(on, free_since(reader, "invoice", [invoice.id]).get(invoice.id, on))


def _set_state(writer: Writer, invoice_id: int, state: str) -> None:
    writer.connection.execute(update(Invoice).where(Invoice.id == invoice_id).values(state=state))
    writer.touch("invoices")
