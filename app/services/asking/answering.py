"""Asks the book what a query wants, and returns the answer with the records it is about. Reading questions is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.domain.asking.fields import AMOUNT_OF, DATE_OF, NEXT_OF, Subject
from app.domain.asking.form import Condition, Measure, Name, Op, Query
from app.domain.asking.periods import Away, Fixed, Running, Turning, days_of
from app.domain.asking.writing import write_query
from app.domain.errors import UserError
from app.domain.language import _, language
from app.models.customers import Customer
from app.services.asking.comparing import conditions_of, customer_of, during_of
from app.services.asking.grounds import Ground, ground_of
from app.services.asking.records import Formats, Record, record_of
from app.services.asking.sentences import Figures, balance_sentence, list_sentence, picked_sentence, sum_sentence
from app.services.asking.wording import query_words
from app.services.office import Reader
from app.services.queries.asking import exact_sum
from app.services.queries.open_invoices import OpenInvoiceRow, open_invoices
from app.services.queries.receivables import balance_of, book_balance
from app.services.queries.statuses import invoice_status, invoice_words

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query was answered.

    Attributes:
        query: the query.
        text: it in its form, as it is kept.
        shown: it in its form in the language in use, to be shown and edited.
        words: it in the reader's words.
        sentence: the answer.
        records: what it is about, in order; perhaps only the first of ``count``.
        count: how many there are.
        value_minor: the amount that was asked for, minor units, where one was.
    """

    query: Query
    text: str
    words: str
    sentence: str
    records: tuple[Record, ...]
    count: int
    value_minor: int | None = None
    shown: str = ""


def answer(reader: Reader, query: Query, customer_id: int | None = None, most: int | None = None) -> Answer:
    """Return the answer to ``query`` as of the reader's day.

    Args:
        reader: the book.
        query: the query.
        customer_id: who “this” is.
        most: how many records to give at most; all when None.

    Raises:
        WhichCustomer: a name in it fits nobody, or several.
        UserError: it cannot be asked like this.
    """
    formats = Formats.of(reader.profile, reader.today)
    found = _answered(reader, query, customer_id, most, formats)
    return replace(found, words=query_words(_named(reader, query, customer_id), formats))


def _answered(reader: Reader, query: Query, customer_id: int | None, most: int | None, formats: Formats) -> Answer:
    if query.subject is Subject.BALANCE:
        return _balance(reader, query, customer_id, most, formats)
    ground = ground_of(reader, query.subject, during_of(query, reader.today))
    conditions = conditions_of(reader, ground, query, customer_id)
    if query.measure in (Measure.LIST, Measure.COUNT, Measure.SUM, Measure.AVERAGE):
        return _all(reader, query, ground, conditions, most, formats)
    records = _picked(reader, query, ground, conditions, formats)
    value = records[0].amount_minor if len(records) == 1 else None
    return _answer(query, picked_sentence(query, records, formats), records, len(records), formats, value)


def matching_customers(reader: Reader, query: Query, customer_id: int | None = None) -> list[int]:
    """Return the ids of the customers that a query about customers is about, in no particular order.

    Raises:
        UserError: it is about something else, or a name fits nobody or several.
    """
    if query.subject is not Subject.CUSTOMERS or query.measure is not Measure.LIST:
        raise UserError(_("A filter of customers begins with “customers”."))
    ground = ground_of(reader, query.subject, during_of(query, reader.today))
    conditions = conditions_of(reader, ground, query, customer_id)
    statement = select(ground.id).select_from(ground.source).where(*conditions)
    return list(reader.connection.execute(statement, {"day": reader.today}).scalars())


# Lists, counts and sums


def _all(
    reader: Reader, query: Query, ground: Ground, conditions: Sequence[ColumnElement[bool]], most: int | None, formats: Formats
) -> Answer:
    is_sum = query.measure in (Measure.SUM, Measure.AVERAGE)
    if is_sum and ground.whole is not None:
        conditions = [*conditions, ground.whole]
    figures = _figures(reader, query, ground, conditions)
    order = _order(query, ground)
    records = _sorted(query, _records(reader, query, ground, conditions, order, formats, most), most)
    if is_sum:
        total = figures.total_minor or 0
        average = (2 * total + figures.count) // (2 * figures.count) if figures.count else 0
        value = average if query.measure is Measure.AVERAGE else total
        alone = records[0] if query.subject is Subject.CUSTOMERS and figures.count == 1 and records else None
        sentence = (
            _("{name}: {amount}.").format(name=alone.title, amount=formats.amounts.money(value))
            if alone is not None
            else sum_sentence(query, figures, formats)
        )
        return _answer(query, sentence, records, figures.count, formats, value)
    return _answer(query, list_sentence(query, figures, formats), records, figures.count, formats)


def _figures(reader: Reader, query: Query, ground: Ground, conditions: Sequence[ColumnElement[bool]]) -> Figures:
    of = query.of or AMOUNT_OF.get(query.subject, "")
    columns: list[ColumnElement[Any]] = [func.count()]
    if of:
        columns.append(exact_sum(ground.columns[of]))
    if query.subject is Subject.INVOICES:
        columns.append(exact_sum(ground.columns["open"]))
    statement = select(*columns).select_from(ground.source).where(*conditions)
    return Figures(*reader.connection.execute(statement, {"day": reader.today}).one())


def _order(query: Query, ground: Ground) -> list[ColumnElement[Any]]:
    column = ground.columns.get(query.by)
    if column is None:
        return list(ground.order)
    # The oldest due date is the most days late.
    descending = query.descending != (query.by == "days-late")
    return [column.desc() if descending else column.asc(), *ground.order]


def _records(
    reader: Reader,
    query: Query,
    ground: Ground,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    formats: Formats,
    most: int | None,
) -> list[Record]:
    statement = select(*ground.shown).select_from(ground.source).where(*conditions).order_by(*order)
    if most is not None and query.subject is not Subject.JOBS:
        statement = statement.limit(most)
    if query.subject is not Subject.CUSTOMERS or query.of in ("", "due"):
        rows = reader.connection.execute(statement, {"day": reader.today})
        return [record_of(query.subject, row, formats) for row in rows]
    # Whoever is ranked by what was billed is shown with that, and not with what is due.
    asked = reader.connection.execute(statement.add_columns(ground.columns[query.of]), {"day": reader.today})
    return [replace(record_of(query.subject, row[:-1], formats), amount_minor=int(row[-1])) for row in asked]


def _sorted(query: Query, records: list[Record], most: int | None) -> tuple[Record, ...]:
    """Return jobs by their day, which is an instant or a date in the store; everything else comes sorted."""
    if query.subject is Subject.JOBS and query.by in ("", "date"):
        records.sort(key=lambda record: (record.on or date.max, record.id), reverse=query.descending)
    return tuple(records if most is None else records[:most])


# The first, last, next, largest, smallest


def _picked(
    reader: Reader, query: Query, ground: Ground, conditions: Sequence[ColumnElement[bool]], formats: Formats
) -> tuple[Record, ...]:
    if query.measure is Measure.NEXT:
        return _next(reader, query, ground, conditions, formats)
    if query.of:
        column = ground.columns[query.of]
        order = [column.desc() if query.measure is Measure.LARGEST else column.asc(), *ground.order]
        return tuple(_records(reader, query, ground, conditions, order, formats, query.count))[: query.count]
    latest = query.measure is Measure.LAST
    if query.subject is Subject.JOBS:
        records = [record for record in _records(reader, query, ground, conditions, (), formats, None) if record.on]
        records = [record for record in records if record.on and (not latest or record.on <= reader.today)]
        records.sort(key=lambda record: (record.on or date.max, record.id), reverse=latest)
        return tuple(records[: query.count])
    column = ground.columns[DATE_OF[query.subject]]
    order = [column.desc() if latest else column.asc(), ground.id.desc() if latest else ground.id.asc()]
    there = column.is_not(None)
    return tuple(_records(reader, query, ground, [*conditions, there], order, formats, query.count))


def _next(
    reader: Reader, query: Query, ground: Ground, conditions: Sequence[ColumnElement[bool]], formats: Formats
) -> tuple[Record, ...]:
    """Return everything of the earliest day that is still to come."""
    still = [*conditions, ground.next_only] if ground.next_only is not None else list(conditions)
    if query.subject is Subject.JOBS:
        found = _records(reader, query, ground, still, (), formats, None)
        ahead = [record for record in found if record.on is not None and record.on >= reader.today]
        first = min((record.on for record in ahead if record.on is not None), default=None)
        return tuple(record for record in ahead if record.on == first)
    column = ground.columns[NEXT_OF[query.subject]]
    earliest = select(func.min(column)).select_from(ground.source).where(*still)
    on = reader.connection.execute(earliest, {"day": reader.today}).scalar()
    if on is None:
        return ()
    records = _records(reader, query, ground, [*still, column == on], list(ground.order), formats, None)
    # Of an invoice that is to be paid next the day it is due counts, not the day it was issued.
    return tuple(replace(record, on=on) for record in records)


# What is owed


def _balance(reader: Reader, query: Query, customer_id: int | None, most: int | None, formats: Formats) -> Answer:
    whose, on = query.condition("customer"), query.condition("on")
    as_of = reader.today
    if len(query.conditions) > (whose is not None) + (on is not None):
        raise UserError(_("A balance is asked for one customer, or for all."))
    if on is not None:
        if on.op is not Op.IS or not isinstance(on.value, (Fixed, Turning, Running, Away)):
            raise UserError(_("A balance is asked for at the end of one day or period: on = 2026-03."))
        first, last = days_of(on.value, reader.today)
        if first > reader.today:
            raise UserError(_("That day has not come yet."), _("What somebody owes is known up to today."))
        as_of = min(last, reader.today)
    if whose is None:
        balance = book_balance(reader, as_of)
        owing = ground_of(reader, Subject.CUSTOMERS)
        rows = (
            _records(reader, Query(Subject.CUSTOMERS), owing, [owing.columns["due"] > 0], owing.order, formats, most)
            if as_of == reader.today
            else []
        )
        sentence = balance_sentence("", balance, as_of, formats)
        return _answer(query, sentence, rows, len(rows), formats, balance.due_minor)
    if whose.op is not Op.IS or not isinstance(whose.value, Name):
        raise UserError(_("A balance is asked for one customer, or for all."))
    id_ = customer_of(reader, whose.value, customer_id)
    name = reader.connection.execute(select(Customer.name).where(Customer.id == id_)).scalar_one()
    balance = balance_of(reader, id_, as_of)
    records = [
        Record("invoice", row.id, id_, row.number, _open_words(row, as_of, formats), row.open_minor, row.due_on)
        for row in open_invoices(reader, id_, as_of)
    ]
    return _answer(query, balance_sentence(name, balance, as_of, formats), records, len(records), formats, balance.due_minor)


def _open_words(row: OpenInvoiceRow, as_of: date, formats: Formats) -> str:
    status = invoice_status("issued", row.issued_on, row.due_on, row.total_minor, row.open_minor, as_of)
    words = invoice_words(status, row.due_on, row.total_minor, row.open_minor, as_of, formats.amounts.money)
    return f"{row.subject} · {words}" if row.subject else words


def _named(reader: Reader, query: Query, customer_id: int | None) -> Query:
    """Return the query with the customer's name where it has an account number, to be put in words."""

    def named(condition: Condition) -> Condition:
        if not isinstance(condition.value, Name):
            return condition
        id_ = customer_of(reader, condition.value, customer_id)
        name = reader.connection.execute(select(Customer.name).where(Customer.id == id_)).scalar_one()
        return replace(condition, value=Name(name))

    return query.changed(named)


def _answer(
    query: Query, sentence: str, records: Sequence[Record], count: int, formats: Formats, value: int | None = None
) -> Answer:
    shown = write_query(query, language())
    return Answer(query, write_query(query), query_words(query, formats), sentence, tuple(records), count, value, shown)
