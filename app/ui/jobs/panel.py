"""The list of all jobs: tiles that narrow it, filters, totals of all that match, and what service plans owe above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.jobs.technicians import TechnicianFacts, technicians
from app.services.office import Reader
from app.services.queries.jobs import NOBODY, JobFilter, JobListRow, JobTotals, amount_of_jobs, job_totals
from app.services.queries.jobs_head import JobsHead, jobs_head
from app.ui.customers.menus import RowMenu, pop_up
from app.ui.jobs.listing import JobSource, choices, job_columns
from app.ui.jobs.ways import JobFacts, JobWays
from app.ui.kit.fields import ComboField, SearchField
from app.ui.kit.pieces import Banner, Footer, Tile, column, row
from app.ui.kit.tables import PagedModel, Table, shown
from app.ui.kit.theme import Tone
from app.ui.session import Export, Session

_KEPT = "jobs.filter"
_SHOWN = frozenset({"jobs", "technicians", "customers", "plans", "invoices", "payments", "operations", "profile", "import"})


class JobsPanel(QWidget):
    """The list."""

    def __init__(self, session: Session, ways: JobWays) -> None:
        super().__init__()
        self._session, self._ways = session, ways
        self._choices = choices()
        kept = session.settings.text(_KEPT, "open")
        self._chosen = kept if kept in self._choices else "open"
        self._who: int | None = None
        self._totals = JobTotals(0, 0, 0, 0)
        self._head: JobsHead | None = None
        self._selected: Sequence[int] = ()
        self.banner = Banner()
        self.open, self.waiting = Tile(_("Open jobs")), Tile(_("Wait for a day"))
        self.late, self.to_invoice = Tile(_("Should be done by now")), Tile(_("To be invoiced"))
        self.plans = Tile(_("Service plans"))
        for tile, slot in (
            (self.open, self._show_open),
            (self.waiting, self.show_waiting),
            (self.late, self._show_late),
            (self.to_invoice, self._show_to_invoice),
            (self.plans, self._show_plans),
        ):
            tile.clicked.connect(slot)
        self.search = SearchField(_("Job, customer, person, number"), wait_ms=120)
        self.search.setMinimumWidth(240)
        self.which = ComboField([(key, words) for key, (words, _filter) in self._choices.items()])
        self.which.setAccessibleName(_("Which jobs"))
        self.which.set_value(self._chosen)
        self.who = ComboField([(None, _("Everybody"))])
        self.who.setAccessibleName(_("Whose jobs"))
        self.export = QPushButton(_("Export…"))
        self.export.clicked.connect(self._export)
        self.export.setVisible(session.actions.export is not None)
        self.print = QPushButton(_("Print…"))
        self.print.clicked.connect(self._print)
        self.print.setVisible(session.actions.print_table is not None)
        # Most customers have no sites; among one customer's own jobs the column stands from the first.
        columns = [replace(each, visible=False) if each.key == "site" else each for each in job_columns(session)]
        self.model = PagedModel(JobSource(session.office), columns, session.tasks, self, sort="when")
        self.table: Table[JobListRow] = Table("jobs.list", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Jobs"))
        self.table.opened.connect(ways.show)
        self.table.selection_changed.connect(self._selection)
        RowMenu(self.table).asked.connect(self._row_menu)
        self.footer = Footer()
        tiles = row(self.open, self.waiting, self.late, self.to_invoice, self.plans, spacing=12)
        filters = row(self.search, self.which, self.who, None, self.export, self.print)
        box = column(self.banner, tiles, filters, self.table, self.footer, spacing=12)
        box.setStretch(3, 1)
        self.setLayout(box)
        self.setFocusProxy(self.table)
        self.search.searched.connect(self._searched)
        self.search.left_down.connect(self.table.setFocus)
        self.which.changed.connect(self._filtered)
        self.who.changed.connect(self._who_chosen)
        self.load()

    def wanted(self) -> JobFilter:
        """Return what the filters above the list say."""
        return replace(self._choices[self._chosen][1], text=self.search.text().strip(), technician_id=self._who)

    @Slot()
    def load(self) -> None:
        """Ask again for the list, its totals and the tiles."""
        wanted = self.wanted()
        if self.model.filter == wanted:
            self.model.refresh()
        else:
            self.model.set_filter(wanted)
        tasks, read = self._session.tasks, self._session.read
        tasks.read(read(job_totals, wanted), self._show_totals, key=f"jobs-{id(self)}")
        tasks.read(read(_read_head), self._show_head, key=f"jobs-head-{id(self)}")
        if wanted == JobFilter():
            self.table.set_empty(_("No job was entered yet."), _("New job…"), self._new)
        else:
            self.table.set_empty(_("No job is like this."), _("Show all jobs"), self.show_all)

    def show_only(self, key: str) -> None:
        """Narrow the list to one of its filters, whoever does the jobs."""
        if key in self._choices:
            self.which.set_value(key)
            self.who.set_value(None)
            self._who = None
            self._filtered(key)

    @Slot()
    def show_all(self) -> None:
        """Take every filter away."""
        self.search.setText("")
        self.show_only("all")

    @Slot()
    def show_waiting(self) -> None:
        """Show the jobs that wait for a day."""
        self.show_only("unscheduled")

    @Slot()
    def _show_open(self) -> None:
        self.show_only("open")

    @Slot()
    def _show_late(self) -> None:
        self.show_only("late")

    @Slot()
    def _show_to_invoice(self) -> None:
        self.show_only("to_invoice")

    @Slot()
    def _show_plans(self) -> None:
        actions, head = self._session.actions, self._head
        if head is not None and head.plan_id is not None and actions.show_plan is not None:
            actions.show_plan(head.plan_id)
        elif head is not None and actions.show_plans is not None:
            actions.show_plans("owing")

    @Slot(str)
    def _searched(self, _text: str) -> None:
        self.load()

    @Slot(object)
    def _filtered(self, chosen: object) -> None:
        self._chosen = str(chosen)
        self._session.settings.put(_KEPT, self._chosen)
        self.load()

    @Slot(object)
    def _who_chosen(self, technician_id: int | None) -> None:
        self._who = technician_id
        self.load()

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & _SHOWN:
            self.load()

    # Tiles, totals, export, print

    def _show_head(self, found: tuple[JobsHead, list[TechnicianFacts]]) -> None:
        head, people = found
        self._head = head
        count, money = self._session.amounts.count, self._session.amounts.money
        today = ngettext("{count} today", "{count} today", head.today).format(count=count(head.today))
        self.open.show_figure(count(head.open), today)
        self.waiting.show_figure(count(head.unscheduled), "", None if head.unscheduled else Tone.QUIET)
        self.late.show_figure(count(head.late), "", Tone.CARE if head.late else Tone.QUIET)
        jobs = ngettext("{count} job", "{count} jobs", head.to_invoice).format(count=count(head.to_invoice))
        self.to_invoice.show_figure(money(head.to_invoice_minor), jobs, None if head.to_invoice else Tone.QUIET)
        parts = []
        if head.failed_minor:
            parts.append(_("{amount} failed").format(amount=money(head.failed_minor)))
        if head.overdue_minor:
            parts.append(_("{amount} overdue").format(amount=money(head.overdue_minor)))
        self.plans.show_figure(
            money(head.plans_minor), " · ".join(parts) or _("nothing overdue"), Tone.ALARM if parts else Tone.QUIET
        )
        actions = self._session.actions
        way = actions.show_plan if head.plan_id is not None else actions.show_plans
        self.plans.set_opens(opens=bool(parts) and way is not None)
        if parts:
            text = ngettext(
                "{amount} is owed on {count} service plan: {parts}.",
                "{amount} is owed on {count} service plans: {parts}.",
                head.plans,
            ).format(amount=money(head.plans_minor), count=count(head.plans), parts=", ".join(parts))
            if way is not None:
                self.banner.show_message(Tone.ALARM, text, _("View details"), self._show_plans)
            else:
                self.banner.show_message(Tone.ALARM, text)
        else:
            self.banner.clear()
        self.who.set_choices(
            [(None, _("Everybody")), *((each.id, each.name) for each in people), (NOBODY, _("Nobody yet"))]
        )
        self.who.set_value(self._who)
        self.who.setVisible(bool(people))

    def _show_totals(self, totals: JobTotals) -> None:
        self._totals = totals
        if len(self._selected) < 2:
            self._say_totals()

    def _say_totals(self) -> None:
        count = self._session.amounts.count(self._totals.count)
        words = ngettext("{count} job", "{count} jobs", self._totals.count).format(count=count)
        self.footer.show_texts(words, self.sums())

    def sums(self) -> tuple[tuple[str, str], ...]:
        """Return the totals of all that match, as names and amounts."""
        money, totals = self._session.amounts.money, self._totals
        amount = (_("Amount before tax"), money(totals.amount_minor))
        if not totals.to_invoice_minor or totals.to_invoice_minor == totals.amount_minor:
            return (amount,)
        return ((_("To be invoiced"), money(totals.to_invoice_minor)), amount)

    @Slot(object)
    def _selection(self, ids: Sequence[int]) -> None:
        self._selected = ids
        if len(ids) < 2:
            self._say_totals()
        else:
            self._session.tasks.read(
                self._session.read(amount_of_jobs, list(ids)), self._sum_came, key=f"jobs-sum-{id(self)}"
            )

    def _sum_came(self, amount_minor: int) -> None:
        count = len(self._selected)
        if count < 2:
            return
        text = ngettext("{count} selected", "{count} selected", count).format(count=self._session.amounts.count(count))
        text = _("{selected} · {amount}").format(selected=text, amount=self._session.amounts.money(amount_minor))
        self.footer.show_texts(text, self.sums())

    @Slot(QPoint)
    def _row_menu(self, at: QPoint) -> None:
        ids = self.table.selected_ids()
        one = self.model.row(ids[0]) if len(ids) == 1 else None
        pop_up(self._ways.entries(ids, facts_of(one) if one is not None else None), at, self)

    def _new(self) -> None:
        self._ways.new_job()

    def _what(self) -> Export:
        note = "" if self._chosen == "all" else self._choices[self._chosen][0]
        return Export(_("Jobs"), shown(self.table), self.sums(), note)

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(self._what())

    @Slot()
    def _print(self) -> None:
        if self._session.actions.print_table is not None:
            self._session.actions.print_table(self._what())


def facts_of(row_: JobListRow) -> JobFacts:
    """Return what a job's menu depends on."""
    return JobFacts(row_.id, row_.customer_id, row_.status, row_.plan_id, row_.invoice_id)


def _read_head(reader: Reader) -> tuple[JobsHead, list[TechnicianFacts]]:
    return jobs_head(reader), technicians(reader)
