"""What stands first under Service plans: the list of plans, the templates and the price changes, as tabs under one title."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.ui.kit.pieces import PageHeader, TabPages, column
from app.ui.kit.theme import set_role
from app.ui.plans.panel import PlansPanel
from app.ui.plans.prices.page import PriceChangesPage
from app.ui.plans.templates.page import TemplatesPage
from app.ui.session import Session

LIST, TEMPLATES, PRICES = "list", "templates", "prices"
REVENUE_REPORT = "plan-revenue"


class PlansHome(QWidget):
    """The tabs. Places are their keys.

    Signals:
        place_changed(str): another tab is shown.
    """

    place_changed = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        set_role(self, "ground")
        self._session = session
        self.list = PlansPanel(session)
        self.header = PageHeader(_("Service plans"))
        if session.actions.show_report is not None:
            self.header.add_action(_("Revenue"), self.show_revenue)
        if session.actions.billing_run is not None:
            self.header.add_action(_("Billing run…"), session.actions.billing_run)
        self.tabs = TabPages()
        self.tabs.add(LIST, _("Plans"), self._list_page)
        self.tabs.add(TEMPLATES, _("Templates"), partial(TemplatesPage, session))
        self.tabs.add(PRICES, _("Price changes"), partial(PriceChangesPage, session))
        box = column(self.header, self.tabs, spacing=12, margin=24)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setFocusProxy(self.list)
        self.tabs.selected.connect(self._selected)
        self.list.many.price_changes_wanted.connect(self.show_prices)

    def _list_page(self) -> QWidget:
        return self.list

    @Slot(str)
    def _selected(self, key: str) -> None:
        self.place_changed.emit(key)

    @Slot()
    def show_prices(self) -> None:
        """Show the price changes that were made."""
        self.tabs.select(PRICES)

    @Slot()
    def show_revenue(self) -> None:
        """Go to the report of what the plans bring."""
        if self._session.actions.show_report is not None:
            self._session.actions.show_report(REVENUE_REPORT)

    def place(self) -> str:
        """Return which tab is shown."""
        return self.tabs.current()

    def show_place(self, place: str) -> None:
        """Show a tab; places that are none show the list."""
        self.tabs.select(place if place in {TEMPLATES, PRICES} else LIST)

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        for key in self.tabs.made():
            page = self.tabs.page(key)
            if isinstance(page, PlansPanel | TemplatesPage | PriceChangesPage):
                page.refresh(changed)
