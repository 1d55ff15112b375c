"""Whole-number ratios round as the rest of the book does."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rounding import (
    decimal_from_micro,
    divide_half_up,
    micro_from_decimal,
    percent_from_ppm,
    ppm_from_percent,
)

wide = st.integers(-(10**24), 10**24)


@given(wide, wide.filter(bool))
def test_a_ratio_is_rounded_to_the_nearest_and_halves_away_from_zero(numerator: int, denominator: int) -> None:
    rounded = divide_half_up(numerator, denominator)
    exact = Fraction(numerator, denominator)
    assert abs(exact - rounded) <= Fraction(1, 2)
    if abs(exact - rounded) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)


@given(st.integers(-(10**15), 10**15))
def test_stored_quantities_and_rates_come_back_as_they_were(number: int) -> None:
    assert micro_from_decimal(decimal_from_micro(number)) == number
    assert ppm_from_percent(percent_from_ppm(number)) == number


def test_quantities_and_rates_are_shown_without_needless_zeros() -> None:
    assert str(decimal_from_micro(1_500_000)) == "1.5"
    assert str(decimal_from_micro(100_000_000)) == "100"
    assert str(percent_from_ppm(82_500)) == "8.25"
    assert str(percent_from_ppm(1_000_000)) == "100"


@pytest.mark.parametrize("text", ["0.0000001", "NaN", "Infinity"])
def test_what_cannot_be_stored_exactly_is_not_stored(text: str) -> None:
    with pytest.raises(ValueError, match=r"decimals|number"):
        micro_from_decimal(Decimal(text))
