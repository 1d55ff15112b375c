"""``counterfoil [BOOK]``: open the window. Not a command of the catalogue: it is what the program does without one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.commands.catalogue import commands
from app.commands.parsing import Parser, file_path
from app.domain.errors import NotFound, UserError
from app.domain.language import _


def parser() -> Parser:
    """Return the parser for a call without a command; its help lists the commands."""
    from argparse import RawDescriptionHelpFormatter

    listed = commands()
    width = max(map(len, listed))
    made = Parser(
        prog="counterfoil",
        description=_("Customer accounts for the office of a small service business: plans, invoices, payments, statements."),
        epilog="\n".join(
            [
                _("Commands:"),
                *(f"  {name.ljust(width)}  {command.help}" for name, command in listed.items()),
                "",
                _("“counterfoil COMMAND --help” tells what a command takes."),
                _("Exit codes: 0 done, 1 not or not wholly done, 2 refused."),
            ]
        ),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("book", nargs="?", metavar="BOOK", help=_("the book to open in the window"))
    made.add_argument("--sample", action="store_true", help=_("open the window on the sample company"))
    made.add_argument("--smoke", metavar="BOOK", help=_("open the window unseen on a book, wait for its list, and leave"))
    made.add_argument("--version", action="version", version=f"counterfoil {__version__}")
    return made


def arguments_of(words: Sequence[str]) -> Namespace:
    """Read a command line that calls no command.

    Raises:
        NotFound: its first word is neither a book nor a command.
        UserError: it is not understood.
    """
    if words and not words[0].startswith("-"):
        _book(words[0])
    return parser().parse_args(words)


def run(args: Namespace) -> int:
    """Open the window and return its exit code."""
    if args.sample and (args.book or args.smoke):
        raise UserError(_("The sample company needs no book to be named."))
    from app.bootstrap.desktop import run_window

    if args.smoke:
        return run_window(_book(args.smoke), smoke=True)
    return run_window(_book(args.book) if args.book else None, sample=bool(args.sample))


def _book(text: str) -> Path | str:
    if "://" in text:
        return text
    path = file_path(text)
    if not path.exists():
        from difflib import get_close_matches

        near = get_close_matches(text, commands(), n=1)
        hint = _("Did you mean “counterfoil {command}”?").format(command=near[0]) if near else ""
        raise NotFound(_("There is no book “{name}”, and no command of that name.").format(name=text[:80]), hint)
    return path
