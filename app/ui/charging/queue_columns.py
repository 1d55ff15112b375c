"""What the queue shows of an operation: its columns, its pill, and its kinds and groups in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.language import _
from app.services.office import Office
from app.services.queries.operation_list import OperationFilter, OperationGroup, OperationSort, operation_ids
from app.services.queries.operations import OperationView, operation_views, state_words
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.session import Session

KINDS = ("", "charge", "refund", "payment_page", "setup_page")

_LOOK = {
    "queued": (Tone.INFO, "clock"),
    "creating": (Tone.INFO, "clock"),
    "created": (Tone.INFO, "clock"),
    "confirming": (Tone.INFO, "clock"),
    "processing": (Tone.INFO, "half"),
    "needs_customer": (Tone.CARE, "person"),
    "unknown": (Tone.CARE, "bang"),
    "succeeded": (Tone.GOOD, "check"),
    "declined": (Tone.ALARM, "cross"),
    "cancelled": (Tone.QUIET, "void"),
    "failed": (Tone.ALARM, "cross"),
}


class OperationSource:
    """Operations from the book. The filter of the table is an ``OperationFilter``."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = filter_ if isinstance(filter_, OperationFilter) else OperationFilter()
        order = OperationSort(sort) if sort else OperationSort.SINCE
        return self._office.read(lambda reader: operation_ids(reader, wanted, order, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[OperationView]:
        """Return some rows."""
        return self._office.read(lambda reader: operation_views(reader, ids))


def operation_pill(view: OperationView) -> Status:
    """Return how an operation stands."""
    if view.held:
        return Status(_("held"), Tone.CARE, "pause")
    tone, icon = _LOOK[view.state]
    return Status(state_words(view.state), tone, icon)


def kind_words(kind: str) -> str:
    """Return what was asked of the processor."""
    return {
        "": _("Everything"),
        "charge": _("Charge"),
        "refund": _("Refund"),
        "setup_page": _("New card page"),
        "payment_page": _("Payment link"),
    }[kind]


def group_words(group: OperationGroup) -> str:
    """Return what one group of operations is called."""
    return {
        OperationGroup.ALL: _("All"),
        OperationGroup.OPEN: _("Not finished"),
        OperationGroup.WAITING: _("Waiting to be sent"),
        OperationGroup.HELD: _("Held"),
        OperationGroup.DOUBT: _("Not known yet"),
        OperationGroup.TRANSIT: _("In transit"),
        OperationGroup.CUSTOMER: _("With the customer"),
        OperationGroup.TROUBLE: _("Need a look"),
        OperationGroup.DONE: _("Done"),
    }[group]


def when_words(session: Session, at: datetime) -> str:
    """Return an instant (UTC) as short as can be: the time of today, else the day."""
    here = session.local(at)
    return f"{here:%H:%M}" if here.date() == session.today else session.dates.medium(here.date())


def what_for(view: OperationView) -> str:
    """Return what an operation is for: its invoices, else its purpose."""
    if view.invoices:
        return ", ".join(view.invoices)
    if view.kind == "setup_page":
        return _("a card to be charged") if view.purpose == "charge" else _("a card to be kept")
    return view.purpose


def operation_columns(session: Session) -> list[Column[OperationView]]:
    """Return the columns of the queue."""
    amounts = session.amounts

    def amount(view: OperationView) -> str:
        return amounts.plain(view.amount_minor) if view.amount_minor else ""

    return [
        Column(
            "asked",
            _("Asked"),
            lambda view: when_words(session, view.queued_at),
            Kind.DATE,
            width=108,
            sort=OperationSort.ASKED,
            value=lambda view: view.queued_at,
            visible=False,
        ),
        Column("kind", _("What"), lambda view: kind_words(view.kind), width=116, sort=OperationSort.KIND),
        Column("customer", _("Customer"), lambda view: view.customer_name, width=176, sort=OperationSort.CUSTOMER),
        Column("account", _("Account"), lambda view: view.account, width=90, visible=False, sort=OperationSort.ACCOUNT),
        Column("for", _("For"), what_for, width=116, sort=OperationSort.PURPOSE),
        Column("method", _("Method"), lambda view: view.method.title(), width=132, sort=OperationSort.METHOD),
        Column(
            "amount",
            _("Amount"),
            amount,
            Kind.AMOUNT,
            width=104,
            sort=OperationSort.AMOUNT,
            value=lambda view: view.amount_minor,
        ),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, width=184, sort=OperationSort.STATE, status=operation_pill),
        Column(
            "since",
            _("Since"),
            lambda view: when_words(session, view.state_at),
            Kind.DATE,
            width=108,
            sort=OperationSort.SINCE,
            value=lambda view: view.state_at,
        ),
        Column("reason", _("Reason"), lambda view: view.reason, width=180, visible=False, sort=OperationSort.REASON),
        Column("next", _("Next step"), lambda view: view.next_step, width=260, stretch=True, sort=OperationSort.NEXT),
        Column("number", _("No."), lambda view: str(view.id), Kind.COUNT, width=64, visible=False, sort=OperationSort.NUMBER),
    ]
