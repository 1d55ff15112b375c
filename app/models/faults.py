"""Whose fault is it: the disk's, another program's, or ours? Answered from the driver's error codes, never from its words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from app.domain.errors import EnvironmentFault, UserError
from app.domain.language import _


class BookDamaged(UserError):
    """The file is no book, or a damaged one; it was left as it is."""


# PostgreSQL's error codes (Appendix A of its manual): no lock in time, deadlock, lost a race; no room.
_SERVER_BUSY = frozenset(("55P03", "40P01", "40001"))
_SERVER_FULL = "53100"


def _busy() -> EnvironmentFault:
    return EnvironmentFault(
        _("Another program is writing to this book and did not finish in time."),
        _("Nothing was changed. Try again in a moment."),
    )


def _full() -> EnvironmentFault:
    return EnvironmentFault(_("The disk is full."), _("Nothing was changed. Make room, then try again."))


def _environment_fault(code: int) -> EnvironmentFault | None:
    primary = code & 0xFF
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return _busy()
    if primary == sqlite3.SQLITE_FULL:
        return _full()
    if primary in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        return EnvironmentFault(_("This book cannot be written to."), _("Nothing was changed. Check the file's permissions."))
    if primary in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM}:
        return EnvironmentFault(
            _("The disk did not answer as it should."), _("Nothing was changed. Check the drive, then try again.")
        )
    return None


def translate_sqlite(error: sqlite3.Error) -> Exception | None:
    """Return what to raise instead of a driver's error, or None when it is our own bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return BookDamaged(
            _("This file is damaged, or it is no Counterfoil book."),
            _("It was left as it is. Restore a backup to a new file and go on from there."),
        )
    return _environment_fault(code)


@contextmanager
def faults_named() -> Iterator[None]:
    """Turn what the store's driver raises inside the block into a sentence, where it is not our own bug.

    Raises:
        EnvironmentFault: locked, full, read-only, unreachable.
        BookDamaged: the file is not a sound book.
    """
    try:
        yield
    except DBAPIError as error:
        original = error.orig
        if isinstance(original, sqlite3.Error):
            told = translate_sqlite(original)
            if told is not None:
                raise told from error
        elif isinstance(error, OperationalError):
            state = getattr(original, "sqlstate", None)
            if state in _SERVER_BUSY:
                raise _busy() from error
            if state == _SERVER_FULL:
                raise _full() from error
            raise EnvironmentFault(
                _("The database server cannot be reached."), _("Nothing was changed. Check the network, then try again.")
            ) from error
        raise
    except sqlite3.Error as error:
        told = translate_sqlite(error)
        if told is not None:
            raise told from error
        raise
    except OSError as error:
        raise EnvironmentFault(
            _("The file system refused: {reason}.").format(reason=error.strerror or type(error).__name__),
            _("Nothing was changed."),
        ) from error
