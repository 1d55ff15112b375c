"""Currencies without decimals and with three: the same amounts in the book, on the server, refunds, payouts, pay links."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.chart import Chart
from app.domain.errors import UserError
from app.services.charging.connecting import connect
from app.services.charging.minimums import least_minor
from app.services.charging.pages import open_payment_page
from app.services.charging.queueing import queue_charge, queue_refund
from app.services.charging.syncing import send_now
from app.services.clocks import FixedDay
from app.services.queries.payout_lines import payout_lines
from app.services.queries.payouts import list_payouts
from tests.support.books import NOW, execute, scalar
from tests.support.charging import a_till

ODD = ["JPY", "KRW", "KWD", "BHD"]


@pytest.fixture
def till_in(file_office, practice_stand, practice):
    """Return a connected book in a currency."""

    def make(code):
        execute(file_office, f"UPDATE company SET currency = '{code}'")
        practice.reset(NOW, code.lower())
        till = a_till(file_office, practice_stand, connected=False)
        account = till.processor.account()
        file_office.write(lambda writer: connect(writer, account))
        return till

    return make


def paid(till, amount, card="pm_card_visa"):
    customer = till.customer(card=card)
    invoice = till.invoice(customer, amount)
    operation = till.queue(customer, invoice.id, amount)
    assert send_now(till.office, till.processor, [operation]) == ["succeeded"]
    return invoice, operation


def value_of(till, column, operation):
    return scalar(till.office, f"SELECT {column} FROM operation WHERE id = {operation}")


@pytest.mark.parametrize("code", ["JPY", "KWD"])
def test_a_refund_that_fails_later_is_reversed_once(till_in, practice, code):
    till = till_in(code)
    invoice, operation = paid(till, 10_000, "pm_card_pendingRefund")
    assert till.stand.charges() == [10_000]
    payment = value_of(till, "payment_id", operation)
    refund = till.office.write(lambda writer: queue_refund(writer, payment, 3_000, "Came late"))
    assert send_now(till.office, till.processor, [refund]) == ["processing"]
    assert till.open_minor(invoice.id) == 3_000
    practice.end_refund(value_of(till, "remote_id", refund), "failed")
    till.sync()
    till.sync()
    assert till.state(refund) == "failed"
    assert scalar(till.office, "SELECT sum(amount_minor) FROM reversal") == 0
    assert scalar(till.office, "SELECT count(*) FROM reversal") == 2
    assert till.stand.refunds() == []
    assert till.payments() == [10_000]
    till.sound()


@pytest.mark.parametrize("code", ["USD", *ODD])
def test_the_least_amount_is_checked_before_anything_is_sent(till_in, code):
    till = till_in(code)
    customer = till.customer()
    before = len(till.stand.proxy.requests)
    least = least_minor(code)
    step = 10 if code in {"KWD", "BHD"} else 1
    with pytest.raises(UserError, match="least"):
        till.office.write(lambda writer: queue_charge(writer, customer, amount_minor=least - step))
    assert len(till.stand.proxy.requests) == before
    operation = till.office.write(lambda writer: queue_charge(writer, customer, amount_minor=least))
    assert send_now(till.office, till.processor, [operation]) == ["succeeded"]
    assert till.stand.charges() == [least]
    assert till.payments() == [least]


def test_three_decimals_are_charged_in_steps_of_ten(till_in):
    till = till_in("KWD")
    customer = till.customer()
    with pytest.raises(UserError, match=r"0\.010"):
        till.office.write(lambda writer: queue_charge(writer, customer, amount_minor=1_001))


def test_a_currency_that_the_processor_counts_otherwise_is_refused(till_in):
    till = till_in("USD")
    customer = till.customer()
    execute(till.office, "UPDATE company SET currency = 'ISK'")
    with pytest.raises(UserError, match="ISK"):
        till.office.write(lambda writer: queue_charge(writer, customer, amount_minor=1_000))


@pytest.mark.parametrize("code", ["KRW", "BHD"])
def test_a_payout_ties_out(till_in, practice, code):
    till = till_in(code)
    paid(till, 10_000)
    _invoice, second = paid(till, 20_000)
    payment = value_of(till, "payment_id", second)
    refund = till.office.write(lambda writer: queue_refund(writer, payment, 5_000, "Came late"))
    assert send_now(till.office, till.processor, [refund]) == ["succeeded"]
    practice.advance(timedelta(days=10))
    clock = till.office.clock
    till.office.clock = FixedDay(clock.today() + timedelta(days=10), clock.now() + timedelta(days=10))
    till.sync()
    payouts = till.office.read(list_payouts)
    lines = []
    for each in payouts:
        lines += till.office.read(lambda reader, name=each.remote_id: payout_lines(reader, name))
    assert [line.gap_minor for line in lines] == [0] * len(lines)
    assert sum(line.amount_minor for line in lines) == 25_000
    assert till.ledger(Chart.CLEARING) == 0
    assert till.ledger(Chart.BANK) == 25_000 - till.ledger(Chart.PROCESSOR_FEES)
    till.sound()


@pytest.mark.parametrize("code", ["JPY", "KWD"])
def test_a_pay_link_asks_for_the_same_amount(till_in, practice, code):
    till = till_in(code)
    customer = till.customer()
    invoice = till.invoice(customer, 12_340)
    page = open_payment_page(till.office, till.processor, customer, {invoice.id: 12_340})
    practice.finish_page(page.url, "pm_card_visa")
    till.sync()
    assert till.stand.charges() == [12_340]
    assert till.open_minor(invoice.id) == 0
    till.sound()
