"""Sending one charge as several short transactions, and finding out what became of one that nobody knows about.

Create (no money moves), commit the id, confirm: whatever breaks in between, the processor's own payment can succeed only
once. Only the holder of the charging lock calls this (``turn``).
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.operation_states import OperationState as S
from app.models.invoices import Invoice
from app.models.plans import PlanCharge
from app.services.billing.charges import charge_sent
from app.services.charging.cancelling import cancel_remote
from app.services.charging.connecting import frozen_why, pause, paused_why
from app.services.charging.customers import ensure_remote_customer, method_by_id, remote_customer_of_method
from app.services.charging.operations import OperationFacts, change, invoices_of, move, operation_facts, steps_taken
from app.services.charging.processor import (
    KeyRejected,
    KeyReused,
    NotSent,
    PaymentProcessor,
    PaymentRequest,
    PaymentState,
    Refused,
    RemotePaymentCard,
    TooMany,
    Undecided,
)
from app.services.charging.queueing import STALE, check_method, drop_plan_charge, is_stale
from app.services.charging.settling import BOOK, INVOICES, OPERATION, apply_payment, fail, invoices_text, operation_of
from app.services.office import Office, Reader, Writer

# Clocks of this computer and of the processor differ; looking too far back costs nothing.
_MARGIN = timedelta(days=1)
# How long a request can be on its way: the processor gives up after 80 seconds, and so does every proxy long before this.
LONGEST_REQUEST = timedelta(minutes=10)
ALARM = "key_reused"


def send_charge(office: Office, processor: PaymentProcessor, operation_id: int) -> S:
    """Bring one charge as far as it goes now, from whatever state it is in, and return its state.

    Raises:
        NotSent: the network is away; the charge is as it was.
        KeyRejected: the key was refused; the queue is paused.
    """
    found = after = office.read(lambda reader: operation_facts(reader, operation_id))
    for _step in range(6):
        before = found.state
        if found.held or found.kind != "charge":
            return before
        if before is S.QUEUED:
            if not office.write(lambda writer: _claim(writer, operation_id)):
                return office.read(lambda reader: operation_facts(reader, operation_id)).state
            found = office.read(lambda reader: operation_facts(reader, operation_id))
            _create(office, processor, found, search=False)
        elif before is S.CREATING or (before is S.UNKNOWN and not found.remote_id):
            _create(office, processor, found, search=True)
        elif before is S.CREATED:
            _confirm(office, processor, found)
        elif before in {S.CONFIRMING, S.UNKNOWN}:
            _ask(office, processor, found)
        else:
            return before
        after = office.read(lambda reader: operation_facts(reader, operation_id))
        # Once asked, what is still not known stays for the next sync.
        if after.state is S.UNKNOWN or after.next_try_at is not None or after.state is S.QUEUED:
            return after.state
        found = after
    return after.state


def _claim(writer: Writer, operation_id: int) -> bool:
    """Have a last look and take a queued charge in hand; False when it is not to be sent (now)."""
    found = operation_facts(writer, operation_id)
    waits = found.next_try_at is not None and found.next_try_at > writer.now
    if found.state is not S.QUEUED or found.held or waits or not _allowed(writer, found):
        return False
    charges = writer.connection.execute(
        select(PlanCharge.id).where(
            PlanCharge.operation_id == operation_id, PlanCharge.state.in_(("waiting", "failed"))
        )
    ).scalars()
    for charge_id in list(charges):
        charge_sent(writer, charge_id, operation_id)
    move(writer, operation_id, S.CREATING)
    return True


def _allowed(writer: Writer, found: OperationFacts) -> bool:
    """Look a last time at the book, the invoices, the consent and the method; cancel or hold what must not be sent."""
    if paused_why(writer) or frozen_why(writer, writer.now):
        return False
    why = _changed_meanwhile(writer, found) or _given_up(writer, found)
    if why:
        if not found.remote_id:
            move(writer, found.id, S.CANCELLED, why, reason_text=why)
            drop_plan_charge(writer, found.id)
        return False
    if is_stale(writer, found.consented_on):
        text = _("Agreed to on {date}, which is long ago: release it to charge it.").format(
            date=found.consented_on.isoformat()
        )
        change(writer, found.id, text, held=True, reason_code=STALE, reason_text=text)
        return False
    try:
        check_method(writer, found.customer_id, method_by_id(writer, found.method_id or 0))
    except UserError as error:
        change(writer, found.id, str(error), held=True, reason_code="method", reason_text=str(error))
        return False
    return True


def _changed_meanwhile(writer: Reader, found: OperationFacts) -> str:
    wanted = invoices_of(writer, found.id)
    if not wanted:
        return ""
    rows = writer.connection.execute(
        select(Invoice.id, Invoice.number, Invoice.open_minor).where(Invoice.id.in_(list(wanted)))
    )
    for row in rows:
        if row.open_minor == 0:
            return _("Invoice {number} was met meanwhile; nothing was charged.").format(number=row.number)
        if row.open_minor < wanted[row.id]:
            return _("Invoice {number} has less open than was to be charged; nothing was charged.").format(number=row.number)
    return ""


def _given_up(writer: Reader, found: OperationFacts) -> str:
    """Return a sentence when a billing run's charge was given up before its first try (the plan is paid another way now)."""
    if found.attempt > 1 or found.remote_id:
        return ""
    states = set(writer.connection.execute(select(PlanCharge.state).where(PlanCharge.operation_id == found.id)).scalars())
    return _("The plan is paid another way now; nothing was charged.") if states == {"cancelled"} else ""


def _create(office: Office, processor: PaymentProcessor, found: OperationFacts, *, search: bool) -> None:
    """Make the payment without moving money; ``search`` first when an earlier try may have made it."""
    try:
        remote_id = office.read(lambda reader: remote_customer_of_method(reader, found.method_id or 0))
        remote_id = remote_id or ensure_remote_customer(office, processor, found.customer_id)
        payment = _made_before(processor, found, remote_id) if search else None
        if payment is None:
            payment = processor.create_payment(_request(office, found, remote_id), _create_key(office, found))
    except NotSent:
        _back(office, found, found.state if search else S.QUEUED, not_reached=True)
        raise
    except KeyRejected as error:
        _back(office, found, found.state if search else S.QUEUED)
        _pause(office, error)
        raise
    except TooMany as error:
        _back(office, found, found.state if search else S.QUEUED, wait=error.retry_after)
    except KeyReused as error:
        _alarm(office, found, error)
    except Refused as error:
        refusal = error
        office.write(lambda writer: fail(writer, found, refusal.code, refusal.text))
    except Undecided as error:
        text = error.text
        if found.state is not S.UNKNOWN:
            office.write(lambda writer: move(writer, found.id, S.UNKNOWN, text or _("No readable answer")))
    else:
        made = payment
        office.write(lambda writer: _keep_id(writer, found, made))


def _create_key(office: Office, found: OperationFacts) -> str:
    # A key whose answer was a 500 answers with it for a day. A payment that nobody confirms moves no money, and only the one
    # whose id is kept is ever confirmed: a key of its own for each try is safe here.
    tries, _last = office.read(lambda reader: steps_taken(reader, found.id, S.UNKNOWN))
    return found.key(f"create{tries}" if tries else "create")


def _keep_id(writer: Writer, found: OperationFacts, payment: RemotePaymentCard) -> None:
    move(writer, found.id, S.CREATED, payment.id, remote_id=payment.id)
    apply_payment(writer, payment)


def _request(office: Office, found: OperationFacts, remote_id: str) -> PaymentRequest:
    def build(reader: Reader) -> PaymentRequest:
        method = method_by_id(reader, found.method_id or 0)
        profile = reader.profile
        return PaymentRequest(
            found.amount_minor,
            profile.currency.code,
            remote_id,
            method.remote_id,
            method.kind,
            found.purpose[:500],
            {
                BOOK: profile.book_id,
                OPERATION: found.key_base,
                INVOICES: invoices_text(reader, invoices_of(reader, found.id)),
            },
        )

    return office.read(build)


def _made_before(processor: PaymentProcessor, found: OperationFacts, remote_id: str) -> RemotePaymentCard | None:
    ours = [
        each
        for each in processor.payments(found.queued_at - _MARGIN, remote_id)
        if each.metadata.get(OPERATION) == found.key_base and each.state is not PaymentState.CANCELLED
    ]
    # Two can be there when a key was forgotten; at most one of them was ever confirmed.
    return min(ours, key=lambda each: each.state is PaymentState.NEEDS_CONFIRMATION, default=None)


def _confirm(office: Office, processor: PaymentProcessor, found: OperationFacts) -> None:
    """Confirm a payment: now money moves. The state says so before it is sent."""
    waits = found.next_try_at is not None and found.next_try_at > office.clock.now()
    if waits or not office.write(lambda writer: _about_to_confirm(writer, found)):
        if office.read(lambda reader: _is_met(reader, found)):
            cancel_remote(office, processor, found)
        return
    _send_confirm(office, processor, found, found.key("confirm"))


def _about_to_confirm(writer: Writer, found: OperationFacts) -> bool:
    if not _allowed(writer, found):
        return False
    move(writer, found.id, S.CONFIRMING)
    return True


def _is_met(reader: Reader, found: OperationFacts) -> bool:
    return bool(_changed_meanwhile(reader, found))


def _confirm_key(office: Office, found: OperationFacts) -> str:
    """Return the key to confirm the same payment again with: the same one while the earlier request may still be on its way.

    After that a key of its own, because one whose answer was a 500 answers with it for a day. The payment succeeds once.
    """
    _times, sent_at = office.read(lambda reader: steps_taken(reader, found.id, S.CONFIRMING))
    if sent_at is None or office.clock.now() - sent_at <= LONGEST_REQUEST:
        return found.key("confirm")
    tries, _last = office.read(lambda reader: steps_taken(reader, found.id, S.UNKNOWN))
    return found.key(f"confirm{tries}" if tries else "confirm")


def _send_confirm(office: Office, processor: PaymentProcessor, found: OperationFacts, key: str) -> None:
    method = office.read(lambda reader: method_by_id(reader, found.method_id or 0))
    try:
        payment = processor.confirm_payment(found.remote_id, method.remote_id, key)
    except NotSent:
        # An earlier try of the same confirmation may be under way still: then it stays unknown.
        if found.state is S.CREATED:
            _back(office, found, S.CREATED, not_reached=True)
        else:
            office.write(lambda writer: move(writer, found.id, S.UNKNOWN, _("The processor cannot be reached.")))
        raise
    except KeyRejected as error:
        _back(office, found, S.CREATED if found.state is S.CREATED else S.UNKNOWN)
        _pause(office, error)
        raise
    except TooMany as error:
        _back(office, found, S.CREATED if found.state is S.CREATED else S.UNKNOWN, wait=error.retry_after)
    except KeyReused as error:
        _alarm(office, found, error)
    except Undecided as error:
        text = error.text
        office.write(lambda writer: move(writer, found.id, S.UNKNOWN, text or _("No readable answer")))
    except Refused as error:
        _after_refusal(office, processor, found, error)
    else:
        answer = payment
        office.write(lambda writer: apply_payment(writer, answer, definite=True))


def _after_refusal(office: Office, processor: PaymentProcessor, found: OperationFacts, refusal: Refused) -> None:
    """A confirmation can be refused because an earlier one went through: only the payment itself says."""
    try:
        payment = processor.payment(found.remote_id)
    except (Undecided, TooMany, Refused, NotSent, KeyRejected) as error:
        text = error.text
        office.write(lambda writer: move(writer, found.id, S.UNKNOWN, text))
        return

    def settle(writer: Writer) -> None:
        if payment.state in {PaymentState.NEEDS_CONFIRMATION, PaymentState.NEEDS_METHOD}:
            if payment.decline_code and payment.state is PaymentState.NEEDS_METHOD:
                apply_payment(writer, payment, definite=True)
            else:
                fail(writer, found, refusal.code, refusal.text)
        else:
            apply_payment(writer, payment)

    office.write(settle)


def _ask(office: Office, processor: PaymentProcessor, found: OperationFacts) -> None:
    """Find out what became of a confirmation; confirm the very same payment again where it did not arrive."""
    try:
        payment = processor.payment(found.remote_id)
    except (Undecided, TooMany, Refused, KeyReused) as error:
        text = error.text
        if found.state is S.CONFIRMING:
            office.write(lambda writer: move(writer, found.id, S.UNKNOWN, text))
        return
    again = payment.state is PaymentState.NEEDS_CONFIRMATION or (
        payment.state is PaymentState.NEEDS_METHOD and found.attempt > 1
    )
    if not again:
        office.write(lambda writer: apply_payment(writer, payment))
        return
    if office.read(lambda reader: _is_met(reader, found)):
        cancel_remote(office, processor, found)
        return
    if office.read(lambda reader: paused_why(reader) or frozen_why(reader, office.clock.now())):
        return
    key = _confirm_key(office, found)
    if found.state is S.UNKNOWN:
        office.write(lambda writer: move(writer, found.id, S.CONFIRMING, _("Asked again: it had not arrived.")))
    _send_confirm(office, processor, found, key)


def look_again(office: Office, processor: PaymentProcessor, payment_id: str) -> S | None:
    """Fetch a payment and apply how it stands.

    Raises:
        ProcessorError: as the processor answers.
    """
    payment = processor.payment(payment_id)
    operation = office.read(lambda reader: operation_of(reader, payment))
    if operation is not None and operation.state in {S.CONFIRMING, S.UNKNOWN} and operation.kind == "charge":
        return operation.state
    return office.write(partial(_apply, payment))


def _apply(payment: RemotePaymentCard, writer: Writer) -> S | None:
    return apply_payment(writer, payment)


def _back(
    office: Office, found: OperationFacts, to: S, *, wait: float | None = None, not_reached: bool = False
) -> None:
    """Return an operation to where it was before a request that certainly did nothing."""

    def go(writer: Writer) -> None:
        now = operation_facts(writer, found.id).state
        if now is to:
            return
        until = None if wait is None else writer.now + timedelta(seconds=wait)
        detail = _("The processor cannot be reached.") if not_reached else _("Not done; it is sent again later.")
        move(writer, found.id, to, detail, next_try_at=until)

    office.write(go)


def _pause(office: Office, error: KeyRejected) -> None:
    why = _("The processor refused the key: {text}").format(text=error.text[:200])
    office.write(lambda writer: pause(writer, why))


def _alarm(office: Office, found: OperationFacts, error: KeyReused) -> None:
    text = _("The processor says that this request was made before with other contents. Nothing more is sent for it.")

    def stop(writer: Writer) -> None:
        if operation_facts(writer, found.id).state is not S.UNKNOWN:
            move(writer, found.id, S.UNKNOWN, error.text)
        change(writer, found.id, text, held=True, reason_code=ALARM, reason_text=text)

    office.write(stop)
