"""Line amounts and the tax on them, in integers, under one declared rounding rule.

Which rate applies to which line is the services' business; here a rate is a number in parts per million (8.25
% is 82 500).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.domain.rounding import MILLION, divide_half_up


class TaxRounding(StrEnum):
    """Where tax is rounded; a company declares one and keeps it."""

    LINE = "line"
    """Every line's tax is rounded by itself; the document's tax is their sum."""
    DOCUMENT = "document"
    """Each rate's tax is rounded once for the whole document, then shared out among its lines."""


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """One line's amount after discount and its tax rate.

    Attributes:
        net_minor: minor units; when ``inclusive``, the amount already holds its tax.
        rate_ppm: the rate in parts per million, not negative; 0 for untaxed.
        inclusive: prices are shown with tax.
    """

    net_minor: int
    rate_ppm: int
    inclusive: bool = False


def line_net(quantity_micro: int, unit_price_minor: int, discount_ppm: int = 0) -> int:
    """Return quantity × unit price − discount in minor units, rounded once, halves away from zero.

    Args:
        quantity_micro: integer millionths, any sign.
        unit_price_minor: minor units, any sign.
        discount_ppm: parts per million of the line, from 0 to 1 000 000.

    Raises:
        UserError: the discount is not between 0 and 100 %, or the result is larger than any amount this
            program keeps.
    """
    if not 0 <= discount_ppm <= MILLION:
        raise UserError(_("A discount is between 0 % and 100 %."))
    net = divide_half_up(quantity_micro * unit_price_minor * (MILLION - discount_ppm), MILLION * MILLION)
    if abs(net) > LARGEST_MINOR:
        raise UserError(_("That amount is too large."))
    return net


def line_tax(net_minor: int, rate_ppm: int) -> int:
    """Return the tax on one line's net amount in minor units, rounded by itself, halves away from zero.

    Raises:
        ValueError: a negative rate.
    """
    if rate_ppm < 0:
        raise ValueError("a tax rate is not negative")
    return divide_half_up(net_minor * rate_ppm, MILLION)


def tax_for_lines(lines: Sequence[TaxableLine], rule: TaxRounding) -> list[int]:
    """Return the tax of each line in minor units; the document's tax is exactly their sum.

    Under ``DOCUMENT`` the lines of one rate share its tax in proportion to their amounts: each gets the floor
    of its exact tax, and what is left goes one unit each to the largest remainders, earlier lines first. No
    line is a whole unit off. Reversing every amount reverses every tax, so a credit memo undoes its invoice
    to the cent.

    Raises:
        ValueError: a negative rate.
    """
    if any(line.rate_ppm < 0 for line in lines):
        raise ValueError("a tax rate is not negative")
    if rule is TaxRounding.LINE:
        return [divide_half_up(line.net_minor * line.rate_ppm, _base(line)) for line in lines]
    taxes = [0] * len(lines)
    groups: dict[tuple[int, bool], list[int]] = {}
    for position, line in enumerate(lines):
        groups.setdefault((line.rate_ppm, line.inclusive), []).append(position)
    for (rate_ppm, _inclusive), positions in groups.items():
        shares = [lines[position].net_minor * rate_ppm for position in positions]
        for position, tax in zip(positions, _shared(shares, _base(lines[positions[0]])), strict=True):
            taxes[position] = tax
    return taxes


def _base(line: TaxableLine) -> int:
    return MILLION + line.rate_ppm if line.inclusive else MILLION


def _shared(shares: list[int], base: int) -> list[int]:
    """Divide each share by ``base`` so that the quotients add up to the rounded quotient of the sum."""
    whole = sum(shares)
    leading = whole or next((share for share in shares if share), 0)
    sign = -1 if leading < 0 else 1
    parts = [divmod(sign * share, base) for share in shares]
    left = divide_half_up(sign * whole, base) - sum(quotient for quotient, _remainder in parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-parts[i][1], i))
    extra = set(by_remainder[:left])
    return [sign * (quotient + (i in extra)) for i, (quotient, _remainder) in enumerate(parts)]
