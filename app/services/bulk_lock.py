"""One bulk job at a time on a book: a lock in the book itself, which names who holds it, on whatever desk.

The store lets one writer in at a time; that lasts milliseconds. This lock is for jobs that a person starts and waits for
(imports, billing runs): it is committed before the job begins, so that everybody else can read who is at it.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from app.domain.errors import Conflict
from app.domain.language import _
from app.models.company import BookLock
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


def holder_of(reader: Reader) -> Holder | None:
    """Return who runs a bulk job on this book now, or None."""
    row = reader.connection.execute(
        select(BookLock.job, BookLock.holder, BookLock.host, BookLock.process, BookLock.since_at).where(BookLock.name == _NAME)
    ).one_or_none()
    return None if row is None else Holder(*row)


@contextmanager
def bulk_job(office: Office, job: str) -> Iterator[None]:
    """Hold the book's lock for bulk jobs during the block; ``job`` says in the language in use what is done.

    The lock of a process that has died is taken over.

    Raises:
        Conflict: somebody holds it; the sentence names who, where and since when.
    """
    office.write(lambda writer: _take(writer, job))
    try:
        yield
    finally:
        office.write(_give_back)


def _take(writer: Writer, job: str) -> None:
    there = holder_of(writer)
    if there is not None and _is_alive(there, writer.now):
        raise Conflict(
            _("{holder} is busy with this book on {host} since {time} UTC: {job}.").format(
                holder=there.holder, host=there.host, time=there.since_at.strftime("%H:%M"), job=there.job
            ),
            _("Try again when that is finished."),
        )
    writer.connection.execute(delete(BookLock).where(BookLock.name == _NAME))
    writer.connection.execute(
        insert(BookLock).values(
            name=_NAME, job=job, holder=writer.actor, host=socket.gethostname(), process=os.getpid(), since_at=writer.now
        )
    )


def _give_back(writer: Writer) -> None:
    writer.connection.execute(
        delete(BookLock).where(BookLock.name == _NAME, BookLock.host == socket.gethostname(), BookLock.process == os.getpid())
    )


def _is_alive(holder: Holder, now: datetime) -> bool:
    if holder.host != socket.gethostname():
        return now - holder.since_at < _LONGEST_JOB
    return process_lives(holder.process)


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
