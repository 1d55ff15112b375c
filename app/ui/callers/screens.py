"""Opens the verification of callers and answers what other screens ask of it. Bootstrap makes one for each open book."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.callers.notice import CallerNotice
from app.ui.callers.sheet import VerifySheet
from app.ui.session import Session


class CallerScreens(QObject):
    """Ways to verify callers."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def install(self) -> None:
        """Offer it to other screens and above accounts."""
        self._session.actions.verify_caller = self.verify
        self._session.account_notices.append(self._notice)

    def _notice(self) -> CallerNotice:
        return CallerNotice(self._session)

    def verify(self, customer_id: int) -> VerifySheet:
        """Ask a caller for details on file; stands before the sheet that asked for it."""
        asking = VerifySheet(self._session, customer_id, self._parent())
        asking.sheet.finished.connect(asking.sheet.deleteLater)
        asking.sheet.open()
        return asking

    def _parent(self) -> QWidget | None:
        return QApplication.activeModalWidget() or self._session.window
