"""The Recurring invoices tab of a customer's page: what is invoiced on a schedule without being a service plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.plans import PlanFilter, PlanListRow, PlanSort, PlanTotals, plan_ids, plan_rows, plan_totals
from app.ui.billing.recurring import Recurring
from app.ui.customers.menus import Entry
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.tables import Column
from app.ui.plans.listing import plan_columns
from app.ui.session import Session

ALL, LIVE = "all", "live"
_NOT_HERE = frozenset({"customer", "account", "template", "method", "expires"})
_KIND = "recurring"


def _wanted(customer_id: int, filter_: object) -> PlanFilter:
    shown = filter_ if isinstance(filter_, TabFilter) else TabFilter(ALL)
    return PlanFilter(shown.text, LIVE if shown.key == LIVE else "", customer_id, kind=_KIND)


def count_recurring(reader: Reader, customer_id: int) -> int:
    """Return how many recurring invoices a customer has or had."""
    return len(plan_ids(reader, PlanFilter(customer_id=customer_id, kind=_KIND)))


class CustomerRecurring:
    """Recurring invoices of one customer for a ``PagedModel``."""

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


class RecurringTab(TableTab):
    """Recurring invoices of one customer."""

    name = "account.recurring"
    concerned = frozenset({"plans", "invoices", "payments", "operations"})

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Subject or number"), "status", descending=False)
        self.enter = QPushButton(_("New…"))
        self.enter.setToolTip(_("New recurring invoice…"))
        self.enter.setAccessibleName(_("New recurring invoice…"))
        self.enter.clicked.connect(self._enter)
        self.offer(self.enter)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Recurring invoices")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return ((ALL, _("All")), (LIVE, _("Active and paused")))

    def source(self, customer_id: int) -> CustomerRecurring:
        """Return where the rows come from."""
        return CustomerRecurring(self.session, customer_id)

    def columns(self) -> tuple[Column[PlanListRow], ...]:
        """Return the columns of plans without the customer's."""
        own = (column for column in plan_columns(self.session) if column.key not in _NOT_HERE)
        return tuple(replace(each, title=_("Subject"), stretch=True) if each.key == "name" else each for each in own)

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> PlanTotals:
        """Return the totals of what is shown."""
        return plan_totals(reader, _wanted(customer_id, wanted))

    def footer(self, figures: PlanTotals) -> TabFooter:
        """Return “2 recurring invoices” and what they bring and owe."""
        count, money = self.session.amounts.count(figures.count), self.session.amounts.money
        left = ngettext("{count} recurring invoice", "{count} recurring invoices", figures.count).format(count=count)
        totals = ((_("A month"), money(figures.monthly_minor)), (_("Outstanding"), money(figures.outstanding_minor)))
        return TabFooter(left, totals)

    def nothing(self) -> Nothing:
        """Return what an account without them says."""
        return Nothing(_("Nothing is invoiced again and again."), _("New recurring invoice…"), self._enter)

    def open_row(self, row_id: int) -> None:
        """Go to its details: invoices, payments, pause, cancel."""
        if self.session.actions.show_plan is not None:
            self.session.actions.show_plan(row_id)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected one."""
        if len(ids) != 1:
            return []
        entries = [Entry(_("Edit lines…"), partial(self._edit, ids[0]))]
        if self.session.actions.show_plan is not None:
            entries.insert(0, Entry(_("View details"), partial(self.open_row, ids[0])))
        return entries

    @Slot()
    def _enter(self) -> None:
        if self.customer_id is not None:
            Recurring(self.session, self.customer_id, parent=self.session.window)

    def _edit(self, plan_id: int) -> None:
        if self.customer_id is not None:
            Recurring(self.session, self.customer_id, plan_id, self.session.window)
