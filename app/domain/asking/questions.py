"""Reading a question: in which language it is asked, which words mean what, whose name is in it, and what it can mean.

Every word has to be accounted for. One that means nothing, and is nobody's name, makes the question one that is not read;
what the others mean is told all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from app.domain.asking.composing import Desk, Misfit, compose
from app.domain.asking.english import english
from app.domain.asking.fields import Subject
from app.domain.asking.form import Query
from app.domain.asking.phrases import Language, Span, is_known, scan
from app.domain.asking.pieces import Edge, Nothing, Noun, Piece, Which, Who
from app.domain.asking.spanish import spanish
from app.domain.asking.words import Word, words_of

LONGEST = 300
_LONGEST_NAME = 6
_LANGUAGES = {"en": english, "es": spanish}


@dataclass(frozen=True, slots=True)
class Known:
    """Something of the book that some words name: a ``customer``; ``manager``, ``tag`` or ``city`` of customers; who is
    ``assigned`` to jobs.

    ``value`` is what a query is to say, ``label`` what people are shown.
    """

    field: str
    value: str
    label: str


class Names:
    """Finds what words name in the book; this one knows nobody."""

    def spans(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return where in the folded words whole names stand: from, to (excluded), and what a query is to say."""
        del words
        return []

    def called(self, text: str) -> tuple[Known, ...]:
        """Return what is called ``text``; several when it may be either of them."""
        del text
        return ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question was read as.

    Attributes:
        language: en or es.
        queries: what it can mean: one when it is clear, several when it has to be asked which, none when it is not read.
        unread: words that mean nothing here; with any of these ``queries`` is only what the other words mean.
        read: the words that do mean something.
        called: customers that a name in it may mean, when there are several.
        name: the words that are that name.
        needs_customer: it would be clear if it said whose.
    """

    language: str
    queries: tuple[Query, ...] = ()
    unread: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    called: tuple[Known, ...] = ()
    name: str = ""
    needs_customer: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether it can be answered."""
        return len(self.queries) == 1 and not self.unread


def read_question(
    question: str, desk: Desk, names: Names | None = None, language: str = "en", subject: Subject | None = None
) -> Reading:
    """Return what ``question`` can mean.

    Args:
        question: as typed, in English or Spanish.
        desk: where it is asked.
        names: who is in the book.
        language: which language is taken where a question is read in both.
        subject: what it is about when it does not say so.
    """
    words = words_of(question[:LONGEST])
    known = names or Names()
    first = _Reader(words, desk, known, _LANGUAGES[language](), subject).reading() if language in _LANGUAGES else None
    if first is not None and first.is_clear:
        return first
    readings = [_Reader(words, desk, known, make(), subject).reading() for code, make in _LANGUAGES.items() if code != language]
    return min([*([first] if first is not None else []), *readings], key=_missing)


def _missing(reading: Reading) -> tuple[int, bool]:
    """Return how much of a question is not read, so that the language that reads most of it counts."""
    return sum(len(run.split()) for run in reading.unread), not reading.queries


class _Reader:
    """Reads a question in one language."""

    def __init__(self, words: Sequence[Word], desk: Desk, names: Names, language: Language, subject: Subject | None) -> None:
        self._given: tuple[Piece, ...] = (Noun(subject, weak=True),) if subject is not None else ()
        self._desk, self._names, self._language = desk, names, language
        self._words = self._with_names(words)

    def _with_names(self, words: Sequence[Word]) -> list[Word]:
        """Return the words with whole names as one word each."""
        plain = [word.plain for word in words]
        found: list[Word] = []
        at = 0
        spans = {start: (end, value) for start, end, value in self._names.spans(plain)}
        while at < len(words):
            end, value = spans.get(at, (at, ""))
            if value and not all(is_known(word, self._language) for word in plain[at:end]):
                typed = " ".join(word.typed for word in words[at:end] if word.typed)
                found.append(Word(f"\x01{at}", typed, value))
                at = end
            else:
                found.append(words[at])
                at += 1
        return found

    def reading(self) -> Reading:
        spans = scan(self._words, self._language)
        choices, unread = self._resolved(spans)
        read = tuple(span.typed for span in spans if span.pieces and not _says_nothing(span) and span.typed)
        several = next((found for _span, found in choices if len(found) > 1), ())
        name = next((span.typed for span, found in choices if len(found) > 1), "")
        queries: dict[Query, None] = {}
        needs_customer = False
        at = {id(span): place for place, (span, _found) in enumerate(choices)}
        for chosen in product(*([_piece(known) for known in found] for _span, found in choices)):
            pieces: list[Piece] = []
            for span in spans:
                pieces += [Edge(), *span.pieces]
                if id(span) in at:
                    pieces.append(chosen[at[id(span)]])
            try:
                queries.update(dict.fromkeys(compose([*self._given, *pieces], self._desk, self._language.dates)))
            except Misfit as misfit:
                needs_customer = needs_customer or misfit.needs_customer
        return Reading(self._language.code, tuple(queries), tuple(unread), read, several, name, needs_customer and not queries)

    def _resolved(self, spans: Sequence[Span]) -> tuple[list[tuple[Span, tuple[Known, ...]]], list[str]]:
        """Return what the unknown words and quoted names are in the book, and the words that are nothing in it."""
        found: list[tuple[Span, tuple[Known, ...]]] = []
        unread: list[str] = []
        for at, span in enumerate(spans):
            if span.is_open:
                called, rest = self._called(span)
                if called:
                    found.append((span, called))
                unread += rest
            elif span.is_glue and not self._joins(spans[at + 1 :]):
                unread.append(span.typed)
        return found, unread

    def _called(self, span: Span) -> tuple[tuple[Known, ...], list[str]]:
        """Return what the words are called, all of them or most, and those that are left over."""
        words = span.words
        lengths = range(len(words), 0, -1) if len(words) <= _LONGEST_NAME else (len(words), 1)
        for length in lengths:
            for start in range(len(words) - length + 1):
                called = self._names.called(Span(words[start : start + length], ()).typed)
                if called:
                    rest = (words[:start], words[start + length :])
                    return called, [Span(part, ()).typed for part in rest if part]
        return (), [span.typed]

    @staticmethod
    def _joins(rest: Sequence[Span]) -> bool:
        """Whether a joining word has something to join to: a name, or a thing asked about."""
        return any(span.is_open or not _says_nothing(span) for span in rest)


def _says_nothing(span: Span) -> bool:
    return all(isinstance(piece, Nothing) for piece in span.pieces)


def _piece(known: Known) -> Piece:
    return Who(known.value) if known.field == "customer" else Which(known.field, known.value)
