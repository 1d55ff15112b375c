"""The query form: what is written can be read back, and what leaves the form is refused with where it does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking.fields import AMOUNT_OF, FIELDS, NEXT_OF, Field, Kind, Subject, amounts_of
from app.domain.asking.form import COUNTED, OF_AMOUNT, AnyOf, Clause, Condition, Measure, Name, Not, Op, Query, Value
from app.domain.asking.lexicon import SPANISH
from app.domain.asking.parsing import NotAQuery, parse_query
from app.domain.asking.periods import Away, Fixed, Period, Running, Turning, Unit, days_of, read_period, write_period
from app.domain.asking.writing import write_query
from app.domain.folding import fold

_DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
_COUNTS = st.integers(1, 999)
_PERIODS: st.SearchStrategy[Period] = st.one_of(
    st.tuples(_DAYS, _DAYS).map(lambda pair: Fixed(min(pair), max(pair))),
    st.builds(Turning, st.sampled_from(Unit), st.sampled_from((-1, 0, 1))),
    st.builds(Running, _COUNTS, st.sampled_from(Unit), st.booleans()),
    st.builds(Away, _COUNTS, st.sampled_from(Unit), st.booleans()),
)
_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=30)
_ORDERED = (Op.IS, Op.IS_NOT, Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST)


def _value(field: Field) -> st.SearchStrategy[Value]:
    return {
        Kind.NAME: _TEXTS.map(Name),
        Kind.TEXT: _TEXTS,
        Kind.CHOICE: st.sampled_from(field.choices or ("",)),
        Kind.AMOUNT: st.decimals(Decimal(0), Decimal(10**9), places=2),
        Kind.COUNT: st.integers(0, 10_000),
        Kind.DATE: _PERIODS,
    }[field.kind]


def _ops(field: Field) -> st.SearchStrategy[Op]:
    if field.kind in (Kind.AMOUNT, Kind.COUNT, Kind.DATE):
        return st.sampled_from(_ORDERED)
    return st.sampled_from((Op.IS, Op.IS_NOT, Op.HOLDS) if field.kind is Kind.TEXT else (Op.IS,))


def _condition(field: Field) -> st.SearchStrategy[Condition]:
    return st.builds(Condition, st.just(field.name), _ops(field), _value(field))


def _clauses(fields: list[Field]) -> st.SearchStrategy[Clause]:
    """Alternatives and what is denied, in one another."""
    plain: st.SearchStrategy[Clause] = st.sampled_from(fields).flatmap(_condition)

    def together(inside: st.SearchStrategy[Clause]) -> st.SearchStrategy[tuple[Clause, ...]]:
        return st.lists(inside, min_size=1, max_size=2).map(tuple)

    def wider(inside: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
        options = st.lists(together(inside), min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(AnyOf, options), st.builds(Not, together(inside)))

    return st.recursive(plain, wider, max_leaves=4)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Any query that the form knows."""
    subject = draw(st.sampled_from(Subject))
    fields = draw(st.lists(st.sampled_from(sorted(FIELDS[subject])), max_size=4))
    known = [FIELDS[subject][name] for name in fields]
    conditions = tuple(draw(_condition(field)) for field in known)
    if known and subject is not Subject.BALANCE:
        conditions = (*conditions, *draw(st.lists(_clauses(known), max_size=2)))
    measures = [
        measure
        for measure in Measure
        if measure is Measure.LIST
        or (
            subject is not Subject.BALANCE
            and (measure is not Measure.NEXT or subject in NEXT_OF)
            and (measure not in OF_AMOUNT or subject in AMOUNT_OF)
        )
    ]
    measure = draw(st.sampled_from(measures))
    of = draw(st.sampled_from(amounts_of(subject))) if measure in OF_AMOUNT else ""
    count = draw(st.integers(1, 50)) if measure in COUNTED else 1
    by = draw(st.sampled_from(("", *FIELDS[subject])))
    return Query(subject, conditions, measure, of, count, by, bool(by) and draw(st.booleans()))


@given(queries())
def test_what_is_written_is_read_back_as_the_same_query(query):
    assert parse_query(write_query(query)) == query


@given(queries())
def test_what_is_shown_in_spanish_is_read_back_as_the_same_query(query):
    assert parse_query(write_query(query, "es")) == query


@pytest.mark.parametrize(
    ("spanish", "kept"),
    [
        ("clientes donde planes = 0 o no ciudad = Chicago", "customers where plans = 0 or not city = Chicago"),
        ("facturas donde emision >= hace-60-dias", "invoices where issued >= 60-days-ago"),
        ("suma importe de pagos donde forma = cheque y recibido = semana-pasada",
         "sum amount of payments where method = check and received = last-week"),
        ("últimas 2 facturas donde cliente = este", "last 2 invoices where customer = this"),
        ("clientes where due > 5 y no (kind = particular o tag = VIP)",
         "customers where due > 5 and not (kind = residential or tag = VIP)"),
        ("pagos donde recibido = 2026-t1", "payments where received = 2026-q1"),
        ("trabajos donde fecha = próximas-2-semanas por fecha descendente",
         "jobs where date = next-2-weeks by date descending"),
    ],
)  # fmt: skip
def test_what_is_typed_in_spanish_is_kept_in_the_one_spelling(spanish, kept):
    assert write_query(parse_query(spanish)) == kept


def test_no_spanish_word_means_two_things_in_one_place():
    for subject, fields in FIELDS.items():
        own = {name: SPANISH.field(subject, name) for name in fields}
        assert len(set(own.values())) == len(own), subject
        assert not {word for name, word in own.items() if word in fields and word != name}
    for words in (SPANISH.subjects, SPANISH.measures, SPANISH.choices, SPANISH.keywords):
        said = [fold(word) for listed in words.values() for word in listed]
        assert sorted(set(said)) == sorted(said)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("due > 5 or plans = 0 and sites > 1", "due > 5 or plans = 0 and sites > 1"),
        ("((due > 5)) and (plans = 0 and sites > 1)", "due > 5 and plans = 0 and sites > 1"),
        ("(due > 5 or plans = 0) and sites > 1", "(due > 5 or plans = 0) and sites > 1"),
        ("not not plans = 0", "not not plans = 0"),
        ("not (plans = 0 or due > 5)", "not (plans = 0 or due > 5)"),
    ],
)
def test_and_binds_closer_than_or_and_parentheses_closest(text, conditions):
    assert write_query(parse_query(f"customers where {text}")) == f"customers where {conditions}"


@given(_PERIODS, _DAYS)
def test_a_period_is_read_back_and_ends_where_it_should(period, today):
    again = read_period(write_period(period))
    assert again is not None
    assert days_of(again, today) == days_of(period, today)
    first, last = days_of(period, today)
    assert first <= last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", (2026, 11, 20), (2026, 11, 20)),
        ("this-week", (2026, 11, 16), (2026, 11, 22)),
        ("last-month", (2026, 10, 1), (2026, 10, 31)),
        ("next-quarter", (2027, 1, 1), (2027, 3, 31)),
        ("last-year", (2025, 1, 1), (2025, 12, 31)),
        ("last-30-days", (2026, 10, 21), (2026, 11, 20)),
        ("next-2-weeks", (2026, 11, 20), (2026, 12, 4)),
        ("3-months-ago", (2026, 8, 20), (2026, 8, 20)),
        ("in-10-days", (2026, 11, 30), (2026, 11, 30)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2026-q2", (2026, 4, 1), (2026, 6, 30)),
    ],
)
def test_periods_are_the_days_that_people_mean(text, first, last):
    period = read_period(text)
    assert period is not None
    assert days_of(period, date(2026, 11, 20)) == (date(*first), date(*last))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        ("walruses where tusks > 2", "walruses"),
        ("customers where tusks > 2", "tusks"),
        ("customers where due over 5", "sign"),
        ("invoices where state = unpayed", "unpayed"),
        ("invoices where issued = 2026-13", "2026-13"),
        ("invoices where issued = 2026-02-30", "2026-02-30"),
        ("invoices where total > twelve", "twelve"),
        ("invoices where number > 5", "number"),
        ("invoices where state = unpaid or", "…"),
        ("invoices where (state = unpaid or state = paid", "early"),
        ("invoices where state = unpaid)", ")"),
        (f"invoices where {'(' * 40}state = paid", "deep"),
        (f"invoices where {'not ' * 40}state = paid", "deep"),
        ("balance where on = today or on = yesterday", "balance"),
        ("sum number of invoices", "total, open"),
        ("next payments", "payments"),
        ("last 100000 payments", "1000"),
        ("invoices where customer =", "early"),
        ("invoices where", "…"),
        ("drop table invoices", "drop"),
    ],
)
def test_what_leaves_the_form_is_refused_and_told_where(text, part):
    with pytest.raises(NotAQuery) as refused:
        parse_query(text)
    assert part in str(refused.value)


def test_a_condition_alone_is_a_query_where_the_subject_is_known():
    query = parse_query("days-late > 60 and plans > 0", Subject.CUSTOMERS)
    assert write_query(query) == "customers where days-late > 60 and plans > 0"
    with pytest.raises(NotAQuery, match="invoices"):
        parse_query("invoices where open > 5", Subject.CUSTOMERS)
