"""Which pictures are taken of jobs and the calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.services.queries.jobs import JobFilter, JobSort, job_ids
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.jobs.doings import JobDoings
from app.ui.jobs.invoicing import InvoiceJobSheet
from app.ui.jobs.people import PeopleSheet
from app.ui.jobs.room import JobsRoom
from app.ui.jobs.screens import JobScreens

if TYPE_CHECKING:
    from app.ui.pictures import Screen
    from app.ui.session import Session

_OPEN = JobFilter(status="scheduled")
_DONE = JobFilter(status="to_invoice")


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    return [
        Screen("jobs", _room),
        Screen("jobs-low", _room, (), (1120, 620)),
        Screen("jobs-week", _room, (_place("week/2026-11-24"), _mark)),
        Screen("jobs-month", _room, (_place("month/2026-11-24"),)),
        Screen("jobs-week-list", _room, (_place("week/2026-11-24"), _as_list), (1280, 720)),
        Screen("jobs-week-empty", _room, (_place("week/2029-01-08"),), (1120, 660)),
        Screen("job", _room, (_show(_OPEN),), grab=_dialog),
        Screen("job-done", _room, (_show(_DONE), _history), grab=_dialog),
        Screen("job-new", _room, (_new,), grab=_dialog),
        Screen("job-invoice", _room, (_invoice,), grab=_dialog_of(InvoiceJobSheet)),
        Screen("job-people", _room, (_people,), grab=_dialog_of(PeopleSheet)),
        Screen("job-account", _account, (_tab("jobs"),)),
        Screen("job-account-schedule", _account, (_tab("schedule"),)),
        Screen("job-account-schedule-narrow", _account, (_tab("schedule"),), (1024, 720)),
    ]


def _nothing(*_arguments: object) -> None:
    """Stands for a screen that is not in the picture."""


def _screens(session: Session) -> JobScreens:
    actions = session.actions
    actions.export = actions.export or _nothing
    actions.show_invoice = actions.show_invoice or _nothing
    actions.show_plans = actions.show_plans or _nothing
    actions.show_plan = actions.show_plan or _nothing
    made = JobScreens(session, _nothing, _nothing)  # type: ignore[arg-type]
    made.install()
    return made


class _Stage(JobsRoom):
    ways: JobDoings


def _room(session: Session) -> QWidget:
    ways = _screens(session).doings
    room = _Stage(session, ways)
    room.ways = ways
    return room


def _account(session: Session) -> QWidget:
    _screens(session)
    return customers_panel(session)


def _of(widget: QWidget) -> _Stage:
    return cast("_Stage", widget)


def _place(at: str) -> Callable[[QWidget], object]:
    def show(widget: QWidget) -> None:
        _of(widget).show_place(at)

    return show


def _as_list(widget: QWidget) -> None:
    _of(widget).calendar().view.as_list.setChecked(True)


def _mark(widget: QWidget) -> None:
    calendar = _of(widget).calendar()
    if calendar.view.week.boxes:
        calendar.view.week.mark(calendar.view.week.boxes[0].part.appointment.id)


def _ids(widget: QWidget, wanted: JobFilter) -> list[int]:
    office = _of(widget).session.office
    return list(office.read(lambda reader: job_ids(reader, wanted, JobSort.AMOUNT, descending=True)))


def _show(wanted: JobFilter) -> Callable[[QWidget], object]:
    def show(widget: QWidget) -> None:
        _of(widget).ways.show(_ids(widget, wanted)[0])

    return show


def _history(widget: QWidget) -> None:
    sheet = _of(widget).ways.sheet
    if sheet is not None:
        sheet.tabs.select("history")


def _new(widget: QWidget) -> None:
    _of(widget).ways.new_job(4)


def _invoice(widget: QWidget) -> None:
    _of(widget).ways.invoice(_ids(widget, _DONE)[0])


def _people(widget: QWidget) -> None:
    _of(widget).ways.show_people()


def _tab(key: str) -> Callable[[QWidget], object]:
    def show(widget: QWidget) -> None:
        panel = cast("CustomersPanel", widget)
        panel.show_place("4")
        panel.page.show_tab(key)

    return show


def _dialog(_widget: QWidget) -> QWidget:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())


def _dialog_of(kind: type[QWidget]) -> Callable[[QWidget], QWidget]:
    def find(_widget: QWidget) -> QWidget:
        return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())

    return find
