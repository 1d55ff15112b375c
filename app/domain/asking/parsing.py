"""Text in the query form, read back into a query. Everything that becomes a query goes through here, whoever wrote it.

Questions in words are read by ``questions``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from app.domain.asking.fields import AMOUNT_OF, FIELDS, NEXT_OF, Field, Kind, Subject, amounts_of, field_of
from app.domain.asking.form import COUNTED, OF_AMOUNT, Condition, FieldRef, Measure, Name, Op, Query, Value
from app.domain.asking.periods import read_period
from app.domain.errors import UserError
from app.domain.language import _

LONGEST = 600
_MOST_ROWS = 1_000
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|(<=|>=|!=|<>|[<>=~:])|([^\s"<>=~:!]+)')
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
        first = self._tokens[0].word
        # A field may be called as a subject is (“plans > 0”): what follows tells.
        return first in words and not (len(self._tokens) > 1 and self._tokens[1].is_op)

    def _whole(self) -> Query:
        measure, of, count = self._measure()
        subject = self._subject()
        if measure in OF_AMOUNT:
            of = of or AMOUNT_OF.get(subject, "")
            if of not in amounts_of(subject):
                raise NotAQuery(_listed(_("Of {subject} these amounts are known:"), subject, amounts_of(subject)))
        if measure is Measure.NEXT and subject not in NEXT_OF:
            raise NotAQuery(_("There is no next of {subject}.").format(subject=subject))
        if measure is not Measure.LIST and subject is Subject.BALANCE:
            raise NotAQuery(_("A balance is asked for as it is."))
        conditions = self._conditions(subject) if self._take("where") else ()
        by, descending = self._order(subject)
        return Query(subject, conditions, measure, of, count, by, descending)

    def _measure(self) -> tuple[Measure, str, int]:
        word = self._word()
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
        if measure in OF_AMOUNT and self._word() not in set(Subject):
            of = self._next().word
            if not self._take("of"):
                raise NotAQuery(_("After “{word}” comes “of”.").format(word=of or measure))
        else:
            self._take("of")
        return measure, of, count

    def _subject(self) -> Subject:
        word = self._word()
        if self._wanted is not None and word in {"where", "by", ""}:
            return self._wanted
        if word not in set(Subject):
            hint = _("A query is about one of these: {subjects}.").format(subjects=", ".join(Subject))
            raise NotAQuery(_("“{word}” is nothing to ask about.").format(word=self._said()), hint)
        self._at += 1
        subject = Subject(word)
        if self._wanted is not None and subject is not self._wanted:
            raise NotAQuery(_("That query is about {subject}, not {wanted}.").format(subject=subject, wanted=self._wanted))
        return subject

    def _conditions(self, subject: Subject) -> tuple[Condition, ...]:
        if self._wanted is not None:
            self._take("where")
        found = [self._condition(subject)]
        while self._take("and"):
            found.append(self._condition(subject))
        return tuple(found)

    def _condition(self, subject: Subject) -> Condition:
        field = field_of(subject, self._word())
        if field is None:
            raise NotAQuery(
                _("“{word}” is not known of {subject}.").format(word=self._said(), subject=subject),
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
        other = field_of(subject, token.word)
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
        name = self._next().word
        if field_of(subject, name) is None:
            raise NotAQuery(_("“{word}” is not known of {subject}.").format(word=name, subject=subject))
        return name, self._take("descending")

    # Tokens

    def _word(self) -> str:
        return self._tokens[self._at].word if self._at < len(self._tokens) else ""

    def _said(self) -> str:
        return self._tokens[self._at].text[:40] if self._at < len(self._tokens) else "…"

    def _take(self, word: str) -> bool:
        if self._word() != word:
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
        return Name("this" if token.word == "this" else token.text)
    return token.text


def _choice(field: Field, word: str) -> Value | None:
    return word if word in field.choices else None


def _amount(_field: Field, word: str) -> Value | None:
    return Decimal(word) if _NUMBER.fullmatch(word) else None


def _count(_field: Field, word: str) -> Value | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 9 else None


def _date(_field: Field, word: str) -> Value | None:
    return read_period(word)


_READERS = {Kind.CHOICE: _choice, Kind.AMOUNT: _amount, Kind.COUNT: _count, Kind.DATE: _date}


def _misfit(field: Field, text: str) -> str:
    said = text[:40]
    if field.kind is Kind.CHOICE:
        return _("“{field}” is one of {choices}, not “{text}”.").format(
            field=field.name, choices=", ".join(field.choices), text=said
        )
    if field.kind is Kind.DATE:
        return _("“{text}” is no day; write 2026-03-05, 2026-03, 2026, this-month, last-year or last-30-days.").format(
            text=said
        )
    return _("“{text}” is no number; write 1250.50.").format(text=said)


def _listed(words: str, subject: Subject, names: tuple[str, ...]) -> str:
    return f"{words.format(subject=subject)} {', '.join(names)}."
