"""How people say days in a question, in English and Spanish. What a query writes for them belongs to ``periods``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from app.domain.asking.periods import TODAY, Away, Fixed, Period, Running, Turning, Unit, days_of, month_of, quarter_of, year_of
from app.domain.date_input import Order, parse_date
from app.domain.errors import UserError

PAST, AHEAD, DIARY = "past", "ahead", "diary"
"""Where a month without a year lies: the last that has begun, the next that has not ended, or this year's."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which day a question is asked, and how dates in numbers are written there."""

    today: date
    order: Order = "mdy"


@dataclass(frozen=True)
class DateWords:
    """The words of one language for days.

    Attributes:
        months: names and abbreviations, folded, to 1–12.
        numbers: number words to their values.
        units: words for units.
        days: words for a day near today, to its offset.
        ordinals: words for the four quarters.
        weekdays: names of the days of the week, to 0 (Monday) and on.
        forms: patterns in which ``{D}`` is a day of the month, ``{M}`` a month, ``{Y}`` a year, ``{N}`` a number, ``{U}`` a
            unit, ``{O}`` an ordinal, ``{A}`` a weekday and ``{W}`` a day near today, each with what it means.
    """

    months: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, Unit]
    days: Mapping[str, int]
    ordinals: Mapping[str, int]
    weekdays: Mapping[str, int]
    forms: tuple[tuple[str, str], ...]

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """A pattern that finds any of the forms; the longest forms stand first."""
        return re.compile("(?:" + "|".join(_filled(form, self, named=False) for form, _meaning in self.forms) + ")(?![^ ])")

    @cached_property
    def _forms(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(_filled(form, self, named=True)), meaning) for form, meaning in self.forms)

    @cached_property
    def number_pattern(self) -> str:
        """A pattern without groups for a whole number in digits or words."""
        return "(?:[0-9]{1,5}|" + _any(self.numbers) + ")"

    def number(self, text: str) -> int:
        """Return the number that ``text`` says."""
        return int(text) if text.isdigit() else self.numbers[text]

    def meanings(self, text: str, calendar: Calendar, lean: str) -> tuple[Period, ...]:
        """Return what ``text`` means: nothing when there is no such day, two periods when it may be either."""
        for pattern, meaning in self._forms:
            match = pattern.fullmatch(text)
            if match is not None:
                try:
                    return _MEANINGS[meaning](_Said(match, self, calendar, lean))
                except (UserError, ValueError):
                    return ()
        return ()


@dataclass(frozen=True, slots=True)
class _Said:
    match: re.Match[str]
    words: DateWords
    calendar: Calendar
    lean: str

    def part(self, name: str) -> str:
        return self.match.groupdict().get(name) or ""

    @property
    def today(self) -> date:
        return self.calendar.today

    @property
    def month(self) -> int:
        return self.words.months[self.part("M").rstrip(".")]

    @property
    def unit(self) -> Unit:
        return self.words.units[self.part("U")]

    @property
    def count(self) -> int:
        return self.words.number(self.part("N"))


def _any(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _filled(form: str, words: DateWords, *, named: bool) -> str:
    slots = {
        "D": "[0-3]?[0-9](?![0-9])",
        "M": f"(?:{_any(words.months)})\\.?(?![^ ])",
        "Y": "(?:19|20|21)[0-9][0-9](?![^ ])",
        "N": words.number_pattern,
        "U": f"(?:{_any(words.units)})(?![^ ])",
        "O": f"(?:{_any(words.ordinals)})(?![^ ])",
        "W": f"(?:{_any(words.days)})(?![^ ])",
        "A": f"(?:{_any(words.weekdays)})(?![^ ])",
    }
    filled = re.sub(r"\((?!\?)", "(?:", form)
    return re.sub(r"\{([A-Z])\}", lambda m: f"(?P<{m[1]}>{slots[m[1]]})" if named else f"(?:{slots[m[1]]})", filled)


def _of_month(said: _Said) -> tuple[Period, ...]:
    if year := said.part("Y"):
        return (month_of(int(year), said.month),)
    return _month_without_year(said)


def _month_without_year(said: _Said) -> tuple[Period, ...]:
    today, month = said.today, said.month
    here = month_of(today.year, month)
    if said.lean == PAST:
        return (here if here.first <= today else month_of(today.year - 1, month),)
    if said.lean == AHEAD:
        return (here if here.last >= today else month_of(today.year + 1, month),)
    if today.month - month > 6:
        # In a diary the coming January is nearer than the one long past: either may be meant.
        return here, month_of(today.year + 1, month)
    return (here,)


def _of_month_in(offset: int) -> Callable[[_Said], tuple[Period, ...]]:
    return lambda said: (month_of(said.today.year + offset, said.month),)


def _of_day(said: _Said) -> tuple[Period, ...]:
    day = int(said.part("D") or 1)
    months = _of_month(said)
    return tuple(_one_day(month.first.replace(day=day)) for month in months if isinstance(month, Fixed))


def _of_numbers(said: _Said) -> tuple[Period, ...]:
    return (_one_day(parse_date(said.match[0], said.today, said.calendar.order)),)


def _of_iso_month(said: _Said) -> tuple[Period, ...]:
    year, month = said.match[0].split("-")
    return (month_of(int(year), int(month)),)


def _of_quarter(said: _Said) -> tuple[Period, ...]:
    year = int(said.part("Y") or said.today.year)
    quarter = quarter_of(year, said.words.ordinals[said.part("O")])
    if not said.part("Y") and said.lean == PAST and quarter.first > said.today:
        quarter = quarter_of(year - 1, said.words.ordinals[said.part("O")])
    return (quarter,)


def _of_turning(offset: int) -> Callable[[_Said], tuple[Period, ...]]:
    return lambda said: (Turning(said.unit, offset),)


def _of_running(*, ahead: bool) -> Callable[[_Said], tuple[Period, ...]]:
    return lambda said: (Running(said.count, said.unit, ahead),)


def _of_away(*, ahead: bool) -> Callable[[_Said], tuple[Period, ...]]:
    return lambda said: (Away(said.count, said.unit, ahead),)


def _of_near_day(said: _Said) -> tuple[Period, ...]:
    return (Turning(Unit.DAY, said.words.days[said.part("W")]),)


def _weekday(said: _Said, direction: int) -> tuple[Period, ...]:
    """Return the weekday that was last (-1) or comes next (1); today is neither."""
    apart = (said.words.weekdays[said.part("A")] - said.today.weekday()) % 7 or 7
    away = apart if direction > 0 else (apart - 7) or -7
    return (_one_day(said.today + timedelta(days=away)),)


def _of_weekday(said: _Said) -> tuple[Period, ...]:
    if said.words.weekdays[said.part("A")] == said.today.weekday():
        return (_one_day(said.today),)
    return _weekday(said, -1 if said.lean == PAST else 1)


def _of_year(said: _Said) -> tuple[Period, ...]:
    return (year_of(int(said.part("Y"))),)


def _so_far(said: _Said) -> tuple[Period, ...]:
    first = days_of(Turning(said.unit, 0), said.today)[0]
    return (Fixed(first, days_of(TODAY, said.today)[1]),)


def _one_day(day: date) -> Fixed:
    return Fixed(day, day)


_MEANINGS: Mapping[str, Callable[[_Said], tuple[Period, ...]]] = {
    "day": _of_day,
    "month": _of_month,
    "month this year": _of_month_in(0),
    "month last year": _of_month_in(-1),
    "month next year": _of_month_in(1),
    "numbers": _of_numbers,
    "iso month": _of_iso_month,
    "quarter": _of_quarter,
    "last": _of_turning(-1),
    "this": _of_turning(0),
    "next": _of_turning(1),
    "last n": _of_running(ahead=False),
    "next n": _of_running(ahead=True),
    "ago": _of_away(ahead=False),
    "ahead": _of_away(ahead=True),
    "near": _of_near_day,
    "year": _of_year,
    "weekday": _of_weekday,
    "last weekday": lambda said: _weekday(said, -1),
    "next weekday": lambda said: _weekday(said, 1),
    "so far": _so_far,
}

_NUMBERS = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](20)?[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}"
_ISO_MONTH = r"[0-9]{4}-[0-9]{2}"
_QUARTERS = {f"q{n}": n for n in range(1, 5)}

ENGLISH = DateWords(
    months={
        "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6,
        "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10,
        "november": 11, "nov": 11, "december": 12, "dec": 12,
    },
    numbers={
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "twelve": 12, "twenty": 20, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90,
    },
    units={
        "day": Unit.DAY, "days": Unit.DAY, "week": Unit.WEEK, "weeks": Unit.WEEK, "month": Unit.MONTH, "months": Unit.MONTH,
        "quarter": Unit.QUARTER, "quarters": Unit.QUARTER, "year": Unit.YEAR, "years": Unit.YEAR,
    },
    days={"today": 0, "yesterday": -1, "tomorrow": 1, "now": 0},
    ordinals={"first": 1, "second": 2, "third": 3, "fourth": 4, **_QUARTERS},
    weekdays={
        "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    },
    forms=(
        (r"(the )?{D}(st|nd|rd|th)?( of)? {M}( (of )?{Y})?", "day"),
        (r"{M} (the )?{D}(st|nd|rd|th)?( {Y})?", "day"),
        (r"{M}( of)? {Y}", "month"),
        (r"{M}( of)? this year", "month this year"),
        (r"this {M}", "month this year"),
        (r"{M}( of)? last year", "month last year"),
        (r"{M}( of)? next year", "month next year"),
        (r"(the )?(month of )?{M}", "month"),
        (r"(the )?{O} quarter( of)?( {Y})?", "quarter"),
        (r"(?=q){O}( of)?( {Y})?", "quarter"),
        (_NUMBERS, "numbers"),
        (_ISO_MONTH, "iso month"),
        (r"(the )?(last|past|previous) {N} {U}", "last n"),
        (r"(the )?(next|coming|following) {N} {U}", "next n"),
        (r"{N} {U} ago", "ago"),
        (r"{N} {U} from (now|today)", "ahead"),
        (r"(the )?(last|past|previous) {U}", "last"),
        (r"(the current |this )?{U} (so far|to date)", "so far"),
        (r"so far this {U}", "so far"),
        (r"(the current|this|the) {U}", "this"),
        (r"(the )?(next|coming|following) {U}", "next"),
        (r"(last|past|previous) {A}", "last weekday"),
        (r"(next|coming) {A}", "next weekday"),
        (r"(this )?{A}", "weekday"),
        (r"{W}", "near"),
        (r"(the year )?{Y}", "year"),
    ),
)  # fmt: skip

SPANISH = DateWords(
    months={
        "enero": 1, "ene": 1, "febrero": 2, "feb": 2, "marzo": 3, "abril": 4, "abr": 4, "mayo": 5, "junio": 6, "julio": 7,
        "agosto": 8, "ago": 8, "septiembre": 9, "setiembre": 9, "sept": 9, "octubre": 10, "oct": 10, "noviembre": 11,
        "nov": 11, "diciembre": 12, "dic": 12,
    },
    numbers={
        "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
        "nueve": 9, "diez": 10, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "sesenta": 60, "noventa": 90,
    },
    units={
        "dia": Unit.DAY, "dias": Unit.DAY, "semana": Unit.WEEK, "semanas": Unit.WEEK, "mes": Unit.MONTH, "meses": Unit.MONTH,
        "trimestre": Unit.QUARTER, "trimestres": Unit.QUARTER, "ano": Unit.YEAR, "anos": Unit.YEAR,
    },
    days={"hoy": 0, "ayer": -1, "manana": 1, "ahora": 0},
    ordinals={"primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4, **_QUARTERS},
    weekdays={
        "lunes": 0, "martes": 1, "miercoles": 2, "jueves": 3, "viernes": 4, "sabado": 5, "domingo": 6,
    },
    forms=(
        (r"(el )?(dia )?({D}|primero)( de)? {M}( (de |del )?{Y})?", "day"),
        (r"{M} (de |del )?{Y}", "month"),
        (r"{M}( de| del)? este ano", "month this year"),
        (r"este {M}", "month this year"),
        (r"{M} del ano pasado", "month last year"),
        (r"{M} (del ano que viene|del proximo ano)", "month next year"),
        (r"(el )?(mes de )?{M}", "month"),
        (r"(el )?{O} trimestre( (de |del )?{Y})?", "quarter"),
        (r"(?=q){O}( de)?( {Y})?", "quarter"),
        (_NUMBERS, "numbers"),
        (_ISO_MONTH, "iso month"),
        (r"(los |las )?(ultim[oa]s|pasad[oa]s) {N} {U}", "last n"),
        (r"(los |las )?{N} (ultim[oa]s|pasad[oa]s) {U}", "last n"),
        (r"(los |las )?(proxim[oa]s|siguientes) {N} {U}", "next n"),
        (r"hace {N} {U}", "ago"),
        (r"dentro de {N} {U}", "ahead"),
        (r"(el |la )?{U} (pasad[oa]|anterior)", "last"),
        (r"(el |la )?(ultim[oa]|pasad[oa]) {U}", "last"),
        (r"lo que va de(l| este| la| esta)? {U}", "so far"),
        (r"(est[ea]|el|la) {U}( actual| en curso)?", "this"),
        (r"(el |la )?{U} (que viene|proxim[oa]|siguiente|entrante)", "next"),
        (r"(el |la )?proxim[oa] {U}", "next"),
        (r"(el )?{A} pasado", "last weekday"),
        (r"(el )?pasado {A}", "last weekday"),
        (r"(el )?proximo {A}", "next weekday"),
        (r"(el )?{A} (que viene|proximo)", "next weekday"),
        (r"(el |este )?{A}", "weekday"),
        (r"{W}", "near"),
        (r"(el ano )?{Y}", "year"),
    ),
)  # fmt: skip
