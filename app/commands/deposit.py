"""``counterfoil deposit``: take the cash and checks that wait to the bank, and write the slip that goes with them."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from app.commands.desk import Desk
from app.commands.parsing import Parser, day, file_path
from app.commands.printing import formats_of, print_json, print_table
from app.domain.language import _
from app.services.collecting.depositing import MadeDeposit, make_deposit
from app.services.exporting.tables import write_bytes
from app.services.office import Writer
from app.services.queries.deposits import deposit_slip
from app.services.queries.words import method_word


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))
    parser.add_argument(
        "--on", type=day, required=True, metavar="DATE", help=_("the day of the deposit: what was received until then goes")
    )
    parser.add_argument("--out", metavar="FILE", help=_("where the deposit slip goes, as PDF"))


def run(args: Namespace, desk: Desk) -> int:
    """Make the deposit; without its slip, where one is asked for, there is no deposit either."""
    out = file_path(args.out) if args.out else None
    with desk.book(str(args.book)) as office:
        profile = office.read(lambda reader: reader.profile)
        made = office.write(lambda writer: _make(writer, args, out))
        if desk.json:
            print_json(
                {
                    "deposit": made.number,
                    "date": made.deposited_on.isoformat(),
                    "total": made.total_minor,
                    "cash": sum(each.amount_minor for each in made.payments if each.method == "cash"),
                    "payments": [
                        {
                            "payment": each.number,
                            "account": each.account,
                            "method": each.method,
                            "reference": each.reference,
                            "amount": each.amount_minor,
                        }
                        for each in made.payments
                    ],
                    "file": str(out) if out is not None else None,
                }
            )
            return 0
        amounts, dates = formats_of(profile)
        headings = (_("Payment"), _("Received"), _("Customer"), _("Method"), _("Reference"), _("Amount"))
        rows = [
            (
                each.number,
                dates.medium(each.received_on),
                each.customer,
                method_word(each.method),
                each.reference,
                amounts.plain(each.amount_minor),
            )
            for each in made.payments
        ]
        print_table(headings, rows, left=5)
        print(
            _("Deposit {number} of {date}: {amount}").format(
                number=made.number, date=dates.medium(made.deposited_on), amount=amounts.money(made.total_minor)
            )
        )
        if out is not None:
            print(_("Slip: {file}").format(file=out))
    return 0


def _make(writer: Writer, args: Namespace, out: Path | None) -> MadeDeposit:
    made = make_deposit(writer, args.on)
    if out is not None:
        from app.gateways.paper.press import render_deposit_slip

        write_bytes(out, render_deposit_slip(deposit_slip(writer, made.id)))
    return made
