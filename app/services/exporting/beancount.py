"""The journal as a beancount file that bean-check accepts and whose balances are those of the trial balance.

The format: https://beancount.github.io/docs/beancount_language_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.domain.money import Currency, decimal_from_minor
from app.models.customers import Customer
from app.models.invoices import CreditMemo, Invoice
from app.models.ledger import Account, JournalEntry, Posting
from app.models.payments import Payment
from app.services.exporting.book import streamed
from app.services.exporting.tables import put_whole
from app.services.office import Reader

_ENTRIES = (
    select(
        JournalEntry.id,
        JournalEntry.posted_on,
        JournalEntry.kind,
        JournalEntry.memo,
        func.coalesce(Payment.number, CreditMemo.number, Invoice.number, "").label("number"),
        Customer.account.label("customer"),
        Customer.name,
        Account.export_name,
        Invoice.number.label("invoice"),
        Posting.amount_minor,
    )
    .join(JournalEntry, JournalEntry.id == Posting.entry_id)
    .join(Account, Account.id == Posting.account_id)
    .outerjoin(Customer, Customer.id == JournalEntry.customer_id)
    .outerjoin(Invoice, Invoice.id == Posting.invoice_id)
    .outerjoin(Payment, Payment.id == JournalEntry.payment_id)
    .outerjoin(CreditMemo, CreditMemo.id == JournalEntry.credit_memo_id)
    .order_by(JournalEntry.posted_on, JournalEntry.id, Posting.id)
)
_ACCOUNTS = select(Account.export_name).order_by(Account.id)
_FIRST_DAY = select(func.min(JournalEntry.posted_on))


def export_beancount(reader: Reader, out: Path) -> int:
    """Write the whole journal to ``out``, whole or not at all, and return how many entries it has.

    Raises:
        UserError, EnvironmentFault: as ``put_whole``.
    """
    entries = 0
    with put_whole(out) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        for line in _lines(reader):
            entries += line.startswith("\n")
            file.write(line)
    return entries


def quoted(text: str) -> str:
    """Return ``text`` as a beancount string on one line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lines(reader: Reader) -> Iterator[str]:
    money = reader.profile.currency
    first_day: date | None = reader.connection.execute(_FIRST_DAY).scalar()
    opened_on = (first_day or reader.today).isoformat()
    yield f'option "title" {quoted(reader.profile.name)}\n'
    yield f'option "operating_currency" "{money.code}"\n'
    for name in reader.connection.execute(_ACCOUNTS).scalars():
        yield f"{opened_on} open {name} {money.code}\n"
    current = 0
    for row in streamed(reader, _ENTRIES):
        if row.id != current:
            current = row.id
            yield _head(row)
        yield _posting(row, money)


def _head(row: Any) -> str:
    words = " ".join(part for part in (row.kind.replace("_", " ").capitalize(), row.number) if part)
    narration = f"{words}: {row.memo}" if row.memo else words
    payee = f"{quoted(row.name)} " if row.name else ""
    customer = f"  customer: {quoted(row.customer)}\n" if row.customer else ""
    return f'\n{row.posted_on.isoformat()} * {payee}{quoted(narration)}\n  entry: "{row.id}"\n{customer}'


def _posting(row: Any, money: Currency) -> str:
    invoice = f"\n    invoice: {quoted(row.invoice)}" if row.invoice else ""
    return f"  {row.export_name}  {decimal_from_minor(row.amount_minor, money)} {money.code}{invoice}\n"
