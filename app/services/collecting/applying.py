"""Allocations: credit meets invoices, and is taken off them again. The only place that moves an invoice's open amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Column, bindparam, func, literal_column, select

from app.domain.allocation import OpenItem, check_manual, oldest_first
from app.domain.entries import Entry, credit_applied
from app.domain.errors import Conflict, NotFound, UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import CreditMemo, Invoice
from app.models.payments import Allocation, Payment, Reversal
from app.models.rows import AllocationRow
from app.services.activity import Happening, record
from app.services.formats import amount_format
from app.services.ledger import post_entries
from app.services.office import Reader, Writer
from app.services.queries.asking import Question

PAYMENT = "payment"
CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Source:
    """Where credit comes from: a payment or a credit memo, with what is left of it in minor units."""

    kind: str
    id: int
    customer_id: int
    dated_on: date
    open_minor: int
    number: str


@dataclass(frozen=True, slots=True)
class Application:
    """So much of a source meets an invoice on a date. Negative amounts take ``reverses_id`` back."""

    kind: str
    source_id: int | None
    customer_id: int
    invoice_id: int
    amount_minor: int
    applied_on: date
    reverses_id: int | None = None


_OPEN_ITEMS = Question(
    select(
        Invoice.id,
        Invoice.due_on,
        Invoice.issued_on,
        Invoice.open_minor,
        Invoice.parent_id,
        func.coalesce(Invoice.number, literal_column("''")),
    )
    .where(Invoice.customer_id == bindparam("customer_id"), Invoice.open_minor > literal_column("0"))
    .order_by(Invoice.due_on, Invoice.issued_on, Invoice.id),
    OpenItem,
)


def open_items(reader: Reader, customer_id: int) -> list[OpenItem]:
    """Return a customer's invoices that still ask for money, oldest first."""
    return _OPEN_ITEMS.all(reader, customer_id=customer_id)


def payment_source(reader: Reader, payment_id: int) -> Source:
    """Return a payment as a source of credit.

    Raises:
        NotFound: no such payment.
    """
    row = reader.connection.execute(
        select(Payment.customer_id, Payment.received_on, Payment.open_minor, Payment.number).where(Payment.id == payment_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That payment is not in this book."))
    return Source(PAYMENT, payment_id, row.customer_id, row.received_on, row.open_minor, row.number)


def credit_memo_source(reader: Reader, credit_memo_id: int) -> Source:
    """Return a credit memo as a source of credit.

    Raises:
        NotFound: no such credit memo.
    """
    row = reader.connection.execute(
        select(CreditMemo.customer_id, CreditMemo.issued_on, CreditMemo.open_minor, CreditMemo.number).where(
            CreditMemo.id == credit_memo_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("That credit memo is not in this book."))
    return Source(CREDIT, credit_memo_id, row.customer_id, row.issued_on, row.open_minor, row.number)


def open_sources(reader: Reader, customer_id: int) -> list[Source]:
    """Return a customer's payments and credit memos that have something left, oldest first."""
    payments = reader.connection.execute(
        select(Payment.id, Payment.received_on, Payment.open_minor, Payment.number).where(
            Payment.customer_id == customer_id, Payment.open_minor > 0
        )
    )
    memos = reader.connection.execute(
        select(CreditMemo.id, CreditMemo.issued_on, CreditMemo.open_minor, CreditMemo.number).where(
            CreditMemo.customer_id == customer_id, CreditMemo.open_minor > 0
        )
    )
    found = [Source(PAYMENT, row.id, customer_id, row.received_on, row.open_minor, row.number) for row in payments]
    found += [Source(CREDIT, row.id, customer_id, row.issued_on, row.open_minor, row.number) for row in memos]
    return sorted(found, key=lambda source: (source.dated_on, source.kind, source.id))


def apply_source(writer: Writer, source: Source, wanted: Mapping[int, int] | None, on: date) -> int:
    """Meet invoices with what is left of a source: as ``wanted`` (invoice id to minor units), or the oldest first.

    An allocation is never dated before its invoice or its source, nor before what was last taken off either of them.

    Returns:
        What is left of the source afterwards, in minor units.

    Raises:
        UserError: more than an invoice has open, more than the source has, an invoice of another customer.
    """
    items = open_items(writer, source.customer_id)
    if wanted is None:
        spread = oldest_first(source.open_minor, items)
    else:
        show = amount_format(writer.profile.locale, writer.profile.currency.code).money
        spread = check_manual(source.open_minor, wanted, items, show)
    issued = {item.id: item.issued_on for item in items}
    post_applications(
        writer,
        [
            Application(
                source.kind,
                source.id,
                source.customer_id,
                part.id,
                part.amount_minor,
                max(on, source.dated_on, issued[part.id]),
            )
            for part in spread.applied
        ],
    )
    if spread.applied:
        numbers = {item.id: item.number for item in items}
        record(
            writer,
            [
                Happening(
                    "credit.applied",
                    source.customer_id,
                    {"source": source.number, "number": numbers[part.id], "amount_minor": part.amount_minor},
                )
                for part in spread.applied
            ],
        )
    return spread.leftover_minor


def post_applications(writer: Writer, applications: Sequence[Application]) -> None:
    """Post allocations and move what is open on their invoices and sources. The caller has checked the amounts.

    One journal entry is posted for each source and date.

    Raises:
        Conflict: an invoice or a source has less open than is applied; nothing was changed.
    """
    if not applications:
        return
    applications = _dated(writer, applications)
    groups: dict[tuple[str, int | None, int, date], list[Application]] = {}
    for application in applications:
        key = (application.kind, application.source_id, application.customer_id, application.applied_on)
        groups.setdefault(key, []).append(application)
    entry_ids = post_entries(writer, [_entry(group) for group in groups.values()])
    posted = [
        (application, entry_id)
        for entry_id, group in zip(entry_ids, groups.values(), strict=True)
        for application in group
    ]
    insert_allocations(writer, posted)
    move_open(writer, "payment", _by_source(applications, PAYMENT))
    move_open(writer, "credit_memo", _by_source(applications, CREDIT))


def free_since(reader: Reader, table: str, ids: Iterable[int]) -> dict[int, date]:
    """Return the last day on which credit was taken off, of those of ``ids`` that it ever was taken off.

    Until that day what is open was used by something else. Using it again with an earlier date would count it twice on the
    days between, and a past day would show less than nothing open.

    Args:
        reader: the book.
        table: invoice, payment or credit_memo.
        ids: rows of it.
    """
    found: dict[int, date] = {}
    columns: dict[str, tuple[tuple[Column[Any], Column[date], Column[int]], ...]] = {
        "invoice": ((Allocation.invoice_id, Allocation.applied_on, Allocation.amount_minor),),
        PAYMENT: (
            (Allocation.payment_id, Allocation.applied_on, Allocation.amount_minor),
            (Reversal.payment_id, Reversal.reversed_on, Reversal.amount_minor),
        ),
        "credit_memo": (
            (Allocation.credit_memo_id, Allocation.applied_on, Allocation.amount_minor),
            (Reversal.credit_memo_id, Reversal.reversed_on, Reversal.amount_minor),
        ),
    }
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for owner, dated, amount in columns[table]:
            query = select(owner, func.max(dated)).where(owner.in_(some), amount < 0).group_by(owner)
            for id_, last in reader.connection.execute(query):
                if id_ is not None:
                    found[id_] = max(last, found.get(id_, last))
    return found


def _dated(reader: Reader, applications: Sequence[Application]) -> list[Application]:
    """Return the applications, none of them dated before its invoice and its source were free for it."""
    new = [application for application in applications if application.amount_minor > 0]
    invoices = free_since(reader, "invoice", (application.invoice_id for application in new))
    payments = free_since(reader, PAYMENT, (a.source_id for a in new if a.kind == PAYMENT and a.source_id is not None))
    memos = free_since(reader, "credit_memo", (a.source_id for a in new if a.kind == CREDIT and a.source_id is not None))
    if not (invoices or payments or memos):
        return list(applications)
    found = []
    for application in applications:
        if application.amount_minor > 0:
            sources = payments if application.kind == PAYMENT else memos
            since = [invoices.get(application.invoice_id), sources.get(application.source_id or 0)]
            on = max([application.applied_on, *(day for day in since if day is not None)])
            application = replace(application, applied_on=on)
        found.append(application)
    return found


def insert_allocations(writer: Writer, posted: Sequence[tuple[Application, int]]) -> None:
    """Write allocations with the entries that post them, and move what is open on their invoices."""
    ids = take_ids(writer.connection, Allocation, len(posted))
    insert_rows(
        writer.connection,
        Allocation,
        [
            AllocationRow(
                id_,
                application.customer_id,
                application.invoice_id,
                application.kind,
                application.source_id if application.kind == PAYMENT else None,
                application.source_id if application.kind == CREDIT else None,
                application.amount_minor,
                application.applied_on.isoformat(),
                application.reverses_id,
                entry_id,
            )
            for id_, (application, entry_id) in zip(ids, posted, strict=True)
        ],
    )
    moved: dict[int, int] = {}
    for application, _entry_id in posted:
        moved[application.invoice_id] = moved.get(application.invoice_id, 0) + application.amount_minor
    move_open(writer, "invoice", moved)
    writer.touch("invoices", "payments")


def take_back_allocations(writer: Writer, allocation_ids: Iterable[int], on: date, reason: str) -> None:
    """Take allocations off their invoices: the invoices are open again, the credit is the customer's again.

    Raises:
        NotFound: no such allocation.
        UserError: it was taken back already, is no allocation of credit, or ``on`` lies before it.
    """
    applications = []
    happenings = []
    for allocation_id in allocation_ids:
        row = writer.connection.execute(
            select(
                Allocation.id,
                Allocation.customer_id,
                Allocation.invoice_id,
                Allocation.kind,
                Allocation.payment_id,
                Allocation.credit_memo_id,
                Allocation.amount_minor,
                Allocation.applied_on,
                Invoice.number,
            )
            .join(Invoice, Invoice.id == Allocation.invoice_id)
            .where(Allocation.id == allocation_id)
        ).one_or_none()
        if row is None:
            raise NotFound(_("That allocation is not in this book."))
        if row.kind not in {PAYMENT, CREDIT} or row.amount_minor < 0:
            raise UserError(_("Only a payment or credit that was applied can be taken off an invoice."))
        if _is_taken_back(writer, allocation_id):
            raise UserError(_("That allocation was already taken back."))
        applications.append(
            Application(
                row.kind,
                row.payment_id or row.credit_memo_id,
                row.customer_id,
                row.invoice_id,
                -row.amount_minor,
                max(on, row.applied_on),
                reverses_id=row.id,
            )
        )
        happenings.append(
            Happening(
                "credit.taken_back",
                row.customer_id,
                {"number": row.number, "amount_minor": row.amount_minor, "reason": reason},
            )
        )
    post_applications(writer, applications)
    record(writer, happenings)


def live_allocations(reader: Reader, *, payment_id: int | None = None, credit_memo_id: int | None = None,
                     invoice_id: int | None = None) -> list[tuple[int, int]]:
    """Return (id, minor units) of the allocations of credit of one source or invoice that still stand, newest first."""
    taken_back = select(Allocation.reverses_id).where(Allocation.reverses_id.is_not(None))
    query = select(Allocation.id, Allocation.amount_minor).where(
        Allocation.amount_minor > 0, Allocation.kind.in_((PAYMENT, CREDIT)), Allocation.id.not_in(taken_back)
    )
    if payment_id is not None:
        query = query.where(Allocation.payment_id == payment_id)
    if credit_memo_id is not None:
        query = query.where(Allocation.credit_memo_id == credit_memo_id)
    if invoice_id is not None:
        query = query.where(Allocation.invoice_id == invoice_id)
    rows = reader.connection.execute(query.order_by(Allocation.applied_on.desc(), Allocation.id.desc()))
    return [(row.id, row.amount_minor) for row in rows]


def _is_taken_back(reader: Reader, allocation_id: int) -> bool:
    found = reader.connection.execute(select(Allocation.id).where(Allocation.reverses_id == allocation_id)).first()
    return found is not None


def _entry(group: Sequence[Application]) -> Entry:
    first = group[0]
    return credit_applied(
        first.customer_id,
        first.applied_on,
        tuple((application.invoice_id, application.amount_minor) for application in group),
        payment_id=first.source_id if first.kind == PAYMENT else None,
        credit_memo_id=first.source_id if first.kind == CREDIT else None,
    )


def _by_source(applications: Sequence[Application], kind: str) -> dict[int, int]:
    moved: dict[int, int] = {}
    for application in applications:
        if application.kind == kind and application.source_id is not None:
            moved[application.source_id] = moved.get(application.source_id, 0) + application.amount_minor
    return moved


def move_open(writer: Writer, table: str, moved: Mapping[int, int]) -> None:
    """Lower what is open on rows of ``table`` by so many minor units each (negative raises it).

    Raises:
        Conflict: a row has less open than it is lowered by.
    """
    if not moved:
        return
    mark = "?" if writer.connection.dialect.paramstyle == "qmark" else "%s"
    result = writer.connection.exec_driver_sql(
        f"UPDATE {table} SET open_minor = open_minor - {mark} WHERE id = {mark} AND open_minor >= {mark}",  # noqa: S608 - our own names
        [(amount, id_, amount) for id_, amount in moved.items()],
    )
    if result.rowcount != len(moved):
        raise Conflict(
            _("An invoice or a payment changed meanwhile."), _("Look at the open amounts again before you repeat it.")
        )



