"""What can be asked about: the subjects of a query, their fields, and what kind of value each field is compared with.

Names here are the words of the query form and never change once saved; what they are called to people belongs to services.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Subject(StrEnum):
    """What a query is about. ``CARDS`` are the cards that plans are charged to, and those on file."""

    CUSTOMERS = "customers"
    INVOICES = "invoices"
    PAYMENTS = "payments"
    PLANS = "plans"
    JOBS = "jobs"
    CARDS = "cards"
    CREDITS = "credits"
    BALANCE = "balance"


class Kind(StrEnum):
    """What a field holds. ``NAME`` is a customer by name or account number, or the word ``this``."""

    NAME = "name"
    TEXT = "text"
    CHOICE = "choice"
    AMOUNT = "amount"
    COUNT = "count"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a subject; ``choices`` are the words it may be compared with, none where any text will do."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()


def _fields(*given: tuple[str, Kind] | tuple[str, tuple[str, ...]]) -> Mapping[str, Field]:
    found: dict[str, Field] = {"customer": Field("customer", Kind.NAME)}
    for name, kind in given:
        found[name] = Field(name, kind) if isinstance(kind, Kind) else Field(name, Kind.CHOICE, kind)
    return MappingProxyType(found)


METHODS = ("cash", "check", "card", "bank", "other")
_T, _A, _C, _D = Kind.TEXT, Kind.AMOUNT, Kind.COUNT, Kind.DATE

FIELDS: Mapping[Subject, Mapping[str, Field]] = MappingProxyType(
    {
        Subject.CUSTOMERS: _fields(
            ("name", _T), ("account", _T), ("kind", ("residential", "commercial")), ("status", ("active", "archived")),
            ("manager", _T), ("tag", _T), ("terms", _T), ("city", _T), ("since", _D), ("due", _A), ("overdue", _A),
            ("credit", _A), ("lifetime", _A), ("days-late", _C), ("plans", _C), ("sites", _C), ("open-jobs", _C),
            ("card-expires", _D), ("next-bill", _D), ("last-payment", _D), ("last-invoice", _D), ("cards", _C),
            ("billed", _A), ("paid", _A), ("during", _D),
        ),
        Subject.INVOICES: _fields(
            ("number", _T),
            ("state", ("billed", "unpaid", "overdue", "partly-paid", "paid", "draft", "void", "written-off", "any")),
            ("issued", _D), ("due", _D), ("total", _A), ("open", _A), ("days-late", _C), ("subject", _T), ("site", _T),
            ("paid-by", METHODS),
        ),
        Subject.PAYMENTS: _fields(
            ("number", _T), ("received", _D), ("method", METHODS), ("amount", _A), ("unapplied", _A), ("reference", _T),
            ("state", ("posted", "reversed", "any")),
        ),
        Subject.PLANS: _fields(
            ("number", _T), ("name", _T),
            ("status", ("live", "draft", "pending", "active", "paused", "cancelled", "ended")),
            ("next-bill", _D), ("started", _D), ("ends", _D), ("price", _A), ("paid-by", METHODS), ("card-expires", _D),
        ),
        Subject.JOBS: _fields(
            ("number", _T), ("title", _T),
            ("status", ("open", "unscheduled", "scheduled", "in-progress", "done", "invoiced", "cancelled")),
            ("date", _D), ("scheduled", _D), ("done", _D), ("due", _D), ("amount", _A), ("assigned", _T), ("site", _T),
        ),
        Subject.CARDS: _fields(("expires", _D), ("next-bill", _D)),
        Subject.CREDITS: _fields(
            ("number", _T), ("issued", _D), ("expires", _D), ("total", _A), ("open", _A), ("reason", _T),
            ("state", ("issued", "void", "any")),
        ),
        Subject.BALANCE: _fields(("on", _D)),
    }
)  # fmt: skip

# The day that a date without more words means, and what “first” and “last” go by.
DATE_OF: Mapping[Subject, str] = MappingProxyType(
    {
        Subject.CUSTOMERS: "since",
        Subject.INVOICES: "issued",
        Subject.PAYMENTS: "received",
        Subject.PLANS: "started",
        Subject.JOBS: "date",
        Subject.CARDS: "expires",
        Subject.CREDITS: "issued",
        Subject.BALANCE: "on",
    }
)
# The day that “next” goes by: never one that has passed.
NEXT_OF: Mapping[Subject, str] = MappingProxyType(
    {Subject.INVOICES: "due", Subject.PLANS: "next-bill", Subject.JOBS: "date", Subject.CARDS: "expires"}
)
# The amount that a sum without more words means.
AMOUNT_OF: Mapping[Subject, str] = MappingProxyType(
    {
        Subject.CUSTOMERS: "due",
        Subject.INVOICES: "total",
        Subject.PAYMENTS: "amount",
        Subject.PLANS: "price",
        Subject.JOBS: "amount",
        Subject.CREDITS: "total",
    }
)


def field_of(subject: Subject, name: str) -> Field | None:
    """Return the field called ``name``, or None when the subject has none of that name."""
    return FIELDS[subject].get(name)


def amounts_of(subject: Subject) -> tuple[str, ...]:
    """Return the names of the fields that hold amounts, which are what can be added up."""
    return tuple(name for name, field in FIELDS[subject].items() if field.kind is Kind.AMOUNT)
