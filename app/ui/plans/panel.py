"""The list of service plans: every plan with filters and the totals of all that match. Opening one belongs to ``room``."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.queries.plans import PlanFilter, PlanListRow, PlanTotals, plan_totals
from app.ui.kit.fields import ComboField, SearchField
from app.ui.kit.pieces import Footer, PageHeader, column, row
from app.ui.kit.tables import PagedModel, Table, shown
from app.ui.kit.theme import set_role
from app.ui.plans.listing import PlanSource, choices, plan_columns
from app.ui.session import Export, Session

_KEPT = "plans.filter"
_SHOWN = frozenset({"plans", "invoices", "payments", "customers", "operations", "profile"})


class PlansPanel(QWidget):
    """The list that stands first under Service plans."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        set_role(self, "ground")
        self._session = session
        self._choices = choices()
        kept = session.settings.text(_KEPT, "live")
        self._chosen = kept if kept in self._choices else "live"
        self._totals = PlanTotals(0, 0, 0, 0, 0, 0)
        self.search = SearchField(_("Customer, plan, number"), wait_ms=120)
        self.search.setMinimumWidth(240)
        self.which = ComboField([(key, words) for key, (words, _filter) in self._choices.items()])
        self.which.setAccessibleName(_("Which plans"))
        self.which.set_value(self._chosen)
        self.export = QPushButton(_("Export…"))
        self.export.clicked.connect(self._export)
        self.export.setVisible(session.actions.export is not None)
        self.print = QPushButton(_("Print…"))
        self.print.clicked.connect(self._print)
        self.print.setVisible(session.actions.print_table is not None)
        self.model = PagedModel(PlanSource(session.office), plan_columns(session), session.tasks, self, sort="customer")
        self.table: Table[PlanListRow] = Table("plans.list", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Service plans"))
        self.footer = Footer()
        filters = row(self.search, self.which, None, self.export, self.print)
        header = PageHeader(_("Service plans"))
        if session.actions.billing_run is not None:
            header.add_action(_("Billing run…"), session.actions.billing_run)
        box = column(header, filters, self.table, self.footer, spacing=12, margin=24)
        box.setStretch(2, 1)
        self.setLayout(box)
        self.setFocusProxy(self.table)
        self.search.searched.connect(self._searched)
        self.which.changed.connect(self._filtered)
        self.load()

    def wanted(self) -> PlanFilter:
        """Return what the filters above the list say."""
        return replace(self._choices[self._chosen][1], text=self.search.text().strip())

    @Slot()
    def load(self) -> None:
        """Ask again for the list and its totals."""
        wanted = self.wanted()
        if self.model.filter == wanted:
            self.model.refresh()
        else:
            self.model.set_filter(wanted)
        self._session.tasks.read(self._session.read(plan_totals, wanted), self._show_totals, key=f"plans-{id(self)}")
        if wanted == self._choices["all"][1]:
            self.table.set_empty(_("No service plan was sold yet."))
        else:
            self.table.set_empty(_("No service plan is like this."), _("Show all plans"), self.show_all)

    @Slot()
    def show_all(self) -> None:
        """Take every filter away."""
        self.search.setText("")
        self.which.set_value("all")
        self._filtered("all")

    @Slot(str)
    def _searched(self, _text: str) -> None:
        self.load()

    @Slot(object)
    def _filtered(self, chosen: object) -> None:
        self._chosen = str(chosen)
        self._session.settings.put(_KEPT, self._chosen)
        self.load()

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & _SHOWN:
            self.load()

    # Totals, export, print

    def _show_totals(self, totals: PlanTotals) -> None:
        self._totals = totals
        count = self._session.amounts.count(totals.count)
        words = ngettext("{count} plan", "{count} plans", totals.count).format(count=count)
        self.footer.show_texts(words, self.sums())

    def sums(self) -> tuple[tuple[str, str], ...]:
        """Return the totals of all that match, as names and amounts."""
        money, totals = self._session.amounts.money, self._totals
        return (
            (_("Recurring a month"), money(totals.monthly_minor)),
            (_("Overdue"), money(totals.overdue_minor)),
            (_("Failed"), money(totals.failed_minor)),
            (_("Outstanding"), money(totals.outstanding_minor)),
        )

    def _what(self) -> Export:
        return Export(_("Service plans"), shown(self.table), self.sums(), self._choices[self._chosen][0])

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(self._what())

    @Slot()
    def _print(self) -> None:
        if self._session.actions.print_table is not None:
            self._session.actions.print_table(self._what())
