"""Jobs on a customer's page: the tile that counts what is open and leads there, and what plans owe above a job."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app.services.jobs.moving import move_job
from app.services.queries.plans import plan_ids
from app.ui.customers.panel import customers_panel
from app.ui.jobs.room import JobsRoom
from app.ui.plans.listing import choices
from app.ui.plans.notice import PlanNotice
from app.ui.plans.screens import PlanScreens
from tests.support.books import TODAY
from tests.support.jobs import MONDAY, a_job, act, booked
from tests.support.plans import a_plan, bill, on


@pytest.fixture
def page(desk):
    """Martha's page: two jobs are open, one of them without a day; one is done."""
    office = desk.office
    booked(office, a_job(office, desk.martha, "Drain"))
    a_job(office, desk.martha, "Duct")
    act(office, move_job, a_job(office, desk.martha, "Pump"), "done")
    panel = customers_panel(desk.session)
    panel.resize(1400, 900)
    panel.show()
    panel.show_place(str(desk.martha))
    desk.wait()
    return panel.page


def shown(page):
    tab = page.tab("jobs")
    return [row.title for row in tab.model.fetcher()(list(tab.model.all_ids()))]


@pytest.mark.usefixtures("page")
def test_the_tile_counts_and_shows_what_is_open(desk):
    view = next(widget for widget in QApplication.allWidgets() if type(widget).__name__ == "AccountView")
    assert (view.jobs.figure(), view.jobs.note()) == ("2", "1 waits for a day")
    view.jobs.click()
    desk.wait()
    assert view.tabs.current() == "jobs"
    assert sorted(shown(view)) == ["Drain", "Duct"]


def test_what_a_plan_owes_stands_above_its_customers_jobs_until_it_is_paid(desk):
    PlanScreens(desk.session, desk.asked.append).install()
    plan = a_plan(desk.office, desk.martha, 3_100, start_on=TODAY - timedelta(days=15), visits_per_year=4)
    bill(desk.office, TODAY)
    on(desk.office, TODAY + timedelta(days=40))
    sheet = desk.open(1)
    notice = sheet.findChild(PlanNotice)
    assert notice.banner.text().startswith("$31.00 is owed on plan PL-0001")
    notice.show_first()
    assert desk.asked[-1] == str(plan)
    sheet.reject()


def test_the_rail_opens_the_room_where_it_was_left(desk):
    booked(desk.office, a_job(desk.office, desk.martha), MONDAY + timedelta(days=7))
    room = JobsRoom(desk.session, desk.screens, desk.room)
    room.show_place("week/2026-03-24")
    desk.wait()
    assert [box.part.appointment.title for box in room.calendar().view.week.boxes] == ["Furnace tune-up"]


def test_several_plans_that_owe_are_listed_together(desk):
    for customer in (desk.martha, desk.otto):
        a_plan(desk.office, customer, 3_100, start_on=TODAY - timedelta(days=15))
    bill(desk.office, TODAY)
    on(desk.office, TODAY + timedelta(days=40))
    desk.reload()
    panel = desk.room.list
    assert panel.banner.text() == "$62.00 is owed on 2 service plans: $62.00 overdue."
    panel.plans.click()
    assert desk.asked[-1] == ("plans", "owing")
    wanted = choices()["owing"][1]
    assert len(desk.office.read(lambda reader: plan_ids(reader, wanted))) == 2
