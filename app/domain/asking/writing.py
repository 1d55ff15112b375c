"""A query as text, in the one spelling that is shown, kept and read back. Reading belongs to ``parsing``."""

from __future__ import annotations

import re
from decimal import Decimal

from app.domain.asking.fields import Kind, field_of
from app.domain.asking.form import COUNTED, OF_AMOUNT, Condition, FieldRef, Measure, Name, Query, Value
from app.domain.asking.periods import Away, Fixed, Running, Turning, write_period

_BARE = re.compile(r"[\w.@#/+'’-]+")
_RESERVED = frozenset({"and", "where", "by", "limit", "of", "this"})


def write_query(query: Query) -> str:
    """Return the query's text: ``sum total of invoices where customer = "Acme" and issued = last-year``."""
    parts = [_measure(query), str(query.subject)]
    if query.conditions:
        parts += ["where", " and ".join(_condition(query, condition) for condition in query.conditions)]
    if query.by:
        parts.append(f"by {query.by}{' descending' if query.descending else ''}")
    return " ".join(part for part in parts if part)


def write_conditions(query: Query) -> str:
    """Return only what stands after “where”, or empty: how a list of the subject is narrowed."""
    return " and ".join(_condition(query, condition) for condition in query.conditions)


def _measure(query: Query) -> str:
    if query.measure is Measure.LIST:
        return ""
    if query.measure is Measure.COUNT:
        return "count of"
    count = f" {query.count}" if query.measure in COUNTED and query.count > 1 else ""
    return f"{query.measure}{count} {query.of} of" if query.measure in OF_AMOUNT else f"{query.measure}{count}"


def _condition(query: Query, condition: Condition) -> str:
    field = field_of(query.subject, condition.field)
    is_choice = field is not None and field.kind is Kind.CHOICE
    return f"{condition.field} {condition.op} {_value(condition.value, is_choice=is_choice)}"


def _value(value: Value, *, is_choice: bool) -> str:
    if isinstance(value, Name):
        return "this" if value.text == "this" else _quoted(value.text)
    if isinstance(value, FieldRef):
        return value.name
    if isinstance(value, (Fixed, Turning, Running, Away)):
        return write_period(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    return value if is_choice or _is_bare(value) else _quoted(value)


def _is_bare(text: str) -> bool:
    return bool(_BARE.fullmatch(text)) and text.casefold() not in _RESERVED


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
