"""Taking a run back as one step: its invoices are void and keep their numbers, its periods may be billed again.

Invoices whose charge was already sent are excepted and named; so are those of plans that were changed since in a way that makes
their old periods nobody's (another frequency), and those already taken back or written off by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.rounding import divide_half_up
from app.domain.schedule import Frequency
from app.models.base import other
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.plans import BillingRun, LateFee, Plan, PlanAdjustment, PlanCharge, PlanPeriod
from app.services.activity import Detail, Happening, record
from app.services.billing.charges import ALREADY_SENT, drop_charges
from app.services.invoicing.voiding_many import void_invoices
from app.services.office import Reader, Writer
from app.services.plans.reading import bill_on, chunks
from app.services.ports import Progress, Silent


@dataclass(frozen=True, slots=True)
class Excepted:
    """An invoice of the run that stays; ``reason``: sent, changed, adjusted, void, written_off. Minor units."""

    invoice_id: int
    number: str
    plan_number: str
    account: str
    total_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReversedRun:
    """What came of taking a run back."""

    number: str
    voided: tuple[str, ...]
    voided_minor: int
    excepted: tuple[Excepted, ...]


def run_by_number(reader: Reader, number: str) -> int:
    """Return the id of the run that bears ``number`` (``B-0001``), or has it as its id.

    Raises:
        NotFound: no such run.
    """
    wanted = number.strip()
    found = reader.connection.execute(select(BillingRun.id).where(BillingRun.number == wanted)).scalar()
    if found is None and wanted.isdecimal() and len(wanted) < 15:
        found = reader.connection.execute(select(BillingRun.id).where(BillingRun.id == int(wanted))).scalar()
    if found is None:
        raise NotFound(_("There is no billing run {number} in this book.").format(number=wanted[:30]))
    return int(found)


def preview_reversal(reader: Reader, run_id: int) -> tuple[list[str], list[Excepted]]:
    """Return the numbers of the invoices that taking a run back would void, and those that would stay.

    Raises:
        NotFound: no such run.
        UserError: it was already taken back.
    """
    _standing_run(reader, run_id)
    documents, excepted = _sorted_out(reader, run_id)
    return [number for _id, number, _total in documents], excepted


def reverse_run(writer: Writer, run_id: int, reason: str, progress: Progress | None = None) -> ReversedRun:
    """Take a run back; see the module. ``progress`` is told how many invoices are void, and may stop it up to the end.

    Raises:
        UserError: no reason, it was already taken back, or somebody stopped it; then the transaction must not be kept.
        NotFound: no such run.
    """
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    number = _standing_run(writer, run_id)
    documents, excepted = _sorted_out(writer, run_id)
    ids = [id_ for id_, _number, _total in documents]
    drop_charges(writer, ids)
    watch = progress or Silent()
    _go_on(watch, number)
    void_invoices(writer, ids, reason, watch)
    kept = {each.invoice_id for each in excepted}
    _free_periods(writer, run_id, kept)
    writer.connection.execute(
        update(LateFee).where(LateFee.run_id == run_id, LateFee.fee_invoice_id.not_in(kept)).values(state="reversed")
    )
    writer.connection.execute(
        update(BillingRun)
        .where(BillingRun.id == run_id)
        .values(state="reversed", reversed_at=writer.now, reversed_by=writer.actor, reason=reason.strip())
    )
    total = sum(total for _id, _number, total in documents)
    details: dict[str, Detail] = {
        "number": number,
        "count": len(documents),
        "total_minor": total,
        "excepted": len(excepted),
        "reason": reason.strip(),
    }
    record(writer, [Happening("billing.reversed", None, details)])
    _go_on(watch, number)
    writer.touch("plans", "operations")
    return ReversedRun(number, tuple(number for _id, number, _total in documents), total, tuple(excepted))


def _go_on(watch: Progress, number: str) -> None:
    if watch.cancelled:
        raise UserError(_("Stopped: run {number} stands as it was.").format(number=number))


def _standing_run(reader: Reader, run_id: int) -> str:
    row = reader.connection.execute(
        select(BillingRun.number, BillingRun.state).where(BillingRun.id == run_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That billing run is not in this book."))
    if row.state != "posted":
        raise UserError(_("Run {number} was already taken back.").format(number=row.number))
    return str(row.number)


def _sorted_out(reader: Reader, run_id: int) -> tuple[list[tuple[int, str, int]], list[Excepted]]:
    """Return the run's invoices that can be taken back (id, number, total) and those that stay."""
    adjusted = select(PlanAdjustment.period_id).where(PlanAdjustment.period_id.is_not(None))
    rows = reader.connection.execute(
        select(
            Invoice.id,
            Invoice.number,
            Invoice.total_minor,
            Invoice.state,
            Plan.number.label("plan_number"),
            Customer.account,
            (PlanPeriod.segment != Plan.segment).label("is_old"),
            PlanPeriod.id.in_(adjusted).label("is_adjusted"),
            PlanCharge.state.label("charge_state"),
        )
        .join(Invoice, Invoice.id == PlanPeriod.invoice_id)
        .join(Plan, Plan.id == PlanPeriod.plan_id)
        .join(Customer, Customer.id == Invoice.customer_id)
        .outerjoin(PlanCharge, PlanCharge.invoice_id == Invoice.id)
        .where(PlanPeriod.run_id == run_id, PlanPeriod.state != "reversed")
        .order_by(Invoice.id, PlanPeriod.period_index)
    ).all()
    documents: dict[int, tuple[int, str, int]] = {}
    excepted: dict[int, Excepted] = {}
    for row in rows:
        reason = _why_not(row.charge_state, row.state, is_old=row.is_old, is_adjusted=row.is_adjusted)
        if reason:
            documents.pop(row.id, None)
            excepted[row.id] = Excepted(
                row.id, row.number or "", row.plan_number, row.account, row.total_minor, reason
            )
        elif row.id not in excepted:
            documents[row.id] = (row.id, row.number or "", row.total_minor)
    fees = reader.connection.execute(
        select(Invoice.id, Invoice.number, Invoice.total_minor, Invoice.state, Customer.account)
        .join(Customer, Customer.id == Invoice.customer_id)
        .where(
            Invoice.id.in_(select(LateFee.fee_invoice_id).where(LateFee.run_id == run_id, LateFee.state == "posted"))
        )
        .order_by(Invoice.id)
    )
    for fee in fees:
        if fee.state == "issued":
            documents[fee.id] = (fee.id, fee.number or "", fee.total_minor)
        else:
            excepted[fee.id] = Excepted(fee.id, fee.number or "", "", fee.account, fee.total_minor, fee.state)
    return list(documents.values()), list(excepted.values())


def _why_not(charge_state: str | None, state: str, *, is_old: bool, is_adjusted: bool) -> str:
    if charge_state in ALREADY_SENT:
        return "sent"
    if state != "issued":
        return state
    if is_old:
        return "changed"
    return "adjusted" if is_adjusted else ""


def _free_periods(writer: Writer, run_id: int, kept: set[int]) -> None:
    """Let the run's periods be billed again: mark them reversed and set their plans back to the first of them."""
    rows = writer.connection.execute(
        select(PlanPeriod.id, PlanPeriod.plan_id, PlanPeriod.segment, PlanPeriod.period_index, PlanPeriod.invoice_id)
        .join(Plan, Plan.id == PlanPeriod.plan_id)
        .where(PlanPeriod.run_id == run_id, PlanPeriod.state != "reversed", PlanPeriod.segment == Plan.segment)
    ).all()
    free = [row for row in rows if row.invoice_id is None or row.invoice_id not in kept]
    first: dict[int, int] = {}
    for row in free:
        first[row.plan_id] = min(row.period_index, first.get(row.plan_id, row.period_index))
    for some in chunks(row.id for row in free):
        writer.connection.execute(update(PlanPeriod).where(PlanPeriod.id.in_(some)).values(state="reversed"))
    for plan_ids in chunks(sorted(first)):
        _set_back(writer, plan_ids, first)


def _set_back(writer: Writer, plan_ids: Sequence[int], first: dict[int, int]) -> None:
    rows = writer.connection.execute(
        select(
            Plan.id, Plan.timing, Plan.anchor_on, Plan.frequency, Plan.start_on, Plan.end_on, Plan.next_index
        ).where(Plan.id.in_(plan_ids))
    ).all()
    last_total = _last_totals(writer, plan_ids)
    for row in rows:
        index = min(first[row.id], row.next_index)
        due_on = bill_on(row.timing, row.anchor_on, Frequency.parse(row.frequency), index, row.start_on, row.end_on)
        writer.connection.execute(
            update(Plan)
            .where(Plan.id == row.id)
            .values(
                next_index=index,
                next_bill_on=due_on,
                last_total_minor=last_total.get(row.id),
                plain=False,
                version=Plan.version + 1,
            )
        )


def _last_totals(reader: Reader, plan_ids: Sequence[int]) -> dict[int, int]:
    """Return what a period of each plan's last invoice that stands came to, with tax."""
    together = other(PlanPeriod)
    last = (
        select(func.max(PlanPeriod.id))
        .where(PlanPeriod.plan_id.in_(plan_ids), PlanPeriod.state == "billed")
        .group_by(PlanPeriod.plan_id)
    )
    rows = reader.connection.execute(
        select(
            PlanPeriod.plan_id,
            Invoice.total_minor,
            select(func.count()).where(together.invoice_id == Invoice.id).scalar_subquery().label("periods"),
        )
        .join(Invoice, Invoice.id == PlanPeriod.invoice_id)
        .where(PlanPeriod.id.in_(last))
    )
    return {row.plan_id: divide_half_up(row.total_minor, row.periods) for row in rows}
