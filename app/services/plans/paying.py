"""What is outstanding on a plan and what the office does about it: pay, charge, waive, give back, pass a period over.

The reason for its length: every way to settle what a plan owes stands beside the others, so that none forgets what they check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, func, or_, select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.rounding import divide_half_up
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import CreditMemo, Invoice
from app.models.payments import Allocation, Payment
from app.models.plan_rows import PlanPeriodRow
from app.models.plans import PlanAdjustment, PlanCharge, PlanPeriod
from app.services.activity import Detail
from app.services.billing.charges import ChargeRequest, drop_charges, queue_again, under_way
from app.services.billing.due import coming, coming_bill_on
from app.services.collecting.applying import apply_source, credit_memo_source
from app.services.collecting.giving_back import GivenBack, refund_payment
from app.services.collecting.receiving import NewPayment, TakenPayment, take_payment
from app.services.invoicing.credit_requests import refuse_unapproved
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.office import Reader, Writer
from app.services.plans.cancelling import NOW, cancel_plan
from app.services.plans.documents import record_adjustment
from app.services.plans.reading import PlanFacts, read_plan
from app.services.plans.settling import AUTOMATIC, standing_indexes
from app.services.plans.statuses import change_row, tell


@dataclass(frozen=True, slots=True)
class Outstanding:
    """An open invoice of a plan; minor units.

    ``kind``: failed (a charge was refused), processing (a charge is under way), queued (a charge waits), overdue (the customer
    should have paid), upcoming (not due yet).
    """

    invoice_id: int
    number: str
    due_on: date
    open_minor: int
    kind: str
    reason: str


_PERIODS = select(PlanPeriod.invoice_id).where(
    PlanPeriod.plan_id == bindparam("plan_id"), PlanPeriod.invoice_id.is_not(None)
)
_MORE = select(PlanAdjustment.invoice_id).where(
    PlanAdjustment.plan_id == bindparam("plan_id"), PlanAdjustment.invoice_id.is_not(None)
)
_OPEN = (
    select(Invoice.id, Invoice.number, Invoice.due_on, Invoice.open_minor, PlanCharge.state, PlanCharge.reason)
    .outerjoin(PlanCharge, PlanCharge.invoice_id == Invoice.id)
    .where(or_(Invoice.id.in_(_PERIODS), Invoice.id.in_(_MORE)), Invoice.open_minor > 0)
    .order_by(Invoice.due_on, Invoice.id)
)


def outstanding_kind(charge_state: str | None, due_on: date, today: date) -> str:
    """Return what is the matter with an open invoice: failed, processing, queued, overdue or upcoming."""
    if charge_state == "failed":
        return "failed"
    if charge_state in {"sent", "processing", "paid"}:
        return "processing"
    if charge_state == "waiting":
        return "queued"
    return "overdue" if due_on < today else "upcoming"


def outstanding(reader: Reader, plan_id: int) -> list[Outstanding]:
    """Return a plan's open invoices, the one due first, first."""
    rows = reader.connection.execute(_OPEN, {"plan_id": plan_id})
    return [
        Outstanding(
            row.id,
            row.number or "",
            row.due_on,
            row.open_minor,
            outstanding_kind(row.state, row.due_on, reader.today),
            (row.reason or "") if row.state == "failed" else "",
        )
        for row in rows
    ]


def pay_plan(
    writer: Writer,
    plan_id: int,
    method: str,
    *,
    amount_minor: int | None = None,
    invoice_ids: Sequence[int] | None = None,
    reference: str = "",
    on: date | None = None,
) -> TakenPayment:
    """Enter money that a customer paid for a plan, against its open invoices (or ``invoice_ids`` of them), the first due first.

    Args:
        writer: the transaction.
        plan_id: the plan.
        method: how it was paid.
        amount_minor: minor units; everything outstanding when None.
        invoice_ids: which of its invoices; all when None.
        reference: a check number or the like.
        on: the business date, today when None.

    Raises:
        UserError: nothing is outstanding, more is paid than is, or a charge for it is under way.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    items = [
        item for item in outstanding(writer, plan_id) if invoice_ids is None or item.invoice_id in set(invoice_ids)
    ]
    if not items:
        raise UserError(_("Nothing is outstanding on plan {number}.").format(number=plan.number))
    _refuse_under_way(writer, [item.invoice_id for item in items])
    whole = sum(item.open_minor for item in items)
    amount = whole if amount_minor is None else amount_minor
    if amount > whole:
        raise UserError(
            _("More is paid than is outstanding on this plan."), _("Take the rest as a payment of the customer.")
        )
    apply: dict[int, int] = {}
    left = amount
    for item in items:
        part = min(left, item.open_minor)
        if part:
            apply[item.invoice_id] = part
        left -= part
    taken = take_payment(
        writer,
        NewPayment(plan.customer_id, on or writer.today, method, amount, reference, plan.name, apply),
    )
    drop_charges(writer, [item.invoice_id for item in items if apply.get(item.invoice_id) == item.open_minor])
    tell(writer, plan, "plan.paid", {"payment": taken.number, "amount_minor": amount, "method": method})
    writer.touch("plans")
    return taken


def charge_plan(writer: Writer, plan_id: int, invoice_ids: Sequence[int] | None = None) -> int:
    """Queue a charge for everything outstanding on a plan (or ``invoice_ids``), and return the amount, in minor units.

    Raises:
        UserError: the plan is not paid by card or bank account, nothing is outstanding, or a charge is under way.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    if plan.paid_by not in AUTOMATIC:
        raise UserError(_("This plan is not paid by card or bank account."), _("Choose how it is paid first."))
    items = [
        item for item in outstanding(writer, plan_id) if invoice_ids is None or item.invoice_id in set(invoice_ids)
    ]
    if not items:
        raise UserError(_("Nothing is outstanding on plan {number}.").format(number=plan.number))
    _refuse_under_way(writer, [item.invoice_id for item in items])
    for item in items:
        queue_again(
            writer, ChargeRequest(item.invoice_id, plan.customer_id, plan.id, item.open_minor, plan.paid_by)
        )
    amount = sum(item.open_minor for item in items)
    tell(writer, plan, "plan.charge_queued", {"amount_minor": amount, "method": plan.paid_by})
    writer.touch("plans")
    return amount


def waive_invoice(writer: Writer, plan_id: int, invoice_id: int, reason: str) -> int:
    """Let a customer off what is open on a plan's invoice, as a credit memo with a reason; return the amount, in minor units.

    Raises:
        UserError: no reason, nothing open, not the plan's, or a charge is under way.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    item = next((each for each in outstanding(writer, plan_id) if each.invoice_id == invoice_id), None)
    if item is None:
        raise UserError(_("Nothing is outstanding on that invoice of the plan."))
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    refuse_unapproved(writer, item.open_minor)
    _refuse_under_way(writer, [invoice_id])
    _let_off(writer, plan, invoice_id, item.open_minor, reason)
    drop_charges(writer, [invoice_id])
    writer.connection.execute(
        update(PlanPeriod)
        .where(PlanPeriod.invoice_id == invoice_id, PlanPeriod.plan_id == plan_id)
        .values(state="waived", reason=reason.strip())
    )
    tell(
        writer,
        plan,
        "plan.waived",
        {"invoice": item.number, "amount_minor": item.open_minor, "reason": reason.strip()},
    )
    writer.touch("plans")
    return item.open_minor


def pass_next(writer: Writer, plan_id: int, reason: str, state: str = "skipped") -> date:
    """Let the plan's next period go by without an invoice, ``skipped`` or ``waived``, and return the day it was due.

    The anchor and every later date stay as they are.

    Raises:
        UserError: no reason, the plan does not run, or nothing is to come.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    standing = standing_indexes(writer, plan)
    found = coming(plan, standing) if plan.status == "active" else None
    if found is None or found.reason:
        raise UserError(_("Plan {number} has no period to come.").format(number=plan.number))
    row = PlanPeriodRow(
        take_ids(writer.connection, PlanPeriod)[0],
        plan.id,
        plan.segment,
        found.index,
        found.start_on.isoformat(),
        found.end_on.isoformat(),
        found.first_on.isoformat(),
        found.last_on.isoformat(),
        found.nominal_on.isoformat(),
        found.price_minor,
        0,
        state,
        "none",
        None,
        None,
        reason.strip(),
    )
    insert_rows(writer.connection, PlanPeriod, [row])
    values: dict[str, object] = {"plain": False}
    if found.index == plan.next_index:
        after = replace(plan, plain=False, next_index=plan.next_index + 1)
        values |= {"next_index": after.next_index, "next_bill_on": coming_bill_on(after, standing | {found.index})}
    change_row(writer, plan, values)
    tell(writer, plan, f"plan.period_{state}", {"due_on": found.nominal_on.isoformat(), "reason": reason.strip()})
    return found.nominal_on


@dataclass(frozen=True, slots=True)
class PlanRefund:
    """Money given back out of a payment of a plan; ``cancelled`` says that the plan was cancelled with it."""

    given: GivenBack
    cancelled: bool


@dataclass(frozen=True, slots=True)
class RefundablePayment:
    """A payment that met a plan's invoices; ``applied_minor`` is how much of it the plan has, in minor units."""

    id: int
    number: str
    received_on: date
    method: str
    applied_minor: int


def refundable_payments(reader: Reader, plan_id: int) -> list[RefundablePayment]:
    """Return the payments that a plan's invoices have money of, oldest first."""
    rows = reader.connection.execute(
        select(
            Payment.id,
            Payment.number,
            Payment.received_on,
            Payment.method,
            func.sum(Allocation.amount_minor).label("applied"),
        )
        .join(Allocation, Allocation.payment_id == Payment.id)
        .where(or_(Allocation.invoice_id.in_(_PERIODS), Allocation.invoice_id.in_(_MORE)))
        .group_by(Payment.id, Payment.number, Payment.received_on, Payment.method)
        .order_by(Payment.received_on, Payment.id),
        {"plan_id": plan_id},
    )
    return [
        RefundablePayment(row.id, row.number, row.received_on, row.method, int(row.applied))
        for row in rows
        if row.applied > 0
    ]


def refund_plan(
    writer: Writer,
    plan_id: int,
    payment_id: int,
    amount_minor: int,
    reason: str,
    *,
    method: str = "",
    reference: str = "",
    cancel: bool = False,
    waive: bool = True,
    invoice_id: int | None = None,
) -> PlanRefund:
    """Record that cash, a check or other money was given back out of a plan's payment, and keep the plan or cancel it.

    A card payment is given back through the processor, which records it when it is done; see charging.

    Args:
        writer: the transaction.
        plan_id: the plan.
        payment_id: the payment; it met one of the plan's invoices.
        amount_minor: how much, at most what is left of it.
        reason: why, for the receipt and the diary.
        method: how it is given back, the payment's own way when empty.
        reference: a check number or the like.
        cancel: cancel the plan today as well; the credit for its unused part goes into the refund.
        waive: what the refund opens again on the plan's invoices is let off with the same reason; otherwise it is owed again.
        invoice_id: the plan's invoice that it is taken off first; any of the plan's when None.

    Raises:
        UserError: more than is left, no reason, or not the plan's payment.
        NotFound: no such plan or payment.
    """
    plan = read_plan(writer, plan_id)
    if payment_id not in {each.id for each in refundable_payments(writer, plan_id)}:
        raise UserError(_("That payment did not pay for this plan."))
    if cancel:
        cancel_plan(writer, plan_id, reason, NOW)
    before = open_on_plan(writer, plan_id)
    off = plan_invoices(writer, plan_id) if invoice_id is None else {invoice_id}
    given = refund_payment(writer, payment_id, amount_minor, reason, method=method, reference=reference, off=off)
    details: dict[str, Detail] = {
        "payment": given.payment_number,
        "amount_minor": given.amount_minor,
        "reason": reason.strip(),
    }
    tell(writer, plan, "plan.refunded", details)
    settle_refund(writer, plan_id, before, reason, waive=waive)
    return PlanRefund(given, cancel)


def plan_invoices(reader: Reader, plan_id: int) -> set[int]:
    """Return the invoices (ids) that are a plan's: of its periods, and of what came afterwards."""
    found: set[int] = set()
    for query in (_PERIODS, _MORE):
        found.update(id_ for id_ in reader.connection.execute(query, {"plan_id": plan_id}).scalars() if id_ is not None)
    return found


def open_on_plan(reader: Reader, plan_id: int) -> dict[int, int]:
    """Return what is open on each of a plan's open invoices, in minor units."""
    return {item.invoice_id: item.open_minor for item in outstanding(reader, plan_id)}


def settle_refund(
    writer: Writer, plan_id: int, before: Mapping[int, int], reason: str, *, waive: bool = True
) -> None:
    """Settle what a refund opened again on a plan's invoices: with credit given for them, and the rest by letting it off.

    Args:
        writer: the transaction.
        plan_id: the plan.
        before: what was open on each of its invoices before the refund, minor units.
        reason: why, for the credit memo.
        waive: let off what no credit meets; otherwise it is owed again.
    """
    plan = read_plan(writer, plan_id)
    for item in outstanding(writer, plan_id):
        opened = item.open_minor - before.get(item.invoice_id, 0)
        if opened <= 0:
            continue
        opened -= _meet_with_own_credit(writer, item.invoice_id, opened)
        if opened and waive:
            _let_off(writer, plan, item.invoice_id, opened, reason)
    writer.touch("plans")


def _meet_with_own_credit(writer: Writer, invoice_id: int, amount_minor: int) -> int:
    """Meet an invoice with what is left of credit memos that were given for it, and return how much that was."""
    memos = writer.connection.execute(
        select(CreditMemo.id, CreditMemo.open_minor)
        .where(CreditMemo.invoice_id == invoice_id, CreditMemo.open_minor > 0)
        .order_by(CreditMemo.id)
    ).all()
    met = 0
    for memo_id, open_minor in memos:
        part = min(open_minor, amount_minor - met)
        if part:
            apply_source(writer, credit_memo_source(writer, memo_id), {invoice_id: part}, writer.today)
            met += part
    return met


def _let_off(writer: Writer, plan: PlanFacts, invoice_id: int, amount_minor: int, reason: str) -> None:
    """Credit part of an invoice, with its share of the tax, and remember it on the plan."""
    total, tax = writer.connection.execute(
        select(Invoice.total_minor, Invoice.tax_minor).where(Invoice.id == invoice_id)
    ).one()
    tax_part = divide_half_up(tax * amount_minor, total)
    memo = issue_credit_memo(
        writer,
        NewCreditMemo(
            plan.customer_id,
            writer.today,
            amount_minor - tax_part,
            reason.strip(),
            tax_part,
            invoice_id,
            apply={invoice_id: amount_minor},
        ),
    )
    period_id = writer.connection.execute(
        select(PlanPeriod.id).where(PlanPeriod.invoice_id == invoice_id, PlanPeriod.plan_id == plan.id).limit(1)
    ).scalar()
    record_adjustment(writer, plan.id, period_id, "waive", tax_part - amount_minor, credit_memo_id=memo.id)


def _refuse_under_way(reader: Reader, invoice_ids: Sequence[int]) -> None:
    if under_way(reader, invoice_ids):
        raise UserError(_("A charge for this invoice is under way."), _("Wait for its answer."))
