"""The queue as a person reads it: every operation with whom, how much, where it stands, since when, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select

from app.domain.language import _
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.operations import Operation, OperationEvent, OperationInvoice, SavedMethod
from app.services.charging.declines import reason_words, what_to_do
from app.services.office import Reader
from app.services.queries.asking import AnySelect


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation for the queue screen; amounts in minor units, instants in UTC. ``can_…`` says what may be done to it."""

    id: int
    kind: str
    state: str
    held: bool
    live: bool
    customer_id: int
    account: str
    customer_name: str
    amount_minor: int
    invoices: tuple[str, ...]
    method: str
    attempt: int
    purpose: str
    reason: str
    next_step: str
    queued_at: datetime
    state_at: datetime
    page_url: str
    plan_id: int | None = None
    payment_id: int | None = None
    method_id: int | None = None
    reason_code: str = ""
    consented_on: date | None = None
    invoice_ids: tuple[int, ...] = ()
    remote_id: str = ""

    @property
    def can_hold(self) -> bool:
        """Whether it can be kept from being sent."""
        return self.state == "queued" and not self.held

    @property
    def can_release(self) -> bool:
        """Whether it is held."""
        return self.held

    @property
    def can_cancel(self) -> bool:
        """Whether it can be given up: not sent yet, made but not taken, or a page that nobody used."""
        if self.kind == "refund":
            return self.state == "queued"
        return self.state in {"queued", "created", "needs_customer"} or (self.state == "declined" and self.kind == "charge")

    @property
    def can_retry(self) -> bool:
        """Whether it can be tried again."""
        return self.state == "declined" and self.kind == "charge"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an operation's life."""

    at: datetime
    state: str
    detail: str


def list_operations(
    reader: Reader, *, live_only: bool = False, customer_id: int | None = None, limit: int = 500
) -> list[OperationView]:
    """Return operations, newest first."""
    query = _VIEWS.order_by(Operation.id.desc()).limit(limit)
    if live_only:
        query = query.where(Operation.live)
    if customer_id is not None:
        query = query.where(Operation.customer_id == customer_id)
    return _views(reader, query)


def operation_views(reader: Reader, ids: Sequence[int]) -> list[OperationView]:
    """Return the operations of ``ids`` in their order (at most some hundreds); ids that are gone are left out."""
    found = {view.id: view for view in _views(reader, _VIEWS.where(Operation.id.in_(list(ids))))}
    return [found[id_] for id_ in ids if id_ in found]


def under_way_for(reader: Reader, customer_id: int) -> list[OperationView]:
    """Return what of a customer's is not finished, newest first: what is live, and declined charges that are still owed.

    Declined charges of plans are left out: what a plan owes is told by the plan.
    """
    owed = (
        select(OperationInvoice.operation_id)
        .join(Invoice, Invoice.id == OperationInvoice.invoice_id)
        .where(OperationInvoice.operation_id == Operation.id, Invoice.open_minor > 0)
    )
    declined = and_(
        Operation.state == "declined", Operation.kind == "charge", Operation.plan_id.is_(None), owed.exists()
    )
    query = _VIEWS.where(Operation.customer_id == customer_id, or_(Operation.live, declined))
    return _views(reader, query.order_by(Operation.id.desc()).limit(50))


_VIEWS = (
    select(
        Operation.id,
        Operation.kind,
        Operation.state,
        Operation.held,
        Operation.live,
        Operation.customer_id,
        Customer.account,
        Customer.name,
        Operation.amount_minor,
        SavedMethod.brand,
        SavedMethod.last4,
        Operation.attempt,
        Operation.purpose,
        Operation.reason_code,
        Operation.reason_text,
        Operation.queued_at,
        Operation.state_at,
        Operation.page_url,
        Operation.plan_id,
        Operation.payment_id,
        Operation.method_id,
        Operation.consented_on,
        Operation.remote_id,
    )
    .join(Customer, Customer.id == Operation.customer_id)
    .outerjoin(SavedMethod, SavedMethod.id == Operation.method_id)
)


def _views(reader: Reader, query: AnySelect) -> list[OperationView]:
    rows = reader.connection.execute(query).all()
    invoices = _numbers(reader, [row.id for row in rows])
    return [
        OperationView(
            row.id,
            row.kind,
            row.state,
            row.held,
            row.live,
            row.customer_id,
            row.account,
            row.name,
            row.amount_minor,
            tuple(number for _id, number in invoices.get(row.id, ())),
            f"{row.brand} {row.last4}" if row.last4 else "",
            row.attempt,
            row.purpose,
            _reason(row.state, row.reason_code, row.reason_text),
            _next(row.kind, row.state, row.reason_code, held=row.held),
            row.queued_at,
            row.state_at,
            row.page_url,
            row.plan_id,
            row.payment_id,
            row.method_id,
            row.reason_code,
            row.consented_on,
            tuple(id_ for id_, _number in invoices.get(row.id, ())),
            row.remote_id or "",
        )
        for row in rows
    ]


def _reason(state: str, code: str, text: str) -> str:
    """Return a decline in the office's own language where its code is known, else what the processor said."""
    if state != "declined" or not code:
        return text
    words = reason_words(code)
    return text if text and words == reason_words("") else words


def _numbers(reader: Reader, ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for start in range(0, len(ids), 500):
        rows = reader.connection.execute(
            select(OperationInvoice.operation_id, OperationInvoice.invoice_id, Invoice.number)
            .join(Invoice, Invoice.id == OperationInvoice.invoice_id)
            .where(OperationInvoice.operation_id.in_(ids[start : start + 500]))
            .order_by(Invoice.id)
        )
        for row in rows:
            found.setdefault(row.operation_id, []).append((row.invoice_id, row.number or ""))
    return found


def steps_of(reader: Reader, operation_id: int) -> list[Step]:
    """Return what happened to an operation, in order."""
    rows = reader.connection.execute(
        select(OperationEvent.happened_at, OperationEvent.state, OperationEvent.detail)
        .where(OperationEvent.operation_id == operation_id)
        .order_by(OperationEvent.id)
    )
    return [Step(row.happened_at, row.state, row.detail) for row in rows]


def state_words(state: str) -> str:
    """Return a state in words."""
    return {
        "queued": _("waiting"),
        "creating": _("being sent"),
        "created": _("being sent"),
        "confirming": _("being sent"),
        "processing": _("in transit"),
        "needs_customer": _("waits for the customer"),
        "unknown": _("not known yet"),
        "succeeded": _("done"),
        "declined": _("declined"),
        "cancelled": _("cancelled"),
        "failed": _("refused"),
    }[state]


def _next(kind: str, state: str, code: str, *, held: bool) -> str:
    if kind == "refund" and state == "failed":
        return _("Nothing went back; refund it from the payment again.")
    return next_step(state, code, held=held)


def next_step(state: str, code: str, *, held: bool) -> str:
    """Return what comes next for an operation."""
    if held:
        return _("Release it to send it.")
    if state == "declined":
        return what_to_do(code)
    return {
        "queued": _("It is sent with the next sync."),
        "creating": _("It is looked after with the next sync."),
        "created": _("It is sent with the next sync."),
        "confirming": _("It is looked after with the next sync."),
        "unknown": _("The processor is asked with the next sync; it is not sent twice."),
        "processing": _("The bank takes some days."),
        "needs_customer": _("The customer has to act."),
        "failed": _("Look at the reason; nothing was charged."),
    }.get(state, "")
