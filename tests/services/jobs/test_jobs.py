"""Jobs on both stores: their way from unscheduled to invoiced, one invoice each, undo, and the visits of plans among them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.errors import Conflict, NotFound, UserError
from app.domain.job_states import JOB_MOVES, JOB_STATUSES
from app.services.customers.entering import NewSite
from app.services.invoicing.drafts import discard_draft, issue_draft, read_draft, save_draft
from app.services.invoicing.figures import NewLine
from app.services.invoicing.voiding import void_invoice
from app.services.jobs.entering import NewJob, change_job, enter_job, enter_jobs
from app.services.jobs.invoicing import invoice_job
from app.services.jobs.moving import move_job, schedule_job, take_back
from app.services.jobs.reading import standing
from app.services.jobs.technicians import (
    add_technician,
    archive_technician,
    rename_technician,
    technicians,
)
from app.services.office import Office
from app.services.queries.activity import activity_ids, activity_rows, sentence
from app.services.queries.jobs import JobFilter, JobSort, job_ids, job_rows, job_totals
from app.services.queries.search import HitKind, find
from tests.support.books import TODAY, a_customer, execute, scalar
from tests.support.jobs import MONDAY, a_job, a_person, act, booked
from tests.support.plans import a_plan, sound


def stands(office: Office, job_id: int):
    return office.read(lambda reader: standing(reader, job_id))


def done(office: Office, job_id: int) -> None:
    act(office, move_job, job_id, "done")


def told(office: Office) -> list[str]:
    """The diary in words, oldest first."""

    def read(reader):
        rows = activity_rows(reader, activity_ids(reader))
        return [sentence(row, reader.profile) for row in reversed(rows)]

    return office.read(read)


class TestEntering:
    def test_numbers_follow_one_another_without_gaps(self, office):
        customer = a_customer(office)
        with pytest.raises(UserError, match="what is to be done"):
            act(office, enter_jobs, [NewJob(customer, "Duct cleaning"), NewJob(customer, "  ")])
        a_job(office, customer)
        a_job(office, customer)
        assert [stands(office, id_).number for id_ in (1, 2)] == ["J-0001", "J-0002"]
        sound(office)

    def test_it_comes_to_what_its_lines_come_to_before_tax(self, office):
        customer = a_customer(office)
        lines = (NewLine("Hours", 9_500, 2_500_000), NewLine("Part", 10_000, discount_ppm=100_000, tax_ppm=82_500))
        made = act(office, enter_job, NewJob(customer, "Repair", lines))
        assert made.amount_minor == 23_750 + 9_000
        sound(office)

    def test_a_site_of_somebody_else_is_refused(self, office):
        a_customer(office, "Harbor", sites=(NewSite("Pier 4"),))
        with pytest.raises(UserError, match="not this customer's"):
            a_job(office, a_customer(office), site_id=1)

    def test_with_an_appointment_it_is_scheduled(self, office):
        job = a_job(office, a_customer(office), starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=1))
        assert (stands(office, job).status, stands(office, job).starts_at) == ("scheduled", MONDAY)

    def test_changing_it_says_what_changed(self, office):
        customer = a_customer(office)
        job = a_job(office, customer)
        act(office, change_job, job, NewJob(customer, "Furnace replaced", (NewLine("Furnace", 250_000),)))
        assert (stands(office, job).title, stands(office, job).amount_minor) == ("Furnace replaced", 250_000)
        assert scalar(office, "SELECT count(*) FROM job_line") == 1
        assert "Job J-0001 changed." in told(office)
        sound(office)


class TestTheWay:
    @pytest.mark.parametrize("before", JOB_STATUSES)
    @pytest.mark.parametrize("after", JOB_STATUSES)
    def test_only_allowed_steps_are_taken(self, file_office, before, after):
        office = file_office
        job = a_job(office, a_customer(office))
        reach(office, job, before)
        allowed = after in JOB_MOVES[before] and after != before
        if after == "scheduled" and before == "unscheduled":
            with pytest.raises(UserError, match="which day"):
                act(office, move_job, job, after)
        elif allowed:
            act(office, move_job, job, after)
            assert stands(office, job).status == after
        else:
            with pytest.raises(UserError):
                act(office, move_job, job, after)
            assert stands(office, job).status == before
        sound(office)

    def test_each_step_is_in_the_diary_with_its_hour(self, office):
        job = a_job(office, a_customer(office))
        booked(office, job, who=a_person(office))
        booked(office, job, MONDAY + timedelta(days=1))
        act(office, move_job, job, "in_progress")
        act(office, move_job, job, "done", on=date(2026, 3, 17))
        assert [line for line in told(office) if "J-0001" in line] == [
            "Job J-0001 Furnace tune-up entered.",
            "Job J-0001 Furnace tune-up scheduled for Mar 16, 2026, 09:00.",
            "Job J-0001 Furnace tune-up moved to Mar 17, 2026, 09:00.",
            "Job J-0001 Furnace tune-up begun.",
            "Job J-0001 Furnace tune-up done on Mar 17, 2026.",
        ]

    def test_a_move_can_be_taken_back_unless_something_else_happened(self, office):
        job = a_job(office, a_customer(office))
        booked(office, job, who=a_person(office))
        before = stands(office, job)
        moved = booked(office, job, MONDAY + timedelta(days=3))
        act(office, take_back, moved)
        assert stands(office, job) == before
        moved = booked(office, job, MONDAY + timedelta(days=3))
        done(office, job)
        with pytest.raises(Conflict, match="changed meanwhile"):
            act(office, take_back, moved)

    def test_an_appointment_ends_after_it_begins_and_lasts_two_weeks_at_most(self, office):
        job = a_job(office, a_customer(office))
        for ends in (MONDAY, MONDAY - timedelta(hours=1), MONDAY + timedelta(days=15)):
            with pytest.raises(UserError):
                act(office, schedule_job, job, MONDAY, ends)
        with pytest.raises(NotFound):
            act(office, schedule_job, job, MONDAY, MONDAY + timedelta(hours=1), 99)

    def test_the_store_refuses_what_the_program_would_not_write(self, office):
        a_job(office, a_customer(office))
        for wrong in ("status = 'scheduled'", "status = 'invoiced'", "status = 'lost'"):
            with pytest.raises(Exception, match=r"(?i)check"):
                execute(office, f"UPDATE job SET {wrong}")


def reach(office: Office, job: int, status: str) -> None:
    """Bring a new job to a status."""
    if status in ("scheduled", "in_progress"):
        booked(office, job)
    if status == "invoiced":
        done(office, job)
        act(office, invoice_job, job)
    elif status not in ("unscheduled", "scheduled"):
        act(office, move_job, job, status)


class TestInvoicing:
    def test_in_one_step_and_once(self, office):
        customer = a_customer(office)
        job = a_job(office, customer)
        with pytest.raises(UserError, match="not done yet"):
            act(office, invoice_job, job)
        done(office, job)
        made = act(office, invoice_job, job)
        assert (made.issued.total_minor, made.issued.customer_id) == (18_900, customer)
        assert scalar(office, "SELECT subject FROM invoice") == "Job J-0001: Furnace tune-up"
        assert (stands(office, job).status, stands(office, job).invoice_id) == ("invoiced", made.invoice_id)
        with pytest.raises(UserError, match="invoiced already"):
            act(office, invoice_job, job)
        assert scalar(office, "SELECT count(*) FROM invoice") == 1
        sound(office)

    def test_a_draft_can_be_edited_issued_and_asks_for_the_same_job(self, office):
        job = a_job(office, a_customer(office))
        done(office, job)
        draft = act(office, invoice_job, job, draft=True).invoice_id
        row = office.read(lambda reader: job_rows(reader, [job])[0])
        assert (row.status, row.is_drafted) == ("invoiced", True)
        new = office.read(lambda reader: read_draft(reader, draft))
        act(office, save_draft, new, draft)
        act(office, issue_draft, draft)
        row = office.read(lambda reader: job_rows(reader, [job])[0])
        assert (row.status, row.invoice_number) == ("invoiced", "10001")
        sound(office)

    def test_a_discarded_draft_lets_the_job_go_and_undo_takes_it_again(self, office):
        job = a_job(office, a_customer(office))
        done(office, job)
        draft = act(office, invoice_job, job, draft=True).invoice_id
        kept = act(office, discard_draft, draft)
        assert stands(office, job).status == "done"
        again = act(office, save_draft, kept)
        assert (stands(office, job).status, stands(office, job).invoice_id) == ("invoiced", again)
        kept = act(office, discard_draft, again)
        act(office, invoice_job, job)
        with pytest.raises(UserError, match="invoiced already"):
            act(office, save_draft, kept)
        sound(office)

    def test_a_void_invoice_lets_the_job_go(self, office):
        job = a_job(office, a_customer(office))
        done(office, job)
        first = act(office, invoice_job, job)
        act(office, void_invoice, first.invoice_id, "wrong price")
        assert stands(office, job).status == "done"
        second = act(office, invoice_job, job)
        assert stands(office, job).invoice_id == second.invoice_id
        sound(office)

    def test_an_invoiced_job_keeps_its_lines(self, office):
        customer = a_customer(office)
        job = a_job(office, customer)
        done(office, job)
        act(office, invoice_job, job)
        with pytest.raises(UserError, match="stay as they were"):
            act(office, change_job, job, NewJob(customer, "Furnace", (NewLine("More", 1),)))

    def test_two_jobs_never_share_an_invoice(self, office):
        customer = a_customer(office)
        jobs = [a_job(office, customer), a_job(office, customer)]
        for job in jobs:
            done(office, job)
        made = act(office, invoice_job, jobs[0])
        with pytest.raises(Exception, match=r"(?i)unique"):
            execute(office, f"UPDATE job SET status = 'invoiced', invoice_id = {made.invoice_id} WHERE id = {jobs[1]}")

    def test_nothing_to_ask_for(self, office):
        job = a_job(office, a_customer(office), price_minor=0)
        done(office, job)
        with pytest.raises(UserError, match="no lines"):
            act(office, invoice_job, job)


class TestVisits:
    def test_the_plan_is_billed_and_the_visit_never(self, office):
        customer = a_customer(office)
        a_plan(office, customer, start_on=date(2026, 1, 10), visits_per_year=4)
        booked(office, 1)
        done(office, 1)
        with pytest.raises(UserError, match="billed by the plan"):
            act(office, invoice_job, 1)
        with pytest.raises(UserError, match="billed by the plan"):
            act(office, change_job, 1, NewJob(customer, "Visit", (NewLine("Filter", 1_000),)))
        totals = office.read(lambda reader: job_totals(reader, JobFilter(status="to_invoice")))
        assert totals.count == 0
        sound(office)


class TestPeople:
    def test_one_name_is_one_person(self, office):
        first = a_person(office, "Ingrid  Halvorsen")
        assert act(office, add_technician, "ingrid halvorsen") == first
        second = a_person(office, "Marcus")
        with pytest.raises(UserError, match="already"):
            act(office, rename_technician, second, "INGRID HALVORSEN")
        act(office, archive_technician, first)
        assert [each.name for each in office.read(technicians)] == ["Marcus"]
        assert a_person(office, "Ingrid Halvorsen") == first
        assert [each.name for each in office.read(technicians)] == ["Ingrid Halvorsen", "Marcus"]


class TestLists:
    @pytest.fixture
    def jobs(self, office):
        """Four jobs of two customers: one today, one next week, one that waits, one done."""
        martha, otto = a_customer(office, "Martha Bloom"), a_customer(office, "Otto Reyes")
        ingrid = a_person(office)
        today, coming, waiting, finished = (
            a_job(office, martha, "Drain cleaning", 16_500),
            a_job(office, martha, "Duct cleaning", 42_000),
            a_job(office, otto, "Gas line", 57_320, due_on=TODAY - timedelta(days=3)),
            a_job(office, otto, "Pump", 64_980),
        )
        booked(office, today, who=ingrid)
        booked(office, coming, MONDAY + timedelta(days=7))
        done(office, finished)
        return office, martha, (today, coming, waiting, finished)

    def found(self, office, **wanted):
        return list(office.read(lambda reader: job_ids(reader, JobFilter(**wanted))))

    def test_what_a_filter_lets_through(self, jobs):
        office, martha, (today, coming, waiting, finished) = jobs
        assert self.found(office, status="open") == [today, coming, waiting]
        assert self.found(office, status="to_invoice") == [finished]
        assert self.found(office, status="late") == [waiting]
        assert self.found(office, future=True) == [coming]
        assert self.found(office, customer_id=martha) == [today, coming]
        assert self.found(office, technician_id=1) == [today]
        assert self.found(office, technician_id=0) == [coming, waiting, finished]
        assert self.found(office, text="clean bloom") == [today, coming]
        assert self.found(office, text="ingrid") == [today]
        act(office, change_job, finished, NewJob(1, "Bomba de calefacción", (NewLine("Bomba", 1),), "Llave en la portería"))
        assert self.found(office, text="CALEFACCION porteria") == [finished]
        assert self.found(office, text="pump") == []
        assert self.found(office, text="J-0002") == [coming]
        assert self.found(office, from_on=TODAY, until_on=TODAY) == [today]

    def test_totals_are_those_of_the_rows(self, jobs):
        office, _martha, _ids = jobs
        for wanted in (JobFilter(), JobFilter(status="open"), JobFilter(text="cleaning"), JobFilter(future=True)):
            ids = office.read(lambda reader, w=wanted: job_ids(reader, w))
            rows = office.read(lambda reader, i=ids: job_rows(reader, i))
            totals = office.read(lambda reader, w=wanted: job_totals(reader, w))
            assert (totals.count, totals.amount_minor) == (len(rows), sum(row.amount_minor for row in rows))

    @pytest.mark.parametrize("sort", ["number", "customer", "site", "title", "who", "when", "due", "status", "amount"])
    def test_every_order_lists_every_job(self, jobs, sort):
        office, _martha, ids = jobs
        for descending in (False, True):
            found = office.read(lambda reader, d=descending: job_ids(reader, JobFilter(), JobSort(sort), descending=d))
            assert sorted(found) == sorted(ids)

    def test_a_day_is_the_companys_day(self, office):
        """Late on 16 March in Chicago is 17 March in UTC; the job is today's all the same."""
        job = a_job(office, a_customer(office))
        booked(office, job, datetime(2026, 3, 17, 3, tzinfo=UTC))
        assert self.found(office, from_on=TODAY, until_on=TODAY) == [job]
        assert self.found(office, future=True) == []


class TestFinding:
    def test_the_search_box_finds_a_job_by_its_number(self, office):
        customer = a_customer(office, "Bloom, Martha")
        job = a_job(office, customer)
        for typed in ("J-0001", "j-0001", "J-00"):
            (hit,) = [hit for hit in office.read(lambda reader, t=typed: find(reader, t)) if hit.kind is HitKind.JOB]
            assert (hit.id, hit.title, hit.detail, hit.amount_minor) == (job, "J-0001", "Bloom, Martha", 18_900)
