"""Amounts are exact, and what is split adds up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.money import (
    LARGEST_MINOR,
    currency,
    decimal_from_minor,
    minor_from_decimal,
    round_half_up,
    split,
)

amounts = st.integers(-LARGEST_MINOR, LARGEST_MINOR)


@pytest.mark.parametrize(("code", "exponent"), [("USD", 2), ("eur", 2), (" JPY ", 0), ("KWD", 3), ("CLP", 0)])
def test_a_currency_knows_its_decimals(code: str, exponent: int) -> None:
    money = currency(code)
    assert money.exponent == exponent
    assert money.unit_minor == 10**exponent


def test_an_unknown_currency_is_refused_in_words() -> None:
    with pytest.raises(UserError, match="no currency “dollars”"):
        currency("dollars")


@given(amounts, st.sampled_from(["USD", "JPY", "KWD"]))
def test_minor_units_survive_the_way_through_decimals(minor: int, code: str) -> None:
    money = currency(code)
    assert minor_from_decimal(decimal_from_minor(minor, money), money) == minor


@pytest.mark.parametrize(
    ("amount", "code"),
    [("1.005", "USD"), ("0.5", "JPY"), ("NaN", "USD"), ("Infinity", "USD"), ("1e20", "USD")],
)
def test_an_amount_that_the_currency_cannot_hold_is_refused(amount: str, code: str) -> None:
    with pytest.raises(UserError):
        minor_from_decimal(Decimal(amount), currency(code))


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_rounding_is_to_the_nearest_and_halves_go_away_from_zero(amount: Decimal) -> None:
    rounded = round_half_up(amount)
    distance = abs(Fraction(amount) - rounded)
    assert distance <= Fraction(1, 2)
    if distance == Fraction(1, 2):
        assert abs(rounded) > abs(amount)


weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@given(amounts, weights)
def test_the_parts_of_a_split_add_up_and_none_is_a_unit_off(total: int, shares: list[int]) -> None:
    parts = split(total, shares)
    assert sum(parts) == total
    whole = sum(shares)
    for part, share in zip(parts, shares, strict=True):
        exact = Fraction(total * share, whole) if whole else Fraction(total, len(shares))
        assert abs(part - exact) < 1


@given(amounts, weights)
def test_a_reversed_amount_splits_into_reversed_parts(total: int, shares: list[int]) -> None:
    assert split(-total, shares) == [-part for part in split(total, shares)]


def test_ten_dollars_among_three_leave_the_cent_with_the_first() -> None:
    assert split(1000, [1, 1, 1]) == [334, 333, 333]


@pytest.mark.parametrize("shares", [[], [1, -1]])
def test_a_split_without_sensible_weights_is_our_bug(shares: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, shares)
