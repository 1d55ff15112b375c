"""``counterfoil backup``: write a checked copy of the book."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk, progress_shown
from app.commands.parsing import Parser, file_path
from app.commands.printing import print_json
from app.domain.language import _
from app.services.backups import backup_book


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to copy; others may be working in it"))
    parser.add_argument("--out", required=True, metavar="FILE", help=_("a new file, or a folder, which gets a dated name"))


def run(args: Namespace, desk: Desk) -> int:
    """Write the backup."""
    with desk.book(str(args.book)) as office:
        with progress_shown() as progress:
            backup = backup_book(office, file_path(args.out), progress)
        if desk.json:
            print_json({"file": str(backup.path), "size": backup.size, "at": backup.at.isoformat()})
        else:
            print(_("The backup was written and read back: {file}").format(file=backup.path))
    return 0
