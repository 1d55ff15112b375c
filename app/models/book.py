"""A book that is open: its engine and the two ways into it. Making and checking books belongs to ``app.models.opening``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine

from app.models.engine import BUSY_SECONDS
from app.models.faults import faults_named

# Reading connections kept at hand, fewer than the engine's pool has.
_RESTING = 3


class _Reading:
    """A block that reads. Taking a connection out of the engine's pool and giving it back costs more than a small read."""

    __slots__ = ("_book", "_connection")

    def __init__(self, book: Book) -> None:
        self._book = book

    def __enter__(self) -> Connection:
        self._connection = self._book.take()
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self._book.give_back(self._connection)
            return
        self._connection.close()
        if isinstance(error, Exception):
            with faults_named():
                raise error


class Book:
    """One open book, on SQLite or PostgreSQL. Safe to use from several threads; each block has a connection of its own."""

    def __init__(self, engine: Engine, location: str) -> None:
        self.engine = engine
        self.location = location
        self._resting: list[Connection] = []
        self._turn = Lock()

    @property
    def path(self) -> Path | None:
        """The book's file, or None when it lives on a database server."""
        if self.engine.dialect.name != "sqlite" or not self.engine.url.database:
            return None
        return Path(self.engine.url.database)

    @property
    def is_file(self) -> bool:
        """Whether the book is one file."""
        return self.engine.dialect.name == "sqlite"

    def read(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees one moment of the book throughout the block, and roll back at its end.

        Raises:
            EnvironmentFault: the store cannot be read now.
        """
        return _Reading(self)

    def take(self) -> Connection:
        """Return a connection to read with, one that rests where there is one."""
        try:
            return self._resting.pop()
        except IndexError:
            with faults_named():
                return self.engine.connect()

    def give_back(self, connection: Connection) -> None:
        """End what ``connection`` was reading, and keep it at hand for the next reader."""
        driver: Any = connection.connection.dbapi_connection
        if connection.in_transaction():
            connection.rollback()
        elif self.is_file and driver.in_transaction:
            driver.rollback()
        if self.is_file and len(self._resting) < _RESTING:
            self._resting.append(connection)
        else:
            connection.close()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give the one connection that may write now; commit at the end of the block, or roll back whole when it raises.

        Raises:
            EnvironmentFault: another writer did not finish in time, the disk is full, the server is away; nothing was changed.
        """
        with (
            self._in_turn(),
            faults_named(),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let the writers of this program wait for one another without SQLite, whose waiters sleep and look again.

        Eight threads that write left the file idle three quarters of the time. Writers of other programs still wait there.
        """
        had = self.is_file and self._turn.acquire(timeout=BUSY_SECONDS)
        try:
            yield
        finally:
            if had:
                self._turn.release()

    def close(self) -> None:
        """Give back every connection; on SQLite the write-ahead log is folded into the file."""
        with faults_named():
            while self._resting:
                self._resting.pop().close()
            self.engine.dispose()
