"""Refunds at the processor: sent once, looked for before they are sent again, and taken back when the bank sends them back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.domain.language import _
from app.domain.operation_states import OperationState as S
from app.domain.operation_states import may_follow
from app.models.operations import RemotePayment
from app.models.payments import Reversal
from app.services.charging.connecting import frozen_why, pause, paused_why
from app.services.charging.hands import in_hand
from app.services.charging.operations import OperationFacts, change, find_operation, move, operation_facts, steps_taken
from app.services.charging.processor import (
    KeyRejected,
    KeyReused,
    NotSent,
    PaymentProcessor,
    Refused,
    RemoteRefund,
    TooMany,
    Undecided,
)
from app.services.charging.sending import LONGEST_REQUEST
from app.services.charging.settling import BOOK, OPERATION
from app.services.collecting.giving_back import put_back, record_processor_refund, refundable, remote_payment_of
from app.services.mail.refunds import tell_refund
from app.services.office import Office, Writer
from app.services.plans.paying import open_on_plan, plan_invoices, settle_refund

_GONE_BACK = frozenset({"failed", "canceled"})


def send_refund(office: Office, processor: PaymentProcessor, operation_id: int, *, at_desk: bool = False) -> S:
    """Send a refund, or find out what became of one that was sent, and return its state.

    ``at_desk`` says that the caller has it in hand (``hands``); otherwise one that somebody has in hand is left alone.

    Raises:
        NotSent: the network is away; the refund is as it was.
        KeyRejected: the key was refused; the queue is paused.
    """
    found = office.read(lambda reader: operation_facts(reader, operation_id))
    others = not at_desk and office.read(lambda reader: in_hand(reader, operation_id))
    if found.held or others or found.state not in {S.QUEUED, S.CREATING, S.UNKNOWN}:
        return found.state
    stopped = bool(office.read(lambda reader: paused_why(reader) or frozen_why(reader, office.clock.now())))
    if found.state is S.QUEUED and (
        stopped or not office.write(lambda writer: _claim(writer, operation_id, at_desk=at_desk))
    ):
        return office.read(lambda reader: operation_facts(reader, operation_id)).state
    try:
        refund = _ask(office, processor, found, stopped=stopped)
    except NotSent:
        _unsent(office, found)
        raise
    except KeyRejected as error:
        _unsent(office, found)
        why = _("The processor refused the key: {text}").format(text=error.text[:200])
        office.write(lambda writer: pause(writer, why))
        raise
    except TooMany as error:
        _unsent(office, found, error.retry_after)
    except Refused as error:
        text = _("The processor refused the request: {text}").format(text=error.text[:200])
        code = error.code
        office.write(lambda writer: move(writer, operation_id, S.FAILED, text, reason_code=code, reason_text=text))
    except (Undecided, KeyReused) as error:
        fault = error
        office.write(lambda writer: _unknown(writer, operation_id, fault))
    else:
        if refund is not None:
            office.write(lambda writer: apply_refund(writer, refund))
    return office.read(lambda reader: operation_facts(reader, operation_id)).state


def _claim(writer: Writer, operation_id: int, *, at_desk: bool) -> bool:
    """Take a queued refund in hand; False where it waits, or somebody else sent, held or cancelled it meanwhile."""
    now = operation_facts(writer, operation_id)
    waits = now.next_try_at is not None and now.next_try_at > writer.now
    if now.state is not S.QUEUED or now.held or waits or (not at_desk and in_hand(writer, operation_id)):
        return False
    move(writer, operation_id, S.CREATING)
    return True


def _ask(office: Office, processor: PaymentProcessor, found: OperationFacts, *, stopped: bool) -> RemoteRefund | None:
    """Return the refund that an earlier try made, or make it; None when nothing may be sent now."""
    payment = office.read(lambda reader: remote_payment_of(reader, found.payment_id or 0))
    if found.state is not S.QUEUED:
        for each in processor.refunds(payment):
            if each.metadata.get(OPERATION) == found.key_base:
                return each
        if stopped:
            return None
    book = office.read(lambda reader: reader.profile.book_id)
    metadata = {BOOK: book, OPERATION: found.key_base}
    return processor.create_refund(payment, found.amount_minor, metadata, _key(office, found))


def _key(office: Office, found: OperationFacts) -> str:
    """Return the key to ask with: the same one while an earlier request may still be on its way, later one of its own.

    A key whose answer was a 500 answers with it for a day; by then a refund that was made is found by its metadata.
    """
    tries, _last = office.read(lambda reader: steps_taken(reader, found.id, S.UNKNOWN))
    _times, sent_at = office.read(lambda reader: steps_taken(reader, found.id, S.CREATING))
    late = sent_at is not None and office.clock.now() - sent_at > LONGEST_REQUEST
    return found.key(f"refund{tries}" if tries and late else "refund")


def _unknown(writer: Writer, operation_id: int, fault: Undecided | KeyReused) -> None:
    text = fault.text or _("No readable answer")
    if operation_facts(writer, operation_id).state is not S.UNKNOWN:
        move(writer, operation_id, S.UNKNOWN, text)
    if isinstance(fault, KeyReused):
        change(writer, operation_id, text, held=True, reason_code="key_reused", reason_text=text)


def _unsent(office: Office, found: OperationFacts, wait: float | None = None) -> None:
    """Put a refund that was certainly not made back into the queue; one that an earlier try may have made stays."""

    def go(writer: Writer) -> None:
        if found.state is S.QUEUED and operation_facts(writer, found.id).state is S.CREATING:
            until = None if wait is None else writer.now + timedelta(seconds=wait)
            move(writer, found.id, S.QUEUED, _("Not done; it is sent again later."), next_try_at=until)

    office.write(go)


def apply_refund(writer: Writer, refund: RemoteRefund) -> None:
    """Apply how a refund stands: posted once, taken back once; also one that was made outside this program."""
    named = refund.metadata.get(OPERATION, "")
    operation = find_operation(writer, key_base=named) if named else find_operation(writer, remote_id=refund.id)
    if operation is not None and operation.kind != "refund":
        operation = None
    payment_id = writer.connection.execute(
        select(RemotePayment.payment_id).where(RemotePayment.remote_id == refund.payment_id)
    ).scalar()
    if payment_id is None:
        return
    reversal_id = _reversal_of(writer, payment_id, refund.id)
    gone_back = refund.state in _GONE_BACK
    if reversal_id is None and not gone_back:
        amount = min(refund.amount_minor, refundable(writer, payment_id))
        if amount > 0:
            reason = operation.purpose if operation is not None else _("Refunded outside this program")
            plan_id = operation.plan_id if operation is not None else None
            before = open_on_plan(writer, plan_id) if plan_id is not None else {}
            off = plan_invoices(writer, plan_id) if plan_id is not None else ()
            given = record_processor_refund(writer, payment_id, amount, reason, refund.id, off)
            if plan_id is not None:
                settle_refund(writer, plan_id, before, reason)
                tell_refund(writer, given.id)
    elif reversal_id is not None and gone_back:
        words = refund.failure.replace("_", " ") or refund.state
        put_back(writer, reversal_id, _("The refund did not arrive: {reason}").format(reason=words))
    if operation is not None:
        _move(writer, operation, refund)


def _move(writer: Writer, operation: OperationFacts, refund: RemoteRefund) -> None:
    to = S.SUCCEEDED if refund.state == "succeeded" else S.FAILED if refund.state in _GONE_BACK else S.PROCESSING
    if to is operation.state or not may_follow(operation.state, to) or operation.state is S.FAILED:
        return
    text = refund.failure.replace("_", " ") if to is S.FAILED else ""
    move(writer, operation.id, to, text, remote_id=refund.id, reason_code=refund.failure, reason_text=text)


def _reversal_of(writer: Writer, payment_id: int, remote_id: str) -> int | None:
    return writer.connection.execute(
        select(Reversal.id).where(
            Reversal.payment_id == payment_id,
            Reversal.reference == remote_id,
            Reversal.kind == "refund",
            Reversal.amount_minor > 0,
        )
    ).scalar()
