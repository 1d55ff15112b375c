"""Amounts and dates look as the locale writes them, and are read back as they were meant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import babel.dates
import babel.numbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amount_input import parse_amount
from app.domain.date_input import parse_date
from app.domain.errors import UserError
from app.domain.money import decimal_from_minor
from app.services.formats import amount_format, date_format

BOOKS = [
    ("en_US", "USD"),
    ("es_MX", "MXN"),
    ("es_ES", "EUR"),
    ("es_US", "USD"),
    ("de_DE", "EUR"),
    ("de_CH", "CHF"),
    ("fr_FR", "EUR"),
    ("ja_JP", "JPY"),
    ("ar_KW", "KWD"),
    ("en_IN", "INR"),
    ("pt_BR", "BRL"),
    ("pl_PL", "PLN"),
    ("nl_NL", "EUR"),
]
LOCALES = [locale for locale, _code in BOOKS]
minors = st.integers(-(10**15), 10**15)
books = st.sampled_from(BOOKS)
dates = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("locale", "code", "minor", "plain", "money"),
    [
        ("en_US", "USD", 123450, "1,234.50", "$1,234.50"),
        ("en_US", "USD", -300, "−3.00", "−$3.00"),
        ("en_US", "USD", 5, "0.05", "$0.05"),
        ("de_DE", "EUR", 123450, "1.234,50", "1.234,50\u00a0€"),
        ("fr_FR", "EUR", -123450, "−1\u202f234,50", "−1\u202f234,50\u00a0€"),
        ("ja_JP", "JPY", 1234, "1,234", "￥1,234"),
        ("en_US", "KWD", 1234, "1.234", "KWD\u00a01.234"),
        ("en_IN", "INR", 1234567800, "1,23,45,678.00", "₹1,23,45,678.00"),
    ],
)
def test_amounts_look_as_they_do_at_home(locale: str, code: str, minor: int, plain: str, money: str) -> None:
    form = amount_format(locale, code)
    assert form.plain(minor) == plain
    assert form.money(minor) == money


@given(books, minors)
def test_amounts_agree_with_the_unicode_locale_data(book: tuple[str, str], minor: int) -> None:
    locale, code = book
    form = amount_format(locale, code)
    amount = decimal_from_minor(minor, form.currency)
    theirs = babel.numbers.format_currency(amount, code, locale=locale)
    assert form.money(minor).replace("−", "-") == theirs
    digits = "0" * form.currency.exponent
    pattern = "#,##,##0" if locale == "en_IN" else "#,##0"
    theirs = babel.numbers.format_decimal(amount, f"{pattern}.{digits}" if digits else pattern, locale=locale)
    assert form.plain(minor).replace("−", "-") == theirs


@given(books, st.integers(-(10**12), 10**12))
def test_numbers_agree_with_the_unicode_locale_data(book: tuple[str, str], number: int) -> None:
    locale, code = book
    form = amount_format(locale, code)
    assert form.count(number).replace("−", "-") == babel.numbers.format_decimal(number, locale=locale)
    theirs = babel.numbers.format_percent(Decimal(number) / 1_000_000, locale=locale, decimal_quantization=False)
    assert form.percent(number).replace("−", "-") == theirs
    theirs = babel.numbers.format_decimal(Decimal(number) / 1_000_000, locale=locale, decimal_quantization=False)
    assert form.quantity(number).replace("−", "-") == theirs


@given(books, minors)
def test_what_is_shown_can_be_typed_back(book: tuple[str, str], minor: int) -> None:
    form = amount_format(*book)
    assert parse_amount(form.plain(minor), form.notation, form.currency) == minor
    assert parse_amount(form.money(minor), form.notation, form.currency) == minor


def test_a_narrow_sign_is_enough_where_the_wide_one_is_shown() -> None:
    form = amount_format("en_US", "CAD")
    assert form.money(500) == "CA$5.00"
    assert parse_amount("$5", form.notation, form.currency) == 500


@given(st.sampled_from(LOCALES), dates)
def test_dates_agree_with_the_unicode_locale_data(locale: str, on: date) -> None:
    form = date_format(locale)
    assert form.medium(on) == babel.dates.format_date(on, "medium", locale=locale)
    skeleton = babel.dates.format_skeleton("yMMMM", on, locale=locale)
    assert form.month_year(on) == skeleton


@given(st.sampled_from(LOCALES), dates, dates)
def test_every_date_that_is_shown_can_be_typed_back(locale: str, on: date, today: date) -> None:
    form = date_format(locale)
    for text in (form.short(on), form.medium(on)):
        typed = text.replace("\u200f", "")
        assert parse_date(typed, today, form.order, form.month_names) == on


@pytest.mark.parametrize(
    ("locale", "short", "medium", "month_year", "order"),
    [
        ("en_US", "10/31/2026", "Oct 31, 2026", "October 2026", "mdy"),
        ("es_MX", "31/10/2026", "31 oct 2026", "octubre de 2026", "dmy"),
        ("de_DE", "31.10.2026", "31.10.2026", "Oktober 2026", "dmy"),
        ("ja_JP", "2026/10/31", "2026/10/31", "2026年10月", "ymd"),
    ],
)
def test_dates_look_as_they_do_at_home(locale: str, short: str, medium: str, month_year: str, order: str) -> None:
    form = date_format(locale)
    on = date(2026, 10, 31)
    assert (form.short(on), form.medium(on), form.month_year(on), form.order) == (short, medium, month_year, order)


def test_spanish_offices_may_type_either_languages_months() -> None:
    form = date_format("es_MX")
    for text in ("5 mayo", "5 may", "5 de mayo de 2026", "May 5"):
        assert parse_date(text, date(2026, 1, 1), form.order, form.month_names) == date(2026, 5, 5)


@pytest.mark.parametrize(
    ("locale", "known"),
    [("en-US", "en_US"), ("es_MX.UTF-8", "es_MX"), ("de_XX", "de"), ("xx_YY", "en_US"), ("", "en_US"), ("C", "en_US")],
)
def test_an_unknown_locale_falls_back_to_its_language_and_then_to_english(locale: str, known: str) -> None:
    assert amount_format(locale, "USD").locale == known
    assert date_format(locale).locale == known


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(UserError):
        amount_format("en_US", "XXQ")
