"""The first rows of a book's customers by the plain driver, before SQLAlchemy is imported. Everything else asks through it.

The statement says what ``services.queries.customers`` asks for first, frozen for the one shape that a start needs; a test
holds both to the same rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.models.stamp import APPLICATION_ID, REVISIONS, read_header

Cell = str | int | None

_COMPANY = "SELECT name, currency, time_zone, locale FROM company"
_LAST_POSTED = "SELECT max(posted_on) FROM journal_entry"
_ROWS = """
SELECT c.id, c.account, c.name, c.kind, c.status, c.manager, c.terms, c.since_on, c.due_minor, c.credit_minor,
       (SELECT coalesce(sum(open_minor), 0) FROM invoice i
         WHERE i.customer_id = c.id AND i.open_minor > 0 AND i.due_on < :day) AS overdue_minor,
       c.lifetime_minor,
       (SELECT min(due_on) FROM invoice i WHERE i.customer_id = c.id AND i.open_minor > 0 AND i.due_on < :day) AS oldest_on,
       (SELECT count(*) FROM site s WHERE s.customer_id = c.id AND s.archived = 0) AS sites
  FROM customer c WHERE c.status = 'active' ORDER BY c.sort_name, c.id LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class FirstRows:
    """Whose book it is and its first active customers by name; a row holds the statement's columns in their order."""

    company: str
    currency: str
    locale: str
    today: date
    rows: tuple[tuple[Cell, ...], ...]


def first_rows(path: Path, today: Callable[[str], date], most: int) -> FirstRows | None:
    """Return the first ``most`` active customers by name as they stand today.

    Args:
        path: the book's file; it is left as it is.
        today: gives the business date in a time zone (IANA name).
        most: how many rows at most.

    Returns:
        None where the file is no book of this program's revision, cannot be read at once, or holds entries dated after
        today, for then the amounts stored on its rows are not today's. The way of opening that follows says what is wrong.
    """
    with suppress(OSError, sqlite3.Error):
        header = read_header(path)
        if header is None or (header.application_id, header.user_version) != (APPLICATION_ID, len(REVISIONS)):
            return None
        # Beside its log a book is read like everybody reads it; alone it stands still, and no side file is made.
        mode = "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"
        address = f"{path.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=0, check_same_thread=False)) as connection:
            name, currency, zone, locale = connection.execute(_COMPANY).fetchone()
            day = today(zone)
            last_on = connection.execute(_LAST_POSTED).fetchone()[0]
            if last_on is not None and last_on > day.isoformat():
                return None
            rows = connection.execute(_ROWS, {"day": day.isoformat(), "most": most}).fetchall()
            return FirstRows(name, currency, locale, day, tuple(rows))
    return None
