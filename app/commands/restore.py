"""``counterfoil restore``: make a new book from a backup."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.parsing import Parser, file_path
from app.commands.printing import print_json
from app.domain.language import _
from app.services.backups import restore_backup


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", metavar="FILE", help=_("the backup; it is left as it is"))
    parser.add_argument("--book", required=True, metavar="NEWBOOK", help=_("the new book's file, where nothing is yet"))


def run(args: Namespace, desk: Desk) -> int:
    """Restore the backup to a new book."""
    path = restore_backup(file_path(args.file), file_path(args.book))
    if desk.json:
        print_json({"book": str(path)})
    else:
        print(_("The book is restored: {file}").format(file=path))
    return 0
