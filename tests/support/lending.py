"""Databases that are lent to one test after the other: made once from a template, put back as they were in between.

Belongs here: what makes a used database like new. Making and dropping one takes PostgreSQL a checkpoint each and costs more
than most tests. Who changes the tables themselves asks the cluster for a database of his own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
# Every column of every table and index, as one number.
_SHAPE = (
    "SELECT sum(hashtextextended(attrelid || attname || atttypid || attisdropped, 0)) FROM pg_attribute "
    "JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace"
)
_CUT_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Lent:
    """A database with the rows of its template, which :meth:`restore` puts back whatever was done to the rows."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self._connection = psycopg.connect(address, autocommit=True)
        # Only this connection looks past foreign keys and triggers: it writes rows that were consistent before.
        self._connection.execute("SET session_replication_role = replica")
        self._tables = [str(table) for (table,) in self._connection.execute(_TABLES)]
        self._shape = self._connection.execute(_SHAPE).fetchone()
        self._rows = {table: b"".join(self._copied(table)) for table in self._filled()}

    def restore(self) -> None:
        """Cut off whoever is still connected, remove every row and write those of the template.

        Raises:
            AssertionError: the tables themselves were changed.
        """
        self._connection.execute(_CUT_OFF)
        with self._connection.transaction():
            for table in self._filled():
                self._connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            for table, rows in self._rows.items():
                into = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
                with self._connection.cursor().copy(into) as copy:
                    copy.write(rows)
        assert self._connection.execute(_SHAPE).fetchone() == self._shape, "a test that changes tables needs its own database"

    def close(self) -> None:
        """End the connection that restores."""
        self._connection.close()

    def _filled(self) -> list[str]:
        """Return the tables that hold a row."""
        asked = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
            for table in self._tables
        ]
        return [str(table) for (table,) in self._connection.execute(sql.SQL(" UNION ALL ").join(asked))]

    def _copied(self, table: str) -> Iterator[bytes]:
        out_of = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
        with self._connection.cursor().copy(out_of) as copy:
            yield from (bytes(piece) for piece in copy)
