"""Parts of a period cost parts of its price, to the cent and with nothing lost between them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.proration import price_for_days, prorate
from app.domain.schedule import CODES, Frequency, Period, period

APRIL = Period(0, date(2026, 4, 1), date(2026, 4, 30))

amounts = st.integers(-(10**9), 10**9)
periods = st.builds(
    period,
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sampled_from(CODES).map(Frequency.parse),
    st.integers(0, 50),
)


def test_a_third_of_april_costs_a_third() -> None:
    assert prorate(9000, APRIL, date(2026, 4, 10)) == (3000, 6000)


def test_half_a_cent_is_rounded_up_on_the_unused_side() -> None:
    assert prorate(1, APRIL, date(2026, 4, 15)) == (0, 1)
    assert prorate(-1, APRIL, date(2026, 4, 15)) == (0, -1)


@pytest.mark.parametrize(
    ("used_through", "parts"),
    [
        (date(2026, 3, 1), (0, 9000)),
        (date(2026, 3, 31), (0, 9000)),
        (date(2026, 4, 1), (300, 8700)),
        (date(2026, 4, 30), (9000, 0)),
        (date(2026, 9, 1), (9000, 0)),
    ],
)
def test_before_the_period_nothing_is_used_and_after_it_all(used_through: date, parts: tuple[int, int]) -> None:
    assert prorate(9000, APRIL, used_through) == parts


@given(amounts, periods, st.integers(-10, 400))
def test_used_and_unused_add_up_and_neither_is_half_a_unit_off(total: int, whole: Period, days: int) -> None:
    used, unused = prorate(total, whole, whole.start_on + timedelta(days=days))
    assert used + unused == total
    share = Fraction(min(max(days + 1, 0), whole.days), whole.days)
    assert abs(used - total * share) <= Fraction(1, 2)


@given(amounts, periods, st.integers(0, 365), st.integers(0, 365))
def test_a_stretch_and_the_days_around_it_cost_the_whole(total: int, whole: Period, a: int, b: int) -> None:
    first_on = whole.start_on + timedelta(days=min(a, b) % whole.days)
    last_on = max(first_on, whole.start_on + timedelta(days=max(a, b) % whole.days))
    day = timedelta(days=1)
    assert (
        price_for_days(total, whole, whole.start_on, first_on - day)
        + price_for_days(total, whole, first_on, last_on)
        + price_for_days(total, whole, last_on + day, whole.end_on)
        == total
    )
