"""What the rail opens under Jobs: the list and the calendar.

Places: “list”, “list/late” (a filter), “week/2026-11-23”, “month/2026-11-23”, “job/12” (the list with that job open).
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.language import _
from app.ui.jobs.panel import JobsPanel
from app.ui.jobs.schedule.presenter import SchedulePresenter
from app.ui.jobs.ways import JobWays
from app.ui.kit.pieces import PageHeader, TabStrip, column
from app.ui.kit.theme import set_role
from app.ui.session import Session

LIST, SCHEDULE, JOB = "list", "schedule", "job"


class JobsRoom(QWidget):
    """The list and the calendar, one at a time; the calendar is made when it is first looked at.

    Signals:
        place_changed(str): something else is shown.
    """

    place_changed = Signal(str)

    def __init__(self, session: Session, ways: JobWays, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "ground")
        self.session, self._ways = session, ways
        self.list = JobsPanel(session, ways)
        self.schedule: SchedulePresenter | None = None
        self.strip = TabStrip()
        self.strip.add(LIST, _("List"))
        self.strip.add(SCHEDULE, _("Schedule"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self.header = PageHeader(_("Jobs"))
        self.header.add_badge(self.strip)
        self.header.add_action(_("People…"), self._people)
        self.header.add_action(_("New job…"), self._new, primary=True)
        box = column(self.header, self._stack, spacing=12, margin=24)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setFocusProxy(self.list)
        self.strip.selected.connect(self._selected)

    def calendar(self) -> SchedulePresenter:
        """Return the calendar, made now if need be."""
        if self.schedule is None:
            self.schedule = SchedulePresenter(self.session, self._ways)
            self._stack.addWidget(self.schedule.view)
            self.schedule.place_changed.connect(self._tell)
            self.schedule.load()
        return self.schedule

    def show_waiting(self) -> None:
        """Show the jobs that wait for a day."""
        self.strip.select(LIST)
        self.list.show_waiting()

    def place(self) -> str:
        """Return what is shown."""
        return self.calendar().place() if self.strip.current() == SCHEDULE else LIST

    def show_place(self, place: str) -> None:
        """Show the list, a filter of it, or days of the calendar."""
        if place.startswith(("week", "month", SCHEDULE)):
            self.calendar().show_place(place)
            self._show(SCHEDULE)
        else:
            self._show(LIST)
            what, _slash, key = place.partition("/")
            if what == JOB and key.isdecimal():
                self._ways.show(int(key))
            elif key:
                self.list.show_only(key)

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        self.list.refresh(changed)
        if self.schedule is not None:
            self.schedule.refresh(changed)

    @Slot(str)
    def _selected(self, key: str) -> None:
        self._show(key)
        self.place_changed.emit(self.place())

    def _show(self, key: str) -> None:
        if self.strip.current() != key:
            self.strip.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            self.strip.select(key)
            self.strip.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._stack.setCurrentWidget(self.calendar().view if key == SCHEDULE else self.list)

    @Slot()
    def _tell(self) -> None:
        self.place_changed.emit(self.place())

    @Slot()
    def _new(self) -> None:
        self._ways.new_job()

    @Slot()
    def _people(self) -> None:
        self._ways.show_people()
