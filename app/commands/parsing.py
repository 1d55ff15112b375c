"""Reading the command line: refusals are one sentence, and common options stand before or after the command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from app.domain.date_input import FIRST_YEAR, LAST_YEAR
from app.domain.errors import UserError
from app.domain.language import _

PROGRAM = "counterfoil"
# Options that may stand before the command, and whether a value follows.
COMMON = {"--json": False, "--today": True}


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are errors of ours instead of two lines and an exit."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line.

        Raises:
            UserError: always.
        """
        text = message[:1].upper() + message[1:]
        raise UserError(
            text if text.endswith(".") else f"{text}.",
            _("“{program} --help” shows how it is called.").format(program=self.prog),
        )


def parser_of(command: str, about: str) -> Parser:
    """Return a parser for one command, with the options that all commands take."""
    parser = Parser(
        prog=f"{PROGRAM} {command}".strip(),
        description=f"{about[:1].upper()}{about[1:]}." if about else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--json", action="store_true", help=_("print JSON: amounts in minor units, dates as YYYY-MM-DD"))
    parser.add_argument("--today", type=day, metavar="DATE", help=_("the business date (default: today where the office is)"))
    return parser


def split_command(words: Sequence[str], names: Sequence[str]) -> tuple[str, list[str]]:
    """Return the command that ``words`` call (empty: none) and the words after it, common options before it included."""
    before: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        name, equals, _value = word.partition("=")
        if name not in COMMON:
            break
        before.append(word)
        at += 1
        if COMMON[name] and not equals and at < len(words):
            before.append(words[at])
            at += 1
    if at < len(words) and words[at] in names:
        return words[at], [*before, *words[at + 1 :]]
    return "", list(words)


def day(text: str) -> date:
    """Return an ISO date from the command line.

    Raises:
        ArgumentTypeError: it is none, or no such day exists.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("“{text}” is not a date; write YYYY-MM-DD").format(text=text[:40])) from error


def booking_day(text: str) -> date:
    """Return an ISO date on which something may be posted, within the years that the window takes too.

    Raises:
        ArgumentTypeError: it is none, or out of range.
    """
    found = day(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(
            _("the year {year} is out of range; years from {first} to {last} are kept").format(
                year=found.year, first=FIRST_YEAR, last=LAST_YEAR
            )
        )
    return found


def file_path(text: str) -> Path:
    """Return a path from the command line, with ~ for the home folder."""
    return Path(text).expanduser()
