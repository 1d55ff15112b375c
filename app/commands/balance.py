"""``counterfoil balance``: how one customer stands at the end of a day."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.lookups import customer_id_of
from app.commands.parsing import Parser, day
from app.commands.printing import formats_of, print_facts, print_json
from app.domain.language import _
from app.services.office import Reader
from app.services.queries.receivables import Balance, balance_of


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to ask"))
    parser.add_argument("--customer", required=True, metavar="ACCOUNT", help=_("the customer's account number"))
    parser.add_argument("--as-of", type=day, metavar="DATE", help=_("the day at whose end to look (default: today)"))


def run(args: Namespace, desk: Desk) -> int:
    """Print the customer's balance."""
    account = str(args.customer)

    def ask(reader: Reader) -> Balance:
        return balance_of(reader, customer_id_of(reader, account), args.as_of)

    with desk.book(str(args.book)) as office:
        profile, today, balance = office.read(lambda reader: (reader.profile, reader.today, ask(reader)))
        as_of = args.as_of or today
        if desk.json:
            print_json(
                {
                    "account": account,
                    "as_of": as_of.isoformat(),
                    "total_due": balance.due_minor,
                    "overdue": balance.overdue_minor,
                    "credit": balance.credit_minor,
                    "lifetime_value": balance.lifetime_minor,
                }
            )
            return 0
        amounts, dates = formats_of(profile)
        print(_("{account} at the end of {date}").format(account=account, date=dates.medium(as_of)))
        print_facts(
            (
                (_("Total due"), amounts.money(balance.due_minor)),
                (_("Overdue"), amounts.money(balance.overdue_minor)),
                (_("Credit"), amounts.money(balance.credit_minor)),
                (_("Lifetime value"), amounts.money(balance.lifetime_minor)),
            )
        )
    return 0
