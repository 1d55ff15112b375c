"""One bulk job at a time on a book: a lock in the book itself, which names who holds it, on whatever desk.

The store lets one writer in at a time; that lasts milliseconds. This lock is for jobs that a person starts and waits for
(imports, billing runs): it is committed before the job begins, so that everybody else can read who is at it.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select

from app.domain.errors import Conflict
from app.domain.language import _
from app.models.company import BookLock
from app.services.activity import Happening, record
from app.services.formats import date_format
from app.services.office import Office, Reader, Writer

_NAME = "bulk"
# On another machine nobody can ask whether the process lives; no job of ours takes this long.
_LONGEST_JOB = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs a bulk job: what, who, on which machine, in which process, since when (UTC)."""

    job: str
    holder: str
    host: str
    process: int
    since_at: datetime


def holder_of(reader: Reader, lock: str = _NAME) -> Holder | None:
    """Return who runs a bulk job on this book now, or None; ``lock`` as ``bulk_job`` has it."""
    row = reader.connection.execute(
        select(BookLock.job, BookLock.holder, BookLock.host, BookLock.process, BookLock.since_at).where(BookLock.name == lock)
    ).one_or_none()
    return None if row is None else Holder(*row)


@contextmanager
def bulk_job(office: Office, job: str, lock: str = _NAME) -> Iterator[Holder | None]:
    """Hold the book's lock for bulk jobs during the block; ``job`` says in the language in use what is done.

    Jobs that do not get in each other's way hold locks of other names (charging has one of its own).

    The lock of a process that has died is taken over: the block gets its holder, to say so, and the activity keeps it.

    Raises:
        Conflict: somebody holds it; the sentence names who, where and since when.
    """
    dead = office.write(lambda writer: _take(writer, job, lock))
    try:
        yield dead
    finally:
        office.write(lambda writer: _give_back(writer, lock))


def took_over(dead: Holder) -> str:
    """Return the sentence that tells of a lock taken over from a process that died in the middle of its job."""
    return _("{holder}'s job “{job}” on {host} ended without finishing; this one goes ahead.").format(
        holder=dead.holder, job=dead.job, host=dead.host
    )


def _take(writer: Writer, job: str, lock: str) -> Holder | None:
    there = holder_of(writer, lock)
    if there is not None and still_held(there):
        raise Conflict(busy_words(writer, there), _("Try again when that is finished."))
    writer.connection.execute(delete(BookLock).where(BookLock.name == lock))
    writer.connection.execute(
        insert(BookLock).values(
            name=lock, job=job, holder=writer.actor, host=socket.gethostname(), process=os.getpid(), since_at=datetime.now(UTC)
        )
    )
    if there is not None:
        record(writer, [Happening("lock.taken_over", None, {"holder": there.holder, "host": there.host, "job": there.job})])
    return there


def busy_words(reader: Reader, there: Holder) -> str:
    """Return the sentence that tells who is busy with this book."""
    return _("{holder} is busy with this book on {host} since {time}: {job}.").format(
        holder=there.holder, host=there.host, time=_clock_time(reader, there.since_at), job=there.job
    )


def _clock_time(reader: Reader, at: datetime) -> str:
    """Return the time of day where the office is, with the date when it is not today's."""
    there = at.astimezone(ZoneInfo(reader.profile.time_zone))
    clock = there.strftime("%H:%M")
    return clock if there.date() == reader.today else f"{date_format(reader.profile.locale).medium(there.date())}, {clock}"


def _give_back(writer: Writer, lock: str) -> None:
    writer.connection.execute(
        delete(BookLock).where(BookLock.name == lock, BookLock.host == socket.gethostname(), BookLock.process == os.getpid())
    )


def still_held(holder: Holder) -> bool:
    """Whether who holds a lock is still at work, as far as it can be told from here."""
    # The machine's own clock, whatever business date is being worked on: this is about processes.
    if holder.host != socket.gethostname():
        return datetime.now(UTC) - holder.since_at < _LONGEST_JOB
    # After a restart the number belongs to somebody else; a minute allows for clocks that were set meanwhile.
    return holder.since_at > _started_at() - timedelta(minutes=1) and process_lives(holder.process)


def _started_at() -> datetime:
    """Return when this machine was started; long ago where it cannot be told."""
    clock = getattr(time, "CLOCK_BOOTTIME", None) or (time.CLOCK_MONOTONIC if sys.platform == "darwin" else None)
    if clock is not None:
        running = time.clock_gettime(clock)
    elif sys.platform == "win32":
        running = time.monotonic()  # counts sleep too, there
    else:
        return datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
    return datetime.now(UTC) - timedelta(seconds=running)


def process_lives(process: int) -> bool:
    """Whether a process of this machine still runs."""
    if sys.platform == "win32":
        return _lives_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _lives_on_windows(process: int) -> bool:
    # os.kill would end the process there. winnt.h: PROCESS_QUERY_LIMITED_INFORMATION; minwinbase.h: STILL_ACTIVE.
    import ctypes

    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore] # only there on Windows
    handle = kernel.OpenProcess(0x1000, False, process)  # noqa: FBT003 - the system's own signature
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259
