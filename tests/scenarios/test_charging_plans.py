"""Charges that billing runs left waiting: sent with a sync, paid once, tried again on the same payment, asked for anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.services.billing.charges import ChargeRequest, queue_charges
from app.services.charging.customers import make_default
from app.services.charging.queueing import release
from app.services.clocks import FixedDay
from tests.support.books import a_customer, scalar
from tests.support.charging import a_till


@pytest.fixture
def till(file_office, practice_stand):
    return a_till(file_office, practice_stand)


def waiting(till, card="pm_card_visa"):
    customer = till.customer(card=card)
    invoice = till.invoice(customer)
    till.office.write(lambda writer: queue_charges(writer, [ChargeRequest(invoice.id, customer, None, 10_000, "card")]))
    return customer, invoice


def later(till, days):
    clock = till.office.clock
    till.office.clock = FixedDay(clock.today() + timedelta(days=days), clock.now() + timedelta(days=days))


def test_a_waiting_charge_is_sent_and_paid(till):
    _customer, invoice = waiting(till)
    assert till.sync().states == {"succeeded": 1}
    assert till.stand.charges() == [10_000]
    assert scalar(till.office, "SELECT state FROM plan_charge") == "paid"
    assert till.open_minor(invoice.id) == 0
    till.sync()
    assert till.stand.charges() == [10_000]


def test_a_refused_one_is_tried_again_on_the_same_payment(till):
    customer, invoice = waiting(till, "pm_card_visa_chargeDeclinedInsufficientFunds")
    till.sync()
    assert scalar(till.office, "SELECT state FROM plan_charge") == "failed"
    assert scalar(till.office, "SELECT try_on FROM plan_charge") is not None
    good = till.card(customer, "pm_card_visa")
    till.office.write(lambda writer: make_default(writer, good.id))
    till.sync()
    assert till.stand.charges() == [], "not before its day"
    later(till, 10)
    till.sync()
    assert scalar(till.office, "SELECT state FROM plan_charge") == "paid"
    assert scalar(till.office, "SELECT count(*) FROM operation") == 1
    assert scalar(till.office, "SELECT attempt FROM operation") == 2
    assert till.stand.charges() == [10_000]
    assert till.open_minor(invoice.id) == 0


def test_without_a_card_it_waits_and_says_so(till):
    customer = a_customer(till.office)
    invoice = till.invoice(customer)
    till.office.write(lambda writer: queue_charges(writer, [ChargeRequest(invoice.id, customer, None, 10_000, "card")]))
    report = till.sync()
    assert [refused.invoice_number for refused in report.refused] == [invoice.number]
    assert scalar(till.office, "SELECT state FROM plan_charge") == "waiting"


def test_a_consent_that_went_stale_is_asked_for_again(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    later(till, 20)
    till.sync()
    assert till.stand.charges() == []
    assert scalar(till.office, "SELECT held FROM operation") == 1
    till.office.write(lambda writer: release(writer, operation))
    till.sync()
    assert till.state(operation) == "succeeded"
    assert till.stand.charges() == [10_000]


def test_a_second_refusal_waits_for_its_day_as_the_first_one_did(till, practice):
    waiting(till, "pm_card_visa_chargeDeclinedInsufficientFunds")
    till.sync()
    first = scalar(till.office, "SELECT try_on FROM plan_charge")
    later(till, 10)
    for _time in range(3):
        till.sync()
    assert practice.counts()["declines"] == 2, "each day of the ladder is tried once, however often one syncs"
    assert scalar(till.office, "SELECT attempts FROM plan_charge") == 2
    assert scalar(till.office, "SELECT try_on FROM plan_charge") > first
