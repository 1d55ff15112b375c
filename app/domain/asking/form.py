"""The query form: a small typed sentence about one subject, as values. Text belongs to ``writing`` and ``parsing``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from app.domain.asking.fields import Subject
from app.domain.asking.periods import Period


class Measure(StrEnum):
    """What is wanted of the rows: the rows themselves, one of them, how many there are, or what a field adds up to."""

    LIST = "list"
    COUNT = "count"
    LAST = "last"
    FIRST = "first"
    NEXT = "next"
    SUM = "sum"
    AVERAGE = "average"
    LARGEST = "largest"
    SMALLEST = "smallest"


# Those that name an amount, and those that may say how many rows.
OF_AMOUNT = frozenset({Measure.SUM, Measure.AVERAGE, Measure.LARGEST, Measure.SMALLEST})
COUNTED = frozenset({Measure.LAST, Measure.FIRST, Measure.LARGEST, Measure.SMALLEST})


class Op(StrEnum):
    """How a field is compared; ``~`` is “holds this text”. A date is compared with a period as a whole: ``=`` lies in it."""

    IS = "="
    IS_NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    HOLDS = "~"


@dataclass(frozen=True, slots=True)
class Name:
    """A customer, by name or account number as somebody wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldRef:
    """Another field of the same row."""

    name: str


Value: TypeAlias = "Name | FieldRef | Period | Decimal | int | str"
"""Texts and choices are ``str``, counts ``int``, amounts ``Decimal`` in the currency's units (not minor ones)."""

THIS = Name("this")


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a row."""

    field: str
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Options of which one must hold, two at least; each is clauses that hold together."""

    options: tuple[tuple[Clause, ...], ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Clauses that must not all hold together."""

    clauses: tuple[Clause, ...]


Clause: TypeAlias = "Condition | AnyOf | Not"


def conditions_in(clauses: tuple[Clause, ...]) -> Iterator[Condition]:
    """Return every condition in clauses, however deep it stands."""
    for clause in clauses:
        if isinstance(clause, Condition):
            yield clause
        elif isinstance(clause, Not):
            yield from conditions_in(clause.clauses)
        else:
            for option in clause.options:
                yield from conditions_in(option)


def _changed(clauses: tuple[Clause, ...], change: Callable[[Condition], Condition]) -> tuple[Clause, ...]:
    found: list[Clause] = []
    for clause in clauses:
        if isinstance(clause, Condition):
            found.append(change(clause))
        elif isinstance(clause, Not):
            found.append(Not(_changed(clause.clauses, change)))
        else:
            found.append(AnyOf(tuple(_changed(option, change) for option in clause.options)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Query:
    """A question in its form.

    Attributes:
        subject: what it is about.
        measure: what is wanted.
        of: the amount that is summed or ranked by; empty for other measures.
        conditions: what must hold, all of it; alternatives and what must not hold stand in it as clauses of their own.
        count: how many rows first, last, largest and smallest give.
        by: the field a list is ordered by, or empty for its usual order.
        descending: largest or latest first.
    """

    subject: Subject
    conditions: tuple[Clause, ...] = ()
    measure: Measure = Measure.LIST
    of: str = ""
    count: int = 1
    by: str = ""
    descending: bool = False

    def condition(self, field: str) -> Condition | None:
        """Return the first condition on ``field`` that must hold whatever else does."""
        plain = (clause for clause in self.conditions if isinstance(clause, Condition))
        return next((condition for condition in plain if condition.field == field), None)

    def changed(self, change: Callable[[Condition], Condition]) -> Query:
        """Return the query with each of its conditions as ``change`` returns it."""
        return replace(self, conditions=_changed(self.conditions, change))

    def with_name(self, old: Name, new: Name) -> Query:
        """Return the query with another name wherever ``old`` stands."""
        return self.changed(lambda each: replace(each, value=new) if each.value == old else each)

    def narrowed(self, *conditions: Clause) -> Query:
        """Return the query with further conditions."""
        return replace(self, conditions=(*self.conditions, *conditions))
