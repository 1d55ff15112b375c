"""What people type for a date means one day or is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.date_input import ENGLISH_MONTHS, Order, add_months, month_name, parse_date, step_date
from app.domain.errors import UserError

TODAY = date(2026, 10, 31)
SPANISH = {
    name: number
    for number, name in enumerate(
        (
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ),
        start=1,
    )
}
dates = st.dates(date(1900, 1, 1), date(2199, 12, 31))
orders = st.sampled_from(["mdy", "dmy", "ymd"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("t", date(2026, 10, 31)),
        ("T", date(2026, 10, 31)),
        ("today", date(2026, 10, 31)),
        ("yesterday", date(2026, 10, 30)),
        ("+", date(2026, 11, 1)),
        ("-", date(2026, 10, 30)),
        ("−", date(2026, 10, 30)),
        ("++", date(2026, 11, 2)),
        ("+7", date(2026, 11, 7)),
        ("-3", date(2026, 10, 28)),
        ("t+5", date(2026, 11, 5)),
        ("[", date(2026, 9, 30)),
        ("]", date(2026, 11, 30)),
        ("[[[[[[[[", date(2026, 2, 28)),
        ("5", date(2026, 10, 5)),
        ("25", date(2026, 10, 25)),
        ("5/3", date(2026, 5, 3)),
        ("5/3/25", date(2025, 5, 3)),
        ("5/3/99", date(2099, 5, 3)),
        ("5-3-2025", date(2025, 5, 3)),
        ("5.3.25", date(2025, 5, 3)),
        ("5 3 25", date(2025, 5, 3)),
        ("5/3/1925", date(1925, 5, 3)),
        ("2025-05-03", date(2025, 5, 3)),
        ("2025/5/3", date(2025, 5, 3)),
        ("2025-05-03T00:00:00", date(2025, 5, 3)),
        ("20250503", date(2025, 5, 3)),
        ("05032025", date(2025, 5, 3)),
        ("050325", date(2025, 5, 3)),
        ("May 5", date(2026, 5, 5)),
        ("5 may", date(2026, 5, 5)),
        ("May 5, 2025", date(2025, 5, 5)),
        ("May 5th, '25", date(2025, 5, 5)),
        ("5 May 25", date(2025, 5, 5)),
        ("2025 May 5", date(2025, 5, 5)),
        ("sept. 3", date(2026, 9, 3)),
        ("2/29/2024", date(2024, 2, 29)),
        ("2025年5月3日", date(2025, 5, 3)),
    ],
)
def test_dates_are_read_as_an_american_office_types_them(text: str, expected: date) -> None:
    assert parse_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("5/3", "dmy", date(2026, 3, 5)),
        ("5/3/25", "dmy", date(2025, 3, 5)),
        ("31.12.2026", "dmy", date(2026, 12, 31)),
        ("31122026", "dmy", date(2026, 12, 31)),
        ("311226", "dmy", date(2026, 12, 31)),
        ("5/3", "ymd", date(2026, 5, 3)),
        ("25/5/3", "ymd", date(2025, 5, 3)),
        ("250503", "ymd", date(2025, 5, 3)),
        ("5 mayo", "dmy", date(2026, 5, 5)),
        ("5 de mayo de 2025", "dmy", date(2025, 5, 5)),
        ("1 SEPT", "dmy", date(2026, 9, 1)),
        ("3 ago 25", "dmy", date(2025, 8, 3)),
    ],
)
def test_dates_are_read_in_the_locales_order_and_language(text: str, order: Order, expected: date) -> None:
    assert parse_date(text, TODAY, order, SPANISH) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("30 February", "no day 30 in February 2026"),
        ("2/30", "no day 30 in February 2026"),
        ("2/29/2025", "no day 29 in February 2025"),
        ("32", "no day 32 in October 2026"),
        ("0", "no day 0"),
        ("25/3/2026", "no month 25"),
        ("2026-13-01", "no month 13"),
        ("5/3/3025", "3025 is out of range"),
        ("1/1/1899", "1899 is out of range"),
        ("+99999", "out of range"),
        ("", "no date"),
        (" / ", "no date"),
        ("x", "“x” is not a date"),
        ("ju 5", "not a date"),
        ("May", "not a date"),
        ("May June 5", "not a date"),
        ("5 may 925", "not a date"),
        ("5/3/925", "not a date"),
        ("1925", "not a date"),
        ("12345", "not a date"),
        ("5_may", "not a date"),
        ("2026-10-31T23:30:00Z", "not a date"),
        ("9" * 1_000_000, "not a date"),
    ],
)
def test_what_is_no_date_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        parse_date(text, TODAY)


@given(dates, dates, orders)
def test_every_date_written_in_numbers_is_read_back(on: date, today: date, order: Order) -> None:
    pattern = {"mdy": "{m}/{d}/{y}", "dmy": "{d}.{m}.{y}", "ymd": "{y}-{m}-{d}"}[order]
    assert parse_date(pattern.format(y=on.year, m=on.month, d=on.day), today, order) == on
    assert parse_date(on.isoformat(), today, order) == on
    assert parse_date(on.strftime("%Y%m%d"), today, order) == on


@given(dates, orders)
def test_every_date_written_with_its_months_name_is_read_back(on: date, order: Order) -> None:
    name = next(name for name, number in ENGLISH_MONTHS.items() if number == on.month)
    assert parse_date(f"{name} {on.day}, {on.year}", TODAY, order) == on
    assert parse_date(f"{on.day} {name[:3]} {on.year}", TODAY, order) == on
    assert month_name(on.month) == name


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_year_of_two_digits_lies_in_this_century(on: date) -> None:
    assert parse_date(f"{on.month}/{on.day}/{on.year % 100:02}", TODAY) == on


@given(st.text(max_size=45), orders)
@example("５/３", "mdy")
@example("1" * 6, "mdy")
@example("- 3", "dmy")
def test_any_text_is_either_a_date_or_refused(text: str, order: Order) -> None:
    try:
        on = parse_date(text, TODAY, order)
    except UserError:
        return
    assert 1900 <= on.year <= 2199


@given(st.dates(date(1901, 1, 1), date(2198, 12, 31)))
def test_single_keys_step_a_day_or_a_month(on: date) -> None:
    assert step_date(on, "+") == step_date(on, "=") == on + timedelta(days=1)
    assert step_date(on, "-") == on - timedelta(days=1)
    assert step_date(on, "x") is None
    later = step_date(on, "]")
    earlier = step_date(on, "[")
    assert later is not None
    assert earlier is not None
    assert (later.year * 12 + later.month) - (on.year * 12 + on.month) == 1
    assert (on.year * 12 + on.month) - (earlier.year * 12 + earlier.month) == 1
    for moved in (later, earlier):
        assert moved.day == on.day or (moved.day < on.day and (moved + timedelta(days=1)).day == 1)


def test_a_month_back_from_the_31st_is_the_last_of_the_month_before() -> None:
    assert step_date(date(2026, 3, 31), "[") == date(2026, 2, 28)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)


def test_stepping_ends_where_the_book_ends() -> None:
    with pytest.raises(UserError, match="2200"):
        step_date(date(2199, 12, 31), "+")
