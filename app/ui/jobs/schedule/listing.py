"""The calendar's appointments as a list: the same days, the same people, and nothing else; what is exported and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal

from app.domain.language import _
from app.services.office import Office, Reader
from app.services.queries.jobs import JobFilter, JobListRow, JobTotals, amount_of_jobs, job_totals
from app.ui.customers.menus import LINE, Entry
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.jobs.listing import JobSource, choices, job_columns
from app.ui.jobs.panel import facts_of
from app.ui.jobs.ways import JobWays
from app.ui.kit.tables import Column
from app.ui.kit.theme import Tone
from app.ui.session import Session

EVERYBODY = 0
"""Stands where a customer's id would stand in the calendar of all customers."""
# One column more than a list of jobs has, in the same room.
_WIDTHS = {"when": 212, "number": 72, "title": 140, "who": 116, "status": 116}
_KEYS = ("all", "open", "in_progress", "done", "to_invoice", "invoiced")


def appointed(wanted: object, customer_id: int, first: date, last: date, technician_id: int | None) -> JobFilter:
    """Return which jobs stand in the calendar on some days, narrowed by the list's filter and by what is typed."""
    shown = wanted if isinstance(wanted, TabFilter) else TabFilter(_KEYS[0])
    return replace(
        choices()[shown.key][1],
        text=shown.text,
        customer_id=customer_id or None,
        technician_id=technician_id,
        from_on=first,
        until_on=last,
        appointed=True,
    )


class AppointmentSource(JobSource):
    """Jobs that stand in the calendar on some days, for a ``PagedModel``; its filter is a ``TabFilter``."""

    def __init__(self, office: Office, narrow: Callable[[object], JobFilter]) -> None:
        super().__init__(office)
        self._narrow = narrow

    def narrowed(self, filter_: object) -> JobFilter:
        """Return what is shown for the list's filter."""
        return self._narrow(filter_)


class ScheduleList(TableTab):
    """The appointments of the days that the calendar shows.

    Signals:
        narrowed(): another filter is chosen, or something else is searched for.
    """

    name = "schedule.list"
    concerned = frozenset({"jobs", "technicians", "invoices"})
    narrowed = Signal()

    def __init__(self, session: Session, ways: JobWays, *, of_customer: bool) -> None:
        self._ways, self._of_customer = ways, of_customer
        self._span = (session.today, session.today)
        self._who: int | None = None
        self._who_words = ""
        self._clashes: Mapping[int, tuple[str, ...]] = {}
        self._left = ""
        self.more_first: Callable[[], list[Entry]] = list
        if of_customer:
            self.name = "account.schedule"
        super().__init__(session, _("Job, customer, person, number"), "when", descending=False)

    def show_span(self, customer_id: int, first: date, last: date, technician_id: int | None) -> None:
        """Show the appointments that touch the days from ``first`` to ``last``.

        Args:
            customer_id: whose, or ``EVERYBODY``.
            first: the first day.
            last: the last day.
            technician_id: only this person's, or None.
        """
        asked = (customer_id, (first, last), technician_id)
        if asked == (self.customer_id, self._span, self._who):
            self.model.refresh()
        else:
            self.customer_id, self._span, self._who = asked
            self.view.table.clearSelection()
            if self.model.filter != self.wanted:
                self.model.set_filter(self.wanted)
            self.model.set_source(self.source(customer_id))
        self._ask_figures()

    def say(self, left: str, clashes: Mapping[int, tuple[str, ...]], who: str) -> None:
        """Say how many there are and who is double booked; ``who`` names the person whose appointments are shown."""
        self._left, self._clashes, self._who_words = left, clashes, who
        self._usual_footer = replace(self._usual_footer, left=left)
        if len(self._selected) < 2:
            self.view.show_footer(self._usual_footer.left, self._usual_footer.totals)
        self.view.table.viewport().update()

    def asked_for(self, customer_id: int, wanted: object) -> JobFilter:
        """Return what is asked of the book for one of the list's filters, on the days that are shown."""
        return appointed(wanted, customer_id, *self._span, self._who)

    def forget_search(self) -> None:
        """Search for nothing: another customer is shown."""
        if self.wanted.text:
            self.wanted = TabFilter(self.wanted.key)
            self.view.search.clear()

    # What a table of an account answers

    def title(self) -> str:
        """Return what the rows are."""
        return _("Schedule")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the filters of the calendar."""
        known = choices()
        return tuple((key, known[key][0] if key != "all" else _("All appointments")) for key in _KEYS)

    def source(self, customer_id: int) -> AppointmentSource:
        """Return where the rows come from."""
        span, who = self._span, self._who

        def narrow(wanted: object) -> JobFilter:
            return appointed(wanted, customer_id, *span, who)

        return AppointmentSource(self.session.office, narrow)

    def columns(self) -> tuple[Column[JobListRow], ...]:
        """Return the columns of jobs, when they are first, and who is booked twice."""
        away = {"customer", "account", "due"} if self._of_customer else {"due"}
        kept = {column.key: column for column in job_columns(self.session) if column.key not in away}
        hidden = () if self._of_customer else ("site",)
        order = ("when", *(key for key in kept if key not in ("when", "status", "amount")), "status")
        columns = [
            replace(kept[key], visible=kept[key].visible and key not in hidden, width=_WIDTHS.get(key, kept[key].width))
            for key in order
        ]
        twice: Column[JobListRow] = Column(
            "clash",
            _("Clashes with"),
            lambda row: ", ".join(self._clashes.get(row.id, ())),
            width=100,
            tone=lambda _row: Tone.ALARM,
        )
        return (*columns, twice, kept["amount"])

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> JobTotals:
        """Return the totals of what is shown."""
        return job_totals(reader, self.asked_for(customer_id, wanted))

    def footer(self, figures: JobTotals) -> TabFooter:
        """Return “2 appointments” and what they come to."""
        money = self.session.amounts.money
        totals = [(_("Amount before tax"), money(figures.amount_minor))]
        if figures.to_invoice_minor and figures.to_invoice_minor != figures.amount_minor:
            totals.insert(0, (_("To be invoiced"), money(figures.to_invoice_minor)))
        return TabFooter(self._left, tuple(totals))

    def selected_amount(self, reader: Reader, ids: Sequence[int]) -> int | None:
        """Return what the selected jobs come to before tax."""
        return amount_of_jobs(reader, ids)

    def nothing(self) -> Nothing:
        """Return what days without appointments say."""
        return Nothing(_("Nothing is scheduled on these days."))

    def open_row(self, row_id: int) -> None:
        """Open the job."""
        self._ways.show(row_id)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected jobs."""
        one: JobListRow | None = self.model.row(ids[0]) if len(ids) == 1 else None
        return self._ways.entries(ids, facts_of(one) if one is not None else None)

    def narrowed_words(self) -> list[str]:
        """Return which days, whose, and what narrows them."""
        dates, (first, last) = self.session.dates, self._span
        days = _("{first} – {last}").format(first=dates.medium(first), last=dates.medium(last))
        return [days, *([self._who_words] if self._who_words else []), *super().narrowed_words()]

    def more_entries(self) -> list[Entry]:
        """Return what the calendar offers, and the usual: copying is for what is seen as a list."""
        own, usual = self.more_first(), super().more_entries()
        if self.view.table.isHidden() or not self.isVisible():
            usual = [entry for entry in usual if not entry.keys]
        return [*own, LINE, *usual] if own else usual

    def _want(self, wanted: TabFilter, *, keep: bool = True) -> None:
        super()._want(wanted, keep=keep)
        self.narrowed.emit()
