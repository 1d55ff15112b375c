"""Giving back what was paid for a plan: what may be given back of which payment, and how, keeping the plan or cancelling it.

Cash, checks and other money are recorded at once (``paying.refund_plan``); what came through the processor is asked of it,
waits in its queue, and is in the book when it is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.operations import RemotePayment
from app.models.payments import Allocation, Payment, Reversal
from app.services.charging.queueing import queue_refund, refunds_under_way
from app.services.collecting.giving_back import refundable
from app.services.mail.refunds import tell_refund
from app.services.office import Reader, Writer
from app.services.plans.cancelling import NOW, cancel_plan
from app.services.plans.paying import PlanRefund, refund_plan, refundable_payments
from app.services.plans.reading import read_plan
from app.services.plans.statuses import tell


@dataclass(frozen=True, slots=True)
class RefundChoice:
    """A payment that met an invoice of a plan; minor units.

    ``applied_minor`` is what the invoice has of it, ``under_way_minor`` what refunds are asked for and not done,
    ``most_minor`` what may be given back now for this invoice. ``remote`` says that it came through the processor.
    """

    payment_id: int
    number: str
    received_on: date
    method: str
    reference: str
    applied_minor: int
    under_way_minor: int
    most_minor: int
    remote: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a refund: done (``reversal_id``), or waiting for the processor (``operation_id``)."""

    payment_number: str
    amount_minor: int
    reversal_id: int | None
    operation_id: int | None
    cancelled: bool


_OF_INVOICE = (
    select(
        Payment.id,
        Payment.number,
        Payment.received_on,
        Payment.method,
        Payment.reference,
        func.sum(Allocation.amount_minor).label("applied"),
        select(func.count())
        .where(RemotePayment.payment_id == Payment.id)
        .scalar_subquery()
        .label("remote"),
    )
    .join(Allocation, Allocation.payment_id == Payment.id)
    .where(Allocation.invoice_id == bindparam("invoice_id"))
    .group_by(Payment.id, Payment.number, Payment.received_on, Payment.method, Payment.reference)
    .order_by(Payment.received_on, Payment.id)
)


def refund_choices(reader: Reader, invoice_id: int) -> list[RefundChoice]:
    """Return the payments that an invoice has money of, oldest first, with what may be given back of each.

    Raises:
        NotFound: a payment is gone (our bug).
    """
    found = []
    for row in reader.connection.execute(_OF_INVOICE, {"invoice_id": invoice_id}):
        if row.applied <= 0:
            continue
        under_way = refunds_under_way(reader, row.id)
        most = max(0, min(int(row.applied), refundable(reader, row.id) - under_way))
        found.append(
            RefundChoice(
                row.id,
                row.number,
                row.received_on,
                row.method,
                row.reference,
                int(row.applied),
                under_way,
                most,
                bool(row.remote),
            )
        )
    return found


def refunds_of(reader: Reader, payment_ids: tuple[int, ...]) -> list[int]:
    """Return the refunds that stand of payments (ids of their reversals), newest first: each has its receipt."""
    taken_back = select(Reversal.reverses_id).where(Reversal.reverses_id.is_not(None))
    rows = reader.connection.execute(
        select(Reversal.id)
        .where(
            Reversal.payment_id.in_(payment_ids),
            Reversal.kind == "refund",
            Reversal.amount_minor > 0,
            Reversal.id.not_in(taken_back),
        )
        .order_by(Reversal.id.desc())
    )
    return list(rows.scalars())


def give_back(
    writer: Writer,
    plan_id: int,
    payment_id: int,
    amount_minor: int,
    reason: str,
    *,
    method: str = "",
    reference: str = "",
    cancel: bool = False,
    invoice_id: int | None = None,
    mail: bool = False,
) -> Given:
    """Give money back out of a plan's payment, the way it came: through the processor, or recorded as given by hand.

    What the refund opens again on the plan's invoices is let off with the same reason.

    Args:
        writer: the transaction.
        plan_id: the plan.
        payment_id: the payment; it met one of the plan's invoices.
        amount_minor: how much, in minor units; at most what is left of it.
        reason: why, for the receipt and the diary.
        method: how it is given back by hand; the payment's own way when empty.
        reference: a check number or the like.
        cancel: cancel the plan today as well; the credit for its unused part goes into the refund.
        invoice_id: the plan's invoice that money given by hand is taken off first.
        mail: send the receipt of what is given by hand; of what goes through the processor it is sent when that is done.

    Raises:
        UserError: more than is left, refunds under way included; no reason; not the plan's payment; not connected.
        NotFound: no such plan or payment.
    """
    remote = writer.connection.execute(
        select(RemotePayment.remote_id).where(RemotePayment.payment_id == payment_id).limit(1)
    ).first()
    if remote is None:
        done: PlanRefund = refund_plan(
            writer,
            plan_id,
            payment_id,
            amount_minor,
            reason,
            method=method,
            reference=reference,
            cancel=cancel,
            invoice_id=invoice_id,
        )
        if mail:
            tell_refund(writer, done.given.id)
        return Given(done.given.payment_number, done.given.amount_minor, done.given.id, None, done.cancelled)
    plan = read_plan(writer, plan_id)
    number = next((each.number for each in refundable_payments(writer, plan_id) if each.id == payment_id), None)
    if number is None:
        raise UserError(_("That payment did not pay for this plan."))
    operation_id = queue_refund(writer, payment_id, amount_minor, reason, plan_id=plan_id)
    if cancel:
        cancel_plan(writer, plan_id, reason, NOW)
    tell(
        writer,
        plan,
        "plan.refund_queued",
        {"payment": number, "amount_minor": amount_minor, "reason": reason.strip()},
    )
    writer.touch("plans", "operations")
    return Given(number, amount_minor, None, operation_id, cancel)
