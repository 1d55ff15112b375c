"""Phrases of a language and what they mean, and finding them in a question: at each word the longest phrase counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.asking.dates import DateWords
from app.domain.asking.form import Op
from app.domain.asking.pieces import Amounted, Nothing, Piece, Trait, When, Who
from app.domain.asking.words import Word

Meaning = Callable[["Found"], tuple[Piece, ...]]
_DAYS = re.compile(r"\{(when|to)\}")
_CURRENCY = "(?:[$€£]|usd|eur|mxn|dollars?|dolares|euros?|pesos?)"
_MONEY = f"(?:[$€£] ?)?[0-9][0-9.,']*(?: ?{_CURRENCY})?"
# Where a number alone could be a year, only an amount that bears its currency is one.
_CASH = f"(?:[$€£] ?[0-9][0-9.,']*|[0-9][0-9.,']* ?{_CURRENCY})"


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
    """A pattern of words and what it means. Between its ``pieces`` stand days, called ``slots``.

    Days are found by one pattern of the language: written out in each phrase they would take seconds to compile.
    """

    pieces: tuple[re.Pattern[str], ...]
    slots: tuple[str, ...]
    meaning: Meaning

    def found_at(self, text: str, start: int, days: re.Pattern[str]) -> tuple[int, dict[str, str]]:
        """Return where the phrase ends that begins at ``start``, and its parts; ``start`` when it does not stand there."""
        parts: dict[str, str] = {}
        at = start
        for number, piece in enumerate(self.pieces):
            match = piece.match(text, at)
            if match is None:
                return start, parts
            parts.update(match.groupdict())
            at = match.end()
            if number < len(self.slots):
                day = days.match(text, at)
                if day is None:
                    return start, parts
                parts[self.slots[number]] = day[0]
                at = day.end()
        return at, parts


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

    In a pattern ``(a|b)`` are alternatives; ``{n}`` is a whole number, ``{money}`` an amount, ``{cash}`` one with its
    currency, ``{more}`` a second one, ``{when}`` and ``{to}`` days, ``{cmp}`` a comparison, ``{no}`` a document's number.
    """

    def __init__(self, code: str, dates: DateWords, signs: Mapping[str, Op]) -> None:
        self._code, self._dates, self._signs = code, dates, signs
        self._phrases: list[Phrase] = []
        comparisons = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
        self._slots = {
            "n": f"(?P<n>{dates.number_pattern})",
            "money": f"(?P<money>{_MONEY})",
            "more": f"(?P<more>{_MONEY})",
            "cash": f"(?P<money>{_CASH})",
            "cmp": f"(?P<cmp>{comparisons})",
            "no": r"(?P<no>[a-z]{0,6}[-/#]?[0-9][0-9a-z/-]*)",
        }

    def says(self, pattern: str, *pieces: Piece) -> None:
        """Add a phrase that always means the same."""
        self.means(pattern, lambda _found: pieces)

    def means(self, pattern: str, meaning: Meaning) -> None:
        """Add a phrase whose meaning depends on its parts."""
        filled = re.sub(r"\((?!\?)", "(?:", _longest_first(pattern))
        pieces = _DAYS.split(filled)
        slots = tuple(match[1] for match in _DAYS.finditer(filled))
        compiled = [self._compiled(piece) for piece in pieces[::2]]
        self._phrases.append(Phrase(tuple(compiled), slots, meaning))

    def _compiled(self, piece: str) -> re.Pattern[str]:
        filled = re.sub(r"\{([a-z]+)\}", lambda match: self._slots[match[1]], piece)
        # What a day or the end of the phrase comes after is whole already: “in ” before “March”.
        return re.compile(f"(?:{filled})" if piece.endswith((" ", " )?")) else f"(?:{filled})(?![^ ])")

    def language(self) -> Language:
        """Return the language."""
        return Language(self._code, self._dates, self._signs, tuple(self._phrases))


def _longest_first(pattern: str) -> str:
    """Return ``pattern`` with its alternatives the longest first: the first that fits is taken, and it may begin another."""
    inner = pattern[1:-1] if pattern.startswith("(") and len(_alternatives(pattern)) == 1 else pattern
    alternatives = _alternatives(inner)
    if "" in alternatives or len(alternatives) == 1:
        return pattern
    return f"({'|'.join(sorted(alternatives, key=len, reverse=True))})"


def _alternatives(pattern: str) -> list[str]:
    """Return the alternatives that stand outside of every parenthesis."""
    found, depth = [""], 0
    for sign in pattern:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return [pattern]
        if sign == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def dated(op: Op, field: str = "", lean: str = "") -> Meaning:
    """Return the meaning of a phrase with one day or period in it."""
    return lambda found: (When(op, found["when"], field, lean=lean),)


def ranged(field: str = "", lean: str = "") -> Meaning:
    """Return the meaning of a phrase from one day to another."""
    return lambda found: (When(Op.IS, found["when"], field, found["to"], lean),)


def overdue_by(sign: Op, amount: str) -> tuple[tuple[Piece, ...], ...]:
    """Return what an amount that is overdue is compared with: of a customer all that is late, of an invoice what is open."""
    return tuple((Trait("overdue"), Amounted(sign, amount, field)) for field in ("overdue", "open"))


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
    days = language.dates.compiled
    return any(phrase.found_at(word, 0, days)[0] == len(word) for phrase in language.phrases)


def _longest(text: str, start: int, language: Language) -> tuple[int, tuple[Piece, ...]]:
    end = start
    pieces: tuple[Piece, ...] = ()
    for phrase in language.phrases:
        at, parts = phrase.found_at(text, start, language.dates.compiled)
        if at > end:
            meant = phrase.meaning(Found(parts, language.dates, language.signs))
            if meant:
                end, pieces = at, meant
    return end, pieces
