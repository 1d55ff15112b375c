"""Lines are priced and taxed under one rounding rule, and line taxes add up to the document's."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.rounding import divide_half_up
from app.domain.tax import TaxableLine, TaxRounding, line_net, tax_for_lines

TEXAS = 82_500
nets = st.integers(-(10**9), 10**9)
lines = st.lists(st.builds(TaxableLine, nets, st.sampled_from([0, TEXAS, 190_000, 70_000, 1]), st.booleans()), max_size=20)
rules = st.sampled_from(TaxRounding)


@pytest.mark.parametrize(
    ("quantity_micro", "unit_price_minor", "discount_ppm", "net_minor"),
    [
        (1_000_000, 9999, 0, 9999),
        (1_500_000, 9999, 0, 14999),
        (2_000_000, 5000, 100_000, 9000),
        (1_000_000, 5, 100_000, 5),
        (333_333, 300, 0, 100),
        (-1_500_000, 9999, 0, -14999),
        (3_000_000, -1000, 0, -3000),
        (1_000_000, 5000, 1_000_000, 0),
    ],
)
def test_a_line_is_quantity_times_price_less_discount(
    quantity_micro: int, unit_price_minor: int, discount_ppm: int, net_minor: int
) -> None:
    assert line_net(quantity_micro, unit_price_minor, discount_ppm) == net_minor


@pytest.mark.parametrize(
    ("quantity_micro", "unit_price_minor", "discount_ppm"), [(10**6, 100, -1), (10**6, 100, 10**6 + 1), (10**15, 10**15, 0)]
)
def test_an_impossible_line_is_refused(quantity_micro: int, unit_price_minor: int, discount_ppm: int) -> None:
    with pytest.raises(UserError):
        line_net(quantity_micro, unit_price_minor, discount_ppm)


def test_the_two_rules_differ_by_the_cents_that_they_declare() -> None:
    three = [TaxableLine(105, TEXAS)] * 3
    assert tax_for_lines(three, TaxRounding.LINE) == [9, 9, 9]
    assert tax_for_lines(three, TaxRounding.DOCUMENT) == [9, 9, 8]


def test_prices_that_hold_their_tax_give_it_up_exactly() -> None:
    assert tax_for_lines([TaxableLine(11900, 190_000, inclusive=True)], TaxRounding.LINE) == [1900]
    assert tax_for_lines([TaxableLine(11900, 190_000, inclusive=True)], TaxRounding.DOCUMENT) == [1900]


def test_an_untaxed_line_never_gets_a_stray_cent() -> None:
    mixed = [TaxableLine(333, 0), TaxableLine(0, TEXAS), TaxableLine(333, TEXAS), TaxableLine(333, TEXAS)]
    assert tax_for_lines(mixed, TaxRounding.DOCUMENT)[:2] == [0, 0]


def _exact(line: TaxableLine) -> Fraction:
    base = 1_000_000 + (line.rate_ppm if line.inclusive else 0)
    return Fraction(line.net_minor * line.rate_ppm, base)


@given(lines)
def test_under_the_document_rule_each_rate_is_rounded_once(document: list[TaxableLine]) -> None:
    taxes = tax_for_lines(document, TaxRounding.DOCUMENT)
    groups: dict[tuple[int, bool], tuple[Fraction, int]] = {}
    for line, tax in zip(document, taxes, strict=True):
        exact, given_out = groups.get((line.rate_ppm, line.inclusive), (Fraction(), 0))
        groups[line.rate_ppm, line.inclusive] = (exact + _exact(line), given_out + tax)
    for exact, given_out in groups.values():
        assert given_out == divide_half_up(exact.numerator, exact.denominator)


@given(lines, rules)
def test_no_line_is_a_whole_unit_off_its_exact_tax(document: list[TaxableLine], rule: TaxRounding) -> None:
    for line, tax in zip(document, tax_for_lines(document, rule), strict=True):
        assert abs(tax - _exact(line)) < 1
        if rule is TaxRounding.LINE:
            assert abs(tax - _exact(line)) <= Fraction(1, 2)


@given(lines, rules)
def test_a_credit_memo_over_the_whole_document_undoes_its_tax_line_by_line(
    document: list[TaxableLine], rule: TaxRounding
) -> None:
    reversed_lines = [TaxableLine(-line.net_minor, line.rate_ppm, line.inclusive) for line in document]
    assert tax_for_lines(reversed_lines, rule) == [-tax for tax in tax_for_lines(document, rule)]


def test_a_negative_rate_is_our_bug() -> None:
    with pytest.raises(ValueError, match="rate"):
        tax_for_lines([TaxableLine(100, -1)], TaxRounding.LINE)
