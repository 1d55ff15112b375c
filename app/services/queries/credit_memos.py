"""Credit memos as lists and pages show them, of one customer or of all."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import bindparam, func, literal_column, select

from app.domain.errors import NotFound
from app.domain.language import _
from app.models.base import BIG
from app.models.customers import Customer
from app.models.invoices import CreditMemo, Invoice
from app.models.payments import Allocation, Reversal
from app.services.office import Reader
from app.services.queries.asking import Question, among, as_ids
from app.services.queries.payments import AppliedRow, ReversalFacts, applied_question, reversals_question


@dataclass(frozen=True, slots=True)
class CreditMemoListRow:
    """A credit memo; amounts in minor units, ``open_minor`` is what no invoice has used yet."""

    id: int
    number: str
    customer_id: int
    account: str
    customer_name: str
    issued_on: date
    expires_on: date | None
    reason: str
    total_minor: int
    tax_minor: int
    open_minor: int
    state: str
    invoice_id: int | None
    invoice_number: str


@dataclass(frozen=True, slots=True)
class CreditMemoDetail:
    """One credit memo with where it went."""

    row: CreditMemoListRow
    entry_id: int
    applied: tuple[AppliedRow, ...]
    reversals: tuple[ReversalFacts, ...]


def credit_memo_ids(reader: Reader, customer_id: int | None = None, *, open_only: bool = False) -> array[int]:
    """Return the ids (typecode q) of credit memos, newest first."""
    return _ids(customer_id is not None, open_only).ids(reader, customer_id=customer_id)


def credit_memo_rows(reader: Reader, ids: Sequence[int]) -> list[CreditMemoListRow]:
    """Return the rows of ``ids`` in their order; ids that are gone are left out."""
    rows = {row.id: row for row in _ROWS.all(reader, ids=as_ids(ids))}
    return [rows[id_] for id_ in ids if id_ in rows]


def credit_memo_detail(reader: Reader, credit_memo_id: int) -> CreditMemoDetail:
    """Return one credit memo with its allocations and reversals.

    Raises:
        NotFound: no such credit memo.
    """
    rows = credit_memo_rows(reader, [credit_memo_id])
    if not rows:
        raise NotFound(_("That credit memo is not in this book."))
    return CreditMemoDetail(
        rows[0],
        _ENTRY.one(reader, credit_memo_id=credit_memo_id),
        tuple(_APPLIED.all(reader, source_id=credit_memo_id)),
        tuple(_REVERSALS.all(reader, source_id=credit_memo_id)),
    )


@lru_cache
def _ids(of_one_customer: bool, open_only: bool) -> Question[int]:
    statement = select(CreditMemo.id).order_by(CreditMemo.issued_on.desc(), CreditMemo.id.desc())
    if of_one_customer:
        statement = statement.where(CreditMemo.customer_id == bindparam("customer_id"))
    if open_only:
        statement = statement.where(CreditMemo.open_minor > literal_column("0"))
    return Question(statement, int)


_ROWS = Question(
    select(
        CreditMemo.id,
        CreditMemo.number,
        CreditMemo.customer_id,
        Customer.account,
        Customer.name,
        CreditMemo.issued_on,
        CreditMemo.expires_on,
        CreditMemo.reason,
        CreditMemo.total_minor,
        CreditMemo.tax_minor,
        CreditMemo.open_minor,
        CreditMemo.state,
        CreditMemo.invoice_id,
        func.coalesce(Invoice.number, ""),
    )
    .join(Customer, Customer.id == CreditMemo.customer_id)
    .outerjoin(Invoice, Invoice.id == CreditMemo.invoice_id)
    .where(among(CreditMemo.id)),
    CreditMemoListRow,
)
_ENTRY = Question(select(CreditMemo.entry_id).where(CreditMemo.id == bindparam("credit_memo_id", type_=BIG)), int)
_APPLIED = applied_question(Allocation.credit_memo_id.expression)
_REVERSALS = reversals_question(Reversal.credit_memo_id.expression)
