"""Whose hands an operation is in: one sent from the desk belongs to the desk until it is done, and no sync touches it.

A sync holds the book's charging lock and may take up anything that is not in somebody's hands. What a person waits for does
not wait for that lock: it is taken in hand by itself, in one transaction that looks at the lock too, so that every operation
is always in one pair of hands. The lock itself is ``bulk_lock``'s.
"""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select

from app.domain.errors import Conflict
from app.domain.language import _
from app.domain.operation_states import OperationState as S
from app.models.company import BookLock
from app.services.bulk_lock import Holder, busy_words, process_lives, still_held
from app.services.charging.operations import operation_facts
from app.services.office import Office, Reader, Writer

LOCK = "charging"
"""The lock of whoever syncs."""
_PREFIX = "charging:"
# Sending takes two requests, each of which gives up after a minute at most.
_LONGEST = timedelta(minutes=10)
# Sent by nobody yet, or created and not confirmed: the next step is one move of its state, which only one can make.
_FREE = frozenset({S.QUEUED, S.CREATED})
_HELD = select(BookLock.job, BookLock.holder, BookLock.host, BookLock.process, BookLock.since_at).where(
    BookLock.name == bindparam("wanted")
)


def take_in_hand(writer: Writer, operation_id: int) -> None:
    """Take an operation in hand to send it now; ``let_go`` when it is done.

    Raises:
        Conflict: somebody is sending it, or a sync runs that may be.
        NotFound: no such operation.
    """
    state = operation_facts(writer, operation_id).state
    other = _hand(writer, _name(operation_id))
    if other is None and state not in _FREE:
        other = _syncing(writer)
    if other is not None:
        raise Conflict(busy_words(writer, other), _("Try again when that is finished."))
    name = _name(operation_id)
    writer.connection.execute(delete(BookLock).where(BookLock.name == name))
    writer.connection.execute(
        insert(BookLock).values(
            name=name,
            job=_("charging"),
            holder=writer.actor,
            host=socket.gethostname(),
            process=os.getpid(),
            since_at=datetime.now(UTC),
        )
    )


def let_go(office: Office, operation_ids: list[int]) -> None:
    """Say that nobody has these operations in hand any more."""
    if operation_ids:
        names = [_name(id_) for id_ in operation_ids]
        office.write(lambda writer: writer.connection.execute(delete(BookLock).where(BookLock.name.in_(names))))


def in_hand(reader: Reader, operation_id: int) -> bool:
    """Tell whether somebody at a desk is sending this operation right now."""
    return _hand(reader, _name(operation_id)) is not None


def forget_dead_hands(writer: Writer) -> None:
    """Forget hands of programs that ended while they were sending."""
    rows = writer.connection.execute(select(BookLock.name).where(BookLock.name.startswith(_PREFIX))).scalars().all()
    dead = [name for name in rows if _hand(writer, name) is None]
    if dead:
        writer.connection.execute(delete(BookLock).where(BookLock.name.in_(dead)))


def _name(operation_id: int) -> str:
    return f"{_PREFIX}{operation_id}"


def _hand(reader: Reader, name: str) -> Holder | None:
    # The machine's own clock: this is about processes. Whoever holds it longer than any request lasts has lost it.
    row = reader.connection.execute(_HELD, {"wanted": name}).one_or_none()
    if row is None or abs(datetime.now(UTC) - row.since_at) > _LONGEST:
        return None
    found = Holder(*row)
    return found if found.host != socket.gethostname() or process_lives(found.process) else None


def _syncing(reader: Reader) -> Holder | None:
    row = reader.connection.execute(_HELD, {"wanted": LOCK}).one_or_none()
    return Holder(*row) if row is not None and still_held(Holder(*row)) else None
