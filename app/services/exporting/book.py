"""The book's tables as they are given away: journal, customers, invoices, payments, with headings that stay the same.

Headings are names for programs and for importing again, not words for people: they are never translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeVarTuple, get_args

from sqlalchemy import Row, Select, and_, func, select

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.terms import Terms
from app.models.customers import Contact, Customer, CustomerTag, Site
from app.models.invoices import CreditMemo, Invoice
from app.models.ledger import Account, JournalEntry, Posting
from app.models.payments import Payment
from app.services.documents.reports import Cell, ColumnKind, TableColumn
from app.services.exporting.tables import ExportTable
from app.services.office import Reader

What = Literal["journal", "customers", "invoices", "payments"]
WHATS: tuple[str, ...] = get_args(What)

Ts = TypeVarTuple("Ts")
# Rows held in memory at a time; a large journal is written while it is read.
_AT_ONCE = 2_000

_JOURNAL = (
    select(
        JournalEntry.id,
        JournalEntry.posted_on,
        JournalEntry.kind,
        func.coalesce(Payment.number, CreditMemo.number, Invoice.number, "").label("number"),
        Customer.account,
        Customer.name,
        Posting.account_id,
        Account.name.label("account_name"),
        Invoice.number.label("invoice"),
        Posting.amount_minor,
        JournalEntry.memo,
        JournalEntry.reverses_id,
        JournalEntry.actor,
        JournalEntry.recorded_at,
    )
    .join(JournalEntry, JournalEntry.id == Posting.entry_id)
    .join(Account, Account.id == Posting.account_id)
    .outerjoin(Customer, Customer.id == JournalEntry.customer_id)
    .outerjoin(Invoice, Invoice.id == Posting.invoice_id)
    .outerjoin(Payment, Payment.id == JournalEntry.payment_id)
    .outerjoin(CreditMemo, CreditMemo.id == JournalEntry.credit_memo_id)
    .order_by(JournalEntry.posted_on, JournalEntry.id, Posting.id)
)
_CUSTOMERS = (
    select(
        Customer.id, Customer.account, Customer.name, Customer.kind, Customer.status, Customer.since_on, Customer.manager,
        Customer.terms, Customer.language, Customer.due_minor, Customer.credit_minor, Customer.lifetime_minor,
        Contact.name.label("contact"), Contact.line1, Contact.line2, Contact.city, Contact.region, Contact.postcode,
        Contact.country, Contact.phone, Contact.email,
    )
    .outerjoin(Contact, and_(Contact.customer_id == Customer.id, Contact.role == "billing"))
    .order_by(Customer.account)
)  # fmt: skip
_TAGS = select(CustomerTag.customer_id, CustomerTag.tag).order_by(CustomerTag.tag)
_SITES = select(Site.customer_id, Site.name).where(~Site.archived).order_by(Site.id)
_INVOICES = (
    select(
        Invoice.number, Customer.account, Customer.name, Invoice.issued_on, Invoice.due_on, Invoice.state, Invoice.subject,
        Invoice.total_minor, Invoice.tax_minor, Invoice.open_minor, Invoice.disputed,
    )
    .join(Customer, Customer.id == Invoice.customer_id)
    # Drafts are no documents yet, and a parent's total is that of its children.
    .where(Invoice.number.is_not(None), Invoice.kind == "invoice")
    .order_by(Invoice.issued_on, Invoice.id)
)  # fmt: skip
_PAYMENTS = (
    select(
        Payment.number, Customer.account, Customer.name, Payment.received_on, Payment.method, Payment.reference, Payment.memo,
        Payment.amount_minor, Payment.open_minor, Payment.state,
    )
    .join(Customer, Customer.id == Payment.customer_id)
    .order_by(Payment.received_on, Payment.id)
)  # fmt: skip


def table_of(reader: Reader, what: str) -> ExportTable:
    """Return one of the book's tables; its rows are read while the reader's connection is open.

    Args:
        reader: the book.
        what: journal (a row per posting, debits and credits apart), customers (as they can be imported again), invoices
            (issued ones), payments.

    Raises:
        UserError: there is no such table.
    """
    makers = {"journal": _journal, "customers": _customers, "invoices": _invoices, "payments": _payments}
    if what not in makers:
        raise UserError(
            _("There is no export of “{what}”.").format(what=what[:30]),
            _("Choose one of: {list}.").format(list=", ".join(WHATS)),
        )
    columns, rows = makers[what](reader)
    return ExportTable(what, columns, rows, reader.profile.currency)


def _columns(text: str) -> tuple[TableColumn, ...]:
    """Return columns from “heading kind, heading, …”; text is the kind that need not be said."""
    found = []
    for part in text.split(","):
        heading, _space, kind = part.strip().partition(":")
        found.append(TableColumn(heading, ColumnKind(kind or "text")))
    return tuple(found)


def streamed(reader: Reader, query: Select[*Ts]) -> Iterator[Row[*Ts]]:
    """Give the rows of a query as they come, however many there are."""
    yield from reader.connection.execute(query, execution_options={"yield_per": _AT_ONCE})


Made = tuple[tuple[TableColumn, ...], Iterator[tuple[Cell, ...]]]


def _journal(reader: Reader) -> Made:
    columns = _columns(
        "entry:count, date:date, kind, number, customer, customer name, account, account name, invoice, debit:amount, "
        "credit:amount, memo, reverses:count, recorded by, recorded at"
    )
    return columns, (
        (
            row.id,
            row.posted_on,
            row.kind,
            row.number,
            row.account,
            row.name,
            str(row.account_id),
            row.account_name,
            row.invoice,
            row.amount_minor if row.amount_minor >= 0 else None,
            -row.amount_minor if row.amount_minor < 0 else None,
            row.memo,
            row.reverses_id,
            row.actor,
            row.recorded_at.isoformat(timespec="seconds"),
        )
        for row in streamed(reader, _JOURNAL)
    )


def _customers(reader: Reader) -> Made:
    columns = _columns(
        "account, name, type, status, since:date, contact, line1, line2, city, region, postcode, country, phone, email, terms, "
        "manager, tags, sites, language, due:amount, credit:amount, lifetime value:amount"
    )
    return columns, _customer_rows(reader)


def _customer_rows(reader: Reader) -> Iterator[tuple[Cell, ...]]:
    tags: dict[int, list[str]] = {}
    for customer_id, tag in reader.connection.execute(_TAGS):
        tags.setdefault(customer_id, []).append(tag)
    sites: dict[int, list[str]] = {}
    for customer_id, name in reader.connection.execute(_SITES):
        sites.setdefault(customer_id, []).append(name)
    for row in streamed(reader, _CUSTOMERS):
        yield (
            row.account,
            row.name,
            row.kind,
            row.status,
            row.since_on,
            *row[-9:],
            terms_word(row.terms),
            row.manager,
            "; ".join(tags.get(row.id, ())),
            "; ".join(sites.get(row.id, ())),
            row.language,
            row.due_minor,
            row.credit_minor,
            row.lifetime_minor,
        )


def terms_word(code: str) -> str:
    """Return stored terms as an import reads them: receipt, eom, or “net 30” for any number of days."""
    days = Terms.parse(code).days
    return f"net {days}" if days else code


def _invoices(reader: Reader) -> Made:
    columns = _columns(
        "number, account, name, date:date, due:date, state, subject, net:amount, tax:amount, amount:amount, open:amount, "
        "disputed"
    )
    return columns, (
        (
            row.number,
            row.account,
            row.name,
            row.issued_on,
            row.due_on,
            row.state,
            row.subject,
            row.total_minor - row.tax_minor,
            row.tax_minor,
            row.total_minor,
            row.open_minor,
            "yes" if row.disputed else "no",
        )
        for row in streamed(reader, _INVOICES)
    )


def _payments(reader: Reader) -> Made:
    columns = _columns("number, account, name, date:date, method, reference, memo, amount:amount, unapplied:amount, state")
    return columns, (tuple(row) for row in streamed(reader, _PAYMENTS))
