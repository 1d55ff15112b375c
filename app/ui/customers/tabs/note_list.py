"""The columns of notes as a list. What is done with notes belongs to ``notes``."""

from __future__ import annotations

from datetime import datetime

from app.domain.language import _
from app.services.queries.notes import NoteFacts
from app.ui.kit.tables import Column, Kind
from app.ui.session import Session


def note_columns(session: Session) -> tuple[Column[NoteFacts], ...]:
    """Return the columns."""

    def here(instant: datetime) -> datetime:
        return session.local(instant).replace(tzinfo=None)

    return (
        Column("pinned", _("Pinned"), lambda note: "✓" if note.pinned else "", width=72, sort="pinned"),
        Column("body", _("Note"), lambda note: note.body, width=360, sort="body", stretch=True),
        Column("author", _("Author"), lambda note: note.author, width=140, sort="author"),
        Column(
            "written",
            _("Written"),
            lambda note: session.moment(note.written_at),
            Kind.DATE,
            172,
            "written",
            lambda note: here(note.written_at),
        ),
        Column(
            "changed",
            _("Changed"),
            lambda note: session.moment(note.edited_at) if note.edited_at is not None else "",
            Kind.DATE,
            172,
            "changed",
            lambda note: here(note.edited_at) if note.edited_at is not None else None,
            visible=False,
        ),
    )
