"""Adds payouts, payments without a customer, and disputes to the Payments panel. Bootstrap makes one for each open book."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.charging.connecting import pinned_account
from app.services.charging.matching import list_strangers
from app.services.office import Reader
from app.services.queries.disputes import disputes_waiting
from app.ui.payments.ways import PanelTab
from app.ui.payouts.disputes import DisputesPage
from app.ui.payouts.matching import MatchSheet
from app.ui.payouts.page import PayoutsPage
from app.ui.payouts.strangers import StrangersPage
from app.ui.session import Session

_SHOWS = frozenset({"operations", "payments", "ledger", "customers", "invoices", "settings", "profile"})


class PayoutScreens(QObject):
    """Ways to what came of charges at the processor.

    Args:
        session: the open book.
        tabs: where the tabs of the Payments panel are gathered.
    """

    def __init__(self, session: Session, tabs: list[PanelTab]) -> None:
        super().__init__(session)
        self._session, self._tabs = session, tabs

    def install(self) -> None:
        """Add the tabs."""
        self._tabs += [
            PanelTab("payouts", lambda: _("Payouts"), self._payouts, _connected, _SHOWS),
            PanelTab("strangers", lambda: _("Without a customer"), self._strangers, _strangers, _SHOWS),
            PanelTab("disputes", lambda: _("Disputes"), self._disputes, disputes_waiting, _SHOWS),
        ]

    def _payouts(self) -> QWidget:
        return PayoutsPage(self._session, self)

    def _strangers(self) -> QWidget:
        return StrangersPage(self._session, self)

    def _disputes(self) -> QWidget:
        return DisputesPage(self._session, self)

    def match(self, remote_id: str) -> MatchSheet:
        """Ask whose payment one is that nobody knows."""
        asking = MatchSheet(self._session, remote_id, self._session.window)
        asking.sheet.finished.connect(asking.sheet.deleteLater)
        asking.sheet.open()
        return asking

    def show_payment(self, payment_id: int) -> object:
        """Open one payment."""
        show = self._session.actions.show_payment
        return show(payment_id) if show is not None else None

    def show_customer(self, customer_id: int) -> object:
        """Go to a customer's page."""
        show = self._session.actions.show_customer
        return show(customer_id) if show is not None else None

    def open_page(self, address: str) -> object:
        """Open a page of the processor in the system's browser."""
        return QDesktopServices.openUrl(QUrl(address))


def _connected(reader: Reader) -> int | None:
    """Show the tab, without a count, once there is a processor."""
    return None if pinned_account(reader) is None else 0


def _strangers(reader: Reader) -> int | None:
    return None if pinned_account(reader) is None else len(list_strangers(reader))
