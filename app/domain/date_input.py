"""Reading dates as people type them, and the keys that step a date. Showing dates belongs to formats."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _

Order = Literal["mdy", "dmy", "ymd"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
_LONGEST = 40

ENGLISH_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        "January": 1,
        "February": 2,
        "March": 3,
        "April": 4,
        "May": 5,
        "June": 6,
        "July": 7,
        "August": 8,
        "September": 9,
        "October": 10,
        "November": 11,
        "December": 12,
    }
)

_STEPS = re.compile(r"(t?) *(?:(\++|-+)|([+-]) *([0-9]{1,5})|(\[+|\]+))?", re.ASCII)
_ISO = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})", re.ASCII)
# Spreadsheets export dates as instants at midnight; any other time of day is no plain date.
_MIDNIGHT = re.compile(r"[t ]00:00(?::00(?:\.0+)?)?$", re.ASCII)
_NUMBERS = re.compile(r"([0-9]{1,2})[-/. ]+([0-9]{1,2})(?:[-/. ]+([0-9]{4}|[0-9]{1,2}))?[.]?", re.ASCII)
_WORD = re.compile(r"([0-9]+)|([^\W\d_]+)")
# What stands between day, month and year in words: Spanish, French and Portuguese “de”, English “of” and
# “the”.
_FILLERS = frozenset(("de", "del", "of", "the"))
_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "o", "a"))
_EAST_ASIAN = str.maketrans({"年": "/", "月": "/", "日": "", "년": "/", "월": "/", "일": ""})


def parse_date(
    text: str,
    today: date,
    order: Order = "mdy",
    month_names: Mapping[str, int] = ENGLISH_MONTHS,
) -> date:
    """Return the date that ``text`` says.

    ``t`` is today, ``+`` and ``-`` a day on and back (repeatable, or ``+7``, ``-3``), ``[`` and ``]`` a month
    back and on. A number alone is that day of this month, two numbers a day of this year. Years of two digits
    lie in this century: “25” is 2025. A date whose numbers do not fit the order is refused, never turned
    around; ISO dates are read in any order.

    Args:
        text: what was typed.
        today: the office's business date.
        order: how the locale writes dates in numbers.
        month_names: names and abbreviations (any case and accents) to 1–12; a beginning that fits one month
            only is enough.

    Raises:
        UserError: not understood, a day that does not exist, or a year outside 1900–2199.
    """
    if len(text) > _LONGEST:
        raise _not_understood(text)
    iso = _ISO.fullmatch(text)
    if iso:
        return _made(int(iso[1]), int(iso[2]), int(iso[3]))
    plain = _MIDNIGHT.sub("", fold(text.translate(_EAST_ASIAN))).strip(" ,/")
    if not plain:
        raise UserError(_("There is no date."), _hint())
    stepped = _stepped(plain, today)
    if stepped is not None:
        return stepped
    if plain.isascii() and plain.isdigit():
        return _from_digits(plain, today, order)
    iso = _ISO.fullmatch(plain)
    if iso:
        return _made(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = _NUMBERS.fullmatch(plain)
    if numbers:
        return _from_numbers(numbers, today, order)
    return _from_words(plain, text, today, order, month_names)


def step_date(on: date, key: str) -> date | None:
    """Return ``on`` moved by one keystroke, or None if the key does not step dates.

    ``+`` and ``=`` (its unshifted key) go a day on, ``-`` a day back, ``]`` a month on, ``[`` a month back; a
    month that is too short gives its last day.
    """
    if key in ("+", "="):
        return _days_from(on, 1)
    if key in ("-", "−"):
        return _days_from(on, -1)
    if key == "]":
        return add_months(on, 1)
    if key == "[":
        return add_months(on, -1)
    return None


def add_months(on: date, months: int) -> date:
    """Return the same day ``months`` later (or earlier), or the last day of a month that is too short.

    Raises:
        UserError: the year would lie outside 1900–2199.
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    _check_year(year)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def _stepped(plain: str, today: date) -> date | None:
    words = {fold(_("today")): 0, fold(_("yesterday")): -1, fold(_("tomorrow")): 1}
    if plain in words:
        return _days_from(today, words[plain])
    match = _STEPS.fullmatch(plain)
    if not match:
        return None
    _t, run, sign, count, months = match.groups()
    if run:
        return _days_from(today, len(run) if run[0] == "+" else -len(run))
    if sign:
        return _days_from(today, int(count) if sign == "+" else -int(count))
    if months:
        return add_months(today, len(months) if months[0] == "]" else -len(months))
    return today


def _from_digits(digits: str, today: date, order: Order) -> date:
    if len(digits) <= 2:
        return _made(today.year, today.month, int(digits))
    if len(digits) == 6:
        a, b, c = int(digits[:2]), int(digits[2:4]), int(digits[4:])
        if order == "ymd":
            return _made(2000 + a, b, c)
        return _made(2000 + c, a, b) if order == "mdy" else _made(2000 + c, b, a)
    if len(digits) == 8:
        # The year leads if it can: no month reaches 19, so the two readings never both fit.
        if FIRST_YEAR <= int(digits[:4]) <= LAST_YEAR and 1 <= int(digits[4:6]) <= 12:
            return _made(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        a, b = int(digits[:2]), int(digits[2:4])
        return _made(int(digits[4:]), *((b, a) if order == "dmy" else (a, b)))
    raise _not_understood(digits)


def _from_numbers(match: re.Match[str], today: date, order: Order) -> date:
    a, b = int(match[1]), int(match[2])
    if match[3] is None:
        day, month = (a, b) if order == "dmy" else (b, a)
        return _made(today.year, month, day)
    if order == "ymd" and len(match[1]) == 2 and len(match[3]) <= 2:
        return _made(2000 + a, b, int(match[3]))
    if len(match[3]) == 1:
        raise _not_understood(match[0])
    day, month = (a, b) if order == "dmy" else (b, a)
    return _made(_year(match[3]), month, day)


def _from_words(plain: str, text: str, today: date, order: Order, month_names: Mapping[str, int]) -> date:
    numbers: list[str] = []
    month: int | None = None
    before = ""
    rest = _WORD.sub("", plain)
    if rest.strip(" ,.-/'"):
        raise _not_understood(text)
    for number, word in _WORD.findall(plain):
        if number:
            numbers.append(number)
        elif not (word in _FILLERS or (before.isdigit() and word in _ORDINALS)):
            if month is not None:
                raise _not_understood(text)
            month = _month_named(word, month_names, text)
        before = number or word
    if month is None or not 1 <= len(numbers) <= 2:
        raise _not_understood(text)
    if len(numbers) == 1:
        if len(numbers[0]) > 2:
            raise _not_understood(text)
        return _made(today.year, month, int(numbers[0]))
    day, year = numbers
    if len(day) == 4 or (order == "ymd" and len(year) <= 2 and not plain.startswith(day)):
        day, year = year, day
    if len(day) > 2 or len(year) not in (2, 4):
        raise _not_understood(text)
    return _made(_year(year), month, int(day))


def _month_named(word: str, month_names: Mapping[str, int], text: str) -> int:
    exact: set[int] = set()
    beginning: set[int] = set()
    for name, number in month_names.items():
        folded = fold(name).rstrip(".")
        if folded == word:
            exact.add(number)
        elif len(word) >= 3 and folded.startswith(word):
            beginning.add(number)
    found = exact or beginning
    if len(found) != 1:
        raise _not_understood(text)
    return found.pop()


def _year(digits: str) -> int:
    return 2000 + int(digits) if len(digits) == 2 else int(digits)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(
            _("The year {year} is out of range.").format(year=year),
            _("Years from {first} to {last} are kept.").format(first=FIRST_YEAR, last=LAST_YEAR),
        )


def _days_from(on: date, days: int) -> date:
    try:
        moved = on + timedelta(days=days)
    except OverflowError:
        moved = date.max if days > 0 else date.min
    _check_year(moved.year)
    return moved


def _made(year: int, month: int, day: int) -> date:
    _check_year(year)
    if not 1 <= month <= 12:
        raise UserError(_("There is no month {month}.").format(month=month), _hint())
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise UserError(
            _("There is no day {day} in {month} {year}.").format(day=day, month=month_name(month), year=year),
            _("That month has {days} days.").format(days=last),
        )
    return date(year, month, day)


def month_name(month: int) -> str:
    """Return the name of ``month`` (1–12) in the language in use, as it stands alone."""
    return (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
        _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
    )[month - 1]  # fmt: skip


def _hint() -> str:
    return _("Type a date such as {example}, a day of this month, or t for today.").format(
        example="2026-10-31"
    )


def _not_understood(text: str) -> UserError:
    return UserError(_("“{text}” is not a date.").format(text=text.strip()[:_LONGEST]), _hint())
