"""Copies of a book's file: one moment of it while others go on writing, read back and compared before it counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.domain.errors import UserError
from app.domain.language import _
from app.models.engine import sqlite_connection
from app.models.faults import BookDamaged, faults_named
from app.models.files import written_beside

# Progress is told after each part; at 4 KiB a page this is 16 MiB.
_PAGES_A_STEP = 4096


def copy_book_file(
    source: Path,
    target: Path,
    *,
    in_use: bool = True,
    finish: Callable[[sqlite3.Connection], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Copy one moment of the book at ``source`` to ``target``, whole and checked or not at all.

    Args:
        source: the book; writers are not held up.
        target: where nothing is yet.
        in_use: False for a backup that nobody has open, which is then not touched in any way.
        finish: writes into the copy after it was checked, before it takes its place.
        progress: told pages done and pages in all; what it raises stops the copy.

    Raises:
        UserError: there is something at ``target``, or its folder is missing.
        BookDamaged: the copy does not hold what the book holds, or the book itself is damaged.
        EnvironmentFault: no room, or the disk would not do it; nothing is left at ``target``.
    """
    refuse_target(target)
    with faults_named(), written_beside(target) as draft, closing(sqlite_connection(source, read_only=not in_use)) as book:
        book.isolation_level = None
        # An open read transaction holds the moment still: without it every foreign write would start the copy anew.
        book.execute("BEGIN")
        counts = row_counts(book)
        draft.touch()
        with closing(sqlite_connection(draft)) as copy:

            def told(_status: int, remaining: int, total: int) -> None:
                if progress is not None:
                    progress(total - remaining, total)

            book.backup(copy, pages=_PAGES_A_STEP, progress=told)
        if not is_whole(draft, counts):
            raise BookDamaged(
                _("The copy of the book could not be read back as it should be."),
                _("It was thrown away. Check the book with “verify” and the drive, then try again."),
            )
        with closing(sqlite_connection(draft)) as copy:
            if finish is not None:
                finish(copy)
                copy.commit()
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def refuse_target(target: Path) -> None:
    """Refuse to write where something is already, or where there is no folder.

    Raises:
        UserError: says which.
    """
    if target.exists() or target.is_symlink():
        what = _("There is already a folder {name}.") if target.is_dir() else _("There is already a file {name}.")
        raise UserError(what.format(name=target.name), _("Choose another name; it was left as it is."))
    if not target.parent.is_dir():
        raise UserError(_("There is no folder {folder}.").format(folder=target.parent), _("Make it first, or choose another."))


def is_whole(path: Path, counts: dict[str, int] | None = None) -> bool:
    """Read a book's file through to the last page and return whether every page, index and reference is as it should be.

    Args:
        path: not written to.
        counts: how many rows each table must have; None asks only for soundness.
    """
    with faults_named(), closing(sqlite_connection(path, read_only=True)) as connection:
        return (
            connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            and connection.execute("PRAGMA foreign_key_check").fetchone() is None
            and (counts is None or row_counts(connection) == counts)
        )


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
            "AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' ORDER BY name"
        )
    ]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
