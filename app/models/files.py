"""Files that are there whole or not at all: written under another name beside their place, then put there in one step."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.models.drives import network_share

_SIDE_FILES = ("-wal", "-shm", "-journal")
# Name of the book it was to become, number of the program that wrote it, perhaps a side file's ending.
_DRAFT = re.compile(r"\.(?P<name>.+)\.(?P<program>\d+)\.part(?:-wal|-shm|-journal)?")
_BOOK_ENDING = ".counterfoil"
# After this long without a change a draft is nobody's, where it cannot be asked whether its program still runs.
_FORGOTTEN_SECONDS = 24 * 3600


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """Give a path beside ``target`` to write to; when the block ends well the file becomes ``target``, else it is removed.

    Nothing is overwritten.

    Raises:
        FileExistsError: there is something at ``target``; it was left as it is.
    """
    if target.exists() or target.is_symlink():
        raise FileExistsError(str(target))
    clear_drafts(target)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield draft
        _flush(draft)
        _put(draft, target)
    finally:
        for name in (draft, *(draft.with_name(draft.name + side) for side in _SIDE_FILES)):
            with suppress(OSError):
                name.unlink(missing_ok=True)


def clear_drafts(target: Path) -> None:
    """Remove what programs that were killed left half-written beside ``target``; never what one that runs is writing.

    ``target`` is a book, or where one is about to be; drafts of other books beside it are looked at too.
    """
    with suppress(OSError):
        found = [(file, match) for file in target.parent.iterdir() if (match := _DRAFT.fullmatch(file.name))]
        mine = [(file, int(m["program"])) for file, m in found if m["name"] == target.name or _BOOK_ENDING in m["name"]]
        # On a network drive the program may run on another computer.
        local = bool(mine) and network_share(target) is None
        for file, program in mine:
            with suppress(OSError):
                if _is_abandoned(file, program, local=local):
                    file.unlink()


def _is_abandoned(draft: Path, program: int, *, local: bool) -> bool:
    if not local or sys.platform == "win32":
        return time.time() - draft.stat().st_mtime > _FORGOTTEN_SECONDS
    if program == os.getpid():
        return False
    try:
        os.kill(program, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _put(draft: Path, target: Path) -> None:
    if sys.platform == "win32":
        draft.rename(target)  # refuses an existing target there
        return
    try:
        os.link(draft, target)  # refuses an existing target, unlike rename
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if target.exists():
            raise FileExistsError(str(target)) from None
        draft.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
