"""What commands print: aligned tables and plain lines for people, JSON for programs."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from app.services.formats import AmountFormat, DateFormat, amount_format, date_format
from app.services.office import Profile

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def print_json(value: Json) -> None:
    """Print ``value`` as JSON, in ASCII so that every terminal and pipe takes it."""
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write("\n")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1, totals: Sequence[str] = ()) -> None:
    """Print rows under headings: the first ``left`` columns to the left, the others to the right; totals under a rule."""
    all_rows = [headings, *rows, *([totals] if totals else [])]
    widths = [max(map(_width, column)) for column in zip(*all_rows, strict=True)]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [_line(headings, widths, left), rule, *(_line(row, widths, left) for row in rows)]
    if totals:
        lines += [rule, _line(totals, widths, left)]
    print("\n".join(lines))


def print_facts(facts: Sequence[tuple[str, str]]) -> None:
    """Print names and values below one another, the values to the right."""
    names = max(_width(name) for name, _value in facts)
    values = max(_width(value) for _name, value in facts)
    for name, value in facts:
        print(f"{_padded(name, names)}  {' ' * (values - _width(value))}{value}")


def formats_of(profile: Profile) -> tuple[AmountFormat, DateFormat]:
    """Return how the company's locale writes amounts and dates."""
    return amount_format(profile.locale, profile.currency.code), date_format(profile.locale)


def _line(row: Sequence[str], widths: Sequence[int], left: int) -> str:
    cells = [
        _padded(cell, width) if i < left else " " * (width - _width(cell)) + cell
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
