"""``counterfoil merge``: make one customer part of another, undo that, or only say what it would do."""

from __future__ import annotations

from argparse import Namespace

from sqlalchemy import select

from app.commands.desk import Desk
from app.commands.parsing import Parser
from app.commands.printing import Json, formats_of, print_json
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.customers import Customer
from app.services.customers.merging.looking import MergePreview, look_at_merge
from app.services.customers.merging.merging import merge_customers
from app.services.customers.merging.party import Party
from app.services.customers.merging.standing import StandingMerge, latest_merge
from app.services.customers.merging.undoing import undo_merge
from app.services.office import Profile, Reader, Writer


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "accounts",
        nargs="*",
        metavar="ACCOUNT",
        help=_("the account that goes, the word INTO, and the account that stays; with --undo, the account that went"),
    )
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))
    parser.add_argument("--undo", action="store_true", help=_("undo a merge: the account's that is named, or the latest"))
    parser.add_argument("--preview", action="store_true", help=_("only say what would happen"))


def run(args: Namespace, desk: Desk) -> int:
    """Merge, undo or preview."""
    words = [str(word).strip() for word in args.accounts]
    if bool(args.undo):
        if len(words) > 1 or bool(args.preview):
            raise UserError(_("Name one account to undo its merge, or none to undo the latest."))
        with desk.book(str(args.book)) as office:
            undone = office.write(lambda writer: _undo(writer, words[0] if words else ""))
            _say_undone(desk, undone, office.read(lambda reader: reader.profile))
        return 0
    if len(words) != 3 or words[1].casefold() != "into":
        raise UserError(_("Say which account goes into which."), _("For example: merge C-00002 INTO C-00001."))
    preview = bool(args.preview)
    with desk.book(str(args.book)) as office:
        if preview:
            seen = office.read(lambda reader: _look(reader, words[0], words[2]))
        else:
            seen = office.write(lambda writer: _merge(writer, words[0], words[2]))
        if preview and seen.refusal:
            raise UserError(seen.refusal)
        _say(desk, seen, preview=preview, profile=office.read(lambda reader: reader.profile))
    return 0


def own_account(reader: Reader, account: str) -> int:
    """Return the customer whose own account number this is, were it part of another now.

    Raises:
        NotFound: there is none.
    """
    found = reader.connection.execute(select(Customer.id).where(Customer.account == account)).scalar()
    if found is None:
        raise NotFound(_("There is no customer with the account number {account}.").format(account=account[:60]))
    return int(found)


def _look(reader: Reader, gone: str, kept: str) -> MergePreview:
    return look_at_merge(reader, own_account(reader, gone), own_account(reader, kept))


def _merge(writer: Writer, gone: str, kept: str) -> MergePreview:
    return merge_customers(writer, own_account(writer, gone), own_account(writer, kept))


def _undo(writer: Writer, account: str) -> StandingMerge:
    return undo_merge(writer, latest_merge(writer, account).id)


def _say(desk: Desk, seen: MergePreview, *, preview: bool, profile: Profile) -> None:
    gone, kept = seen.gone, seen.kept
    if desk.json:
        print_json(
            {
                "merged": not preview,
                "account": gone.account,
                "into": kept.account,
                "moved": seen.counts,
                "due": gone.due_minor + kept.due_minor,
                "credit": gone.credit_minor + kept.credit_minor,
                "lifetime": gone.lifetime_minor + kept.lifetime_minor,
            }
        )
        return
    amounts, _dates = formats_of(profile)
    text = (
        _("{gone} would become part of {kept}, who would owe {due}.")
        if preview
        else _("{gone} is part of {kept} now, who owes {due}.")
    )
    print(text.format(gone=_who(gone), kept=_who(kept), due=amounts.money(gone.due_minor + kept.due_minor)))
    for line in (*seen.moves, *(seen.notes if preview else ())):
        print(f"  {line}")


def _say_undone(desk: Desk, undone: StandingMerge, profile: Profile) -> None:
    gone, kept = undone.gone, undone.kept
    if desk.json:
        each: list[Json] = [
            {"account": one.account, "due": one.due_minor, "credit": one.credit_minor, "lifetime": one.lifetime_minor}
            for one in (gone, kept)
        ]
        print_json({"undone": True, "account": gone.account, "from": kept.account, "customers": each})
        return
    amounts, _dates = formats_of(profile)
    text = _("{gone} is a customer apart from {kept} again: {owes} is due from the one, {other} from the other.")
    owes, other = amounts.money(gone.due_minor), amounts.money(kept.due_minor)
    print(text.format(gone=_who(gone), kept=_who(kept), owes=owes, other=other))


def _who(each: Party) -> str:
    return f"{each.account} {each.name}"
