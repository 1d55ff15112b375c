"""A small real book with jobs and two people who do them, and the Jobs panel over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from app.gateways.calendars import write_calendar
from app.services.jobs.reading import Standing, standing
from app.services.office import Office
from app.ui.jobs.doings import JobDoings
from app.ui.jobs.room import JobsRoom
from app.ui.jobs.schedule.presenter import SchedulePresenter
from app.ui.jobs.screens import JobScreens
from app.ui.jobs.sheet import JobSheet
from app.ui.kit.tasks import Tasks
from app.ui.session import Session
from tests.support.books import a_customer
from tests.support.jobs import a_person
from tests.support.plans import sound


@dataclass
class Desk:
    """The panel as somebody sits before it."""

    session: Session
    office: Office
    screens: JobDoings
    room: JobsRoom
    martha: int
    otto: int
    ingrid: int
    marcus: int
    wait: Callable[[], None]
    said: list[str] = field(default_factory=list)
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def stands(self, job_id: int) -> Standing:
        """Return how a job stands in the book."""
        return self.office.read(lambda reader: standing(reader, job_id))

    def reload(self) -> None:
        """Show what was written behind the window's back."""
        self.session.changed.emit(frozenset({"jobs"}))
        self.wait()

    def open(self, job_id: int) -> JobSheet:
        """Open a job and wait for its sheet."""
        self.screens.show(job_id)
        self.wait()
        sheet = self.screens.sheet
        assert sheet is not None
        return sheet

    def calendar(self, place: str = "week/2026-03-16") -> SchedulePresenter:
        """Show days of the calendar."""
        self.session.settings.put("schedule.kind", "week")
        self.room.show_place(place)
        self.wait()
        return self.room.calendar()

    def listed(self, *keys: str) -> list[tuple[str, ...]]:
        """Return the list as it reads, top down."""
        model = self.room.list.model
        ids = list(model.all_ids())
        rows = {row.id: row for row in model.fetcher()(ids)} if ids else {}
        columns = {column.key: column for column in model.columns}
        return [tuple(columns[key].said(rows[id_]) for key in keys) for id_ in ids]


@pytest.fixture
def desk(qtbot: Any, file_office: Office, session: Session) -> Iterator[Desk]:
    """Martha and Otto are customers, Ingrid and Marcus are sent to them; today is Monday, March 16."""
    martha, otto = a_customer(file_office, "Bloom, Martha"), a_customer(file_office, "Reyes, Otto")
    ingrid, marcus = a_person(file_office, "Ingrid"), a_person(file_office, "Marcus")
    tasks = session.tasks
    places: list[JobsRoom] = []

    def go(at: str) -> None:
        places[0].show_place(at)

    def writer() -> Any:
        return write_calendar

    installed = JobScreens(session, go, writer)
    installed.install()
    screens = installed.doings
    told = Desk(
        session, file_office, screens, None, martha, otto, ingrid, marcus, lambda: _settle(qtbot, tasks)  # type: ignore[arg-type]
    )
    actions = session.actions
    actions.show_customer = lambda id_: told.asked.append(("customer", id_))
    actions.show_invoice = lambda id_: told.asked.append(("invoice", id_))
    actions.edit_draft = lambda id_: told.asked.append(("draft", id_))
    actions.show_plan = lambda id_: told.asked.append(("plan", id_))
    actions.show_plans = lambda key: told.asked.append(("plans", key))
    actions.export = lambda export: told.asked.append(("export", export))
    actions.say = lambda text, *_button: told.said.append(text)
    told.room = installed.panel()
    places.append(told.room)
    session.changed.connect(told.room.refresh)
    session.window = told.room
    told.room.resize(1280, 860)
    told.room.show()
    told.wait()
    yield told
    sound(file_office)


def _settle(qtbot: Any, tasks: Tasks) -> None:
    for _round in range(3):
        qtbot.waitUntil(tasks.idle, timeout=10_000)
        QCoreApplication.processEvents()
