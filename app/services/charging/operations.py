"""Operations in the book: reading one, making one, and the only way to change its state. What is sent belongs to others."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, insert, select, update

from app.domain.errors import Conflict, NotFound
from app.domain.language import _
from app.domain.operation_states import OperationState, is_live, may_follow
from app.models.bulk import take_ids
from app.models.invoices import Invoice
from app.models.operations import Operation, OperationEvent, OperationInvoice
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """An operation as it stands; amounts in minor units of the book's currency, ``queued_at`` in UTC."""

    id: int
    kind: str
    state: OperationState
    held: bool
    customer_id: int
    method_id: int | None
    plan_id: int | None
    payment_id: int | None
    amount_minor: int
    key_base: str
    attempt: int
    remote_id: str
    purpose: str
    reason_code: str
    queued_at: datetime
    next_try_at: datetime | None
    consented_on: date

    def key(self, step: str) -> str:
        """Return the idempotency key of a step of this attempt."""
        return f"{self.key_base}:{self.attempt}:{step}"


_FACTS = select(
    Operation.id,
    Operation.kind,
    Operation.state,
    Operation.held,
    Operation.customer_id,
    Operation.method_id,
    Operation.plan_id,
    Operation.payment_id,
    Operation.amount_minor,
    Operation.key_base,
    Operation.attempt,
    Operation.remote_id,
    Operation.purpose,
    Operation.reason_code,
    Operation.queued_at,
    Operation.next_try_at,
    Operation.consented_on,
)

# Built once: a charge looks at its operation a dozen times.
_BY_ID = _FACTS.where(Operation.id == bindparam("wanted"))
_BY_KEY = _FACTS.where(Operation.key_base == bindparam("wanted"))
_BY_REMOTE = _FACTS.where(Operation.remote_id == bindparam("wanted"))
_INVOICES = (
    select(OperationInvoice.invoice_id, OperationInvoice.amount_minor)
    .where(OperationInvoice.operation_id == bindparam("wanted"))
    .order_by(OperationInvoice.invoice_id)
)
_BEFORE = select(Operation.state, Operation.customer_id).where(Operation.id == bindparam("wanted"))
_LIVE_INVOICES = (
    update(OperationInvoice).where(OperationInvoice.operation_id == bindparam("wanted")).values(live=bindparam("now_live"))
)
_NOTE = insert(OperationEvent)
_MOVE = update(Operation).where(Operation.id == bindparam("wanted"))


def operation_facts(reader: Reader, operation_id: int) -> OperationFacts:
    """Return an operation as it stands.

    Raises:
        NotFound: no such operation.
    """
    found = find_operation(reader, operation_id=operation_id)
    if found is None:
        raise NotFound(_("That charge is not in this book."))
    return found


def find_operation(
    reader: Reader, *, operation_id: int | None = None, key_base: str = "", remote_id: str = ""
) -> OperationFacts | None:
    """Return the operation with an id, a key or a remote id, or None."""
    wanted: int | str
    if operation_id is not None:
        query, wanted = _BY_ID, operation_id
    elif key_base:
        query, wanted = _BY_KEY, key_base
    else:
        query, wanted = _BY_REMOTE, remote_id
    row = reader.connection.execute(query, {"wanted": wanted}).one_or_none()
    if row is None:
        return None
    return OperationFacts(
        row.id,
        row.kind,
        OperationState(row.state),
        row.held,
        row.customer_id,
        row.method_id,
        row.plan_id,
        row.payment_id,
        row.amount_minor,
        row.key_base,
        row.attempt,
        row.remote_id or "",
        row.purpose,
        row.reason_code,
        row.queued_at,
        row.next_try_at,
        row.consented_on,
    )


def operations_in(reader: Reader, *states: OperationState, kind: str = "") -> list[int]:
    """Return the ids of operations in one of ``states``, oldest first; of one ``kind`` only where it is named."""
    query = select(Operation.id).where(Operation.state.in_(states)).order_by(Operation.id)
    if kind:
        query = query.where(Operation.kind == kind)
    return list(reader.connection.execute(query).scalars())


def invoices_of(reader: Reader, operation_id: int) -> dict[int, int]:
    """Return how much of each invoice (id) an operation would pay, in minor units."""
    rows = reader.connection.execute(_INVOICES, {"wanted": operation_id})
    return {row.invoice_id: row.amount_minor for row in rows}


def check_free(reader: Reader, invoice_ids: Mapping[int, int], but: int = 0) -> None:
    """Refuse invoices that a live operation other than ``but`` is for.

    Raises:
        Conflict: names the invoice and since when it is being charged.
    """
    row = reader.connection.execute(
        select(Invoice.number, Operation.queued_at)
        .select_from(OperationInvoice)
        .join(Operation, Operation.id == OperationInvoice.operation_id)
        .join(Invoice, Invoice.id == OperationInvoice.invoice_id)
        .where(
            OperationInvoice.live,
            OperationInvoice.invoice_id.in_(list(invoice_ids)),
            OperationInvoice.operation_id != but,
        )
        .limit(1)
    ).one_or_none()
    if row is not None:
        since = row.queued_at.astimezone(ZoneInfo(reader.profile.time_zone))
        raise Conflict(
            _("Invoice {number} is being charged since {time}.").format(
                number=row.number, time=since.strftime("%H:%M" if since.date() == reader.today else "%Y-%m-%d %H:%M")
            ),
            _("Wait for its answer, or cancel that charge first."),
        )


def add_operation(
    writer: Writer,
    kind: str,
    customer_id: int,
    amount_minor: int,
    invoices: Mapping[int, int],
    *,
    method_id: int | None = None,
    plan_id: int | None = None,
    payment_id: int | None = None,
    purpose: str = "",
    consented_on: date | None = None,
) -> int:
    """Write an operation down, queued, and return its id. The caller has checked the amounts.

    Raises:
        Conflict: one of the invoices has a live operation.
    """
    check_free(writer, invoices)
    id_ = take_ids(writer.connection, Operation)[0]
    # Ids are given again in a book restored from a backup; the key must not be.
    key_base = f"{writer.profile.book_id}:{id_}:{uuid.uuid4().hex[:12]}"
    writer.connection.execute(
        insert(Operation).values(
            id=id_,
            kind=kind,
            state="queued",
            live=True,
            customer_id=customer_id,
            method_id=method_id,
            plan_id=plan_id,
            payment_id=payment_id,
            amount_minor=amount_minor,
            key_base=key_base,
            purpose=purpose,
            queued_at=writer.now,
            state_at=writer.now,
            consented_on=consented_on or writer.today,
            actor=writer.actor,
        )
    )
    for invoice_id, amount in invoices.items():
        writer.connection.execute(
            insert(OperationInvoice).values(operation_id=id_, invoice_id=invoice_id, amount_minor=amount, live=True)
        )
    note(writer, id_, "queued", purpose)
    writer.touch(f"customer:{customer_id}")
    return id_


def move(writer: Writer, operation_id: int, to: OperationState, detail: str = "", **values: object) -> None:
    """Bring an operation into another state and keep the step; ``values`` are further columns that change with it.

    Raises:
        ValueError: it may not follow (our bug).
        Conflict: it would be live again, and another live operation is for one of its invoices.
        NotFound: no such operation.
    """
    before = writer.connection.execute(_BEFORE, {"wanted": operation_id}).one_or_none()
    if before is None:
        raise NotFound(_("That charge is not in this book."))
    if not may_follow(OperationState(before.state), to):
        raise ValueError(f"operation {operation_id} cannot go from {before.state} to {to}")
    live = is_live(to)
    was_live = is_live(before.state)
    if live and not was_live:
        check_free(writer, invoices_of(writer, operation_id), but=operation_id)
    columns = {"state": str(to), "live": live, "state_at": writer.now, "next_try_at": None, **values}
    writer.connection.execute(_MOVE, {"wanted": operation_id, **columns})
    if live != was_live:
        writer.connection.execute(_LIVE_INVOICES, {"wanted": operation_id, "now_live": live})
    note(writer, operation_id, to, detail)
    writer.touch(f"customer:{before.customer_id}")


def change(writer: Writer, operation_id: int, detail: str = "", **values: object) -> None:
    """Change columns of an operation other than its state, and keep the step when there is a ``detail``."""
    writer.connection.execute(update(Operation).where(Operation.id == operation_id).values(**values))
    if detail:
        note(writer, operation_id, operation_facts(writer, operation_id).state, detail)
    writer.touch("operations")


def note(writer: Writer, operation_id: int, state: str, detail: str = "") -> None:
    """Keep a step of an operation's life."""
    writer.connection.execute(
        _NOTE,
        {
            "id": take_ids(writer.connection, OperationEvent)[0],
            "operation_id": operation_id,
            "happened_at": writer.now,
            "state": str(state),
            "detail": detail[:500],
        },
    )
    writer.touch("operations")


def steps_taken(reader: Reader, operation_id: int, state: OperationState) -> tuple[int, datetime | None]:
    """Return how often an operation came into ``state``, and when it last did."""
    row = reader.connection.execute(
        select(func.count(), func.max(OperationEvent.happened_at)).where(
            OperationEvent.operation_id == operation_id, OperationEvent.state == str(state)
        )
    ).one()
    return row[0], row[1]


def is_decided(state: OperationState) -> bool:
    """Tell whether the processor has answered for good, or the money is on its way."""
    return not is_live(state) or state is OperationState.PROCESSING


def local_day(reader: Reader, at: datetime) -> date:
    """Return the business date of an instant, never one in a locked period: today then."""
    day = min(at.astimezone(ZoneInfo(reader.profile.time_zone)).date(), reader.today)
    return open_day(reader, day)


def open_day(reader: Reader, day: date) -> date:
    """Return ``day``, or today where it lies in a locked period."""
    lock_on = reader.profile.lock_on
    return reader.today if lock_on is not None and day <= lock_on else day
