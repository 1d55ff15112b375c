"""The calendar: what it shows, moving by keyboard and by mouse, undo, double bookings, opening, going to a day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.company import change_company, company_details
from app.services.jobs.moving import move_job
from app.ui.kit.theme import apply
from tests.support.books import TODAY
from tests.support.jobs import MONDAY, a_job, act, booked

CHICAGO = ZoneInfo("America/Chicago")
KEY, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier


def wall(desk, job_id):
    """When a job begins on the office's clocks: weekday and hour."""
    begins = desk.stands(job_id).starts_at.astimezone(CHICAGO)
    return f"{begins:%a %H:%M}"


def drag(grid, start: QPoint, end: QPoint):
    """Press, move in steps, let go; as a hand would."""
    view = grid.viewport()

    def send(kind, at, button, held):
        event = QMouseEvent(kind, QPointF(at), QPointF(view.mapToGlobal(at)), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, event)

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    send(QMouseEvent.Type.MouseButtonPress, start, left, left)
    for step in range(1, 6):
        send(QMouseEvent.Type.MouseMove, start + (end - start) * step / 5, none, left)
    send(QMouseEvent.Type.MouseButtonRelease, end, left, none)


@pytest.fixture
def monday_job(desk):
    """Martha's furnace, Monday at nine, Ingrid."""
    job = a_job(desk.office, desk.martha)
    booked(desk.office, job, who=desk.ingrid)
    return job


def week(desk):
    presenter = desk.calendar()
    grid = presenter.view.week
    grid.setFocus()
    return presenter, grid


class TestWeek:
    @pytest.mark.usefixtures("monday_job")
    def test_it_says_what_it_shows(self, desk):
        a_job(desk.office, desk.otto)
        presenter, grid = week(desk)
        assert [(box.part.day, box.part.top) for box in grid.boxes] == [(1, 9 * 60)]
        assert presenter.view.title.text() == "Mar 15, 2026 – Mar 21, 2026"
        assert presenter.view.footer.texts()[0] == "1 appointment"
        assert presenter.view.waiting.text() == "1 job waits for a day"
        presenter.view.waiting.click()
        desk.wait()
        assert desk.listed("number", "status") == [("J-0002", "Unscheduled")]

    def test_alt_and_arrows_move_it_and_undo_brings_it_back(self, desk, monday_job):
        _presenter, grid = week(desk)
        QTest.keyClick(grid, KEY.Key_Right)
        assert grid.current().id == monday_job
        for key, then in (
            (KEY.Key_Right, "Tue 09:00"),
            (KEY.Key_Down, "Tue 09:15"),
            (KEY.Key_Up, "Tue 09:00"),
            (KEY.Key_Left, "Mon 09:00"),
            (KEY.Key_Left, "Sun 09:00"),
        ):
            QTest.keyClick(grid, key, ALT)
            desk.wait()
            assert wall(desk, monday_job) == then
            assert grid.current().id == monday_job
        assert desk.said[-1] == "Job J-0001 is on Sun, Mar 15, 2026, 9:00\N{NO-BREAK SPACE}AM."
        QTest.keyClick(grid, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
        desk.wait()
        assert wall(desk, monday_job) == "Mon 09:00"
        assert desk.said[-1] == "Taken back."

    def test_beyond_the_edge_the_page_turns_with_it(self, desk, monday_job):
        presenter, grid = week(desk)
        QTest.keyClick(grid, KEY.Key_Right)
        for _step in range(2):
            QTest.keyClick(grid, KEY.Key_Left, ALT)
            desk.wait()
        assert wall(desk, monday_job) == "Sat 09:00"
        assert presenter.span()[0] == date(2026, 3, 8)
        assert grid.current().id == monday_job

    def test_dragging_moves_by_days_and_quarters(self, desk, monday_job):
        _presenter, grid = week(desk)
        box = grid.box_of(monday_job)
        start = box.rect.center() - QPoint(0, grid.scrolled_by())
        across = grid.column(3).left() - grid.column(1).left()
        drag(grid, start, start + QPoint(across, grid.hour_height * 5 // 4))
        desk.wait()
        assert wall(desk, monday_job) == "Wed 10:15"
        after = desk.stands(monday_job)
        assert after.ends_at - after.starts_at == timedelta(hours=1)
        assert after.technician_id == desk.ingrid

    def test_a_press_without_a_move_changes_nothing(self, desk, monday_job):
        _presenter, grid = week(desk)
        start = grid.box_of(monday_job).rect.center() - QPoint(0, grid.scrolled_by())
        drag(grid, start, start + QPoint(2, 1))
        desk.wait()
        assert wall(desk, monday_job) == "Mon 09:00"
        assert desk.said == []

    def test_what_is_done_stays_where_it_was(self, desk, monday_job):
        act(desk.office, move_job, monday_job, "done")
        _presenter, grid = week(desk)
        QTest.keyClick(grid, KEY.Key_Right)
        QTest.keyClick(grid, KEY.Key_Right, ALT)
        start = grid.box_of(monday_job).rect.center() - QPoint(0, grid.scrolled_by())
        drag(grid, start, start + QPoint(300, 0))
        desk.wait()
        assert wall(desk, monday_job) == "Mon 09:00"

    def test_moving_onto_somebodys_other_job_says_so_and_shows_it(self, desk, monday_job):
        other = a_job(desk.office, desk.otto, "Gas line")
        booked(desk.office, other, MONDAY + timedelta(days=1), who=desk.ingrid)
        presenter, grid = week(desk)
        assert presenter.view.footer.texts()[0] == "2 appointments"
        grid.mark(monday_job)
        QTest.keyClick(grid, KEY.Key_Right, ALT)
        desk.wait()
        assert desk.said[-1].endswith("Ingrid is booked twice: J-0002.")
        assert presenter.view.footer.texts()[0] == "2 appointments · 2 of them double booked"
        assert "Ingrid is booked twice: J-0002." in grid.accessibleDescription()
        assert [(box.part.lane, box.part.lanes) for box in grid.boxes] == [(0, 2), (1, 2)]

    def test_a_double_click_opens_the_job_and_an_empty_hour_begins_one(self, desk, monday_job):
        _presenter, grid = week(desk)
        at = grid.box_of(monday_job).rect.center() - QPoint(0, grid.scrolled_by())
        QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        desk.wait()
        assert desk.screens.sheet.what.value() == "Furnace tune-up"
        desk.screens.sheet.reject()
        begun = []
        grid.empty_opened.connect(begun.append)
        column = grid.column(4)
        empty = QPoint(column.center().x(), column.top() + grid.hour_height * 14 + 3 - grid.scrolled_by())
        QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, empty)
        assert begun[0].astimezone(CHICAGO) == datetime(2026, 3, 19, 14, tzinfo=CHICAGO)

    @pytest.mark.usefixtures("monday_job")
    def test_enter_opens_what_is_marked(self, desk):
        _presenter, grid = week(desk)
        QTest.keyClick(grid, KEY.Key_Down)
        QTest.keyClick(grid, KEY.Key_Return)
        desk.wait()
        assert desk.screens.sheet.isVisible()

    def test_a_move_into_the_week_of_the_spring_change_keeps_the_hour(self, desk):
        job = a_job(desk.office, desk.martha)
        booked(desk.office, job, datetime(2026, 3, 7, 15, tzinfo=ZoneInfo("UTC")))
        presenter, grid = week(desk)
        presenter.show_day(date(2026, 3, 7))
        desk.wait()
        grid.mark(job)
        QTest.keyClick(grid, KEY.Key_Right, ALT)
        desk.wait()
        assert wall(desk, job) == "Sun 09:00"
        assert (desk.stands(job).starts_at.hour, desk.stands(job).starts_at.day) == (14, 8)


class TestGoing:
    @pytest.mark.usefixtures("monday_job")
    def test_to_a_day_by_typing_it(self, desk):
        presenter, grid = week(desk)
        presenter.show_day(date(2027, 7, 1))
        QTest.keyClick(grid, "g")
        assert presenter.view.go.hasFocus()
        QTest.keyClicks(presenter.view.go, "3/18/2026")
        QTest.keyClick(presenter.view.go, KEY.Key_Return)
        desk.wait()
        assert presenter.span()[0] == date(2026, 3, 15)
        assert grid.hasFocus()
        assert len(grid.boxes) == 1

    def test_pages_and_today(self, desk):
        presenter, grid = week(desk)
        QTest.keyClick(grid, KEY.Key_PageDown)
        assert presenter.day == TODAY + timedelta(days=7)
        QTest.keyClick(grid, "m")
        desk.wait()
        month = presenter.view.month
        month.setFocus()
        QTest.keyClick(month, KEY.Key_PageDown)
        assert presenter.view.title.text() == "April 2026"
        QTest.keyClick(month, "t")
        assert presenter.day == TODAY
        presenter.turn(-3)
        assert presenter.day == date(2025, 12, 1)

    @pytest.mark.usefixtures("monday_job")
    def test_an_empty_week_leads_to_the_next_appointment(self, desk):
        presenter, grid = week(desk)
        presenter.show_day(date(2026, 2, 1))
        desk.wait()
        assert presenter.view.footer.texts()[0] == "Nothing is scheduled this week."
        assert presenter.view.next.text() == "Next: Mon, Mar 16, 2026"
        presenter.view.next.click()
        desk.wait()
        assert len(grid.boxes) == 1

    def test_places_come_back(self, desk):
        presenter = desk.calendar("month/2026-05-04")
        assert desk.room.place() == "month/2026-05-04"
        assert presenter.view.title.text() == "May 2026"
        desk.room.show_place("list")
        assert desk.room.place() == "list"


class TestMonth:
    def test_dragging_and_keys_keep_the_hour(self, desk, monday_job):
        presenter = desk.calendar("month/2026-03-16")
        grid = presenter.view.month
        box = grid.box_of(monday_job)
        target = grid.cell(box.part.day + 8).center()
        drag(grid, box.rect.center(), target)
        desk.wait()
        assert wall(desk, monday_job) == "Tue 09:00"
        assert desk.stands(monday_job).starts_at.astimezone(CHICAGO).day == 24
        grid.setFocus()
        grid.mark(monday_job)
        QTest.keyClick(grid, KEY.Key_Up, ALT)
        desk.wait()
        assert desk.stands(monday_job).starts_at.astimezone(CHICAGO).day == 17

    def test_a_full_day_says_how_many_more_and_opens_its_week(self, desk):
        for _each in range(12):
            booked(desk.office, a_job(desk.office, desk.martha))
        presenter = desk.calendar("month/2026-03-16")
        grid = presenter.view.month
        day = (date(2026, 3, 16) - presenter.span()[0]).days
        assert len(grid.boxes) + grid.more[day] == 12
        assert grid.more[day] > 0
        at = QPoint(grid.cell(day).left() + 20, grid.cell(day).bottom() - 5)
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        desk.wait()
        assert presenter.view.kind.current() == "week"
        assert len(presenter.view.week.boxes) == 12


class TestLooks:
    @pytest.mark.usefixtures("monday_job")
    @pytest.mark.parametrize("mode", ["light", "dark"])
    def test_both_grids_paint_in_both_themes(self, desk, qapp, mode):
        clash = a_job(desk.office, desk.otto)
        booked(desk.office, clash, MONDAY + timedelta(minutes=30), who=desk.ingrid)
        apply(qapp, mode)
        for place in ("week/2026-03-16", "month/2026-03-16"):
            presenter = desk.calendar(place)
            image = presenter.view.grid().grab().toImage()
            colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
            assert len(colours) > 5
        apply(qapp, "light")

    @pytest.mark.usefixtures("monday_job")
    def test_whose_appointments(self, desk):
        presenter, grid = week(desk)
        presenter.view.who.set_value(desk.marcus)
        presenter.view.who.changed.emit(desk.marcus)
        desk.wait()
        assert grid.boxes == []


class TestLasting:
    def test_its_end_is_pulled_and_keys_make_it_longer_and_shorter(self, desk, monday_job):
        _presenter, grid = week(desk)
        edge = QPoint(grid.box_of(monday_job).rect.center().x(), grid.box_of(monday_job).rect.bottom() - 2)
        start = edge - QPoint(0, grid.scrolled_by())
        drag(grid, start, start + QPoint(400, grid.hour_height))
        desk.wait()
        job = desk.stands(monday_job)
        assert (wall(desk, monday_job), job.ends_at - job.starts_at) == ("Mon 09:00", timedelta(hours=2))
        assert desk.said[-1] == "Job J-0001 lasts 2 h."
        for key, then in ((KEY.Key_Up, 105), (KEY.Key_Down, 120)):
            QTest.keyClick(grid, key, ALT | Qt.KeyboardModifier.ShiftModifier)
            desk.wait()
            job = desk.stands(monday_job)
            assert job.ends_at - job.starts_at == timedelta(minutes=then)
        QTest.keyClick(grid, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
        desk.wait()
        job = desk.stands(monday_job)
        assert job.ends_at - job.starts_at == timedelta(minutes=105)

    def test_it_never_gets_shorter_than_a_quarter_of_an_hour(self, desk, monday_job):
        _presenter, grid = week(desk)
        box = grid.box_of(monday_job)
        start = QPoint(box.rect.center().x(), box.rect.bottom() - 2 - grid.scrolled_by())
        drag(grid, start, start - QPoint(0, 4 * grid.hour_height))
        desk.wait()
        job = desk.stands(monday_job)
        assert (wall(desk, monday_job), job.ends_at - job.starts_at) == ("Mon 09:00", timedelta(minutes=15))

    @pytest.mark.usefixtures("monday_job")
    def test_the_companys_new_time_zone_counts_at_once(self, desk):
        _presenter, grid = week(desk)
        assert [box.part.top for box in grid.boxes] == [9 * 60]
        there = replace(desk.office.read(company_details), time_zone="America/New_York")
        act(desk.office, change_company, there)
        desk.session.tasks.changed.emit(frozenset({"settings"}))
        desk.wait()
        assert [box.part.top for box in grid.boxes] == [10 * 60]


def test_a_double_booking_that_a_full_day_hides_is_told_below_it(desk):
    for hour in range(9):
        booked(desk.office, a_job(desk.office, desk.martha), MONDAY + timedelta(hours=hour), 0.5, desk.marcus)
    for _each in range(2):
        booked(desk.office, a_job(desk.office, desk.otto), MONDAY + timedelta(hours=10), 1, desk.ingrid)
    presenter = desk.calendar("month/2026-03-16")
    grid = presenter.view.month
    day = (date(2026, 3, 16) - presenter.span()[0]).days
    assert len(grid.boxes) + grid.more[day] == 11
    assert grid.hidden_clashes[day]
    assert not any(grid.clashes(box.part.appointment) for box in grid.boxes)


class TestAsAList:
    def test_it_lists_and_hands_out_exactly_the_days_that_are_shown(self, desk, monday_job):
        office = desk.office
        late, next_week, twice = (a_job(office, desk.otto, title, 10_000) for title in ("Late call", "Duct", "Boiler"))
        booked(office, late, MONDAY.replace(day=14, hour=23), 8)
        booked(office, next_week, MONDAY + timedelta(days=7))
        booked(office, twice, MONDAY, who=desk.ingrid)
        presenter, grid = week(desk)
        QTest.keyClick(grid, KEY.Key_L)
        desk.wait()
        rows = presenter.rows
        assert presenter.view.stack.currentWidget() is rows
        assert list(rows.model.all_ids()) == [late, monday_job, twice]
        assert presenter.view.footer.texts() == ("3 appointments · 2 of them double booked", "Amount before tax  $389.00")
        rows.export()
        export = desk.asked[-1][1]
        numbers = [text[export.snapshot.keys.index("clash")] for text in export.snapshot.texts()]
        assert numbers == ["", "J-0004", "J-0001"]
        assert (export.title, export.note) == ("Schedule", "Mar 15, 2026 – Mar 21, 2026")
        presenter.view.kind.select("month")
        desk.wait()
        assert list(rows.model.all_ids()) == [late, monday_job, twice, next_week]
        assert rows.narrowed_words() == ["Mar 1, 2026 – Mar 31, 2026"]

    def test_search_and_filter_narrow_the_week_too(self, desk, monday_job):
        boiler = a_job(desk.office, desk.otto, "Boiler")
        booked(desk.office, boiler, MONDAY + timedelta(days=1))
        act(desk.office, move_job, monday_job, "in_progress")
        presenter, grid = week(desk)
        desk.wait()
        presenter.rows.view.tools.search.click()
        presenter.rows.view.search.setText("reyes")
        desk.wait()
        assert [box.part.appointment.id for box in grid.boxes] == [boiler]
        presenter.rows.view.search.setText("")
        presenter.rows.show_filter("in_progress")
        desk.wait()
        assert [box.part.appointment.id for box in grid.boxes] == [monday_job]
        assert presenter.view.footer.texts()[0] == "1 appointment"
