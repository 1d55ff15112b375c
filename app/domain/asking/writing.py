"""A query as text, in the one spelling that is kept and read back, and as it is shown in another language.

Reading belongs to ``parsing``, the words of other languages to ``lexicon``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from app.domain.asking.fields import Kind, Subject, field_of
from app.domain.asking.form import COUNTED, OF_AMOUNT, AnyOf, Clause, Condition, FieldRef, Measure, Name, Query, Value
from app.domain.asking.lexicon import LEXICONS, Lexicon
from app.domain.asking.periods import Away, Fixed, Running, Turning, write_period

_BARE = re.compile(r"[\w.@#/+'’-]+")
_RESERVED = frozenset({"and", "or", "not", "where", "by", "limit", "of", "this"})


def write_query(query: Query, language: str = "en") -> str:
    """Return the query's text: ``sum total of invoices where customer = "Acme" and issued = last-year``.

    What is kept is written in English; another ``language`` is for showing it, and is read back as the same query.
    """
    return _Writer(query.subject, LEXICONS.get(language)).query(query)


def write_conditions(query: Query, language: str = "en") -> str:
    """Return only what stands after “where”, or empty: how a list of the subject is narrowed."""
    return _Writer(query.subject, LEXICONS.get(language)).clauses(query.conditions)


class _Writer:
    """Writes about one subject, in one language."""

    def __init__(self, subject: Subject, lexicon: Lexicon | None) -> None:
        self._subject, self._lexicon = subject, lexicon

    def query(self, query: Query) -> str:
        subject = self._lexicon.subjects[query.subject][0] if self._lexicon is not None else str(query.subject)
        parts = [self._measure(query), subject]
        if query.conditions:
            parts += [self._keyword("where"), self.clauses(query.conditions)]
        if query.by:
            parts += [self._keyword("by"), self._field(query.by), self._keyword("descending") if query.descending else ""]
        return " ".join(part for part in parts if part)

    def clauses(self, clauses: tuple[Clause, ...]) -> str:
        """Return clauses that hold together; alternatives alone need nothing around them."""
        if len(clauses) == 1 and isinstance(clauses[0], AnyOf):
            return self._options(clauses[0])
        return self._joined("and", [self._clause(clause) for clause in clauses])

    def _clause(self, clause: Clause) -> str:
        if isinstance(clause, Condition):
            return self._condition(clause)
        if isinstance(clause, AnyOf):
            return f"({self._options(clause)})"
        denied = clause.clauses
        said = self._clause(denied[0]) if len(denied) == 1 else f"({self.clauses(denied)})"
        return f"{self._keyword('not')} {said}"

    def _options(self, clause: AnyOf) -> str:
        return self._joined("or", [self._joined("and", [self._clause(each) for each in option]) for option in clause.options])

    def _joined(self, word: str, parts: list[str]) -> str:
        return f" {self._keyword(word)} ".join(parts)

    def _measure(self, query: Query) -> str:
        if query.measure is Measure.LIST:
            return ""
        said = self._lexicon.measures[query.measure][0] if self._lexicon is not None else str(query.measure)
        if query.measure is Measure.COUNT:
            return f"{said} {self._keyword('of')}"
        count = f" {query.count}" if query.measure in COUNTED and query.count > 1 else ""
        if query.measure not in OF_AMOUNT:
            return f"{said}{count}"
        return f"{said}{count} {self._field(query.of)} {self._keyword('of')}"

    def _condition(self, condition: Condition) -> str:
        field = field_of(self._subject, condition.field)
        is_choice = field is not None and field.kind is Kind.CHOICE
        return f"{self._field(condition.field)} {condition.op} {self._value(condition.value, is_choice=is_choice)}"

    def _value(self, value: Value, *, is_choice: bool) -> str:
        if isinstance(value, Name):
            return self._keyword("this") if value.text == "this" else _quoted(value.text)
        if isinstance(value, FieldRef):
            return self._field(value.name)
        if isinstance(value, (Fixed, Turning, Running, Away)):
            text = write_period(value)
            return self._lexicon.period(text) if self._lexicon is not None else text
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, int):
            return str(value)
        if is_choice:
            return self._lexicon.choices[value][0] if self._lexicon is not None else value
        return value if _is_bare(value) else _quoted(value)

    def _field(self, name: str) -> str:
        return self._lexicon.field(self._subject, name) if self._lexicon is not None else name

    def _keyword(self, word: str) -> str:
        return self._lexicon.keywords[word][0] if self._lexicon is not None else word


def _is_bare(text: str) -> bool:
    return bool(_BARE.fullmatch(text)) and text.casefold() not in _RESERVED


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
