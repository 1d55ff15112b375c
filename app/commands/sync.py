"""``counterfoil sync``: bring the book and the processor together; exit 0 only when nothing is left undecided."""

from __future__ import annotations

import sys
from argparse import Namespace

from app.commands.desk import Desk, progress_shown
from app.commands.parsing import Parser
from app.commands.printing import print_json
from app.domain.language import _, ngettext


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))


def run(args: Namespace, desk: Desk) -> int:
    """Sync and say what came of it."""
    from app.bootstrap.charging import processor_for
    from app.services.billing.daily import day_words, look_after
    from app.services.charging.syncing import sync
    from app.services.queries.operations import state_words

    with desk.book(str(args.book)) as office, processor_for(office) as processor:
        with progress_shown() as progress:
            report = sync(office, processor, progress)
        day = office.write(look_after)
        if desk.json:
            print_json(
                {
                    "states": dict(report.states),
                    "undecided": report.undecided,
                    "adopted": report.adopted,
                    "unmatched": report.unmatched,
                    "postings": report.postings,
                    "compared": report.compared,
                    "paused": report.paused,
                }
            )
        else:
            for state, count in report.states.items():
                print(f"{state_words(state)}: {count}")
            if report.adopted:
                print(
                    ngettext(
                        "{count} payment made elsewhere was taken in.",
                        "{count} payments made elsewhere were taken in.",
                        report.adopted,
                    ).format(count=report.adopted)
                )
            if report.unmatched:
                print(
                    ngettext(
                        "{count} payment waits for a customer.", "{count} payments wait for a customer.", report.unmatched
                    ).format(count=report.unmatched)
                )
            print(ngettext("{count} entry posted.", "{count} entries posted.", report.postings).format(count=report.postings))
            for sentence in day_words(day):
                print(sentence)
        for refused in report.refused:
            print(
                _("Invoice {number} was not charged: {why}").format(number=refused.invoice_number, why=refused.why),
                file=sys.stderr,
            )
    return 1 if report.undecided else 0
