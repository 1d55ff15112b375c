"""``counterfoil trial-balance``: the balance of every ledger account at the end of a day."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.parsing import Parser, day
from app.commands.printing import formats_of, print_json, print_table
from app.domain.language import _
from app.services.queries.journal import trial_balance


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to ask"))
    parser.add_argument("--as-of", type=day, metavar="DATE", help=_("the day at whose end to look (default: today)"))


def run(args: Namespace, desk: Desk) -> int:
    """Print the trial balance."""
    with desk.book(str(args.book)) as office:
        profile, balance = office.read(lambda reader: (reader.profile, trial_balance(reader, args.as_of)))
        if desk.json:
            print_json(
                {
                    "as_of": balance.as_of.isoformat(),
                    "accounts": [
                        {
                            "code": row.code,
                            "name": row.name,
                            "export_name": row.export_name,
                            "debit": row.debit_minor,
                            "credit": row.credit_minor,
                        }
                        for row in balance.rows
                    ],
                    "totals": {"debit": balance.debit_minor, "credit": balance.credit_minor},
                }
            )
            return 0
        amounts, dates = formats_of(profile)
        print(_("Trial balance at the end of {date}, {currency}").format(
            date=dates.medium(balance.as_of), currency=profile.currency.code
        ))  # fmt: skip
        print_table(
            (_("Code"), _("Account"), _("Debit"), _("Credit")),
            [
                (
                    str(row.code),
                    row.name,
                    amounts.plain(row.debit_minor) if row.debit_minor else "",
                    amounts.plain(row.credit_minor) if row.credit_minor else "",
                )
                for row in balance.rows
            ],
            left=2,
            totals=("", _("Total"), amounts.plain(balance.debit_minor), amounts.plain(balance.credit_minor)),
        )
    return 0
