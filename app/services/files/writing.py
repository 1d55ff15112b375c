"""Writes files of the book to a disk: a copy that somebody keeps, or one to be opened and forgotten."""

from __future__ import annotations

import hashlib
import stat
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from app.domain.errors import EnvironmentFault, UserError
from app.domain.language import _
from app.models.attachments import FileContent
from app.services.exporting.tables import put_whole
from app.services.files.contents import pieces_of
from app.services.files.keeping import read_file
from app.services.office import Reader


def save_copy(reader: Reader, file_id: int, out: Path) -> Path:
    """Write a file to ``out``, whole or not at all, and return where it is; an older file of that name is replaced.

    Raises:
        NotFound: it was removed.
        UserError: what the book holds is not what was given to it; or nothing can be written to ``out``.
        EnvironmentFault: the disk is full, or nothing may be written there.
    """
    file = read_file(reader, file_id)
    sha256 = reader.connection.execute(select(FileContent.sha256).where(FileContent.id == file.content_id)).scalar_one()
    found = hashlib.sha256()
    with put_whole(out) as draft, draft.open("wb") as written:
        for piece in pieces_of(reader, file.content_id):
            found.update(piece)
            written.write(piece)
        if found.hexdigest() != sha256:
            raise UserError(
                _("{name} is damaged in the book: it is not what was put in.").format(name=file.name),
                _("Take it from a backup."),
            )
    return out


def copy_to_open(reader: Reader, file_id: int, folder: Path) -> Path:
    """Write a copy that cannot be changed into a folder of its own under ``folder``, and return where it is.

    What a program saved to such a copy would be lost when the copy is: read-only, it says so itself.

    Raises:
        NotFound, UserError, EnvironmentFault: as ``save_copy``.
    """
    own = folder / str(file_id)
    out = own / read_file(reader, file_id).name
    try:
        own.mkdir(parents=True, exist_ok=True)
        if out.exists():
            out.chmod(stat.S_IRUSR | stat.S_IWUSR)
    except OSError as error:
        raise EnvironmentFault(_("No copy to open can be written: {why}").format(why=error.strerror or error)) from error
    save_copy(reader, file_id, out)
    with suppress(OSError):
        out.chmod(stat.S_IRUSR)
    return out
