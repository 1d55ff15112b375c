"""Exact integer ratios: the house's rounding on whole numbers, and rates and quantities stored as integers.

Rates are kept as parts per million (``_ppm``: 8.25 % is 82 500) and quantities as millionths (``_micro``: 1.5
is 1 500 000), so that the store adds and compares integers only.
"""

from __future__ import annotations

from decimal import Decimal

MILLION = 1_000_000
_PPM_PER_PERCENT = 10_000


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return ``numerator / denominator`` rounded to the nearest integer, halves away from zero.

    The same rule as ``money.round_half_up``, without leaving the integers.

    Raises:
        ZeroDivisionError: ``denominator`` is zero.
    """
    if numerator >= 0 and denominator > 0:
        return (2 * numerator + denominator) // (2 * denominator)
    negative = (numerator < 0) != (denominator < 0)
    numerator, denominator = abs(numerator), abs(denominator)
    quotient = (2 * numerator + denominator) // (2 * denominator)
    return -quotient if negative else quotient


def micro_from_decimal(quantity: Decimal) -> int:
    """Return ``quantity`` as integer millionths.

    Raises:
        ValueError: more than six decimals, or not a finite number.
    """
    return _exact(quantity, 6)


def decimal_from_micro(quantity_micro: int) -> Decimal:
    """Return integer millionths as a quantity without needless zeros: 1 500 000 is 1.5."""
    return _trimmed(Decimal(quantity_micro).scaleb(-6))


def ppm_from_percent(percent: Decimal) -> int:
    """Return ``percent`` as parts per million: 8.25 is 82 500.

    Raises:
        ValueError: more than four decimals, or not a finite number.
    """
    return _exact(percent, 4)


def percent_from_ppm(rate_ppm: int) -> Decimal:
    """Return parts per million as percent without needless zeros: 82 500 is 8.25."""
    return _trimmed(Decimal(rate_ppm) / _PPM_PER_PERCENT)


def _exact(value: Decimal, digits: int) -> int:
    if not value.is_finite():
        raise ValueError("not a number")
    scaled = value.scaleb(digits)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"more than {digits} decimals")
    return whole


def _trimmed(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
