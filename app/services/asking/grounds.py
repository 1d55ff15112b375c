"""Where the fields of the query form are in the store: for each subject its tables, its columns, and which rows count.

Amounts open, due and overdue come from ``receivables``, so that an answer agrees with every other screen to the cent. Comparing
fields with values belongs to ``comparing``. It is long for one reason: each subject is one table of columns, side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from app.domain.asking.fields import Subject
from app.domain.job_states import OPEN_STATUSES
from app.models.base import BIG
from app.models.customers import Customer, Site
from app.models.invoices import CreditMemo, Invoice
from app.models.jobs import Job, Technician
from app.models.operations import SavedMethod
from app.models.payments import Allocation, Payment
from app.models.plans import Plan
from app.services.office import Reader
from app.services.queries.asking import exact_sum
from app.services.queries.plans import effective_status
from app.services.queries.receivables import DAY, moved_later, open_by_invoice, stored_amounts_hold

Columns = Mapping[str, ColumnElement[Any]]
_ZERO: ColumnElement[int] = literal_column("0", BIG)
BILLED = ("issued", "written_off")
LIVE = ("active", "paused")


@dataclass(frozen=True, slots=True)
class Ground:
    """The store's side of a subject.

    Attributes:
        source: the tables, joined.
        id: what tells rows apart.
        customer_id: whose a row is.
        columns: fields that are a column or an expression.
        choices: what each word of a choice holds, by field and word.
        usual: what holds of rows while nothing is asked about the field named: drafts and what was voided are left out.
        shown: what a record shows, in the order in which ``records`` takes it.
        order: the usual order.
        next_only: what holds of rows that are still to come.
        whole: what holds of rows that sums count.
    """

    source: FromClause
    id: ColumnElement[int]
    customer_id: ColumnElement[int]
    columns: Columns
    shown: Sequence[ColumnElement[Any]]
    order: Sequence[ColumnElement[Any]]
    choices: Mapping[str, Mapping[str, ColumnElement[bool]]] = field(default_factory=dict)
    usual: tuple[str, ColumnElement[bool]] | None = None
    next_only: ColumnElement[bool] | None = None
    whole: ColumnElement[bool] | None = None


def ground_of(reader: Reader, subject: Subject, during: tuple[date, date] | None = None) -> Ground:
    """Return where ``subject`` is in the store, as of the reader's day (the parameter ``day``).

    ``during`` are the first and last day of what customers were billed and paid; all days when None.
    """
    if subject is Subject.CUSTOMERS:
        return _customers(reader, during or (date.min, reader.today))
    return _GROUNDS[subject](reader)


def paid_with(method: str) -> Select[tuple[int]]:
    """Return the ids of the invoices of which some is paid by a payment of this method."""
    return (
        select(Allocation.invoice_id)
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(Payment.method == method, Allocation.applied_on <= DAY)
        .group_by(Allocation.invoice_id, Allocation.payment_id)
        .having(func.sum(Allocation.amount_minor) > 0)
        .with_only_columns(Allocation.invoice_id)
    )


def is_live(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a plan runs or rests today."""
    return effective_status(reader).in_(LIVE)


def cards(reader: Reader) -> Subquery:
    """Return the cards that plans are charged to, and the customers' own ones on file, with the next bill each would meet."""
    on_plan = select(
        Plan.customer_id,
        Plan.method_label.label("label"),
        Plan.method_expires_on.label("expires_on"),
        Plan.next_bill_on.label("next_bill_on"),
    ).where(is_live(reader), Plan.paid_by == "card", Plan.method_expires_on.is_not(None))
    used = select(Plan.method_ref).where(is_live(reader), Plan.paid_by == "card", Plan.method_ref != "")
    other = select(SavedMethod.customer_id).where(SavedMethod.is_default, SavedMethod.removed_at.is_(None))
    on_file = select(
        SavedMethod.customer_id,
        SavedMethod.brand + " ····" + SavedMethod.last4,
        SavedMethod.expires_on,
        _next_bill(reader, SavedMethod.customer_id),
    ).where(
        SavedMethod.kind == "card",
        SavedMethod.removed_at.is_(None),
        SavedMethod.expires_on.is_not(None),
        SavedMethod.remote_id.not_in(used),
        or_(SavedMethod.is_default, SavedMethod.customer_id.not_in(other)),
    )
    return union_all(on_plan, on_file).subquery("card")


def _next_bill(reader: Reader, customer_id: ColumnElement[int]) -> ColumnElement[Any]:
    return (
        select(func.min(Plan.next_bill_on))
        .where(Plan.customer_id == customer_id, effective_status(reader) == "active")
        .correlate_except(Plan)
        .scalar_subquery()
    )


def _or_nothing(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return func.coalesce(amount, _ZERO, type_=BIG)


def _customers(reader: Reader, during: tuple[date, date]) -> Ground:
    then = not stored_amounts_hold(reader, reader.today)
    item = open_by_invoice(then=then, of="everyone")
    late = (
        select(
            item.c.customer_id, exact_sum(item.c.open_minor).label("overdue_minor"), func.min(item.c.due_on).label("oldest_on")
        )
        .where(item.c.due_on < DAY)
        .group_by(item.c.customer_id)
        .subquery("late")
    )
    source: FromClause = Customer.__table__.outerjoin(late, late.c.customer_id == Customer.id)
    due, credit, lifetime = (Customer.due_minor, Customer.credit_minor, Customer.lifetime_minor)
    amounts: dict[str, ColumnElement[Any]] = {"due": due, "credit": credit, "lifetime": lifetime}
    if then:
        moved = moved_later("everyone")
        source = source.outerjoin(moved, moved.c.customer_id == Customer.id)
        amounts = {name: column - _or_nothing(moved.c[f"{name}_minor"]) for name, column in amounts.items()}
    overdue = _or_nothing(late.c.overdue_minor)
    own = Customer.id
    card, (first, last) = cards(reader), (during[0], min(during[1], reader.today))
    columns: Columns = {
        "name": Customer.sort_name,
        "account": Customer.account,
        "manager": Customer.manager,
        "terms": Customer.terms,
        "since": Customer.since_on,
        **amounts,
        "overdue": overdue,
        "days-late": late.c.oldest_on,
        "plans": _count(Plan, Plan.customer_id == own, is_live(reader)),
        "sites": _count(Site, Site.customer_id == own, Site.archived.is_(false())),
        "open-jobs": _count(Job, Job.customer_id == own, Job.status.in_(OPEN_STATUSES)),
        "next-bill": _next_bill(reader, own),
        "last-payment": select(func.max(Payment.received_on))
        .where(Payment.customer_id == own, Payment.state == "posted", Payment.received_on <= reader.today)
        .correlate_except(Payment)
        .scalar_subquery(),
        "last-invoice": select(func.max(Invoice.issued_on))
        .where(Invoice.customer_id == own, Invoice.state.in_(BILLED), Invoice.issued_on <= reader.today)
        .correlate_except(Invoice)
        .scalar_subquery(),
        "cards": select(func.count()).select_from(card).where(card.c.customer_id == own).correlate_except(card)
        .scalar_subquery(),
        # The same invoices and payments that “how much did we bill, how much came in” adds up.
        "billed": _or_nothing(
            select(exact_sum(Invoice.total_minor))
            .where(
                Invoice.customer_id == own,
                Invoice.state.in_(BILLED),
                Invoice.kind == "invoice",
                Invoice.issued_on >= first,
                Invoice.issued_on <= last,
            )
            .correlate_except(Invoice)
            .scalar_subquery()
        ),
        "paid": _or_nothing(
            select(exact_sum(Payment.amount_minor))
            .where(
                Payment.customer_id == own,
                Payment.state == "posted",
                Payment.received_on >= first,
                Payment.received_on <= last,
            )
            .correlate_except(Payment)
            .scalar_subquery()
        ),
    }
    kinds = {word: Customer.kind == word for word in ("residential", "commercial")}
    statuses = {word: Customer.status == word for word in ("active", "archived")}
    return Ground(
        source,
        own,
        own,
        columns,
        (own, Customer.account, Customer.name, amounts["due"], overdue, amounts["credit"], late.c.oldest_on, Customer.status),
        (Customer.sort_name, own),
        {"kind": kinds, "status": statuses},
    )


def _count(table: Any, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(table).where(*conditions).correlate_except(table).scalar_subquery()


def _with_customer(table: Any) -> FromClause:
    joined: FromClause = table.__table__.join(Customer.__table__, Customer.id == table.customer_id)
    return joined


def _invoices(reader: Reader) -> Ground:
    source = _with_customer(Invoice).outerjoin(Site.__table__, Site.id == Invoice.site_id)
    still: ColumnElement[int] = Invoice.open_minor
    there: ColumnElement[bool] = true()
    if not stored_amounts_hold(reader, reader.today):
        item = open_by_invoice(then=True, of="everyone")
        source = source.outerjoin(item, item.c.invoice_id == Invoice.id)
        still, there = _or_nothing(item.c.open_minor), Invoice.issued_on <= DAY
    is_open = still > _ZERO
    states: dict[str, ColumnElement[bool]] = {
        "billed": and_(Invoice.state.in_(BILLED), there),
        "unpaid": is_open,
        "overdue": and_(is_open, Invoice.due_on < DAY),
        "partly-paid": and_(is_open, still < Invoice.total_minor),
        "paid": and_(Invoice.state == "issued", Invoice.kind == "invoice", still == _ZERO, there),
        "draft": Invoice.state == "draft",
        "void": Invoice.state == "void",
        "written-off": Invoice.state == "written_off",
        "any": true(),
    }
    shown = (
        Invoice.id, Invoice.customer_id, Customer.name, func.coalesce(Invoice.number, ""), Invoice.state, Invoice.issued_on,
        Invoice.due_on, Invoice.total_minor, still,
    )  # fmt: skip
    columns: Columns = {
        "number": Invoice.number,
        "issued": Invoice.issued_on,
        "due": Invoice.due_on,
        "total": Invoice.total_minor,
        "open": still,
        "days-late": case((is_open, Invoice.due_on)),
        "subject": Invoice.subject,
        "site": Site.name,
    }
    return Ground(
        source,
        Invoice.id,
        Invoice.customer_id,
        columns,
        shown,
        (Invoice.issued_on.desc(), Invoice.id.desc()),
        {"state": states},
        ("state", states["billed"]),
        and_(is_open, Invoice.due_on >= DAY),
        # What a parent asks for is what its children ask for: it is counted with them, once.
        Invoice.kind == "invoice",
    )


def _payments(_reader: Reader) -> Ground:
    states = {"posted": Payment.state == "posted", "reversed": Payment.state == "reversed", "any": true()}
    return Ground(
        _with_customer(Payment),
        Payment.id,
        Payment.customer_id,
        {
            "number": Payment.number,
            "received": Payment.received_on,
            "amount": Payment.amount_minor,
            "unapplied": Payment.open_minor,
            "reference": Payment.reference,
        },
        (
            Payment.id, Payment.customer_id, Customer.name, Payment.number, Payment.received_on, Payment.method,
            Payment.reference, Payment.amount_minor, Payment.state,
        ),
        (Payment.received_on.desc(), Payment.id.desc()),
        {"state": states, "method": _words(Payment.method, ("cash", "check", "card", "bank", "other"))},
        ("state", states["posted"]),
    )  # fmt: skip


def _plans(reader: Reader) -> Ground:
    status = effective_status(reader)
    statuses = {word: status == word for word in ("draft", "pending", "active", "paused", "cancelled", "ended")}
    return Ground(
        _with_customer(Plan),
        Plan.id,
        Plan.customer_id,
        {
            "number": Plan.number,
            "name": Plan.name,
            "next-bill": Plan.next_bill_on,
            "started": Plan.start_on,
            "ends": Plan.end_on,
            "price": Plan.price_minor,
            "card-expires": case((Plan.paid_by == "card", Plan.method_expires_on)),
        },
        (
            Plan.id, Plan.customer_id, Customer.name, Plan.number, Plan.name, status, Plan.next_bill_on, Plan.price_minor,
            Plan.discount_ppm,
        ),
        (func.coalesce(Plan.next_bill_on, Plan.start_on), Plan.id),
        {
            "status": {**statuses, "live": status.in_(LIVE)},
            "paid-by": _words(Plan.paid_by, ("cash", "check", "card", "bank", "other")),
        },
        # A bill that waits for a run is still the next one, even when its day has passed.
        next_only=and_(status == "active", Plan.next_bill_on.is_not(None)),
    )  # fmt: skip


def _jobs(_reader: Reader) -> Ground:
    source = _with_customer(Job).outerjoin(Technician.__table__, Technician.id == Job.technician_id)
    statuses = {word: Job.status == word.replace("-", "_") for word in (
        "unscheduled", "scheduled", "in-progress", "done", "invoiced", "cancelled"
    )}  # fmt: skip
    is_open = Job.status.in_(OPEN_STATUSES)
    return Ground(
        source.outerjoin(Site.__table__, Site.id == Job.site_id),
        Job.id,
        Job.customer_id,
        {
            "number": Job.number,
            "title": Job.title,
            "scheduled": Job.starts_at,
            "done": Job.done_on,
            "due": Job.due_on,
            "amount": Job.amount_minor,
            "assigned": Technician.name,
            "site": Site.name,
        },
        (
            Job.id, Job.customer_id, Customer.name, Job.number, Job.title, Job.status, Job.starts_at, Job.due_on, Job.done_on,
            Job.amount_minor,
        ),
        (Job.id,),
        {"status": {**statuses, "open": is_open}},
        next_only=is_open,
    )  # fmt: skip


def _cards(reader: Reader) -> Ground:
    card = cards(reader)
    return Ground(
        card.join(Customer.__table__, Customer.id == card.c.customer_id),
        card.c.customer_id,
        card.c.customer_id,
        {"expires": card.c.expires_on, "next-bill": card.c.next_bill_on},
        (card.c.customer_id, Customer.account, Customer.name, card.c.label, card.c.expires_on, card.c.next_bill_on),
        (card.c.expires_on, Customer.sort_name, Customer.id, card.c.label),
        next_only=card.c.expires_on >= DAY,
    )


def _credits(_reader: Reader) -> Ground:
    states = {"issued": CreditMemo.state == "issued", "void": CreditMemo.state == "void", "any": true()}
    return Ground(
        _with_customer(CreditMemo),
        CreditMemo.id,
        CreditMemo.customer_id,
        {
            "number": CreditMemo.number,
            "issued": CreditMemo.issued_on,
            "expires": CreditMemo.expires_on,
            "total": CreditMemo.total_minor,
            "open": CreditMemo.open_minor,
            "reason": CreditMemo.reason,
        },
        (
            CreditMemo.id, CreditMemo.customer_id, Customer.name, CreditMemo.number, CreditMemo.issued_on,
            CreditMemo.total_minor, CreditMemo.open_minor, CreditMemo.reason,
        ),
        (CreditMemo.issued_on.desc(), CreditMemo.id.desc()),
        {"state": states},
        ("state", states["issued"]),
    )  # fmt: skip


def _words(column: ColumnElement[str], words: Sequence[str]) -> dict[str, ColumnElement[bool]]:
    return {word: column == word for word in words}


_GROUNDS = {
    Subject.INVOICES: _invoices,
    Subject.PAYMENTS: _payments,
    Subject.PLANS: _plans,
    Subject.JOBS: _jobs,
    Subject.CARDS: _cards,
    Subject.CREDITS: _credits,
}
