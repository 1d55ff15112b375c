"""Charges that were asked for and how they fare: the one seam between billing and whatever sends them to the processor.

Billing queues a charge per invoice and never sends it. Whoever sends them takes ``charges_to_send``, says ``charge_sent``
before and ``charge_processing``, ``charge_paid`` or ``dunning.charge_failed`` after. What follows a refusal belongs there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, or_, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import Invoice
from app.models.plan_rows import PlanChargeRow
from app.models.plans import Plan, PlanCharge
from app.services.activity import Detail, Happening, record
from app.services.office import Reader, Writer
from app.services.plans.reading import chunks

# Whoever has a charge in hand: nobody may take its invoice back or charge it otherwise.
UNDER_WAY = frozenset({"sent", "processing"})
ALREADY_SENT = frozenset({"sent", "processing", "paid"})
# Waiting for its first try, or refused and waiting for the next one.
SENDABLE = ("waiting", "failed")


class ChargeRequest(NamedTuple):
    """Ask an automatic payer for the open part of an invoice; minor units.

    ``not_before`` is the day the money falls due: nobody is charged earlier because the office billed ahead. None is today.
    """

    invoice_id: int
    customer_id: int
    plan_id: int | None
    amount_minor: int
    method: str
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class WaitingCharge:
    """A charge that may be sent now; ``amount_minor`` is what is open on the invoice at this moment.

    ``queued_on`` is the day from which it was meant to be sent: when it was asked for, or when it fell due if that is later.
    """

    id: int
    invoice_id: int
    invoice_number: str
    customer_id: int
    plan_id: int | None
    amount_minor: int
    method: str
    method_ref: str
    attempts: int
    queued_on: date


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """A charge as it stands."""

    id: int
    invoice_id: int
    invoice_number: str
    customer_id: int
    plan_id: int | None
    amount_minor: int
    method: str
    state: str
    stage: str
    attempts: int


_FACTS = (
    select(
        PlanCharge.id,
        PlanCharge.invoice_id,
        Invoice.number,
        PlanCharge.customer_id,
        PlanCharge.plan_id,
        PlanCharge.amount_minor,
        PlanCharge.method,
        PlanCharge.state,
        PlanCharge.stage,
        PlanCharge.attempts,
    )
    .join(Invoice, Invoice.id == PlanCharge.invoice_id)
    .where(PlanCharge.id == bindparam("charge_id"))
)


def queue_charges(writer: Writer, requests: Sequence[ChargeRequest]) -> None:
    """Queue new charges, each to be sent from its day on. The invoices have none yet."""
    if not requests:
        return
    day, today = writer.today, writer.today.isoformat()
    ids = take_ids(writer.connection, PlanCharge, len(requests))
    insert_rows(
        writer.connection,
        PlanCharge,
        [
            PlanChargeRow(
                id_,
                new.invoice_id,
                new.customer_id,
                new.plan_id,
                new.amount_minor,
                new.method,
                "waiting",
                today,
                today if new.not_before is None or new.not_before <= day else new.not_before.isoformat(),
            )
            for id_, new in zip(ids, requests, strict=True)
        ],
    )
    writer.touch("operations")


def queue_again(writer: Writer, request: ChargeRequest) -> None:
    """Queue a charge for an invoice that may have had one: a refused one waits again, with its history.

    Raises:
        UserError: a charge for the invoice is under way.
    """
    row = writer.connection.execute(
        select(PlanCharge.id, PlanCharge.state).where(PlanCharge.invoice_id == request.invoice_id)
    ).one_or_none()
    if row is None:
        queue_charges(writer, [request])
        return
    if row.state in UNDER_WAY:
        raise UserError(_("A charge for this invoice is under way."), _("Wait for its answer."))
    writer.connection.execute(
        update(PlanCharge)
        .where(PlanCharge.id == row.id)
        .values(
            state="waiting",
            stage="none",
            amount_minor=request.amount_minor,
            method=request.method,
            try_on=max(request.not_before or writer.today, writer.today),
            queued_on=writer.today,
        )
    )
    writer.touch("operations")


def charges_to_send(reader: Reader, limit: int = 1000) -> list[WaitingCharge]:
    """Return the charges that may be sent today, oldest first: due to be tried, and still owed.

    A refused one is tried again by itself only while its plan runs; one that somebody asked for anew waits and is sent.
    """
    runs = and_(Plan.status.not_in(("cancelled", "ended")), or_(Plan.end_on.is_(None), Plan.end_on >= reader.today))
    rows = reader.connection.execute(
        select(
            PlanCharge.id,
            PlanCharge.invoice_id,
            Invoice.number,
            PlanCharge.customer_id,
            PlanCharge.plan_id,
            Invoice.open_minor,
            PlanCharge.method,
            Plan.method_ref,
            PlanCharge.attempts,
            PlanCharge.queued_on,
            PlanCharge.try_on,
        )
        .join(Invoice, Invoice.id == PlanCharge.invoice_id)
        .outerjoin(Plan, Plan.id == PlanCharge.plan_id)
        .where(
            PlanCharge.state.in_(SENDABLE),
            PlanCharge.try_on <= reader.today,
            Invoice.open_minor > 0,
            or_(PlanCharge.state == "waiting", Plan.id.is_(None), runs),
        )
        .order_by(PlanCharge.try_on, PlanCharge.id)
        .limit(limit)
    )
    return [
        WaitingCharge(
            row.id,
            row.invoice_id,
            row.number or "",
            row.customer_id,
            row.plan_id,
            row.open_minor,
            row.method,
            row.method_ref or "",
            row.attempts,
            row.queued_on if row.attempts else max(row.queued_on, row.try_on),
        )
        for row in rows
    ]


def charge_facts(reader: Reader, charge_id: int) -> ChargeFacts:
    """Return a charge as it stands.

    Raises:
        NotFound: no such charge.
    """
    row = reader.connection.execute(_FACTS, {"charge_id": charge_id}).one_or_none()
    if row is None:
        raise NotFound(_("That charge is not in this book."))
    return ChargeFacts(
        row.id,
        row.invoice_id,
        row.number or "",
        row.customer_id,
        row.plan_id,
        row.amount_minor,
        row.method,
        row.state,
        row.stage,
        row.attempts,
    )


def charge_sent(writer: Writer, charge_id: int, operation_id: int | None = None) -> None:
    """Say, before it is sent, that a waiting charge is in hand.

    Raises:
        UserError: it does not wait (any more).
        NotFound: no such charge.
    """
    charge = charge_facts(writer, charge_id)
    values = {"state": "sent", "attempts": charge.attempts + 1, "operation_id": operation_id}
    changed = writer.connection.execute(
        update(PlanCharge).where(PlanCharge.id == charge_id, PlanCharge.state.in_(SENDABLE)).values(**values)
    )
    if changed.rowcount != 1:
        raise UserError(_("That charge does not wait to be sent any more."))
    _touch(writer, charge)


def charge_processing(writer: Writer, charge_id: int) -> None:
    """Say that the processor took a charge and has not settled it: it is not paid, and not tried again.

    Raises:
        NotFound: no such charge.
    """
    _set(writer, charge_id, "processing")


def charge_paid(writer: Writer, charge_id: int) -> None:
    """Say that a charge was taken; the payment itself is entered by whoever got the answer.

    Raises:
        NotFound: no such charge.
    """
    _set(writer, charge_id, "paid")


def drop_charges(writer: Writer, invoice_ids: Iterable[int]) -> int:
    """Give up charges of invoices that ask for nothing any more, or that are not to be charged; those under way stay.

    Returns how many were given up.
    """
    dropped = 0
    for some in chunks(sorted(set(invoice_ids))):
        dropped += writer.connection.execute(
            update(PlanCharge)
            .where(PlanCharge.invoice_id.in_(some), PlanCharge.state.in_(SENDABLE))
            .values(state="cancelled", try_on=None)
        ).rowcount
    if dropped:
        writer.touch("operations")
    return dropped


def stop_retries(writer: Writer, plan_id: int) -> int:
    """Try no refused charge of a plan again, because it ended; what is owed stays owed, and the ladder goes on.

    Returns how many there were.
    """
    stopped = writer.connection.execute(
        update(PlanCharge)
        .where(PlanCharge.plan_id == plan_id, PlanCharge.attempts > 0, PlanCharge.state.in_(SENDABLE))
        .values(state="failed", stage=case((PlanCharge.stage == "retrying", "none"), else_=PlanCharge.stage), try_on=None)
    ).rowcount
    if stopped:
        writer.touch("operations")
    return stopped


class GivenUp(NamedTuple):
    """A charge that waited and was given up: how it stood before."""

    id: int
    state: str
    try_on: date | None


def waiting_charges(reader: Reader, plan_ids: Iterable[int]) -> list[GivenUp]:
    """Return the charges of plans that wait, or were refused, as they stand."""
    found: list[GivenUp] = []
    for some in chunks(plan_ids):
        rows = reader.connection.execute(
            select(PlanCharge.id, PlanCharge.state, PlanCharge.try_on).where(
                PlanCharge.plan_id.in_(some), PlanCharge.state.in_(SENDABLE)
            )
        )
        found += [GivenUp(row.id, row.state, row.try_on) for row in rows]
    return found


def given_up_since(reader: Reader, before: Sequence[GivenUp]) -> tuple[GivenUp, ...]:
    """Return those of ``before`` that were given up meanwhile."""
    gone: set[int] = set()
    for some in chunks(each.id for each in before):
        gone.update(
            reader.connection.execute(
                select(PlanCharge.id).where(PlanCharge.id.in_(some), PlanCharge.state == "cancelled")
            ).scalars()
        )
    return tuple(each for each in before if each.id in gone)


def let_wait_again(writer: Writer, given_up: Sequence[GivenUp]) -> None:
    """Let charges that were given up stand as before, where their invoices are still open."""
    if not given_up:
        return
    writer.connection.execute(
        update(PlanCharge)
        .where(
            PlanCharge.id == bindparam("b_id"),
            PlanCharge.state == "cancelled",
            select(Invoice.id).where(Invoice.id == PlanCharge.invoice_id, Invoice.open_minor > 0).exists(),
        )
        .values(state=bindparam("b_state"), try_on=bindparam("b_try_on")),
        [{"b_id": each.id, "b_state": each.state, "b_try_on": each.try_on} for each in given_up],
    )
    writer.touch("operations", "plans")


def under_way(reader: Reader, invoice_ids: Iterable[int]) -> set[int]:
    """Return those of ``invoice_ids`` that a charge in hand is for: credit must not meet them, nor anybody else charge them."""
    found: set[int] = set()
    for some in chunks(sorted(set(invoice_ids))):
        found.update(
            reader.connection.execute(
                select(PlanCharge.invoice_id).where(
                    PlanCharge.invoice_id.in_(some), PlanCharge.state.in_(sorted(UNDER_WAY))
                )
            ).scalars()
        )
    return found


def settle_charges(writer: Writer) -> int:
    """Give up waiting and refused charges whose invoices were met otherwise meanwhile, and return how many."""
    settled = writer.connection.execute(
        update(PlanCharge)
        .where(
            PlanCharge.state.in_(SENDABLE),
            PlanCharge.invoice_id.in_(select(Invoice.id).where(Invoice.open_minor == 0)),
        )
        .values(state="cancelled", try_on=None)
    ).rowcount
    if settled:
        writer.touch("operations", "plans")
    return settled


def _set(writer: Writer, charge_id: int, state: str) -> None:
    charge = charge_facts(writer, charge_id)
    writer.connection.execute(
        update(PlanCharge).where(PlanCharge.id == charge_id).values(state=state, stage="none", try_on=None)
    )
    details: dict[str, Detail] = {"number": charge.invoice_number, "amount_minor": charge.amount_minor}
    record(writer, [Happening(f"plan.charge_{state}", charge.customer_id, details)])
    _touch(writer, charge)


def _touch(writer: Writer, charge: ChargeFacts) -> None:
    writer.touch("operations", "plans", f"customer:{charge.customer_id}")
