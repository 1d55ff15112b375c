"""``counterfoil anonymise``: forget who a customer is and keep the books, or delete what was never used."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.merge import own_account
from app.commands.parsing import Parser
from app.commands.printing import print_json
from app.domain.errors import UserError
from app.domain.language import _
from app.services.customers.leaving.anonymising import anonymise_customer
from app.services.customers.leaving.deleting import delete_customer
from app.services.customers.leaving.looking import LeavingPreview, look_at_leaving
from app.services.office import Writer


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("account", metavar="ACCOUNT", help=_("the account number; it cannot be undone"))
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))
    parser.add_argument("--delete", action="store_true", help=_("delete the account, which nothing was ever posted to"))
    parser.add_argument("--preview", action="store_true", help=_("only say what would happen"))


def run(args: Namespace, desk: Desk) -> int:
    """Anonymise, delete or preview."""
    account = str(args.account).strip()
    delete, preview = bool(args.delete), bool(args.preview)
    with desk.book(str(args.book)) as office:
        if preview:
            seen = office.read(lambda reader: look_at_leaving(reader, own_account(reader, account)))
            if seen.refusal:
                raise UserError(seen.refusal)
        else:
            seen = office.write(lambda writer: _delete(writer, account) if delete else _anonymise(writer, account))
    if desk.json:
        done = "nothing" if preview else "deleted" if delete else "anonymised"
        print_json({"account": account, "done": done, "deletable": seen.deletable, "rows": seen.counts})
        return 0
    if preview:
        print(_("This would be removed:"))
    elif delete:
        print(_("{account} is deleted.").format(account=account))
    else:
        print(_("{account} is anonymised. This was removed:").format(account=account))
    for line in seen.goes:
        print(f"  {line}")
    if seen.stays:
        print(_("This stays:"))
    for line in seen.stays:
        print(f"  {line}")
    return 0


def _anonymise(writer: Writer, account: str) -> LeavingPreview:
    return anonymise_customer(writer, own_account(writer, account), account)


def _delete(writer: Writer, account: str) -> LeavingPreview:
    customer_id = own_account(writer, account)
    seen = look_at_leaving(writer, customer_id)
    delete_customer(writer, customer_id)
    return seen
