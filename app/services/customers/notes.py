"""Notes on customers' accounts: written, changed, pinned, deleted, and put back again (undo)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.base import instant_text
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Note
from app.models.rows import NoteRow
from app.services.activity import Happening, record
from app.services.office import Reader, Writer

LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note as it stands; enough to write it again after it was deleted."""

    id: int
    customer_id: int
    body: str
    author: str
    written_at: datetime
    pinned: bool


def add_note(writer: Writer, customer_id: int, body: str, *, pinned: bool = False) -> int:
    """Write a note and return its id.

    Raises:
        UserError: it is empty or too long.
    """
    text = _checked(body)
    id_ = take_ids(writer.connection, Note)[0]
    insert_rows(writer.connection, Note, [NoteRow(id_, customer_id, text, writer.actor, writer.now_text, pinned)])
    _tell(writer, "note.added", customer_id, text)
    return id_


def change_note(writer: Writer, note_id: int, body: str) -> None:
    """Change what a note says; its author and time stay, the change is marked.

    Raises:
        UserError: it is empty or too long.
        NotFound: it was deleted.
    """
    before = read_note(writer, note_id)
    text = _checked(body)
    if text == before.body:
        return
    writer.connection.execute(update(Note).where(Note.id == note_id).values(body=text, edited_at=writer.now))
    record(
        writer,
        [Happening("note.changed", before.customer_id, {"before": before.body[:200], "after": text[:200]})],
    )
    writer.touch("notes", f"customer:{before.customer_id}")


def pin_note(writer: Writer, note_id: int, *, pinned: bool) -> None:
    """Keep a note on top of the others, or let it go.

    Raises:
        NotFound: it was deleted.
    """
    note = read_note(writer, note_id)
    writer.connection.execute(update(Note).where(Note.id == note_id).values(pinned=pinned))
    writer.touch("notes", f"customer:{note.customer_id}")


def delete_note(writer: Writer, note_id: int) -> KeptNote:
    """Delete a note and return it, so that it can be put back.

    Raises:
        NotFound: it was deleted already.
    """
    note = read_note(writer, note_id)
    writer.connection.execute(delete(Note).where(Note.id == note_id))
    _tell(writer, "note.deleted", note.customer_id, note.body)
    return note


def put_back_note(writer: Writer, note: KeptNote) -> None:
    """Write a deleted note again, with its author and time (undo)."""
    row = NoteRow(note.id, note.customer_id, note.body, note.author, instant_text(note.written_at), note.pinned)
    insert_rows(writer.connection, Note, [row])
    _tell(writer, "note.put_back", note.customer_id, note.body)


def read_note(reader: Reader, note_id: int) -> KeptNote:
    """Return a note.

    Raises:
        NotFound: it was deleted.
    """
    row = reader.connection.execute(
        select(Note.id, Note.customer_id, Note.body, Note.author, Note.written_at, Note.pinned).where(Note.id == note_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That note was deleted meanwhile."))
    return KeptNote(*row)


def _checked(body: str) -> str:
    text = body.strip()
    if not text:
        raise UserError(_("An empty note says nothing."))
    if len(text) > LONGEST_NOTE:
        raise UserError(_("A note has at most {count} characters.").format(count=LONGEST_NOTE), _("Attach a file instead."))
    return text


def _tell(writer: Writer, kind: str, customer_id: int, text: str) -> None:
    record(writer, [Happening(kind, customer_id, {"text": text[:200]})])
    writer.touch("notes", f"customer:{customer_id}")
