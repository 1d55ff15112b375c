"""Whether a customer can be deleted or only anonymised, what either would do, and what is in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, func, select

from app.domain.errors import UserError
from app.domain.job_states import OPEN_STATUSES
from app.domain.language import _, ngettext
from app.models.customers import Activity, Contact, Customer, Note, Site
from app.models.estimates import Estimate
from app.models.invoices import CreditMemo, CreditRequest, Invoice
from app.models.jobs import Job
from app.models.ledger import JournalEntry
from app.models.mail import MailMessage
from app.models.merges import CustomerMerge
from app.models.operations import Operation, RemoteCustomer, SavedMethod
from app.models.payments import Payment
from app.models.plans import Plan
from app.services.customers.merging.looking import refuse_under_way
from app.services.customers.merging.party import Party, party
from app.services.formats import amount_format
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class LeavingPreview:
    """What deleting or anonymising a customer would do.

    Attributes:
        customer: who it is about.
        deletable: whether nothing was ever posted, so that the account can go altogether.
        goes: what is removed, lines, translated.
        stays: what is left as it is, lines, translated.
        counts: how many rows of each kind lose their words, by table.
        refusal: why it cannot be anonymised (or deleted) now, or empty.
    """

    customer: Party
    deletable: bool
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    counts: dict[str, int]
    refusal: str


def look_at_leaving(reader: Reader, customer_id: int) -> LeavingPreview:
    """Return what would become of a customer who is to be forgotten; nothing is changed.

    Raises:
        NotFound: no such customer.
    """
    customer = party(reader, customer_id)
    deletable = is_unused(reader, customer_id)
    try:
        refuse_leaving(reader, customer)
    except UserError as error:
        return LeavingPreview(customer, deletable, (), (), {}, str(error))
    counts = {
        model.__tablename__: _count(reader, model.__table__, model.__table__.c.customer_id == customer_id)
        for model in (Contact, Site, Note, MailMessage, Activity, SavedMethod, Invoice, Payment)
    }
    if deletable:
        goes = [
            _("The account {account} with everything on it.").format(account=customer.account),
            *_lines(counts),
        ]
        return LeavingPreview(customer, deletable, tuple(goes), (), counts, "")
    goes = [_("The name, all contacts and addresses, and whatever the search box finds them by."), *_lines(counts)]
    money = amount_format(reader.profile.locale, reader.profile.currency.code).money
    stays = [
        _("Account number {account}, every invoice and payment with its number, date and amount.").format(
            account=customer.account
        ),
        _("Every journal entry: a lifetime value of {amount} stays in the books.").format(
            amount=money(customer.lifetime_minor)
        ),
        _("Backups, exports and printed papers made before keep the name."),
    ]
    linked = select(RemoteCustomer.remote_id).where(RemoteCustomer.customer_id == customer_id)
    if reader.connection.execute(linked).first() is not None:
        stays.append(_("The payment processor keeps records of its own: remove the customer there as well."))
    return LeavingPreview(customer, deletable, tuple(goes), tuple(stays), counts, "")


def is_unused(reader: Reader, customer_id: int) -> bool:
    """Return whether nothing about a customer ever got a number or went out: such an account can be deleted."""
    tables = (JournalEntry, Payment, CreditMemo, Operation, RemoteCustomer, SavedMethod, Job, Plan)
    some = [(model.__table__, model.__table__.c.customer_id == customer_id) for model in tables]
    some.append((Invoice.__table__, (Invoice.customer_id == customer_id) & Invoice.number.is_not(None)))
    some.append((Estimate.__table__, (Estimate.customer_id == customer_id) & Estimate.number.is_not(None)))
    some.append((MailMessage.__table__, MailMessage.customer_id == customer_id))
    some.append((CustomerMerge.__table__, (CustomerMerge.gone_id == customer_id) | (CustomerMerge.kept_id == customer_id)))
    return not any(_count(reader, table, which) for table, which in some)


def refuse_leaving(reader: Reader, customer: Party) -> None:
    """Refuse to forget somebody with whom something is still open.

    Raises:
        UserError: says what, and what to do.
    """
    if customer.merged_into_id is not None:
        into = party(reader, customer.merged_into_id)
        raise UserError(
            _("{account} is part of {other} now.").format(account=customer.account, other=into.account),
            _("Undo the merge first, or anonymise {other}.").format(other=into.account),
        )
    if _count(reader, Activity.__table__, (Activity.customer_id == customer.id) & (Activity.kind == "customer.anonymised")):
        raise UserError(_("{account} is anonymised already.").format(account=customer.account))
    if customer.due_minor or customer.credit_minor:
        raise UserError(
            _("{name} still has an open balance or credit.").format(name=customer.name),
            _("Settle the account first: afterwards nobody can tell whom to ask."),
        )
    plans = _count(reader, Plan.__table__, (Plan.customer_id == customer.id) & Plan.status.not_in(("cancelled", "ended")))
    if plans:
        text = ngettext("{count} service plan is not ended.", "{count} service plans are not ended.", plans)
        raise UserError(text.format(count=plans), _("Cancel what still runs first."))
    jobs = _count(reader, Job.__table__, (Job.customer_id == customer.id) & Job.status.in_(OPEN_STATUSES))
    if jobs:
        text = ngettext("{count} job is not done.", "{count} jobs are not done.", jobs)
        raise UserError(text.format(count=jobs), _("Finish or cancel what is left of it first."))
    waiting = (CreditRequest.customer_id == customer.id) & (CreditRequest.state == "waiting")
    if _count(reader, CreditRequest.__table__, waiting):
        raise UserError(
            _("A credit for {name} waits for approval.").format(name=customer.name), _("Approve or decline it first.")
        )
    refuse_under_way(reader, (customer,))


def everyone_in(reader: Reader, customer_id: int) -> list[int]:
    """Return the ids of a customer and of those that were merged into it."""
    merged = select(Customer.id).where(Customer.merged_into_id == customer_id).order_by(Customer.id)
    return [customer_id, *reader.connection.execute(merged).scalars()]


def _count(reader: Reader, table: Table, which: ColumnElement[bool]) -> int:
    return int(reader.connection.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def _lines(counts: dict[str, int]) -> list[str]:
    words: dict[str, Callable[[int], str]] = {
        "contact": lambda n: ngettext("{count} contact", "{count} contacts", n),
        "site": lambda n: ngettext("Name and address of {count} site", "Names and addresses of {count} sites", n),
        "note": lambda n: ngettext("{count} note", "{count} notes", n),
        "mail_message": lambda n: ngettext(
            "The words and files of {count} message", "The words and files of {count} messages", n
        ),
        "activity": lambda n: ngettext(
            "What {count} line of activity says of names", "What {count} lines of activity say of names", n
        ),
        "saved_method": lambda n: ngettext("{count} saved card or bank account", "{count} saved cards or bank accounts", n),
    }
    return [say(counts[name]).format(count=counts[name]) for name, say in words.items() if counts[name]]
