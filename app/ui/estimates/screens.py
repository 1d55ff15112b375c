"""Offers estimates to the other screens. Bootstrap makes one for each open book; the rest is imported when looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.language import _
from app.services.office import Reader
from app.ui.session import Session, TabMaker

if TYPE_CHECKING:
    from app.ui.estimates.doings import EstimateDoings
    from app.ui.estimates.tab import EstimatesTab
    from app.ui.paper.jobs import PrintJob


class EstimateScreens(QObject):
    """Ways to estimates.

    Args:
        session: the open book.
        show_paper: opens a preview of a job.
    """

    def __init__(self, session: Session, show_paper: Callable[[PrintJob], object]) -> None:
        super().__init__(session)
        self._session, self._show_paper = session, show_paper
        self._doings: EstimateDoings | None = None

    @property
    def doings(self) -> EstimateDoings:
        """What can be done with estimates, made now if need be."""
        if self._doings is None:
            from app.ui.estimates.doings import EstimateDoings

            self._doings = EstimateDoings(self._session, self._show_paper)
        return self._doings

    def install(self) -> None:
        """Offer tab and ways."""
        self._session.actions.show_estimate = self.show
        self._session.actions.new_estimate = self.new
        tabs = self._session.account_tabs
        if all(made.key != "estimates" for made in tabs):
            tabs.append(TabMaker("estimates", _title, self._tab, _count))

    @Slot(object)
    def show(self, estimate_id: int) -> None:
        """Open an estimate."""
        self.doings.show(estimate_id)

    @Slot(object)
    def new(self, customer_id: int) -> None:
        """Write an estimate for a customer."""
        self.doings.new(customer_id)

    def _tab(self) -> EstimatesTab:
        from app.ui.estimates.tab import EstimatesTab

        return EstimatesTab(self._session, self.doings)


def _count(reader: Reader, customer_id: int) -> int:
    from app.services.queries.estimates import count_estimates

    return count_estimates(reader, customer_id)


def _title() -> str:
    return _("Estimates")
