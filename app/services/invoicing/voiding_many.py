"""Voiding many invoices at once, such as a whole billing run: what nothing has met yet in bulk, the others one by one.

What it means to void an invoice is said in ``voiding``; here only the way is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, or_, select, update

from app.domain.entries import Entry, Side, invoice_voided
from app.domain.errors import UserError
from app.domain.language import _
from app.models.estimates import Estimate
from app.models.invoices import Invoice
from app.models.jobs import Job
from app.models.ledger import JournalEntry, Posting
from app.models.payments import Allocation
from app.services.activity import Happening, record
from app.services.collecting.applying import Application, insert_allocations
from app.services.invoicing.voiding import void_invoice
from app.services.ledger import post_entries
from app.services.office import Reader, Writer
from app.services.ports import Progress, Silent

_PORTION = 500


class _Plain(NamedTuple):
    id: int
    number: str
    customer_id: int
    total_minor: int
    entry_id: int


def void_invoices(writer: Writer, invoice_ids: Sequence[int], reason: str, progress: Progress | None = None) -> None:
    """Take issued invoices back, all or none; see ``voiding.void_invoice``.

    Args:
        writer: the transaction.
        invoice_ids: invoices.
        reason: why.
        progress: told how many are void; asked before each portion whether to go on.

    Raises:
        UserError: one of them cannot be voided, there is no reason, or somebody stopped it: nothing must be kept then.
        NotFound: no such invoice.
    """
    watch = progress or Silent()
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    for at in range(0, len(invoice_ids), _PORTION):
        if watch.cancelled:
            raise UserError(_("Stopped. Nothing was voided."))
        watch.step(at, len(invoice_ids), _("Voiding {count} invoices").format(count=f"{len(invoice_ids):,}"))
        some = invoice_ids[at : at + _PORTION]
        plain = _untouched(writer, some)
        _void(writer, plain, reason)
        known = {invoice.id for invoice in plain}
        for invoice_id in some:
            if invoice_id not in known:
                void_invoice(writer, invoice_id, reason)


def _untouched(reader: Reader, invoice_ids: Sequence[int]) -> list[_Plain]:
    """Return those that stand as they were issued: nothing met them, nothing ever did, no job or estimate asks by them."""
    rows = reader.connection.execute(
        select(Invoice.id, Invoice.number, Invoice.customer_id, Invoice.total_minor, Invoice.entry_id)
        .where(
            Invoice.id.in_(invoice_ids),
            Invoice.state == "issued",
            Invoice.open_minor == Invoice.total_minor,
            Invoice.entry_id.is_not(None),
            Invoice.issued_on <= reader.today,
            ~exists().where(Allocation.invoice_id == Invoice.id),
            ~exists().where(Job.invoice_id == Invoice.id),
            ~exists().where(or_(Estimate.invoice_id == Invoice.id, Estimate.invoice_id == Invoice.parent_id)),
        )
        .order_by(Invoice.id)
    )
    return [_Plain(row.id, row.number or "", row.customer_id, row.total_minor, row.entry_id) for row in rows]


def _void(writer: Writer, invoices: Sequence[_Plain], reason: str) -> None:
    if not invoices:
        return
    on = writer.today
    originals = entries_by_id(writer, [invoice.entry_id for invoice in invoices])
    ids = post_entries(
        writer, [invoice_voided(originals[invoice.entry_id], on, invoice.entry_id) for invoice in invoices]
    )
    insert_allocations(
        writer,
        [
            (Application("void", None, invoice.customer_id, invoice.id, invoice.total_minor, on), entry_id)
            for invoice, entry_id in zip(invoices, ids, strict=True)
            if invoice.total_minor
        ],
    )
    writer.connection.execute(
        update(Invoice).where(Invoice.id.in_([invoice.id for invoice in invoices])).values(state="void")
    )
    record(
        writer,
        (
            Happening(
                "invoice.voided",
                invoice.customer_id,
                {"number": invoice.number, "total_minor": invoice.total_minor, "reason": reason},
            )
            for invoice in invoices
        ),
    )
    writer.touch("invoices")


def entries_by_id(reader: Reader, entry_ids: Sequence[int]) -> dict[int, Entry]:
    """Return posted entries as values, for reversing them."""
    sides: dict[int, list[Side]] = {}
    postings = select(Posting.entry_id, Posting.account_id, Posting.amount_minor, Posting.invoice_id)
    for row in reader.connection.execute(postings.where(Posting.entry_id.in_(entry_ids)).order_by(Posting.id)):
        sides.setdefault(row.entry_id, []).append(Side(row.account_id, row.amount_minor, row.invoice_id))
    rows = reader.connection.execute(
        select(
            JournalEntry.id,
            JournalEntry.kind,
            JournalEntry.posted_on,
            JournalEntry.customer_id,
            JournalEntry.memo,
            JournalEntry.payment_id,
            JournalEntry.credit_memo_id,
        ).where(JournalEntry.id.in_(entry_ids))
    )
    return {
        id_: Entry(kind, posted_on, customer_id, tuple(sides.get(id_, ())), memo, payment_id, credit_memo_id)
        for id_, kind, posted_on, customer_id, memo, payment_id, credit_memo_id in rows
    }
