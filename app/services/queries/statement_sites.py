"""One site's part of a customer's account, and the part that is no site's; together they are the whole account, to the cent.

How payments and credit are counted: an invoice belongs to its site, and so does whatever met it, on the day it met it: the part
of a payment or credit that was applied to it, what was written off it, its voiding. What is on no invoice yet (the account
credit) and invoices without a site belong to no site; a payment comes in there whole, and what invoices of sites use of it goes
out again. No posting is in two parts or in none, so that the parts add up on any day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from app.domain.aging import AgingTotals, bucket_of
from app.domain.chart import Chart
from app.domain.errors import NotFound
from app.domain.language import _
from app.models.base import BIG, IsoDate
from app.models.customers import Site
from app.models.invoices import CreditMemo, Invoice
from app.models.ledger import JournalEntry, Posting
from app.models.payments import Payment
from app.services.office import Reader
from app.services.queries.asking import Question, exact_sum
from app.services.queries.open_invoices import OpenInvoiceRow, open_invoices
from app.services.queries.receivables import CUSTOMER, Balance, balance_of

NO_SITE = -1
"""Stands for what belongs to no site where an id of a site is asked for."""


@dataclass(frozen=True, slots=True)
class StatementSite:
    """A part that a statement can be made of: a site of the customer's, or ``NO_SITE`` with a name in the language in use."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class SiteMove:
    """One entry's effect on a part of the account, with whatever document it is about."""

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


def statement_sites(reader: Reader, customer_id: int) -> list[StatementSite]:
    """Return the parts of a customer's account by name, what is no site's last; none where nothing was invoiced to a site."""
    sites = _SITES.all(reader, customer_id=customer_id)
    return [*sites, StatementSite(NO_SITE, no_site_words())] if sites else []


def site_named(reader: Reader, customer_id: int, name: str) -> int:
    """Return the id of a customer's site by its name.

    Raises:
        NotFound: the customer has none of this name; the sites that there are are named.
    """
    sites = _ALL_SITES.all(reader, customer_id=customer_id)
    wanted = name.strip().casefold()
    found = next((site.id for site in sites if site.name.casefold() == wanted), None)
    if found is None:
        known = ", ".join(site.name for site in sites) or "–"
        raise NotFound(
            _("This customer has no site {name}.").format(name=name[:60]), _("There are: {names}").format(names=known)
        )
    return found


def site_words(reader: Reader, customer_id: int, site_id: int) -> str:
    """Return what a part is called on paper.

    Raises:
        NotFound: it is no site of this customer.
    """
    if site_id == NO_SITE:
        return no_site_words()
    found = next((site.name for site in _ALL_SITES.all(reader, customer_id=customer_id) if site.id == site_id), None)
    if found is None:
        raise NotFound(_("That site is not one of this customer's."))
    return found


def no_site_words() -> str:
    """Return what the part is called that is no site's."""
    return _("Without a site")


def open_of_site(reader: Reader, customer_id: int, site_id: int, as_of: date) -> list[OpenInvoiceRow]:
    """Return the invoices of a part that were open at the end of ``as_of``, oldest due first."""
    return [row for row in open_invoices(reader, customer_id, as_of) if (row.site_id or NO_SITE) == site_id]


def balance_of_site(reader: Reader, customer_id: int, site_id: int, as_of: date) -> Balance:
    """Return how a part of the account stands at the end of ``as_of``; all account credit is with what is no site's."""
    rows = open_of_site(reader, customer_id, site_id, as_of)
    late = [row for row in rows if row.days_late > 0]
    return Balance(
        due_minor=sum(row.open_minor for row in rows),
        overdue_minor=sum(row.open_minor for row in late),
        credit_minor=balance_of(reader, customer_id, as_of).credit_minor if site_id == NO_SITE else 0,
        oldest_due_on=min((row.due_on for row in rows), default=None),
        open_count=len(rows),
        overdue_count=len(late),
    )


def ages(rows: Sequence[OpenInvoiceRow], as_of: date) -> AgingTotals:
    """Return what is open on ``rows`` by age."""
    totals = AgingTotals()
    for row in rows:
        totals = totals.add(bucket_of(row.due_on, as_of), row.open_minor)
    return totals


def site_net_before(reader: Reader, customer_id: int, site_id: int, day: date) -> int:
    """Return what was due less the credit of a part when ``day`` began, in minor units."""
    if day == date.min:
        return 0
    question = _NET_REST if site_id == NO_SITE else _NET_SITE
    return question.one(reader, customer_id=customer_id, site_id=site_id, to_on=day - timedelta(days=1))


def site_moves(reader: Reader, customer_id: int, site_id: int, from_on: date, to_on: date) -> list[SiteMove]:
    """Return what moved a part of the account between two days, both included, in the order of the book."""
    question = _MOVES_REST if site_id == NO_SITE else _MOVES_SITE
    return question.all(reader, customer_id=customer_id, site_id=site_id, from_on=from_on, to_on=to_on)


_SITE: ColumnElement[int] = bindparam("site_id", type_=BIG)
_TO: ColumnElement[date] = bindparam("to_on", type_=IsoDate())
_FROM: ColumnElement[date] = bindparam("from_on", type_=IsoDate())
_OWED = Posting.account_id == int(Chart.RECEIVABLES)
_OF_SITE: ColumnElement[bool] = and_(
    _OWED, exists(select(Invoice.id).where(Invoice.id == Posting.invoice_id, Invoice.site_id == _SITE))
)
# The parameter has to be in the statement; no invoice has a site with the id of NO_SITE.
_OF_NO_SITE: ColumnElement[bool] = or_(
    Posting.account_id == int(Chart.CUSTOMER_CREDIT),
    and_(
        _OWED,
        ~exists(
            select(Invoice.id).where(
                Invoice.id == Posting.invoice_id, Invoice.site_id.is_not(None), Invoice.site_id != _SITE
            )
        ),
    ),
)


def _net(part: ColumnElement[bool]) -> Question[int]:
    return Question(
        select(exact_sum(Posting.amount_minor)).where(Posting.customer_id == CUSTOMER, part, Posting.posted_on <= _TO), int
    )


def _moves(part: ColumnElement[bool]) -> Question[SiteMove]:
    amount = exact_sum(Posting.amount_minor)
    moved = (
        select(Posting.entry_id, amount.label("amount_minor"), func.max(Posting.invoice_id).label("invoice_id"))
        .where(Posting.customer_id == CUSTOMER, part, Posting.posted_on.between(_FROM, _TO))
        .group_by(Posting.entry_id)
        .having(amount != 0)
        .subquery("moved")
    )
    return Question(
        select(
            JournalEntry.posted_on,
            JournalEntry.kind,
            moved.c.amount_minor,
            JournalEntry.memo,
            func.coalesce(Payment.number, ""),
            func.coalesce(Payment.method, ""),
            func.coalesce(Payment.reference, ""),
            func.coalesce(CreditMemo.number, ""),
            func.coalesce(CreditMemo.reason, ""),
            func.coalesce(Invoice.number, ""),
            func.coalesce(Invoice.subject, ""),
        )
        .join(moved, moved.c.entry_id == JournalEntry.id)
        .outerjoin(Payment, Payment.id == JournalEntry.payment_id)
        .outerjoin(CreditMemo, CreditMemo.id == JournalEntry.credit_memo_id)
        .outerjoin(Invoice, Invoice.id == moved.c.invoice_id)
        .order_by(JournalEntry.posted_on, JournalEntry.id),
        SiteMove,
    )


_NET_SITE, _NET_REST = _net(_OF_SITE), _net(_OF_NO_SITE)
_MOVES_SITE, _MOVES_REST = _moves(_OF_SITE), _moves(_OF_NO_SITE)
_ALL_SITES = Question(
    select(Site.id, Site.name).where(Site.customer_id == CUSTOMER).order_by(Site.name, Site.id), StatementSite
)
_SITES = Question(
    select(Site.id, Site.name)
    .where(
        Site.customer_id == CUSTOMER,
        exists(select(Invoice.id).where(Invoice.site_id == Site.id, Invoice.customer_id == CUSTOMER, Invoice.state != "draft")),
    )
    .order_by(Site.name, Site.id),
    StatementSite,
)
