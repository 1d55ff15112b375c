"""``counterfoil charge``: charge a customer's saved card or bank account for invoices or an amount, now."""

from __future__ import annotations

import sys
from argparse import Namespace

from sqlalchemy import select

from app.commands.desk import Desk
from app.commands.lookups import customer_id_of, invoice_of
from app.commands.parsing import Parser
from app.commands.printing import formats_of, print_json
from app.domain.amount_input import PLAIN
from app.domain.errors import CounterfoilError, NotFound
from app.domain.language import _
from app.models.invoices import Invoice
from app.services.importing.values import amount_of
from app.services.office import Writer


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))
    parser.add_argument("--customer", required=True, metavar="ACCOUNT", help=_("the customer's account number"))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--invoice", action="append", metavar="N", help=_("an invoice to charge what is open of; repeatable"))
    what.add_argument("--amount", metavar="AMOUNT", help=_("an amount that becomes the customer's credit"))


def run(args: Namespace, desk: Desk) -> int:
    """Queue the charge and send it at once; unreachable, it stays queued."""
    from app.bootstrap.charging import processor_for
    from app.services.charging.connecting import why_not_sent
    from app.services.charging.operations import is_decided, operation_facts
    from app.services.charging.syncing import send_now
    from app.services.queries.operations import list_operations, state_words

    with desk.book(str(args.book)) as office:
        profile = office.read(lambda reader: reader.profile)
        operation_id = office.write(lambda writer: _queue(writer, args))
        fault: CounterfoilError | None = None
        try:
            with processor_for(office) as processor:
                send_now(office, processor, [operation_id])
        except CounterfoilError as error:
            fault = error
        found = office.read(lambda reader: operation_facts(reader, operation_id))
        views = office.read(lambda reader: list_operations(reader, customer_id=found.customer_id))
        view = next(each for each in views if each.id == found.id)
        if desk.json:
            print_json(
                {
                    "operation": found.id,
                    "account": str(args.customer),
                    "amount": found.amount_minor,
                    "state": str(found.state),
                    "invoices": list(view.invoices),
                    "processor_payment": found.remote_id or None,
                    "reason": view.reason,
                }
            )
        else:
            amounts, _dates = formats_of(profile)
            print(f"{amounts.money(found.amount_minor)}: {state_words(str(found.state))}")
            if view.reason:
                print(f"{view.reason} {view.next_step}".strip())
        why = str(fault) if fault is not None else office.read(lambda reader: why_not_sent(reader, office.clock.now()))
        if why and not is_decided(found.state):
            print(why, file=sys.stderr)
    return 0 if str(found.state) in {"succeeded", "processing"} else 1


def _queue(writer: Writer, args: Namespace) -> int:
    from app.services.charging.queueing import queue_charge

    customer_id = customer_id_of(writer, str(args.customer))
    if args.amount is not None:
        amount = amount_of(str(args.amount), PLAIN, writer.profile.currency)
        return queue_charge(writer, customer_id, amount_minor=amount)
    wanted: dict[int, int] = {}
    for number in args.invoice:
        invoice = invoice_of(writer, str(number))
        if invoice.customer_id != customer_id:
            raise NotFound(_("Customer {account} has no invoice {number}.").format(account=args.customer, number=number))
        wanted[invoice.id] = writer.connection.execute(select(Invoice.open_minor).where(Invoice.id == invoice.id)).scalar_one()
    return queue_charge(writer, customer_id, wanted)
