"""The Plans tab of a customer's page: the plans of one customer, what each owes, and the way to sell another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.plans import PlanFilter, PlanListRow, PlanSort, PlanTotals, plan_ids, plan_rows, plan_totals
from app.ui.customers.menus import Entry
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.tables import Column
from app.ui.plans.listing import plan_columns
from app.ui.plans.tiles import PlanTiles
from app.ui.session import Session

ALL, LIVE = "all", "live"
_NOT_HERE = frozenset({"customer", "account"})
# Beside the account there is room for what is on file, and a template seldom differs from the plan's name.
_OTHERWISE = frozenset({"template", "method"})


def _wanted(customer_id: int, filter_: object) -> PlanFilter:
    shown = filter_ if isinstance(filter_, TabFilter) else TabFilter(ALL)
    return PlanFilter(shown.text, LIVE if shown.key == LIVE else "", customer_id)


def count_plans(reader: Reader, customer_id: int) -> int:
    """Return how many plans a customer has or had."""
    return len(plan_ids(reader, PlanFilter(customer_id=customer_id)))


class CustomerPlans:
    """Plans of one customer for a ``PagedModel``."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office = session.office
        self._customer_id = customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted, order = _wanted(self._customer_id, filter_), PlanSort(sort) if sort else PlanSort.STATUS
        return self._office.read(lambda reader: plan_ids(reader, wanted, order, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[PlanListRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: plan_rows(reader, ids))


class PlansTab(TableTab):
    """Plans of one customer."""

    name = "account.plans"
    concerned = frozenset({"plans", "invoices", "payments", "operations"})

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Plan or number"), "status", descending=False)
        self.sell = QPushButton(_("New plan…"))
        self.sell.clicked.connect(self._sell)
        self.sell.setVisible(session.actions.new_plan is not None)
        self.offer(self.sell)
        self.tiles = PlanTiles(session)
        box = self.layout()
        if isinstance(box, QVBoxLayout):
            box.setSpacing(12)
            box.insertWidget(0, self.tiles)

    def show_customer(self, customer_id: int) -> None:
        """Show this customer's plans."""
        super().show_customer(customer_id)
        self.tiles.show_customer(customer_id)

    def refresh(self, changed: frozenset[str]) -> None:
        """Read tiles, rows and totals again when they may have changed."""
        super().refresh(changed)
        if self.customer_id is not None:
            self.tiles.refresh(changed)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Plans")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return ((ALL, _("All plans")), (LIVE, _("Active and paused")))

    def source(self, customer_id: int) -> CustomerPlans:
        """Return where the rows come from."""
        return CustomerPlans(self.session, customer_id)

    def columns(self) -> tuple[Column[PlanListRow], ...]:
        """Return the list's columns without the customer's."""
        return tuple(
            replace(column, visible=column.key == "method") if column.key in _OTHERWISE else column
            for column in plan_columns(self.session)
            if column.key not in _NOT_HERE
        )

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> PlanTotals:
        """Return the totals of what is shown."""
        return plan_totals(reader, _wanted(customer_id, wanted))

    def footer(self, figures: PlanTotals) -> TabFooter:
        """Return “2 plans” and what they bring and owe."""
        count, money = self.session.amounts.count(figures.count), self.session.amounts.money
        left = ngettext("{count} plan", "{count} plans", figures.count).format(count=count)
        totals = [(_("Recurring a month"), money(figures.monthly_minor))]
        if figures.overdue_minor:
            totals.append((_("Overdue"), money(figures.overdue_minor)))
        if figures.failed_minor:
            totals.append((_("Failed"), money(figures.failed_minor)))
        return TabFooter(left, (*totals, (_("Outstanding"), money(figures.outstanding_minor))))

    def nothing(self) -> Nothing:
        """Return what an account without plans says."""
        act = self._sell if self.session.actions.new_plan is not None else None
        return Nothing(_("This customer has no service plan."), _("New plan…") if act else "", act)

    def open_row(self, row_id: int) -> None:
        """Go to the plan's details."""
        if self.session.actions.show_plan is not None:
            self.session.actions.show_plan(row_id)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected plan."""
        if len(ids) != 1 or self.session.actions.show_plan is None:
            return []
        return [Entry(_("View details"), partial(self.open_row, ids[0]))]

    def _sell(self) -> None:
        if self.session.actions.new_plan is not None and self.customer_id is not None:
            self.session.actions.new_plan(self.customer_id)
