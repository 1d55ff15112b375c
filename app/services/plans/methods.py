"""How a plan is paid: the way itself, for one or many plans, and the card or account on file with the office's three choices.

Entering a card belongs to charging through the processor; here is what the office decides when there is a new one. The billing
date never moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.models.plans import PAID_BY, Plan, PlanCharge
from app.services.activity import Happening, record
from app.services.billing.charges import SENDABLE, ChargeRequest, drop_charges, queue_again
from app.services.office import Writer
from app.services.plans.paying import Outstanding, charge_plan, outstanding, pay_plan, waive_invoice
from app.services.plans.reading import PlanFacts, chunks, read_plan
from app.services.plans.settling import AUTOMATIC
from app.services.plans.statuses import change_row, tell

SAVE = "save"
CHARGE = "charge"
PAID = "paid"
WAIVE = "waive"


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A card or bank account on file: its name at the processor, how it is shown, and a card's last valid day."""

    ref: str
    label: str
    expires_on: date | None = None
    kind: str = "card"


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do with what is outstanding when a plan gets a new card.

    ``kind``: ``save`` (nothing is outstanding, or it stays as it is), ``charge`` all of it to the new card, ``paid`` (it was
    paid by ``method``, which records a payment), ``waive`` (it is let off, with ``reason``).
    """

    kind: str = SAVE
    method: str = ""
    reference: str = ""
    reason: str = ""


def update_method(writer: Writer, plan_id: int, saved: SavedMethod, choice: Choice | None = None) -> int:
    """Give a plan another card or bank account, do as the office chose about what is outstanding, and return that amount.

    Args:
        writer: the transaction.
        plan_id: the plan.
        saved: what is on file now.
        choice: needed as soon as something is outstanding; otherwise the card is only saved for the future.

    Raises:
        UserError: something is outstanding and no choice was made, or the choice lacks its method or reason.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    items = outstanding(writer, plan_id)
    owed = [item for item in items if item.kind in {"failed", "overdue"}]
    if owed and choice is None:
        raise UserError(
            _("Something is outstanding on plan {number}.").format(number=plan.number),
            _("Charge it to this card, or mark it as paid."),
        )
    if saved.kind not in AUTOMATIC:
        raise UserError(_("Only a card or a bank account is kept on file."))
    change_row(
        writer,
        plan,
        {
            "paid_by": saved.kind,
            "method_ref": saved.ref,
            "method_label": saved.label,
            "method_expires_on": saved.expires_on,
        },
    )
    tell(writer, plan, "plan.method_updated", {"before": plan.method_label, "after": saved.label})
    _let_wait(writer, plan, saved.kind, items)
    wanted = [item.invoice_id for item in owed]
    if choice is None or choice.kind == SAVE or not owed:
        return 0
    if choice.kind == CHARGE:
        return charge_plan(writer, plan_id, wanted)
    if choice.kind == PAID:
        if not choice.method:
            raise UserError(_("Say how it was paid: money is never just declared received."))
        return pay_plan(
            writer, plan_id, choice.method, invoice_ids=wanted, reference=choice.reference
        ).amount_minor
    if choice.kind == WAIVE:
        return sum(waive_invoice(writer, plan_id, invoice_id, choice.reason) for invoice_id in wanted)
    raise UserError(_("Charge it to this card, mark it as paid, or waive it."))


def _let_wait(writer: Writer, plan: PlanFacts, kind: str, items: Sequence[Outstanding]) -> None:
    """Let what is billed ahead be charged to the new card when it falls due, like every bill to come; nothing before."""
    writer.connection.execute(
        update(PlanCharge).where(PlanCharge.plan_id == plan.id, PlanCharge.state.in_(SENDABLE)).values(method=kind)
    )
    for item in items:
        if item.kind == "upcoming" and item.due_on > writer.today:
            queue_again(
                writer, ChargeRequest(item.invoice_id, plan.customer_id, plan.id, item.open_minor, kind, item.due_on)
            )


def remove_method(writer: Writer, plan_id: int) -> None:
    """Forget the card or account on file; its queued charges are given up and the invoices stay open.

    Raises:
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    change_row(writer, plan, {"method_ref": "", "method_label": "", "method_expires_on": None})
    tell(writer, plan, "plan.method_removed", {"before": plan.method_label})


def set_paid_by(writer: Writer, plan_ids: Sequence[int], paid_by: str) -> int:
    """Choose how plans are paid from now on, and return how many changed.

    Charges that wait for plans that are not paid by card or bank account any more are given up; their invoices stay open.

    Raises:
        UserError: there is no such way.
    """
    if paid_by not in PAID_BY:
        raise UserError(
            _("“{method}” is no way to pay.").format(method=paid_by[:20]), _("Use card, bank, cash, check or other.")
        )
    changed = 0
    for some in chunks(plan_ids):
        rows = writer.connection.execute(
            select(Plan.id, Plan.number, Plan.name, Plan.customer_id, Plan.paid_by)
            .where(Plan.id.in_(some), Plan.paid_by != paid_by)
            .order_by(Plan.id)
        ).all()
        writer.connection.execute(
            update(Plan)
            .where(Plan.id.in_([row.id for row in rows]))
            .values(paid_by=paid_by, version=Plan.version + 1)
        )
        if paid_by not in AUTOMATIC:
            waiting = select(PlanCharge.invoice_id).where(
                PlanCharge.plan_id.in_([row.id for row in rows]), PlanCharge.state.in_(SENDABLE)
            )
            drop_charges(writer, writer.connection.execute(waiting).scalars())
        record(
            writer,
            [
                Happening(
                    "plan.method_changed",
                    row.customer_id,
                    {"number": row.number, "plan": row.name, "before": row.paid_by, "after": paid_by},
                )
                for row in rows
            ],
        )
        writer.touch("plans", *(f"customer:{row.customer_id}" for row in rows))
        changed += len(rows)
    return changed
