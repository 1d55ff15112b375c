"""Opens a book for work: the store, the clock and who is at the desk."""

from __future__ import annotations

import getpass
import os
from datetime import date
from pathlib import Path

from app.models.opening import open_book
from app.services.clocks import FixedDay
from app.services.office import Office


def user_name() -> str:
    """Return the name of whoever is logged in to this computer, or a plain word where the system has none."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such account, no environment; Windows has no pwd module
        name = ""
    return name or os.environ.get("HOSTNAME", "") or "office"


def open_office(location: str | Path, actor: str | None = None, today: date | None = None) -> Office:
    """Open the book at ``location`` for work.

    Args:
        location: a path or a ``postgresql://`` address.
        actor: who works; the user of this computer when None.
        today: the business date of this run; the office's own calendar day when None.

    Raises:
        as ``app.models.opening.open_book``.
    """
    book = open_book(location)
    try:
        return Office(book, actor or user_name(), None if today is None else FixedDay(today))
    except BaseException:
        book.close()
        raise
