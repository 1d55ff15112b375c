"""Checks that SQLite makes of itself: every page, index and reference, and the full-text index against its table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.domain.language import _
from app.models.book import Book
from app.models.faults import BookDamaged
from app.models.search_index import FTS_TABLE
from app.services.office import Reader
from app.services.verify.checking import CheckResult, result

_MAPPED_BYTES = 4 * 1024**3


@contextmanager
def file_mapped(reader: Reader) -> Iterator[None]:
    """Read SQLite's file through memory mapping inside the block: a large book is checked more than twice as fast."""
    if reader.connection.dialect.name != "sqlite":
        yield
        return
    reader.connection.exec_driver_sql(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    try:
        yield
    finally:
        reader.connection.exec_driver_sql("PRAGMA mmap_size = 0")


def integrity(reader: Reader) -> CheckResult:
    """SQLite's own check of every page, index, constraint and column type."""
    name = _("SQLite finds every page and index sound")
    try:
        found = [str(row[0]) for row in reader.connection.exec_driver_sql("PRAGMA integrity_check(4)")]
        pages = int(reader.connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            return CheckResult(name, passed=False, detail=str(error.orig), checked=0)
        raise
    wrong = [line for line in found if line != "ok"]
    return result(name, wrong, len(wrong), pages)


def references(reader: Reader) -> CheckResult:
    """Every foreign key names a row that exists."""
    rows = reader.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    sentences = [
        _("row {row} of {table} names a row of {parent} that is not there").format(row=row[1], table=row[0], parent=row[2])
        for row in rows
    ]
    tables = int(reader.connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").scalar_one())
    return result(_("Every reference names a row that exists"), sentences, len(rows), tables)


def search_index(book: Book) -> CheckResult:
    """The full-text index holds what the customers' table holds (FTS5 is asked by a write that changes nothing)."""
    name = _("The search index holds every customer")
    passed, checked = True, 0
    try:
        with book.write() as connection:
            checked = int(connection.exec_driver_sql("SELECT count(*) FROM customer").scalar_one())
            connection.exec_driver_sql(f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except BookDamaged:
        passed = False
    return CheckResult(name, passed, "" if passed else _("customers may be missing from searches"), checked)
