"""Opens the billing run: one window beside the main one, raised again when it is asked for twice."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.ui.billing.day import DayKeeper
from app.ui.billing.history import RunHistory
from app.ui.billing.presenter import BillingPresenter, Stage
from app.ui.billing.recurring_tab import RecurringTab, count_recurring
from app.ui.billing.view import BillingView
from app.ui.kit.pieces import column, row
from app.ui.kit.tasks.strip import ProgressStrip
from app.ui.kit.theme import set_role
from app.ui.session import Session, TabMaker
from app.ui.sizes import SizeKeeper


class BillingWindow(QWidget):
    """The page in a window of its own. It stays open while a run is being posted, so that its end is told."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        self.setWindowTitle(_("Billing run"))
        SizeKeeper(self, session.settings, "billing", QSize(1320, 800))
        self.history = RunHistory(session)
        self.view = BillingView(session, self.history)
        self.presenter = BillingPresenter(session, self.view, self.history)
        self.progress = ProgressStrip(session.tasks)
        box = column(self.view, row(self.progress, None), spacing=0)
        box.setStretch(0, 1)
        self.setLayout(box)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stay while a run is being posted."""
        if self.presenter.stage is Stage.POSTING:
            event.ignore()
        else:
            super().closeEvent(event)


class BillingScreens(QObject):
    """Knows the one window of the billing run."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._window: BillingWindow | None = None
        self.day = DayKeeper(session)

    def install(self) -> None:
        """Offer the billing run to other screens."""
        self._session.actions.billing_run = self.run
        tab = TabMaker("recurring", _tab_title, self._tab, count_recurring)
        if all(made.key != tab.key for made in self._session.account_tabs):
            self._session.account_tabs.append(tab)
        self.day.start()

    def _tab(self) -> RecurringTab:
        return RecurringTab(self._session)

    def run(self) -> BillingWindow:
        """Open the billing run, or bring it to the front."""
        if self._window is None:
            self._window = BillingWindow(self._session, self._session.window)
            self._window.destroyed.connect(self._gone)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        return self._window

    @Slot()
    def _gone(self) -> None:
        self._window = None


def _tab_title() -> str:
    return _("Recurring invoices")
