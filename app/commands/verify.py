"""``counterfoil verify``: recompute every total of the book from its journal and say pass or fail, line by line."""

from __future__ import annotations

import sys
from argparse import Namespace

from app.commands.desk import Desk, progress_shown
from app.commands.parsing import Parser
from app.commands.printing import print_json, print_table
from app.domain.language import _, ngettext
from app.services.verify.running import all_passed, verify_book


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to prove; nothing in it is changed"))


def run(args: Namespace, desk: Desk) -> int:
    """Run every check; 1 when one of them failed."""
    with desk.book(str(args.book)) as office:
        with progress_shown() as progress:
            results = verify_book(office, progress)
        passed = all_passed(results)
        if desk.json:
            print_json(
                {
                    "passed": passed,
                    "checks": [
                        {"name": each.name, "passed": each.passed, "checked": each.checked, "detail": each.detail}
                        for each in results
                    ],
                }
            )
        else:
            print_table(
                (_("Result"), _("What was checked"), _("Records")),
                [
                    (_("pass") if each.passed else _("FAIL"), _told(each.name, each.detail), f"{each.checked:,}")
                    for each in results
                ],
                left=2,
            )
        failed = sum(not each.passed for each in results)
        if failed:
            text = ngettext("{count} check failed.", "{count} checks failed.", failed).format(count=failed)
            print(text, file=sys.stderr)
    return 0 if passed else 1


def _told(name: str, detail: str) -> str:
    return f"{name}: {detail}" if detail else name
