"""Decides what the calendar shows: which days, whose appointments; moves them, and says who is booked twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot

from app.domain.language import _, ngettext
from app.services.jobs.technicians import TechnicianFacts, technicians
from app.services.office import Reader
from app.services.queries.jobs import JobFilter, job_ids
from app.services.queries.jobs_calendar import Appointment, CalendarPage, calendar_page
from app.ui.customers.menus import Entry, pop_up
from app.ui.jobs.schedule.boxes import Style
from app.ui.jobs.schedule.listing import EVERYBODY, ScheduleList
from app.ui.jobs.schedule.view import MONTH, WEEK, ScheduleView
from app.ui.jobs.ways import JobFacts, JobWays
from app.ui.jobs.words import appointment_words, day_words, short_date, weeks
from app.ui.session import Session

_SHOWN = frozenset({"jobs", "customers", "technicians", "import"})
_KIND = "schedule.kind"


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which page is wanted."""

    first: date
    days: int
    customer_id: int | None
    technician_id: int | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page with the people it can be narrowed to."""

    asked: _Asked
    narrowing: JobFilter | None
    page: CalendarPage
    people: tuple[TechnicianFacts, ...]


class SchedulePresenter(QObject):
    """The calendar's decisions.

    Signals:
        place_changed(): other days are shown.
    """

    place_changed = Signal()

    def __init__(self, session: Session, ways: JobWays, *, of_customer: bool = False, tools_inside: bool = True) -> None:
        super().__init__()
        self._session, self._ways = session, ways
        self._of_customer = of_customer
        self._customer_id: int | None = None
        self._day = session.today
        self._who: int | None = None
        self._page: CalendarPage | None = None
        self._follow: int | None = None
        self.rows = ScheduleList(session, ways, of_customer=of_customer)
        self.view = view = ScheduleView(session, self._style(), self.rows, tools_inside=tools_inside)
        self.setParent(view)
        self.rows.more_first = self._more_entries
        self.rows.narrowed.connect(self.load)
        view.who.set_choices([(None, _("Everybody"))])
        view.kind.select(MONTH if session.settings.text(_KIND, WEEK) == MONTH else WEEK)
        view.as_list.setChecked(bool(session.settings.number(f"{self.rows.name}.shown")))
        view.show_kind(view.kind.current())
        view.as_list.toggled.connect(self._list_chosen)
        view.today.clicked.connect(self.show_today)
        view.back.clicked.connect(self._earlier)
        view.forward.clicked.connect(self._later)
        view.go.changed.connect(self._go)
        view.kind.selected.connect(self._kind_chosen)
        view.who.changed.connect(self._who_chosen)
        view.waiting.clicked.connect(self._show_waiting)
        view.next.clicked.connect(self._show_next)
        for grid in view.grids():
            grid.opened.connect(self._open)
            grid.move_wanted.connect(self._move)
            grid.empty_opened.connect(self._begin)
            grid.day_opened.connect(self.show_week_of)
            grid.turned.connect(self.turn)
            grid.menu_wanted.connect(self._menu)
            grid.asked.connect(self._asked)
            grid.undo_wanted.connect(self._undo)

    # Which days

    @property
    def day(self) -> date:
        """A day of the page that is shown."""
        return self._day

    def span(self) -> tuple[date, int]:
        """Return the first day of the page and how many there are."""
        week = weeks(self._session)
        if self.view.kind.current() == WEEK:
            return week.week_start(self._day), 7
        month = self._day.replace(day=1)
        month_end = (self._day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if self.view.as_list.isChecked():
            return month, month_end.day
        first = week.week_start(month)
        return first, ((month_end - first).days // 7 + 1) * 7

    def show_day(self, day: date) -> None:
        """Show the week or the month of a day."""
        self._day = day
        self.load()
        self.place_changed.emit()

    @Slot()
    def show_today(self) -> None:
        """Show today's week or month."""
        self.show_day(self._session.today)

    @Slot(object)
    def show_week_of(self, day: date) -> None:
        """Show a day closely."""
        self._day = day
        if self.view.kind.current() == WEEK:
            self.load()
        else:
            self.view.kind.select(WEEK)

    @Slot(int)
    def turn(self, pages: int) -> None:
        """Go on by weeks or months, or back."""
        if self.view.kind.current() == WEEK:
            self.show_day(self._day + timedelta(days=7 * pages))
        else:
            months = self._day.year * 12 + self._day.month - 1 + pages
            self.show_day(date(months // 12, months % 12 + 1, 1))

    @Slot()
    def _earlier(self) -> None:
        self.turn(-1)

    @Slot()
    def _later(self) -> None:
        self.turn(1)

    @Slot(object)
    def _go(self, day: date | None) -> None:
        if day is not None:
            self.show_day(day)
            self.view.go.set_value(None)
            self.view.main().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(bool)
    def _list_chosen(self, chosen: bool) -> None:
        self._session.settings.put(f"{self.rows.name}.shown", int(chosen))
        self.view.show_kind(self.view.kind.current())
        self.load()

    @Slot(str)
    def _kind_chosen(self, kind: str) -> None:
        self._session.settings.put(_KIND, kind)
        self.view.show_kind(kind)
        self.load()
        self.place_changed.emit()

    @Slot(object)
    def _who_chosen(self, technician_id: int | None) -> None:
        self._who = technician_id
        self.load()

    @Slot(str)
    def _asked(self, letter: str) -> None:
        if letter == "t":
            self.show_today()
        elif letter == "g":
            self.view.go.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif letter == "l":
            self.view.as_list.setChecked(True)
        else:
            self.view.kind.select(MONTH if letter == "m" else WEEK)

    def place(self) -> str:
        """Return what is shown: “week/2026-11-23”."""
        return f"{self.view.kind.current()}/{self._day.isoformat()}"

    def show_place(self, place: str) -> None:
        """Show what ``place`` returned before; what means nothing shows today."""
        kind, _slash, day = place.partition("/")
        try:
            self._day = date.fromisoformat(day)
        except ValueError:
            self._day = self._session.today
        if kind in (WEEK, MONTH) and kind != self.view.kind.current():
            self.view.kind.select(kind)
        else:
            self.load()

    # Reading

    def show_customer(self, customer_id: int) -> None:
        """Show this customer's appointments only."""
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            self._page = None
            self.rows.forget_search()
            self.load()

    @Slot()
    def load(self) -> None:
        """Read the page that is meant."""
        if self._of_customer and self._customer_id is None:
            return
        first, days = self.span()
        self._show_title(first, days)
        last = first + timedelta(days=days - 1)
        self.rows.show_span(self._customer_id or EVERYBODY, first, last, self._who)
        job = self._session.read(_read, self._asked_for(), self._narrowing())
        self._session.tasks.read(job, self._came, key=f"schedule-{id(self)}")

    def refresh(self, changed: frozenset[str]) -> None:
        """Read again what may have changed."""
        if "profile" in changed:
            for grid in self.view.grids():
                grid.style_ = self._style()
        if changed & _SHOWN or "profile" in changed:
            self.load()

    def _asked_for(self) -> _Asked:
        return _Asked(*self.span(), self._customer_id, self._who)

    def _narrowing(self) -> JobFilter | None:
        """Return what the filter and the search leave of the page, or None where they leave all of it."""
        if not self.rows.wanted.text and self.rows.wanted.key == self.rows.filters()[0][0]:
            return None
        return self.rows.asked_for(self._customer_id or EVERYBODY, self.rows.wanted)

    @Slot(object)
    def _came(self, shown: _Shown) -> None:
        if (shown.asked, shown.narrowing) != (self._asked_for(), self._narrowing()):
            return
        self._page = page = shown.page
        view = self.view
        view.who.set_choices([(None, _("Everybody")), *((each.id, each.name) for each in shown.people)])
        view.who.set_value(self._who)
        view.who.setVisible(len(shown.people) > 0)
        view.month.month = self._day.month
        view.grid().show_page(page, self._session.today, self._session.office.clock.now())
        if self._follow is not None:
            view.grid().mark(self._follow)
            box = view.grid().box_of(self._follow)
            if box is not None:
                view.grid().reveal(box)
            self._follow = None
        self._say(page, next((each.name for each in shown.people if each.id == self._who), ""))

    def _say(self, page: CalendarPage, who: str) -> None:
        count = len(page.appointments)
        said = self._session.amounts.count(count)
        text = ngettext("{count} appointment", "{count} appointments", count).format(count=said)
        if not count:
            text = _("Nothing is scheduled this week.") if page.days == 7 else _("Nothing is scheduled this month.")
            if self._narrowing() is not None:
                text = _("Nothing here matches.")
        twice = len(page.clashes)
        if twice:
            clash = ngettext("{count} of them double booked", "{count} of them double booked", twice)
            text = f"{text} · {clash.format(count=self._session.amounts.count(twice))}"
        self.rows.say(text, page.clashes, who)
        coming = page.next_at
        self.view.show_next(_("Next: {day}").format(day=day_words(coming, self._session)) if coming is not None else "")
        waiting = self._session.amounts.count(page.unscheduled)
        words = ngettext("{count} job waits for a day", "{count} jobs wait for a day", page.unscheduled)
        self.view.show_waiting(words.format(count=waiting) if page.unscheduled else "")

    def _show_title(self, first: date, days: int) -> None:
        dates = self._session.dates
        if days > 7 or self.view.kind.current() == MONTH:
            self.view.title.setText(dates.month_year(self._day))
            return
        last = first + timedelta(days=days - 1)
        self.view.title.setText(_("{first} – {last}").format(first=dates.medium(first), last=dates.medium(last)))

    # Doing

    @Slot(object)
    def _open(self, job_id: int) -> None:
        self._ways.show(job_id)

    @Slot(object, object, object)
    def _move(self, job_id: int, starts_at: datetime, ends_at: datetime) -> None:
        each = self._appointment(job_id)
        if each is None:
            return
        here = self._session.local(starts_at).date()
        self._follow = job_id
        first, days = self.span()
        if not first <= here < first + timedelta(days=days):
            self._day = here
        self._ways.reschedule(job_id, starts_at, ends_at, each.technician_id)

    @Slot(object)
    def _begin(self, starts_at: datetime) -> None:
        self._ways.new_job(self._customer_id, starts_at)

    @Slot()
    def _undo(self) -> None:
        self._ways.undo()

    @Slot()
    def _show_next(self) -> None:
        if self._page is not None and self._page.next_at is not None:
            self.show_day(self._session.local(self._page.next_at).date())

    @Slot()
    def _show_waiting(self) -> None:
        self._ways.show_waiting()

    @Slot(object, QPoint)
    def _menu(self, job_id: int, at: QPoint) -> None:
        each = self._appointment(job_id)
        if each is not None:
            facts = JobFacts(each.id, each.customer_id, each.status, each.plan_id, each.invoice_id)
            pop_up(self._ways.entries([job_id], facts), at, self.view)

    def _more_entries(self) -> list[Entry]:
        entries = [Entry(_("New job…"), self._new)]
        if self._ways.can_export_calendar:
            entries.append(Entry(_("Export calendar…"), partial(self._ways.export_calendar, self._customer_id, self._who)))
        return entries

    def _new(self) -> None:
        self._ways.new_job(self._customer_id)

    # Words

    def _style(self) -> Style:
        session = self._session
        return Style(ZoneInfo(session.profile.time_zone), weeks(session), self._short_month, self._tell)

    def _appointment(self, job_id: int) -> Appointment | None:
        found = self._page.appointments if self._page is not None else ()
        return next((each for each in found if each.id == job_id), None)

    def _tell(self, each: Appointment) -> str:
        clashes = self._page.clashes.get(each.id, ()) if self._page is not None else ()
        return appointment_words(each, clashes, self._session)

    def _short_month(self, on: date) -> str:
        return short_date(on, self._session)


def _read(reader: Reader, asked: _Asked, narrowing: JobFilter | None) -> _Shown:
    page = calendar_page(reader, asked.first, asked.days, asked.customer_id, asked.technician_id)
    if narrowing is not None:
        kept = set(job_ids(reader, narrowing))
        shown = tuple(each for each in page.appointments if each.id in kept)
        clashes = {id_: others for id_, others in page.clashes.items() if id_ in kept}
        page = replace(page, appointments=shown, clashes=clashes, next_at=None if page.appointments else page.next_at)
    return _Shown(asked, narrowing, page, tuple(technicians(reader)))
