"""``counterfoil statement``: write a customer's statement as PDF, workbook or CSV."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.lookups import customer_id_of
from app.commands.parsing import Parser, day, file_path
from app.commands.printing import formats_of, print_json
from app.domain.language import _
from app.services.documents import StatementDocument, StatementKind
from app.services.exporting.statements import statement_table
from app.services.exporting.tables import write_bytes
from app.services.office import Reader
from app.services.queries.statement import statement
from app.services.queries.statement_sites import NO_SITE, site_named


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to ask"))
    parser.add_argument("--customer", required=True, metavar="ACCOUNT", help=_("the customer's account number"))
    parser.add_argument("--from", dest="from_on", type=day, required=True, metavar="DATE", help=_("first day"))
    parser.add_argument(
        "--to", dest="to_on", type=day, required=True, metavar="DATE", help=_("last day, and the statement's date")
    )
    parser.add_argument(
        "--type",
        dest="kind",
        choices=[kind.value for kind in StatementKind],
        default=StatementKind.OPEN_ITEM.value,
        help=_("what it lists: open invoices (default), or everything since a balance brought forward"),
    )
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--site", metavar="NAME", help=_("only this site's invoices and what was applied to them"))
    part.add_argument(
        "--no-site",
        dest="no_site",
        action="store_true",
        help=_("only what belongs to no site: invoices without one, and credit that no invoice has used"),
    )
    parser.add_argument("--out", required=True, metavar="FILE", help=_("where it goes: a PDF, or its lines as .xlsx or .csv"))


def run(args: Namespace, desk: Desk) -> int:
    """Write the statement."""
    from app.gateways.paper.press import render_statement

    account, out = str(args.customer), file_path(args.out)
    with desk.book(str(args.book)) as office:
        profile, document = office.read(lambda reader: (reader.profile, _document(reader, args)))
        if out.suffix.lower() in (".csv", ".xlsx"):
            from app.gateways.spreadsheets.exporting import write_table

            write_table(statement_table(document, profile.currency), out)
        else:
            write_bytes(out, render_statement(document))
        if desk.json:
            print_json(
                {
                    "account": account,
                    **({"site": document.site} if document.site else {}),
                    "type": document.kind.value,
                    "from": document.from_on.isoformat(),
                    "to": document.to_on.isoformat(),
                    "balance": document.balance_minor,
                    "overdue": document.overdue_minor,
                    "total_due": document.due_minor,
                    "credit": document.credit_minor,
                    "file": str(out),
                }
            )
        else:
            amounts, _dates = formats_of(profile)
            print(_("Balance {amount}: {file}").format(amount=amounts.money(document.balance_minor), file=out))
    return 0


def _document(reader: Reader, args: Namespace) -> StatementDocument:
    customer_id = customer_id_of(reader, str(args.customer))
    site_id = NO_SITE if args.no_site else site_named(reader, customer_id, str(args.site)) if args.site else None
    return statement(reader, customer_id, args.from_on, args.to_on, StatementKind(args.kind), site_id=site_id)
