"""The list of all jobs, one job's sheet, its invoice, the people, and an account's tabs."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.jobs.invoicing import invoice_job
from app.services.jobs.moving import move_job
from app.services.jobs.technicians import technicians
from app.services.queries.invoices import InvoiceFilter, invoice_ids, invoice_rows
from app.services.queries.jobs import job_rows
from app.ui.jobs.panel import facts_of
from app.ui.jobs.people import PeopleSheet
from app.ui.jobs.tab import FutureJobsTab, JobsTab, ScheduleTab
from tests.support.books import TODAY
from tests.support.jobs import MONDAY, a_job, act, booked
from tests.support.plans import a_plan, bill, on

KEY = Qt.Key


def done(desk, job):
    act(desk.office, move_job, job, "done")


@pytest.fixture
def jobs(desk):
    """Drain for Martha today, duct next week, gas for Otto without a day, pump for Otto done."""
    office = desk.office
    drain, duct = a_job(office, desk.martha, "Drain", 16_500), a_job(office, desk.martha, "Duct", 42_000)
    gas = a_job(office, desk.otto, "Gas line", 57_320, due_on=TODAY - timedelta(days=3))
    pump = a_job(office, desk.otto, "Pump", 64_980)
    booked(office, drain, who=desk.ingrid)
    booked(office, duct, MONDAY + timedelta(days=7), 2)
    done(desk, pump)
    desk.reload()
    return drain, duct, gas, pump


class TestList:
    @pytest.mark.usefixtures("jobs")
    def test_open_jobs_first_by_when(self, desk):
        assert desk.listed("title", "who", "when", "status", "amount") == [
            ("Drain", "Ingrid", "Mon, Mar 16, 9\N{NO-BREAK SPACE}AM – 10\N{NO-BREAK SPACE}AM", "Scheduled", "165.00"),
            ("Duct", "", "Mon, Mar 23, 9\N{NO-BREAK SPACE}AM – 11\N{NO-BREAK SPACE}AM", "Scheduled", "420.00"),
            ("Gas line", "", "", "Unscheduled", "573.20"),
        ]
        assert desk.room.list.sums() == (("Amount before tax", "$1,158.20"),)

    @pytest.mark.usefixtures("jobs")
    def test_tiles_count_and_narrow(self, desk):
        panel = desk.room.list
        assert [tile.figure() for tile in (panel.open, panel.waiting, panel.late, panel.to_invoice)] == [
            "3",
            "1",
            "1",
            "$649.80",
        ]
        assert panel.open.note() == "1 today"
        for tile, titles in ((panel.waiting, ["Gas line"]), (panel.late, ["Gas line"]), (panel.to_invoice, ["Pump"])):
            tile.click()
            desk.wait()
            assert [title for (title,) in desk.listed("title")] == titles

    @pytest.mark.usefixtures("jobs")
    def test_what_is_shown_is_what_is_exported(self, desk):
        desk.room.list.search.setText("drain")
        desk.wait()
        QTest.keyClick(desk.room.list.search, KEY.Key_Return)
        desk.wait()
        desk.room.list.export.click()
        export = desk.asked[-1][1]
        assert [row[0] for row in export.snapshot.texts()] == ["J-0001"]
        assert export.note == "Open jobs"
        assert export.totals == (("Amount before tax", "$165.00"),)

    def test_what_plans_owe_stands_above_and_goes_when_it_is_settled(self, desk):
        panel = desk.room.list
        assert panel.banner.text() == ""
        assert panel.plans.note() == "nothing overdue"
        plan = a_plan(desk.office, desk.martha, 3_100, start_on=TODAY - timedelta(days=15))
        bill(desk.office, TODAY)
        on(desk.office, TODAY + timedelta(days=40))
        desk.reload()
        assert panel.banner.text() == "$31.00 is owed on 1 service plan: $31.00 overdue."
        assert panel.plans.figure() == "$31.00"
        panel.plans.click()
        assert desk.asked[-1] == ("plan", plan)

    def test_the_menu_offers_what_may_follow(self, desk, jobs):
        def offered(job):
            row = desk.office.read(lambda reader: job_rows(reader, [job])[0])
            return [entry.text for entry in desk.screens.entries([job], facts_of(row)) if entry.text]

        drain, _duct, _gas, pump = jobs
        assert offered(drain) == [
            "Open job", "Another day…", "Begin", "Done", "Take off the calendar", "Give to", "Account", "Cancel job",
        ]
        assert offered(pump) == ["Open job", "Not done after all", "Invoice…", "Account"]

    def test_a_visit_of_a_plan_is_scheduled_from_the_list(self, desk):
        a_plan(desk.office, desk.martha, start_on=date(2026, 1, 10), visits_per_year=4)
        desk.reload()
        assert desk.listed("title", "due", "status", "amount")[0] == (
            "Filter change", "Jan 10, 2026", "Unscheduled", "in the plan",
        )
        row = desk.office.read(lambda reader: job_rows(reader, [1])[0])
        entries = {entry.text: entry for entry in desk.screens.entries([1], facts_of(row))}
        entries["Schedule…"].act()
        desk.wait()
        sheet = desk.screens.sheet
        assert sheet.day.hasFocus()
        QTest.keyClicks(sheet.day, "3/18/2026")
        QTest.keyClick(sheet, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
        desk.wait()
        assert (desk.stands(1).status, desk.stands(1).starts_at) == ("scheduled", MONDAY + timedelta(days=2))

    def test_many_at_once_and_undo(self, desk, jobs):
        drain, duct, gas, pump = jobs
        entries = {entry.text: entry for entry in desk.screens.entries([drain, duct, gas, pump])}
        entries["Done"].act()
        desk.wait()
        assert [desk.stands(job).status for job in jobs] == ["done"] * 4
        assert desk.said[-1] == "3 jobs changed. 1 stays as it is."
        desk.screens.undo()
        desk.wait()
        assert [desk.stands(job).status for job in jobs] == ["scheduled", "scheduled", "unscheduled", "done"]
        give = {entry.text: entry for entry in entries["Give to"].entries}
        give["Marcus"].act()
        desk.wait()
        assert [desk.stands(job).technician_id for job in jobs] == [desk.marcus] * 3 + [None]

    def test_invoices_for_many(self, desk, jobs):
        drain, _duct, _gas, pump = jobs
        done(desk, drain)
        entries = {entry.text: entry for entry in desk.screens.entries(list(jobs))}
        entries["Issue invoices"].act()
        desk.wait()
        assert desk.said[-1] == "2 invoices issued: $814.80. 2 stay as they are."
        assert [desk.stands(job).status for job in (drain, pump)] == ["invoiced", "invoiced"]


class TestSheet:
    def test_a_new_job_by_keyboard(self, desk):
        desk.screens.new_job(desk.martha)
        desk.wait()
        sheet = desk.screens.sheet
        QTest.keyClicks(sheet.what, "Water heater flush")
        sheet.day.setFocus()
        QTest.keyClicks(sheet.day, "3/17/2026")
        QTest.keyClick(sheet.day, KEY.Key_Return)
        assert sheet.hour.text() == "9:00\N{NO-BREAK SPACE}AM"
        sheet.hour.setFocus()
        sheet.hour.selectAll()
        QTest.keyClicks(sheet.hour, "2:30p")
        QTest.keyClick(sheet.hour, KEY.Key_Return)
        sheet.length.selectAll()
        QTest.keyClicks(sheet.length, "1:30")
        sheet.who.set_value(desk.ingrid)
        QTest.keyClick(sheet, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
        desk.wait()
        job = desk.stands(1)
        assert (job.title, job.status, job.technician_id) == ("Water heater flush", "scheduled", desk.ingrid)
        assert (job.starts_at.hour, job.starts_at.minute) == (19, 30)
        assert job.ends_at - job.starts_at == timedelta(minutes=90)
        assert desk.said[-1] == "Job J-0001 is saved."
        desk.screens.sheet.reject()

    def test_without_words_it_is_not_saved(self, desk):
        desk.screens.new_job(desk.martha)
        desk.wait()
        sheet = desk.screens.sheet
        sheet.saved.emit()
        assert sheet.error() == "Say what is to be done."
        sheet.reject()

    def test_it_warns_of_a_double_booking_before_it_is_saved(self, desk, jobs):
        _drain, duct, _gas, _pump = jobs
        sheet = desk.open(duct)
        assert sheet.clash() == ""
        sheet.day.set_value(TODAY)
        sheet.who.set_value(desk.ingrid)
        sheet.who.changed.emit(desk.ingrid)
        desk.wait()
        assert sheet.clash() == "Ingrid is booked twice: J-0001 (1 h)."
        sheet.saved.emit()
        desk.wait()
        assert desk.stands(duct).technician_id == desk.ingrid

    def test_a_step_keeps_what_was_typed(self, desk, jobs):
        drain = jobs[0]
        sheet = desk.open(drain)
        sheet.details.setPlainText("Root in the pipe")
        sheet.steps.entries.aboutToShow.emit()
        next(action for action in sheet.steps.entries.actions() if action.text() == "Done").trigger()
        desk.wait()
        job = desk.stands(drain)
        assert (job.status, job.details) == ("done", "Root in the pipe")
        assert desk.said[-1] == "Job J-0001 is done."

    def test_the_hour_that_comes_twice_in_autumn_stays_the_one_it_was(self, desk):
        """On 2026-11-01 it is 1:30 in Chicago at 6:30 and at 7:30 UTC; saving must not move the second to the first."""
        job = a_job(desk.office, desk.martha)
        second = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
        booked(desk.office, job, second)
        sheet = desk.open(job)
        sheet.details.setPlainText("Early")
        sheet.saved.emit()
        desk.wait()
        assert desk.stands(job).starts_at == second

    def test_a_visit_leads_to_its_plan_and_has_no_price(self, desk):
        plan = a_plan(desk.office, desk.martha, start_on=date(2026, 1, 10), visits_per_year=4)
        sheet = desk.open(1)
        assert sheet.go_on.text() == "Open plan PL-0001"
        sheet.go_on.click()
        assert desk.asked[-1] == ("plan", plan)

    def test_somebody_added_on_the_way_is_chosen(self, desk):
        desk.screens.new_job(desk.martha)
        desk.wait()
        sheet = desk.screens.sheet
        sheet.add_person.click()
        people = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PeopleSheet) and w.isVisible())
        desk.wait()
        QTest.keyClicks(people.name, "Diego")
        people.saved.emit()
        desk.wait()
        assert sheet.who.currentText() == "Diego"
        people.reject()
        sheet.set_typed(typed=False)
        sheet.reject()


class TestInvoicing:
    def rows(self, desk):
        ids = desk.office.read(lambda reader: invoice_ids(reader, InvoiceFilter()))
        return desk.office.read(lambda reader: invoice_rows(reader, ids))

    def test_in_one_step_from_the_sheet(self, desk, jobs):
        pump = jobs[3]
        sheet = desk.open(pump)
        assert sheet.go_on.text() == "Invoice this job…"
        sheet.go_on.click()
        desk.wait()
        desk.screens.invoice_sheet.saved.emit()
        desk.wait()
        (row,) = self.rows(desk)
        assert (row.subject, row.total_minor, row.customer_name) == ("Job J-0004: Pump", 64_980, "Reyes, Otto")
        assert desk.stands(pump).status == "invoiced"
        sheet = desk.open(pump)
        assert sheet.go_on.text() == "Open invoice 10001"
        assert not sheet.table.isEnabled()
        sheet.reject()

    def test_as_a_draft_it_is_not_called_invoiced(self, desk, jobs):
        pump = jobs[3]
        desk.screens.invoice(pump)
        desk.wait()
        desk.screens.invoice_sheet.draft_button.click()
        desk.wait()
        desk.room.list.show_only("all")
        desk.wait()
        assert ("Pump", "Invoice drafted") in desk.listed("title", "status")
        sheet = desk.open(pump)
        sheet.go_on.click()
        assert desk.asked[-1][0] == "draft"

    def test_what_cannot_be_invoiced_says_why(self, desk, jobs, monkeypatch):
        shown = []
        monkeypatch.setattr("app.ui.jobs.doings.show_error", lambda _parent, error: shown.append(str(error)))
        desk.screens.invoice(jobs[0])
        desk.wait()
        assert shown[0].startswith("Job J-0001 is not done yet.")


class TestPeople:
    def test_rename_and_stop_offering(self, desk):
        desk.screens.show_people()
        desk.wait()
        sheet = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PeopleSheet) and w.isVisible())
        model = sheet.model
        model.setData(model.index(0, 0), "Ingrid Halvorsen")
        desk.wait()
        model.toggle(1, 1)
        desk.wait()
        everybody = desk.office.read(lambda reader: technicians(reader, archived=True))
        assert [(each.name, each.archived) for each in everybody] == [("Ingrid Halvorsen", False), ("Marcus", True)]
        sheet.reject()


class TestAccountTabs:
    def shown(self, tab):
        model = tab.model
        columns = {column.key: column for column in model.columns}
        rows = model.fetcher()(list(model.all_ids()))
        return [columns["title"].said(row) for row in rows]

    @pytest.mark.usefixtures("jobs")
    @pytest.mark.parametrize(("kind", "titles"), [(JobsTab, ["Duct", "Drain"]), (FutureJobsTab, ["Duct"])])
    def test_jobs_and_future_jobs_of_one_customer(self, desk, kind, titles):
        tab = kind(desk.session, desk.screens)
        tab.setParent(desk.room)
        tab.show_customer(desk.martha)
        desk.wait()
        assert self.shown(tab) == titles
        tab.export()
        export = desk.asked[-1][1]
        assert [row[0] for row in export.snapshot.texts()] == [f"J-000{2 if title == 'Duct' else 1}" for title in titles]

    @pytest.mark.usefixtures("jobs")
    def test_the_counts_beside_their_names(self, desk):
        counts = {
            maker.key: desk.office.read(lambda reader, m=maker: m.count(reader, desk.martha))
            for maker in desk.session.account_tabs
            if maker.count is not None
        }
        assert counts == {"jobs": 2, "future-jobs": 1}

    @pytest.mark.usefixtures("jobs")
    def test_the_schedule_is_the_customers_own(self, desk):
        tab = ScheduleTab(desk.session, desk.screens)
        tab.setParent(desk.room)
        tab.resize(900, 500)
        tab.show()
        tab.show_customer(desk.otto)
        desk.wait()
        assert tab.presenter.view.footer.texts()[0] == "Nothing is scheduled this week."
        tab.show_customer(desk.martha)
        desk.wait()
        assert [box.part.appointment.title for box in tab.presenter.view.week.boxes] == ["Drain"]


class TestCalendarFile:
    def test_it_is_written_and_another_program_reads_it(self, desk, jobs, tmp_path):
        act(desk.office, invoice_job, jobs[3])
        desk.screens.calendars.write(tmp_path / "out.ics")
        desk.wait()
        assert desk.said[-1] == "2 appointments written to out.ics."
        read = icalendar.Calendar.from_ical((tmp_path / "out.ics").read_bytes())
        events = [(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in read.walk("VEVENT")]
        assert events == [("Drain, Bloom, Martha", MONDAY), ("Duct, Bloom, Martha", MONDAY + timedelta(days=7))]
