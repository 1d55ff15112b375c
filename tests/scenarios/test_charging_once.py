"""Whatever breaks on the way, a customer is charged once and the book says so: counted on the server and in the ledger."""

from __future__ import annotations

import pytest

from app.domain.chart import Chart
from app.domain.errors import Conflict, EnvironmentFault
from app.services.charging.sending import send_charge
from app.services.charging.syncing import send_now
from app.services.collecting.receiving import NewPayment, take_payment
from tests.peers.fault_proxy import (
    CONFLICT,
    DROP_AFTER,
    DROP_BEFORE,
    HTML_200,
    LATE,
    OTHER_JSON_200,
    SERVER_ERROR,
    SERVER_ERROR_AFTER,
    TOO_MANY,
    TRUNCATE,
    UNAUTHORIZED,
    UNAVAILABLE,
)
from tests.support.books import TODAY
from tests.support.charging import a_till


@pytest.fixture
def till(file_office, stand):
    return a_till(file_office, stand)


def charged_once(till, invoice_id, amount=10_000):
    assert till.stand.charges() == [amount]
    assert till.payments() == [amount]
    assert till.open_minor(invoice_id) == 0
    assert till.ledger(Chart.RECEIVABLES) == 0
    till.sound()


def test_a_card_is_charged_and_the_invoice_paid(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    assert send_now(till.office, till.processor, [operation]) == ["succeeded"]
    charged_once(till, invoice.id)
    till.sync()
    till.sync()
    charged_once(till, invoice.id)


UNCLEAR = [DROP_AFTER, DROP_BEFORE, TRUNCATE, HTML_200, OTHER_JSON_200, SERVER_ERROR, SERVER_ERROR_AFTER, UNAVAILABLE, CONFLICT]


# Where nothing was kept for a key there is nothing to forget.
FORGOTTEN = [(fault, forget) for fault in UNCLEAR for forget in (False, fault.passes_on or fault is SERVER_ERROR)]


@pytest.mark.parametrize(
    ("fault", "forgotten"),
    sorted(set(FORGOTTEN), key=FORGOTTEN.index),
    ids=lambda each: each if isinstance(each, bool) else f"{each.how}-{each.status}-{each.passes_on}-{len(each.body)}",
)
@pytest.mark.parametrize("step", ["/payment_intents$", "/confirm$"])
def test_an_answer_that_nobody_can_read_is_unknown_and_resolves_by_itself(till, fault, step, forgotten):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    till.stand.proxy.script(fault, step)
    assert send_now(till.office, till.processor, [operation]) == ["unknown"]
    assert till.payments() == []
    with pytest.raises(Conflict, match=invoice.number):
        till.queue(customer, invoice.id)
    if forgotten:
        till.stand.forget_keys()
    till.until_decided()
    assert till.state(operation) == "succeeded"
    charged_once(till, invoice.id)


def test_the_server_executes_late_and_the_user_presses_again(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    till.stand.proxy.script(LATE, "/confirm$")
    hasty = till.stand.processor(answer_seconds=0.3)
    assert send_now(till.office, hasty, [operation]) == ["unknown"]
    with pytest.raises(Conflict, match="being charged since"):
        till.queue(customer, invoice.id)
    till.stand.proxy.release()
    till.until_decided()
    charged_once(till, invoice.id)


def test_asked_again_before_the_late_request_is_executed(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    till.stand.proxy.script(LATE, "/confirm$")
    send_now(till.office, till.stand.processor(answer_seconds=0.3), [operation])
    till.stand.proxy.well_again()
    till.sync()
    till.stand.proxy.release()
    till.until_decided()
    charged_once(till, invoice.id)


def test_paid_in_cash_meanwhile_is_cancelled(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    till.office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 10_000)))
    till.sync()
    assert till.state(operation) == "cancelled"
    assert till.stand.charges() == []


def test_offline_the_queue_stays_as_it_is_and_then_all_go_once(till):
    customers = [till.customer(f"Customer {number}") for number in range(20)]
    invoices = [till.invoice(customer, 1_000 + 7 * number) for number, customer in enumerate(customers)]
    wanted = [1_000 + 7 * number for number in range(20)]
    with till.stand.proxy.offline():
        operations = [
            till.queue(customer, invoice.id, amount)
            for customer, invoice, amount in zip(customers, invoices, wanted, strict=True)
        ]
        with pytest.raises(EnvironmentFault):
            till.sync()
        assert {till.state(operation) for operation in operations} == {"queued"}
    till.stand.proxy.script(DROP_AFTER, "", every=3, times=None)
    for _time in range(12):
        try:
            report = till.sync()
        except EnvironmentFault:
            continue
        if not report.undecided and not report.states.get("queued"):
            break
    till.stand.proxy.well_again()
    till.until_decided()
    assert {till.state(operation) for operation in operations} == {"succeeded"}
    assert sorted(till.stand.charges()) == wanted
    assert sorted(till.payments()) == wanted
    till.sound()


def test_slowing_down_is_obeyed_and_the_key_refused_pauses(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    till.stand.proxy.script(TOO_MANY, "/confirm$")
    assert send_now(till.office, till.processor, [operation]) == ["created"]
    assert send_charge(till.office, till.processor, operation) == "created"
    assert till.stand.charges() == []
    other = till.invoice(customer)
    second = till.queue(customer, other.id)
    till.stand.proxy.script(UNAUTHORIZED, "/payment_intents$")
    with pytest.raises(Exception, match="refused the key"):
        send_now(till.office, till.processor, [second])
    assert till.state(second) == "queued"
    assert till.stand.charges() == []
    assert till.sync().paused == ""
    assert till.state(second) == "succeeded"
    assert till.stand.charges() == [10_000]
