"""What the search box finds: customers, numbers of documents and jobs, amounts. The window finds its commands itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from sqlalchemy import bindparam, func, or_, select

from app.domain.amount_input import parse_amount
from app.domain.errors import UserError
from app.models.base import BIG
from app.models.customers import Customer
from app.models.estimates import Estimate
from app.models.invoices import CreditMemo, Invoice
from app.models.jobs import Job
from app.models.payments import Payment
from app.services.formats import amount_format
from app.services.office import Reader
from app.services.queries.asking import AnySelect, Question, among, as_ids
from app.services.queries.customers import found_customers
from app.services.queries.finding import escaped
from app.services.queries.receivables import IS_OPEN


class HitKind(StrEnum):
    """What was found."""

    CUSTOMER = "customer"
    INVOICE = "invoice"
    PAYMENT = "payment"
    CREDIT_MEMO = "credit_memo"
    JOB = "job"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: ``title`` is a name or number, ``detail`` the account or the customer; amount and day where it has them.

    ``id`` is that of the customer or of the document or job; ``customer_id`` leads to the account page.
    """

    kind: HitKind
    id: int
    customer_id: int
    title: str
    detail: str
    amount_minor: int | None = None
    on: date | None = None


def find(reader: Reader, text: str, limit: int = 12) -> list[Hit]:
    """Return what ``text`` may mean, best first: a document of that very number, customers, amounts, beginnings of numbers."""
    plain = " ".join(text.replace("\x00", " ").split())[:200]
    if not plain:
        return []
    hits = [hit for question in _BY_NUMBER for hit in question.all(reader, number=plain.upper(), typed=plain)]
    ids = found_customers(reader, plain, limit)
    customers = {hit.id: hit for hit in _CUSTOMERS.all(reader, ids=as_ids(ids))}
    hits += [customers[id_] for id_ in ids if id_ in customers]
    amount = _amount(reader, plain)
    if amount:
        for question in _BY_AMOUNT:
            hits += question.all(reader, amount=amount, most=limit)
    if len(hits) < limit and any(c.isdigit() for c in plain):
        start = plain.upper()
        for question in _BY_BEGINNING[reader.connection.dialect.name]:
            hits += question.all(reader, beginning=start, end=start + "\U0010ffff", pattern=escaped(start) + "%", most=limit)
    return list({(hit.kind, hit.id): hit for hit in hits}.values())[:limit]


def _amount(reader: Reader, text: str) -> int | None:
    """Return the amount that ``text`` says in the company's own notation, or None."""
    if not any(c.isdigit() for c in text):
        return None
    money = amount_format(reader.profile.locale, reader.profile.currency.code)
    try:
        return parse_amount(text, money.notation, money.currency)
    except UserError:
        return None


def _numbered(kind: HitKind, statement: AnySelect) -> Question[Hit]:
    return Question(statement, partial(Hit, kind))


def _invoices() -> AnySelect:
    return select(
        Invoice.id, Invoice.customer_id, Invoice.number, Customer.name, Invoice.total_minor, Invoice.issued_on
    ).join(Customer, Customer.id == Invoice.customer_id)


def _payments() -> AnySelect:
    return select(
        Payment.id, Payment.customer_id, Payment.number, Customer.name, Payment.amount_minor, Payment.received_on
    ).join(Customer, Customer.id == Payment.customer_id)


def _credit_memos() -> AnySelect:
    return select(
        CreditMemo.id, CreditMemo.customer_id, CreditMemo.number, Customer.name, CreditMemo.total_minor, CreditMemo.issued_on
    ).join(Customer, Customer.id == CreditMemo.customer_id)


def _jobs() -> AnySelect:
    amount = func.nullif(Job.amount_minor, 0)
    return select(Job.id, Job.customer_id, Job.number, Customer.name, amount, Job.due_on).join(
        Customer, Customer.id == Job.customer_id
    )


def _estimates() -> AnySelect:
    return select(
        Estimate.id, Estimate.customer_id, Estimate.number, Customer.name, Estimate.total_minor, Estimate.written_on
    ).join(Customer, Customer.id == Estimate.customer_id)


_NUMBERED = (
    (HitKind.INVOICE, _invoices, Invoice.number),
    (HitKind.PAYMENT, _payments, Payment.number),
    (HitKind.CREDIT_MEMO, _credit_memos, CreditMemo.number),
    (HitKind.JOB, _jobs, Job.number),
    (HitKind.ESTIMATE, _estimates, Estimate.number),
)
_MOST = bindparam("most", type_=BIG)
_BY_NUMBER = tuple(
    _numbered(kind, source().where(or_(number == bindparam("number"), number == bindparam("typed"))))
    for kind, source, number in _NUMBERED
)
_BY_BEGINNING = {
    "sqlite": tuple(
        _numbered(
            kind,
            source()
            .where(number >= bindparam("beginning"), number < bindparam("end"))
            .order_by(number)
            .limit(_MOST),
        )
        for kind, source, number in _NUMBERED
    ),
    "postgresql": tuple(
        _numbered(kind, source().where(number.like(bindparam("pattern"), escape="/")).order_by(number).limit(_MOST))
        for kind, source, number in _NUMBERED
    ),
}
_AMOUNT = bindparam("amount", type_=BIG)
# In no order of its own: asked for by id, the store would look through every invoice instead of the open ones.
_OPEN_OF_AMOUNT = select(Invoice.id).where(IS_OPEN, Invoice.open_minor == _AMOUNT).limit(_MOST)
_BY_AMOUNT = (
    # What is open comes first: a partly paid invoice is looked for by what is left of it.
    _numbered(HitKind.INVOICE, _invoices().where(Invoice.id.in_(_OPEN_OF_AMOUNT)).order_by(Invoice.id.desc())),
    _numbered(
        HitKind.INVOICE,
        _invoices()
        .where(Invoice.total_minor == _AMOUNT, Invoice.number.is_not(None))
        .order_by(Invoice.id.desc())
        .limit(_MOST),
    ),
    _numbered(
        HitKind.PAYMENT, _payments().where(Payment.amount_minor == _AMOUNT).order_by(Payment.id.desc()).limit(_MOST)
    ),
)
_CUSTOMERS = Question(
    select(Customer.id, Customer.name, Customer.account).where(among(Customer.id)),
    lambda id_, name, account: Hit(HitKind.CUSTOMER, id_, id_, name, account),
)
