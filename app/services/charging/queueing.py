"""The queue: asking for a charge or a refund, holding, releasing, cancelling, trying again. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.operation_states import OperationState
from app.models.invoices import Invoice
from app.models.operations import Operation, OperationInvoice
from app.models.payments import Payment
from app.models.plans import PlanCharge
from app.services.activity import Happening, record
from app.services.billing.charges import SENDABLE, WaitingCharge, charge_sent, charges_to_send
from app.services.charging.connecting import need_account
from app.services.charging.customers import Method, default_method, method_by_id
from app.services.charging.minimums import check_amount
from app.services.charging.operations import add_operation, change, move, operation_facts
from app.services.collecting.giving_back import refundable, remote_payment_of
from app.services.collecting.rules import consent_days
from app.services.formats import amount_format
from app.services.office import Reader, Writer

STALE = "consent_stale"
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class NotQueued:
    """A charge of a billing run that could not be turned into an operation, and why."""

    charge_id: int
    customer_id: int
    invoice_number: str
    why: str


def queue_charge(
    writer: Writer,
    customer_id: int,
    invoices: Mapping[int, int] | None = None,
    *,
    amount_minor: int | None = None,
    method_id: int | None = None,
    plan_id: int | None = None,
    purpose: str = "",
    consented_on: date | None = None,
) -> int:
    """Write a charge down, to be sent with the next sync or at once by ``sending``.

    Args:
        writer: the transaction.
        customer_id: who pays.
        invoices: invoice id to minor units; each at most what is open.
        amount_minor: how much without invoices: it becomes the customer's credit.
        method_id: the saved card or bank account; the customer's default when None.
        plan_id: the plan it is for.
        purpose: what the customer reads.
        consented_on: when the customer or the office agreed; today when None.

    Returns:
        The operation's id.

    Raises:
        UserError: nothing to charge, too little, no method, an invoice that has less open.
        Conflict: an invoice that is being charged already, by name.
    """
    need_account(writer)
    invoices = dict(invoices or {})
    numbers = _check_open(writer, customer_id, invoices)
    whole = sum(invoices.values()) if invoices else (amount_minor or 0)
    if amount_minor is not None and amount_minor != whole:
        raise UserError(_("The amounts of the invoices do not add up to the charge."))
    check_amount(writer, whole)
    method = method_by_id(writer, method_id) if method_id is not None else default_method(writer, customer_id)
    check_method(writer, customer_id, method)
    assert method is not None  # noqa: S101 - checked
    purpose = purpose or (_("Invoice {numbers}").format(numbers=", ".join(numbers)) if numbers else _("Payment on account"))
    id_ = add_operation(
        writer,
        "charge",
        customer_id,
        whole,
        invoices,
        method_id=method.id,
        plan_id=plan_id,
        purpose=purpose,
        consented_on=consented_on,
    )
    record(writer, [Happening("charge.queued", customer_id, {"amount_minor": whole, "number": ", ".join(numbers)})])
    return id_


def check_method(reader: Reader, customer_id: int, method: Method | None) -> None:
    """Refuse a method that cannot be charged.

    Raises:
        UserError: none, removed, another customer's, expired.
    """
    if method is None:
        raise UserError(
            _("No card or bank account is chosen."), _("Save one on the customer's account, or choose the default.")
        )
    if method.customer_id != customer_id:
        raise UserError(_("That card or bank account is another customer's."))
    if method.removed:
        raise UserError(_("That card or bank account was removed."), _("Choose another one."))
    if method.expires_on is not None and method.expires_on < reader.today:
        raise UserError(_("The card ending in {last4} has expired.").format(last4=method.last4), _("Ask for another card."))


def _check_open(reader: Reader, customer_id: int, invoices: Mapping[int, int]) -> list[str]:
    numbers = []
    show = amount_format(reader.profile.locale, reader.profile.currency.code).money
    for invoice_id, amount in invoices.items():
        row = reader.connection.execute(
            select(Invoice.number, Invoice.customer_id, Invoice.open_minor).where(Invoice.id == invoice_id)
        ).one_or_none()
        if row is None or row.customer_id != customer_id:
            raise UserError(_("That invoice is not this customer's."))
        if amount <= 0 or amount > row.open_minor:
            raise UserError(
                _("Invoice {number} has {amount} open.").format(number=row.number, amount=show(row.open_minor)),
                _("Charge at most that."),
            )
        numbers.append(row.number or "")
    return numbers


def queue_plan_charges(writer: Writer, limit: int = 1000, *, plan_id: int | None = None) -> list[NotQueued]:
    """Turn the charges that billing runs left waiting into operations; refused ones are tried again on the same payment.

    With ``plan_id`` only that plan's. Returns those that could not be, with the reason.
    """
    refused = []
    for waiting in charges_to_send(writer, limit if plan_id is None else _ALL):
        if _has_live(writer, waiting.invoice_id) or (plan_id is not None and waiting.plan_id != plan_id):
            continue
        try:
            _queue_waiting(writer, waiting)
        except UserError as error:
            refused.append(NotQueued(waiting.id, waiting.customer_id, waiting.invoice_number, str(error)))
    return refused


def _queue_waiting(writer: Writer, waiting: WaitingCharge) -> None:
    method = default_method(writer, waiting.customer_id, waiting.method, waiting.method_ref)
    check_method(writer, waiting.customer_id, method)
    assert method is not None  # noqa: S101 - checked
    before = writer.connection.execute(
        select(Operation.id, Operation.amount_minor)
        .join(PlanCharge, PlanCharge.operation_id == Operation.id)
        .where(PlanCharge.id == waiting.id, Operation.state == "declined")
    ).one_or_none()
    if before is not None and before.amount_minor == waiting.amount_minor:
        retry(writer, before.id, method.id)
        return
    id_ = queue_charge(
        writer,
        waiting.customer_id,
        {waiting.invoice_id: waiting.amount_minor},
        method_id=method.id,
        plan_id=waiting.plan_id,
        consented_on=waiting.queued_on,
    )
    writer.connection.execute(update(PlanCharge).where(PlanCharge.id == waiting.id).values(operation_id=id_))


def _has_live(reader: Reader, invoice_id: int) -> bool:
    query = select(OperationInvoice.operation_id).where(OperationInvoice.invoice_id == invoice_id, OperationInvoice.live)
    return reader.connection.execute(query.limit(1)).first() is not None


def queue_refund(writer: Writer, payment_id: int, amount_minor: int, reason: str, *, plan_id: int | None = None) -> int:
    """Write a refund of a payment down that the processor took, and return the operation's id.

    With ``plan_id`` what the refund opens again on that plan's invoices is settled when it is done: by credit given for them,
    and the rest is let off.

    Raises:
        UserError: nothing or more than is left, refunds under way included; no reason; not the processor's payment.
        NotFound: no such payment.
    """
    need_account(writer)
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    left = refundable(writer, payment_id) - refunds_under_way(writer, payment_id)
    payment = writer.connection.execute(select(Payment.customer_id, Payment.number).where(Payment.id == payment_id)).one()
    if not remote_payment_of(writer, payment_id):
        raise UserError(
            _("Payment {number} did not come through the processor.").format(number=payment.number),
            _("Enter the refund by hand instead."),
        )
    if amount_minor <= 0:
        raise UserError(_("A refund is more than nothing."))
    if amount_minor > left:
        show = amount_format(writer.profile.locale, writer.profile.currency.code).money
        raise UserError(
            _("Only {amount} of payment {number} is left to give back.").format(amount=show(left), number=payment.number)
        )
    return add_operation(
        writer,
        "refund",
        payment.customer_id,
        amount_minor,
        {},
        payment_id=payment_id,
        plan_id=plan_id,
        purpose=reason.strip(),
    )


def refunds_under_way(reader: Reader, payment_id: int) -> int:
    """Return how much of a payment refunds are asked for that are not in the book's ledger yet, in minor units."""
    return int(
        reader.connection.execute(
            select(func.coalesce(func.sum(Operation.amount_minor), 0)).where(
                Operation.kind == "refund",
                Operation.payment_id == payment_id,
                Operation.state.in_(("queued", "creating", "unknown")),
            )
        ).scalar_one()
    )


def hold(writer: Writer, operation_id: int) -> None:
    """Keep a queued operation from being sent until it is released.

    Raises:
        UserError: it was sent already.
    """
    if operation_facts(writer, operation_id).state is not OperationState.QUEUED:
        raise UserError(_("Only what was not sent yet can be held."))
    change(writer, operation_id, _("Held by {name}").format(name=writer.actor), held=True)


def release(writer: Writer, operation_id: int) -> None:
    """Let a held operation be sent; a consent that had gone stale is given anew."""
    change(
        writer,
        operation_id,
        _("Released by {name}").format(name=writer.actor),
        held=False,
        consented_on=writer.today,
        next_try_at=None,
        reason_code="",
        reason_text="",
    )


def cancel_queued(writer: Writer, operation_id: int, why: str = "") -> None:
    """Cancel an operation that was not sent; ``sending.cancel`` does it for one that was.

    Raises:
        UserError: it was sent already.
    """
    if operation_facts(writer, operation_id).state is not OperationState.QUEUED:
        raise UserError(_("That was sent already; it cannot be cancelled here."))
    move(writer, operation_id, OperationState.CANCELLED, why or _("Cancelled by {name}").format(name=writer.actor))
    drop_plan_charge(writer, operation_id)


def drop_plan_charge(writer: Writer, operation_id: int) -> None:
    """Give the billing run's charge up that a cancelled operation was for."""
    writer.connection.execute(
        update(PlanCharge)
        .where(PlanCharge.operation_id == operation_id, PlanCharge.state.in_(("waiting", "sent", "processing")))
        .values(state="cancelled", try_on=None)
    )
    writer.touch("plans")


def retry(writer: Writer, operation_id: int, method_id: int | None = None) -> None:
    """Try a declined charge again: the same payment at the processor, a new attempt, perhaps with another method.

    Raises:
        UserError: it was not declined, or the method cannot be charged.
        Conflict: another charge for one of its invoices is under way.
    """
    found = operation_facts(writer, operation_id)
    if found.state is not OperationState.DECLINED or found.kind != "charge":
        raise UserError(_("Only a declined charge can be tried again."))
    method = method_by_id(writer, method_id or found.method_id or 0)
    check_method(writer, found.customer_id, method)
    to = OperationState.CREATED if found.remote_id else OperationState.QUEUED
    if to is OperationState.CREATED:
        # In hand again, so that a second refusal goes up the ladder as the first one did and is not repeated with every sync.
        for charge_id in _sendable(writer, operation_id):
            charge_sent(writer, charge_id, operation_id)
    move(
        writer,
        operation_id,
        to,
        _("Tried again by {name}").format(name=writer.actor),
        attempt=found.attempt + 1,
        method_id=method.id,
        consented_on=writer.today,
        reason_code="",
        reason_text="",
        held=False,
    )


def _sendable(reader: Reader, operation_id: int) -> list[int]:
    query = select(PlanCharge.id).where(PlanCharge.operation_id == operation_id, PlanCharge.state.in_(SENDABLE))
    return list(reader.connection.execute(query).scalars())


def is_stale(reader: Reader, consented_on: date) -> bool:
    """Tell whether a consent is so old that it is asked for again before sending."""
    return (reader.today - consented_on).days > consent_days(reader)
