"""The stamp on every book: that it is one, and which revision of the tables it has.

A SQLite book bears both in its file header, so that a newer book is recognised without opening it; either store bears the
revision in Alembic's own table. Which tables a revision has belongs to ``app.models.migrations``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

# "CFBK" in SQLite's application_id, offset 68 of the file header (https://www.sqlite.org/fileformat.html, 1.3).
APPLICATION_ID = 0x4346424B
# Every revision of the tables, oldest first; the header's user_version is the position of the book's own, from 1.
REVISIONS: tuple[str, ...] = ("0001",)
VERSION_TABLE = "alembic_version"

_HEADER_SIZE = 100
_MAGIC = b"SQLite format 3\x00"
_CREATE_VERSION = (
    f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
)


def newest() -> str:
    """Return the revision that this program makes and needs."""
    return REVISIONS[-1]


@dataclass(frozen=True, slots=True)
class Header:
    """What the first hundred bytes of a SQLite file say; ``pages`` is 0 where the file does not vouch for it."""

    application_id: int
    user_version: int
    page_size: int
    pages: int


def read_header(path: Path) -> Header | None:
    """Return the header of the file, or None when it is no SQLite database; opens it for reading only."""
    with path.open("rb") as file:
        head = file.read(_HEADER_SIZE)
    if len(head) < _HEADER_SIZE or not head.startswith(_MAGIC):
        return None

    def number(offset: int, size: int = 4) -> int:
        return int.from_bytes(head[offset : offset + size], "big")

    page_size = number(16, 2)
    # The page count counts only when it was written together with the change counter.
    pages = number(28) if number(24) == number(92) else 0
    return Header(number(68), number(60), 65536 if page_size == 1 else page_size, pages)


def stamp_new(connection: Connection) -> None:
    """Stamp a book whose tables were just made as one of the newest revision."""
    connection.exec_driver_sql(_CREATE_VERSION)
    connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} (version_num) VALUES ('{newest()}')")  # noqa: S608 - our own names
    stamp_file(connection, newest())


def stamp_file(connection: Connection, revision: str) -> None:
    """Write the stamp into a SQLite file's header; does nothing on a server. Takes part in the transaction."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {REVISIONS.index(revision) + 1}")


def read_revision(connection: Connection) -> str:
    """Return the revision of the tables; raises the driver's error where there is no such table."""
    return str(connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one())  # noqa: S608 - our own name
