"""A book that is open: its engine and the two ways into it. Making and checking books belongs to ``app.models.opening``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from app.models.faults import faults_named

# Reading connections kept at hand, fewer than the engine's pool has.
_RESTING = 3


class Book:
    """One open book, on SQLite or PostgreSQL. Safe to use from several threads; each block has a connection of its own."""

    def __init__(self, engine: Engine, location: str) -> None:
        self.engine = engine
        self.location = location
        self._resting: list[Connection] = []

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

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the book throughout the block, and roll back at its end.

        Raises:
            EnvironmentFault: the store cannot be read now.
        """
        with faults_named():
            try:
                # Taking a connection out of the engine's pool and giving it back costs more than a small read.
                connection = self._resting.pop()
            except IndexError:
                connection = self.engine.connect()
            try:
                yield connection
                connection.rollback()
            except BaseException:
                connection.close()
                raise
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
        with faults_named(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give back every connection; on SQLite the write-ahead log is folded into the file."""
        with faults_named():
            while self._resting:
                self._resting.pop().close()
            self.engine.dispose()
