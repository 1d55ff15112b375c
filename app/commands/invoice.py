"""``counterfoil invoice``: write an invoice as PDF."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.lookups import invoice_of
from app.commands.parsing import Parser, file_path
from app.commands.printing import formats_of, print_json
from app.domain.language import _
from app.services.exporting.tables import write_bytes
from app.services.queries.documents import invoice_document


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to ask"))
    parser.add_argument("--number", required=True, metavar="N", help=_("the invoice's number"))
    parser.add_argument("--out", required=True, metavar="FILE", help=_("where the PDF goes"))


def run(args: Namespace, desk: Desk) -> int:
    """Write the invoice."""
    from app.gateways.paper.press import render_invoice

    number, out = str(args.number), file_path(args.out)
    with desk.book(str(args.book)) as office:
        profile, known = office.read(lambda reader: (reader.profile, invoice_of(reader, number)))
        document = office.read(lambda reader: invoice_document(reader, known.id))
        write_bytes(out, render_invoice(document))
        if desk.json:
            print_json(
                {
                    "number": number,
                    "account": known.account,
                    "date": known.issued_on.isoformat(),
                    "due": known.due_on.isoformat(),
                    "total": known.total_minor,
                    "open": known.open_minor,
                    "file": str(out),
                }
            )
        else:
            amounts, _dates = formats_of(profile)
            print(_("Invoice {number}, {amount}: {file}").format(
                number=number, amount=amounts.money(known.total_minor), file=out
            ))  # fmt: skip
    return 0
