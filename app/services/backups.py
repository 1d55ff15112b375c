"""Backups: dated, read back before they count, remembered in the book; and restored to a new file only.

How a file is copied belongs to ``app.models.backup``. A book on a database server is backed up by the server's own tools.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.backup import copy_book_file, is_whole, refuse_target
from app.models.base import instant_text
from app.models.drives import network_share
from app.models.faults import BookDamaged
from app.models.opening import NetworkOf, check_file, refuse_network
from app.services.office import Office, Reader
from app.services.ports import Progress, Silent
from app.services.settings import get_setting, set_settings

LAST_BACKUP_AT = "last_backup_at"
LAST_BACKUP_TO = "last_backup_to"
RESTORED_AT = "restored_at"
SUFFIX = ".counterfoil"


class Cancelled(UserError):
    """The work was told to stop before it was finished; nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and read back: where, how large in bytes, and which instant it shows."""

    path: Path
    size: int
    at: datetime


def backup_name(office: Office) -> str:
    """Return a dated name for a backup made now, in the office's time zone: “Acme 2026-03-16 1530.counterfoil”."""
    from zoneinfo import ZoneInfo

    profile = office.read(lambda reader: reader.profile)
    stem = office.book.path.stem if office.book.path is not None else profile.name
    moment = office.clock.now().astimezone(ZoneInfo(profile.time_zone))
    return f"{stem} {moment:%Y-%m-%d %H%M}{SUFFIX}"


def backup_book(office: Office, out: Path, progress: Progress | None = None) -> Backup:
    """Write one moment of the book to ``out``, read it back, and remember in the book that it was done.

    Args:
        office: the book, which others may be writing to meanwhile.
        out: a path where nothing is yet, or a folder, which gets a dated name.
        progress: told bytes done and in all.

    Raises:
        UserError: there is something at ``out``, its folder is missing, or the book lives on a server.
        Cancelled: it was told to stop; nothing is left at ``out``.
        BookDamaged: the copy could not be read back; nothing is left at ``out``.
        EnvironmentFault: no room, or the disk would not do it; nothing is left at ``out``.
    """
    source = office.book.path
    if source is None:
        raise UserError(
            _("This book lives on a database server, which makes the backups."),
            _("Use the server's own tools, such as pg_dump."),
        )
    target = out.expanduser()
    if target.is_dir():
        target /= backup_name(office)
    watch = progress or Silent()

    def told(done: int, total: int) -> None:
        if watch.cancelled:
            raise Cancelled(_("The backup was stopped; nothing is left of it."))
        watch.step(done, total, _("Copying the book"))

    at = office.clock.now()
    copy_book_file(source, target, progress=told)
    office.write(lambda writer: set_settings(writer, {LAST_BACKUP_AT: instant_text(at), LAST_BACKUP_TO: str(target.resolve())}))
    return Backup(target, target.stat().st_size, at)


def restore_backup(file: Path, new_path: Path, *, now: datetime | None = None, network_of: NetworkOf = network_share) -> Path:
    """Make a new book at ``new_path`` from a backup, which is checked through first and left as it is.

    The new book is marked as restored: what it has not yet sent may have been sent by the book it comes from.

    Args:
        file: the backup.
        new_path: where nothing is yet.
        now: the instant to mark it with.
        network_of: says which network drive a path lies on.

    Raises:
        UserError: there is something at ``new_path``, or ``file`` is no book that this program can open.
        BookDamaged: the backup is damaged.
        EnvironmentFault: no room, or the disk would not do it; nothing is left at ``new_path``.
    """
    file, target = file.expanduser(), new_path.expanduser()
    if not file.exists():
        raise NotFound(_("There is no backup at {path}.").format(path=file))
    refuse_target(target)
    refuse_network(target, network_of)
    check_file(file, network_of=network_of)
    if not is_whole(file):
        raise BookDamaged(_("This backup is damaged."), _("It was left as it is. Restore an older one."))
    moment = instant_text(now or datetime.now(UTC))

    def mark(copy: sqlite3.Connection) -> None:
        copy.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (RESTORED_AT, json.dumps(moment)))

    copy_book_file(file, target, in_use=False, finish=mark)
    return target


def last_backup_at(reader: Reader) -> datetime | None:
    """Return when this book was last backed up, or None."""
    return _instant(get_setting(reader, LAST_BACKUP_AT, ""))


def restored_at(reader: Reader) -> datetime | None:
    """Return when this book was restored from a backup, or None when it is an original or was taken over as one."""
    return _instant(get_setting(reader, RESTORED_AT, ""))


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
