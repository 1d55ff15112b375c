"""The diary of one customer searched by what it says: the words are made when it is read, so they are searched as they read."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from app.domain.folding import fold
from app.services.office import Reader
from app.services.queries.activity import ActivityFacts, activity_ids, activity_rows
from app.services.queries.activity_words import changes_of, sentence

_AT_ONCE = 500


def activity_ids_like(reader: Reader, customer_id: int, prefixes: Sequence[str] = (), text: str = "") -> array[int]:
    """Return the ids (typecode q) of one customer's changes, newest first.

    Args:
        reader: the book.
        customer_id: whose account.
        prefixes: beginnings of kinds such as ``payment.``, of which one must fit; none lets all through.
        text: as typed; every word is part of what a change says, in the language in use, or of who made it.
    """
    if len(prefixes) == 1 and not text.strip():
        return activity_ids(reader, customer_id, kind_prefix=prefixes[0])
    ids = activity_ids(reader, customer_id)
    words = fold(text).split()
    if not prefixes and not words:
        return ids
    found = array("q")
    for start in range(0, len(ids), _AT_ONCE):
        for row in activity_rows(reader, ids[start : start + _AT_ONCE]):
            if prefixes and not row.kind.startswith(tuple(prefixes)):
                continue
            if words and not _says(reader, row, words):
                continue
            found.append(row.id)
    return found


def _says(reader: Reader, row: ActivityFacts, words: Sequence[str]) -> bool:
    changes = changes_of(row, reader.profile)
    parts = [sentence(row, reader.profile), row.actor, *(f"{each.label} {each.before} {each.after}" for each in changes)]
    said = fold(" ".join(parts))
    return all(word in said for word in words)
