"""One plan's details page: what it is, its visits, what comes next, and the table of its payments with why each stands so.

The reason for its length: what a row of the payments table says is put together from six tables, and reads best in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import bindparam, case, func, or_, select

from app.domain.errors import NotFound
from app.domain.language import _
from app.domain.schedule import Frequency, index_containing
from app.models.customers import Site
from app.models.invoices import Invoice
from app.models.jobs import Job
from app.models.operations import Operation
from app.models.payments import Allocation, Payment, Reversal
from app.models.plans import Plan, PlanAdjustment, PlanCharge, PlanPause, PlanPeriod, PlanPrice
from app.services.billing.due import DuePeriod, coming
from app.services.office import Reader
from app.services.plans.paying import outstanding_kind
from app.services.plans.reading import read_plan
from app.services.plans.settling import standing_indexes
from app.services.queries.plans import PlanListRow, plan_rows

_YEARLY = Frequency.parse("yearly")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlanPayment:
    """A row of the payments table; minor units.

    ``status``: upcoming, queued (a charge waits), processing, paid, overdue, failed (with ``reason``), refunded, waived,
    skipped, void. ``method`` is how it was paid, or is to be. A row without invoice is to come, or was passed over.
    ``refunding_minor`` is asked for at the processor and not given back yet. ``try_on`` is when a refused charge is tried
    again, or when one that waits is sent because the bill is not due before.
    """

    due_on: date
    period_start: date | None
    period_end: date | None
    invoice_id: int | None
    invoice_number: str
    amount_minor: int
    open_minor: int
    refunded_minor: int
    method: str
    status: str
    reason: str
    payment_ids: tuple[int, ...]
    charge_id: int | None
    try_on: date | None
    refunding_minor: int = 0


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """A price of the plan's history."""

    effective_on: date
    price_minor: int
    discount_ppm: int
    is_prorated: bool
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class PauseFacts:
    """A rest; ``until_on`` is None while it lasts."""

    from_on: date
    until_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the details page of a plan shows, as of today; minor units.

    ``visits_used`` are those of the present plan-year that are done, ``visits_left`` the others; ``coming`` is the next
    period to be billed, None when none is; ``payments`` are newest first.
    """

    row: PlanListRow
    site_name: str
    included: str
    agreement: str
    anchor_on: date
    terms: str
    sent_on: date | None
    accepted_on: date | None
    accepted_by: str
    cancelled_on: date | None
    cancel_reason: str
    version: int
    visits_used: int
    visits_left: int
    coming: DuePeriod | None
    payments: tuple[PlanPayment, ...]
    prices: tuple[PriceFacts, ...]
    pauses: tuple[PauseFacts, ...]


_HEAD = (
    select(
        func.coalesce(Site.name, ""),
        Plan.included,
        Plan.agreement,
        Plan.anchor_on,
        Plan.terms,
        Plan.sent_on,
        Plan.accepted_on,
        Plan.accepted_by,
        Plan.cancelled_on,
        Plan.cancel_reason,
        Plan.version,
    )
    .outerjoin(Site, Site.id == Plan.site_id)
    .where(Plan.id == bindparam("plan_id"))
)
_PRICES = (
    select(
        PlanPrice.effective_on, PlanPrice.price_minor, PlanPrice.discount_ppm, PlanPrice.prorated, PlanPrice.reversed
    )
    .where(PlanPrice.plan_id == bindparam("plan_id"))
    .order_by(PlanPrice.effective_on.desc(), PlanPrice.id.desc())
)
_PAUSES = (
    select(PlanPause.from_on, PlanPause.until_on, PlanPause.reason)
    .where(PlanPause.plan_id == bindparam("plan_id"))
    .order_by(PlanPause.from_on.desc())
)
_PERIODS = (
    select(
        PlanPeriod.invoice_id,
        PlanPeriod.first_on,
        PlanPeriod.last_on,
        PlanPeriod.due_on,
        PlanPeriod.state,
        PlanPeriod.net_minor,
        PlanPeriod.reason,
    )
    .where(PlanPeriod.plan_id == bindparam("plan_id"), PlanPeriod.state != "reversed")
    .order_by(PlanPeriod.invoice_id, PlanPeriod.start_on)
)
_MINE = select(PlanPeriod.invoice_id).where(
    PlanPeriod.plan_id == bindparam("plan_id"), PlanPeriod.invoice_id.is_not(None)
)
_MORE = select(PlanAdjustment.invoice_id).where(
    PlanAdjustment.plan_id == bindparam("plan_id"), PlanAdjustment.invoice_id.is_not(None)
)
_INVOICES = (
    select(
        Invoice.id,
        Invoice.number,
        Invoice.due_on,
        Invoice.state,
        Invoice.total_minor,
        Invoice.open_minor,
        PlanCharge.id.label("charge_id"),
        PlanCharge.state.label("charge_state"),
        PlanCharge.reason,
        PlanCharge.try_on,
        PlanCharge.method,
    )
    .outerjoin(PlanCharge, PlanCharge.invoice_id == Invoice.id)
    .where(or_(Invoice.id.in_(_MINE), Invoice.id.in_(_MORE)))
)
_METHODS = (
    select(
        Allocation.invoice_id,
        Payment.id,
        Payment.method,
        func.sum(Allocation.amount_minor).label("applied"),
        select(func.coalesce(func.sum(Reversal.amount_minor), 0))
        .where(Reversal.payment_id == Payment.id, Reversal.kind == "refund")
        .scalar_subquery()
        .label("refunded"),
        func.sum(case((Allocation.amount_minor < 0, -Allocation.amount_minor), else_=0)).label("taken_back"),
        select(func.coalesce(func.sum(Operation.amount_minor), 0))
        .where(
            Operation.payment_id == Payment.id,
            Operation.kind == "refund",
            Operation.state.in_(("queued", "creating", "unknown")),
        )
        .scalar_subquery()
        .label("refunding"),
    )
    .join(Payment, Payment.id == Allocation.payment_id)
    .where(or_(Allocation.invoice_id.in_(_MINE), Allocation.invoice_id.in_(_MORE)))
    .group_by(Allocation.invoice_id, Payment.id, Payment.method)
    .order_by(Payment.id)
)


@dataclass(frozen=True, slots=True)
class _Paid:
    methods: tuple[str, ...]
    payment_ids: tuple[int, ...]
    applied_minor: int
    refunded_minor: int
    taken_back_minor: int
    refunding_minor: int

    def refunded_of(self, total_minor: int) -> int:
        """Return how much of an invoice was given back: never more than it lost of its payments."""
        return max(0, min(self.refunded_minor, self.taken_back_minor, total_minor - self.applied_minor))


def plan_page(reader: Reader, plan_id: int) -> PlanPage:
    """Return the details page of a plan.

    Raises:
        NotFound: no such plan.
    """
    rows = plan_rows(reader, [plan_id])
    if not rows:
        raise NotFound(_("That plan is not in this book."))
    row, named = rows[0], {"plan_id": plan_id}
    head = reader.connection.execute(_HEAD, named).one()
    used, left = _visits(reader, row)
    plan = read_plan(reader, plan_id)
    following = coming(plan, standing_indexes(reader, plan)) if row.next_bill_on is not None else None
    return PlanPage(
        row,
        *head,
        visits_used=used,
        visits_left=left,
        coming=following,
        payments=tuple(_payments(reader, row, following)),
        prices=tuple(PriceFacts(*each) for each in reader.connection.execute(_PRICES, named)),
        pauses=tuple(PauseFacts(*each) for each in reader.connection.execute(_PAUSES, named)),
    )


def _visits(reader: Reader, row: PlanListRow) -> tuple[int, int]:
    """Return how many visits of the present plan-year are done and how many are left."""
    if not row.visits_per_year or reader.today < row.start_on:
        return 0, row.visits_per_year
    year = index_containing(row.start_on, _YEARLY, reader.today)
    if row.end_on is not None and reader.today > row.end_on:
        year = index_containing(row.start_on, _YEARLY, row.end_on)
    counts = dict(
        reader.connection.execute(
            select(Job.status, func.count())
            .where(Job.plan_id == row.id, Job.plan_year == year)
            .group_by(Job.status)
        )

        .all()
    )
    used = counts.get("done", 0) + counts.get("invoiced", 0)
    left = sum(counts.get(status, 0) for status in ("unscheduled", "scheduled", "in_progress"))
    return used, left if counts else row.visits_per_year


def _payments(reader: Reader, row: PlanListRow, following: DuePeriod | None) -> list[PlanPayment]:
    named = {"plan_id": row.id}
    paid = _paid(reader, row.id)
    invoices = {each.id: each for each in reader.connection.execute(_INVOICES, named)}
    found: list[PlanPayment] = []
    seen: set[int] = set()
    periods = reader.connection.execute(_PERIODS, named).all()
    for invoice_id, group in groupby(periods, key=lambda each: each.invoice_id):
        together = list(group)
        if invoice_id is None:
            found += [
                PlanPayment(
                    each.due_on,
                    each.first_on,
                    max(each.last_on, each.first_on),
                    None,
                    "",
                    0,
                    0,
                    0,
                    "",
                    each.state,
                    each.reason,
                    (),
                    None,
                    None,
                )
                for each in together
            ]
            continue
        seen.add(invoice_id)
        waived = together[0].state == "waived"
        found.append(
            _payment(
                reader,
                invoices[invoice_id],
                paid.get(invoice_id),
                row.paid_by,
                together[0].first_on,
                together[-1].last_on,
                waived=waived,
                reason=together[0].reason,
            )
        )
    found += [
        _payment(reader, invoice, paid.get(id_), row.paid_by, None, None, waived=False, reason="")
        for id_, invoice in invoices.items()
        if id_ not in seen and invoice.state != "void"
    ]
    if following is not None and not following.reason:
        found.append(
            PlanPayment(
                following.nominal_on,
                following.first_on,
                following.last_on,
                None,
                "",
                following.net_minor,
                0,
                0,
                row.paid_by,
                "upcoming",
                "",
                (),
                None,
                None,
            )
        )
    return sorted(found, key=lambda each: (each.due_on, each.invoice_id or 1 << 62), reverse=True)


def _payment(
    reader: Reader,
    invoice: object,
    paid: _Paid | None,
    paid_by: str,
    first_on: date | None,
    last_on: date | None,
    *,
    waived: bool,
    reason: str,
) -> PlanPayment:
    facts = _InvoiceFacts.of(invoice)
    refunded = paid.refunded_of(facts.total_minor) if paid else 0
    status = facts.status(reader.today, waived=waived, refunded_minor=refunded)
    method = paid_by
    if not facts.open_minor:
        method = ", ".join(dict.fromkeys(paid.methods)) if paid and paid.methods else "credit"
    return PlanPayment(
        facts.due_on,
        first_on,
        last_on,
        facts.id,
        facts.number,
        facts.total_minor,
        facts.open_minor,
        refunded,
        method,
        status,
        facts.reason if status == "failed" else reason,
        paid.payment_ids if paid else (),
        facts.charge_id,
        facts.try_on if status == "failed" or (facts.try_on is not None and facts.try_on > reader.today) else None,
        min(paid.refunding_minor, paid.applied_minor) if paid else 0,
    )


@dataclass(frozen=True, slots=True)
class _InvoiceFacts:
    id: int
    number: str
    due_on: date
    state: str
    total_minor: int
    open_minor: int
    charge_id: int | None
    charge_state: str | None
    reason: str
    try_on: date | None

    @classmethod
    def of(cls, row: object) -> _InvoiceFacts:
        named: Mapping[str, object] = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001 - SQLAlchemy's public name
        values = {name: named[name] for name in cls.__slots__ if name in named}
        values["reason"] = values["reason"] or ""
        values["number"] = values["number"] or ""
        return cls(**values)  # type: ignore[arg-type]

    def status(self, today: date, *, waived: bool, refunded_minor: int) -> str:
        """Return what the payments table says of the invoice."""
        if self.state == "void":
            return "void"
        if waived:
            return "waived"
        if self.open_minor:
            return outstanding_kind(self.charge_state, self.due_on, today)
        if refunded_minor and refunded_minor >= self.total_minor:
            return "refunded"
        return "paid"


def _paid(reader: Reader, plan_id: int) -> dict[int, _Paid]:
    found: dict[int, _Paid] = {}
    rows = reader.connection.execute(_METHODS, {"plan_id": plan_id})
    for invoice_id, payment_id, method, applied, refunded, taken_back, refunding in rows:
        before = found.get(invoice_id, _Paid((), (), 0, 0, 0, 0))
        if applied or refunded:
            found[invoice_id] = _Paid(
                (*before.methods, method),
                (*before.payment_ids, payment_id),
                before.applied_minor + int(applied),
                before.refunded_minor + int(refunded),
                before.taken_back_minor + int(taken_back),
                before.refunding_minor + int(refunding),
            )
    return found


