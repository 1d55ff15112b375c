"""``counterfoil link``: adopt a customer that exists at the processor, with the saved cards and bank accounts."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.lookups import customer_id_of
from app.commands.parsing import Parser
from app.commands.printing import print_json
from app.domain.language import _, ngettext


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))
    parser.add_argument("--customer", required=True, metavar="ACCOUNT", help=_("the customer's account number"))
    parser.add_argument("--processor-customer", required=True, metavar="ID", help=_("the processor's id, such as cus_…"))


def run(args: Namespace, desk: Desk) -> int:
    """Link them."""
    from app.bootstrap.charging import processor_for
    from app.services.charging.customers import link_customer

    with desk.book(str(args.book)) as office:
        customer_id = office.read(lambda reader: customer_id_of(reader, str(args.customer)))
        with processor_for(office) as processor:
            methods = link_customer(office, processor, customer_id, str(args.processor_customer))
    if desk.json:
        print_json(
            {
                "account": str(args.customer),
                "processor_customer": str(args.processor_customer),
                "methods": [
                    {
                        "id": each.remote_id,
                        "kind": each.kind,
                        "brand": each.brand,
                        "last4": each.last4,
                        "expires": each.expires_on.isoformat() if each.expires_on else None,
                        "default": each.is_default,
                    }
                    for each in methods
                ],
            }
        )
        return 0
    print(
        ngettext("Linked: {count} saved card or account.", "Linked: {count} saved cards or accounts.", len(methods)).format(
            count=len(methods)
        )
    )
    for each in methods:
        print(f"  {each.brand} {each.last4}")
    return 0
