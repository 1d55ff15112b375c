"""Bringing an older book up to date: a backup that was opened and checked, then Alembic's revisions, all or none.

Imported only when a book is older than the program: Alembic costs a quarter of a second.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.models import stamp
from app.models.backup import copy_book_file
from app.models.book import Book

SCRIPTS = Path(__file__).parent / "migrations"
# Folders with revision files; tests add one.
VERSIONS: list[Path] = [SCRIPTS / "versions"]


def bring_up_to_date(book: Book, revision: str) -> Path | None:
    """Change the tables of ``book``, now at ``revision``, into those this program needs.

    Returns:
        The backup made before, beside the book; None on a server, whose changes are undone whole when one fails.

    Raises:
        EnvironmentFault: no room for the backup, or somebody else writes; the book is as it was.
        BookDamaged: the backup could not be read back; the book is as it was.
    """
    backup = None
    if book.path is not None:
        moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        backup = book.path.with_name(f"{book.path.stem}.before-update-{revision}-{moment}{book.path.suffix}")
        copy_book_file(book.path, backup)
    with book.write() as connection:
        # Somebody else may have brought it up to date while this one waited for its turn.
        if stamp.read_revision(connection) != stamp.newest():
            run_revisions(connection, stamp.newest())
            stamp.stamp_file(connection, stamp.newest())
    return backup


def run_revisions(connection: Connection, target: str) -> None:
    """Run the revisions up to ``target`` in the transaction of ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in VERSIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
