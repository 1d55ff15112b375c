"""Opens the screens of service plans and answers what other screens ask of them. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from app.domain.language import _
from app.services.queries.plan_page import PlanPage
from app.ui.plans.notice import PlanNotice
from app.ui.plans.room import PlansRoom
from app.ui.plans.selling import Selling
from app.ui.plans.tab import PlansTab, count_plans
from app.ui.session import Session, TabMaker


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
        self._session.actions.new_plan = self.sell
        tab = TabMaker("plans", _tab_title, self._tab, count_plans)
        if all(made.key != tab.key for made in self._session.account_tabs):
            self._session.account_tabs.append(tab)
            self._session.account_notices.append(self._notice)

    def panel(self) -> PlansRoom:
        """Return the Service plans panel."""
        room = PlansRoom(self._session)
        room.presenter.edit_wanted.connect(self._edit)
        return room

    def _notice(self) -> PlanNotice:
        return PlanNotice(self._session)

    def _tab(self) -> PlansTab:
        return PlansTab(self._session)

    @Slot(object)
    def show(self, plan_id: int) -> None:
        """Go to a plan's details."""
        self._go(str(plan_id))

    def sell(self, customer_id: int) -> Selling:
        """Open the sheet on which a customer is sold a plan; what was sold is shown."""
        selling = Selling(self._session, customer_id, parent=self._session.window)
        selling.sold.connect(self.show)
        return selling

    @Slot(object)
    def _edit(self, page: PlanPage) -> None:
        selling = Selling(self._session, page.row.customer_id, page.row.id, self._session.window)
        selling.sold.connect(self.show)


def _tab_title() -> str:
    return _("Plans")
