"""What the processor can take at all: least amounts, and the currencies that it counts otherwise than this program.

Source: docs.stripe.com/currencies, minimum charge amounts and special cases.
"""

from __future__ import annotations

from app.domain.errors import UserError
from app.domain.language import _
from app.services.formats import amount_format
from app.services.office import Reader

# Minor units of the currency itself.
_LEAST = {
    "USD": 50, "AED": 200, "AUD": 50, "BGN": 100, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50,
    "GBP": 30, "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "KRW": 100, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50,
    "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000, "BHD": 500, "JOD": 500, "KWD": 500, "OMR": 500, "TND": 500,
}  # fmt: skip
LARGEST = 99_999_999
# Stripe counts these with two decimals of which the currency has none.
_COUNTED_OTHERWISE = frozenset({"ISK", "UGX"})


def least_minor(code: str) -> int:
    """Return the least amount in ``code`` that can be charged, in minor units; 1 where no table names it."""
    return _LEAST.get(code, 1)


def check_amount(reader: Reader, amount_minor: int) -> None:
    """Refuse an amount that the processor would refuse.

    Raises:
        UserError: too little, too much, or not countable in the book's currency.
    """
    money = reader.profile.currency
    show = amount_format(reader.profile.locale, money.code).money
    if money.code in _COUNTED_OTHERWISE:
        raise UserError(_("{currency} cannot be charged through the processor.").format(currency=money.code))
    least = least_minor(money.code)
    if amount_minor < least:
        raise UserError(_("The least that can be charged is {amount}.").format(amount=show(least)))
    if amount_minor > LARGEST:
        raise UserError(_("The most that can be charged at once is {amount}.").format(amount=show(LARGEST)))
    if money.exponent == 3 and amount_minor % 10:
        raise UserError(
            _("Amounts in {currency} are charged in steps of {amount}.").format(currency=money.code, amount=show(10))
        )
