"""The life of a plan: which status may follow which, pauses, cancellations and changes to the cent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from app.domain.errors import Conflict, NotFound, UserError
from app.services.jobs.moving import move_job, schedule_job
from app.services.plans.cancelling import PERIOD_END, cancel_plan, keep_plan, preview_cancel
from app.services.plans.changing import PlanChange, change_plan, preview_change
from app.services.plans.entering import NewPlan, enter_plan, rewrite_draft
from app.services.plans.pausing import pause_plan, preview_pause, preview_resume, resume_plan
from app.services.plans.statuses import ALLOWED, activate_plan, send_plan, settle_statuses, withdraw_plan
from app.services.plans.templates import NewTemplate, archive_template, save_template, templates
from app.services.plans.visits import visit_days
from tests.support.books import TODAY, a_customer, execute, scalar
from tests.support.plans import a_plan, bill, on, page, rehearsal, sound, spans

APRIL = date(2026, 4, 1)


def rows(office, sql):
    with office.book.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


@pytest.fixture
def plan(office):
    """30.00 a month from 1 April, billed on that day: a day of April is 1.00."""
    on(office, APRIL)
    found = a_plan(office, a_customer(office), 3_000, start_on=APRIL)
    bill(office, APRIL)
    return found


def act(office, verb, *args, **named):
    return office.write(lambda writer: verb(writer, *args, **named))


STEPS = {
    "pending": send_plan,
    "draft": withdraw_plan,
    "active": activate_plan,
    "paused": pause_plan,
    "cancelled": lambda writer, plan: cancel_plan(writer, plan, "why not"),
}


@pytest.mark.parametrize("status", ALLOWED)
def test_only_the_allowed_steps_can_be_taken(office, status):
    plan = a_plan(office, a_customer(office), status="draft")
    for to, step in STEPS.items():
        execute(office, f"UPDATE plan SET status = '{status}' WHERE id = {plan}")
        before = scalar(office, "SELECT count(*) FROM activity")
        # A paused plan becomes active by resuming it.
        if to in ALLOWED[status] and (status, to) != ("paused", "active"):
            act(office, step, plan)
            assert scalar(office, f"SELECT status FROM plan WHERE id = {plan}") == to
            assert scalar(office, "SELECT count(*) FROM activity") > before, "every step is told"
            execute(office, "DELETE FROM plan_pause")
        elif to not in ALLOWED[status]:
            with pytest.raises(UserError, match=f"cannot become {to}"):
                act(office, step, plan)
            assert scalar(office, "SELECT count(*) FROM activity") == before


class TestPause:
    def test_days_of_rest_are_credited_and_the_rest_of_the_month_billed_again(self, office, plan):
        """Paused on the 11th: 20 of 30 days, 20.00. Resumed on the 21st: 10 days, 10.00. May is billed on 1 May."""
        on(office, date(2026, 4, 11))
        assert office.read(lambda reader: preview_pause(reader, plan)).credit_minor == 2_000
        act(office, pause_plan, plan, "away")
        assert page(office, plan).row.status == "paused"
        assert scalar(office, "SELECT open_minor FROM invoice WHERE id = 1") == 1_000
        on(office, date(2026, 4, 21))
        shown = office.read(lambda reader: preview_resume(reader, plan))
        assert (shown.charge_minor, shown.next_bill_on, shown.next_net_minor) == (1_000, date(2026, 5, 1), 3_000)
        act(office, resume_plan, plan, expected=shown)
        assert page(office, plan).row.status == "active"
        assert scalar(office, "SELECT due_minor FROM customer") == 2_000
        on(office, date(2026, 5, 1))
        assert spans(bill(office, date(2026, 5, 1))) == [(date(2026, 5, 1), date(2026, 5, 31), 3_000)]
        sound(office)

    def test_a_pause_over_several_months_bills_none_of_them_and_keeps_the_anchor(self, office, plan):
        """Paused from 1 May to 14 July: July costs 18 of 31 days of 30.00, 17.42, and August begins on the 1st."""
        on(office, date(2026, 5, 1))
        act(office, pause_plan, plan, "away")
        for day in (date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)):
            on(office, day)
            run = bill(office, day)
            assert (run.invoices, [skip.reason for skip in run.plan.skipped]) == ((), ["paused"])
        on(office, date(2026, 7, 14))
        act(office, resume_plan, plan)
        assert page(office, plan).row.next_bill_on == date(2026, 7, 14)
        on(office, date(2026, 8, 1))
        assert spans(bill(office, date(2026, 8, 1))) == [
            (date(2026, 7, 14), date(2026, 7, 31), 1_742),
            (date(2026, 8, 1), date(2026, 8, 31), 3_000),
        ]
        assert rows(office, "SELECT start_on, state, reason FROM plan_period WHERE state = 'skipped' ORDER BY id") in (
            [("2026-05-01", "skipped", "paused"), ("2026-06-01", "skipped", "paused")],
            [(date(2026, 5, 1), "skipped", "paused"), (date(2026, 6, 1), "skipped", "paused")],
        )
        sound(office)

    def test_in_arrears_the_days_of_rest_are_left_out(self, office):
        on(office, APRIL)
        plan = a_plan(office, a_customer(office), 3_000, start_on=APRIL, timing="arrears")
        on(office, date(2026, 4, 11))
        act(office, pause_plan, plan)
        on(office, date(2026, 4, 21))
        act(office, resume_plan, plan)
        on(office, date(2026, 5, 1))
        assert spans(bill(office, date(2026, 5, 1))) == [(APRIL, date(2026, 4, 30), 2_000)]

    def test_paused_and_resumed_on_one_day_nothing_happened(self, office, plan):
        on(office, date(2026, 4, 11))
        act(office, pause_plan, plan)
        act(office, resume_plan, plan)
        assert scalar(office, "SELECT due_minor FROM customer") == 3_000
        assert scalar(office, "SELECT count(*) FROM plan_pause") == 0
        sound(office)

    def test_days_that_make_no_sense_are_refused(self, office, plan):
        for day, words in ((date(2026, 4, 2), "from today"), (date(2026, 3, 31), "from Apr 1, 2026")):
            with pytest.raises(UserError, match=words):
                act(office, pause_plan, plan, "away", day)
        act(office, pause_plan, plan)
        for day, words in ((date(2026, 4, 2), "resumed today"), (date(2026, 3, 31), "rests since")):
            with pytest.raises(UserError, match=words):
                act(office, resume_plan, plan, day)


class TestCancel:
    def test_now_credits_the_days_that_are_left(self, office, plan):
        """On the 11th eleven days are used; 19 of 30 days are 19.00."""
        on(office, date(2026, 4, 11))
        shown = office.read(lambda reader: preview_cancel(reader, plan))
        assert (shown.credit_minor, shown.effective_on) == (1_900, date(2026, 4, 11))
        act(office, cancel_plan, plan, "moved away", expected=shown)
        assert page(office, plan).row.status == "cancelled"
        assert scalar(office, "SELECT open_minor FROM invoice WHERE id = 1") == 1_100
        on(office, date(2026, 6, 1))
        assert bill(office, date(2026, 6, 1)).run_id is None
        sound(office)

    def test_a_paid_plan_leaves_the_credit_to_the_customer(self, office, plan):
        from app.services.plans.paying import pay_plan

        act(office, pay_plan, plan, "cash")
        on(office, date(2026, 4, 11))
        act(office, cancel_plan, plan, "moved away")
        assert scalar(office, "SELECT credit_minor FROM customer") == 1_900
        assert page(office, plan).row.outstanding_minor == 0
        sound(office)

    def test_at_period_end_nothing_is_credited_and_nothing_more_is_billed(self, office, plan):
        on(office, date(2026, 4, 11))
        act(office, cancel_plan, plan, "moved away", PERIOD_END)
        row = page(office, plan).row
        assert (row.status, row.end_on, row.next_bill_on) == ("active", date(2026, 4, 30), None)
        assert scalar(office, "SELECT count(*) FROM credit_memo") == 0
        on(office, date(2026, 5, 1))
        assert page(office, plan).row.status == "cancelled", "as of today, before anything was written"
        assert office.write(settle_statuses) == 1
        assert scalar(office, "SELECT status FROM plan") == "cancelled"

    def test_a_cancellation_at_period_end_can_be_taken_back(self, office, plan):
        act(office, cancel_plan, plan, "moved away", PERIOD_END)
        act(office, keep_plan, plan)
        on(office, date(2026, 5, 1))
        assert len(bill(office, date(2026, 5, 1)).invoices) == 1
        with pytest.raises(UserError, match="not about to be cancelled"):
            act(office, keep_plan, plan)

    def test_in_arrears_the_days_that_were_used_are_billed_by_the_next_run(self, office):
        on(office, APRIL)
        plan = a_plan(office, a_customer(office), 3_000, start_on=APRIL, timing="arrears")
        on(office, date(2026, 4, 11))
        shown = act(office, cancel_plan, plan, "moved")
        assert shown.last_bills == ((APRIL, date(2026, 4, 11), 1_100),)
        on(office, date(2026, 4, 12))
        assert spans(bill(office, date(2026, 4, 12))) == [(APRIL, date(2026, 4, 11), 1_100)]
        assert page(office, plan).row.status == "cancelled"

    def test_before_it_began_everything_is_credited(self, office):
        on(office, date(2026, 3, 1))
        plan = a_plan(office, a_customer(office), 3_000, start_on=APRIL)
        bill(office, APRIL)
        act(office, cancel_plan, plan, "thought better of it")
        assert scalar(office, "SELECT due_minor FROM customer") == 0
        assert page(office, plan).row.status == "cancelled"
        sound(office)

    def test_tax_is_credited_with_its_amount(self, office):
        """30.00 and 8.25 % of it, 2.48; eleven days are 11.00 and 0.91; so 19.00 and 1.57 are credited."""
        execute(office, "INSERT INTO tax_rate (id, name, rate_ppm, archived) VALUES (1, 'State', 82500, false)")
        on(office, APRIL)
        plan = a_plan(office, a_customer(office), 3_000, start_on=APRIL, tax_rate_id=1)
        bill(office, APRIL)
        on(office, date(2026, 4, 11))
        act(office, cancel_plan, plan, "moved")
        assert rows(office, "SELECT total_minor, tax_minor FROM credit_memo") == [(2_057, 157)]
        assert scalar(office, "SELECT -SUM(amount_minor) FROM posting WHERE account_id = 2200") == 91
        sound(office)

    def test_a_reason_is_needed(self, office, plan):
        with pytest.raises(UserError, match="Say why"):
            act(office, cancel_plan, plan, " ")


class TestChange:
    def test_a_dearer_template_charges_the_difference_for_the_days_left(self, office, plan):
        """From the 16th: 15 of 30 days cost 2.00 instead of 1.00 each: 15.00 more. May costs 60.00."""
        gold = act(office, save_template, NewTemplate("Gold", {"monthly": 6_000}, visits_per_year=4))
        on(office, date(2026, 4, 16))
        shown = office.read(lambda reader: preview_change(reader, plan, PlanChange(template_id=gold)))
        assert (shown.charge_minor, shown.credit_minor, shown.next_bill_on, shown.next_net_minor) == (
            1_500,
            0,
            date(2026, 5, 1),
            6_000,
        )
        act(office, change_plan, plan, PlanChange(template_id=gold), expected=shown)
        assert page(office, plan).row.name == "Gold"
        on(office, date(2026, 5, 1))
        assert spans(bill(office, date(2026, 5, 1))) == [(date(2026, 5, 1), date(2026, 5, 31), 6_000)]
        assert scalar(office, "SELECT due_minor FROM customer") == 3_000 + 1_500 + 6_000
        sound(office)

    def test_a_cheaper_price_credits_the_difference(self, office, plan):
        """From the 16th: 15 days at 0.50 instead of 1.00: 7.50 back."""
        on(office, date(2026, 4, 16))
        act(office, change_plan, plan, PlanChange(price_minor=1_500))
        assert scalar(office, "SELECT open_minor FROM invoice WHERE id = 1") == 2_250
        sound(office)

    def test_in_arrears_the_month_is_billed_by_both_prices(self, office):
        on(office, APRIL)
        plan = a_plan(office, a_customer(office), 3_000, start_on=APRIL, timing="arrears")
        on(office, date(2026, 4, 16))
        act(office, change_plan, plan, PlanChange(price_minor=6_000))
        assert scalar(office, "SELECT count(*) FROM invoice") == 0
        on(office, date(2026, 5, 1))
        assert spans(bill(office, date(2026, 5, 1))) == [(APRIL, date(2026, 4, 30), 4_500)]

    def test_another_frequency_ends_one_schedule_and_begins_the_next(self, office, plan):
        """From the 16th weekly at 7.50: 15.00 of April back, and weeks counted from the 16th."""
        on(office, date(2026, 4, 16))
        change = PlanChange(frequency="weekly", price_minor=750)
        shown = office.read(lambda reader: preview_change(reader, plan, change))
        assert (shown.credit_minor, shown.next_bill_on, shown.next_net_minor) == (1_500, date(2026, 4, 16), 750)
        act(office, change_plan, plan, change, expected=shown)
        on(office, date(2026, 4, 30))
        assert spans(bill(office, date(2026, 4, 30))) == [
            (date(2026, 4, 16), date(2026, 4, 22), 750),
            (date(2026, 4, 23), date(2026, 4, 29), 750),
            (date(2026, 4, 30), date(2026, 5, 6), 750),
        ]
        sound(office)

    def test_from_the_next_period_on_nothing_is_prorated(self, office, plan):
        on(office, date(2026, 4, 16))
        change = PlanChange(frequency="yearly", price_minor=30_000, on=date(2026, 5, 1))
        assert act(office, change_plan, plan, change).adjustments == ()
        on(office, date(2026, 5, 1))
        assert spans(bill(office, date(2026, 5, 1))) == [(date(2026, 5, 1), date(2027, 4, 30), 30_000)]
        sound(office)

    def test_cancelled_before_the_change_takes_effect_the_old_period_is_credited(self, office, plan):
        """On the 16th, 14 of April's 30 days are left: 14.00."""
        on(office, date(2026, 4, 16))
        act(office, change_plan, plan, PlanChange(frequency="yearly", price_minor=30_000, on=date(2026, 5, 1)))
        act(office, cancel_plan, plan, "moved")
        assert scalar(office, "SELECT open_minor FROM invoice WHERE id = 1") == 1_600
        on(office, date(2026, 5, 1))
        assert bill(office, date(2026, 5, 1)).run_id is None
        sound(office)

    def test_arrears_with_another_frequency_bill_the_days_so_far_at_once(self, office):
        on(office, APRIL)
        plan = a_plan(office, a_customer(office), 3_000, start_on=APRIL, timing="arrears")
        on(office, date(2026, 4, 16))
        shown = act(office, change_plan, plan, PlanChange(frequency="weekly", price_minor=700))
        assert shown.last_bills == ((APRIL, date(2026, 4, 15), 1_500),)
        assert scalar(office, "SELECT due_minor FROM customer") == 1_500
        assert page(office, plan).row.status == "active"
        assert page(office, plan).row.next_bill_on == date(2026, 4, 23)
        sound(office)

    def test_what_was_shown_is_what_is_done_or_nothing(self, office, plan):
        on(office, date(2026, 4, 16))
        shown = office.read(lambda reader: preview_change(reader, plan, PlanChange(price_minor=1_500)))
        on(office, date(2026, 4, 17))
        with pytest.raises(Conflict, match="not what was shown"):
            act(office, change_plan, plan, PlanChange(price_minor=1_500), expected=shown)
        assert scalar(office, "SELECT count(*) FROM credit_memo") == 0

    def test_changes_that_cannot_be(self, office, plan):
        on(office, date(2026, 4, 10))
        for change, words in (
            (PlanChange(frequency="weekly"), "Enter the price"),
            (PlanChange(price_minor=-1), "not possible"),
            (PlanChange(price_minor=1, on=date(2026, 3, 31)), "can be changed from"),
            (PlanChange(price_minor=1, on=date(2026, 4, 15)), "first day of its next period"),
            (PlanChange(template_id=99), "not in this book"),
        ):
            with pytest.raises(UserError, match=words):
                act(office, change_plan, plan, change)
        act(office, pause_plan, plan)
        with pytest.raises(UserError, match="Only a running plan"):
            act(office, change_plan, plan, PlanChange(price_minor=1))


class TestEntering:
    def test_a_template_gives_what_is_left_out(self, office):
        template = act(
            office,
            save_template,
            NewTemplate("Comfort", {"monthly": 1_900, "yearly": 20_000}, "Two visits", "We come twice.", 2),
        )
        customer = a_customer(office)
        plan = act(office, enter_plan, NewPlan(customer, TODAY, "yearly", template_id=template, status="active"))
        found = page(office, plan)
        assert (found.row.name, found.row.price_minor, found.included, found.row.visits_per_year) == (
            "Comfort",
            20_000,
            "Two visits",
            2,
        )
        with pytest.raises(UserError, match="no price for this frequency"):
            act(office, enter_plan, NewPlan(customer, TODAY, "weekly", template_id=template))
        act(office, archive_template, template)
        assert office.read(templates) == []

    @pytest.mark.parametrize(
        ("details", "words"),
        [
            ({"name": ""}, "needs a name"),
            ({"price_minor": None}, "needs a price"),
            ({"price_minor": -1}, "not possible"),
            ({"paid_by": "goats"}, "no way to pay"),
            ({"timing": "later"}, "advance or in arrears"),
            ({"end_on": TODAY - timedelta(days=1)}, "before it starts"),
            ({"discount_ppm": 1_000_001}, "discount"),
            ({"frequency": "hourly"}, "no frequency"),
            ({"terms": "someday"}, "no payment terms"),
            ({"customer_id": 99}, "not in this book"),
            ({"site_id": 99}, "not one of this customer"),
            ({"visits_per_year": 400}, "visits a year"),
            ({"status": "paused"}, "draft, pending or active"),
        ],
    )
    def test_what_cannot_be_is_refused(self, office, details, words):
        facts = {"customer_id": a_customer(office), "start_on": TODAY, "frequency": "monthly", "name": "Plan", "price_minor": 1}
        with pytest.raises(UserError, match=words):
            act(office, enter_plan, NewPlan(**{**facts, **details}))
        assert scalar(office, "SELECT count(*) FROM plan") == 0

    def test_a_draft_is_written_anew_and_only_a_draft(self, office):
        customer = a_customer(office)
        plan = a_plan(office, customer, status="draft")
        act(office, rewrite_draft, plan, NewPlan(customer, APRIL, "weekly", "Wash", price_minor=700, paid_by="cash"))
        row = page(office, plan).row
        assert (row.number, row.name, row.frequency, row.price_minor, row.status) == ("PL-0001", "Wash", "weekly", 700, "draft")
        act(office, activate_plan, plan)
        on(office, APRIL)
        assert spans(bill(office, APRIL)) == [(APRIL, date(2026, 4, 7), 700)]
        with pytest.raises(UserError, match="no draft any more"):
            act(office, rewrite_draft, plan, NewPlan(customer, APRIL, "weekly", "Wash", price_minor=1))

    def test_accepted_with_another_start_it_counts_from_there(self, office):
        plan = a_plan(office, a_customer(office), 3_000, start_on=date(2026, 3, 1), status="pending")
        act(office, activate_plan, plan, accepted_by="Martha", start_on=date(2026, 3, 10))
        assert spans(bill(office, TODAY)) == [(date(2026, 3, 10), date(2026, 4, 9), 3_000)]

    def test_two_people_at_one_plan_do_not_overwrite_each_other(self, office):
        from app.services.plans.reading import read_plan
        from app.services.plans.statuses import change_row

        plan = a_plan(office, a_customer(office))
        seen = office.read(lambda reader: read_plan(reader, plan))
        act(office, pause_plan, plan)
        with pytest.raises(Conflict, match="changed meanwhile"):
            act(office, change_row, seen, {"message": "mine"})

    def test_no_such_plan(self, office):
        with pytest.raises(NotFound):
            act(office, pause_plan, 99)


class TestVisits:
    def test_they_appear_as_jobs_and_done_ones_count(self, office):
        """Four visits a year from 10 January: January, April, July, October."""
        plan = a_plan(office, a_customer(office), start_on=date(2026, 1, 10), visits_per_year=4)
        assert [str(day) for (day,) in rows(office, "SELECT due_on FROM job ORDER BY id")] == [
            "2026-01-10",
            "2026-04-10",
            "2026-07-10",
            "2026-10-10",
        ]
        assert (page(office, plan).visits_used, page(office, plan).visits_left) == (0, 4)
        begins = datetime(2026, 3, 20, 19, 30, tzinfo=UTC)
        act(office, schedule_job, 1, begins, begins + timedelta(hours=1))
        act(office, move_job, 1, "done")
        assert (page(office, plan).visits_used, page(office, plan).visits_left) == (1, 3)
        with pytest.raises(UserError, match="cannot take that step"):
            act(office, schedule_job, 1, begins, begins + timedelta(hours=1))
        act(office, cancel_plan, plan, "moved")
        assert rows(office, "SELECT status FROM job ORDER BY id") == [("done",), *[("cancelled",)] * 3]

    def test_the_next_year_has_visits_of_its_own(self, office):
        plan = a_plan(office, a_customer(office), 24_000, "yearly", date(2025, 4, 1), visits_per_year=2)
        assert scalar(office, "SELECT count(*) FROM job") == 2
        on(office, date(2026, 4, 2))
        bill(office, date(2026, 4, 2))
        bill(office, date(2026, 4, 2))
        assert scalar(office, "SELECT count(*) FROM job") == 4
        assert (page(office, plan).visits_used, page(office, plan).visits_left) == (0, 2)

    def test_another_number_of_visits_counts_from_the_change(self, office):
        """Two a year, January and July; from 16 March four: April, July and October are to come, January stays."""
        plan = a_plan(office, a_customer(office), start_on=date(2026, 1, 10), visits_per_year=2)
        template = act(office, save_template, NewTemplate("Gold", {"monthly": 2_500}, visits_per_year=4))
        act(office, change_plan, plan, PlanChange(template_id=template))
        found = rows(office, "SELECT due_on, status FROM job WHERE status <> 'cancelled' ORDER BY due_on")
        assert [str(day) for day, _status in found] == ["2026-01-10", "2026-04-10", "2026-07-10", "2026-10-10"]
        assert page(office, plan).visits_left == 4

    def test_a_cancellation_taken_back_brings_visits_and_agreed_end_back(self, office):
        plan = a_plan(office, a_customer(office), start_on=date(2026, 1, 10), visits_per_year=4, end_on=date(2026, 12, 31))
        act(office, cancel_plan, plan, "moved", PERIOD_END)
        assert scalar(office, "SELECT count(*) FROM job WHERE status = 'cancelled'") == 3
        act(office, keep_plan, plan)
        assert scalar(office, "SELECT count(*) FROM job WHERE status = 'unscheduled'") == 4
        assert page(office, plan).row.end_on == date(2026, 12, 31)

    def test_visits_that_do_not_divide_a_year_are_spread_by_days(self):
        days = visit_days(date(2026, 1, 1), 0, 5)
        assert days[0] == date(2026, 1, 1)
        assert len({(later - earlier).days for earlier, later in pairwise(days)}) == 1


def test_a_rehearsal_shows_nothing_for_a_plan_that_ended(office):
    a_plan(office, a_customer(office), start_on=date(2026, 1, 1), end_on=date(2026, 1, 31))
    bill(office, TODAY)
    assert rehearsal(office, date(2026, 12, 31)).plan.bills == ()
    assert scalar(office, "SELECT status FROM plan") == "ended"


def test_what_is_asked_for_again_of_a_period_to_come_is_not_due_before_it_begins(office):
    """April is billed ahead on 16 March; a pause credits it, going on the same day asks for it again, due on 1 April."""
    plan = a_plan(office, a_customer(office), 3_100, start_on=TODAY.replace(day=1), paid_by="card")
    bill(office, APRIL)
    act(office, pause_plan, plan, "away")
    act(office, resume_plan, plan)
    again = rows(office, "SELECT total_minor, due_on FROM invoice WHERE id > 2 ORDER BY id")
    assert [(total, str(due_on)) for total, due_on in again] == [(1_600, "2026-03-16"), (3_100, "2026-04-01")]
    assert str(max(row[0] for row in rows(office, "SELECT try_on FROM plan_charge WHERE state = 'waiting'"))) == "2026-04-01"
    sound(office)
