"""What the rail opens under Service plans: the list with its tabs, and one plan's details in its place.

Places: “list”, “templates”, “prices”, or a plan's id.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.plans.home import PlansHome
from app.ui.plans.page import PlanPresenter
from app.ui.plans.view import PlanView
from app.ui.session import Session


class PlansRoom(QStackedWidget):
    """The list of plans with a page on top of it.

    Signals:
        place_changed(str): another page is shown.
    """

    place_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.home = PlansHome(session)
        self.list = self.home.list
        self.view = PlanView(session)
        self.presenter = PlanPresenter(session, self.view)
        self.addWidget(self.home)
        self.addWidget(self.view)
        self.setFocusProxy(self.list)
        self.list.table.opened.connect(self.open_plan)
        self.home.place_changed.connect(self._tab_chosen)
        self.view.back.clicked.connect(self.show_list)
        self.presenter.gone.connect(self.show_list)
        QShortcut(QKeySequence("Escape"), self.view).activated.connect(self.show_list)

    @Slot(object)
    def open_plan(self, plan_id: int) -> None:
        """Show a plan's details and tell the window where one is."""
        self._show(plan_id)
        self.place_changed.emit(self.place())

    @Slot()
    def show_list(self) -> None:
        """Go back to the list."""
        self._show(None)
        self.list.table.setFocus()
        self.place_changed.emit(self.place())

    def place(self) -> str:
        """Return what is shown."""
        shown = self.presenter.plan_id
        return str(shown) if self.currentWidget() is self.view and shown is not None else self.home.place()

    def show_place(self, place: str) -> None:
        """Show a tab or a plan."""
        if not place.isdecimal():
            self.home.show_place(place)
        self._show(int(place) if place.isdecimal() else None)

    @Slot(str)
    def _tab_chosen(self, place: str) -> None:
        if self.currentWidget() is self.home:
            self.place_changed.emit(place)

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        self.home.refresh(changed)
        if self.currentWidget() is self.view:
            self.presenter.refresh(changed)

    def _show(self, plan_id: int | None) -> None:
        if plan_id is None:
            self.setCurrentWidget(self.home)
            return
        self.presenter.show_plan(plan_id)
        self.setCurrentWidget(self.view)
