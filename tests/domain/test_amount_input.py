"""What people type for an amount means one thing or is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.amount_input import Notation, parse_amount, parse_percent, parse_quantity
from app.domain.errors import UserError
from app.domain.money import LARGEST_MINOR, currency

USD, EUR, JPY, KWD = (currency(code) for code in ("USD", "EUR", "JPY", "KWD"))
EN = Notation(signs=("$",))
DE = Notation(",", ".", signs=("€",))
FR = Notation(",", "\u202f", signs=("€",))
CH = Notation(".", "’", signs=("CHF",))
IN = Notation(sizes=(3, 2), signs=("₹",))


@pytest.mark.parametrize(
    ("text", "notation", "minor"),
    [
        ("12*45+10", EN, 55000),
        ("550", EN, 55000),
        ("1,234.50", EN, 123450),
        ("1,234,567", EN, 123456700),
        ("1.234,50", DE, 123450),
        ("1.234", DE, 123400),
        ("1\u202f234,50", FR, 123450),
        ("1 234,50", FR, 123450),
        ("1\u00a0234,50", FR, 123450),
        ("1'234.50", CH, 123450),
        ("1’234.50", CH, 123450),
        ("12,34,567", IN, 123456700),
        (".5", EN, 50),
        ("5.", EN, 500),
        ("$5", EN, 500),
        ("-$5", EN, -500),
        ("$-5", EN, -500),
        ("5 USD", EN, 500),
        ("usd 5", EN, 500),
        ("5,00 €", DE, 500),
        ("−3.50", EN, -350),
        ("–3.50", EN, -350),
        ("10-2-3", EN, 500),
        ("12*-3", EN, -3600),
        ("(10+5)*2", EN, 3000),
        ("-(10+5)", EN, -1500),
        ("100/3*3", EN, 10000),
        ("10/3", EN, 333),
        ("0.125*1", EN, 13),
        ("-0.125*1", EN, -13),
        ("3 × 4 ÷ 2", EN, 600),
        ("１２３．５０", EN, 12350),
        (" 5 ", EN, 500),
        ("100.0000", EN, 10000),
    ],
)
def test_amounts_are_read_in_the_locales_own_notation(text: str, notation: Notation, minor: int) -> None:
    assert parse_amount(text, notation, EUR if notation in (DE, FR) else USD) == minor


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("1,23", EN),
        ("1.234,50", EN),
        ("1 234.50", EN),
        ("1'234.50", EN),
        ("12,34,567", EN),
        ("0,123", EN),
        ("1,", EN),
        ("1,2345", EN),
        ("1,234,50", EN),
        ("1,234.50", DE),
        ("12.34", DE),
        ("1.5 + 2", DE),
        ("1.234,50", FR),
        ("1.234.50", FR),
        ("1,234.50", CH),
        ("1,234,567", IN),
        ("100 + 1,5", EN),
    ],
)
def test_another_countrys_notation_is_refused_and_not_guessed(text: str, notation: Notation) -> None:
    with pytest.raises(UserError, match="not how numbers are written here"):
        parse_amount(text, notation, USD)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no amount"),
        ("   ", "no amount"),
        ("abc", "“abc” does not belong"),
        ("€5", "“€” does not belong"),
        ("5 EUR", "“EUR” does not belong"),
        ("1e5", "“e” does not belong"),
        ("5²", "“²” does not belong"),
        ("٥", "does not belong"),
        ("=1+1", "“=” does not belong"),
        ("__import__('os')", "does not belong"),
        ("5-", "not complete"),
        ("*5", "not complete"),
        ("5 + ", "not complete"),
        ("(5+1", "not complete"),
        ("5)", "not complete"),
        ("(", "not complete"),
        ("$", "not complete"),
        ("()", "not complete"),
        ("1/0", "divided by zero"),
        ("1/(2-2)", "divided by zero"),
        ("5.005", "more decimals than USD has"),
        ("1.500", "more decimals than USD has"),
        ("-1.001", "more decimals than USD has"),
        ("(50)", "read in two ways"),
        ("(50.00)", "read in two ways"),
        ("9" * 30, "too large"),
        ("9999999*9999999", "too large"),
        ("1" * 201, "too long"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        parse_amount(text, EN, USD)


def test_the_refusal_shows_how_amounts_are_written_here() -> None:
    with pytest.raises(UserError) as refusal:
        parse_amount("1,234.50", DE, EUR)
    assert "1.234,50" in refusal.value.hint


def test_a_cell_of_a_billion_characters_is_refused_without_being_read() -> None:
    class Unread(str):
        __slots__ = ()

        def __len__(self) -> int:
            return 10**9

        def translate(self, *_args: object) -> str:  # type: ignore[override]
            raise AssertionError("read")

    with pytest.raises(UserError, match="too long"):
        parse_amount(Unread("9"), EN, USD)


def test_a_currency_without_decimals_takes_none() -> None:
    assert parse_amount("1,234", EN, JPY) == 1234
    assert parse_amount("100.00", EN, JPY) == 100
    with pytest.raises(UserError, match="JPY"):
        parse_amount("100.50", EN, JPY)
    assert parse_amount("1.234", EN, KWD) == 1234
    assert parse_amount("1,234", DE, KWD) == 1234


def test_three_zeros_behind_the_separator_are_not_taken_for_decimals() -> None:
    with pytest.raises(UserError):
        parse_amount("1.000", EN, USD)
    with pytest.raises(UserError):
        parse_amount("1.000", EN, JPY)


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.sampled_from([EN, DE, FR, CH]), st.booleans())
def test_every_amount_written_in_a_notation_is_read_back(minor: int, notation: Notation, grouped: bool) -> None:
    whole, cents = divmod(abs(minor), 100)
    digits = f"{whole:,}".replace(",", notation.group) if grouped else str(whole)
    text = f"{'−' if minor < 0 else ''}{digits}{notation.decimal}{cents:02}"
    assert parse_amount(text, notation, USD) == minor


numbers = st.decimals(min_value=0, max_value=9999, places=2).map(lambda number: f"{number:f}")


@st.composite
def sums(draw: st.DrawFn) -> str:
    text = draw(numbers)
    for _ in range(draw(st.integers(1, 5))):
        text = f"{text}{draw(st.sampled_from(['+', '-', '*']))}{draw(numbers)}"
        if draw(st.booleans()):
            text = f"({text})"
    return f"{text}+0"


@given(sums())
def test_arithmetic_is_exact_and_rounded_once_at_the_end(text: str) -> None:
    names = {"F": Fraction}
    exact = eval("".join(f"F('{part}')" if part[0].isdigit() else part for part in _parts(text)), names) * 100  # noqa: S307
    if abs(exact) > LARGEST_MINOR:
        with pytest.raises(UserError, match="too large"):
            parse_amount(text, EN, USD)
        return
    minor = parse_amount(text, EN, USD)
    assert abs(minor - exact) <= Fraction(1, 2)


def _parts(text: str) -> list[str]:
    found = [""]
    for character in text:
        if character in "0123456789.":
            found[-1] += character
        else:
            found += [character, ""]
    return [part for part in found if part]


@given(st.text(max_size=250), st.sampled_from([EN, DE, FR, CH, IN]))
@example("(" * 200, EN)
@example("-" * 199 + "1", EN)
@example("1 " * 100, FR)
@example("ǰ5", EN)
def test_any_text_is_either_an_amount_or_refused(text: str, notation: Notation) -> None:
    try:
        minor = parse_amount(text, notation, USD)
    except UserError:
        return
    assert abs(minor) <= LARGEST_MINOR


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("1.5", "1.5"), ("1,000", "1000"), ("0.333333", "0.333333"), ("1/3", "0.333333"), ("-2", "-2")],
)
def test_quantities_have_six_decimals_and_arithmetic(text: str, quantity: str) -> None:
    assert parse_quantity(text, EN) == Decimal(quantity)


@pytest.mark.parametrize("text", ["0.1234567", "$5", "x", "9" * 20])
def test_a_quantity_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse_quantity(text, EN)


@pytest.mark.parametrize(("text", "percent"), [("8.25", "8.25"), ("8.25%", "8.25"), ("19 %", "19"), ("8.2575", "8.2575")])
def test_percentages_are_read_with_or_without_their_sign(text: str, percent: str) -> None:
    assert parse_percent(text, EN) == Decimal(percent)


@pytest.mark.parametrize("text", ["8.25755", "8,25", "$8", "9" * 25])
def test_a_percentage_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse_percent(text, EN)
