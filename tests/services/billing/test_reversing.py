"""Taking a run back: one step, numbers kept, what was sent to the processor excepted."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import NotFound, UserError
from app.services.billing.charges import charge_paid, charge_sent, charges_to_send
from app.services.billing.reversing import preview_reversal, reverse_run, run_by_number
from app.services.billing.rules import BillingRules, LateFeeLevel, set_billing_rules
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.plans.cancelling import cancel_plan
from app.services.plans.changing import PlanChange, change_plan
from tests.support.books import TODAY, a_customer, an_invoice, scalar
from tests.support.plans import a_plan, bill, on, page, rehearsal, sound, spans


def take_back(office, run):
    return office.write(lambda writer: reverse_run(writer, run.run_id, "wrong prices"))


def test_everything_is_as_before_the_run_but_for_the_numbers(office):
    customer = a_customer(office)
    plan = a_plan(office, customer, 1_900, paid_by="card")
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 500)))
    run = bill(office, TODAY)
    assert scalar(office, "SELECT credit_minor FROM customer") == 0
    done = take_back(office, run)
    assert (done.number, done.voided, done.voided_minor, done.excepted) == ("B-0001", ("10001",), 1_900, ())
    assert scalar(office, "SELECT due_minor FROM customer") == 0
    assert scalar(office, "SELECT credit_minor FROM customer") == 500, "the credit is the customer's again"
    assert scalar(office, "SELECT state FROM invoice") == "void"
    assert scalar(office, "SELECT number FROM invoice") == "10001"
    assert office.read(charges_to_send) == []
    assert page(office, plan).row.next_bill_on == TODAY
    again = bill(office, TODAY)
    assert [invoice.number for invoice in again.invoices] == ["10002"]
    assert again.plan.bills[0].credit_minor == 500
    assert len(office.read(charges_to_send)) == 1
    sound(office)


def test_charges_that_were_sent_are_excepted_and_named(office):
    sent, free = (a_plan(office, a_customer(office, name), paid_by="card") for name in ("Sent", "Free"))
    run = bill(office, TODAY)
    waiting = office.read(charges_to_send)[0]
    office.write(lambda writer: charge_sent(writer, waiting.id))
    _numbers, excepted = office.read(lambda reader: preview_reversal(reader, run.run_id))
    done = take_back(office, run)
    assert list(done.excepted) == excepted
    assert [(each.number, each.reason) for each in done.excepted] == [("10001", "sent")]
    assert done.voided == ("10002",)
    assert page(office, sent).row.outstanding_minor == 1_900
    assert [each.plan_id for each in rehearsal(office, TODAY).plan.bills] == [free]
    office.write(lambda writer: charge_paid(writer, waiting.id))
    sound(office)


def test_an_earlier_run_taken_back_leaves_the_later_one_alone(office):
    """January is billed again, February is not."""
    plan = a_plan(office, a_customer(office), 1_900, start_on=date(2026, 1, 10))
    on(office, date(2026, 1, 10))
    january = bill(office, date(2026, 1, 10))
    on(office, date(2026, 2, 10))
    bill(office, date(2026, 2, 10))
    take_back(office, january)
    again = bill(office, date(2026, 2, 20))
    assert spans(again) == [(date(2026, 1, 10), date(2026, 2, 9), 1_900)]
    assert page(office, plan).row.next_bill_on == date(2026, 3, 10)
    on(office, date(2026, 3, 10))
    assert spans(bill(office, date(2026, 3, 10))) == [(date(2026, 3, 10), date(2026, 4, 9), 1_900)]
    sound(office)


def test_missed_periods_that_were_passed_over_come_back(office):
    a_plan(office, a_customer(office), 1_550, "weekly", date(2026, 3, 2))
    run = bill(office, TODAY, "skip")
    take_back(office, run)
    assert [each.periods[0].start_on for each in rehearsal(office, TODAY).plan.bills] == [
        date(2026, 3, 2),
        date(2026, 3, 9),
        TODAY,
    ]


def test_plans_changed_since_keep_their_invoices(office):
    cancelled, changed = (a_plan(office, a_customer(office, name), 3_100, start_on=date(2026, 3, 1)) for name in "ab")
    on(office, date(2026, 3, 1))
    run = bill(office, date(2026, 3, 1))
    on(office, date(2026, 3, 10))
    office.write(lambda writer: cancel_plan(writer, cancelled, "moved"))
    office.write(lambda writer: change_plan(writer, changed, PlanChange(frequency="weekly", price_minor=700)))
    done = take_back(office, run)
    assert sorted(each.reason for each in done.excepted) == ["adjusted", "changed"]
    assert done.voided == ()
    sound(office)


def test_late_fees_are_taken_back_and_may_be_charged_again(office):
    office.write(lambda writer: set_billing_rules(writer, BillingRules(late_fees=(LateFeeLevel(10, flat_minor=1_500),))))
    an_invoice(office, a_customer(office), issued_on=date(2026, 2, 1), due_on=date(2026, 2, 28))
    run = bill(office, TODAY)
    assert [fee.total_minor for fee in run.fees] == [1_500]
    assert rehearsal(office, TODAY).fees == ()
    assert take_back(office, run).voided == ("10002",)
    assert len(rehearsal(office, TODAY).fees) == 1
    sound(office)


def test_what_cannot_be_taken_back_is_refused(office):
    a_plan(office, a_customer(office))
    run = bill(office, TODAY)
    with pytest.raises(UserError, match="Say why"):
        office.write(lambda writer: reverse_run(writer, run.run_id, " "))
    with pytest.raises(NotFound):
        office.read(lambda reader: run_by_number(reader, "B-0099"))
    assert office.read(lambda reader: run_by_number(reader, "B-0001")) == run.run_id
    take_back(office, run)
    with pytest.raises(UserError, match="already taken back"):
        take_back(office, run)
