"""Text in the query form, read back into a query. Everything that becomes a query goes through here, whoever wrote it.

Its words may be the English ones or those of another language that ``lexicon`` has; each is read by itself.

Questions in words are read by ``questions``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.asking.fields import AMOUNT_OF, FIELDS, NEXT_OF, Field, Kind, Subject, amounts_of, field_of
from app.domain.asking.form import (
    COUNTED,
    OF_AMOUNT,
    AnyOf,
    Clause,
    Condition,
    FieldRef,
    Measure,
    Name,
    Not,
    Op,
    Query,
    Value,
)
from app.domain.asking.lexicon import LEXICONS, Lexicon
from app.domain.asking.periods import read_period
from app.domain.errors import UserError
from app.domain.language import _, language

LONGEST = 600
_MOST_ROWS = 1_000
_DEEPEST = 12
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|(<=|>=|!=|<>|[<>=~:()])|([^\s"<>=~:!()]+)')
_ORDERED = frozenset({Kind.AMOUNT, Kind.COUNT, Kind.DATE})
_OPS = {**{str(op): op for op in Op}, ":": Op.IS, "<>": Op.IS_NOT}
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,4})?", re.ASCII)


class NotAQuery(UserError):
    """The text is not in the query form; the sentence says where it leaves it."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_quoted: bool = False
    is_op: bool = False

    @property
    def is_sign(self) -> bool:
        """Whether it is a sign of comparison."""
        return self.is_op and self.text not in "()"

    @property
    def word(self) -> str:
        """The token in lower case, or empty when it is no plain word."""
        return "" if self.is_quoted or self.is_op else self.text.lower()


def parse_query(text: str, subject: Subject | None = None) -> Query:
    """Return the query that ``text`` writes.

    Args:
        text: in the query form; with ``subject`` given it may begin with a condition right away.
        subject: what it must be about; any when None.

    Raises:
        NotAQuery: it leaves the form, or is about something else.
    """
    if len(text) > LONGEST:
        raise NotAQuery(_("That query is too long."))
    return _Reader(_tokens(text), subject).query()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotAQuery(_("The query cannot be read from “{rest}” on.").format(rest=text[at : at + 20]))
        if match[1] is not None:
            found.append(_Token(match[1].replace('""', '"'), is_quoted=True))
        elif match[2] is not None:
            found.append(_Token(match[2], is_op=True))
        else:
            found.append(_Token(match[3]))
        at = match.end()
    return found


class _Reader:
    """Reads one query, token by token."""

    def __init__(self, tokens: list[_Token], subject: Subject | None) -> None:
        self._tokens = tokens
        self._at = 0
        self._wanted = subject

    def query(self) -> Query:
        if not self._tokens:
            raise NotAQuery(_("The query is empty."))
        if self._wanted is not None and not self._begins_with_subject():
            query = Query(self._wanted, self._conditions(self._wanted))
        else:
            query = self._whole()
        if self._at < len(self._tokens):
            raise NotAQuery(_("“{word}” is one word too many.").format(word=self._tokens[self._at].text))
        return query

    def _begins_with_subject(self) -> bool:
        words = {*map(str, Subject), *map(str, Measure), "where", "by"}
        said = self._tokens[0].word
        first = _english(Lexicon.subject, _english(Lexicon.measure, _english(Lexicon.keyword, said)))
        # A field may be called as a subject is (“plans > 0”): what follows tells.
        return first in words and not (len(self._tokens) > 1 and self._tokens[1].is_sign)

    def _whole(self) -> Query:
        measure, of, count = self._measure()
        subject = self._subject()
        if measure in OF_AMOUNT:
            of = _field_name(subject, of) or AMOUNT_OF.get(subject, "")
            if of not in amounts_of(subject):
                raise NotAQuery(_listed(_("Of {subject} these amounts are known:"), subject, amounts_of(subject)))
        if measure is Measure.NEXT and subject not in NEXT_OF:
            raise NotAQuery(_("There is no next of {subject}.").format(subject=_called(subject)))
        if measure is not Measure.LIST and subject is Subject.BALANCE:
            raise NotAQuery(_("A balance is asked for as it is."))
        conditions = self._conditions(subject) if self._take("where") else ()
        if subject is Subject.BALANCE and not all(isinstance(clause, Condition) for clause in conditions):
            raise NotAQuery(_("A balance is asked for one customer, or for all."))
        by, descending = self._order(subject)
        return Query(subject, conditions, measure, of, count, by, descending)

    def _measure(self) -> tuple[Measure, str, int]:
        word = _english(Lexicon.measure, self._word())
        if word not in set(Measure):
            return Measure.LIST, "", 1
        self._at += 1
        measure = Measure(word)
        count = 1
        if measure in COUNTED and self._word().isdigit():
            count = int(self._next().text)
            if not 1 <= count <= _MOST_ROWS:
                raise NotAQuery(_("Ask for 1 to {most} rows.").format(most=_MOST_ROWS))
        of = ""
        if measure in OF_AMOUNT and _english(Lexicon.subject, self._word()) not in set(Subject):
            of = self._next().word
            if not self._take("of"):
                raise NotAQuery(_("After “{word}” comes “of”.").format(word=of or measure))
        else:
            self._take("of")
        return measure, of, count

    def _subject(self) -> Subject:
        word = _english(Lexicon.subject, _english(Lexicon.keyword, self._word()))
        if self._wanted is not None and word in {"where", "by", ""}:
            return self._wanted
        if word not in set(Subject):
            hint = _("A query is about one of these: {subjects}.").format(subjects=", ".join(map(_called, Subject)))
            raise NotAQuery(_("“{word}” is nothing to ask about.").format(word=self._said()), hint)
        self._at += 1
        subject = Subject(word)
        if self._wanted is not None and subject is not self._wanted:
            said = _("That query is about {subject}, not {wanted}.")
            raise NotAQuery(said.format(subject=_called(subject), wanted=_called(self._wanted)))
        return subject

    def _conditions(self, subject: Subject) -> tuple[Clause, ...]:
        if self._wanted is not None:
            self._take("where")
        return self._either(subject, 0)

    def _either(self, subject: Subject, depth: int) -> tuple[Clause, ...]:
        """Read alternatives; what is joined by “and” binds closer, as everywhere."""
        if depth > _DEEPEST:
            raise NotAQuery(_("That query is too deep."))
        options = [self._together(subject, depth)]
        while self._take("or"):
            options.append(self._together(subject, depth))
        return options[0] if len(options) == 1 else (AnyOf(tuple(options)),)

    def _together(self, subject: Subject, depth: int) -> tuple[Clause, ...]:
        found = [*self._clauses(subject, depth)]
        while self._take("and"):
            found += self._clauses(subject, depth)
        return tuple(found)

    def _clauses(self, subject: Subject, depth: int) -> tuple[Clause, ...]:
        # A field may be called as a joining word is in some language: what follows tells.
        if not self._sign_follows() and self._take("not"):
            if depth > _DEEPEST:
                raise NotAQuery(_("That query is too deep."))
            return (Not(self._clauses(subject, depth + 1)),)
        if self._at < len(self._tokens) and self._tokens[self._at] == _Token("(", is_op=True):
            self._at += 1
            found = self._either(subject, depth + 1)
            if self._next() != _Token(")", is_op=True):
                raise NotAQuery(_("A parenthesis is left open."))
            return found
        return (self._condition(subject),)

    def _sign_follows(self) -> bool:
        return self._at + 1 < len(self._tokens) and self._tokens[self._at + 1].is_sign

    def _condition(self, subject: Subject) -> Condition:
        field = field_of(subject, _field_name(subject, self._word()))
        if field is None:
            raise NotAQuery(
                _("“{word}” is not known of {subject}.").format(word=self._said(), subject=_called(subject)),
                _listed(_("Of {subject} these are known:"), subject, tuple(FIELDS[subject])),
            )
        self._at += 1
        token = self._next()
        op = _OPS.get(token.text) if token.is_op else None
        if op is None:
            raise NotAQuery(_("After “{field}” comes a sign: = != < <= > >= or ~.").format(field=field.name))
        _check_op(field, op)
        value = self._value(subject, field)
        if isinstance(value, Name) and op is Op.IS_NOT and value.text == "this":
            raise NotAQuery(_("“this” is compared with = only."))
        return Condition(field.name, op, value)

    def _value(self, subject: Subject, field: Field) -> Value:
        token = self._next()
        if token.is_op:
            raise NotAQuery(_("After the sign comes what “{field}” is compared with.").format(field=field.name))
        other = field_of(subject, _field_name(subject, token.word))
        if other is not None and other.kind is field.kind and field.kind in _ORDERED:
            return FieldRef(other.name)
        if field.kind in (Kind.NAME, Kind.TEXT):
            return _text(field, token)
        value = None if token.is_quoted else _READERS[field.kind](field, token.word)
        if field.kind is Kind.COUNT:
            self._take("days")
        if value is None:
            raise NotAQuery(_misfit(field, token.text))
        return value

    def _order(self, subject: Subject) -> tuple[str, bool]:
        if not self._take("by"):
            return "", False
        name = _field_name(subject, self._next().word)
        if field_of(subject, name) is None:
            raise NotAQuery(_("“{word}” is not known of {subject}.").format(word=name, subject=_called(subject)))
        return name, self._take("descending")

    # Tokens

    def _word(self) -> str:
        return self._tokens[self._at].word if self._at < len(self._tokens) else ""

    def _said(self) -> str:
        return self._tokens[self._at].text[:40] if self._at < len(self._tokens) else "…"

    def _take(self, word: str) -> bool:
        if self._word() != word and _english(Lexicon.keyword, self._word()) != word:
            return False
        self._at += 1
        return True

    def _next(self) -> _Token:
        if self._at >= len(self._tokens):
            raise NotAQuery(_("The query ends too early."))
        self._at += 1
        return self._tokens[self._at - 1]


def _check_op(field: Field, op: Op) -> None:
    if field.kind in _ORDERED:
        fits = op is not Op.HOLDS
    else:
        fits = op in (Op.IS, Op.IS_NOT) or (op is Op.HOLDS and field.kind is Kind.TEXT)
    if not fits:
        raise NotAQuery(_("“{field}” cannot be compared with {sign}.").format(field=field.name, sign=op))


def _text(field: Field, token: _Token) -> Value:
    if not token.text.strip():
        raise NotAQuery(_("After the sign comes what “{field}” is compared with.").format(field=field.name))
    if field.kind is Kind.NAME:
        is_this = token.word == "this" or _english(Lexicon.keyword, token.word) == "this"
        return Name("this" if is_this else token.text)
    return token.text


def _choice(field: Field, word: str) -> Value | None:
    known = word if word in field.choices else _english(Lexicon.choice, word)
    return known if known in field.choices else None


def _amount(_field: Field, word: str) -> Value | None:
    return Decimal(word) if _NUMBER.fullmatch(word) else None


def _count(_field: Field, word: str) -> Value | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 9 else None


def _date(_field: Field, word: str) -> Value | None:
    return read_period(word) or read_period(_english(Lexicon.english_period, word))


_READERS = {Kind.CHOICE: _choice, Kind.AMOUNT: _amount, Kind.COUNT: _count, Kind.DATE: _date}


def _misfit(field: Field, text: str) -> str:
    said, own = text[:40], LEXICONS.get(language())
    if field.kind is Kind.CHOICE:
        choices = [own.choices[choice][0] for choice in field.choices] if own is not None else field.choices
        return _("“{field}” is one of {choices}, not “{text}”.").format(
            field=field.name, choices=", ".join(choices), text=said
        )
    if field.kind is Kind.DATE:
        return _("“{text}” is no day; write 2026-03-05, 2026-03, 2026, this-month, last-year or last-30-days.").format(
            text=said
        )
    return _("“{text}” is no number; write 1250.50.").format(text=said)


def _listed(words: str, subject: Subject, names: tuple[str, ...]) -> str:
    own = LEXICONS.get(language())
    listed = [own.field(subject, name) for name in names] if own is not None else names
    return f"{words.format(subject=_called(subject))} {', '.join(listed)}."


def _called(subject: Subject) -> str:
    """Return what a subject is called in the form as it is shown in the language in use."""
    own = LEXICONS.get(language())
    return own.subjects[subject][0] if own is not None else str(subject)


def _field_name(subject: Subject, word: str) -> str:
    """Return the field that a word names, in English or another language."""
    if not word or field_of(subject, word) is not None:
        return word
    found = (own.field_name(subject, word) for own in LEXICONS.values())
    return next((name for name in found if field_of(subject, name) is not None), word)


def _english(how: Callable[[Lexicon, str], str], word: str) -> str:
    """Return the English word of the form for one in another language; a word that none knows as it is."""
    said = (how(own, word) for own in LEXICONS.values())
    return next((english for english in said if english != word), word) if word else word
