"""The people who are sent to jobs: adding one, renaming, archiving. What they do when is ``moving``'s."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from app.domain.errors import NotFound, UserError
from app.domain.folding import fold
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.job_rows import TechnicianRow
from app.models.jobs import Technician
from app.services.activity import Happening, record
from app.services.office import Reader, Writer

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class TechnicianFacts:
    """Somebody who is sent to jobs."""

    id: int
    name: str
    archived: bool


def technicians(reader: Reader, *, archived: bool = False) -> list[TechnicianFacts]:
    """Return everybody who is sent to jobs, by name; with ``archived`` also those who left."""
    rows = reader.connection.execute(select(Technician.id, Technician.name, Technician.archived)).all()
    found = [TechnicianFacts(*row) for row in rows if archived or not row.archived]
    return sorted(found, key=lambda each: (fold(each.name), each.id))


def add_technician(writer: Writer, name: str) -> int:
    """Add somebody who is sent to jobs, or bring back whoever bore that name, and return the id.

    Raises:
        UserError: no name, or it is too long.
    """
    word = _checked(name)
    known = next((each for each in technicians(writer, archived=True) if fold(each.name) == fold(word)), None)
    if known is not None:
        if known.archived:
            archive_technician(writer, known.id, archived=False)
        return known.id
    id_ = take_ids(writer.connection, Technician)[0]
    insert_rows(writer.connection, Technician, [TechnicianRow(id_, word)])
    record(writer, [Happening("technician.added", None, {"name": word})])
    writer.touch("jobs", "technicians")
    return id_


def rename_technician(writer: Writer, technician_id: int, name: str) -> None:
    """Call somebody by another name, on every job.

    Raises:
        UserError: no name, too long, or somebody else's.
        NotFound: nobody like that.
    """
    word = _checked(name)
    everybody = technicians(writer, archived=True)
    before = next((each for each in everybody if each.id == technician_id), None)
    if before is None:
        raise NotFound(_("That person is not in this book."))
    if any(fold(each.name) == fold(word) for each in everybody if each.id != technician_id):
        raise UserError(_("There is somebody called {name} already.").format(name=word))
    writer.connection.execute(update(Technician).where(Technician.id == technician_id).values(name=word))
    record(writer, [Happening("technician.renamed", None, {"before": before.name, "after": word})])
    writer.touch("jobs", "technicians")


def archive_technician(writer: Writer, technician_id: int, *, archived: bool = True) -> None:
    """Offer somebody for new jobs no longer, or again; the jobs they have stay theirs.

    Raises:
        NotFound: nobody like that.
    """
    changed = writer.connection.execute(update(Technician).where(Technician.id == technician_id).values(archived=archived))
    if changed.rowcount != 1:
        raise NotFound(_("That person is not in this book."))
    writer.touch("jobs", "technicians")


def _checked(name: str) -> str:
    word = " ".join(name.split())
    if not word:
        raise UserError(_("A person needs a name."))
    if len(word) > _LONGEST:
        raise UserError(_("That name is too long."))
    return word
