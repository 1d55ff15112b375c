"""How late an open amount is, to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.aging import BUCKETS, AgingTotals, Bucket, bucket_of, days_before, first_due_on, is_overdue, label_of

DUE = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("days_late", "key"),
    [
        (-400, "current"),
        (0, "current"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "over-90"),
        (4000, "over-90"),
    ],
)
def test_an_invoice_grows_older_day_by_day(days_late: int, key: str) -> None:
    as_of = DUE + timedelta(days=days_late)
    assert bucket_of(DUE, as_of) == key
    assert is_overdue(DUE, as_of) == (days_late > 0)


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, days)
def test_the_bounds_given_to_the_store_sort_as_the_rule_does(due_on: date, as_of: date) -> None:
    by_bounds = next(bucket for bucket in BUCKETS if due_on >= first_due_on(bucket, as_of))
    assert by_bounds == bucket_of(due_on, as_of)


@given(st.lists(st.tuples(st.sampled_from(BUCKETS), st.integers(-(10**9), 10**9))))
def test_totals_add_up_however_they_are_gathered(amounts: list[tuple[Bucket, int]]) -> None:
    one_by_one = AgingTotals()
    added = AgingTotals()
    for bucket, amount in amounts:
        one_by_one = one_by_one.add(bucket, amount)
        added += AgingTotals().add(bucket, amount)
    assert one_by_one == added
    assert one_by_one.total_minor == sum(amount for _bucket, amount in amounts)
    assert one_by_one.overdue_minor == sum(amount for bucket, amount in amounts if bucket is not Bucket.CURRENT)
    assert one_by_one.of(Bucket.OVER_90) == sum(amount for bucket, amount in amounts if bucket is Bucket.OVER_90)


def test_exports_have_the_keys_that_others_read() -> None:
    totals = AgingTotals(1, 20, 300, 4000, 50000)
    assert list(totals.as_dict().items()) == [
        ("current", 1),
        ("1-30", 20),
        ("31-60", 300),
        ("61-90", 4000),
        ("over-90", 50000),
        ("total", 54321),
    ]


def test_every_column_has_a_heading_of_its_own() -> None:
    assert len({label_of(bucket) for bucket in BUCKETS}) == 5


def test_there_is_no_day_before_the_calendars_first():
    assert days_before(date(2026, 3, 16), 16) == date(2026, 2, 28)
    assert days_before(date(1, 1, 20), 90) == date.min
