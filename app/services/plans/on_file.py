"""Choosing among a customer's saved cards and bank accounts for a plan, with what becomes of what is outstanding.

The choices themselves are in ``methods``; saving a new card is charging's work. Here the two meet: what waits to be charged to
the former card is asked of the new one instead, and nothing that was sent already is sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.customers import Customer
from app.models.operations import Operation, OperationInvoice
from app.models.plans import Plan, PlanCharge
from app.services.billing.charges import ChargeRequest, queue_again
from app.services.charging.customers import Method, method_by_id, saved_methods
from app.services.charging.queueing import cancel_queued, check_method, queue_plan_charges
from app.services.office import Reader, Writer
from app.services.plans.methods import Choice, SavedMethod, set_paid_by, update_method
from app.services.plans.paying import Outstanding, outstanding
from app.services.plans.reading import read_plan
from app.services.plans.settling import AUTOMATIC


@dataclass(frozen=True, slots=True)
class MethodOffer:
    """What the sheet of a plan's payment method offers.

    ``owed`` is what is overdue or failed, the one due first, first; ``processing_minor`` is under way and is left alone.
    ``current_id`` is the saved method that the plan names, None when it names none that is still on file.
    """

    plan_id: int
    number: str
    name: str
    customer_id: int
    customer_name: str
    paid_by: str
    method_label: str
    method_expires_on: date | None
    current_id: int | None
    methods: tuple[Method, ...]
    owed: tuple[Outstanding, ...]
    processing_minor: int

    @property
    def owed_minor(self) -> int:
        """Everything overdue or failed, in minor units."""
        return sum(each.open_minor for each in self.owed)


def method_label(method: Method) -> str:
    """Return how a saved method is called on a plan: “Visa ····4242”."""
    brand = method.brand if method.kind == "bank" else method.brand.replace("_", " ").title()
    return f"{brand} ····{method.last4}".strip()


def method_offer(reader: Reader, plan_id: int) -> MethodOffer:
    """Return what a plan can be paid with, and what is outstanding on it.

    Raises:
        NotFound: no such plan.
    """
    plan = read_plan(reader, plan_id)
    name = reader.connection.execute(select(Customer.name).where(Customer.id == plan.customer_id)).scalar_one()
    methods = tuple(saved_methods(reader, plan.customer_id))
    items = outstanding(reader, plan_id)
    return MethodOffer(
        plan.id,
        plan.number,
        plan.name,
        plan.customer_id,
        name,
        plan.paid_by,
        plan.method_label,
        plan.method_expires_on,
        next((each.id for each in methods if plan.method_ref and each.remote_id == plan.method_ref), None),
        methods,
        tuple(item for item in items if item.kind in {"failed", "overdue"}),
        sum(item.open_minor for item in items if item.kind == "processing"),
    )


def choose_method(writer: Writer, plan_id: int, method_id: int, choice: Choice | None = None) -> int:
    """Let a plan be paid with a saved card or bank account, do as was chosen about what is outstanding, and return that amount.

    The billing date does not move. What waits to be charged waits for the new method.

    Args:
        writer: the transaction.
        plan_id: the plan.
        method_id: the saved method.
        choice: needed as soon as something is overdue or failed.

    Raises:
        UserError: the method cannot be charged, a choice is missing or incomplete, or a charge is under way.
        NotFound: no such plan or method.
    """
    plan = read_plan(writer, plan_id)
    method = method_by_id(writer, method_id)
    check_method(writer, plan.customer_id, method)
    _let_wait_for(writer, plan_id, method)
    saved = SavedMethod(method.remote_id, method_label(method), method.expires_on, method.kind)
    return update_method(writer, plan_id, saved, choice)


def pay_otherwise(writer: Writer, plan_id: int, paid_by: str) -> None:
    """Let a plan be paid by cash, check or otherwise from now on; the card on file stays on file and is not charged.

    Raises:
        UserError: no such way, or one that needs a card or bank account.
        NotFound: no such plan.
    """
    if paid_by in AUTOMATIC:
        raise UserError(_("Choose which card or bank account."))
    for operation_id in dict.fromkeys(each[0] for each in _queued(writer, plan_id)):
        cancel_queued(writer, operation_id, _("The plan is paid another way."))
    set_paid_by(writer, [read_plan(writer, plan_id).id], paid_by)


@dataclass(frozen=True, slots=True)
class QueuedNow:
    """The operations (ids) in which a plan's waiting charges stand now, and why others could not be made one."""

    operation_ids: tuple[int, ...]
    refused: tuple[str, ...]


def queue_now(writer: Writer, plan_id: int) -> QueuedNow:
    """Put a plan's charges that wait into the processor's queue now, instead of with the next sync; nothing is sent here."""
    refused = queue_plan_charges(writer, plan_id=plan_id)
    rows = writer.connection.execute(
        select(Operation.id)
        .join(PlanCharge, PlanCharge.operation_id == Operation.id)
        .where(PlanCharge.plan_id == plan_id, Operation.state.in_(("queued", "created")))
        .order_by(Operation.id)
    )
    return QueuedNow(tuple(rows.scalars()), tuple(each.why for each in refused))


def _let_wait_for(writer: Writer, plan_id: int, method: Method) -> None:
    """Take charges back that were not sent yet, so that they are asked of the new method."""
    row = writer.connection.execute(select(Plan.customer_id).where(Plan.id == plan_id)).one()
    queued = _queued(writer, plan_id)
    for operation_id in dict.fromkeys(each[0] for each in queued):
        cancel_queued(writer, operation_id, _("The plan got another card or bank account."))
    for _operation_id, invoice_id, amount_minor in queued:
        queue_again(writer, ChargeRequest(invoice_id, row.customer_id, plan_id, amount_minor, method.kind))


def _queued(reader: Reader, plan_id: int) -> list[tuple[int, int, int]]:
    rows = reader.connection.execute(
        select(Operation.id, OperationInvoice.invoice_id, OperationInvoice.amount_minor)
        .join(OperationInvoice, OperationInvoice.operation_id == Operation.id)
        .where(Operation.plan_id == plan_id, Operation.kind == "charge", Operation.state == "queued")
        .order_by(Operation.id)
    )
    return [(row.id, row.invoice_id, row.amount_minor) for row in rows]
