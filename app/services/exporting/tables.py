"""A table on its way to a file, and files that are there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import EnvironmentFault, UserError
from app.domain.language import _
from app.domain.money import Currency
from app.services.documents.reports import Cell, TableColumn

_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table to write: a cell per column, amounts as minor units of ``currency``.

    ``rows`` may be worked out while they are written, so that a large book need not be in memory.
    """

    title: str
    columns: tuple[TableColumn, ...]
    rows: Iterable[Sequence[Cell]]
    currency: Currency


@contextmanager
def put_whole(out: Path) -> Iterator[Path]:
    """Give a path beside ``out`` to write to; when the block ends well it takes the place of ``out``, else it is removed.

    An older file of that name is replaced, a book never is.

    Raises:
        UserError: ``out`` is a folder or a book, or its folder does not exist.
        EnvironmentFault: the disk is full, or nothing may be written there; an older file is still there.
    """
    _check_target(out)
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(out)
        _sync_folder(out.parent)
    except OSError as error:
        raise EnvironmentFault(
            _("“{name}” cannot be written: {reason}.").format(name=out.name, reason=error.strerror or type(error).__name__),
            _("Nothing was changed."),
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def write_bytes(out: Path, content: bytes) -> None:
    """Write ``content`` to ``out``, whole or not at all; see ``put_whole``."""
    with put_whole(out) as draft:
        draft.write_bytes(content)


def free_name(wanted: Path) -> Path:
    """Return ``wanted``, or the first of its numbered kin (NAME-2, NAME-3, …) that is not there yet."""
    path, number = wanted, 1
    while path.exists() or path.is_symlink():
        number += 1
        path = wanted.with_stem(f"{wanted.stem}-{number}")
    return path


def _check_target(out: Path) -> None:
    if out.is_dir():
        raise UserError(_("“{name}” is a folder.").format(name=out.name), _("Name a file in it."))
    if not out.parent.is_dir():
        raise UserError(_("There is no folder “{name}”.").format(name=str(out.parent)))
    if out.exists() and not out.is_file():
        raise UserError(_("“{name}” is no file.").format(name=out.name))
    try:
        with out.open("rb") as file:
            is_book = file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return
    if is_book:
        raise UserError(_("“{name}” is a book and will not be overwritten.").format(name=out.name), _("Choose another name."))


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
