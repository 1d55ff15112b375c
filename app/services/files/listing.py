"""Lists of the files with an account, and their totals. None of it reads what files hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from app.domain.folding import fold
from app.models.agreements import Agreement
from app.models.attachments import AttachedFile
from app.services.office import Reader


class FileSort(StrEnum):
    """What a list of files is ordered by; the latest breaks ties."""

    NAME = "name"
    SIZE = "size"
    ADDED = "added"
    WHO = "who"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files are shown: a customer's, with these words, those that are there or those that were removed."""

    customer_id: int
    text: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class FileListRow:
    """A file as lists show it; instants are UTC."""

    id: int
    name: str
    size_bytes: int
    note: str
    added_by: str
    added_at: datetime
    removed_at: datetime | None
    is_scan: bool


@dataclass(frozen=True, slots=True)
class FileTotals:
    """How many files match, and how many bytes they have."""

    count: int
    size_bytes: int


def file_ids(
    reader: Reader, wanted: FileFilter, sort: FileSort = FileSort.ADDED, *, descending: bool = True
) -> Sequence[int]:
    """Return the ids of the files that match, in order."""
    key = _KEYS[sort]
    statement = select(AttachedFile.id).where(*_conditions(wanted))
    statement = statement.order_by(key.desc() if descending else key.asc(), AttachedFile.id.desc())
    return [int(id_) for id_ in reader.connection.execute(statement).scalars()]


def file_rows(reader: Reader, ids: Sequence[int]) -> list[FileListRow]:
    """Return the rows of ids in their order; those that are gone are left out."""
    found = reader.connection.execute(_ROWS.where(AttachedFile.id.in_(list(ids))))
    rows = {row[0]: FileListRow(*row[:7], bool(row[7])) for row in found}
    return [rows[id_] for id_ in ids if id_ in rows]


def file_totals(reader: Reader, wanted: FileFilter) -> FileTotals:
    """Return what the files of a filter come to."""
    row = reader.connection.execute(
        select(func.count(), func.coalesce(func.sum(AttachedFile.size_bytes), 0)).where(*_conditions(wanted))
    ).one()
    return FileTotals(int(row[0]), int(row[1]))


def count_files(reader: Reader, customer_id: int) -> int:
    """Return how many files an account has."""
    return file_totals(reader, FileFilter(customer_id)).count


def _conditions(wanted: FileFilter) -> list[ColumnElement[bool]]:
    there = AttachedFile.removed_at.is_not(None) if wanted.removed else AttachedFile.removed_at.is_(None)
    conditions: list[ColumnElement[bool]] = [AttachedFile.customer_id == wanted.customer_id, there]
    conditions += [AttachedFile.search_text.contains(word, autoescape=True) for word in fold(wanted.text).split()]
    return conditions


_KEYS: dict[FileSort, ColumnElement[Any]] = {
    FileSort.NAME: func.lower(AttachedFile.name),
    FileSort.SIZE: AttachedFile.size_bytes,
    FileSort.ADDED: AttachedFile.added_at,
    FileSort.WHO: func.lower(AttachedFile.added_by),
    FileSort.NOTE: func.lower(AttachedFile.note),
}
_ROWS = select(
    AttachedFile.id,
    AttachedFile.name,
    AttachedFile.size_bytes,
    AttachedFile.note,
    AttachedFile.added_by,
    AttachedFile.added_at,
    AttachedFile.removed_at,
    exists().where(Agreement.scan_id == AttachedFile.id),
)
