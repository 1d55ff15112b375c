"""``counterfoil refund``: give money of a payment back through the processor."""

from __future__ import annotations

import sys
from argparse import Namespace

from sqlalchemy import select

from app.commands.desk import Desk
from app.commands.parsing import Parser
from app.commands.printing import formats_of, print_json
from app.domain.amount_input import PLAIN
from app.domain.errors import CounterfoilError, NotFound
from app.domain.language import _
from app.models.payments import Payment
from app.services.importing.values import amount_of
from app.services.office import Writer


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))
    parser.add_argument("--payment", required=True, metavar="N", help=_("the payment's number, such as P-00001"))
    parser.add_argument("--amount", required=True, metavar="AMOUNT", help=_("how much is given back"))
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("why, for the customer's activity"))


def run(args: Namespace, desk: Desk) -> int:
    """Queue the refund and send it at once; unreachable, it stays queued."""
    from app.bootstrap.charging import processor_for
    from app.services.charging.connecting import why_not_sent
    from app.services.charging.operations import is_decided, operation_facts
    from app.services.charging.syncing import send_now
    from app.services.queries.operations import state_words

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
        if desk.json:
            print_json(
                {
                    "operation": found.id,
                    "payment": str(args.payment),
                    "amount": found.amount_minor,
                    "state": str(found.state),
                    "processor_refund": found.remote_id or None,
                }
            )
        else:
            amounts, _dates = formats_of(profile)
            print(f"{amounts.money(found.amount_minor)}: {state_words(str(found.state))}")
        why = str(fault) if fault is not None else office.read(lambda reader: why_not_sent(reader, office.clock.now()))
        if why and not is_decided(found.state):
            print(why, file=sys.stderr)
    return 0 if str(found.state) in {"succeeded", "processing"} else 1


def _queue(writer: Writer, args: Namespace) -> int:
    from app.services.charging.queueing import queue_refund

    payment_id = writer.connection.execute(select(Payment.id).where(Payment.number == str(args.payment))).scalar()
    if payment_id is None:
        raise NotFound(_("There is no payment {number}.").format(number=str(args.payment)[:60]))
    amount = amount_of(str(args.amount), PLAIN, writer.profile.currency)
    return queue_refund(writer, payment_id, amount, str(args.reason).strip() or _("Refunded by the office"))
