"""Opens the payment screens and answers what other screens ask of them. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject, Slot

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.services.collecting.splitting import Received, take_back
from app.services.office import Reader
from app.services.queries.payments import PaymentDetail, payment_detail
from app.services.queries.refunds import ProcessorPayment, processor_payment
from app.ui.kit.dialogs import Sheet
from app.ui.kit.errors import show_error
from app.ui.paper.jobs import deposit_job
from app.ui.paper.room import PrintRoom
from app.ui.payments.details import PaymentWindow
from app.ui.payments.giving_back import GivingBack, Way
from app.ui.payments.leftover import LeftoverSheet
from app.ui.payments.panel import PaymentsPanel
from app.ui.payments.take_presenter import TakePresenter
from app.ui.payments.take_sheet import TakeSheet
from app.ui.payments.ways import PanelTab
from app.ui.payments.words import taken_words
from app.ui.session import Session


class PaymentScreens(QObject):
    """Ways to take, show and give back payments.

    Args:
        session: the open book.
        room: where papers are shown.
    """

    def __init__(self, session: Session, room: PrintRoom) -> None:
        super().__init__(session)
        self._session, self._room = session, room
        self._last_on: date | None = None
        self._last: Received | None = None
        self._undoing: Received | None = None
        self._windows: list[PaymentWindow] = []
        self._asked: dict[int, str] = {}
        self.tabs: list[PanelTab] = []
        """What other folders add to the panel; filled before it is made."""

    def install(self) -> None:
        """Offer to other screens what is done here."""
        self._session.actions.take_payment = self.take
        self._session.actions.show_payment = self.show

    def panel(self) -> PaymentsPanel:
        """Return the Payments panel."""
        return PaymentsPanel(self._session, self, self.tabs)

    # Taking

    def take(self, customer_id: int = 0, invoice_ids: Sequence[int] = ()) -> TakeSheet:
        """Open the payment sheet; without a customer it begins with finding one."""
        sheet = TakeSheet(self._session, self._session.window)
        presenter = TakePresenter(self._session, sheet, self._last_on)
        presenter.taken.connect(self._taken)
        presenter.receipt_wanted.connect(self._receipt)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()
        presenter.begin(customer_id, invoice_ids)
        return sheet

    @Slot(object)
    def _taken(self, received: Received) -> None:
        self._last_on = received.received_on
        self._last = received
        text = taken_words(received, self._session.amounts.money)
        if received.operation_ids:
            # What was queued to be charged cannot be undone here: the queue tells of it.
            self._last = None
            self._session.say(text)
            if self._session.actions.send_operations is not None:
                self._session.actions.send_operations(received.operation_ids)
        else:
            self._session.say(text, _("Undo"), self.undo)
        if received.deposit is not None:
            self.print_slip(received.deposit.id, received.deposit.number)

    @Slot()
    def undo(self) -> None:
        """Void what was just taken; payments keep their numbers, and the diary tells both."""
        last, self._last = self._last, None
        if last is not None:
            job = self._session.write(take_back, last, _("Undone right after entry"))
            self._undoing = last
            self._session.tasks.write(job, self._undone)

    def _undone(self, count: int) -> None:
        numbers = [payment.number for payment in self._undoing.payments] if self._undoing is not None else []
        self._undoing = None
        words = ngettext("Payment {numbers} is void.", "Payments {numbers} are void.", count)
        self._session.say(words.format(numbers=", ".join(numbers)))

    @Slot(object)
    def _receipt(self, received: Received) -> None:
        for payment in received.payments:
            self.print_receipt(payment.id, payment.number)

    # Showing

    def show(self, payment_id: int) -> PaymentWindow:
        """Open one payment, or bring its window to the front."""
        from shiboken6 import isValid

        self._windows = [window for window in self._windows if isValid(window) and window.isVisible()]
        window = next((each for each in self._windows if each.payment_id == payment_id), None)
        if window is None:
            window = PaymentWindow(self._session, self, payment_id, self._session.window)
            self._windows.append(window)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def print_receipt(self, payment_id: int, number: str) -> object:
        """Show the receipt on paper."""
        return self._room.print_receipt(payment_id, number)

    def print_slip(self, deposit_id: int, number: str) -> object:
        """Show a deposit's slip on paper."""
        return self._room.show(deposit_job(deposit_id, number))

    # Giving back: the payment is read first, so that the sheet can say what will follow

    def give_back(self, payment_id: int, way: Way) -> None:
        """Ask how and why a payment is given back."""
        self._read(payment_id, way.value)

    def apply_rest(self, payment_id: int) -> None:
        """Ask which invoices get what is left of a payment."""
        self._read(payment_id, "rest")

    def _read(self, payment_id: int, purpose: str) -> None:
        self._asked[payment_id] = purpose
        self._session.tasks.read(self._session.read(_both, payment_id), self._ask, key="payments.ask")

    def _ask(self, found: tuple[PaymentDetail, ProcessorPayment | None]) -> None:
        detail, through = found
        purpose = self._asked.pop(detail.row.id, "")
        if not purpose:
            return
        parent = next((w for w in self._windows if w.payment_id == detail.row.id and w.isVisible()), self._session.window)
        if purpose == "rest":
            sheet: Sheet = LeftoverSheet(self._session, detail, parent).sheet
        elif through is not None and purpose != Way.REFUND:
            show_error(parent, _kept_by_processor(detail.row.number))
            return
        else:
            sheet = GivingBack(self._session, detail, Way(purpose), parent, through).sheet
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    @Slot()
    def close_all(self) -> None:
        """Close every payment's window."""
        from shiboken6 import isValid

        for window in self._windows:
            if isValid(window):
                window.close()


def _both(reader: Reader, payment_id: int) -> tuple[PaymentDetail, ProcessorPayment | None]:
    return payment_detail(reader, payment_id), processor_payment(reader, payment_id)


def _kept_by_processor(number: str) -> UserError:
    return UserError(
        _("Payment {number} came through the payment processor; the money is with it, not here.").format(number=number),
        _("Refund it: the processor sends it back. What a bank takes back is entered by the sync."),
    )
