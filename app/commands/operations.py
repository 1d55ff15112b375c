"""``counterfoil operations``: everything asked of the processor, and where it stands."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.parsing import Parser
from app.commands.printing import formats_of, print_json, print_table
from app.domain.language import _


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))


def run(args: Namespace, desk: Desk) -> int:
    """List them."""
    from app.services.queries.operations import list_operations, state_words

    with desk.book(str(args.book)) as office:
        profile = office.read(lambda reader: reader.profile)
        found = office.read(list_operations)
    if desk.json:
        print_json(
            [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "state": each.state,
                    "held": each.held,
                    "account": each.account,
                    "customer": each.customer_name,
                    "amount": each.amount_minor,
                    "invoices": list(each.invoices),
                    "method": each.method,
                    "attempt": each.attempt,
                    "since": each.state_at.isoformat(),
                    "reason": each.reason,
                    "next_step": each.next_step,
                }
                for each in found
            ]
        )
        return 0
    if not found:
        print(_("Nothing was asked of the processor."))
        return 0
    amounts, _dates = formats_of(profile)
    headings = (_("No."), _("State"), _("Account"), _("Customer"), _("Invoices"), _("Next step"), _("Amount"))
    rows = [
        (
            str(each.id),
            _("held") if each.held else state_words(each.state),
            each.account,
            each.customer_name,
            ", ".join(each.invoices),
            each.next_step,
            amounts.plain(each.amount_minor),
        )
        for each in found
    ]
    print_table(headings, rows, left=6)
    return 0
