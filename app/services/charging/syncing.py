"""One sync: unfinished operations first, then pages, what happened at the processor, its balance, and at last the queue.

Holds the charging lock of the book; a second process is told who is busy. Posting belongs to the rooms beside this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from threading import Event

from sqlalchemy import func, select, update

from app.domain.language import _
from app.domain.operation_states import UNDECIDED
from app.domain.operation_states import OperationState as S
from app.models.ledger import JournalEntry
from app.models.operations import Operation, OperationEvent, ProcessorAccount, RemotePayment
from app.services.bulk_lock import bulk_job
from app.services.charging.comparing import compare_everything
from app.services.charging.connecting import (
    check_pinned,
    freeze,
    frozen_why,
    heed_processors_clock,
    in_words,
    need_account,
    pause,
    paused_why,
    resume,
    thaw,
)
from app.services.charging.hands import LOCK, forget_dead_hands, let_go, take_in_hand
from app.services.charging.happenings import apply_events, take_lines
from app.services.charging.last_look import look_at_customer
from app.services.charging.operations import operation_facts, operations_in
from app.services.charging.pacing import Pace, allowed_pace
from app.services.charging.pages import give_up_page, open_pages, page_urls, pages_never_made, poll_page
from app.services.charging.processor import KeyRejected, NotSent, PaymentProcessor, ProcessorError
from app.services.charging.queueing import NotQueued, queue_plan_charges
from app.services.charging.refunding import send_refund
from app.services.charging.sending import send_charge
from app.services.office import Office, Reader, Writer
from app.services.ports import Progress, Silent

# A payment takes a processor about a second: so many at once come near to what it allows.
IN_FLIGHT = 12


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync found: ``states`` counts operations that are live or were decided by it, ``undecided`` those it leaves open.

    ``postings`` are journal entries made, ``adopted`` payments taken in that were made elsewhere, ``unmatched`` those waiting
    for a customer, ``refused`` charges of billing runs that could not be queued, ``paused`` why nothing is sent (or empty),
    ``moved`` pages whose links are others than before.
    """

    states: Mapping[str, int]
    undecided: int
    adopted: int
    unmatched: int
    postings: int
    compared: bool
    refused: tuple[NotQueued, ...]
    paused: str
    moved: int = 0


@dataclass(frozen=True, slots=True)
class _Counts:
    entries: int
    adopted: int
    live: Mapping[int, str]
    last_event: int


def sync(office: Office, processor: PaymentProcessor, progress: Progress | None = None) -> SyncReport:
    """Bring book and processor together.

    Args:
        office: the book.
        processor: the processor of the account it is pinned to.
        progress: told which part is at work.

    Raises:
        Conflict: another process is at it.
        UserError: not connected, another account, the key was refused.
        EnvironmentFault: the network is away or an answer could not be read; what was done until then is kept.
    """
    watch = progress or Silent()
    office.read(need_account)
    with bulk_job(office, _("charging"), LOCK):
        try:
            return _sync(office, processor, watch)
        except ProcessorError as error:
            raise in_words(error) from error


def send_now(office: Office, processor: PaymentProcessor, operation_ids: Sequence[int]) -> list[S]:
    """Send operations at once, beside a sync that may be running, and return their states.

    What the customer paid at the processor since the last sync is taken in first, so that nothing is charged that was paid.

    Raises:
        Conflict: somebody else is sending one of them; what was queued stays so.
        UserError: the key was refused, or another account.
        EnvironmentFault: the network is away; they stay queued.
    """
    office.read(need_account)
    mine: list[int] = []
    try:
        _check(office, processor)
        for id_ in operation_ids:
            office.write(partial(take_in_hand, operation_id=id_))
            mine.append(id_)
            if not office.read(lambda reader: frozen_why(reader, office.clock.now())):
                look_at_customer(office, processor, id_)
            _one(office, processor, id_, at_desk=True)
    except ProcessorError as error:
        raise in_words(error) from error
    finally:
        let_go(office, mine)
    return office.read(lambda reader: [operation_facts(reader, id_).state for id_ in operation_ids])


def _check(office: Office, processor: PaymentProcessor) -> None:
    try:
        account = processor.account()
    except KeyRejected as error:
        text = _("The processor refused the key: {text}").format(text=error.text[:200])
        office.write(lambda writer: pause(writer, text))
        raise
    office.read(lambda reader: check_pinned(reader, account))
    if office.read(paused_why):
        office.write(resume)


def _sync(office: Office, processor: PaymentProcessor, watch: Progress) -> SyncReport:
    before = office.read(_counts)
    watch.step(0, 6, _("Asking the processor"))
    _check(office, processor)
    started = office.clock.now()
    why = office.read(lambda reader: frozen_why(reader, started))
    if why:
        office.write(lambda writer: freeze(writer, why))
    watch.step(1, 6, _("Unfinished charges"))
    _finish(office, processor)
    if why:
        watch.step(2, 6, _("Comparing everything"))
        compare_everything(office, processor)
        office.write(thaw)
    watch.step(2, 6, _("Open pages"))
    before_pages = office.read(page_urls)
    for id_ in office.read(open_pages):
        poll_page(office, processor, id_)
    pages = office.read(page_urls) if before_pages else {}
    moved = sum(before_pages.get(id_, url) != url for id_, url in pages.items())
    heed_processors_clock(office)
    watch.step(3, 6, _("What happened meanwhile"))
    apply_events(office, processor)
    take_lines(office, processor)
    watch.step(4, 6, _("Sending what waits"))
    refused = office.write(queue_plan_charges)
    _send_queue(office, processor, watch)
    _finish(office, processor)
    office.write(lambda writer: _done(writer, started))
    watch.step(6, 6, "")
    report = office.read(lambda reader: _report(reader, before, compared=bool(why), refused=tuple(refused)))
    return replace(report, moved=moved)


def _finish(office: Office, processor: PaymentProcessor) -> None:
    """Go on with everything that was begun."""
    for id_ in office.read(lambda reader: pages_never_made(reader, office.clock.now())):
        office.write(partial(give_up_page, operation_id=id_))
    _together(office, processor, dict.fromkeys(office.read(lambda reader: operations_in(reader, *sorted(UNDECIDED))), ""))


def _send_queue(office: Office, processor: PaymentProcessor, watch: Progress) -> None:
    if office.read(lambda reader: paused_why(reader) or frozen_why(reader, office.clock.now())):
        return

    def due(reader: Reader) -> dict[int, str]:
        query = (
            select(Operation.id, Operation.kind)
            .where(
                Operation.state == "queued",
                ~Operation.held,
                Operation.kind.in_(("charge", "refund")),
                (Operation.next_try_at.is_(None)) | (Operation.next_try_at <= office.clock.now()),
            )
            .order_by(Operation.id)
        )
        return {row.id: row.kind for row in reader.connection.execute(query)}

    _together(office, processor, office.read(due), watch)


def _one(
    office: Office, processor: PaymentProcessor, operation_id: int, kind: str = "", *, at_desk: bool = False
) -> S:
    kind = kind or office.read(lambda reader: operation_facts(reader, operation_id)).kind
    return (send_refund if kind == "refund" else send_charge)(office, processor, operation_id, at_desk=at_desk)


def _together(
    office: Office, processor: PaymentProcessor, ids: Mapping[int, str], watch: Progress | None = None
) -> None:
    """Send several at once; the first that finds the network away or the key refused stops those not yet begun.

    ``ids`` has the kind of each, or nothing where it is to be looked up.
    """
    if not ids:
        return
    pace, stop = Pace(office.read(allowed_pace)), Event()
    done: list[int] = []

    def one(operation_id: int) -> None:
        if stop.is_set() or (watch is not None and watch.cancelled):
            return
        pace.take(2)
        try:
            _one(office, processor, operation_id, ids[operation_id])
        except (NotSent, KeyRejected):
            stop.set()
            raise
        done.append(operation_id)
        if watch is not None:
            watch.step(len(done), len(ids), _("Sending what waits"))

    if len(ids) == 1:
        one(next(iter(ids)))
        return
    with ThreadPoolExecutor(min(IN_FLIGHT, len(ids)), thread_name_prefix="charging") as pool:
        waiting = [pool.submit(one, id_) for id_ in ids]
    faults = [error for error in (each.exception() for each in waiting) if error is not None]
    if faults:
        raise faults[0]


def _done(writer: Writer, started: datetime) -> None:
    writer.connection.execute(update(ProcessorAccount).values(synced_at=started))
    forget_dead_hands(writer)
    writer.touch("operations")


def _adopted(reader: Reader) -> int:
    ours = select(Operation.payment_id).where(
        Operation.payment_id.is_not(None), Operation.kind.in_(("charge", "payment_page"))
    )
    query = select(func.count()).where(RemotePayment.state == "posted", RemotePayment.payment_id.not_in(ours))
    return int(reader.connection.execute(query).scalar_one())


def _counts(reader: Reader) -> _Counts:
    entries = int(reader.connection.execute(select(func.count()).select_from(JournalEntry)).scalar_one())
    live = reader.connection.execute(select(Operation.id, Operation.state).where(Operation.live))
    last = reader.connection.execute(select(func.coalesce(func.max(OperationEvent.id), 0))).scalar_one()
    return _Counts(entries, _adopted(reader), {row.id: row.state for row in live}, int(last))


def _report(reader: Reader, before: _Counts, *, compared: bool, refused: tuple[NotQueued, ...]) -> SyncReport:
    after = _counts(reader)
    states: dict[str, int] = {}
    touched = select(OperationEvent.operation_id).where(OperationEvent.id > before.last_event)
    changed = reader.connection.execute(select(Operation.id, Operation.state).where(Operation.id.in_(touched)))
    for state in {**{row.id: row.state for row in changed}, **after.live}.values():
        states[state] = states.get(state, 0) + 1
    unmatched = select(func.count()).where(RemotePayment.state == "unmatched")
    return SyncReport(
        states,
        sum(states.get(str(state), 0) for state in UNDECIDED),
        after.adopted - before.adopted,
        int(reader.connection.execute(unmatched).scalar_one()),
        after.entries - before.entries,
        compared,
        refused,
        paused_why(reader),
    )


