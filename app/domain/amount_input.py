"""Reading amounts, quantities and percentages as people type them, in the locale's notation, with arithmetic.

What is not well-formed in the notation is refused and never guessed: “1,23” where the comma groups thousands
is neither 1.23 nor 123. Showing amounts belongs to ``app.services.formats``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR, Currency
from app.domain.rounding import divide_half_up

# Longer than any sum typed by hand, short enough that a pasted novel is refused before it is read.
LONGEST = 200
_QUANTITY_DECIMALS = 6
_PERCENT_DECIMALS = 4
_LARGEST_QUANTITY_MICRO = 10**15

# What keyboards, spreadsheets and our own output put where plain ASCII is meant.
_PLAIN: Mapping[int, int | str | None] = {
    **str.maketrans("０１２３４５６７８９，．（）＋－＊／", "0123456789,.()+-*/"),
    **str.maketrans("−–×·÷'", "--**/’"),
    **dict.fromkeys((0x09, 0x0A, 0x0D, 0xA0, 0x2007, 0x2009, 0x202F), " "),
    **dict.fromkeys((0x200E, 0x200F, 0x061C, 0xFEFF)),
}
# Everything that some country writes inside a number, so that a foreign notation is seen whole and refused
# whole.
_RUN = re.compile(r"(?:[0-9]|[.,’٫٬](?=[0-9.,’٫٬]| *(?:$|[^0-9 ]))|(?<=[0-9.,’٫٬]) (?=[0-9]))+", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Notation:
    """How one locale writes numbers.

    Attributes:
        decimal: the decimal separator, one character.
        group: the separator of thousands, one character, or empty.
        sizes: digits in the group next to the decimals, and in all groups further left (India: 3 and 2).
        signs: how the currency may be written besides its ISO code, for example “$”.
    """

    decimal: str = "."
    group: str = ","
    sizes: tuple[int, int] = (3, 3)
    signs: tuple[str, ...] = ()


PLAIN = Notation()


class _Number(NamedTuple):
    value: Fraction
    decimals: str


_Token = str | _Number
_SIGN = "¤"


class _Result(NamedTuple):
    value: Fraction
    typed: str | None
    """The decimals of a plainly typed number; None when arithmetic made the value."""


def parse_amount(text: str, notation: Notation, currency: Currency) -> int:
    """Return the amount that ``text`` says, in minor units of ``currency``; negative if it says so.

    Arithmetic with + - * / and parentheses is worked out exactly and rounded once at the end, halves away
    from zero. A number that was typed plainly is never rounded. The currency's sign or ISO code may stand
    before or after any number.

    Raises:
        UserError: empty, not in the notation, another currency, too many decimals, too large, or divided by
            zero.
    """
    match = _simple(notation).fullmatch(text) if len(text) < 20 else None
    if match is not None and len(match[2] or "") <= currency.exponent:
        fraction = match[2] or ""
        minor = int((match[1] + fraction).ljust(len(match[1]) + currency.exponent, "0"))
    else:
        result = _evaluate(text, notation, (*notation.signs, currency.code))
        _refuse_more_decimals(result.typed, currency.exponent, notation, currency.code)
        minor = _scaled(result.value, currency.exponent)
    if abs(minor) > LARGEST_MINOR:
        raise UserError(_("That amount is too large."))
    return minor


def parse_quantity(text: str, notation: Notation) -> Decimal:
    """Return the quantity that ``text`` says, with at most six decimals; arithmetic as for amounts.

    Raises:
        UserError: as for ``parse_amount``.
    """
    result = _evaluate(text, notation, ())
    _refuse_more_decimals(result.typed, _QUANTITY_DECIMALS, notation, "")
    micro = _scaled(result.value, _QUANTITY_DECIMALS)
    if abs(micro) > _LARGEST_QUANTITY_MICRO:
        raise UserError(_("That quantity is too large."))
    return Decimal(micro).scaleb(-_QUANTITY_DECIMALS)


def parse_percent(text: str, notation: Notation) -> Decimal:
    """Return the percentage that ``text`` says, with or without “%”, to at most four decimals.

    Raises:
        UserError: as for ``parse_amount``.
    """
    result = _evaluate(text, notation, ("%",))
    _refuse_more_decimals(result.typed, _PERCENT_DECIMALS, notation, "")
    scaled = _scaled(result.value, _PERCENT_DECIMALS)
    if abs(scaled) > LARGEST_MINOR:
        raise UserError(_("That percentage is too large."))
    return Decimal(scaled).scaleb(-_PERCENT_DECIMALS)


@lru_cache(maxsize=64)
def _simple(notation: Notation) -> re.Pattern[str]:
    """Match what most cells of an import hold, so that a hundred thousand of them need no parser."""
    return re.compile(rf" *(-?[0-9]+)(?:{re.escape(notation.decimal)}([0-9]+))? *", re.ASCII)


@lru_cache(maxsize=64)
def _strict(notation: Notation) -> re.Pattern[str]:
    decimal = re.escape(notation.decimal)
    whole = "[0-9]+"
    if notation.group:
        group = re.escape(notation.group.translate(_PLAIN))
        last, further = notation.sizes
        # A leading zero is never grouped: “0,125” is somebody's decimal fraction.
        whole = (
            rf"(?:[1-9][0-9]{{0,{further - 1}}}(?:{group}[0-9]{{{further}}})*{group}[0-9]{{{last}}}|[0-9]+)"
            if further != last
            else rf"(?:[1-9][0-9]{{0,{last - 1}}}(?:{group}[0-9]{{{last}}})+|[0-9]+)"
        )
    return re.compile(rf"({whole})(?:{decimal}([0-9]*))?|{decimal}([0-9]+)", re.ASCII)


def _scaled(value: Fraction, decimals: int) -> int:
    return divide_half_up(value.numerator * 10**decimals, value.denominator)


def _refuse_more_decimals(typed: str | None, decimals: int, notation: Notation, code: str) -> None:
    if typed is None or len(typed) <= decimals:
        return
    # Needless zeros do no harm, but three digits are what another country would call a thousand.
    if not typed.strip("0") and len(typed) != 3:
        return
    if not code:
        raise UserError(_("That has more than {digits} decimals.").format(digits=decimals))
    raise UserError(
        _("That has more decimals than {code} has ({digits}).").format(code=code, digits=decimals),
        _hint(notation),
    )


def _hint(notation: Notation) -> str:
    return _("Write amounts like {example}.").format(
        example=f"1{notation.group}234{notation.decimal}50" if notation.group else f"1234{notation.decimal}50"
    )


def _evaluate(text: str, notation: Notation, signs: Sequence[str]) -> _Result:
    if len(text) > LONGEST:
        raise UserError(_("That is too long to be an amount."), _hint(notation))
    plain = text.translate(_PLAIN).strip()
    if not plain:
        raise UserError(_("There is no amount."), _hint(notation))
    return _Reader(_tokens(plain, notation, signs), notation).result()


def _tokens(text: str, notation: Notation, signs: Sequence[str]) -> list[_Token]:
    spellings = sorted(
        {sign.translate(_PLAIN).strip().casefold() for sign in signs} - {""}, key=len, reverse=True
    )
    lowered = text.casefold()
    # Case folding may lengthen a text; then signs are looked for as they stand.
    lowered = lowered if len(lowered) == len(text) else text
    found: list[_Token] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        sign = next((s for s in spellings if lowered.startswith(s, at)), None)
        run = _RUN.match(text, at)
        if sign is not None:
            found.append(_SIGN)
            at += len(sign)
        elif run is not None:
            found.append(_number(run[0], notation))
            at = run.end()
        elif text[at] in "+-*/()":
            found.append(text[at])
            at += 1
        else:
            word = _WORD.match(text, at)
            stranger = word[0] if word else text[at]
            raise UserError(
                _("“{text}” does not belong in an amount.").format(text=stranger[:20]), _hint(notation)
            )
    return found


def _number(run: str, notation: Notation) -> _Number:
    match = _strict(notation).fullmatch(run)
    if match is None:
        raise UserError(
            _("“{text}” is not how numbers are written here.").format(text=run[:40]), _hint(notation)
        )
    whole = re.sub("[^0-9]", "", match[1] or "0")
    decimals = match[2] or match[3] or ""
    return _Number(Fraction(int(whole + decimals), 10 ** len(decimals)), decimals)


class _Reader:
    """A descent over the tokens of one sum; the limit on the text's length bounds its depth."""

    def __init__(self, tokens: list[_Token], notation: Notation) -> None:
        self._tokens = tokens
        self._at = 0
        self._notation = notation

    def result(self) -> _Result:
        numbers = [token for token in self._tokens if isinstance(token, _Number)]
        alone = len(numbers) == 1
        plain = alone and not {"*", "/", "(", ")"}.intersection(
            token for token in self._tokens if isinstance(token, str)
        )
        if alone and self._tokens[0] == "(" and self._tokens[-1] == ")":
            # Bookkeepers write a negative amount like this, calculators a positive one.
            raise UserError(
                _("An amount alone in parentheses can be read in two ways."),
                _("Put a minus before a negative amount."),
            )
        value = self._sum()
        if self._at < len(self._tokens):
            raise self._unfinished()
        return _Result(value, numbers[0].decimals if plain else None)

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *wanted: str) -> str | None:
        token = self._peek()
        if isinstance(token, str) and token in wanted:
            self._at += 1
            return token
        return None

    def _sum(self) -> Fraction:
        value = self._product()
        while operator := self._take("+", "-"):
            other = self._product()
            value = value + other if operator == "+" else value - other
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while operator := self._take("*", "/"):
            other = self._factor()
            if operator == "*":
                value *= other
            elif other:
                value /= other
            else:
                raise UserError(_("Nothing can be divided by zero."))
        return value

    def _factor(self) -> Fraction:
        if operator := self._take("+", "-"):
            value = self._factor()
            return -value if operator == "-" else value
        if self._take(_SIGN):
            return self._factor()
        value = self._primary()
        self._take(_SIGN)
        return value

    def _primary(self) -> Fraction:
        token = self._peek()
        if isinstance(token, _Number):
            self._at += 1
            return token.value
        if self._take("("):
            value = self._sum()
            if not self._take(")"):
                raise self._unfinished()
            return value
        raise self._unfinished()

    def _unfinished(self) -> UserError:
        return UserError(_("That sum is not complete."), _hint(self._notation))
