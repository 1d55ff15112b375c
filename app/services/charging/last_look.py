"""The last look before a charge is sent: whether its invoices still want it, in the book and at the processor.

What a customer has paid at the processor meanwhile, through a link or to a copy of this book on another computer, is taken in
first: then the invoice is met, and the charge is cancelled instead of sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, select

from app.domain.language import _
from app.domain.operation_states import OperationState as S
from app.models.invoices import Invoice
from app.models.operations import OperationInvoice
from app.services.charging.connecting import need_account
from app.services.charging.customers import remote_customer_of, remote_customer_of_method
from app.services.charging.operations import change, operation_facts
from app.services.charging.processor import PaymentProcessor, PaymentState, RemotePaymentCard
from app.services.charging.settling import BOOK, INVOICES, apply_payment, invoices_named, is_posted, operation_of
from app.services.office import Office, Reader, Writer

RIVAL = "elsewhere"
# Clocks of this computer and of the processor differ, and what was begun before the last sync may have ended after it.
_MARGIN = timedelta(days=1)
_WANTED = (
    select(Invoice.id, Invoice.number, Invoice.open_minor, OperationInvoice.amount_minor)
    .select_from(OperationInvoice)
    .join(Invoice, Invoice.id == OperationInvoice.invoice_id)
    .where(OperationInvoice.operation_id == bindparam("wanted"))
    .order_by(Invoice.id)
)


def changed_meanwhile(reader: Reader, operation_id: int) -> str:
    """Return why an operation's invoices do not want it any more, or nothing while they do."""
    for row in reader.connection.execute(_WANTED, {"wanted": operation_id}):
        if row.open_minor == 0:
            return _("Invoice {number} was met meanwhile; nothing was charged.").format(number=row.number)
        if row.open_minor < row.amount_minor:
            return _("Invoice {number} has less open than was to be charged; nothing was charged.").format(number=row.number)
    return ""


def look_at_customer(office: Office, processor: PaymentProcessor, operation_id: int) -> None:
    """Take in what the customer of a charge paid at the processor since the last sync; one request.

    A charge whose invoices somebody else is charging right now, who has a copy of this book, is held.

    Raises:
        ProcessorError: as the processor answers; nothing is known then, and nothing should be sent.
    """

    def known(reader: Reader) -> tuple[set[str], datetime]:
        found = operation_facts(reader, operation_id)
        pinned = need_account(reader)
        names = set[str]()
        if found.kind == "charge" and found.state in {S.QUEUED, S.CREATED} and not found.held:
            names = {remote_customer_of(reader, found.customer_id), remote_customer_of_method(reader, found.method_id or 0)}
        return names - {""}, min(pinned.synced_at or pinned.connected_at, office.clock.now()) - _MARGIN

    names, since = office.read(known)
    for payment in [each for name in sorted(names) for each in processor.payments(since, name)]:
        if payment.state is PaymentState.SUCCEEDED:
            if not office.read(partial(is_posted, remote_id=payment.id)):
                office.write(partial(apply_payment, payment=payment))
        elif payment.state is PaymentState.PROCESSING:
            office.write(partial(_hold_for, operation_id=operation_id, payment=payment))


def _hold_for(writer: Writer, operation_id: int, payment: RemotePaymentCard) -> None:
    """Hold a charge while a payment is in transit that a copy of this book asked for, for one of the same invoices."""
    if payment.metadata.get(BOOK) != writer.profile.book_id or operation_of(writer, payment) is not None:
        return
    found = operation_facts(writer, operation_id)
    theirs = invoices_named(writer, found.customer_id, payment.metadata.get(INVOICES, ""))
    ours = writer.connection.execute(_WANTED, {"wanted": operation_id}).all()
    both = [row.number or "" for row in ours if row.id in theirs]
    if both and not found.held:
        text = _("Invoice {number} is being charged from another copy of this book.").format(number=both[0])
        change(writer, operation_id, text, held=True, reason_code=RIVAL, reason_text=text)
