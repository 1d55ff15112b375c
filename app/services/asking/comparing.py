"""Conditions of a query as SQL. Where fields are in the store is told by ``grounds``."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select, true

from app.domain.asking.fields import Kind, Subject, field_of
from app.domain.asking.form import THIS, AnyOf, Clause, Condition, FieldRef, Name, Not, Op, Query, conditions_in
from app.domain.asking.periods import Away, Fixed, Period, Running, Turning, days_of
from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.models.customers import Contact, Customer, CustomerTag
from app.models.invoices import Invoice
from app.models.jobs import Job
from app.services.asking.grounds import Ground, cards, paid_with
from app.services.asking.names import customers_called
from app.services.office import Reader
from app.services.queries.finding import contains

_OPERATORS: Mapping[Op, Callable[[Any, Any], ColumnElement[bool]]] = {
    Op.IS: operator.eq,
    Op.IS_NOT: operator.ne,
    Op.LESS: operator.lt,
    Op.AT_MOST: operator.le,
    Op.MORE: operator.gt,
    Op.AT_LEAST: operator.ge,
}
# Texts of which a book has few: they are compared folded, so that accents and case do not matter.
_FEW_TEXTS = frozenset({"manager", "terms", "assigned", "site", "name"})
_MOST_TEXTS = 400


class WhichCustomer(UserError):
    """A name in a query fits several customers, or none; ``names`` are those that ``asked`` fits."""

    def __init__(self, message: str, hint: str = "", names: tuple[tuple[str, str], ...] = (), asked: Name = THIS) -> None:
        super().__init__(message, hint)
        self.names = names
        self.asked = asked


def conditions_of(reader: Reader, ground: Ground, query: Query, customer_id: int | None) -> list[ColumnElement[bool]]:
    """Return what must hold of the rows that a query is about.

    Args:
        reader: the book.
        ground: where the query's subject is.
        query: the query.
        customer_id: who “this” is.

    Raises:
        WhichCustomer: a name fits nobody or several, or “this” is nobody.
        UserError: an amount has more decimals than the currency.
    """
    usual = ground.usual is not None
    return _all(query.conditions, _Asked(reader, ground, query.subject, customer_id), with_usual=usual)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What conditions are compared with: the book, where the subject is in it, and who “this” is."""

    reader: Reader
    ground: Ground
    subject: Subject
    customer_id: int | None


def _all(clauses: tuple[Clause, ...], asked: _Asked, *, with_usual: bool) -> list[ColumnElement[bool]]:
    """Return what must hold together. What usually holds of rows does, unless the clauses ask for something else of them.

    Of alternatives, each that asks nothing about it is about the usual rows: drafts *or* what is over 1,000, drafts left out.
    """
    usual = asked.ground.usual if with_usual else None
    if usual is not None and any(isinstance(each, Condition) and _asks(each, usual[0]) for each in clauses):
        usual = None
    found: list[ColumnElement[bool]] = []
    passed_on = False
    for clause in clauses:
        if isinstance(clause, Condition):
            found.append(_condition(asked.reader, asked.ground, asked.subject, clause, asked.customer_id))
        elif isinstance(clause, Not):
            holds = and_(*_all(clause.clauses, asked, with_usual=False))
            # What is not known does not hold: who has no card has none that expires.
            found.append(not_(func.coalesce(holds, false())))
        else:
            here = usual is not None and any(_asks(each, usual[0]) for each in _affirmed(clause))
            found.append(or_(*(and_(*_all(option, asked, with_usual=here)) for option in clause.options)))
            passed_on = passed_on or here
    if usual is not None and not passed_on:
        found.append(usual[1])
    return found


def _asks(condition: Condition, field: str) -> bool:
    return condition.field == field and condition.op is Op.IS


def _affirmed(clause: Clause) -> Iterator[Condition]:
    """Return the conditions in a clause that are not denied."""
    if isinstance(clause, Condition):
        yield clause
    elif isinstance(clause, AnyOf):
        for option in clause.options:
            for each in option:
                yield from _affirmed(each)


def during_of(query: Query, today: date) -> tuple[date, date] | None:
    """Return the days that amounts billed and paid are asked of, or None for all days.

    Raises:
        UserError: it is said twice, or denied, or as one of several alternatives.
    """
    said = [each for each in conditions_in(query.conditions) if each.field == "during"]
    if not said:
        return None
    one = query.condition("during")
    if len(said) > 1 or one is None or one.op is not Op.IS or not isinstance(one.value, (Fixed, Turning, Running, Away)):
        raise UserError(_("“during” is one period for the whole question: during = this-year."))
    if not ({"billed", "paid"} & {query.of, query.by, *(each.field for each in conditions_in(query.conditions))}):
        raise UserError(_("“during” says of which days the amounts billed and paid are; ask for one of them."))
    return days_of(one.value, today)


def customer_of(reader: Reader, name: Name, customer_id: int | None) -> int:
    """Return who ``name`` is.

    Raises:
        WhichCustomer: nobody, or several.
    """
    if name == THIS:
        if customer_id is None:
            raise WhichCustomer(_("Which customer is meant?"), _("Write a name or an account number in place of “this”."))
        return customer_id
    found = customers_called(reader, name.text)
    if not found:
        raise WhichCustomer(_("There is no customer called “{name}”.").format(name=name.text[:60]))
    if len(found) > 1:
        listed = tuple((customer.account, customer.name) for customer in found[:9])
        said = "; ".join(f"{title} ({account})" for account, title in listed)
        raise WhichCustomer(
            _("Several customers are called “{name}”.").format(name=name.text[:60]),
            _("Which one: {names}?").format(names=said),
            listed,
            name,
        )
    return found[0].id


def _condition(
    reader: Reader, ground: Ground, subject: Subject, condition: Condition, customer_id: int | None
) -> ColumnElement[bool]:
    field, op, value = condition.field, condition.op, condition.value
    known = field_of(subject, field)
    if known is None:
        raise UserError(_("“{word}” is not known of {subject}.").format(word=field, subject=subject))
    if isinstance(value, Name):
        return _OPERATORS[op](ground.customer_id, customer_of(reader, value, customer_id))
    if field in ground.choices:
        holds = ground.choices[field][str(value)]
        return holds if op is Op.IS else not_(holds)
    if field == "during":
        # It says of which days “billed” and “paid” are; ``during_of`` sees to it that it stands alone.
        return true()
    if field == "paid-by" and subject is Subject.INVOICES:
        paid = Invoice.id.in_(paid_with(str(value)))
        return paid if op is Op.IS else not_(paid)
    if field == "card-expires" and subject is Subject.CUSTOMERS:
        return _card_expires(reader, op, value)
    if field == "days-late":
        return _days_late(reader.today, ground.columns[field], op, value)
    if known.kind is Kind.TEXT:
        return _text(reader, ground, field, op, str(value))
    if isinstance(value, FieldRef):
        return _OPERATORS[op](_plain(ground, field), _plain(ground, value.name))
    if isinstance(value, (Fixed, Turning, Running, Away)):
        return _on_days(reader, ground, subject, field, op, value)
    column = ground.columns[field]
    return _OPERATORS[op](column, _minor(reader, value) if isinstance(value, Decimal) else value)


def _plain(ground: Ground, field: str) -> ColumnElement[Any]:
    if field == "days-late" or field not in ground.columns or ground.columns[field] is Job.starts_at:
        raise UserError(_("“{field}” cannot be compared with another field.").format(field=field))
    return ground.columns[field]


def _minor(reader: Reader, amount: Decimal) -> int:
    scaled = amount.scaleb(reader.profile.currency.exponent)
    if scaled != scaled.to_integral_value():
        raise UserError(_("{amount} has more decimals than the currency.").format(amount=amount))
    return int(scaled)


# Days


def _on_days(reader: Reader, ground: Ground, subject: Subject, field: str, op: Op, period: Period) -> ColumnElement[bool]:
    first, last = days_of(period, reader.today)
    if subject is Subject.JOBS and field in ("date", "scheduled"):
        zone = ZoneInfo(reader.profile.time_zone)
        at = _compare_period(Job.starts_at, op, _midnight(first, zone), _midnight(last + timedelta(days=1), zone), is_day=False)
        if field == "scheduled":
            return at
        day = func.coalesce(Job.due_on, Job.done_on, type_=Job.due_on.type)
        return or_(at, and_(Job.starts_at.is_(None), _compare_period(day, op, first, last)))
    column = ground.columns[field]
    holds = _compare_period(column, op, first, last)
    # Who has never paid has not paid since June either.
    return or_(holds, column.is_(None)) if field == "last-payment" and op is Op.LESS else holds


def _compare_period(column: ColumnElement[Any], op: Op, first: Any, last: Any, *, is_day: bool = True) -> ColumnElement[bool]:
    """Compare with a whole period; of instants ``last`` is the first one after it."""
    begun: ColumnElement[bool] = column >= first
    until: ColumnElement[bool] = column <= last if is_day else column < last
    before: ColumnElement[bool] = column < first
    after: ColumnElement[bool] = column > last if is_day else column >= last
    within = and_(begun, until)
    return {
        Op.IS: within,
        Op.IS_NOT: not_(within),
        Op.LESS: before,
        Op.AT_MOST: until,
        Op.MORE: after,
        Op.AT_LEAST: begun,
    }[op]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _days_late(today: date, oldest: ColumnElement[Any], op: Op, value: object) -> ColumnElement[bool]:
    """Compare how many days late the oldest open invoice is; what is not late is zero days late."""
    if not isinstance(value, int):
        raise UserError(_("“{field}” cannot be compared with another field.").format(field="days-late"))
    # Who is less than zero days late, is nobody; more than the calendar holds, neither.
    day = today - timedelta(days=min(value, 300_000))
    more = and_(oldest.is_not(None), oldest < day)
    least = true() if value == 0 else and_(oldest.is_not(None), oldest <= day)
    exactly = and_(least, not_(more))
    return {
        Op.MORE: more,
        Op.AT_LEAST: least,
        Op.IS: exactly,
        Op.IS_NOT: not_(exactly),
        Op.LESS: not_(least),
        Op.AT_MOST: not_(more),
    }[op]


def _card_expires(reader: Reader, op: Op, value: object) -> ColumnElement[bool]:
    card = cards(reader)
    if isinstance(value, FieldRef):
        if value.name != "next-bill":
            raise UserError(_("A card's last day is compared with a day or with next-bill."))
        holds = _OPERATORS[op](card.c.expires_on, card.c.next_bill_on)
    elif isinstance(value, (Fixed, Turning, Running, Away)):
        holds = _compare_period(card.c.expires_on, op, *days_of(value, reader.today))
    else:
        raise UserError(_("A card's last day is compared with a day or with next-bill."))
    return Customer.id.in_(select(card.c.customer_id).where(holds))


# Texts


def _text(reader: Reader, ground: Ground, field: str, op: Op, value: str) -> ColumnElement[bool]:
    if field == "tag":
        return _among_customers(reader, CustomerTag.customer_id, CustomerTag.tag, op, value)
    if field == "city":
        return _among_customers(reader, Contact.customer_id, Contact.city, op, value)
    column = ground.columns[field]
    if column is Customer.sort_name:
        holds = column.like(contains(fold(value)), escape="/") if op is Op.HOLDS else column == fold(value)
    elif field in _FEW_TEXTS:
        holds = _folded(reader, column, op, value)
    elif op is Op.HOLDS:
        holds = func.lower(column).like(contains(value.lower()), escape="/")
    else:
        holds = func.lower(column) == value.lower()
    return not_(func.coalesce(holds, false())) if op is Op.IS_NOT else holds


def _folded(reader: Reader, column: ColumnElement[str], op: Op, value: str) -> ColumnElement[bool]:
    wanted = fold(value)
    texts = reader.connection.execute(select(column).distinct()).scalars()
    fitting = [text for text in texts if text and (wanted in fold(text) if op is Op.HOLDS else fold(text) == wanted)]
    if len(fitting) > _MOST_TEXTS:
        return func.lower(column).like(contains(value.lower()), escape="/")
    return column.in_(fitting) if fitting else false()


def _among_customers(
    reader: Reader, owner: ColumnElement[int], column: ColumnElement[str], op: Op, value: str
) -> ColumnElement[bool]:
    holds = exists().where(owner == Customer.id, _folded(reader, column, op, value)).correlate(Customer.__table__)
    return not_(holds) if op is Op.IS_NOT else holds
