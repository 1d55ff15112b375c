"""Engines: one URL, SQLite or PostgreSQL, same promises: foreign keys held, one writer at a time, readers not blocked."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool, QueuePool

# Writers wait this long for their turn before they say who is in the way.
BUSY_SECONDS = 30.0
# What a connection keeps of the book in memory. The window reads with two of them, which scrolling through a large book fills
# to the brim; a writer's cache holds the pages of a long run until it commits, and is empty where nobody writes.
READING_KIB = 12 * 1024
WRITING_KIB = 24 * 1024
# One advisory lock key for the writers of a shared book; any constant serves, it only has to be the same on every desk.
WRITER_LOCK = 0x436F756E746572


def sqlite_url(path: Path) -> URL:
    """Return the URL of the book in the file ``path``."""
    return URL.create("sqlite", database=str(path))


def is_file_url(location: str) -> bool:
    """Whether ``location`` names a file rather than a database server."""
    return "://" not in location


def as_url(location: str | Path) -> URL:
    """Return the store's URL for a path or a ``postgresql://`` address (psycopg is meant)."""
    if isinstance(location, Path) or is_file_url(location):
        return sqlite_url(Path(location))
    url = make_url(location)
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def _on_connect(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: it would leave DDL and SELECTs outside them (see begin below).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "temp_store=MEMORY",
        f"cache_size=-{READING_KIB}",
        "mmap_size=0",
        "recursive_triggers=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def open_engine(location: str | Path) -> Engine:
    """Return an engine for ``location``; connects to nothing yet.

    On SQLite a connection begins with ``BEGIN`` when it reads and ``BEGIN IMMEDIATE`` when it writes (the execution option
    ``writes``), so that a writer never finds out late that somebody else wrote first. On PostgreSQL writers take one
    advisory lock, which gives the same order.
    """
    url = as_url(location)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            poolclass=NullPool if url.database in {None, "", ":memory:"} else QueuePool,
            pool_size=4,
            max_overflow=8,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 512},
            query_cache_size=2000,
        )
        event.listen(engine, "connect", _on_connect)

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            if connection.get_execution_options().get("writes", False):
                connection.connection.dbapi_connection.execute(f"PRAGMA cache_size=-{WRITING_KIB}")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            # A plain BEGIN locks nothing and cannot fail; the detour through SQLAlchemy costs more than a small read.
            driver = connection.connection.dbapi_connection
            if not driver.in_transaction:  # ``driver_rows`` may have begun already
                driver.execute("BEGIN")

    else:
        engine = create_engine(url, pool_size=4, max_overflow=8, query_cache_size=2000, isolation_level="REPEATABLE READ")

        @event.listens_for(engine, "begin")
        def _begin_shared(connection: Any) -> None:
            if connection.get_execution_options().get("writes", False):
                # Waiting for the lock is a query, and in REPEATABLE READ the first query fixes what the transaction sees:
                # a writer who waited would see the book as it was before the writer it waited for.
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return engine


def sqlite_connection(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open ``path`` with the plain driver, for checks and backups that must not go through the engine.

    A book that nobody has open is read as a file that stands still, so that not even a side file appears beside it.
    """
    mode = "rw"
    if read_only:
        mode = "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS)
