"""``counterfoil pay``: enter a payment; the oldest invoices first, unless others are named."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass

from app.commands.desk import Desk
from app.commands.lookups import customer_id_of, invoice_of
from app.commands.parsing import Parser, booking_day
from app.commands.printing import formats_of, print_json
from app.domain.amount_input import PLAIN
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.money import Currency
from app.models.payments import METHODS
from app.services.collecting.receiving import NewPayment, TakenPayment, find_doubles, take_payment
from app.services.importing.existing import numbers_of
from app.services.importing.values import amount_of
from app.services.office import Writer


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to enter it in"))
    parser.add_argument("--customer", required=True, metavar="ACCOUNT", help=_("the customer's account number"))
    parser.add_argument("--amount", required=True, metavar="AMOUNT", help=_("what was received, such as 120.00"))
    parser.add_argument("--method", required=True, choices=METHODS, help=_("how it was paid"))
    parser.add_argument("--reference", default="", metavar="TEXT", help=_("the check's number or the like"))
    parser.add_argument("--bank", default="", metavar="TEXT", help=_("the bank that a check is drawn on"))
    parser.add_argument("--date", type=booking_day, metavar="DATE", help=_("when it was received (default: today)"))
    parser.add_argument("--memo", default="", metavar="TEXT", help=_("a note that stays with the payment"))
    parser.add_argument(
        "--apply",
        action="append",
        metavar="INVOICE=AMOUNT",
        help=_("an invoice to pay and how much of it; repeatable; the rest stays as credit (default: the oldest first)"),
    )


@dataclass(frozen=True, slots=True)
class _Entered:
    """The payment, what it was applied to by invoice number, and the numbers of payments it looks like."""

    taken: TakenPayment
    applied: tuple[tuple[str, int], ...]
    doubles: tuple[str, ...]


def run(args: Namespace, desk: Desk) -> int:
    """Enter the payment."""
    with desk.book(str(args.book)) as office:
        profile = office.read(lambda reader: reader.profile)
        entered = office.write(lambda writer: _enter(writer, args))
        taken = entered.taken
        if entered.doubles:
            print(
                _("This looks like a payment that is in the book already: {numbers}.").format(
                    numbers=", ".join(entered.doubles)
                ),
                file=sys.stderr,
            )
        if desk.json:
            print_json(
                {
                    "payment": taken.number,
                    "account": str(args.customer),
                    "date": taken.received_on.isoformat(),
                    "amount": taken.amount_minor,
                    "method": str(args.method),
                    "reference": str(args.reference),
                    "applied": [{"invoice": number, "amount": amount} for number, amount in entered.applied],
                    "unapplied": taken.leftover_minor,
                }
            )
            return 0
        amounts, _dates = formats_of(profile)
        print(_("Payment {number}: {amount}").format(number=taken.number, amount=amounts.money(taken.amount_minor)))
        for number, amount in entered.applied:
            print(_("  Invoice {number}: {amount}").format(number=number, amount=amounts.money(amount)))
        if taken.leftover_minor:
            print(_("  Kept as credit: {amount}").format(amount=amounts.money(taken.leftover_minor)))
    return 0


def _enter(writer: Writer, args: Namespace) -> _Entered:
    money = writer.profile.currency
    customer_id = customer_id_of(writer, str(args.customer))
    apply = None if args.apply is None else _applied(writer, customer_id, str(args.customer), args.apply)
    new = NewPayment(
        customer_id,
        args.date or writer.today,
        str(args.method),
        _amount(str(args.amount), money),
        str(args.reference),
        str(args.memo),
        apply,
        drawn_on=str(args.bank) if args.method == "check" else "",
    )
    doubles = tuple(double.number for double in find_doubles(writer, new))
    taken = take_payment(writer, new)
    numbers = numbers_of(writer, list(taken.applied))
    return _Entered(taken, tuple((numbers[id_], amount) for id_, amount in taken.applied.items()), doubles)


def _applied(writer: Writer, customer_id: int, account: str, wanted: Sequence[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for word in wanted:
        number, equals, amount = word.rpartition("=")
        if not equals or not number:
            raise UserError(_("“{text}” is not INVOICE=AMOUNT, such as 10001=120.00.").format(text=word[:60]))
        invoice = invoice_of(writer, number)
        if invoice.customer_id != customer_id:
            raise NotFound(_("Customer {account} has no invoice {number}.").format(account=account, number=number))
        if invoice.id in found:
            raise UserError(_("Invoice {number} is named twice.").format(number=number))
        found[invoice.id] = _amount(amount, writer.profile.currency)
    return found


def _amount(text: str, money: Currency) -> int:
    return amount_of(text, PLAIN, money)
