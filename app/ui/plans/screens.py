"""Opens the screens of service plans and answers what other screens ask of them. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.ui.plans.room import PlansRoom
from app.ui.session import Session


class PlanScreens(QObject):
    """Ways to see and sell service plans.

    Args:
        session: the open book.
        go: goes to a place of the Service plans panel.
    """

    def __init__(self, session: Session, go: Callable[[str], object]) -> None:
        super().__init__(session)
        self._session, self._go = session, go

    def install(self) -> None:
        """Offer to other screens what is done here."""
        self._session.actions.show_plan = self.show

    def panel(self) -> PlansRoom:
        """Return the Service plans panel."""
        return PlansRoom(self._session)

    def show(self, plan_id: int) -> None:
        """Go to a plan's details."""
        self._go(str(plan_id))
