"""Phrases of a language and what they mean, and finding them in a question: at each word the longest phrase counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.asking.dates import DateWords
from app.domain.asking.form import Op
from app.domain.asking.pieces import Nothing, Piece, When, Who
from app.domain.asking.words import Word

Meaning = Callable[["Found"], tuple[Piece, ...]]
_MONEY = r"(?:[$€£] ?)?[0-9][0-9.,']*(?: ?(?:[$€£]|usd|eur|mxn|dollars?|dolares|euros?|pesos?))?"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that was found: its parts by name."""

    parts: Mapping[str, str]
    dates: DateWords
    signs: Mapping[str, Op]

    def __getitem__(self, name: str) -> str:
        return self.parts.get(name) or ""

    @property
    def number(self) -> int:
        """The whole number in the phrase; one where there is none."""
        return self.dates.number(self["n"]) if self["n"] else 1

    @property
    def sign(self) -> Op:
        """The comparison in the phrase."""
        return self.signs[self["cmp"]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern of words and what it means."""

    pattern: re.Pattern[str]
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which questions are asked: its phrases, its words for days, its comparisons."""

    code: str
    dates: DateWords
    signs: Mapping[str, Op]
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a question and what they mean; a run that means nothing here may be a name."""

    words: tuple[Word, ...]
    pieces: tuple[Piece, ...]

    @property
    def is_open(self) -> bool:
        """Whether the words mean nothing that the language knows."""
        return not self.pieces

    @property
    def is_glue(self) -> bool:
        """Whether it only joins what comes after."""
        return self.pieces == (Nothing(glue=True),)

    @property
    def typed(self) -> str:
        """The words as they were typed."""
        return " ".join(word.typed for word in self.words if word.typed)


class PhraseBook:
    """Collects the phrases of one language.

    In a pattern ``(a|b)`` are alternatives; ``{n}`` is a whole number, ``{money}`` an amount, ``{when}`` and ``{to}`` days,
    ``{cmp}`` a comparison, ``{no}`` a document's number.
    """

    def __init__(self, code: str, dates: DateWords, signs: Mapping[str, Op]) -> None:
        self._code, self._dates, self._signs = code, dates, signs
        self._phrases: list[Phrase] = []
        comparisons = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
        self._slots = {
            "n": f"(?P<n>{dates.number_pattern})",
            "money": f"(?P<money>{_MONEY})",
            "when": f"(?P<when>{dates.pattern})",
            "to": f"(?P<to>{dates.pattern})",
            "cmp": f"(?P<cmp>{comparisons})",
            "no": r"(?P<no>[a-z]{0,6}[-/#]?[0-9][0-9a-z/-]*)",
        }

    def says(self, pattern: str, *pieces: Piece) -> None:
        """Add a phrase that always means the same."""
        self.means(pattern, lambda _found: pieces)

    def means(self, pattern: str, meaning: Meaning) -> None:
        """Add a phrase whose meaning depends on its parts."""
        filled = re.sub(r"\((?!\?)", "(?:", pattern)
        filled = re.sub(r"\{([a-z]+)\}", lambda match: self._slots[match[1]], filled)
        self._phrases.append(Phrase(re.compile(f"(?:{filled})(?![^ ])"), meaning))

    def language(self) -> Language:
        """Return the language."""
        return Language(self._code, self._dates, self._signs, tuple(self._phrases))


def dated(op: Op, field: str = "", lean: str = "") -> Meaning:
    """Return the meaning of a phrase with one day or period in it."""
    return lambda found: (When(op, found["when"], field, lean=lean),)


def ranged(field: str = "", lean: str = "") -> Meaning:
    """Return the meaning of a phrase from one day to another."""
    return lambda found: (When(Op.IS, found["when"], field, found["to"], lean),)


def scan(words: Sequence[Word], language: Language) -> list[Span]:
    """Return the question as spans, every word in exactly one of them; neighbours that mean nothing are one span."""
    text = " ".join(word.plain for word in words)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word.plain) + 1)
    spans: list[Span] = []
    at = 0
    while at < len(words):
        if words[at].name:
            spans.append(Span((words[at],), (Who(words[at].name),)))
            at += 1
            continue
        end, pieces = _longest(text, starts[at], language)
        if not pieces:
            if spans and spans[-1].is_open:
                spans[-1] = Span((*spans[-1].words, words[at]), ())
            else:
                spans.append(Span((words[at],), ()))
            at += 1
            continue
        after = starts.index(end + 1)
        spans.append(Span(tuple(words[at:after]), pieces))
        at = after
    return spans


def is_known(word: str, language: Language) -> bool:
    """Whether ``word`` (folded) alone means something in the language."""
    return any(phrase.pattern.fullmatch(word) for phrase in language.phrases)


def _longest(text: str, start: int, language: Language) -> tuple[int, tuple[Piece, ...]]:
    end = start
    pieces: tuple[Piece, ...] = ()
    for phrase in language.phrases:
        match = phrase.pattern.match(text, start)
        if match is not None and match.end() > end:
            end = match.end()
            pieces = phrase.meaning(Found(match.groupdict(), language.dates, language.signs))
    return end, pieces
