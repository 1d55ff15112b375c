"""Account credit meets new invoices before money is asked for: which source meets which invoice, and the posting of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.invoices import CreditMemo
from app.models.payments import Payment
from app.services.collecting.applying import CREDIT, PAYMENT, Application, post_applications
from app.services.office import Reader, Writer
from app.services.plans.reading import chunks


@dataclass(frozen=True, slots=True)
class CreditUse:
    """So many minor units of a payment or credit memo meet an invoice to be made: ``bill`` is its place in the list."""

    bill: int
    kind: str
    source_id: int
    dated_on: date
    amount_minor: int


@dataclass(slots=True)
class _Left:
    kind: str
    source_id: int
    dated_on: date
    left_minor: int


def use_credit(
    reader: Reader, invoices: Sequence[tuple[int, date, int]], customers: Mapping[int, int]
) -> list[CreditUse]:
    """Return how account credit meets invoices to be made: the oldest credit first, the invoice due first, first.

    Credit memos that have expired are left alone.

    Args:
        reader: the moment.
        invoices: customer, due date and total (minor units) of each, in the order in which they are made.
        customers: those that have credit.
    """
    if not customers:
        return []
    sources = _sources(reader, sorted(customers))
    waiting: dict[int, list[int]] = {}
    for at, (customer_id, _due_on, _total) in enumerate(invoices):
        if customer_id in sources:
            waiting.setdefault(customer_id, []).append(at)
    uses: list[CreditUse] = []
    for customer_id, places in waiting.items():
        credit = iter(sources[customer_id])
        source = next(credit, None)
        for at in sorted(places, key=lambda place: (invoices[place][1], place)):
            wanted = invoices[at][2]
            while wanted and source is not None:
                part = min(wanted, source.left_minor)
                uses.append(CreditUse(at, source.kind, source.source_id, source.dated_on, part))
                wanted -= part
                source.left_minor -= part
                if not source.left_minor:
                    source = next(credit, None)
    return uses


def post_uses(
    writer: Writer, uses: Sequence[CreditUse], invoices: Mapping[int, tuple[int, int, date]], on: date
) -> None:
    """Post what ``use_credit`` found; ``invoices`` gives id, customer and issue date by place in the list."""
    applications = []
    for use in uses:
        invoice_id, customer_id, issued_on = invoices[use.bill]
        applied_on = max(on, use.dated_on, issued_on)
        applications.append(
            Application(use.kind, use.source_id, customer_id, invoice_id, use.amount_minor, applied_on)
        )
    post_applications(writer, applications)


def _sources(reader: Reader, customer_ids: Sequence[int]) -> dict[int, list[_Left]]:
    found: dict[int, list[_Left]] = {}
    for some in chunks(customer_ids):
        payments = reader.connection.execute(
            select(Payment.customer_id, Payment.id, Payment.received_on, Payment.open_minor).where(
                Payment.customer_id.in_(some), Payment.open_minor > 0
            )
        )
        for customer_id, id_, dated_on, open_minor in payments:
            found.setdefault(customer_id, []).append(_Left(PAYMENT, id_, dated_on, open_minor))
        memos = reader.connection.execute(
            select(CreditMemo.customer_id, CreditMemo.id, CreditMemo.issued_on, CreditMemo.open_minor).where(
                CreditMemo.customer_id.in_(some),
                CreditMemo.open_minor > 0,
                CreditMemo.expires_on.is_(None) | (CreditMemo.expires_on >= reader.today),
            )
        )
        for customer_id, id_, dated_on, open_minor in memos:
            found.setdefault(customer_id, []).append(_Left(CREDIT, id_, dated_on, open_minor))
    for sources in found.values():
        sources.sort(key=lambda source: (source.dated_on, source.kind, source.source_id))
    return found
