"""How things stand with the processor, for the window's foot and for whoever decides whether to sync: counts, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from app.models.invoices import Invoice
from app.models.operations import Operation, OperationInvoice, RemotePayment
from app.models.plans import PlanCharge
from app.services.billing.charges import SENDABLE
from app.services.bulk_lock import Holder, holder_of
from app.services.charging.connecting import frozen_why, paused_why, pinned_account
from app.services.charging.hands import LOCK
from app.services.office import Reader

# Somebody has to do something: look, ask the customer, or decide.
TROUBLE = ("declined", "failed")
_ASKED = ("creating", "created", "confirming", "unknown")


@dataclass(frozen=True, slots=True)
class ChargingStanding:
    """How things stand; amounts in minor units, instants in UTC.

    ``waiting`` operations are to be sent and not held; ``unqueued`` charges of plans wait for the next sync, or for a card;
    ``in_doubt`` were sent and have no answer; ``pages`` wait for a
    customer; ``holder`` runs the queue right now, in this program or another.
    """

    connected: bool
    practice: bool
    live: bool
    account: str
    synced_at: datetime | None
    waiting: int
    waiting_minor: int
    unqueued: int
    held: int
    in_doubt: int
    in_transit: int
    in_transit_minor: int
    pages: int
    unmatched: int
    frozen_why: str
    paused_why: str
    holder: Holder | None


def charging_standing(reader: Reader, now: datetime) -> ChargingStanding:
    """Return how things stand at ``now`` (UTC)."""
    pinned = pinned_account(reader)
    sendable = (Operation.state == "queued") & ~Operation.held
    transit = (Operation.state == "processing") & (Operation.kind != "refund")
    counts = reader.connection.execute(
        select(
            func.coalesce(func.sum(case((sendable, 1), else_=0)), 0).label("waiting"),
            func.coalesce(func.sum(case((sendable, Operation.amount_minor), else_=0)), 0).label("waiting_minor"),
            func.coalesce(func.sum(case((Operation.held, 1), else_=0)), 0).label("held"),
            func.coalesce(func.sum(case((Operation.state.in_(_ASKED), 1), else_=0)), 0).label("in_doubt"),
            func.coalesce(func.sum(case((transit, 1), else_=0)), 0).label("in_transit"),
            func.coalesce(func.sum(case((transit, Operation.amount_minor), else_=0)), 0).label("in_transit_minor"),
            func.coalesce(func.sum(case((Operation.state == "needs_customer", 1), else_=0)), 0).label("pages"),
        ).where(Operation.live)
    ).one()
    unmatched = select(func.count()).where(RemotePayment.state == "unmatched")
    return ChargingStanding(
        pinned is not None,
        reader.profile.mode == "practice",
        pinned is not None and pinned.live,
        "" if pinned is None else pinned.name or pinned.remote_id,
        None if pinned is None else pinned.synced_at,
        int(counts.waiting),
        int(counts.waiting_minor),
        _unqueued(reader),
        int(counts.held),
        int(counts.in_doubt),
        int(counts.in_transit),
        int(counts.in_transit_minor),
        int(counts.pages),
        int(reader.connection.execute(unmatched).scalar_one()),
        frozen_why(reader, now),
        paused_why(reader),
        holder_of(reader, LOCK),
    )


def _unqueued(reader: Reader) -> int:
    """Return how many charges of plans are due and not in the queue (yet)."""
    busy = select(OperationInvoice.invoice_id).where(OperationInvoice.live)
    query = (
        select(func.count())
        .select_from(PlanCharge)
        .join(Invoice, Invoice.id == PlanCharge.invoice_id)
        .where(
            PlanCharge.state.in_(SENDABLE),
            PlanCharge.try_on <= reader.today,
            Invoice.open_minor > 0,
            PlanCharge.invoice_id.not_in(busy),
        )
    )
    return int(reader.connection.execute(query).scalar_one())
