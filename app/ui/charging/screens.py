"""Opens charging's screens and answers what other screens ask of them. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.charging.customers import Method, detach_method, refresh_methods
from app.services.charging.processor import PaymentProcessor
from app.services.office import Office, Reader
from app.services.queries.operations import OperationView, operation_views
from app.services.queries.payable import customer_name
from app.services.queries.saved_methods import SavedMethodRow
from app.ui.charging.adding import Adding
from app.ui.charging.charge_sheet import ChargingSheet
from app.ui.charging.connect import Connecting
from app.ui.charging.doors import Doors
from app.ui.charging.line import Line
from app.ui.charging.linking import LinkByMail, LinkOne
from app.ui.charging.methods import MethodsTab, count_methods
from app.ui.charging.notice import ChargingNotice
from app.ui.charging.pay_link import PayLink
from app.ui.charging.queue import Queue
from app.ui.charging.sender import Sender
from app.ui.kit.tasks import Progress
from app.ui.session import Session, TabMaker


class _Sheet(Protocol):
    """Anything that runs a sheet."""

    @property
    def sheet(self) -> QWidget:
        """The sheet."""


class ChargingScreens(QObject):
    """Ways to connect, charge, save cards, send pay links, and see what became of it all.

    Args:
        session: the open book.
        doors: the ways to the processor, the keychain and the browser.
    """

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._session, self.doors = session, doors
        self.line = Line(session, doors, self)
        self.sending = Sender(session, self.line)
        self.queue: Queue | None = None
        self.open: _Sheet | None = None
        self._wanted: Callable[[str], _Sheet] | None = None
        self.sending.needs_customer.connect(self._link_instead)

    def install(self) -> None:
        """Offer to other screens what is done here."""
        actions = self._session.actions
        actions.charge = self.charge
        actions.add_method = self.add
        actions.add_plan_method = self.add_for_plan
        actions.pay_link = self.pay_link
        actions.send_operations = self.sending.send
        actions.operations = self.show_queue
        if all(made.key != "methods" for made in self._session.account_tabs):
            self._session.account_tabs.append(TabMaker("methods", _tab_title, self.tab, count_methods))
            self._session.account_notices.append(self.notice)
        self.line.look()

    def stop(self) -> None:
        """Begin nothing more and close the queue; the book is being left."""
        self.line.stop()
        if self.queue is not None:
            self.queue.view.close()

    # What other screens ask

    def connect_book(self) -> Connecting:
        """Open the sheet that connects the book; afterwards everything is synced."""
        connecting = Connecting(self._session, self.doors, self._before())
        connecting.connected.connect(self._connected)
        self.open = connecting
        return connecting

    def charge(self, customer_id: int, invoices: Mapping[int, int], method_id: int) -> None:
        """Queue a charge of a saved method for invoices (id to minor units), and send it."""
        self.sending.charge(customer_id, invoices, method_id)

    def charge_with(self, customer_id: int, method_id: int = 0) -> None:
        """Ask what is charged to a saved method."""
        self._verified(customer_id, partial(self._charge_sheet, customer_id, method_id))

    def add(self, customer_id: int) -> None:
        """Let a new card or bank account be entered."""
        self._named(customer_id, partial(self._adding, customer_id, None))

    def add_for_plan(self, customer_id: int, plan_id: int) -> None:
        """Let a new card or bank account be entered for a plan."""
        self._named(customer_id, partial(self._adding, customer_id, plan_id))

    def pay_link(self, customer_id: int, invoice_ids: Sequence[int] = ()) -> None:
        """Make a page on which the customer pays invoices."""
        self._verified(customer_id, partial(self._paying, customer_id, tuple(invoice_ids), None, ""))

    def pay_instead(self, view: OperationView) -> None:
        """Make a payment link in place of a charge, which is given up first."""
        lead = ""
        if view.reason_code == "authentication_required":
            lead = _("The bank wants {customer} to confirm the payment themselves.").format(customer=view.customer_name)
        self._verified(view.customer_id, partial(self._paying, view.customer_id, view.invoice_ids, view.id, lead))

    def link(self, customer_id: int) -> None:
        """Ask for the processor's id of a customer."""
        self._named(customer_id, partial(self._linking, customer_id))

    def link_by_mail(self) -> LinkByMail:
        """Look for customers whose mail addresses agree."""
        made = self.open = LinkByMail(self._session, self.line, self._before())
        return made

    def remove(self, row: SavedMethodRow) -> None:
        """Remove a method at the processor."""
        self.line.run(partial(_detach, row.id), self._removed)

    def read_again(self, customer_id: int) -> None:
        """Read a customer's methods anew from the processor."""
        self.line.run(partial(_refresh, customer_id), self._read)

    def sync_now(self) -> None:
        """Sync with progress; in a book that is not connected, connect it first."""
        standing = self.line.standing
        if standing is None or not standing.connected:
            self.connect_book()
        elif self.line.syncing:
            self._session.say(_("It is being synced already."))
        else:
            self.sending.sync()

    def show_queue(self) -> Queue:
        """Open the queue, or bring it to the front."""
        if self.queue is None:
            self.queue = Queue(self._session, self.line, self.sending, self, self._before())
            self.queue.view.destroyed.connect(self._queue_gone)
        self.queue.show()
        return self.queue

    def show_queue_of(self, name: str) -> None:
        """Open the queue with what was asked for one customer."""
        self.show_queue().show_only(name)

    # Inside

    def _before(self) -> QWidget | None:
        return self._session.window

    def _verified(self, customer_id: int, make: Callable[[str], _Sheet]) -> None:
        """Open a sheet that charges the customer, after the caller is verified where the book wants that."""
        self._session.when_verified(customer_id, partial(self._named, customer_id, make))

    def _named(self, customer_id: int, make: Callable[[str], _Sheet]) -> None:
        """Open a sheet as soon as the customer's name is read."""
        self._wanted = make
        self._session.tasks.read(self._session.read(customer_name, customer_id), self._make, key="charging.name")

    def _make(self, name: str) -> None:
        make, self._wanted = self._wanted, None
        if make is not None:
            self.open = make(name)

    def _adding(self, customer_id: int, plan_id: int | None, name: str) -> Adding:
        return Adding(self._session, self.line, self.sending, customer_id, name, plan_id, self._before())

    def _charge_sheet(self, customer_id: int, method_id: int, name: str) -> ChargingSheet:
        return ChargingSheet(self._session, self.sending, customer_id, name, method_id, self._before())

    def _paying(
        self, customer_id: int, invoice_ids: tuple[int, ...], instead_of: int | None, lead: str, name: str
    ) -> PayLink:
        return PayLink(
            self._session,
            self.line,
            customer_id,
            name,
            invoice_ids,
            instead_of=instead_of,
            lead=lead,
            parent=self._before(),
        )

    def _linking(self, customer_id: int, name: str) -> LinkOne:
        return LinkOne(self._session, self.line, customer_id, name, self._before())

    def tab(self) -> MethodsTab:
        """Return the tab of an account with its saved cards."""
        return MethodsTab(self._session, self)

    def notice(self) -> ChargingNotice:
        """Return what stands above an account while something is under way for it."""
        return ChargingNotice(self._session, self.show_queue_of)

    @Slot(int)
    def _link_instead(self, operation_id: int) -> None:
        self._session.tasks.read(self._session.read(_view, operation_id), self._offer_link)

    def _offer_link(self, view: OperationView | None) -> None:
        if view is not None:
            self.pay_instead(view)

    @Slot()
    def _connected(self) -> None:
        self.sending.sync(by_hand=False)

    def _removed(self, _nothing: object) -> None:
        self._session.say(_("Removed, here and at the processor."))

    def _read(self, methods: list[Method]) -> None:
        del methods
        self._session.say(_("Read from the processor."))

    @Slot()
    def _queue_gone(self) -> None:
        self.queue = None


def _tab_title() -> str:
    return _("Cards")


def _view(reader: Reader, operation_id: int) -> OperationView | None:
    found = operation_views(reader, [operation_id])
    return found[0] if found else None


def _detach(method_id: int, office: Office, processor: PaymentProcessor, _progress: Progress) -> None:
    detach_method(office, processor, method_id)


def _refresh(customer_id: int, office: Office, processor: PaymentProcessor, _progress: Progress) -> list[Method]:
    return refresh_methods(office, processor, customer_id)
