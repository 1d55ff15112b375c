"""Money as integers of minor units with a currency that knows its exponent, and exact splitting.

Parsing what a person types and formatting for a locale belong elsewhere; here are only values that cannot be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.domain.errors import UserError
from app.domain.language import _

# ISO 4217: the currencies whose exponent is not two.
_EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
# ISO 4217 active codes with two decimals.
_TWO = frozenset(
    [
        "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BMD", "BND",
        "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC", "CUP", "CVE", "CZK",
        "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD",
        "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK",
        "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN",
        "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON",
        "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP",
        "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VES", "WST", "XCD",
        "YER", "ZAR", "ZMW", "ZWG",
    ]
)

# Far below 2**63, so that sums of a million documents cannot overflow the store's integers.
LARGEST_MINOR = 10**15


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency and how many decimals its amounts have."""

    code: str
    exponent: int

    @property
    def unit_minor(self) -> int:
        """Minor units in one major unit: 100 for USD, 1 for JPY, 1000 for KWD."""
        return int(10**self.exponent)


def currency(code: str) -> Currency:
    """Return the currency with the ISO 4217 ``code`` (any case).

    Raises:
        UserError: no such currency.
    """
    upper = code.strip().upper()
    if upper in _TWO:
        return Currency(upper, 2)
    if upper in _EXPONENTS:
        return Currency(upper, _EXPONENTS[upper])
    raise UserError(
        _("There is no currency “{code}”.").format(code=code[:12]),
        _("Use an ISO code of three letters, such as USD, EUR or JPY."),
    )


def minor_from_decimal(amount: Decimal, money: Currency) -> int:
    """Return ``amount`` (major units) as minor units of ``money``, exactly.

    Raises:
        UserError: more decimals than the currency has, not a number, or larger than any amount this program keeps.
    """
    if not amount.is_finite():
        raise UserError(_("That is not an amount."))
    scaled = amount.scaleb(money.exponent)
    if abs(scaled) > LARGEST_MINOR:
        raise UserError(_("That amount is too large."))
    if scaled != scaled.to_integral_value():
        raise UserError(
            _("{code} has {digits} decimals; {amount} has more.").format(code=money.code, digits=money.exponent, amount=amount)
        )
    return int(scaled)


def decimal_from_minor(minor: int, money: Currency) -> Decimal:
    """Return ``minor`` units as a Decimal of major units with the currency's decimals: 1050 USD is 10.50."""
    return Decimal(minor).scaleb(-money.exponent)


def round_half_up(amount: Decimal) -> int:
    """Round to the nearest integer, halves away from zero: the one rounding rule of the book (commercial rounding)."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def split(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split ``total_minor`` in proportion to ``weights`` so that the parts add up to the whole exactly.

    Each part is the floor of its share; the units left over go one each to the largest remainders, earlier parts first
    (the largest-remainder method). Equal weights of zero split evenly.

    Args:
        total_minor: minor units, any sign.
        weights: non-negative, at least one.

    Raises:
        ValueError: no weights, or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("split needs weights, none of them negative")
    whole = sum(weights)
    shares = weights if whole else [1] * len(weights)
    whole = whole or len(weights)
    sign = -1 if total_minor < 0 else 1
    parts = [divmod(abs(total_minor) * share, whole) for share in shares]
    left = abs(total_minor) - sum(quotient for quotient, _remainder in parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-parts[i][1], i))
    extra = set(by_remainder[:left])
    return [sign * (quotient + (i in extra)) for i, (quotient, _remainder) in enumerate(parts)]
