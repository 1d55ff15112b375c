"""``counterfoil demo``: make a book with the sample company."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk, progress_shown
from app.commands.parsing import Parser
from app.commands.printing import print_json
from app.domain.language import _


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("book", metavar="BOOK", help=_("the new file, or the address of an empty PostgreSQL database"))


def run(args: Namespace, desk: Desk) -> int:
    """Make the book."""
    from app.services.sample.making import make_sample

    location = str(args.book)
    with progress_shown() as progress:
        make_sample(location, desk.today, progress)
    if desk.json:
        print_json({"book": location})
    else:
        print(_("The sample company is in {path}").format(path=location))
    return 0
