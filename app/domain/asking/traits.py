"""What the words for how things stand mean of each subject, and which day of it they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from app.domain.asking.fields import METHODS, Subject
from app.domain.asking.form import Condition, FieldRef, Op, Value
from app.domain.asking.periods import TODAY

_C, _I, _P, _L, _J = Subject.CUSTOMERS, Subject.INVOICES, Subject.PAYMENTS, Subject.PLANS, Subject.JOBS
_K, _M, _B = Subject.CARDS, Subject.CREDITS, Subject.BALANCE
_ZERO = 0


def _is(field: str, value: Value) -> tuple[Condition, ...]:
    return (Condition(field, Op.IS, value),)


def _some(field: str, value: Value) -> tuple[Condition, ...]:
    return (Condition(field, Op.MORE, value),)


def _meanings() -> Mapping[str, Mapping[Subject, tuple[Condition, ...]]]:
    nought = Decimal(0)
    before_bill = (Condition("card-expires", Op.LESS, FieldRef("next-bill")),)
    stands: dict[str, dict[Subject, tuple[Condition, ...]]] = {
        "owing": {_B: (), _C: _some("due", nought), _I: _is("state", "unpaid")},
        # What the office owes somebody is nothing that this form can ask for.
        "owed-by-us": {},
        "owing-nothing": {_C: _is("due", nought)},
        "unpaid": {_I: _is("state", "unpaid"), _C: _some("due", nought)},
        "overdue": {_I: _is("state", "overdue"), _C: _some("overdue", nought)},
        "paid": {_P: (), _I: _is("state", "paid"), _C: ()},
        "partly-paid": {_I: _is("state", "partly-paid")},
        "draft": {_I: _is("state", "draft"), _L: _is("status", "draft")},
        "void": {_I: _is("state", "void"), _M: _is("state", "void")},
        "written-off": {_I: _is("state", "written-off")},
        "open": {_I: _is("state", "unpaid"), _J: _is("status", "open"), _M: _some("open", nought)},
        "active": {_L: _is("status", "active"), _C: _is("status", "active")},
        "paused": {_L: _is("status", "paused")},
        "pending": {_L: _is("status", "pending")},
        "ended": {_L: _is("status", "ended")},
        "cancelled": {_L: _is("status", "cancelled"), _J: _is("status", "cancelled")},
        "archived": {_C: _is("status", "archived")},
        "residential": {_C: _is("kind", "residential")},
        "commercial": {_C: _is("kind", "commercial")},
        "done": {_J: _is("status", "done")},
        "scheduled": {_J: _is("status", "scheduled")},
        "unscheduled": {_J: _is("status", "unscheduled")},
        "in-progress": {_J: _is("status", "in-progress")},
        "invoiced": {_J: _is("status", "invoiced")},
        "reversed": {_P: _is("state", "reversed")},
        "unapplied": {_P: _some("unapplied", nought)},
        "with-credit": {_C: _some("credit", nought)},
        "with-plan": {_C: _some("plans", _ZERO)},
        "without-plan": {_C: _is("plans", _ZERO)},
        "with-jobs": {_C: _some("open-jobs", _ZERO)},
        "without-jobs": {_C: _is("open-jobs", _ZERO)},
        "many-sites": {_C: _some("sites", 1)},
        "expired": {_K: (Condition("expires", Op.LESS, TODAY),), _C: (Condition("card-expires", Op.LESS, TODAY),)},
        "card-before-bill": {_C: before_bill, _L: before_bill, _K: (Condition("expires", Op.LESS, FieldRef("next-bill")),)},
        **{
            f"by-{method}": {_P: _is("method", method), _L: _is("paid-by", method), _I: _is("paid-by", method)}
            for method in METHODS
        },
        "with-card": {_C: _some("cards", _ZERO)},
        "without-card": {_C: _is("cards", _ZERO)},
        "billed-none": {_C: _is("billed", nought)},
        "paid-none": {_C: _is("paid", nought)},
    }
    return {name: MappingProxyType(meant) for name, meant in stands.items()}


TRAITS: Mapping[str, Mapping[Subject, tuple[Condition, ...]]] = MappingProxyType(_meanings())

# The day meant by a date that stands beside such a word: “jobs done in August” were done then.
DATE_BESIDE: Mapping[tuple[str, Subject], str] = MappingProxyType(
    {
        ("paid", _C): "last-payment",
        ("done", _J): "done",
        ("scheduled", _J): "scheduled",
        ("ended", _L): "ends",
        ("owing", _B): "on",
    }
)
# What such a word says only with a date beside it.
NEEDS_DATE = frozenset({("paid", _C)})
# Sums of invoices that stand so are of what is open on them.
OF_OPEN = frozenset({"owing", "unpaid", "overdue", "open", "partly-paid"})
