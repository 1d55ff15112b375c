"""The journal read back: trial balance, income by month, and the postings that a figure is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Text, bindparam, case, cast, func, literal_column, select

from app.domain.chart import INCOME_CODES, Chart, account_word
from app.models.base import BIG, IsoDate
from app.models.invoices import CreditMemo, Invoice
from app.models.ledger import Account, JournalEntry, Posting
from app.models.payments import Payment
from app.services.office import Reader
from app.services.queries.asking import Question, exact_sum
from app.services.queries.receivables import CUSTOMER, DAY


@dataclass(frozen=True, slots=True)
class TrialBalanceRow:
    """A ledger account's balance, on the side where it stands; minor units."""

    code: int
    name: str
    export_name: str
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account with postings until ``as_of``, by code; both totals are the same or the book is wrong."""

    as_of: date
    rows: tuple[TrialBalanceRow, ...]
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class IncomeMonth:
    """What one month earned without tax: revenue, late fees, and both together; minor units, credits taken off."""

    month_on: date
    revenue_minor: int
    late_fees_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class IncomeReport:
    """Income of each month from ``from_on`` to ``to_on``, months without any included."""

    from_on: date
    to_on: date
    months: tuple[IncomeMonth, ...]
    total_minor: int


class ExplainedFigure(StrEnum):
    """A figure that can be taken apart into postings."""

    DUE = "due"
    CREDIT = "credit"
    LIFETIME = "lifetime"


@dataclass(frozen=True, slots=True)
class ExplainedPosting:
    """One posting of a figure; ``amount_minor`` has the figure's own sign, ``number`` is the document's, if it has one."""

    entry_id: int
    posted_on: date
    kind: str
    number: str
    memo: str
    actor: str
    invoice_id: int | None
    payment_id: int | None
    credit_memo_id: int | None
    amount_minor: int
    running_minor: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure and all that it is made of, newest first; the amounts add up to it."""

    figure: ExplainedFigure
    as_of: date
    amount_minor: int
    postings: tuple[ExplainedPosting, ...]


@dataclass(frozen=True, slots=True)
class EntrySide:
    """One side of an entry: debits positive."""

    code: int
    account_name: str
    amount_minor: int


def trial_balance(reader: Reader, as_of: date | None = None) -> TrialBalance:
    """Return the balance of every account at the end of ``as_of`` (today when None)."""
    day = reader.today if as_of is None else as_of
    rows = tuple(_BALANCES.all(reader, day=day))
    return TrialBalance(day, rows, sum(row.debit_minor for row in rows), sum(row.credit_minor for row in rows))


def income_by_month(reader: Reader, from_on: date, to_on: date) -> IncomeReport:
    """Return income by month, both days included."""
    found = {month: (income, fees) for month, income, fees in _INCOME.all(reader, from_on=from_on, to_on=to_on)}
    months: list[IncomeMonth] = []
    month_on = from_on.replace(day=1)
    while month_on <= to_on:
        income, fees = found.get(month_on.isoformat()[:7], (0, 0))
        months.append(IncomeMonth(month_on, income - fees, fees, income))
        month_on = date(month_on.year + month_on.month // 12, month_on.month % 12 + 1, 1)
    return IncomeReport(from_on, to_on, tuple(months), sum(month.total_minor for month in months))


def explain(reader: Reader, figure: ExplainedFigure, customer_id: int, as_of: date | None = None) -> Explanation:
    """Return the postings that a customer's figure is made of at the end of ``as_of`` (today when None)."""
    day = reader.today if as_of is None else as_of
    found = _EXPLAINED[figure].all(reader, customer_id=customer_id, day=day)
    whole = running = sum(posting.amount_minor for posting in found)
    postings: list[ExplainedPosting] = []
    for posting in found:
        postings.append(replace(posting, running_minor=running))
        running -= posting.amount_minor
    return Explanation(figure, day, whole, tuple(postings))


def _balance_row(code: int, name: str, export_name: str, balance: int) -> TrialBalanceRow:
    return TrialBalanceRow(code, account_word(code, name), export_name, max(balance, 0), max(-balance, 0))


_BALANCES = Question(
    select(Account.id, Account.name, Account.export_name, exact_sum(Posting.amount_minor))
    .join(Posting, Posting.account_id == Account.id)
    .where(Posting.posted_on <= DAY)
    .group_by(Account.id, Account.name, Account.export_name)
    .order_by(Account.id),
    _balance_row,
)
_MONTH = func.substr(cast(Posting.posted_on, Text), 1, 7)
_INCOME = Question(
    select(
        _MONTH.label("month"),
        exact_sum(-Posting.amount_minor),
        exact_sum(case((Posting.account_id == Chart.LATE_FEES, -Posting.amount_minor))),
    )
    .where(
        Posting.account_id.between(*INCOME_CODES),
        Posting.posted_on.between(bindparam("from_on", type_=IsoDate()), bindparam("to_on", type_=IsoDate())),
    )
    .group_by(literal_column("month")),
    lambda month, income, fees: (str(month), int(income), int(fees)),
)


def _explained(condition: ColumnElement[bool], amount: ColumnElement[int]) -> Question[ExplainedPosting]:
    concerned = Posting.__table__.alias("concerned")
    document = (
        select(func.max(concerned.c.invoice_id))
        .where(concerned.c.entry_id == JournalEntry.id)
        .correlate(JournalEntry)
        .scalar_subquery()
    )
    number = func.coalesce(Payment.number, CreditMemo.number, Invoice.number, "", type_=Text())
    return Question(
        select(
            JournalEntry.id,
            Posting.posted_on,
            JournalEntry.kind,
            number,
            JournalEntry.memo,
            JournalEntry.actor,
            Invoice.id,
            JournalEntry.payment_id,
            JournalEntry.credit_memo_id,
            amount,
            literal_column("0", BIG),
        )
        .select_from(Posting)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .outerjoin(Payment, Payment.id == JournalEntry.payment_id)
        .outerjoin(CreditMemo, CreditMemo.id == JournalEntry.credit_memo_id)
        .outerjoin(Invoice, Invoice.id == func.coalesce(Posting.invoice_id, document))
        .where(Posting.customer_id == CUSTOMER, Posting.posted_on <= DAY, condition)
        .order_by(Posting.posted_on.desc(), Posting.id.desc()),
        ExplainedPosting,
    )


_EXPLAINED = {
    ExplainedFigure.DUE: _explained(Posting.account_id == Chart.RECEIVABLES, Posting.amount_minor.expression),
    ExplainedFigure.CREDIT: _explained(Posting.account_id == Chart.CUSTOMER_CREDIT, -Posting.amount_minor),
    ExplainedFigure.LIFETIME: _explained(Posting.account_id.between(*INCOME_CODES), -Posting.amount_minor),
}
