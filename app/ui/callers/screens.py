"""Opens the verification of callers and answers what other screens ask of it. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.language import _
from app.services.customers.callers import wants_verification
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
        self._session.actions.when_verified = self.when_verified
        self._session.account_notices.append(self._notice)

    def _notice(self) -> CallerNotice:
        return CallerNotice(self._session)

    def verify(self, customer_id: int) -> VerifySheet:
        """Ask a caller for details on file; stands before the sheet that asked for it."""
        asking = VerifySheet(self._session, customer_id, self._parent())
        asking.sheet.finished.connect(asking.sheet.deleteLater)
        asking.sheet.open()
        return asking

    def when_verified(self, customer_id: int, then: Callable[[], object]) -> None:
        """Call ``then``, which charges somebody, once the caller is verified where this book wants that."""
        gate = _Gate(self._session, self, customer_id, then)
        self._session.tasks.read(gate.standing(), gate.first)

    def _parent(self) -> QWidget | None:
        return QApplication.activeModalWidget() or self._session.window


class _Gate(QObject):
    """Waits for the verification of one caller before one charge."""

    def __init__(self, session: Session, screens: CallerScreens, customer_id: int, then: Callable[[], object]) -> None:
        super().__init__(screens)
        self._session, self._screens, self._customer_id, self._then = session, screens, customer_id, then

    def standing(self) -> Callable[[], bool]:
        """Return the job that reads whether the caller is still to be verified."""
        return self._session.read(wants_verification, self._customer_id, charges=True)

    def first(self, wanted: bool) -> None:
        """Go on, or ask the caller first."""
        if not wanted:
            self._go()
            return
        asking = self._screens.verify(self._customer_id)
        asking.sheet.finished.connect(self._asked)

    @Slot()
    def _asked(self) -> None:
        self._session.tasks.read(self.standing(), self._second)

    def _second(self, wanted: bool) -> None:
        if wanted:
            self.deleteLater()
            self._session.say(_("Nothing is charged: the caller is not verified."))
        else:
            self._go()

    def _go(self) -> None:
        self.deleteLater()
        self._then()
