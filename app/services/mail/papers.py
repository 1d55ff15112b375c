"""The paper of a message about a refused charge: the invoice it is for, made just before the message leaves.

Made then and not when it is queued: in the transaction that records a refusal nothing is drawn, and the paper says what is open
when it is sent. Papers that somebody chose for a message of his own come with it and are none of this.
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
from app.services.office import Office, Reader, Writer
from app.services.ports import Press

OpenPress = Callable[[], Press]
"""Returns the press; called in the worker that sends, when a paper is first needed."""
WITH_INVOICE = frozenset({MailKind.PAYMENT_FAILED, MailKind.PAYMENT_REMINDER})


def invoice_paper(office: Office, press: OpenPress, message: MessageFacts) -> Attached | None:
    """Return the invoice that goes with a message, or None where none does: another kind, one attached already, not printable."""
    if message.plan_charge_id is None or MailKind(message.kind) not in WITH_INVOICE:
        return None
    found = office.read(lambda reader: _missing(reader, message))
    if found is None:
        return None
    # What fills and draws an invoice is only imported where one is sent.
    from app.services.queries.documents import invoice_document

    invoice_id, customer_id, number = found
    try:
        doc = office.read(lambda reader: invoice_document(reader, invoice_id))
        content = press().render_invoices([doc])
    except UserError:
        return None  # the words tell what to do without the paper, too
    name = office.read(lambda reader: file_name(reader, MailKind.INVOICE, customer_id, number))
    return Attached(name, content)


def attach(writer: Writer, message: MessageFacts, file: Attached) -> None:
    """Put a paper to a message that waits and has none yet."""
    if _missing(writer, message) is None:
        return
    row = MailAttachmentRow(message.id, 0, file.name, file.media_type, len(file.content), file.content)
    insert_rows(writer.connection, MailAttachment, [row])
    touch(writer, message.customer_id)


def _missing(reader: Reader, message: MessageFacts) -> tuple[int, int, str] | None:
    """Return the invoice (id, customer, number) of a message that has no file yet."""
    there = select(MailAttachment.message_id).where(MailAttachment.message_id == message.id).limit(1)
    if reader.connection.execute(there).first() is not None:
        return None
    row = reader.connection.execute(
        select(Invoice.id, Invoice.customer_id, Invoice.number)
        .join(PlanCharge, PlanCharge.invoice_id == Invoice.id)
        .where(PlanCharge.id == message.plan_charge_id)
    ).one_or_none()
    return None if row is None else (row.id, row.customer_id, row.number or "")
