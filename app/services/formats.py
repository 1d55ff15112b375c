"""Amounts, dates and numbers as the reader's locale writes them.

babel knows the locales and is slow; its symbols and patterns are read once per locale and currency, and from
then on formatting is plain Python on integers, fast enough for every cell of a table. Reading what people
type back in belongs to ``app.domain.amount_input`` and ``app.domain.date_input``; the notation and month
names they need come from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.domain.amount_input import Notation
from app.domain.date_input import ENGLISH_MONTHS, Order
from app.domain.folding import fold
from app.domain.money import Currency, currency

if TYPE_CHECKING:
    from babel.core import Locale

MINUS = "−"
_NO_BREAK_SPACE = "\u00a0"
_BIDI_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")


@dataclass(frozen=True, slots=True)
class _Affixes:
    """What stands before and after a number: positive and negative."""

    prefix: str
    suffix: str
    negative_prefix: str
    negative_suffix: str


@dataclass(frozen=True, slots=True)
class AmountFormat:
    """Writes amounts of one currency, and plain numbers, in one locale.

    Digits are always 0–9, so that figures align in columns; negative numbers have a true minus (U+2212).

    Attributes:
        locale: the locale's identifier, such as en_US.
        currency: the currency of the amounts.
        notation: how to read back what people type in this locale and currency.
        symbol: the currency's sign in this locale.
    """

    locale: str
    currency: Currency
    notation: Notation
    symbol: str
    _money: _Affixes
    _percent: _Affixes

    def plain(self, minor: int) -> str:
        """Return ``minor`` units with the currency's decimals and no sign of it: 1,234.50 or −3.00."""
        return f"{MINUS}{self._digits(-minor)}" if minor < 0 else self._digits(minor)

    def money(self, minor: int) -> str:
        """Return ``minor`` units with the currency's sign where the locale puts it: $1,234.50 or −3,00 €."""
        affixes = self._money
        if minor < 0:
            return f"{affixes.negative_prefix}{self._digits(-minor)}{affixes.negative_suffix}"
        return f"{affixes.prefix}{self._digits(minor)}{affixes.suffix}"

    def count(self, number: int) -> str:
        """Return a whole number, grouped: 12,345."""
        grouped = self._grouped(str(abs(number)))
        return f"{MINUS}{grouped}" if number < 0 else grouped

    def quantity(self, quantity_micro: int) -> str:
        """Return integer millionths with as many decimals as they need: 1,500.25."""
        number = self._trimmed(abs(quantity_micro), 6)
        return f"{MINUS}{number}" if quantity_micro < 0 else number

    def percent(self, rate_ppm: int) -> str:
        """Return parts per million as a percentage with as many decimals as it needs: 8.25%."""
        affixes = self._percent
        if rate_ppm < 0:
            return f"{affixes.negative_prefix}{self._trimmed(-rate_ppm, 4)}{affixes.negative_suffix}"
        return f"{affixes.prefix}{self._trimmed(rate_ppm, 4)}{affixes.suffix}"

    def _digits(self, minor: int) -> str:
        exponent = self.currency.exponent
        digits = str(minor)
        if not exponent:
            return digits if minor < 1000 else self._grouped(digits)
        if len(digits) <= exponent:
            digits = digits.zfill(exponent + 1)
        whole = digits[:-exponent]
        if len(whole) > 3:
            whole = self._grouped(whole)
        return f"{whole}{self.notation.decimal}{digits[-exponent:]}"

    def _grouped(self, digits: str) -> str:
        group = self.notation.group
        last, further = self.notation.sizes
        if len(digits) <= last:
            return digits
        if len(digits) <= last + further:
            return f"{digits[:-last]}{group}{digits[-last:]}"
        end = len(digits) - last
        parts = [digits[end:]]
        while end > 0:
            parts.append(digits[max(0, end - further) : end])
            end -= further
        return group.join(reversed(parts))

    def _trimmed(self, scaled: int, decimals: int) -> str:
        whole, fraction = divmod(scaled, 10**decimals)
        tail = str(fraction).zfill(decimals).rstrip("0")
        return f"{self._grouped(str(whole))}{self.notation.decimal}{tail}" if tail else self._grouped(str(whole))


@dataclass(frozen=True, slots=True)
class DateFormat:
    """Writes dates in one locale, and says how people there type them.

    Attributes:
        locale: the locale's identifier, such as en_US.
        order: in which order day, month and year are written in numbers.
        month_names: the locale's names and abbreviations of months, and English ones beside them, to 1–12.
    """

    locale: str
    order: Order
    month_names: Mapping[str, int]
    _short: _DatePattern
    _medium: _DatePattern
    _month_year: _DatePattern
    _short_month_year: _DatePattern

    def short(self, on: date) -> str:
        """Return the date in numbers with a year of four digits: 10/31/2026 or 31.10.2026."""
        return self._short.write(on)

    def medium(self, on: date) -> str:
        """Return the date with its month in letters: Oct 31, 2026."""
        return self._medium.write(on)

    def month_year(self, on: date) -> str:
        """Return the month's full name and the year: October 2026."""
        return self._month_year.write(on)

    def short_month_year(self, on: date) -> str:
        """Return the month's abbreviation and the year, for the axis of a chart: Oct 2026."""
        return self._short_month_year.write(on)


@dataclass(frozen=True, slots=True)
class _DatePattern:
    """A pattern of the locale, taken apart once: literal texts and the fields between them."""

    template: str
    fields: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]

    def write(self, on: date) -> str:
        return self.template % tuple([self._field(field, on) for field in self.fields])

    def _field(self, field: str, on: date) -> str:
        if field == "y":
            return str(on.year)
        if field in ("d", "dd"):
            return str(on.day).zfill(len(field))
        if field in ("M", "MM", "L", "LL"):
            return str(on.month).zfill(len(field))
        return (self.short_months if len(field) == 3 else self.months)[on.month - 1]


@lru_cache(maxsize=64)
def amount_format(locale: str, code: str) -> AmountFormat:
    """Return the format of amounts in the currency ``code`` (ISO 4217) for ``locale`` (such as es-MX).

    A locale that is not known falls back to its language, then to English of the United States.

    Raises:
        UserError: no such currency.
    """
    from babel.numbers import get_currency_symbol

    money = currency(code)
    known = known_locale(locale)
    symbols = known.number_symbols["latn"]
    pattern = known.currency_formats["standard"]
    symbol = get_currency_symbol(money.code, known)
    bare = symbol.translate(_BIDI_MARKS)
    signs = (bare,) if bare in ("$", money.code) or "$" not in bare else (bare, "$")
    sizes = pattern.grouping
    return AmountFormat(
        locale=str(known),
        currency=money,
        notation=Notation(
            decimal=symbols["decimal"],
            group=symbols["group"].translate(_BIDI_MARKS),
            sizes=(sizes[0], sizes[1]),
            signs=signs,
        ),
        symbol=symbol,
        _money=_affixes(pattern.prefix, pattern.suffix, symbol),
        _percent=_affixes(known.percent_formats[None].prefix, known.percent_formats[None].suffix, ""),
    )


@lru_cache(maxsize=64)
def date_format(locale: str) -> DateFormat:
    """Return the format of dates for ``locale`` (such as en_US or es-MX), falling back as ``amount_format``
    does.
    """
    known = known_locale(locale)
    wide = tuple(known.months["format"]["wide"][month] for month in range(1, 13))
    alone = tuple(known.months["stand-alone"]["wide"][month] for month in range(1, 13))
    short = tuple(known.months["format"]["abbreviated"][month] for month in range(1, 13))
    short_alone = tuple(known.months["stand-alone"]["abbreviated"][month] for month in range(1, 13))
    names: dict[str, int] = {}
    for series in (wide, alone, short, short_alone, tuple(ENGLISH_MONTHS)):
        for number, name in enumerate(series, start=1):
            names.setdefault(fold(name).rstrip("."), number)
    numeric = known.date_formats["short"].pattern.replace("yyyy", "y").replace("yy", "y")
    skeletons = known.datetime_skeletons
    month_year = skeletons["yMMMM"].pattern if "yMMMM" in skeletons else "MMMM y"
    short_month_year = skeletons["yMMM"].pattern if "yMMM" in skeletons else "MMM y"
    return DateFormat(
        locale=str(known),
        order=_order(numeric),
        month_names=MappingProxyType(names),
        _short=_date_pattern(numeric, wide, alone, short, short_alone),
        _medium=_date_pattern(known.date_formats["medium"].pattern, wide, alone, short, short_alone),
        _month_year=_date_pattern(month_year, wide, alone, short, short_alone),
        _short_month_year=_date_pattern(short_month_year, wide, alone, short, short_alone),
    )


@lru_cache(maxsize=64)
def known_locale(locale: str) -> Locale:
    """Return what babel knows of ``locale``, or of its language, or of English of the United States."""
    from babel.core import Locale, UnknownLocaleError

    language = re.split(r"[_.@-]", locale, maxsplit=1)[0]
    for candidate in (re.sub(r"[.@].*", "", locale).replace("-", "_"), language):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse("en_US")


def _affixes(prefix: tuple[str, str], suffix: tuple[str, str], symbol: str) -> _Affixes:
    before, before_negative = (_with_symbol(text, symbol, before=True) for text in prefix)
    after, after_negative = (_with_symbol(text, symbol, before=False) for text in suffix)
    return _Affixes(before, after, before_negative, after_negative)


def _with_symbol(text: str, symbol: str, *, before: bool) -> str:
    """Put the currency's sign and the true minus into an affix of a number pattern.

    A sign made of letters keeps a space to its number (Unicode CLDR, “currencySpacing”), which babel leaves
    out.
    """
    text = text.replace("'", "").replace("-", MINUS)
    if symbol and before and text.endswith("¤") and symbol[-1].isalpha():
        text = f"{text}{_NO_BREAK_SPACE}"
    elif symbol and not before and text.startswith("¤") and symbol[0].isalpha():
        text = f"{_NO_BREAK_SPACE}{text}"
    return text.replace("¤", symbol)


def _order(pattern: str) -> Order:
    first = pattern.translate(_BIDI_MARKS).lstrip("'").lower()[:1]
    if first == "y":
        return "ymd"
    return "mdy" if first in ("m", "l") else "dmy"


_FIELD = re.compile(r"'([^']*)'|(y+|d{1,2}|M{1,4}|L{1,4})|([^'])")


def _date_pattern(
    pattern: str,
    wide: tuple[str, ...],
    alone: tuple[str, ...],
    short: tuple[str, ...],
    short_alone: tuple[str, ...],
) -> _DatePattern:
    template: list[str] = []
    fields: list[str] = []
    for quoted, field, literal in _FIELD.findall(pattern):
        if field:
            template.append("%s")
            fields.append("y" if field[0] == "y" else field)
        else:
            template.append((quoted or literal or "'").replace("%", "%%"))
    stand_alone = any(field.startswith("LLL") for field in fields)
    return _DatePattern(
        "".join(template),
        tuple(fields),
        alone if stand_alone else wide,
        short_alone if stand_alone else short,
    )
