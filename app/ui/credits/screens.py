"""Tells of credits that wait and adds their list to the Payments panel. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.collecting.rules import payment_rules
from app.services.office import Reader
from app.services.queries.credit_requests import waiting_credits
from app.ui.credits.notice import CreditNotice
from app.ui.payments.ways import PanelTab
from app.ui.session import Session

APPROVALS = "approvals"


class CreditScreens(QObject):
    """Ways to credits that wait for approval.

    Args:
        session: the open book.
        tabs: where the tabs of the Payments panel are gathered.
        go: goes to a tab of that panel.
    """

    def __init__(self, session: Session, tabs: list[PanelTab], go: Callable[[str], object]) -> None:
        super().__init__(session)
        self._session, self._tabs, self._go = session, tabs, go

    def install(self) -> None:
        """Offer them to other screens, above accounts and in the panel."""
        self._session.actions.show_waiting_credits = self.show
        self._session.account_notices.append(self._notice)
        shows = frozenset({"credits", "customers", "settings", "profile"})
        self._tabs.append(PanelTab(APPROVALS, lambda: _("Credits to approve"), self._page, _waiting, shows))

    def show(self) -> None:
        """Go to the list of all that wait."""
        self._go(APPROVALS)

    def _notice(self) -> CreditNotice:
        return CreditNotice(self._session)

    def _page(self) -> QWidget:
        from app.ui.credits.page import ApprovalsPage

        return ApprovalsPage(self._session)


def _waiting(reader: Reader) -> int | None:
    """Show the tab where the office sets a limit, and as long as something waits."""
    count = len(waiting_credits(reader))
    return count if count or payment_rules(reader).credit_limit_minor is not None else None
