"""Sending one charge as several short transactions, and finding out what became of one that nobody knows about.

Create (no money moves), commit the id, confirm: whatever breaks in between, the processor's own payment can succeed only
once. Called by who syncs, or at a desk by who has the charge in hand (``hands``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from sqlalchemy import bindparam, select

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.operation_states import OperationState as S
from app.models.plans import PlanCharge
from app.services.billing.charges import charge_sent
from app.services.charging.cancelling import cancel_remote
from app.services.charging.connecting import frozen_why, pause, paused_why
from app.services.charging.customers import (
    Method,
    ensure_remote_customer,
    method_by_id,
    remote_customer_of,
    remote_customer_of_method,
)
from app.services.charging.hands import in_hand
from app.services.charging.last_look import changed_meanwhile
from app.services.charging.operations import OperationFacts, change, move, operation_facts, steps_taken
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
_PLAN_CHARGES = select(PlanCharge.id, PlanCharge.state).where(PlanCharge.operation_id == bindparam("wanted"))


def send_charge(office: Office, processor: PaymentProcessor, operation_id: int, *, at_desk: bool = False) -> S:
    """Bring one charge as far as it goes now, from whatever state it is in, and return its state.

    ``at_desk`` says that the caller has it in hand (``hands``); otherwise one that somebody has in hand is left alone.

    Raises:
        NotSent: the network is away; the charge is as it was.
        KeyRejected: the key was refused; the queue is paused.
    """

    def look(reader: Reader) -> tuple[OperationFacts, bool]:
        return operation_facts(reader, operation_id), at_desk or not in_hand(reader, operation_id)

    found, free = office.read(look)
    for _step in range(4):
        before = found.state
        if found.held or found.kind != "charge" or not free:
            return before
        if before is S.QUEUED:
            ready = office.write(lambda writer: _claim(writer, operation_id, at_desk=at_desk))
            if ready is None:
                return office.read(look)[0].state
            _create(office, processor, ready, search=False, at_desk=at_desk)
        elif before is S.CREATING or (before is S.UNKNOWN and not found.remote_id):
            _create(office, processor, office.read(partial(_ready, found)), search=True, at_desk=at_desk)
        elif before is S.CREATED:
            _confirm(office, processor, found, at_desk=at_desk)
        elif before in {S.CONFIRMING, S.UNKNOWN}:
            _ask(office, processor, found)
        else:
            return before
        found, free = office.read(look)
        # Once asked, what is still not known stays for the next sync; so does what was not allowed to go on.
        if found.state in {S.UNKNOWN, S.QUEUED, S.CREATED} or found.next_try_at is not None:
            return found.state
    return found.state


@dataclass(frozen=True, slots=True)
class _Ready:
    """A charge in hand and what its requests need; ``remote_customer`` is empty where the processor has none yet."""

    found: OperationFacts
    method: Method
    remote_customer: str
    invoices: str
    book_id: str
    currency: str


def _ready(found: OperationFacts, reader: Reader, method: Method | None = None) -> _Ready:
    method = method or method_by_id(reader, found.method_id or 0)
    remote_customer = remote_customer_of_method(reader, method.id) or remote_customer_of(reader, found.customer_id)
    profile = reader.profile
    return _Ready(
        found, method, remote_customer, invoices_text(reader, found.id), profile.book_id, profile.currency.code
    )


def _claim(writer: Writer, operation_id: int, *, at_desk: bool) -> _Ready | None:
    """Have a last look and take a queued charge in hand; None when it is not to be sent (now)."""
    found = operation_facts(writer, operation_id)
    waits = found.next_try_at is not None and found.next_try_at > writer.now
    if found.state is not S.QUEUED or found.held or waits or (not at_desk and in_hand(writer, operation_id)):
        return None
    charges = writer.connection.execute(_PLAN_CHARGES, {"wanted": operation_id}).all()
    method = _allowed(writer, found, {row.state for row in charges})
    if method is None:
        return None
    for row in charges:
        if row.state in {"waiting", "failed"}:
            charge_sent(writer, row.id, operation_id)
    move(writer, operation_id, S.CREATING)
    return _ready(replace(found, state=S.CREATING), writer, method)


def _allowed(writer: Writer, found: OperationFacts, plan_states: set[str]) -> Method | None:
    """Look a last time at the book, the invoices, the consent and the method; cancel or hold what must not be sent."""
    if paused_why(writer) or frozen_why(writer, writer.now):
        return None
    why = changed_meanwhile(writer, found.id) or _given_up(found, plan_states)
    if why:
        if not found.remote_id:
            move(writer, found.id, S.CANCELLED, why, reason_text=why)
            drop_plan_charge(writer, found.id)
        return None
    if is_stale(writer, found.consented_on):
        text = _("Agreed to on {date}, which is long ago: release it to charge it.").format(
            date=found.consented_on.isoformat()
        )
        change(writer, found.id, text, held=True, reason_code=STALE, reason_text=text)
        return None
    method = method_by_id(writer, found.method_id or 0)
    try:
        check_method(writer, found.customer_id, method)
    except UserError as error:
        change(writer, found.id, str(error), held=True, reason_code="method", reason_text=str(error))
        return None
    return method


def _given_up(found: OperationFacts, plan_states: set[str]) -> str:
    """Return a sentence when a billing run's charge was given up before its first try (the plan is paid another way now)."""
    if found.attempt > 1 or found.remote_id:
        return ""
    return _("The plan is paid another way now; nothing was charged.") if plan_states == {"cancelled"} else ""


def _create(office: Office, processor: PaymentProcessor, ready: _Ready, *, search: bool, at_desk: bool) -> None:
    """Make the payment without moving money, and confirm it; ``search`` first when an earlier try may have made it."""
    found = ready.found
    try:
        remote_id = ready.remote_customer or ensure_remote_customer(office, processor, found.customer_id)
        payment = _made_before(processor, found, remote_id) if search else None
        if payment is None:
            key = _create_key(office, found) if search else found.key("create")
            payment = processor.create_payment(_request(ready, remote_id), key)
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
        if office.write(lambda writer: _keep_id(writer, found, made)):
            created = replace(found, state=S.CREATED, remote_id=made.id)
            _send_confirm(office, processor, created, ready.method.remote_id, created.key("confirm"))
        elif office.read(lambda reader: changed_meanwhile(reader, found.id)):
            _confirm(office, processor, replace(found, state=S.CREATED, remote_id=made.id), at_desk=at_desk)


def _create_key(office: Office, found: OperationFacts) -> str:
    # A key whose answer was a 500 answers with it for a day. A payment that nobody confirms moves no money, and only the one
    # whose id is kept is ever confirmed: a key of its own for each try is safe here.
    tries, _last = office.read(lambda reader: steps_taken(reader, found.id, S.UNKNOWN))
    return found.key(f"create{tries}" if tries else "create")


def _keep_id(writer: Writer, found: OperationFacts, payment: RemotePaymentCard) -> bool:
    """Keep the payment's id, and go on to its confirmation in the same transaction where nothing has changed meanwhile."""
    if payment.state is not PaymentState.NEEDS_CONFIRMATION:
        move(writer, found.id, S.CREATED, payment.id, remote_id=payment.id)
        apply_payment(writer, payment)
        return False
    move(writer, found.id, S.CREATED, payment.id, remote_id=payment.id)
    if paused_why(writer) or frozen_why(writer, writer.now) or changed_meanwhile(writer, found.id):
        return False
    move(writer, found.id, S.CONFIRMING)
    return True


def _request(ready: _Ready, remote_id: str) -> PaymentRequest:
    found = ready.found
    return PaymentRequest(
        found.amount_minor,
        ready.currency,
        remote_id,
        ready.method.remote_id,
        ready.method.kind,
        found.purpose[:500],
        {BOOK: ready.book_id, OPERATION: found.key_base, INVOICES: ready.invoices},
    )


def _made_before(processor: PaymentProcessor, found: OperationFacts, remote_id: str) -> RemotePaymentCard | None:
    ours = [
        each
        for each in processor.payments(found.queued_at - _MARGIN, remote_id)
        if each.metadata.get(OPERATION) == found.key_base and each.state is not PaymentState.CANCELLED
    ]
    # Two can be there when a key was forgotten; at most one of them was ever confirmed.
    return min(ours, key=lambda each: each.state is PaymentState.NEEDS_CONFIRMATION, default=None)


def _confirm(office: Office, processor: PaymentProcessor, found: OperationFacts, *, at_desk: bool) -> None:
    """Confirm a payment: now money moves. The state says so before it is sent."""
    waits = found.next_try_at is not None and found.next_try_at > office.clock.now()
    method = None if waits else office.write(lambda writer: _about_to_confirm(writer, found, at_desk=at_desk))
    if method is not None:
        _send_confirm(office, processor, found, method.remote_id, found.key("confirm"))
    elif office.read(lambda reader: changed_meanwhile(reader, found.id)):
        cancel_remote(office, processor, found)


def _about_to_confirm(writer: Writer, found: OperationFacts, *, at_desk: bool) -> Method | None:
    now = operation_facts(writer, found.id)
    # Somebody else may have gone on with it: only one moves it from here.
    if now.state is not S.CREATED or now.attempt != found.attempt or (not at_desk and in_hand(writer, found.id)):
        return None
    method = _allowed(writer, now, set())
    if method is not None:
        move(writer, found.id, S.CONFIRMING)
    return method


def _confirm_key(office: Office, found: OperationFacts) -> str:
    """Return the key to confirm the same payment again with: the same one while the earlier request may still be on its way.

    After that a key of its own, because one whose answer was a 500 answers with it for a day. The payment succeeds once.
    """
    _times, sent_at = office.read(lambda reader: steps_taken(reader, found.id, S.CONFIRMING))
    if sent_at is None or office.clock.now() - sent_at <= LONGEST_REQUEST:
        return found.key("confirm")
    tries, _last = office.read(lambda reader: steps_taken(reader, found.id, S.UNKNOWN))
    return found.key(f"confirm{tries}" if tries else "confirm")


def _send_confirm(
    office: Office, processor: PaymentProcessor, found: OperationFacts, remote_method: str, key: str
) -> None:
    try:
        payment = processor.confirm_payment(found.remote_id, remote_method, key)
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
    if office.read(lambda reader: changed_meanwhile(reader, found.id)):
        cancel_remote(office, processor, found)
        return
    if office.read(lambda reader: paused_why(reader) or frozen_why(reader, office.clock.now())):
        return
    key = _confirm_key(office, found)
    if found.state is S.UNKNOWN:
        office.write(lambda writer: move(writer, found.id, S.CONFIRMING, _("Asked again: it had not arrived.")))
    method = office.read(lambda reader: method_by_id(reader, found.method_id or 0))
    _send_confirm(office, processor, found, method.remote_id, key)


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
