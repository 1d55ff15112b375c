"""The Reports panel: one tab for each report, made when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.ui.kit.pieces import PageHeader, TabPages, column
from app.ui.kit.theme import set_role
from app.ui.reports.catalogue import ReportKind, kinds
from app.ui.reports.page import ReportPage, ShowJob
from app.ui.reports.picture import DrawChart
from app.ui.session import Session

# What a report may show differently after it changed.
_SHOWN = frozenset({"ledger", "invoices", "payments", "customers", "plans", "profile"})


class ReportsPanel(QWidget):
    """What the rail opens under Reports. Places are the keys of the tabs.

    Signals:
        place_changed(str): another report was chosen.
    """

    place_changed = Signal(str)

    def __init__(self, session: Session, draw: DrawChart, show_job: ShowJob) -> None:
        super().__init__()
        set_role(self, "ground")
        self._session, self._draw, self._show_job = session, draw, show_job
        self.tabs = TabPages()
        for kind in kinds():
            self.tabs.add(kind.key, kind.title, self._maker(kind))
        self.setLayout(column(PageHeader(_("Reports")), self.tabs, spacing=12, margin=24))
        self.tabs.selected.connect(self._selected)

    def _maker(self, kind: ReportKind) -> Callable[[], QWidget]:
        def make() -> QWidget:
            return ReportPage(self._session, kind, self._draw, self._show_job)

        return make

    @Slot(str)
    def _selected(self, key: str) -> None:
        self.place_changed.emit(key)

    def page(self, key: str) -> ReportPage:
        """Return the page of a report."""
        page = self.tabs.page(key)
        if not isinstance(page, ReportPage):
            raise TypeError(page)
        return page

    def refresh(self, changed: frozenset[str]) -> None:
        """Ask again for what changed."""
        if changed & _SHOWN:
            for key in self.tabs.made():
                self.page(key).load()

    def place(self) -> str:
        """Return which report is shown."""
        return self.tabs.current()

    def show_place(self, place: str) -> None:
        """Show a report."""
        self.tabs.select(place or "aging")
