"""The tabs of an account: its jobs, those that lie ahead, and its calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.jobs import JobFilter, JobListRow, JobTotals, amount_of_jobs, job_totals
from app.ui.customers.menus import Entry
from app.ui.customers.tabs.base import AccountTab
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.jobs.listing import JobSource, choices, job_columns
from app.ui.jobs.panel import facts_of
from app.ui.jobs.schedule.presenter import SchedulePresenter
from app.ui.jobs.ways import JobWays
from app.ui.kit.tables import Column
from app.ui.session import Session

_NOT_HERE = frozenset({"customer", "account"})


def _filter(customer_id: int, filter_: object, *, future: bool) -> JobFilter:
    shown = filter_ if isinstance(filter_, TabFilter) else TabFilter("all")
    known = choices()
    status = known[shown.key][1].status if shown.key in known else ""
    return JobFilter(shown.text, status, customer_id, future=future)


class CustomerJobs(JobSource):
    """Jobs of one customer for a ``PagedModel``; its filter is a ``TabFilter``."""

    def __init__(self, session: Session, customer_id: int, *, future: bool) -> None:
        super().__init__(session.office)
        self._customer_id, self._future = customer_id, future

    def narrowed(self, filter_: object) -> JobFilter:
        """Return what is shown for a tab's filter."""
        return _filter(self._customer_id, filter_, future=self._future)


class JobsTab(TableTab):
    """Jobs of one customer."""

    name = "account.jobs"
    concerned = frozenset({"jobs", "technicians", "invoices"})
    future = False

    def __init__(self, session: Session, ways: JobWays) -> None:
        self._ways = ways
        super().__init__(session, _("Job, person, number"), "when", descending=not self.future)
        self.new = QPushButton(_("New job…"))
        self.new.clicked.connect(self._new)
        self.offer(self.new)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Jobs")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        known = choices()
        return tuple((key, known[key][0]) for key in ("all", "open", *(key for key in known if key not in ("all", "open"))))

    def source(self, customer_id: int) -> CustomerJobs:
        """Return where the rows come from."""
        return CustomerJobs(self.session, customer_id, future=self.future)

    def columns(self) -> tuple[Column[JobListRow], ...]:
        """Return the list's columns without the customer's."""
        return tuple(column for column in job_columns(self.session) if column.key not in _NOT_HERE)

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> JobTotals:
        """Return the totals of what is shown."""
        return job_totals(reader, _filter(customer_id, wanted, future=self.future))

    def footer(self, figures: JobTotals) -> TabFooter:
        """Return “2 jobs” and what they come to."""
        count, money = self.session.amounts.count(figures.count), self.session.amounts.money
        left = ngettext("{count} job", "{count} jobs", figures.count).format(count=count)
        totals = [(_("Amount before tax"), money(figures.amount_minor))]
        if figures.to_invoice_minor and figures.to_invoice_minor != figures.amount_minor:
            totals.insert(0, (_("To be invoiced"), money(figures.to_invoice_minor)))
        return TabFooter(left, tuple(totals))

    def selected_amount(self, reader: Reader, ids: Sequence[int]) -> int | None:
        """Return what the selected jobs come to before tax."""
        return amount_of_jobs(reader, ids)

    def nothing(self) -> Nothing:
        """Return what an account without jobs says."""
        return Nothing(_("Nothing was done for this customer yet."), _("New job…"), self._new)

    def open_row(self, row_id: int) -> None:
        """Open the job."""
        self._ways.show(row_id)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected jobs."""
        one: JobListRow | None = self.model.row(ids[0]) if len(ids) == 1 else None
        return self._ways.entries(ids, facts_of(one) if one is not None else None)

    def _new(self) -> None:
        if self.customer_id is not None:
            self._ways.new_job(self.customer_id)


class FutureJobsTab(JobsTab):
    """Jobs of one customer that lie ahead: scheduled for, or due, after today."""

    name = "account.future-jobs"
    future = True

    def title(self) -> str:
        """Return what the rows are."""
        return _("Future jobs")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        known = choices()
        return tuple((key, known[key][0] if key != "all" else _("All future jobs")) for key in
                     ("all", "unscheduled", "scheduled", "in_progress"))

    def nothing(self) -> Nothing:
        """Return what an account without jobs ahead says."""
        return Nothing(_("Nothing lies ahead for this customer."), _("New job…"), self._new)


class ScheduleTab(AccountTab):
    """The calendar of one customer."""

    def __init__(self, session: Session, ways: JobWays) -> None:
        super().__init__()
        self.presenter = SchedulePresenter(session, ways, of_customer=True, tools_inside=False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.presenter.view)

    @property
    def account_name(self) -> str:
        """The customer's name, for titles of what is handed out."""
        return self.presenter.rows.account_name

    @account_name.setter
    def account_name(self, name: str) -> None:
        self.presenter.rows.account_name = name

    def tools(self) -> QWidget:
        """Return week, month or list, filter, search and more."""
        return self.presenter.view.tools

    def show_customer(self, customer_id: int) -> None:
        """Show this customer's appointments."""
        self.presenter.show_customer(customer_id)

    def show_day(self, day: date) -> None:
        """Show the week or month of a day."""
        self.presenter.show_day(day)

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        self.presenter.refresh(changed)

    def set_focus(self) -> None:
        """Put the focus on the calendar."""
        self.presenter.view.main().setFocus()
