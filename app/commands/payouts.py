"""``counterfoil payouts``: what the processor paid out, what it consisted of, and what does not tie out."""

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
    from app.services.queries.payouts import held_minor, list_payouts

    with desk.book(str(args.book)) as office:
        profile = office.read(lambda reader: reader.profile)
        found = office.read(list_payouts)
        held = office.read(held_minor)
    if desk.json:
        print_json(
            {
                "held": held,
                "payouts": [
                    {
                        "id": each.remote_id,
                        "amount": each.amount_minor,
                        "arrives": each.arrives_on.isoformat(),
                        "state": each.state,
                        "in_bank": each.posted,
                        "by_hand": each.by_hand,
                        "held_before": None if each.around is None else each.around.before_minor,
                        "held_after": None if each.around is None else each.around.after_minor,
                        "seen_on": None if each.seen_on is None else each.seen_on.isoformat(),
                        "seen_by": each.seen_by,
                        "difference": each.difference_minor,
                        "unexplained": each.off_minor,
                        "not_in_book": list(each.not_in_book),
                        "parts": [
                            {
                                "kind": part.kind,
                                "count": part.count,
                                "amount": part.amount_minor,
                                "fee": part.fee_minor,
                                "net": part.net_minor,
                            }
                            for part in each.parts
                        ],
                    }
                    for each in found
                ],
            }
        )
        return 0
    amounts, dates = formats_of(profile)
    if found:
        headings = (
            _("Payout"), _("State"), _("Arrives"), _("Bank statement"), _("Gross"), _("Fees"), _("Difference"), _("Deposit")
        )  # fmt: skip
        rows = [
            (
                each.remote_id,
                each.state,
                dates.medium(each.arrives_on),
                _("not seen yet") if each.seen_on is None else dates.medium(each.seen_on),
                _("by hand") if each.by_hand else amounts.plain(each.gross_minor),
                "" if each.by_hand else amounts.plain(each.fee_minor),
                amounts.plain(each.off_minor),
                amounts.plain(each.amount_minor),
            )
            for each in found
        ]
        print_table(headings, rows, left=4)
    for each in found:
        if each.around is not None:
            print(
                _("{id} was made by hand: the processor held {before} before and {after} after.").format(
                    id=each.remote_id,
                    before=amounts.money(each.around.before_minor),
                    after=amounts.money(each.around.after_minor),
                )
            )
    print(_("The processor holds {amount}.").format(amount=amounts.money(held)))
    return 0
