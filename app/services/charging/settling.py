"""Posting what the processor answered about payments: taken, in transit, declined; and payments made elsewhere.

Everything here runs in one transaction each and may run again: a payment is posted once, by its remote id.
"""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from app.domain.chart import Chart
from app.domain.language import _
from app.domain.operation_states import OperationState as S
from app.domain.operation_states import may_follow
from app.models.invoices import Invoice
from app.models.operations import OperationInvoice, RemotePayment
from app.models.plans import PlanCharge
from app.services.activity import Happening, record
from app.services.billing.charges import charge_paid, charge_processing
from app.services.billing.dunning import charge_failed
from app.services.charging.connecting import need_account
from app.services.charging.customers import customer_of_remote, method_by_id, method_of_remote
from app.services.charging.declines import reason_words
from app.services.charging.operations import OperationFacts, change, find_operation, invoices_of, local_day, move
from app.services.charging.processor import PaymentState, RemotePaymentCard
from app.services.charging.queueing import drop_plan_charge
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.formats import amount_format
from app.services.office import Reader, Writer

_INVOICES_NAMED = (
    select(Invoice.number, OperationInvoice.amount_minor)
    .select_from(OperationInvoice)
    .join(Invoice, Invoice.id == OperationInvoice.invoice_id)
    .where(OperationInvoice.operation_id == bindparam("wanted"))
    .order_by(Invoice.id)
)

# Built once: each charge asks for them.
_KNOWN = select(RemotePayment.state).where(RemotePayment.remote_id == bindparam("wanted"))
_TAKE_IN = insert(RemotePayment)
_UNPAID_CHARGES = select(PlanCharge.id).where(PlanCharge.operation_id == bindparam("wanted"), PlanCharge.state != "paid")
_OPEN = select(Invoice.id, Invoice.open_minor).where(
    Invoice.id.in_(bindparam("wanted", expanding=True)), Invoice.customer_id == bindparam("owner")
)

OPERATION, BOOK, INVOICES = "counterfoil_operation", "counterfoil_book", "counterfoil_invoices"


def operation_of(reader: Reader, payment: RemotePaymentCard) -> OperationFacts | None:
    """Return the operation that a remote payment is for: by its metadata, else by its id."""
    named = payment.metadata.get(OPERATION, "")
    found = find_operation(reader, key_base=named) if named else None
    return found or find_operation(reader, remote_id=payment.id)


def apply_payment(writer: Writer, payment: RemotePaymentCard, *, definite: bool = False) -> S | None:
    """Apply how a remote payment stands, and return the state of its operation afterwards; None where it has none.

    Safe to repeat and in any order; a payment that needs to be confirmed (again) changes nothing. ``definite`` says that it
    is the very answer to the attempt under way: a payment that merely wants a method may still bear the decline of an
    earlier attempt.
    """
    operation = operation_of(writer, payment)
    if operation is None:
        if payment.state is PaymentState.SUCCEEDED:
            _adopt(writer, payment)
        return None
    if payment.state is PaymentState.SUCCEEDED:
        _settle(writer, operation, payment)
        return S.SUCCEEDED
    to = _meaning(payment)
    if to is not None and operation.kind == "charge" and not operation.remote_id:
        change(writer, operation.id, remote_id=payment.id)
    # A declined attempt of a page is no end of the page; an old answer never overtakes a newer state.
    if to is None or to is operation.state or not may_follow(operation.state, to) or _is_over(operation.state, to):
        return operation.state
    if to is S.DECLINED and not definite and not _declined_now(operation):
        return operation.state
    if to is S.PROCESSING:
        move(writer, operation.id, to, _("In transit"))
        for charge_id in _plan_charges(writer, operation.id):
            charge_processing(writer, charge_id)
    elif to is S.NEEDS_CUSTOMER:
        move(writer, operation.id, to, _("The bank wants the customer to confirm the payment."))
    elif to is S.DECLINED:
        decline(writer, operation, payment.decline_code, payment.decline_text)
    elif to is S.CANCELLED:
        move(writer, operation.id, to, _("Cancelled at the processor"))
        drop_plan_charge(writer, operation.id)
    return to


def _declined_now(operation: OperationFacts) -> bool:
    if operation.kind == "payment_page":
        return False
    waits = operation.state in {S.PROCESSING, S.NEEDS_CUSTOMER}
    return waits or (operation.attempt == 1 and operation.state in {S.CONFIRMING, S.UNKNOWN})


def _meaning(payment: RemotePaymentCard) -> S | None:
    return {
        PaymentState.PROCESSING: S.PROCESSING,
        PaymentState.NEEDS_ACTION: S.NEEDS_CUSTOMER,
        PaymentState.NEEDS_METHOD: S.DECLINED,
        PaymentState.CANCELLED: S.CANCELLED,
    }.get(payment.state)


def _is_over(state: S, to: S) -> bool:
    if state is S.DECLINED:
        return to is not S.CANCELLED
    return state in {S.SUCCEEDED, S.CANCELLED, S.FAILED}


def decline(writer: Writer, operation: OperationFacts, code: str, text: str = "") -> None:
    """Record a definite decline with its reason in words; the billing run's charge goes up its ladder."""
    words = reason_words(code)
    move(writer, operation.id, S.DECLINED, words, reason_code=code, reason_text=text or words)
    for charge_id in _plan_charges(writer, operation.id):
        charge_failed(writer, charge_id, code, words)
    record(
        writer,
        [
            Happening(
                "charge.declined",
                operation.customer_id,
                {"amount_minor": operation.amount_minor, "code": code, "reason": words},
            )
        ],
    )


def fail(writer: Writer, operation: OperationFacts, code: str, text: str) -> None:
    """Record that the request itself was refused: nothing was charged and repeating it changes nothing."""
    words = _("The processor refused the request: {text}").format(text=text[:200])
    move(writer, operation.id, S.FAILED, words, reason_code=code, reason_text=words)
    for charge_id in _plan_charges(writer, operation.id):
        charge_failed(writer, charge_id, code, words)


def _plan_charges(reader: Reader, operation_id: int) -> list[int]:
    query = select(PlanCharge.id).where(
        PlanCharge.operation_id == operation_id, PlanCharge.state.in_(("sent", "processing", "waiting"))
    )
    return list(reader.connection.execute(query).scalars())


def _settle(writer: Writer, operation: OperationFacts, payment: RemotePaymentCard) -> None:
    if is_posted(writer, payment.id):
        return
    kind = _kind_of(writer, operation, payment)
    wanted = invoices_of(writer, operation.id)
    payment_id, left = _post(writer, operation.customer_id, payment, kind, wanted, operation.purpose, writer.today)
    detail = ""
    if left and wanted:
        show = amount_format(writer.profile.locale, writer.profile.currency.code).money
        detail = _("{amount} was not needed any more and is the customer's credit.").format(amount=show(left))
    values: dict[str, object] = {"payment_id": payment_id, "reason_code": "", "reason_text": detail}
    if operation.kind == "charge" and not operation.remote_id:
        values["remote_id"] = payment.id
    move(writer, operation.id, S.SUCCEEDED, detail, **values)
    for charge_id in _all_plan_charges(writer, operation.id):
        charge_paid(writer, charge_id)


def _all_plan_charges(reader: Reader, operation_id: int) -> list[int]:
    return list(reader.connection.execute(_UNPAID_CHARGES, {"wanted": operation_id}).scalars())


def is_posted(reader: Reader, remote_id: str) -> bool:
    """Tell whether the book has a payment of the processor's in its ledger."""
    return reader.connection.execute(_KNOWN, {"wanted": remote_id}).scalar() == "posted"


def _kind_of(reader: Reader, operation: OperationFacts | None, payment: RemotePaymentCard) -> str:
    if operation is not None and operation.method_id is not None:
        return method_by_id(reader, operation.method_id).kind
    found = method_of_remote(reader, payment.method_id) if payment.method_id else None
    # Bank debits have charges of their own kind.
    return found.kind if found is not None else "bank" if payment.charge_id.startswith("py_") else "card"


def _post(
    writer: Writer,
    customer_id: int,
    payment: RemotePaymentCard,
    kind: str,
    wanted: dict[int, int],
    memo: str,
    received_on: object,
) -> tuple[int, int]:
    """Take the payment in, meet the invoices with it as far as they are open, and return its id and what is left."""
    amount = payment.received_minor or payment.amount_minor
    apply: dict[int, int] = {}
    left = amount
    open_now: dict[int, int] = {}
    if wanted:
        rows = writer.connection.execute(_OPEN, {"wanted": list(wanted), "owner": customer_id})
        open_now = {row.id: row.open_minor for row in rows}
    for invoice_id, share in wanted.items():
        part = min(share, open_now.get(invoice_id, 0), left)
        if part > 0:
            apply[invoice_id] = part
            left -= part
    on = local_day(writer, payment.created_at) if received_on is None else writer.today
    taken = take_payment(
        writer, NewPayment(customer_id, on, kind, amount, payment.id, memo, apply, money_account=int(Chart.CLEARING))
    )
    values = {
        "charge_id": payment.charge_id,
        "remote_customer": payment.customer_id,
        "description": payment.description,
        "amount_minor": amount,
        "taken_at": payment.created_at,
        "state": "posted",
        "payment_id": taken.id,
    }
    if writer.connection.execute(_KNOWN, {"wanted": payment.id}).scalar() is None:
        writer.connection.execute(_TAKE_IN, {"remote_id": payment.id, **values})
    else:
        writer.connection.execute(
            update(RemotePayment).where(RemotePayment.remote_id == payment.id).values(**values)
        )
    return taken.id, left


def _adopt(writer: Writer, payment: RemotePaymentCard) -> None:
    """Take in a payment that no operation of this book made: for a known customer, else listed for matching."""
    known = writer.connection.execute(select(RemotePayment.state).where(RemotePayment.remote_id == payment.id)).scalar()
    if known is not None:
        return
    own = payment.metadata.get(BOOK) == writer.profile.book_id
    if payment.created_at < need_account(writer).connected_at and not own:
        return
    customer_id = customer_of_remote(writer, payment.customer_id) if payment.customer_id else None
    if customer_id is None or payment.currency != writer.profile.currency.code:
        writer.connection.execute(
            insert(RemotePayment).values(
                remote_id=payment.id,
                charge_id=payment.charge_id,
                remote_customer=payment.customer_id,
                description=payment.description,
                amount_minor=payment.received_minor or payment.amount_minor,
                taken_at=payment.created_at,
                state="unmatched",
            )
        )
        writer.touch("operations", "payments")
        return
    # This very book asked for it before it was restored from a backup: the invoices it named must not be charged again.
    wanted = invoices_named(writer, customer_id, payment.metadata.get(INVOICES, "")) if own else {}
    memo = payment.description or _("Taken outside this program")
    adopt_for(writer, customer_id, payment, wanted, memo)


def adopt_for(
    writer: Writer, customer_id: int, payment: RemotePaymentCard, wanted: dict[int, int], memo: str
) -> int:
    """Post a payment of the processor's for a customer and return the payment's id; what meets no invoice is credit."""
    payment_id, left = _post(writer, customer_id, payment, _kind_of(writer, None, payment), wanted, memo, None)
    record(
        writer,
        [Happening("charge.adopted", customer_id, {"amount_minor": payment.amount_minor, "left_minor": left})],
    )
    writer.touch("operations")
    return payment_id


def invoices_named(reader: Reader, customer_id: int, text: str) -> dict[int, int]:
    """Return the invoices (ids) of a customer that metadata names, with minor units; the reverse of ``invoices_text``."""
    found: dict[int, int] = {}
    for part in text.split(","):
        number, _equals, amount = part.partition("=")
        if not amount.isdigit():
            continue
        id_ = reader.connection.execute(
            select(Invoice.id).where(Invoice.number == number, Invoice.customer_id == customer_id)
        ).scalar()
        if id_ is not None:
            found[id_] = int(amount)
    return found


def invoices_text(reader: Reader, operation_id: int) -> str:
    """Return the invoices an operation is for as metadata: ``10001=5000,10002=300``, at most 500 characters."""
    text = ""
    for number, amount in reader.connection.execute(_INVOICES_NAMED, {"wanted": operation_id}):
        longer = f"{text},{number or ''}={amount}" if text else f"{number or ''}={amount}"
        if len(longer) > 500:
            break
        text = longer
    return text
