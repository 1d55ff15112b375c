"""Files that are there whole or not at all: written under another name beside their place, then put there in one step."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SIDE_FILES = ("-wal", "-shm", "-journal")


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """Give a path beside ``target`` to write to; when the block ends well the file becomes ``target``, else it is removed.

    Nothing is overwritten.

    Raises:
        FileExistsError: there is something at ``target``; it was left as it is.
    """
    if target.exists() or target.is_symlink():
        raise FileExistsError(str(target))
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield draft
        _flush(draft)
        _put(draft, target)
    finally:
        for name in (draft, *(draft.with_name(draft.name + side) for side in _SIDE_FILES)):
            with suppress(OSError):
                name.unlink(missing_ok=True)


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
