"""The query form: a small typed sentence about one subject, as values. Text belongs to ``writing`` and ``parsing``."""

from __future__ import annotations

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
class Query:
    """A question in its form.

    Attributes:
        subject: what it is about.
        measure: what is wanted.
        of: the amount that is summed or ranked by; empty for other measures.
        conditions: all of them must hold.
        count: how many rows first, last, largest and smallest give.
        by: the field a list is ordered by, or empty for its usual order.
        descending: largest or latest first.
    """

    subject: Subject
    conditions: tuple[Condition, ...] = ()
    measure: Measure = Measure.LIST
    of: str = ""
    count: int = 1
    by: str = ""
    descending: bool = False

    def condition(self, field: str) -> Condition | None:
        """Return the first condition on ``field``."""
        return next((condition for condition in self.conditions if condition.field == field), None)

    def narrowed(self, *conditions: Condition) -> Query:
        """Return the query with further conditions."""
        return replace(self, conditions=(*self.conditions, *conditions))

    def of_customer(self, name: Name) -> Query:
        """Return the query about one customer, in place of whichever it was about."""
        others = tuple(condition for condition in self.conditions if condition.field != "customer")
        return replace(self, conditions=(Condition("customer", Op.IS, name), *others))
