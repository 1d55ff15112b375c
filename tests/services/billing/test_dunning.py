"""Refused charges: tried again only where that can help, then the ladder; late fees once per invoice and level."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.models.customers import Activity
from app.services.billing.charges import (
    charge_facts,
    charge_paid,
    charge_processing,
    charge_sent,
    charges_to_send,
    settle_charges,
)
from app.services.billing.daily import day_is_new, day_words, look_after
from app.services.billing.dunning import charge_failed, climb_ladder, hold_off
from app.services.billing.rules import BillingRules, LadderStep, LateFeeLevel, billing_rules, set_billing_rules
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.plans.cancelling import PERIOD_END, cancel_plan
from app.services.plans.methods import CHARGE, Choice, SavedMethod, update_method
from app.services.queries.plan_money import plan_debts
from tests.support.books import TODAY, a_customer, an_invoice, open_for_test, scalar
from tests.support.plans import a_plan, bill, on, page, rehearsal, sound


@pytest.fixture
def card_plan(office):
    plan = a_plan(office, a_customer(office, "Martha Bloom"), 1_900, paid_by="card")
    bill(office, TODAY)
    return plan


def refuse(office, code):
    """Send the waiting charge and let the bank refuse it; return the day of the next try."""
    charge = office.read(charges_to_send)[0]
    office.write(lambda writer: charge_sent(writer, charge.id))
    return office.write(lambda writer: charge_failed(writer, charge.id, code))


def test_it_is_tried_after_3_5_and_7_days_and_then_no_more(office, card_plan):
    day = TODAY
    for wait in (3, 5, 7):
        assert refuse(office, "insufficient_funds") == day + timedelta(days=wait)
        on(office, day + timedelta(days=wait - 1))
        assert office.read(charges_to_send) == []
        day += timedelta(days=wait)
        on(office, day)
    assert refuse(office, "insufficient_funds") is None
    on(office, day + timedelta(days=60))
    assert office.read(charges_to_send) == []
    payment = page(office, card_plan).payments[-1]
    assert (payment.status, payment.reason, payment.open_minor) == (
        "failed",
        "There was not enough money in the account.",
        1_900,
    )


@pytest.mark.parametrize("code", ["stolen_card", "expired_card", "account_closed", "authentication_required", "never_heard_of"])
@pytest.mark.usefixtures("card_plan")
def test_a_reason_that_cannot_change_is_not_tried_again(office, code):
    assert refuse(office, code) is None
    on(office, TODAY + timedelta(days=30))
    assert office.read(charges_to_send) == []


def test_never_after_the_plan_ended(office, card_plan):
    assert refuse(office, "insufficient_funds") == TODAY + timedelta(days=3)
    office.write(lambda writer: cancel_plan(writer, card_plan, "moved"))
    on(office, TODAY + timedelta(days=3))
    assert office.read(charges_to_send) == []
    assert [step.step for step in office.write(climb_ladder)] == ["remind"], "what is owed is still asked for"


def test_never_after_its_last_day_even_before_anybody_said_so(office, card_plan):
    """Cancelled at the end of its period, 15 April: the try of the 16th falls away by itself."""
    office.write(lambda writer: cancel_plan(writer, card_plan, "moved", PERIOD_END))
    on(office, date(2026, 4, 13))
    assert refuse(office, "insufficient_funds") == date(2026, 4, 16)
    on(office, date(2026, 4, 16))
    assert office.read(charges_to_send) == []
    assert office.write(look_after).counts() == {"reminded": 1, "paused": 0, "handed_over": 0, "ended": 1, "retries": 0}


@pytest.mark.usefixtures("card_plan")
def test_a_new_card_after_the_end_is_charged_because_somebody_asked_for_it(office, card_plan):
    refuse(office, "expired_card")
    office.write(lambda writer: cancel_plan(writer, card_plan, "moved", PERIOD_END))
    on(office, TODAY + timedelta(days=40))
    office.write(look_after)
    office.write(lambda writer: update_method(writer, card_plan, SavedMethod("pm_2", "Visa 4242", None), Choice(CHARGE)))
    assert [charge.amount_minor for charge in office.read(charges_to_send)] == [1_900]


@pytest.mark.usefixtures("card_plan")
def test_a_charge_under_way_is_not_sent_twice_and_one_paid_otherwise_not_at_all(office):
    charge = office.read(charges_to_send)[0]
    office.write(lambda writer: charge_sent(writer, charge.id))
    assert office.read(charges_to_send) == []
    office.write(lambda writer: charge_processing(writer, charge.id))
    office.write(lambda writer: charge_failed(writer, charge.id, "insufficient_funds"))
    on(office, TODAY + timedelta(days=3))
    office.write(lambda writer: take_payment(writer, NewPayment(1, TODAY, "cash", 1_900)))
    assert office.read(charges_to_send) == []
    assert office.write(settle_charges) == 1
    assert office.read(lambda reader: charge_facts(reader, charge.id)).state == "cancelled"
    sound(office)


def test_the_schedule_is_the_books_own(office, card_plan):
    office.write(lambda writer: set_billing_rules(writer, BillingRules(retry_days=(1,))))
    assert refuse(office, "insufficient_funds") == TODAY + timedelta(days=1)
    on(office, TODAY + timedelta(days=1))
    assert refuse(office, "insufficient_funds") is None
    assert page(office, card_plan).row.failed_minor == 1_900


def test_after_the_last_try_comes_the_ladder(office, card_plan):
    """Reminded after 3 days, paused after 10, handed over after 20, each once."""
    ladder = (LadderStep(3, "remind"), LadderStep(10, "pause"), LadderStep(20, "hand_over"))
    office.write(lambda writer: set_billing_rules(writer, BillingRules(ladder=ladder)))
    assert office.read(billing_rules).ladder == ladder
    refuse(office, "expired_card")
    taken = []
    for day in range(30):
        on(office, TODAY + timedelta(days=day))
        taken += [(day, step.step) for step in office.write(climb_ladder)]
    assert taken == [(3, "remind"), (10, "pause"), (20, "hand_over")]
    assert page(office, card_plan).row.status == "paused"
    assert scalar(office, "SELECT stage FROM plan_charge") == "handed_over"
    sound(office)


class TestEachDay:
    """Once a business day the book is looked after, whoever opens it first."""

    def test_once_a_day_and_one_step_at_a_time(self, office, card_plan):
        """Nobody opened the book for 25 days: reminders of the 3rd and 10th day and the pause come one day after the other."""
        refuse(office, "expired_card")
        taken = []
        for day in (25, 25, 26, 26, 27, 28):
            on(office, TODAY + timedelta(days=day))
            if office.read(day_is_new):
                taken += [(day, step.step) for step in office.write(look_after).steps]
            assert office.write(look_after).steps == ()
        assert taken == [(25, "remind"), (26, "remind"), (27, "pause")]
        assert page(office, card_plan).row.status == "paused"
        sound(office)

    @pytest.mark.usefixtures("card_plan")
    def test_two_desks_that_open_at_once_remind_once(self, office_location):
        desks = [open_for_test(office_location) for _n in range(2)]
        refuse(desks[0], "expired_card")
        for desk in desks:
            on(desk, TODAY + timedelta(days=3))
        assert [desk.read(day_is_new) for desk in desks] == [True, True]
        assert [len(desk.write(look_after).steps) for desk in desks] == [1, 0]
        for desk in desks:
            desk.close()

    def test_what_was_done_is_told(self, office, card_plan):
        refuse(office, "expired_card")
        cash = a_plan(office, a_customer(office, "Hayes, Owen"), paid_by="card", end_on=TODAY)
        bill(office, TODAY)
        refuse(office, "insufficient_funds")
        on(office, TODAY + timedelta(days=3))
        assert day_words(office.write(look_after)) == [
            "2 reminders of refused payments are due.",
            "1 plan has ended.",
        ]
        assert (page(office, cash).row.status, page(office, card_plan).row.status) == ("ended", "active")
        kinds = office.read(lambda reader: [row.kind for row in reader.connection.execute(select(Activity.kind))])
        assert kinds.count("plan.dunning_remind") == 2

    @pytest.mark.usefixtures("card_plan")
    def test_a_payment_to_be_tried_again_is_told(self, office):
        refuse(office, "insufficient_funds")
        on(office, TODAY + timedelta(days=3))
        assert day_words(office.write(look_after)) == ["1 refused payment is to be tried again today."]


@pytest.mark.usefixtures("card_plan")
def test_the_ladder_leaves_alone_what_is_settled_or_held(office):
    refuse(office, "expired_card")
    charge_id = scalar(office, "SELECT id FROM plan_charge")
    office.write(lambda writer: hold_off(writer, charge_id))
    on(office, TODAY + timedelta(days=30))
    assert office.write(climb_ladder) == []


def test_the_banner_is_there_until_the_last_payment_is_settled(office):
    """19.00 refused and 25.00 not collected are 44.00; it goes with the second of the two payments."""
    customer = a_customer(office)
    card = a_plan(office, customer, 1_900, paid_by="card", name="Filter change")
    cash = a_plan(office, customer, 2_500, paid_by="cash", name="Furnace")
    bill(office, TODAY)
    refuse(office, "insufficient_funds")
    debts = office.read(lambda reader: plan_debts(reader, customer))
    assert debts.total_minor == 1_900, "cash is not overdue on its due date"
    on(office, TODAY + timedelta(days=1))
    debts = office.read(lambda reader: plan_debts(reader, customer))
    found = [(each.plan_id, each.failed_minor, each.overdue_minor) for each in debts.plans]
    assert found == [(card, 1_900, 0), (cash, 0, 2_500)]
    assert debts.total_minor == 4_400
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 2_500, apply={2: 2_500})))
    assert office.read(lambda reader: plan_debts(reader, customer)).total_minor == 1_900
    charge = scalar(office, "SELECT id FROM plan_charge")
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "card", 1_900, apply={1: 1_900})))
    office.write(lambda writer: charge_paid(writer, charge))
    assert office.read(lambda reader: plan_debts(reader, customer)).plans == ()


class TestLateFees:
    """5.00 after 10 days, then 2 % of what is open after 30."""

    RULES = BillingRules(late_fees=(LateFeeLevel(10, flat_minor=500), LateFeeLevel(30, percent_ppm=20_000)))

    def test_once_per_invoice_and_level_after_the_grace_period(self, office):
        office.write(lambda writer: set_billing_rules(writer, self.RULES))
        customer = a_customer(office)
        an_invoice(office, customer, 20_000, issued_on=date(2026, 2, 1), due_on=date(2026, 2, 28))
        charged = []
        for day in range(1, 61):
            today = date(2026, 3, 1) + timedelta(days=day)
            on(office, today)
            charged += [(today, fee.level, fee.amount_minor) for fee in rehearsal(office, today).fees]
            bill(office, today)
        # Ten whole days of grace from 28 February end with 10 March; 200.00 × 2 % = 4.00.
        assert charged == [(date(2026, 3, 11), 1, 500), (date(2026, 3, 31), 2, 400)]
        assert scalar(office, "SELECT -SUM(amount_minor) FROM posting WHERE account_id = 4100") == 900
        sound(office)

    def test_no_fee_on_a_fee_nor_on_a_disputed_invoice(self, office):
        office.write(lambda writer: set_billing_rules(writer, self.RULES))
        customer = a_customer(office)
        an_invoice(office, customer, 20_000, issued_on=date(2026, 2, 1), due_on=date(2026, 2, 28), disputed=True)
        an_invoice(office, customer, 10_000, issued_on=date(2026, 2, 1), due_on=date(2026, 2, 28), terms="receipt")
        run = bill(office, TODAY)
        assert [fee.total_minor for fee in run.fees] == [500]
        on(office, TODAY + timedelta(days=90))
        later = bill(office, TODAY + timedelta(days=90))
        assert [fee.total_minor for fee in later.fees] == [200], "2 % of the invoice's 100.00, nothing for the fee of 5.00"

    def test_nobody_is_late_for_an_invoice_that_was_only_just_made(self, office):
        """January's invoice is made in March: its grace begins with the day it was made."""
        office.write(lambda writer: set_billing_rules(writer, self.RULES))
        a_plan(office, a_customer(office), 3_000, "yearly", date(2026, 1, 5))
        bill(office, TODAY)
        assert rehearsal(office, TODAY).fees == ()
        on(office, TODAY + timedelta(days=10))
        assert rehearsal(office, TODAY + timedelta(days=10)).fees == ()
        on(office, TODAY + timedelta(days=11))
        assert [fee.amount_minor for fee in rehearsal(office, TODAY + timedelta(days=11)).fees] == [500]

    def test_none_unless_the_office_decides_so(self, office):
        an_invoice(office, a_customer(office), issued_on=date(2025, 2, 1), due_on=date(2025, 2, 28))
        assert rehearsal(office, TODAY).fees == ()
