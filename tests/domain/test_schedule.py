"""Recurring periods neither drift, overlap nor leave a gap, whatever day they start on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.schedule import (
    CODES,
    Frequency,
    index_containing,
    next_start,
    period,
    period_containing,
    periods_between,
    start_of,
)

anchors = st.dates(date(1950, 1, 1), date(2150, 12, 31))
frequencies = st.one_of(st.sampled_from(CODES), st.integers(1, 120).map("months:{}".format)).map(Frequency.parse)
MONTHLY = Frequency.parse("monthly")


def test_monthly_from_the_31st_keeps_to_the_end_of_each_month() -> None:
    starts = [start_of(date(2026, 1, 31), MONTHLY, index) for index in range(5)]
    assert starts == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]
    assert start_of(date(2024, 1, 31), MONTHLY, 1) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("code", "starts"),
    [
        ("weekly", [date(2024, 2, 29), date(2024, 3, 7), date(2024, 3, 14)]),
        ("biweekly", [date(2024, 2, 29), date(2024, 3, 14), date(2024, 3, 28)]),
        ("quarterly", [date(2024, 2, 29), date(2024, 5, 29), date(2024, 8, 29)]),
        ("half-yearly", [date(2024, 2, 29), date(2024, 8, 29), date(2025, 2, 28)]),
        ("yearly", [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)]),
        ("months:2", [date(2024, 2, 29), date(2024, 4, 29), date(2024, 6, 29)]),
    ],
)
def test_each_frequency_starts_its_periods_where_an_office_expects(code: str, starts: list[date]) -> None:
    frequency = Frequency.parse(code)
    assert [start_of(starts[0], frequency, index) for index in range(3)] == starts


def test_a_leap_day_comes_back_after_four_years() -> None:
    assert start_of(date(2024, 2, 29), Frequency.parse("yearly"), 4) == date(2028, 2, 29)


@given(anchors, frequencies)
@example(date(2024, 1, 31), MONTHLY)
@example(date(2024, 2, 29), Frequency.parse("yearly"))
def test_ten_years_of_periods_follow_each_other_without_gap_overlap_or_drift(anchor_on: date, frequency: Frequency) -> None:
    until = anchor_on + timedelta(days=3653)
    found = list(periods_between(anchor_on, frequency, anchor_on, until))
    assert found[0].start_on == anchor_on
    assert [each.index for each in found] == list(range(len(found)))
    for earlier, later in pairwise(found):
        assert later.start_on == earlier.end_on + timedelta(days=1)
    for each in found:
        assert each.days >= 1
        if frequency.days:
            assert each.days == frequency.days
        else:
            next_day = each.start_on + timedelta(days=1)
            assert each.start_on.day == anchor_on.day or (each.start_on.day < anchor_on.day and next_day.day == 1)
            months = (each.start_on.year - anchor_on.year) * 12 + each.start_on.month - anchor_on.month
            assert months == each.index * frequency.months
    assert found[-1].start_on <= until <= found[-1].end_on


@given(anchors, frequencies, st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_lies_in_exactly_the_period_that_is_named(anchor_on: date, frequency: Frequency, on: date) -> None:
    index = index_containing(anchor_on, frequency, on)
    assert on in period(anchor_on, frequency, index)
    assert on not in period(anchor_on, frequency, index + 1)
    assert on not in period(anchor_on, frequency, index - 1)
    assert period_containing(anchor_on, frequency, on).index == index
    assert (index < 0) == (on < anchor_on)


@given(anchors, frequencies, st.integers(-2000, 2000))
def test_the_next_start_is_the_first_one_after_a_day(anchor_on: date, frequency: Frequency, days: int) -> None:
    after = anchor_on + timedelta(days=days)
    coming = next_start(anchor_on, frequency, after)
    assert coming > after
    if coming > anchor_on:
        index = index_containing(anchor_on, frequency, coming)
        assert start_of(anchor_on, frequency, index) == coming
        assert start_of(anchor_on, frequency, index - 1) <= after
    else:
        assert coming == anchor_on


@given(anchors, frequencies, st.integers(0, 4000), st.integers(0, 1000))
def test_a_later_window_shows_the_same_periods(anchor_on: date, frequency: Frequency, offset: int, length: int) -> None:
    first_on = anchor_on + timedelta(days=offset)
    last_on = first_on + timedelta(days=length)
    everything = periods_between(anchor_on, frequency, anchor_on, last_on)
    window = list(periods_between(anchor_on, frequency, first_on, last_on))
    assert window == [each for each in everything if each.start_on >= first_on]


def test_nothing_is_due_before_the_schedule_begins() -> None:
    anchor_on = date(2026, 6, 15)
    found = periods_between(anchor_on, MONTHLY, date(2026, 1, 1), date(2026, 7, 31))
    assert [each.start_on for each in found] == [date(2026, 6, 15), date(2026, 7, 15)]


@given(frequencies)
def test_a_frequency_is_kept_by_its_code(frequency: Frequency) -> None:
    assert Frequency.parse(frequency.code) == frequency
    assert frequency.label()


def test_every_three_months_is_quarterly() -> None:
    assert Frequency.parse("months:3").code == "quarterly"
    assert Frequency.parse("months:5").label() == "Every 5 months"


@pytest.mark.parametrize("code", ["", "daily", "Monthly", "months:0", "months:121", "months:-1", "months:1.5"])
def test_a_frequency_that_is_not_offered_is_refused_in_words(code: str) -> None:
    with pytest.raises(UserError, match="no frequency"):
        Frequency.parse(code)


@pytest.mark.parametrize(("months", "days"), [(0, 0), (1, 1), (-1, 0), (0, -7)])
def test_a_frequency_is_one_step_and_goes_forward(months: int, days: int) -> None:
    with pytest.raises(ValueError, match="frequency"):
        Frequency(months=months, days=days)
