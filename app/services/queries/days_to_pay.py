"""How many days a customer takes to pay, and the invoices that say so.

Counted are those of a customer's last hundred invoices that a payment settled whole: from the day of the invoice to the day
of the last payment that was kept. What was settled by credit alone, written off or voided says nothing about how somebody
pays. A hundred, so that it speaks of how the customer pays now, and costs the same for a large account as for a small one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, literal_column, select

from app.models.base import IsoDate
from app.models.invoices import Invoice
from app.models.payments import Allocation
from app.services.office import Reader
from app.services.queries.asking import Question
from app.services.queries.receivables import CUSTOMER

LAST = 100


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """An invoice that was paid in full; ``paid_on`` is the day of the payment that settled it."""

    id: int
    number: str
    issued_on: date
    due_on: date
    paid_on: date
    total_minor: int

    @property
    def days(self) -> int:
        """Days from the invoice to its payment; none where it was paid beforehand."""
        return max((self.paid_on - self.issued_on).days, 0)


@dataclass(frozen=True, slots=True)
class DaysToPay:
    """The invoices that are counted, the newest first."""

    invoices: tuple[PaidInvoice, ...]

    @property
    def days(self) -> int:
        """The days of all of them together."""
        return sum(invoice.days for invoice in self.invoices)

    @property
    def average(self) -> int | None:
        """The average in whole days, halves up; None where nothing has been paid."""
        count = len(self.invoices)
        return (2 * self.days + count) // (2 * count) if count else None


def days_to_pay(reader: Reader, customer_id: int) -> DaysToPay:
    """Return how many days a customer takes to pay, by what is counted until today.

    Args:
        reader: the book; payments dated after its today are not counted.
        customer_id: whose invoices.
    """
    return DaysToPay(tuple(PAID.all(reader, customer_id=customer_id, today=reader.today)))


def _paid() -> Question[PaidInvoice]:
    newest = (
        select(Invoice.id, Invoice.number, Invoice.issued_on, Invoice.due_on, Invoice.total_minor, Invoice.open_minor)
        .where(Invoice.customer_id == CUSTOMER, Invoice.state == "issued", Invoice.kind == "invoice")
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(LAST)
        .subquery()
    )
    back = Allocation.__table__.alias("back")
    kept = Allocation.amount_minor > 0
    return Question(
        select(
            newest.c.id,
            newest.c.number,
            newest.c.issued_on,
            newest.c.due_on,
            func.max(Allocation.applied_on, type_=IsoDate()).label("paid_on"),
            newest.c.total_minor,
        )
        .join(Allocation, Allocation.invoice_id == newest.c.id)
        .outerjoin(back, back.c.reverses_id == Allocation.id)
        .where(newest.c.open_minor == literal_column("0"), Allocation.kind == "payment", kept, back.c.id.is_(None))
        .group_by(newest.c.id, newest.c.number, newest.c.issued_on, newest.c.due_on, newest.c.total_minor)
        .having(func.max(Allocation.applied_on) <= bindparam("today", type_=IsoDate()))
        .order_by(newest.c.issued_on.desc(), newest.c.id.desc()),
        PaidInvoice,
    )


PAID = _paid()
