"""Charging, trying again, cancelling, syncing: what is asked for is written down first, sent when it can be, and its end told.

Nothing here says that money was taken unless the processor said so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import CounterfoilError
from app.domain.language import _, ngettext
from app.domain.operation_states import OperationState
from app.services.charging.cancelling import cancel
from app.services.charging.connecting import why_not_sent
from app.services.charging.pages import expire_page
from app.services.charging.processor import PaymentProcessor
from app.services.charging.queueing import NotQueued, cancel_queued, queue_plan_charges, retry
from app.services.charging.syncing import SyncReport, send_now, sync
from app.services.collecting.splitting import charge_at_desk
from app.services.office import Office, Reader, Writer
from app.services.queries.operations import OperationView, operation_views, state_words
from app.ui.charging.line import SYNC, Line, LineState, Stopped
from app.ui.kit.tasks import Progress
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class _Sent:
    views: tuple[OperationView, ...]
    why_not: str


class Sender(QObject):
    """Sends what was queued and tells what became of it.

    Signals:
        needs_customer(int): a charge (operation) was declined because the bank wants the customer to confirm it.
        synced(SyncReport): a sync has ended.
    """

    needs_customer = Signal(int)
    synced = Signal(object)

    def __init__(self, session: Session, line: Line) -> None:
        super().__init__(line)
        self._session, self._line = session, line
        self.refused: tuple[NotQueued, ...] = ()
        """Charges of plans that the last sync could not queue, and why."""

    # Charging

    def charge(self, customer_id: int, invoices: Mapping[int, int], method_id: int) -> None:
        """Queue a charge for invoices (id to minor units) of a saved method and send it."""
        job = self._session.write(charge_at_desk, customer_id, dict(invoices), method_id=method_id)
        self._session.tasks.write(job, self._queued)

    def try_again(self, operation_id: int, method_id: int | None = None) -> None:
        """Try a declined charge again, perhaps with another method, and send it."""
        self._session.tasks.write(self._session.write(_again, operation_id, method_id), self._queued)

    def send(self, operation_ids: Sequence[int]) -> None:
        """Send what was queued; without ids everything that waits, charges of plans and billing runs among it."""
        ids = list(operation_ids)
        if ids:
            self._line.run(partial(_send, ids), self._sent, self._unsent)
        else:
            self._line.run(_sync, self._told_by_hand, self._unsent, lane=SYNC)

    def _queued(self, operation_id: int) -> None:
        self.send([operation_id])

    def _unsent(self, error: Exception) -> bool:
        """Say that it waits; that the network is away is no fault of anybody's."""
        if self._line.state in {LineState.OFFLINE, LineState.BUSY} and isinstance(error, CounterfoilError):
            self._session.say(_("{why} It waits in the queue.").format(why=error.message), _("Queue"), self._show_queue)
            return True
        return False

    def _sent(self, sent: _Sent) -> None:
        for view in sent.views:
            if view.state == "declined" and view.reason_code == "authentication_required" and view.invoice_ids:
                self.needs_customer.emit(view.id)
                return
        if sent.views:
            told = " ".join(outcome_words(self._session, view) for view in sent.views[:3])
            if any(view.state == "queued" for view in sent.views):
                told = f"{told} {sent.why_not}".strip()
            self._session.say(told, _("Queue"), self._show_queue)

    @Slot()
    def _show_queue(self) -> None:
        if self._session.actions.operations is not None:
            self._session.actions.operations()

    # Giving up

    def give_up(self, view: OperationView) -> None:
        """Cancel a charge or a page; what was not sent yet needs no network for it."""
        if view.state == "queued":
            self._session.tasks.write(self._session.write(_cancelled, view.id), self._given_up)
        elif view.kind in {"setup_page", "payment_page"}:
            self._line.run(partial(_close_page, view.id), self._given_up)
        else:
            self._line.run(partial(_cancel, view.id), self._given_up)

    def _given_up(self, state: OperationState | None) -> None:
        words = {
            OperationState.CANCELLED: _("Cancelled; nothing was charged."),
            OperationState.SUCCEEDED: _("Too late: it was done meanwhile, and is in the book."),
        }
        unsure = _("It could not be cancelled: {state}.").format(state=state_words(str(state or OperationState.UNKNOWN)))
        self._session.say(words.get(state, unsure) if state is not None else unsure)

    # Syncing

    def sync(self, *, by_hand: bool = True) -> None:
        """Bring book and processor together; by hand it shows progress and says what came of it."""
        title = _("Syncing with the payment processor") if by_hand else ""
        if by_hand:
            self._line.run(_sync, self._told_by_hand, title=title, lane=SYNC)
        else:
            self._line.run(_sync, self._told, self._quietly, lane=SYNC)

    def _told_by_hand(self, report: SyncReport) -> None:
        self._session.say(sync_words(report), _("Queue"), self._show_queue)
        self._told(report)

    def _told(self, report: SyncReport) -> None:
        self.refused = report.refused
        self.synced.emit(report)

    def _quietly(self, error: Exception) -> bool:
        # The status line says it, and the queue in full; nobody asked for this sync.
        if isinstance(error, CounterfoilError) and not isinstance(error, Stopped):
            self._line.note(error)
        return isinstance(error, CounterfoilError)


def _again(writer: Writer, operation_id: int, method_id: int | None) -> int:
    retry(writer, operation_id, method_id)
    return operation_id


def _cancelled(writer: Writer, operation_id: int) -> OperationState:
    cancel_queued(writer, operation_id)
    return OperationState.CANCELLED


def _views(reader: Reader, ids: Sequence[int]) -> tuple[OperationView, ...]:
    return tuple(operation_views(reader, ids))


def _send(ids: Sequence[int], office: Office, processor: PaymentProcessor, _progress: Progress) -> _Sent:
    send_now(office, processor, ids)
    why = office.read(lambda reader: why_not_sent(reader, office.clock.now()))
    return _Sent(office.read(lambda reader: _views(reader, ids)), why)


def _cancel(operation_id: int, office: Office, processor: PaymentProcessor, _progress: Progress) -> OperationState | None:
    return cancel(office, processor, operation_id)


def _close_page(operation_id: int, office: Office, processor: PaymentProcessor, _progress: Progress) -> OperationState:
    return expire_page(office, processor, operation_id)


def _sync(office: Office, processor: PaymentProcessor, progress: Progress) -> SyncReport:
    # What billing runs left waiting is in the queue even where the network turns out to be away.
    office.write(queue_plan_charges)
    return sync(office, processor, progress)


def outcome_words(session: Session, view: OperationView) -> str:
    """Return what became of one operation, in a sentence."""
    amount = session.amounts.money(view.amount_minor)
    if view.kind == "refund":
        words = {
            "succeeded": _("{amount} is given back to {customer}."),
            "processing": _("The refund of {amount} to {customer} is in transit."),
            "failed": _("The refund of {amount} to {customer} was refused: {reason}"),
            "unknown": _("It is not known yet whether {amount} went back to {customer}; the next sync asks."),
        }
    else:
        words = {
            "succeeded": _("{amount} charged to {method} of {customer}."),
            "processing": _("{amount} from {method} of {customer} is in transit: not paid until the bank says so."),
            "declined": _("{method} of {customer} was declined: {reason} {next}"),
            "unknown": _(
                "Nobody knows yet whether {customer} was charged {amount}. The next sync asks; nothing is sent twice."
            ),
            "cancelled": _("Nothing was charged to {customer}: {reason}"),
            "failed": _("{customer} was not charged: {reason}"),
        }
    sentence = words.get(view.state, _("{amount} for {customer} waits in the queue. {reason}"))
    return sentence.format(
        amount=amount,
        customer=view.customer_name,
        method=view.method.title() or _("the saved method"),
        reason=view.reason,
        next=view.next_step,
    ).strip()


def sync_words(report: SyncReport) -> str:
    """Return what a sync found, in a sentence or two."""
    if report.paused:
        return report.paused
    parts = [f"{state_words(state)}: {count}" for state, count in sorted(report.states.items())]
    if report.adopted:
        parts.append(
            ngettext(
                "{count} payment made elsewhere was taken in.",
                "{count} payments made elsewhere were taken in.",
                report.adopted,
            )
            .format(count=report.adopted)
            .rstrip(".")
        )
    if report.refused:
        parts.append(
            ngettext("{count} charge cannot be queued", "{count} charges cannot be queued", len(report.refused)).format(
                count=len(report.refused)
            )
        )
    if report.moved:
        parts.append(
            ngettext(
                "{count} link has changed: copy it again from the queue",
                "{count} links have changed: copy them again from the queue",
                report.moved,
            ).format(count=report.moved)
        )
    lead = _("Everything was compared.") if report.compared else _("Synced.")
    return lead + " " + (" · ".join(parts) if parts else _("Nothing is left undecided."))
