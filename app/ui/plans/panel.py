"""The list of service plans: every plan with filters and the totals of all that match.

Opening one belongs to ``room``, what is done to many at once to ``many``.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.queries.plan_templates import template_names
from app.services.queries.plans import PlanFilter, PlanListRow, PlanTotals, plan_totals
from app.ui.customers.menus import ActionMenu, Entry, MenuButton, RowMenu, pop_up
from app.ui.kit.fields import ComboField, SearchField
from app.ui.kit.pieces import Footer, column, row
from app.ui.kit.tables import PagedModel, Table, shown
from app.ui.plans.listing import PlanSource, choices, plan_columns
from app.ui.plans.many import ManyPlans
from app.ui.session import Export, Session

_KEPT = "plans.filter"
_SHOWN = frozenset({"plans", "invoices", "payments", "customers", "operations", "profile"})


class PlansPanel(QWidget):
    """The list that stands first under Service plans."""

    def __init__(self, session: Session) -> None:
        super().__init__()
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
        self.template = ComboField([(None, _("Every template"))])
        self.template.setAccessibleName(_("Sold by which template"))
        self.with_these = MenuButton()
        self.many = ManyPlans(session, self)
        filters = row(self.search, self.which, self.template, None, self.with_these, self.export, self.print)
        box = column(filters, self.table, self.footer, spacing=12)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setFocusProxy(self.table)
        self.search.searched.connect(self._searched)
        self.which.changed.connect(self._filtered)
        self.template.changed.connect(self._template_chosen)
        self.table.selection_changed.connect(self._selected)
        self.with_these.entries.aboutToShow.connect(self._fill_many)
        self.menu = RowMenu(self.table)
        self.menu.asked.connect(self._pop_up)
        self._name_many()
        self.load()

    def wanted(self) -> PlanFilter:
        """Return what the filters above the list say."""
        chosen = self.template.value()
        template_id = chosen if isinstance(chosen, int) else None
        return replace(self._choices[self._chosen][1], text=self.search.text().strip(), template_id=template_id)

    @Slot()
    def load(self) -> None:
        """Ask again for the list and its totals."""
        wanted = self.wanted()
        if self.model.filter == wanted:
            self.model.refresh()
        else:
            self.model.set_filter(wanted)
        self._session.tasks.read(self._session.read(plan_totals, wanted), self._show_totals, key=f"plans-{id(self)}")
        job = self._session.read(template_names)
        self._session.tasks.read(job, self._offer_templates, key=f"plans-by-template-{id(self)}")
        if wanted == self._choices["all"][1]:
            self.table.set_empty(_("No service plan was sold yet."))
        else:
            self.table.set_empty(_("No service plan is like this."), _("Show all plans"), self.show_all)

    @Slot()
    def show_all(self) -> None:
        """Take every filter away."""
        self.search.setText("")
        self.which.set_value("all")
        self.template.set_value(None)
        self._filtered("all")

    def show_only(self, key: str) -> None:
        """Show the plans of one of the list's filters."""
        if key in self._choices:
            self.which.set_value(key)
            self._filtered(key)

    @Slot(str)
    def _searched(self, _text: str) -> None:
        self.load()

    @Slot(object)
    def _filtered(self, chosen: object) -> None:
        self._chosen = str(chosen)
        self._session.settings.put(_KEPT, self._chosen)
        self.load()

    @Slot(object)
    def _template_chosen(self, _template_id: object) -> None:
        self.load()

    def _offer_templates(self, names: list[tuple[int, str]]) -> None:
        self.template.set_choices([(None, _("Every template")), *names])
        self.template.setVisible(bool(names))
        if self.template.value() is None:
            self.template.set_value(None)

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & _SHOWN:
            self.load()

    # Many at once

    def chosen_ids(self) -> array[int]:
        """Return the plans that a batch is for: those selected when several are, else all that match."""
        selected = self.table.selected_ids()
        return selected if len(selected) > 1 else self.model.all_ids()[:]

    @Slot(object)
    def _selected(self, _ids: object = None) -> None:
        self._name_many()

    def _name_many(self) -> None:
        selected = len(self.table.selected_ids())
        count = self._session.amounts.count(selected if selected > 1 else self._totals.count)
        text = _("With {count} selected") if selected > 1 else _("With all {count}")
        self.with_these.setText(text.format(count=count))
        self.with_these.setEnabled(bool(selected > 1 or self._totals.count))

    @Slot()
    def _fill_many(self) -> None:
        self.with_these.entries.set_entries(self.many.entries(self.chosen_ids()))

    @Slot(QPoint)
    def _pop_up(self, at: QPoint) -> ActionMenu | None:
        ids = self.table.selected_ids()
        if not ids:
            return None
        entries: list[Entry] = []
        if len(ids) == 1:
            entries.append(Entry(_("View details"), partial(self.table.opened.emit, ids[0])))
        else:
            entries += self.many.entries(ids)
        return pop_up(entries, at, self)

    # Totals, export, print

    def _show_totals(self, totals: PlanTotals) -> None:
        self._totals = totals
        count = self._session.amounts.count(totals.count)
        words = ngettext("{count} plan", "{count} plans", totals.count).format(count=count)
        self.footer.show_texts(words, self.sums())
        self._name_many()

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
        note = self._choices[self._chosen][0]
        if self.template.value() is not None:
            note = f"{note} · {self.template.currentText()}"
        return Export(_("Service plans"), shown(self.table), self.sums(), note)

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(self._what())

    @Slot()
    def _print(self) -> None:
        if self._session.actions.print_table is not None:
            self._session.actions.print_table(self._what())
