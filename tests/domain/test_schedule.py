"""Recurring periods neither drift, overlap nor leave a gap, whatever day they start on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count, pairwise, takewhile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.schedule import (
    CODES,
    Frequency,
    index_containing,
    period,
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
    found = list(takewhile(lambda each: each.start_on <= until, (period(anchor_on, frequency, at) for at in count())))
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
    assert (index < 0) == (on < anchor_on)


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
