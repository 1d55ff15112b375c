"""The full comparison: everything the processor took since the book last knew, by metadata and dates, before sending again."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from app.domain.operation_states import OperationState as S
from app.models.company import Company
from app.models.operations import Dispute, Operation
from app.services.backups import restored_at
from app.services.charging.balancing import post_lines
from app.services.charging.connecting import need_account
from app.services.charging.disputing import apply_dispute
from app.services.charging.happenings import fetch_dispute, fetch_refund, take_payouts
from app.services.charging.operations import operation_facts, operations_in
from app.services.charging.processor import PaymentProcessor, PaymentState
from app.services.charging.sending import look_again
from app.services.charging.settling import apply_payment, operation_of
from app.services.office import Office, Reader

# Clocks differ, and what was begun before the last sync may have ended after it.
_MARGIN = timedelta(days=2)
_SLOWEST_PAYOUT = timedelta(days=40)


def compare_everything(office: Office, processor: PaymentProcessor) -> None:
    """Fetch all payments, refunds, disputes and payouts since the book last knew, and apply how they stand.

    Raises:
        ProcessorError: as the processor answers; it is done from the beginning next time.
    """
    since = office.read(lambda reader: _since(reader, office.clock.now()))
    seen: set[str] = set()
    for payment in processor.payments(since):
        seen.add(payment.id)
        operation = office.read(partial(operation_of, payment=payment))
        moving = payment.state in {PaymentState.NEEDS_CONFIRMATION, PaymentState.NEEDS_METHOD}
        if moving and operation is not None and operation.state is not S.PROCESSING:
            continue
        office.write(partial(apply_payment, payment=payment))
    for id_ in office.read(lambda reader: operations_in(reader, S.PROCESSING, S.NEEDS_CUSTOMER)):
        found = office.read(partial(operation_facts, operation_id=id_))
        if found.kind == "charge" and found.remote_id not in seen:
            look_again(office, processor, found.remote_id)
        elif found.kind == "refund":
            fetch_refund(office, processor, found.remote_id)
    lines = list(processor.lines(since))
    for refund_id in dict.fromkeys(line.source_id for line in lines if line.kind in {"refund", "refund_failure"}):
        fetch_refund(office, processor, refund_id)
    for dispute in processor.disputes(since):
        office.write(partial(apply_dispute, dispute=dispute))
    for dispute_id in office.read(_open_disputes):
        fetch_dispute(office, processor, dispute_id)
    office.write(lambda writer: post_lines(writer, lines))
    take_payouts(office, processor, since - _SLOWEST_PAYOUT)


def _since(reader: Reader, now: datetime) -> datetime:
    pinned = need_account(reader)
    # The last comparison may have been made by a clock that was ahead; what was seen then bears the processor's own times.
    start = min(pinned.synced_at or pinned.connected_at, now)
    if pinned.event_cursor:
        start = min(start, datetime.fromisoformat(pinned.event_cursor))
    if pinned.synced_at is None and restored_at(reader) is not None:
        start = min(start, reader.connection.execute(select(Company.created_at)).scalar_one())
    oldest = reader.connection.execute(select(func.min(Operation.queued_at)).where(Operation.live)).scalar()
    return min(start, oldest or start) - _MARGIN


def _open_disputes(reader: Reader) -> list[str]:
    return list(
        reader.connection.execute(select(Dispute.remote_id).where(Dispute.state.not_in(("won", "lost")))).scalars()
    )
