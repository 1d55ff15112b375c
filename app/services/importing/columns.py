"""Which column of somebody's table means what: headings compared without case, accents, spaces and signs, with synonyms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.services.importing.tables import Table


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an import understands: its name in messages and exports, and what else it may be called.

    Earlier synonyms win where a table has several of them.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """Where each known column stands in a table (counted from 0), and the headings that nothing was read from."""

    index: dict[str, int]
    unused: tuple[str, ...]


def heading_key(text: str) -> str:
    """Return what is left of a heading to compare: “Customer-ID #” and “customer_id” are the same."""
    return "".join(c for c in fold(text) if c.isalnum())


def match_columns(table: Table, known: Sequence[Column]) -> Matched:
    """Find the known columns among a table's headings.

    Raises:
        UserError: one that is required is missing, or one stands there twice.
    """
    keys = [heading_key(heading) for heading in table.columns]
    index: dict[str, int] = {}
    for column in known:
        for spelling in (column.name, *column.synonyms):
            key = heading_key(spelling)
            found = [i for i, heading in enumerate(keys) if heading == key and i not in index.values()]
            if len(found) > 1:
                raise UserError(
                    _("The column “{name}” stands there {count} times.").format(
                        name=table.columns[found[0]][:60], count=len(found)
                    ),
                    _("Rename or delete all but one and try again."),
                )
            if found:
                index[column.name] = found[0]
                break
    missing = [column.name for column in known if column.required and column.name not in index]
    if missing:
        there = ", ".join(heading[:30] for heading in table.columns if heading)
        raise UserError(
            _("“{file}” has no column “{missing}”.").format(file=table.name, missing="”, “".join(missing)),
            _("Its columns are: {columns}.").format(columns=there[:400] or "–"),
        )
    used = set(index.values())
    return Matched(index, tuple(heading for i, heading in enumerate(table.columns) if i not in used and heading))
