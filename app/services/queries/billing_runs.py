"""Billing runs as their history lists them, and the invoices of one. Posting and reversing is in ``services.billing``."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, cast, func, or_, select

from app.models.invoices import Invoice
from app.models.plans import BillingRun, LateFee, PlanPeriod
from app.services.office import Reader
from app.services.queries.asking import AnySelect


@dataclass(frozen=True, slots=True)
class BillingRunRow:
    """A run: what it posted (minor units, UTC), by whom, who took it back and why. ``state``: posted, reversed.

    ``invoices`` and ``total_minor`` are those of plans; late fees are counted by themselves.
    """

    id: int
    number: str
    through_on: date
    missed: str
    invoices: int
    skipped: int
    total_minor: int
    credit_minor: int
    queued_minor: int
    state: str
    actor: str
    posted_at: datetime
    reversed_at: datetime | None
    reversed_by: str
    reason: str
    fee_invoices: int
    fee_minor: int

    @property
    def documents(self) -> int:
        """How many invoices it made, late fees among them."""
        return self.invoices + self.fee_invoices

    @property
    def whole_minor(self) -> int:
        """What it asked for, late fees among it."""
        return self.total_minor + self.fee_minor


_FEES = select(LateFee.id).where(LateFee.run_id == BillingRun.id).correlate(BillingRun)
_RUN: AnySelect = select(
    BillingRun.id,
    BillingRun.number,
    BillingRun.through_on,
    BillingRun.missed,
    BillingRun.invoices,
    BillingRun.skipped,
    BillingRun.total_minor,
    BillingRun.credit_minor,
    BillingRun.queued_minor,
    BillingRun.state,
    BillingRun.actor,
    BillingRun.posted_at,
    BillingRun.reversed_at,
    BillingRun.reversed_by,
    BillingRun.reason,
    _FEES.with_only_columns(func.count(LateFee.fee_invoice_id.distinct())).scalar_subquery(),
    # PostgreSQL sums whole numbers to a decimal.
    cast(_FEES.with_only_columns(func.coalesce(func.sum(LateFee.amount_minor), 0)).scalar_subquery(), BigInteger),
)


def billing_run_ids(reader: Reader, *, descending: bool = True) -> array[int]:
    """Return the ids (typecode q) of all runs in the order of posting, the newest first."""
    order = BillingRun.id.desc() if descending else BillingRun.id
    return array("q", reader.connection.execute(select(BillingRun.id).order_by(order)).scalars())


def billing_run_rows(reader: Reader, ids: Sequence[int]) -> list[BillingRunRow]:
    """Return the runs of ``ids`` (some hundred at most) in their order; ids that are gone are left out."""
    found = {row.id: BillingRunRow(*row) for row in reader.connection.execute(_RUN.where(BillingRun.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def run_invoice_ids(reader: Reader, run_id: int) -> list[int]:
    """Return the ids of the invoices of a run, late fees too, in the order of their making; those that are void left out."""
    periods = select(PlanPeriod.invoice_id).where(PlanPeriod.run_id == run_id, PlanPeriod.invoice_id.is_not(None))
    fees = select(LateFee.fee_invoice_id).where(LateFee.run_id == run_id)
    wanted = (
        select(Invoice.id)
        .where(Invoice.state != "void", or_(Invoice.id.in_(periods), Invoice.id.in_(fees)))
        .order_by(Invoice.id)
    )
    return list(reader.connection.execute(wanted).scalars())
