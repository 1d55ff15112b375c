"""Statements of account, both kinds, for any range of days, filled for the printer.

An open-item statement lists what is open at the end of its last day; one with a balance brought forward lists everything that
moved the account in its days. Both end on the same balance: what is due less the account credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, bindparam, func, select

from app.domain.errors import UserError
from app.domain.language import _, speaking
from app.models.base import IsoDate, other
from app.models.customers import Site
from app.models.invoices import CreditMemo, Invoice
from app.models.ledger import JournalEntry, Posting
from app.models.payments import Payment
from app.services.documents import AgingFooter, Edition, OpenItem, SiteRow, StatementDocument, StatementEntry, StatementKind
from app.services.formats import amount_format
from app.services.office import Reader
from app.services.queries.asking import Question, among, as_ids, exact_sum
from app.services.queries.history import AMOUNT, INVOICE_ID, MOVES_BALANCE, ON_ACCOUNT
from app.services.queries.open_invoices import OpenInvoiceRow, open_invoices
from app.services.queries.paper_heads import customer_edition, customer_language, letterhead, recipient
from app.services.queries.receivables import CUSTOMER, Balance, aging, balance_of
from app.services.queries.statement_sites import (
    NO_SITE,
    SiteMove,
    ages,
    balance_of_site,
    open_of_site,
    site_moves,
    site_net_before,
    site_words,
)
from app.services.queries.words import method_word
from app.services.translations import translations_for


def statement(
    reader: Reader,
    customer_id: int,
    from_on: date,
    to_on: date,
    kind: StatementKind = StatementKind.OPEN_ITEM,
    *,
    message: str = "",
    with_remittance: bool = True,
    site_id: int | None = None,
) -> StatementDocument:
    """Return a customer's statement as of the end of ``to_on``, in the customer's language.

    ``site_id`` makes it one of that site's part of the account, or with ``NO_SITE`` of what is no site's; how the parts are
    counted is said in ``statement_sites``.

    Raises:
        NotFound: no such customer, or a site of another one.
        UserError: ``to_on`` lies before ``from_on``.
    """
    if to_on < from_on:
        raise UserError(_("A statement cannot end before it begins."), _("Choose a later last day."))
    edition = customer_edition(reader, customer_language(reader, customer_id))
    with speaking(translations_for(edition.language)):
        if site_id is None:
            rows, site = open_invoices(reader, customer_id, to_on), ""
            balance = balance_of(reader, customer_id, to_on)
            footer = AgingFooter(*aging(reader, to_on, customer_id).totals.by_bucket())
        else:
            rows, site = open_of_site(reader, customer_id, site_id, to_on), site_words(reader, customer_id, site_id)
            balance = balance_of_site(reader, customer_id, site_id, to_on)
            footer = AgingFooter(*ages(rows, to_on).by_bucket())
            message = "\n".join(part for part in (message, _elsewhere(reader, customer_id, site_id, to_on, edition)) if part)
        entries: tuple[StatementEntry, ...] = ()
        items: tuple[OpenItem, ...] = ()
        opening = 0
        if kind is StatementKind.BALANCE_FORWARD:
            if site_id is None:
                opening = net_before(reader, customer_id, from_on)
                moves = MOVES.all(reader, customer_id=customer_id, from_on=from_on, to_on=to_on)
                entries = tuple(_entries(opening, moves))
            else:
                opening = site_net_before(reader, customer_id, site_id, from_on)
                entries = tuple(_site_entries(opening, site_moves(reader, customer_id, site_id, from_on, to_on), site_id))
            entries += tuple(_credit_inside(balance, to_on, edition))
        else:
            items = tuple(_items(reader, rows, balance, to_on, together=site_id is None))
        return StatementDocument(
            edition,
            letterhead(reader),
            recipient(reader, customer_id),
            kind,
            from_on,
            to_on,
            balance.due_minor - balance.credit_minor,
            balance.overdue_minor,
            opening,
            entries,
            items,
            footer,
            message,
            with_remittance,
            balance.credit_minor,
            site,
        )


def _elsewhere(reader: Reader, customer_id: int, site_id: int, to_on: date, edition: Edition) -> str:
    """Return that there is credit which no site's statement counts, where there is some."""
    credit = balance_of(reader, customer_id, to_on).credit_minor if site_id != NO_SITE else 0
    if not credit:
        return ""
    money = amount_format(edition.locale, edition.currency.code).money
    return _("Account credit of {credit} belongs to no site and is not counted here.").format(credit=money(credit))


def net_before(reader: Reader, customer_id: int, day: date) -> int:
    """Return what was due less the account credit when ``day`` began, in minor units."""
    if day == date.min:
        return 0
    return NET.one(reader, customer_id=customer_id, to_on=day - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class _Move:
    """One entry that moved the account, with whatever document it is about."""

    posted_on: date
    kind: str
    amount_minor: int
    memo: str
    payment_number: str
    method: str
    reference: str
    credit_number: str
    credit_reason: str
    invoice_number: str
    subject: str
    site_name: str
    parent_id: int | None
    parent_number: str
    parent_subject: str


def _entries(opening_minor: int, moves: Iterable[_Move]) -> Iterable[StatementEntry]:
    """Return lines with their running balance; the shares of a multi-site invoice become one line."""
    balance = opening_minor
    for _key, group in groupby(enumerate(moves), lambda pair: _grouping(*pair)):
        together = [move for _number, move in group]
        first = together[0]
        amount = sum(move.amount_minor for move in together)
        balance += amount
        shared = first.parent_id is not None and first.kind == "invoice"
        yield StatementEntry(
            first.posted_on,
            first.parent_number if shared else _reference(first),
            first.parent_subject if shared else _description(first),
            amount if amount > 0 else None,
            -amount if amount < 0 else None,
            balance,
            tuple(SiteRow(move.invoice_number, move.site_name or move.subject, move.amount_minor) for move in together)
            if shared
            else (),
        )


def _site_entries(opening_minor: int, moves: Iterable[SiteMove], site_id: int) -> Iterable[StatementEntry]:
    """Return the lines of a part of the account with their running balance."""
    balance = opening_minor
    for move in moves:
        amount = move.amount_minor
        balance += amount
        words = _site_description(move, site_id)
        reference = move.payment_number or move.credit_number or move.invoice_number
        yield StatementEntry(
            move.posted_on, reference, words, amount if amount > 0 else None, -amount if amount < 0 else None, balance
        )


def _site_description(move: SiteMove, site_id: int) -> str:
    if move.kind != "allocation":
        return _description(move)
    if site_id == NO_SITE:
        return _("Used for invoices of sites") if move.amount_minor > 0 else _("Back from invoices of sites")
    if move.amount_minor > 0:
        return _("Taken off invoice {number} again").format(number=move.invoice_number)
    if move.payment_number:
        how = f"{method_word(move.method)} {move.reference}".strip()
        return _("Payment applied, {how}").format(how=how)
    return _("Credit applied: {reason}").format(reason=move.credit_reason)


def _grouping(number: int, move: _Move) -> tuple[str, int, date]:
    if move.kind == "invoice" and move.parent_id is not None:
        return "parent", move.parent_id, move.posted_on
    return "", number, move.posted_on


def _reference(move: _Move) -> str:
    return move.payment_number or move.credit_number or move.invoice_number


def _description(move: _Move | SiteMove) -> str:
    if move.kind == "invoice":
        return move.subject or _("Invoice")
    if move.kind == "payment":
        how = f"{method_word(move.method)} {move.reference}".strip()
        return _("Payment received, {how}").format(how=how)
    if move.kind == "credit_memo":
        return _("Credit: {reason}").format(reason=move.credit_reason)
    words = {
        "write_off": _("Written off") if move.amount_minor <= 0 else _("Write-off taken back"),
        "void": _("Invoice {number} voided").format(number=move.invoice_number)
        if move.invoice_number
        else _("Credit voided"),
        "refund": _("Refund"),
        "returned": _("Payment returned by the bank"),
        "disputed": _("Payment disputed"),
        "expired": _("Credit expired"),
    }
    return words.get(move.kind) or move.memo or _("Correction")


def _credit_inside(balance: Balance, to_on: date, edition: Edition) -> Iterable[StatementEntry]:
    """Return a line that says how much of the balance is credit, where something is due beside it: the ages add up to more."""
    if balance.credit_minor and balance.due_minor:
        money = amount_format(edition.locale, edition.currency.code).money
        text = _("Account credit of {credit} is taken off {due} of open invoices").format(
            credit=money(balance.credit_minor), due=money(balance.due_minor)
        )
        yield StatementEntry(to_on, "", text)


def _items(
    reader: Reader, rows: Sequence[OpenInvoiceRow], balance: Balance, to_on: date, *, together: bool
) -> Iterable[OpenItem]:
    """Return what is open, oldest first, sites under their parent when ``together``, the account credit last."""
    parents = {row.id: row for row in _PARENTS.all(reader, ids=as_ids(_parent_ids(rows)))}
    done: set[int] = set()
    for row in rows:
        if row.parent_id is None or not together:
            open_minor, total = row.open_minor, row.total_minor
            yield OpenItem(
                row.issued_on, row.due_on, row.number, row.subject, total, total - open_minor, open_minor, row.days_late > 0
            )
        elif row.parent_id not in done:
            done.add(row.parent_id)
            parent = parents[row.parent_id]
            shares = [other for other in rows if other.parent_id == row.parent_id]
            total = sum(share.total_minor for share in shares)
            open_minor = sum(share.open_minor for share in shares)
            yield OpenItem(
                row.issued_on,
                row.due_on,
                parent.number,
                parent.subject,
                total,
                total - open_minor,
                open_minor,
                row.days_late > 0,
                tuple(SiteRow(share.number, share.site_name or share.subject, share.total_minor) for share in shares),
            )
    if balance.credit_minor:
        credit = balance.credit_minor
        yield OpenItem(to_on, None, "", _("Account credit"), -credit, 0, -credit)


def _parent_ids(rows: Iterable[OpenInvoiceRow]) -> set[int]:
    return {row.parent_id for row in rows if row.parent_id is not None}


@dataclass(frozen=True, slots=True)
class _Parent:
    id: int
    number: str
    subject: str


_PARENTS = Question(
    select(Invoice.id, func.coalesce(Invoice.number, ""), Invoice.subject).where(among(Invoice.id)), _Parent
)
_TO: ColumnElement[date] = bindparam("to_on", type_=IsoDate())
_FROM: ColumnElement[date] = bindparam("from_on", type_=IsoDate())
NET = Question(
    select(exact_sum(Posting.amount_minor)).where(Posting.customer_id == CUSTOMER, ON_ACCOUNT, Posting.posted_on <= _TO), int
)
_PARENT = other(Invoice)
MOVES = Question(
    select(
        JournalEntry.posted_on,
        JournalEntry.kind,
        AMOUNT,
        JournalEntry.memo,
        func.coalesce(Payment.number, ""),
        func.coalesce(Payment.method, ""),
        func.coalesce(Payment.reference, ""),
        func.coalesce(CreditMemo.number, ""),
        func.coalesce(CreditMemo.reason, ""),
        func.coalesce(Invoice.number, ""),
        func.coalesce(Invoice.subject, ""),
        func.coalesce(Site.name, ""),
        Invoice.parent_id,
        func.coalesce(_PARENT.number, ""),
        func.coalesce(_PARENT.subject, ""),
    )
    .outerjoin(Payment, Payment.id == JournalEntry.payment_id)
    .outerjoin(CreditMemo, CreditMemo.id == JournalEntry.credit_memo_id)
    .outerjoin(Invoice, Invoice.id == INVOICE_ID)
    .outerjoin(Site, Site.id == Invoice.site_id)
    .outerjoin(_PARENT, _PARENT.id == Invoice.parent_id)
    .where(JournalEntry.customer_id == CUSTOMER, MOVES_BALANCE, JournalEntry.posted_on.between(_FROM, _TO))
    .order_by(JournalEntry.posted_on, JournalEntry.id),
    _Move,
)
