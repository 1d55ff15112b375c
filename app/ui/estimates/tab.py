"""The Estimates tab of an account."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.estimates import EstimateListRow, EstimateTotals, amount_of_estimates, estimate_totals
from app.ui.customers.menus import Entry
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.estimates.doings import EstimateDoings
from app.ui.estimates.listing import EstimateSource, choices, estimate_columns, estimate_filter
from app.ui.kit.tables import Column
from app.ui.session import Session


class EstimatesTab(TableTab):
    """Estimates for one customer."""

    name = "account.estimates"
    concerned = frozenset({"estimates", "invoices", "jobs", "plans"})

    def __init__(self, session: Session, doings: EstimateDoings) -> None:
        self._doings = doings
        super().__init__(session, _("Number, what it is about"), "written")
        self.new = QPushButton(_("New estimate…"))
        self.new.clicked.connect(self._new)
        self.offer(self.new)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Estimates")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return choices()

    def source(self, customer_id: int) -> EstimateSource:
        """Return where the rows come from."""
        return EstimateSource(self.session, customer_id)

    def columns(self) -> tuple[Column[EstimateListRow], ...]:
        """Return the columns."""
        return estimate_columns(self.session)

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> EstimateTotals:
        """Return the totals of what is shown."""
        return estimate_totals(reader, estimate_filter(customer_id, wanted))

    def footer(self, figures: EstimateTotals) -> TabFooter:
        """Return “3 estimates” and what they come to, those waiting and accepted by themselves."""
        count, money = self.session.amounts.count(figures.count), self.session.amounts.money
        left = ngettext("{count} estimate", "{count} estimates", figures.count).format(count=count)
        totals = []
        if figures.waiting_minor and figures.waiting_minor != figures.total_minor:
            totals.append((_("Waiting for an answer"), money(figures.waiting_minor)))
        if figures.accepted_minor and figures.accepted_minor != figures.total_minor:
            totals.append((_("Accepted"), money(figures.accepted_minor)))
        totals.append((_("Total"), money(figures.total_minor)))
        return TabFooter(left, tuple(totals))

    def selected_amount(self, reader: Reader, ids: Sequence[int]) -> int | None:
        """Return what the selected estimates come to."""
        return amount_of_estimates(reader, ids)

    def nothing(self) -> Nothing:
        """Return what an account without estimates says."""
        return Nothing(_("Nothing was offered to this customer yet."), _("New estimate…"), self._new)

    def open_row(self, row_id: int) -> None:
        """Go on with a draft, or show the estimate."""
        each: EstimateListRow | None = self.model.row(row_id)
        if each is not None:
            self._doings.open(each)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected estimate."""
        each: EstimateListRow | None = self.model.row(ids[0]) if len(ids) == 1 else None
        return self._doings.entries(each) if each is not None else []

    @Slot()
    def _new(self) -> None:
        if self.customer_id is not None:
            self._doings.new(self.customer_id)
