"""What happened at the processor since the last sync: events as hints to look again, and the lines of its balance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

from sqlalchemy import func, insert, select, update

from app.domain.operation_states import OperationState as S
from app.models.base import instant_text
from app.models.operations import Operation, Payout, ProcessorAccount, RemoteEvent, RemotePayment
from app.services.charging.balancing import apply_payout, last_line_at, lines_known, payouts_under_way, post_lines
from app.services.charging.connecting import need_account
from app.services.charging.disputing import apply_dispute
from app.services.charging.operations import find_operation
from app.services.charging.pages import poll_page
from app.services.charging.processor import PaymentProcessor, Refused, RemoteEventCard, RemoteLine, RemotePayout
from app.services.charging.refunding import apply_refund
from app.services.charging.sending import look_again
from app.services.office import Office, Reader, Writer

# Events come late and out of order.
OVERLAP = timedelta(minutes=10)
_TOGETHER = 200
# As many as the processor gives at once.
_PAGE = 100
_PAYOUT_LIFE = timedelta(days=40)


def apply_events(office: Office, processor: PaymentProcessor) -> int:
    """Apply the events since the cursor, each once and in any order, and return how many were new.

    Raises:
        ProcessorError: as the processor answers; the cursor stays, so that nothing is left out.
    """
    now = office.clock.now()
    cursor, since, whole = office.read(lambda reader: _events_wanted(reader, now))
    seen = {event.id: event for event in _read(processor.events(since), office, _events_known, whole=whole)}
    known = office.read(lambda reader: _events_known(reader, list(seen)))
    new = [event for event in seen.values() if event.id not in known]
    if not new:
        if office.read(payouts_under_way):
            take_payouts(office, processor, since - _PAYOUT_LIFE)
        return 0
    # Payments before what was taken from them, whatever order they were told in.
    for kind in ("payment_intent", "checkout.session", "refund", "dispute"):
        _refetch(office, processor, kind, new)
    _refetch_methods(office, new)
    if any(event.object_kind == "payout" for event in new) or office.read(payouts_under_way):
        take_payouts(office, processor, since - _PAYOUT_LIFE)
    newest = max(event.created_at for event in new)
    moved = newest if cursor is None else max(newest, cursor)
    office.write(lambda writer: _remember(writer, new, moved))
    return len(new)


class _Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """The processor's id."""


N = TypeVar("N", bound=_Named)


def _read(newest_first: Iterator[N], office: Office, known: Callable[[Reader, list[str]], set[str]], *, whole: bool) -> list[N]:
    """Return what a list holds; unless ``whole``, only its first page where that brings nothing new.

    What is told late and hides behind that page is found when the list is read whole, and nothing is left out until then.
    """
    first = list(islice(newest_first, _PAGE))
    names = [each.id for each in first]
    if not whole and len(office.read(lambda reader: known(reader, names))) == len(set(names)):
        return first
    return first + list(newest_first)


def _events_wanted(reader: Reader, now: datetime) -> tuple[datetime | None, datetime, bool]:
    pinned = need_account(reader)
    cursor = datetime.fromisoformat(pinned.event_cursor) if pinned.event_cursor else None
    return cursor, *_wanted(reader, cursor, now)


def _wanted(reader: Reader, newest: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """Return from when on to read, and whether all of it.

    What was seen last is read again with what may have come late, once when it is surely all there, and never after that:
    then only what is newer is asked for. How long nothing has come is told by this computer's clock alone.
    """
    pinned = need_account(reader)
    if newest is None:
        return pinned.connected_at, True
    came_at = reader.connection.execute(select(func.max(RemoteEvent.applied_at))).scalar()
    all_there = None if came_at is None else came_at + 2 * OVERLAP
    if all_there is not None and pinned.synced_at is not None and pinned.synced_at >= all_there:
        return max(newest, pinned.connected_at), True
    return max(newest - OVERLAP, pinned.connected_at), all_there is None or now >= all_there


def _events_known(reader: Reader, ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        query = select(RemoteEvent.remote_id).where(RemoteEvent.remote_id.in_(ids[start : start + 500]))
        found.update(reader.connection.execute(query).scalars())
    return found


def _remember(writer: Writer, events: list[RemoteEventCard], cursor: datetime) -> None:
    # Another program at the same book may have applied them meanwhile.
    known = _events_known(writer, [event.id for event in events])
    rows = [
        {
            "remote_id": event.id,
            "kind": event.kind,
            "object_id": event.object_id,
            "created_at": event.created_at,
            "applied_at": writer.now,
        }
        for event in events
        if event.id not in known
    ]
    if rows:
        writer.connection.execute(insert(RemoteEvent), rows)
    writer.connection.execute(update(ProcessorAccount).values(event_cursor=instant_text(cursor)))


def _refetch(office: Office, processor: PaymentProcessor, kind: str, events: list[RemoteEventCard]) -> None:
    for id_ in dict.fromkeys(event.object_id for event in events if event.object_kind == kind):
        if kind == "payment_intent":
            if not office.read(partial(_is_over, payment_id=id_)):
                look_again(office, processor, id_)
        elif kind == "checkout.session":
            page = office.read(partial(find_operation, remote_id=id_))
            if page is not None and page.state is S.NEEDS_CUSTOMER:
                poll_page(office, processor, page.id)
        elif kind == "refund":
            fetch_refund(office, processor, id_)
        else:
            fetch_dispute(office, processor, id_)


def _is_over(reader: Reader, payment_id: str) -> bool:
    """Tell whether a payment was posted, which nothing but refunds and disputes can change any more."""
    state = reader.connection.execute(select(RemotePayment.state).where(RemotePayment.remote_id == payment_id)).scalar()
    if state is not None:
        return True
    declined = reader.connection.execute(select(Operation.state).where(Operation.remote_id == payment_id)).scalar()
    return declined in {"cancelled", "created"}


def _know_payment(office: Office, processor: PaymentProcessor, payment_id: str) -> None:
    known = office.read(
        lambda reader: reader.connection.execute(
            select(RemotePayment.state).where(RemotePayment.remote_id == payment_id)
        ).scalar()
    )
    if known is None and payment_id:
        look_again(office, processor, payment_id)


def fetch_refund(office: Office, processor: PaymentProcessor, refund_id: str) -> None:
    """Fetch a refund, and its payment where it is not known, and apply how it stands."""
    refund = processor.refund(refund_id)
    _know_payment(office, processor, refund.payment_id)
    office.write(lambda writer: apply_refund(writer, refund))


def fetch_dispute(office: Office, processor: PaymentProcessor, dispute_id: str) -> None:
    """Fetch a dispute, and its payment where it is not known, and apply how it stands."""
    dispute = processor.dispute(dispute_id)
    _know_payment(office, processor, dispute.payment_id)
    office.write(lambda writer: apply_dispute(writer, dispute))


def _refetch_methods(office: Office, events: list[RemoteEventCard]) -> None:
    """Mark methods removed that were taken off at the processor."""
    gone = [event.object_id for event in events if event.kind == "payment_method.detached"]
    if gone:
        from app.models.operations import SavedMethod

        def mark(writer: Writer) -> None:
            writer.connection.execute(
                update(SavedMethod)
                .where(SavedMethod.remote_id.in_(gone), SavedMethod.removed_at.is_(None))
                .values(removed_at=writer.now, is_default=False)
            )
            writer.touch("customers")

        office.write(mark)


def take_lines(office: Office, processor: PaymentProcessor, since: datetime | None = None) -> int:
    """Keep and post the balance lines since the newest known (or ``since``), and return how many were new."""
    last, now = office.read(last_line_at), office.clock.now()
    start, whole = (since, True) if since is not None else office.read(lambda reader: _wanted(reader, last, now))
    lines = _read(processor.lines(start), office, lines_known, whole=whole)
    known = office.read(lambda reader: lines_known(reader, [line.id for line in lines]))
    # Some at a time, so that whoever writes meanwhile waits for moments; the oldest first, so that what is left is newer than
    # what is kept.
    new = [line for line in reversed(lines) if line.id not in known]
    for place in range(0, len(new), _TOGETHER):
        some = new[place : place + _TOGETHER]
        office.write(lambda writer, part=some: post_lines(writer, part))  # type: ignore[misc]
    return len(new)


def take_payouts(office: Office, processor: PaymentProcessor, since: datetime) -> None:
    """Apply how payouts since stand, with the lines that left with them."""
    connected_at = office.read(need_account).connected_at
    for payout in list(processor.payouts(since)):
        # What was paid out before the book was connected is none of its money.
        if payout.created_at < connected_at or office.read(partial(_payout_known, payout=payout)):
            continue
        try:
            # Nobody can ask what one made by hand consists of.
            lines = list(processor.lines_of_payout(payout.id)) if payout.automatic else []
        except Refused:
            lines = []
        office.write(partial(_take_payout, payout=payout, lines=lines))


def _take_payout(writer: Writer, payout: RemotePayout, lines: list[RemoteLine]) -> None:
    post_lines(writer, lines, payout.id)
    apply_payout(writer, payout)


def _payout_known(reader: Reader, payout: RemotePayout) -> bool:
    state = reader.connection.execute(select(Payout.state).where(Payout.remote_id == payout.id)).scalar()
    return state == payout.state


