"""The papers of messages that nobody writes: the invoice of a refused charge, the receipt of a refund.

Made just before a message leaves and not when it is queued: in the transaction that records a refusal nothing is drawn, and the
paper says what is open when it is sent. Papers that somebody chose for a message of his own come with it and are none of this.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.domain.errors import UserError
from app.models.bulk import insert_rows
from app.models.invoices import Invoice
from app.models.mail import MailAttachment, MailAttachmentRow
from app.models.plans import PlanCharge
from app.services.mail.kinds import MailKind
from app.services.mail.letters import Attached
from app.services.mail.orders import file_name
from app.services.mail.queueing import MessageFacts, touch
from app.services.mail.refunds import refund_told
from app.services.office import Office, Reader, Writer
from app.services.ports import Press

OpenPress = Callable[[], Press]
"""Returns the press; called in the worker that sends, when a paper is first needed."""
WITH_INVOICE = frozenset({MailKind.PAYMENT_FAILED, MailKind.PAYMENT_REMINDER})


def paper_for(office: Office, press: OpenPress, message: MessageFacts) -> Attached | None:
    """Return the paper that goes with a message that nobody wrote; None where it has one, or none can be drawn."""
    if office.read(lambda reader: _has_file(reader, message)):
        return None
    try:
        if MailKind(message.kind) in WITH_INVOICE and message.plan_charge_id is not None:
            return _invoice(office, press, message.plan_charge_id)
        if (reversal_id := office.read(lambda reader: refund_told(reader, message))) is not None:
            return _refund_receipt(office, press, reversal_id)
    except UserError:
        return None  # the words tell what there is to tell without the paper, too
    return None


def attach(writer: Writer, message: MessageFacts, file: Attached) -> None:
    """Put a paper to a message that waits and has none yet."""
    if _has_file(writer, message):
        return
    row = MailAttachmentRow(message.id, 0, file.name, file.media_type, len(file.content), file.content)
    insert_rows(writer.connection, MailAttachment, [row])
    touch(writer, message.customer_id)


def _invoice(office: Office, press: OpenPress, charge_id: int) -> Attached:
    # What fills and draws papers is only imported where one is sent.
    from app.services.queries.documents import invoice_document

    invoice_id, customer_id, number = office.read(lambda reader: _invoice_of(reader, charge_id))
    doc = office.read(lambda reader: invoice_document(reader, invoice_id))
    name = office.read(lambda reader: file_name(reader, MailKind.INVOICE, customer_id, number))
    return Attached(name, press().render_invoices([doc]))


def _refund_receipt(office: Office, press: OpenPress, reversal_id: int) -> Attached:
    from app.services.queries.refund_receipts import refund_owner, refund_receipt

    doc = office.read(lambda reader: refund_receipt(reader, reversal_id))
    customer_id = office.read(lambda reader: refund_owner(reader, reversal_id))
    name = office.read(lambda reader: file_name(reader, MailKind.REFUND_RECEIPT, customer_id, doc.number))
    return Attached(name, press().render_refund_receipt(doc))


def _has_file(reader: Reader, message: MessageFacts) -> bool:
    there = select(MailAttachment.message_id).where(MailAttachment.message_id == message.id).limit(1)
    return reader.connection.execute(there).first() is not None


def _invoice_of(reader: Reader, charge_id: int) -> tuple[int, int, str]:
    row = reader.connection.execute(
        select(Invoice.id, Invoice.customer_id, Invoice.number)
        .join(PlanCharge, PlanCharge.invoice_id == Invoice.id)
        .where(PlanCharge.id == charge_id)
    ).one()
    return row.id, row.customer_id, row.number or ""
