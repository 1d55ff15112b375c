"""Where papers are shown: opens a preview for a job and knows which are open. One of them serves the whole window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from app.domain.language import _
from app.services.ports import OpenPages
from app.ui.paper.jobs import PrintJob, invoices_job, receipt_job, refund_job
from app.ui.paper.room_ports import GetPress
from app.ui.paper.window import PreviewWindow
from app.ui.session import Session


class PrintRoom(QObject):
    """Shows jobs.

    Args:
        session: the open book.
        press: returns the press (``app.gateways.paper.press``), first called in a worker.
        open_pages: opens a PDF file's pages (``app.gateways.paper.preview.Preview``), called in a worker.
    """

    def __init__(self, session: Session, press: GetPress, open_pages: OpenPages) -> None:
        super().__init__(session)
        self._session = session
        self._press = press
        self._open_pages = open_pages
        self._windows: list[PreviewWindow] = []

    def install(self) -> None:
        """Offer to other screens what is printed from here."""
        self._session.actions.print_invoices = self.print_invoices
        self._session.actions.print_receipt = self.print_receipt
        self._session.actions.print_refund = self.print_refund

    def show(self, job: PrintJob) -> PreviewWindow:
        """Open a preview of ``job``."""
        window = PreviewWindow(job, self._session, self._press, self._open_pages, self._session.window)
        self._windows.append(window)
        window.destroyed.connect(self._gone)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def windows(self) -> tuple[PreviewWindow, ...]:
        """Return the previews that are open."""
        return tuple(self._windows)

    def print_invoices(self, invoice_ids: Sequence[int], number: str = "", subtitle: str = "") -> PreviewWindow:
        """Show invoices, one after another; ``number`` names a single one."""
        title = _("Invoice {number}").format(number=number) if number else ""
        return self.show(invoices_job(invoice_ids, title, subtitle))

    def print_receipt(self, payment_id: int, number: str = "") -> PreviewWindow:
        """Show the receipt of a payment."""
        return self.show(receipt_job(payment_id, number))

    def print_refund(self, reversal_id: int) -> PreviewWindow:
        """Show the receipt of a refund."""
        return self.show(refund_job(reversal_id))

    @Slot()
    def close_all(self) -> None:
        """Close every preview."""
        for window in list(self._windows):
            window.close()

    @Slot(QObject)
    def _gone(self, window: QObject) -> None:
        self._windows = [each for each in self._windows if each is not window and not _dead(each)]


def _dead(window: QObject) -> bool:
    from shiboken6 import isValid

    return not isValid(window)
