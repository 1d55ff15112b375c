"""Above an account: what is in transit, declined, in doubt or waiting, so that nothing is taken for paid."""

from __future__ import annotations

import pytest

from app.services.charging.queueing import hold
from app.services.charging.syncing import send_now
from tests.peers.fault_proxy import DROP_AFTER

DECLINED = "pm_card_visa_chargeDeclinedInsufficientFunds"


@pytest.fixture
def notice(register):
    notice = register.screens.notice()
    notice.setParent(register.counter.session.window)
    register.counter.session.changed.connect(notice.refresh)
    notice.show_customer(register.marina)
    register.wait()
    return notice


def charge(register, card, number="10001", amount=10_000, *, send=True):
    method = register.till.card(register.marina, card)
    operation = register.till.queue(register.marina, register.invoice(number), amount, method_id=method.id)
    if send:
        send_now(register.till.office, register.till.processor, [operation])
    return operation


def told(register, notice):
    notice.refresh(frozenset({"operations"}))
    register.wait()
    return notice.banner.text()


def test_it_is_silent_while_nothing_is_under_way_and_once_it_is_paid(register, notice):
    assert told(register, notice) == ""
    charge(register, "pm_card_visa")
    assert told(register, notice) == ""
    assert not notice.isVisibleTo(notice.parentWidget())


def test_what_is_in_transit_is_summed_and_not_called_paid(register, notice):
    charge(register, "pm_usBankAccount_success")
    charge(register, "pm_usBankAccount_success", "10002", 8_900)
    assert told(register, notice) == "$189.00 is in transit (10002, 10001): not paid until the bank says so."


def test_a_decline_comes_first_and_goes_when_it_is_paid_otherwise(register, notice):
    charge(register, "pm_usBankAccount_success", "10002", 8_900)
    charge(register, DECLINED)
    assert told(register, notice) == (
        "Visa 9995 was declined for $100.00: There was not enough money in the account. 1 more is under way."
    )
    charge(register, "pm_card_mastercard")
    assert told(register, notice).startswith("$89.00 is in transit")


def test_what_nobody_knows_is_said_so(register, notice):
    register.till.stand.proxy.script(DROP_AFTER, "/confirm$")
    charge(register, "pm_card_visa")
    assert told(register, notice) == "It is not known yet whether $100.00 was charged; the next sync asks."


def test_what_waits_and_what_is_held(register, notice):
    operation = charge(register, "pm_card_visa", send=False)
    assert told(register, notice) == "$100.00 waits to be charged to Visa 4242."
    register.till.office.write(lambda writer: hold(writer, operation))
    assert told(register, notice) == "A charge of $100.00 is held."


def test_its_button_leads_to_the_customer_s_operations(register, notice):
    charge(register, "pm_card_visa", send=False)
    told(register, notice)
    notice.banner._button.click()
    register.wait()
    queue = register.screens.queue
    assert queue.view.search.text() == "Harbor Light Marina"
    assert queue.view.model.count() == 1
