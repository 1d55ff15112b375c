"""What a merge would do, before it is done: what both customers have, how the one would stand, and what is in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.models.customers import Activity, Contact, CustomerTag, Note, Site
from app.models.estimates import Estimate
from app.models.invoices import CreditMemo, Invoice
from app.models.jobs import Job
from app.models.mail import MailMessage
from app.models.operations import Operation, RemoteCustomer, SavedMethod
from app.models.payments import Payment
from app.models.plans import Plan
from app.services.customers.merging.party import Party, party
from app.services.formats import amount_format
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging ``gone`` into ``kept`` would do.

    Attributes:
        gone: the customer that becomes part of the other.
        kept: the customer that stays.
        counts: how many rows of each kind would move, by table.
        moves: the same in words, one line each, translated.
        notes: what else happens, sentences, translated.
        refusal: why it cannot be done now, or empty.
    """

    gone: Party
    kept: Party
    counts: dict[str, int]
    moves: tuple[str, ...]
    notes: tuple[str, ...]
    refusal: str


# The words are looked up when they are shown.
_WORDS: dict[str, tuple[type, Callable[[int], str]]] = {
    "invoice": (Invoice, lambda n: ngettext("{count} invoice", "{count} invoices", n)),
    "payment": (Payment, lambda n: ngettext("{count} payment", "{count} payments", n)),
    "credit_memo": (CreditMemo, lambda n: ngettext("{count} credit memo", "{count} credit memos", n)),
    "plan": (Plan, lambda n: ngettext("{count} service plan", "{count} service plans", n)),
    "job": (Job, lambda n: ngettext("{count} job", "{count} jobs", n)),
    "estimate": (Estimate, lambda n: ngettext("{count} estimate", "{count} estimates", n)),
    "site": (Site, lambda n: ngettext("{count} site", "{count} sites", n)),
    "note": (Note, lambda n: ngettext("{count} note", "{count} notes", n)),
    "mail_message": (MailMessage, lambda n: ngettext("{count} message", "{count} messages", n)),
    "saved_method": (
        SavedMethod,
        lambda n: ngettext("{count} saved card or bank account", "{count} saved cards or bank accounts", n),
    ),
    "activity": (Activity, lambda n: ngettext("{count} line of activity", "{count} lines of activity", n)),
}


def look_at_merge(reader: Reader, gone_id: int, kept_id: int) -> MergePreview:
    """Return what merging one customer into another would do; nothing is changed.

    Raises:
        NotFound: no such customer.
    """
    gone, kept = party(reader, gone_id), party(reader, kept_id)
    counts = {name: _count(reader, model, gone_id) for name, (model, _say) in _WORDS.items()}
    moves = tuple(say(counts[name]).format(count=counts[name]) for name, (_model, say) in _WORDS.items() if counts[name])
    try:
        refuse_merge(reader, gone, kept)
    except UserError as error:
        return MergePreview(gone, kept, counts, moves, (), str(error))
    return MergePreview(gone, kept, counts, moves, tuple(_notes(reader, gone, kept)), "")


def refuse_merge(reader: Reader, gone: Party, kept: Party) -> None:
    """Refuse what cannot be merged.

    Raises:
        UserError: says why, and what to do.
    """
    if gone.id == kept.id:
        raise UserError(_("A customer cannot be merged into itself."), _("Choose another customer."))
    for each in (gone, kept):
        if each.merged_into_id is not None:
            raise UserError(
                _("{name} ({account}) is part of another customer already.").format(name=each.name, account=each.account)
            )
    if kept.status == "archived":
        raise UserError(
            _("{name} is archived.").format(name=kept.name),
            _("Take the account out of the archive first, or merge the other way round."),
        )
    refuse_under_way(reader, (gone, kept))


def refuse_under_way(reader: Reader, parties: tuple[Party, ...]) -> None:
    """Refuse while the processor has not answered for one of ``parties``.

    Raises:
        UserError: names the customer.
    """
    for each in parties:
        query = select(func.count()).where(Operation.customer_id == each.id, Operation.live)
        if reader.connection.execute(query).scalar_one():
            raise UserError(
                _("Something asked of the payment processor for {name} is still under way.").format(name=each.name),
                _("Wait for its answer, or cancel it, then try again."),
            )


def _count(reader: Reader, model: type, customer_id: int) -> int:
    table = model.__table__  # type: ignore[attr-defined]
    return int(
        reader.connection.execute(
            select(func.count()).select_from(table).where(table.c.customer_id == customer_id)
        ).scalar_one()
    )


def _notes(reader: Reader, gone: Party, kept: Party) -> list[str]:
    money = amount_format(reader.profile.locale, reader.profile.currency.code).money
    found = [
        _("{name} will owe {due} and have {credit} of credit.").format(
            name=kept.name,
            due=money(gone.due_minor + kept.due_minor),
            credit=money(gone.credit_minor + kept.credit_minor),
        ),
        _("Account number {account} will find {name}.").format(account=gone.account, name=kept.name),
    ]
    roles = reader.connection.execute(
        select(Contact.role).where(Contact.customer_id.in_([gone.id, kept.id])).group_by(Contact.role).having(func.count() > 1)
    ).all()
    if roles:
        found.append(_("Both have contacts: those of {name} stay, the others are kept in a note.").format(name=kept.name))
    tags = select(CustomerTag.tag).where(CustomerTag.customer_id == gone.id)
    if reader.connection.execute(tags.limit(1)).first() is not None:
        found.append(_("The tags of both are put together."))
    linked = reader.connection.execute(
        select(func.count())
        .select_from(RemoteCustomer.__table__)
        .where(or_(RemoteCustomer.customer_id == gone.id, RemoteCustomer.customer_id == kept.id))
    ).scalar_one()
    if linked == 2:
        found.append(_("Both stay as they are at the payment processor; the saved cards of both can be charged."))
    found.append(_("Statements for past days will show both accounts together."))
    found.append(_("The merge can be undone."))
    return found
