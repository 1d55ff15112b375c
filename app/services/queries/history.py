"""A customer's account line by line with its running balance, newest first, a page at a time.

The balance is what is due less the account credit. It is walked back from the totals stored on the customer, so that a page
costs the same whether the account has twenty lines or twenty thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from app.domain.chart import Chart
from app.models.base import BIG, IsoDate
from app.models.customers import Customer
from app.models.invoices import CreditMemo, Invoice
from app.models.ledger import JournalEntry, Posting
from app.models.payments import Payment
from app.services.office import Reader
from app.services.queries.asking import Question, exact_sum
from app.services.queries.receivables import CUSTOMER


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What moved the account: ``amount_minor`` raises it when positive, ``balance_minor`` is due less credit afterwards."""

    entry_id: int
    posted_on: date
    kind: str
    reference: str
    memo: str
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class HistoryMark:
    """Where a page ended; hand it back to go on."""

    posted_on: date
    entry_id: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some rows, newest first, and the mark to go on from, or None at the beginning of the account."""

    rows: tuple[HistoryRow, ...]
    next_mark: HistoryMark | None


def history_page(reader: Reader, customer_id: int, after: HistoryMark | None = None, limit: int = 100) -> HistoryPage:
    """Return the next ``limit`` lines of an account, going back in time from the end or from ``after``."""
    if after is None:
        balance = BALANCE.first(reader, customer_id=customer_id) or 0
        found = NEWEST.tuples(reader, customer_id=customer_id, most=limit)
    else:
        balance = after.balance_minor
        found = _OLDER.tuples(reader, customer_id=customer_id, most=limit, on=after.posted_on, entry_id=after.entry_id)
    rows: list[HistoryRow] = []
    for entry_id, posted_on, kind, reference, memo, amount in found:
        on = date.fromisoformat(posted_on) if isinstance(posted_on, str) else posted_on
        rows.append(HistoryRow(entry_id, on, kind, reference, memo, amount, balance))
        balance -= amount
    more = len(rows) == limit and limit > 0
    return HistoryPage(tuple(rows), HistoryMark(rows[-1].posted_on, rows[-1].entry_id, balance) if more else None)


# Using credit on invoices moves it from one side of the account to the other: it leaves the balance as it was.
MOVES_BALANCE: ColumnElement[bool] = JournalEntry.kind != "allocation"
ON_ACCOUNT: ColumnElement[bool] = or_(
    Posting.account_id == int(Chart.RECEIVABLES), Posting.account_id == int(Chart.CUSTOMER_CREDIT)
)
AMOUNT: ColumnElement[int] = (
    select(exact_sum(Posting.amount_minor))
    .where(Posting.entry_id == JournalEntry.id, ON_ACCOUNT)
    .correlate(JournalEntry)
    .scalar_subquery()
)
INVOICE_ID: ColumnElement[int | None] = (
    select(func.max(Posting.invoice_id))
    .where(Posting.entry_id == JournalEntry.id)
    .correlate(JournalEntry)
    .scalar_subquery()
)

BALANCE = Question(select(Customer.due_minor - Customer.credit_minor).where(Customer.id == CUSTOMER), int)
_LINES = (
    select(
        JournalEntry.id,
        JournalEntry.posted_on,
        JournalEntry.kind,
        func.coalesce(Payment.number, CreditMemo.number, Invoice.number, ""),
        JournalEntry.memo,
        AMOUNT,
    )
    .outerjoin(Payment, Payment.id == JournalEntry.payment_id)
    .outerjoin(CreditMemo, CreditMemo.id == JournalEntry.credit_memo_id)
    .outerjoin(Invoice, Invoice.id == INVOICE_ID)
    .where(JournalEntry.customer_id == CUSTOMER, MOVES_BALANCE)
    .order_by(JournalEntry.posted_on.desc(), JournalEntry.id.desc())
    .limit(bindparam("most", type_=BIG))
)
_ON = bindparam("on", type_=IsoDate())
NEWEST = Question(_LINES, HistoryRow)
_OLDER = Question(
    _LINES.where(
        JournalEntry.posted_on <= _ON,
        or_(JournalEntry.posted_on < _ON, JournalEntry.id < bindparam("entry_id", type_=BIG)),
    ),
    HistoryRow,
)
