"""What single cells of somebody's file say: text, dates, amounts, yes and no. Plain, or refused; nothing is worked out.

A person at a form may type “t” or “12*45”; a file that says so is wrong. In which order a column writes its dates, and with
which decimal separator its amounts, is told from the whole column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from app.domain.amount_input import PLAIN, Notation, parse_amount
from app.domain.date_input import FIRST_YEAR, LAST_YEAR, Order, parse_date
from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.domain.money import Currency
from app.services.importing.tables import PlainText

LONGEST_TEXT = 200
_GROUPS = re.compile(r"[0-9]+", re.ASCII)
_TWO_NUMBERS = re.compile(r"\s*([0-9]{1,2})[-/. ]+([0-9]{1,2})[-/. ]+[0-9]{2,4}\b", re.ASCII)
_ANY_DAY = date(2000, 1, 1)
_YES = frozenset(("yes", "y", "true", "1", "x", "si", "s", "verdadero", "oui", "ja"))
_NO = frozenset(("", "no", "n", "false", "0", "falso", "non", "nein", "-"))
_ONE_SEPARATOR = re.compile(r"[^.,]*?([.,])([0-9]+)[^0-9.,]*", re.ASCII)
_GROUPED_BY_SPACE = re.compile(r"[0-9][ \u00a0\u202f][0-9]{3}(?![0-9])", re.ASCII)
_GROUPED_BY_MARK = re.compile(r"[0-9]['’][0-9]{3}(?![0-9])", re.ASCII)
_NOT_PLAIN = re.compile(r"[*/×÷()=]|(?<=\S)\s*[-+−]")


def text_of(cell: str) -> str:
    """Return a cell's text on one line, without needless white space.

    Raises:
        UserError: longer than any name or address.
    """
    plain = " ".join(cell.split())
    if len(plain) > LONGEST_TEXT:
        raise UserError(_("Longer than {limit} characters.").format(limit=LONGEST_TEXT))
    return plain


def flag_of(cell: str) -> bool:
    """Return what yes, no and their like say; blank is no.

    Raises:
        UserError: neither.
    """
    word = fold(cell)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UserError(_("“{text}” is neither yes nor no.").format(text=cell.strip()[:30]))


@lru_cache(maxsize=8192)
def date_of(cell: str, order: Order) -> date:
    """Return the whole date that a cell says.

    Raises:
        UserError: no date, no such day, or a year is missing.
    """
    if len(cell) == 10 and cell[4] == cell[7] == "-" and cell.isascii():
        try:
            found = date.fromisoformat(cell)
        except ValueError:
            pass
        else:
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found
    groups = _GROUPS.findall(cell[:40])
    whole = any(len(group) == 4 for group in groups) and len(groups) > 1
    if not (whole or len(groups) >= 3 or [len(group) for group in groups] == [8]):
        raise UserError(_("“{text}” is not a whole date.").format(text=cell.strip()[:40]))
    return parse_date(cell, _ANY_DAY, order, _month_names())


def _month_names() -> Mapping[str, int]:
    from app.services.formats import date_format

    # Exports of English and Spanish programs, whatever the book's own language.
    return {**date_format("es").month_names, **date_format("en_US").month_names}


def date_order(cells: Iterable[str], usual: Order) -> Order:
    """Return the order of day and month that most dates of a column can only have; ``usual`` where they fit both."""
    months_first = days_first = 0
    for cell in cells:
        match = _TWO_NUMBERS.match(cell)
        if match is None:
            continue
        first, second = int(match[1]), int(match[2])
        months_first += first <= 12 < second
        days_first += second <= 12 < first
    if months_first == days_first:
        return usual
    return "mdy" if months_first > days_first else "dmy"


def amount_of(cell: str, notation: Notation, money: Currency) -> int:
    """Return a plainly written amount in minor units; nothing is worked out or rounded.

    Raises:
        UserError: not written in the notation, arithmetic, too many decimals, too large.
    """
    if _NOT_PLAIN.search(cell):
        raise UserError(_("“{text}” is not a plain amount.").format(text=cell.strip()[:40]))
    return parse_amount(cell, PLAIN if isinstance(cell, PlainText) else notation, money)


def notation_of(cells: Iterable[str], usual: Notation) -> Notation:
    """Return how a column writes amounts: told by the amounts that can be read in one way only, else as usual."""
    points = commas = spaces = marks = 0
    for cell in cells:
        if isinstance(cell, PlainText):
            continue
        spaces += bool(_GROUPED_BY_SPACE.search(cell))
        marks += bool(_GROUPED_BY_MARK.search(cell))
        decimal = _decimal_of(cell)
        points += decimal == "."
        commas += decimal == ","
    decimal = usual.decimal
    if points != commas:
        decimal = "." if points > commas else ","
    if spaces or marks:
        group = " " if spaces >= marks else "’"
    else:
        group = usual.group if decimal == usual.decimal else {".": ",", ",": "."}[decimal]
    return Notation(decimal, group, usual.sizes if decimal == usual.decimal else (3, 3), usual.signs)


def _decimal_of(cell: str) -> str:
    """Return the decimal separator of an amount, or nothing where it can be read in two ways."""
    point, comma = cell.rfind("."), cell.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    match = _ONE_SEPARATOR.fullmatch(cell)
    if match:
        return match[1] if len(match[2]) != 3 else ""
    if cell.count(".") > 1:
        return ","
    return "." if cell.count(",") > 1 else ""
