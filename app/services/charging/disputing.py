"""Disputes, and bank debits that fail after they had succeeded: the money leaves the payment, its invoices are open again."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from app.domain.language import _
from app.models.bulk import take_ids
from app.models.invoices import Invoice
from app.models.operations import Dispute, RemotePayment
from app.models.payments import Allocation, Payment
from app.services.activity import Happening, record
from app.services.charging.operations import open_day
from app.services.charging.processor import RemoteDispute
from app.services.collecting.applying import apply_source, payment_source
from app.services.collecting.giving_back import dispute_payment, put_back
from app.services.office import Writer

# An inquiry: the bank asks, no money has moved.
_INQUIRY = "warning_"


def apply_dispute(writer: Writer, dispute: RemoteDispute, *, fee_minor: int | None = None) -> None:
    """Apply how a dispute stands: taken from the payment once, put back once when it was won. Its fee is a balance line's.

    ``fee_minor`` is the fee where it is known otherwise than by the dispute's own lines.
    """
    payment_id = writer.connection.execute(
        select(RemotePayment.payment_id).where(RemotePayment.remote_id == dispute.payment_id)
    ).scalar()
    row = writer.connection.execute(
        select(Dispute.id, Dispute.state, Dispute.reversal_id, Dispute.won_reversal_id, Dispute.payment_id).where(
            Dispute.remote_id == dispute.id
        )
    ).one_or_none()
    values = {
        "payment_id": payment_id,
        "amount_minor": dispute.amount_minor,
        "fee_minor": sum(line.fee_minor for line in dispute.lines) if fee_minor is None else fee_minor,
        "reason": dispute.reason,
        "state": dispute.state,
        "evidence_due_on": dispute.evidence_due_on,
    }
    if row is None:
        id_ = take_ids(writer.connection, Dispute)[0]
        writer.connection.execute(insert(Dispute).values(id=id_, remote_id=dispute.id, **values))
    else:
        id_ = row.id
        writer.connection.execute(update(Dispute).where(Dispute.id == id_).values(**values))
    if payment_id is None:
        return
    reversal_id = row.reversal_id if row is not None else None
    if reversal_id is None and not dispute.state.startswith(_INQUIRY):
        reversal_id = _take(writer, id_, payment_id, dispute)
    if dispute.state == "won" and reversal_id is not None and (row is None or row.won_reversal_id is None):
        _give_back(writer, id_, payment_id, reversal_id)
    writer.touch("operations", "payments")


def _take(writer: Writer, id_: int, payment_id: int, dispute: RemoteDispute) -> int | None:
    words = dispute.reason.replace("_", " ")
    taken = dispute_payment(
        writer,
        payment_id,
        dispute.amount_minor,
        _("Disputed: {reason}").format(reason=words),
        reference=dispute.id,
        on=open_day(writer, writer.today),
    )
    if taken is None:
        return None
    writer.connection.execute(update(Dispute).where(Dispute.id == id_).values(reversal_id=taken.id))
    return taken.id


def _give_back(writer: Writer, id_: int, payment_id: int, reversal_id: int) -> None:
    back = put_back(writer, reversal_id, _("Dispute won"))
    writer.connection.execute(update(Dispute).where(Dispute.id == id_).values(won_reversal_id=back))
    # What it had paid before is paid by it again, as far as it is open still.
    source = payment_source(writer, payment_id)
    rows = writer.connection.execute(
        select(Invoice.id, Invoice.open_minor)
        .where(
            Invoice.open_minor > 0,
            Invoice.id.in_(select(Allocation.invoice_id).where(Allocation.payment_id == payment_id)),
        )
        .order_by(Invoice.due_on, Invoice.id)
    )
    left, wanted = source.open_minor, {}
    for row in rows:
        part = min(left, row.open_minor)
        if part > 0:
            wanted[row.id] = part
            left -= part
    if wanted:
        apply_source(writer, source, wanted, writer.today)
    number = writer.connection.execute(select(Payment.number).where(Payment.id == payment_id)).scalar_one()
    record(writer, [Happening("dispute.won", source.customer_id, {"number": number})])
