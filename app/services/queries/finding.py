"""Text as people type it into a search box, turned into what either store can look up. What is shown belongs to others here.

On SQLite one or two letters use the index on folded names and never the trigrams; more letters use the full-text index, whose
rows come in the order of ids. PostgreSQL looks through the folded text itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, bindparam, column, literal_column, select, table

from app.domain.folding import fold
from app.models.customers import Customer
from app.models.search_index import FTS_TABLE

_SHORTEST_TRIGRAM = 3
# The last code point: nothing that begins with a text sorts after the text followed by it.
_LAST = "\U0010ffff"

_INDEX = table(FTS_TABLE, column("rowid"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, folded: the whole, its words long enough for trigrams, and its shorter words."""

    whole: str
    words: tuple[str, ...]
    short: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Wanted:
        """Return what ``text`` looks for; nothing when it is blank."""
        whole = fold(text[:200].replace("\x00", " "))
        parts = tuple(dict.fromkeys(whole.split()))
        return cls(
            whole,
            tuple(part for part in parts if len(part) >= _SHORTEST_TRIGRAM),
            tuple(part for part in parts if len(part) < _SHORTEST_TRIGRAM),
        )

    @property
    def is_prefix(self) -> bool:
        """Whether only the beginning of names is looked at: no word is long enough for trigrams."""
        return bool(self.whole) and not self.words

    def parameters(self, store: str) -> dict[str, str]:
        """Return the values of the parameters that ``condition`` uses on ``store``."""
        if not self.whole:
            return {}
        values = prefix_parameters(self.whole)
        if self.is_prefix:
            return values
        parts = self.short if store == "sqlite" else (*self.words, *self.short)
        values.update((f"part_{n}", contains(part)) for n, part in enumerate(parts))
        if store == "sqlite":
            values["match"] = match_of(self.words)
        return values

    def condition(self, store: str) -> ColumnElement[bool]:
        """Return what holds for customers that match."""
        if self.is_prefix:
            return begins(store)
        if store == "sqlite":
            inside = Customer.id.in_(matching())
            return and_(inside, *(_has_part(n) for n in range(len(self.short))))
        return and_(*(_has_part(n) for n in range(len(self.words) + len(self.short))))


def _has_part(number: int) -> ColumnElement[bool]:
    return Customer.search_text.like(bindparam(f"part_{number}"), escape="/")


def begins(store: str) -> ColumnElement[bool]:
    """Return the condition that a customer's name begins with the text of ``prefix_parameters``."""
    if store == "sqlite":
        return and_(Customer.sort_name >= bindparam("prefix"), Customer.sort_name < bindparam("prefix_end"))
    return Customer.sort_name.like(bindparam("prefix_like"), escape="/")


def prefix_parameters(folded: str) -> dict[str, str]:
    """Return the parameters that ``begins`` uses; superfluous ones do no harm."""
    return {"prefix": folded, "prefix_end": folded + _LAST, "prefix_like": escaped(folded) + "%"}


def matching() -> Select[int]:
    """Return the ids of customers that the full-text index finds for the parameter ``match``, in the order of ids."""
    rowid: ColumnElement[int] = _INDEX.c.rowid
    return select(rowid).where(literal_column(FTS_TABLE).op("MATCH", is_comparison=True)(bindparam("match")))


def match_of(words: tuple[str, ...]) -> str:
    """Return the full-text query for rows that hold every one of ``words``, taken literally."""
    return " ".join('"' + word.replace('"', '""') + '"' for word in words)


def escaped(text: str) -> str:
    """Return ``text`` with what LIKE would take for wildcards taken literally (escape sign ``/``)."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def contains(text: str) -> str:
    """Return the LIKE pattern (escape sign ``/``) of whatever holds ``text``."""
    return f"%{escaped(text)}%"
