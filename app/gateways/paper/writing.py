"""Amounts and dates as one document writes them, each written once and remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.domain.money import round_half_up
from app.gateways.paper.faces import face
from app.services.documents import Edition
from app.services.formats import amount_format, date_format


@dataclass(frozen=True, slots=True)
class Writing:
    """The formats of one edition.

    Attributes:
        plain: minor units without the currency's sign.
        money: minor units with it.
        count: whole numbers, grouped.
        dated: with the year: Oct 31, 2026.
        day: without it: Oct 31; for tables whose heading names the year.
        quantity: as many decimals as it needs.
        percent: likewise.
    """

    plain: Callable[[int], str]
    money: Callable[[int], str]
    count: Callable[[int], str]
    dated: Callable[[date], str]
    day: Callable[[date], str]
    quantity: Callable[[Decimal], str]
    percent: Callable[[Decimal], str]

    def period(self, from_on: date, to_on: date) -> str:
        """Return "Oct 1 – Oct 31, 2026"; the year is written twice only where it differs."""
        last = self.dated(to_on)
        # Where dates are all numbers (31.10.2026), a month in letters beside one looks like a mistake.
        lettered = any(character.isalpha() for character in last)
        first = self.day(from_on) if from_on.year == to_on.year and lettered else self.dated(from_on)
        return f"{first} – {last}"

    def days(self, dates: list[date]) -> Callable[[date], str]:
        """Return how to write ``dates`` in one column: without the year when they share it."""
        return self.day if len({on.year for on in dates}) == 1 else self.dated


@lru_cache(maxsize=64)
def writing(edition: Edition) -> Writing:
    """Return the formats of ``edition``.

    Month names follow the document's language even where the locale is the office's: a Spanish statement
    of an office in the United States says "31 oct 2026" and "$1,240.00".
    """
    amounts = amount_format(edition.locale, edition.currency.code)
    if any(character not in face("R").widths for character in amounts.symbol):
        # A sign the typeface does not have gives way to the ISO code, which every reader knows.
        amounts = amount_format("en_US", edition.currency.code)
    days = spoken_locale(edition)
    if not _can_print_months_of(days):
        # Such a date would be refused like a name that cannot be printed, and nobody could spell it in other letters.
        days = date_format("en_GB").locale
    return Writing(
        plain=amounts.plain,
        money=amounts.money,
        count=amounts.count,
        dated=lru_cache(maxsize=4_000)(date_format(days).medium),
        day=lru_cache(maxsize=4_000)(_day_pattern(days)),
        quantity=lambda quantity: amounts.quantity(round_half_up(quantity.scaleb(6))),
        percent=lambda rate: amounts.percent(round_half_up(rate.scaleb(4))),
    )


def _can_print_months_of(locale: str) -> bool:
    dated, day, widths = date_format(locale).medium, _day_pattern(locale), face("R").widths
    months = [date(2026, month, 1) for month in range(1, 13)]
    return all(character in widths for on in months for character in dated(on) + day(on))


def spoken_locale(edition: Edition) -> str:
    """Return the edition's locale if it is of its language, or else that language in the same territory."""
    locale = edition.locale.replace("-", "_")
    language = edition.language.replace("-", "_").split("_")[0]
    here, _sep, territory = locale.partition("_")
    if here == language:
        return locale
    return date_format(f"{language}_{territory}" if territory else language).locale


def _day_pattern(locale: str) -> Callable[[date], str]:
    from babel.core import Locale
    from babel.dates import format_date

    known = Locale.parse(locale)
    pattern = known.datetime_skeletons["MMMd"].pattern if "MMMd" in known.datetime_skeletons else "d MMM"
    return lambda on: format_date(on, pattern, known)
