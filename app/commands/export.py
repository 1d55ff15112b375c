"""``counterfoil export``: write journal, customers, invoices or payments to a file."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.parsing import Parser, file_path
from app.commands.printing import print_json
from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.gateways.spreadsheets.exporting import write_table
from app.services.exporting.beancount import export_beancount
from app.services.exporting.book import WHATS, table_of


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to export from"))
    parser.add_argument("--what", required=True, choices=WHATS, help=_("which table"))
    parser.add_argument(
        "--format",
        dest="kind",
        required=True,
        choices=("csv", "xlsx", "beancount"),
        help=_("beancount is for the journal only"),
    )
    parser.add_argument("--out", required=True, metavar="FILE", help=_("where it goes; an older file is replaced"))
    parser.epilog = _(
        "CSV is UTF-8 with commas, ISO dates and a decimal point. Text that a spreadsheet would run as a formula gets an "
        "apostrophe in front, which importing takes off again."
    )


def run(args: Namespace, desk: Desk) -> int:
    """Write the file."""
    what, kind, out = str(args.what), str(args.kind), file_path(args.out)
    if kind == "beancount" and what != "journal":
        raise UserError(_("Only the journal is written for beancount."), _("Choose csv or xlsx."))
    with desk.book(str(args.book)) as office:
        if kind == "beancount":
            count = office.read(lambda reader: export_beancount(reader, out))
        else:
            count = office.read(lambda reader: write_table(table_of(reader, what), out, kind))
        if desk.json:
            print_json({"what": what, "format": kind, "rows": count, "file": str(out)})
        else:
            print(ngettext("{count} row: {file}", "{count} rows: {file}", count).format(count=f"{count:,}", file=out))
    return 0
