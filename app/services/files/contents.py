"""What files hold: read from a disk, kept once in pieces, and written out again. Which file holds what is told elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import delete, select

from app.domain.errors import EnvironmentFault, UserError
from app.domain.language import _
from app.models.attachments import AttachedFile, FileContent, FilePiece
from app.models.bulk import insert_rows, take_ids
from app.services.office import Reader, Writer

LARGEST_MEGABYTES = 25
LARGEST_BYTES = LARGEST_MEGABYTES * 1024 * 1024
PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was found on a disk, or made by the program."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """What tells its content from every other."""
        return hashlib.sha256(self.content).hexdigest()


class _ContentRow(NamedTuple):
    id: int
    sha256: str
    size_bytes: int


class _PieceRow(NamedTuple):
    content_id: int
    position: int
    piece: bytes


def read_source(path: Path) -> Source:
    """Read a file from a disk, before the book is asked to take it in.

    Raises:
        UserError: a folder, nothing, empty, or too large.
        EnvironmentFault: it cannot be read now.
    """
    try:
        if not path.is_file():
            raise UserError(_("{name} is not a file.").format(name=path.name), _("Choose single files, not folders."))
        if path.stat().st_size <= LARGEST_BYTES:
            with path.open("rb") as file:
                content = file.read(LARGEST_BYTES + 1)
            if not content:
                raise UserError(_("{name} is empty.").format(name=path.name))
            if len(content) <= LARGEST_BYTES:
                return Source(path.name, content)
    except OSError as error:
        raise EnvironmentFault(_("{name} cannot be read: {why}").format(name=path.name, why=error.strerror or error)) from error
    raise UserError(
        _("{name} is larger than {count} MB, which is the most that a file in the book may be.").format(
            name=path.name, count=LARGEST_MEGABYTES
        ),
        _("Make it smaller, or keep it elsewhere and write a note where."),
    )


def keep_content(writer: Writer, source: Source) -> int:
    """Keep a content, or find that it is kept already, and return its id."""
    sha256 = source.sha256
    known = writer.connection.execute(select(FileContent.id).where(FileContent.sha256 == sha256)).scalar()
    if known is not None:
        return int(known)
    id_ = take_ids(writer.connection, FileContent)[0]
    insert_rows(writer.connection, FileContent, [_ContentRow(id_, sha256, len(source.content))])
    pieces = [
        _PieceRow(id_, position, source.content[start : start + PIECE_BYTES])
        for position, start in enumerate(range(0, len(source.content), PIECE_BYTES))
    ]
    insert_rows(writer.connection, FilePiece, pieces)
    return id_


def pieces_of(reader: Reader, content_id: int) -> Iterator[bytes]:
    """Give a content piece by piece; never more than one of them is held."""
    position = 0
    while True:
        piece = reader.connection.execute(
            select(FilePiece.piece).where(FilePiece.content_id == content_id, FilePiece.position == position)
        ).scalar()
        if piece is None:
            return
        yield bytes(piece)
        position += 1


def drop_unused(writer: Writer) -> None:
    """Delete contents that no file holds any more."""
    used = select(AttachedFile.content_id)
    found = writer.connection.execute(select(FileContent.id).where(FileContent.id.not_in(used)))
    unused = [int(id_) for id_ in found.scalars()]
    if unused:
        writer.connection.execute(delete(FilePiece).where(FilePiece.content_id.in_(unused)))
        writer.connection.execute(delete(FileContent).where(FileContent.id.in_(unused)))
