"""Offers agreements to the other screens. Bootstrap makes one for each open book; the rest is imported when looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.language import _
from app.services.office import Reader
from app.ui.session import Session, TabMaker

if TYPE_CHECKING:
    from app.ui.agreements.doings import AgreementDoings
    from app.ui.agreements.notice import RenewalNotice
    from app.ui.agreements.renewals import RenewalsWindow
    from app.ui.agreements.tab import AgreementsTab
    from app.ui.agreements.texts import TextsSheet
    from app.ui.files.screens import FileScreens
    from app.ui.paper.jobs import PrintJob


class AgreementScreens(QObject):
    """Ways to agreements.

    Args:
        session: the open book.
        files: the ways to files, where signed papers are kept.
        show_paper: opens a preview of a job.
    """

    def __init__(self, session: Session, files: FileScreens, show_paper: Callable[[PrintJob], object]) -> None:
        super().__init__(session)
        self._session, self._files, self._show_paper = session, files, show_paper
        self._doings: AgreementDoings | None = None
        self._window: RenewalsWindow | None = None

    @property
    def doings(self) -> AgreementDoings:
        """What can be done with agreements, made now if need be."""
        if self._doings is None:
            from app.ui.agreements.doings import AgreementDoings

            self._doings = AgreementDoings(self._session, self._files.doings, self._show_paper)
        return self._doings

    def install(self) -> None:
        """Offer tab and notice."""
        tabs = self._session.account_tabs
        if all(made.key != "agreements" for made in tabs):
            tabs.append(TabMaker("agreements", _title, self._tab, _count))
            self._session.account_notices.append(self._notice)

    def show_all(self) -> RenewalsWindow:
        """Open the list of agreements to renew, or bring it to the front."""
        from app.ui.agreements.renewals import RenewalsWindow

        if self._window is None:
            self._window = RenewalsWindow(self._session, self.doings, self._session.window)
            self._window.destroyed.connect(self._gone)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        return self._window

    def show_texts(self) -> TextsSheet:
        """Open the texts that agreements begin with."""
        from app.ui.agreements.texts import TextsSheet

        sheet = TextsSheet(self._session, self._session.window)
        sheet.open()
        return sheet

    @Slot()
    def _gone(self) -> None:
        self._window = None

    def _tab(self) -> AgreementsTab:
        from app.ui.agreements.tab import AgreementsTab

        return AgreementsTab(self._session, self.doings)

    def _notice(self) -> RenewalNotice:
        from app.ui.agreements.notice import RenewalNotice

        return RenewalNotice(self._session, self.doings)


def _count(reader: Reader, customer_id: int) -> int:
    from app.services.agreements.listing import count_agreements

    return count_agreements(reader, customer_id)


def _title() -> str:
    return _("Agreements")
