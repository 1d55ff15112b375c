"""Takes files in, renames, removes and puts them back; each tells the diary. What a file holds is ``contents``'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import NamedTuple

from sqlalchemy import delete, select, update

from app.domain.errors import NotFound, UserError
from app.domain.folding import fold
from app.domain.language import _
from app.models.agreements import Agreement
from app.models.attachments import AttachedFile
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer
from app.services.activity import Happening, record
from app.services.files.contents import Source, drop_unused, keep_content
from app.services.office import Reader, Writer

KEPT_DAYS = 30
"""So long a removed file can be put back; then it goes with the next one that is added or removed."""
LONGEST_NAME, LONGEST_NOTE = 200, 1_000
# What one of the three systems refuses in a file's name.
_FORBIDDEN = frozenset('<>:"/\\|?*')


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as the book knows it, without what it holds."""

    id: int
    customer_id: int
    content_id: int
    name: str
    size_bytes: int
    note: str
    removed: bool


class _FileRow(NamedTuple):
    id: int
    customer_id: int
    content_id: int
    name: str
    size_bytes: int
    note: str
    added_by: str
    added_at: str
    search_text: str


def add_files(writer: Writer, customer_id: int, sources: Sequence[Source], note: str = "") -> tuple[int, ...]:
    """Keep files with an account and return their ids; a name that the account has already gets a number.

    Raises:
        UserError: a name or the note is too long.
        NotFound: no such customer.
    """
    if writer.connection.execute(select(Customer.id).where(Customer.id == customer_id)).scalar() is None:
        raise NotFound(_("That customer is not in this book."))
    note = _checked_note(note)
    taken = set(
        writer.connection.execute(
            select(AttachedFile.name).where(AttachedFile.customer_id == customer_id, AttachedFile.removed_at.is_(None))
        ).scalars()
    )
    ids = take_ids(writer.connection, AttachedFile, len(sources))
    happenings = []
    for id_, source in zip(ids, sources, strict=True):
        name = _free(fitting_name(source.name), taken)
        taken.add(name)
        row = _FileRow(
            id_,
            customer_id,
            keep_content(writer, source),
            name,
            len(source.content),
            note,
            writer.actor,
            writer.now_text,
            _searched(name, note, writer.actor),
        )
        insert_rows(writer.connection, AttachedFile, [row])
        happenings.append(Happening("file.added", customer_id, {"name": name}))
    record(writer, happenings)
    _forget_old(writer)
    writer.touch("files", f"customer:{customer_id}")
    return tuple(ids)


def describe_file(writer: Writer, file_id: int, name: str, note: str) -> None:
    """Change a file's name and note.

    Raises:
        UserError: the name cannot be a file's, or the account has a file of that name.
        NotFound: it was removed.
    """
    before = read_file(writer, file_id)
    name, note = checked_name(name), _checked_note(note)
    if (name, note) == (before.name, before.note):
        return
    same = writer.connection.execute(
        select(AttachedFile.id).where(
            AttachedFile.customer_id == before.customer_id,
            AttachedFile.name == name,
            AttachedFile.id != file_id,
            AttachedFile.removed_at.is_(None),
        )
    ).first()
    if same is not None:
        raise UserError(_("There is another file called {name} with this account.").format(name=name))
    who = writer.connection.execute(select(AttachedFile.added_by).where(AttachedFile.id == file_id)).scalar_one()
    writer.connection.execute(
        update(AttachedFile)
        .where(AttachedFile.id == file_id)
        .values(name=name, note=note, search_text=_searched(name, note, who))
    )
    if name != before.name:
        record(writer, [Happening("file.renamed", before.customer_id, {"name": name, "before": before.name, "after": name})])
    if note != before.note:
        details = {"name": name, "before": before.note, "after": note}
        record(writer, [Happening("file.noted", before.customer_id, details)])
    writer.touch("files", f"customer:{before.customer_id}")


def remove_files(writer: Writer, file_ids: Sequence[int]) -> tuple[int, ...]:
    """Remove files and return the ids of those that were there; they can be put back for ``KEPT_DAYS``.

    Raises:
        UserError: one of them is the signed paper of an agreement.
    """
    rows = [row for id_ in file_ids if (row := _find(writer, id_)) is not None and not row.removed]
    for row in rows:
        title = writer.connection.execute(select(Agreement.title).where(Agreement.scan_id == row.id)).scalar()
        if title is not None:
            raise UserError(
                _("{name} is the signed paper of the agreement “{title}”.").format(name=row.name, title=title),
                _("Take it off the agreement first."),
            )
    for row in rows:
        writer.connection.execute(update(AttachedFile).where(AttachedFile.id == row.id).values(removed_at=writer.now))
        writer.touch("files", f"customer:{row.customer_id}")
    record(writer, [Happening("file.removed", row.customer_id, {"name": row.name}) for row in rows])
    _forget_old(writer)
    return tuple(row.id for row in rows)


def put_back_files(writer: Writer, file_ids: Sequence[int]) -> None:
    """Put removed files back; one whose name was taken meanwhile gets a number.

    Raises:
        NotFound: one is gone for good.
    """
    for file_id in file_ids:
        row = _find(writer, file_id)
        if row is None:
            raise NotFound(_("That file is gone for good: it was removed more than {count} days ago.").format(count=KEPT_DAYS))
        if not row.removed:
            continue
        taken = set(
            writer.connection.execute(
                select(AttachedFile.name).where(AttachedFile.customer_id == row.customer_id, AttachedFile.removed_at.is_(None))
            ).scalars()
        )
        name = _free(row.name, taken)
        writer.connection.execute(
            update(AttachedFile).where(AttachedFile.id == file_id).values(removed_at=None, name=name)
        )
        record(writer, [Happening("file.put_back", row.customer_id, {"name": name})])
        writer.touch("files", f"customer:{row.customer_id}")


def read_file(reader: Reader, file_id: int) -> KeptFile:
    """Return what is known of a file.

    Raises:
        NotFound: it was removed.
    """
    row = _find(reader, file_id)
    if row is None or row.removed:
        raise NotFound(_("That file was removed meanwhile."))
    return row


def checked_name(name: str) -> str:
    """Return a name that a file may have on every system.

    Raises:
        UserError: it is empty, too long, or has characters that file names cannot have.
    """
    name = name.strip().rstrip(".")
    if not name:
        raise UserError(_("A file needs a name."))
    if len(name) > LONGEST_NAME:
        raise UserError(_("A file's name has at most {count} characters.").format(count=LONGEST_NAME))
    if any(letter in _FORBIDDEN or ord(letter) < 32 for letter in name):
        raise UserError(_("A file's name cannot have any of these: {letters}").format(letters='< > : " / \\ | ? *'))
    return name


def fitting_name(name: str) -> str:
    """Return a name as it was found on a disk, made to fit every system; long ones are cut, their ending is kept."""
    name = "".join("_" if letter in _FORBIDDEN or ord(letter) < 32 else letter for letter in name).strip().rstrip(".")
    ending = PurePath(name).suffix[:20]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(ending)] + ending


def _free(name: str, taken: set[str]) -> str:
    path, number, free = PurePath(name or _("File")), 2, name or _("File")
    while free in taken:
        free = f"{path.stem} ({number}){path.suffix}"
        number += 1
    return free


def _checked_note(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise UserError(_("A note has at most {count} characters.").format(count=LONGEST_NOTE))
    return note


def _searched(name: str, note: str, who: str) -> str:
    return fold(f"{name} {note} {who}")


def _find(reader: Reader, file_id: int) -> KeptFile | None:
    row = reader.connection.execute(
        select(
            AttachedFile.id,
            AttachedFile.customer_id,
            AttachedFile.content_id,
            AttachedFile.name,
            AttachedFile.size_bytes,
            AttachedFile.note,
            AttachedFile.removed_at,
        ).where(AttachedFile.id == file_id)
    ).one_or_none()
    return None if row is None else KeptFile(*row[:6], row[6] is not None)


def _forget_old(writer: Writer) -> None:
    """Let go of files that were removed long ago, and of what only they held."""
    before = writer.now - timedelta(days=KEPT_DAYS)
    gone = writer.connection.execute(delete(AttachedFile).where(AttachedFile.removed_at < before))
    if gone.rowcount:
        drop_unused(writer)
        writer.touch("files")
