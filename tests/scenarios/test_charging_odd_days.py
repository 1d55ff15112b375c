"""Odd days in an office: wrong clocks, cards that run out in the queue, disputes on the way of a refund, old backups."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.chart import Chart
from app.domain.errors import UserError
from app.services.backups import backup_book, restore_backup
from app.services.charging.connecting import connect
from app.services.charging.queueing import queue_refund, release
from app.services.charging.syncing import send_now
from app.services.clocks import FixedDay
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.queries.clearing import clearing_parts
from tests.peers.fault_proxy import DROP_AFTER, DROP_BEFORE
from tests.support.books import TODAY, execute, open_for_test, scalar
from tests.support.charging import Till, a_till


@pytest.fixture
def till(file_office, practice_stand):
    return a_till(file_office, practice_stand)


def set_clock(till, by):
    """Let the office's clock and date be wrong by so much."""
    clock = till.office.clock
    till.office.clock = FixedDay((clock.now() + by).date(), clock.now() + by)


def days_later(till, practice, days):
    practice.advance(timedelta(days=days))
    set_clock(till, timedelta(days=days))


def paid(till, amount=10_000, card="pm_card_visa"):
    customer = till.customer(card=card)
    invoice = till.invoice(customer, amount)
    operation = till.queue(customer, invoice.id, amount)
    send_now(till.office, till.processor, [operation])
    return invoice, operation


def value(till, column, operation):
    return scalar(till.office, f"SELECT {column} FROM operation WHERE id = {operation}")


# Clocks


def test_connected_with_a_clock_that_runs_ahead_it_misses_no_fee_and_no_event(file_office, practice_stand, practice):
    till = a_till(file_office, practice_stand, connected=False)
    set_clock(till, timedelta(hours=7))
    account = till.processor.account()
    till.office.write(lambda writer: connect(writer, account))
    _invoice, operation = paid(till)
    practice.advance(timedelta(seconds=5))
    till.sync()
    assert till.ledger(Chart.PROCESSOR_FEES) == 320, "the fee of what was taken is in the book"
    practice.dispute(value(till, "remote_id", operation))
    till.sync()
    assert scalar(till.office, "SELECT count(*) FROM dispute") == 1
    till.sound()


def test_a_clock_set_back_after_a_sync_freezes_until_everything_is_compared(till, practice):
    customer = till.customer()
    set_clock(till, timedelta(days=60))
    till.sync()
    set_clock(till, timedelta(days=-60))
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    practice.pay_elsewhere(700, till.remote(customer), "While nobody knew the day")
    assert send_now(till.office, till.processor, [operation]) == ["queued"]
    report = till.sync()
    assert (report.compared, report.adopted) == (True, 1)
    assert till.state(operation) == "succeeded"
    assert sorted(till.stand.charges()) == sorted(till.payments()) == [700, 10_000]
    assert not till.sync().compared
    till.sound()


# What runs out while it waits


def test_a_card_that_runs_out_in_the_queue_is_held_and_charged_with_another(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    execute(till.office, "UPDATE saved_method SET expires_on = '2026-03-15'")
    before = till.stand.proxy.count("/payment_intents$")
    till.sync()
    assert (till.state(operation), value(till, "held", operation)) == ("queued", 1)
    assert "expired" in value(till, "reason_text", operation)
    till.office.write(lambda writer: release(writer, operation))
    till.sync()
    assert value(till, "held", operation) == 1, "releasing it does not make the card good"
    assert till.stand.proxy.count("/payment_intents$") == before
    assert till.stand.charges() == till.payments() == []


def test_a_card_removed_at_the_processor_refuses_and_frees_the_invoice(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    card = scalar(till.office, "SELECT remote_id FROM saved_method")
    till.processor.detach_method(card, "by somebody else")
    till.sync()
    assert till.state(operation) in {"failed", "queued"}
    assert till.stand.charges() == till.payments() == []
    assert till.open_minor(invoice.id) == 10_000


@pytest.mark.parametrize("arrived", [False, True], ids=["not arrived", "arrived"])
def test_cash_taken_while_nobody_knows_whether_the_card_was_charged(till, arrived):
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    till.stand.proxy.script(DROP_AFTER if arrived else DROP_BEFORE, "/confirm$")
    assert send_now(till.office, till.processor, [operation]) == ["unknown"]
    till.office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 10_000)))
    till.until_decided()
    assert till.state(operation) == ("succeeded" if arrived else "cancelled")
    assert till.stand.charges() == ([10_000] if arrived else [])
    assert till.payments() == ([10_000, 10_000] if arrived else [10_000])
    assert scalar(till.office, "SELECT credit_minor FROM customer") == (10_000 if arrived else 0)
    assert till.open_minor(invoice.id) == 0
    till.sound()


def test_cash_taken_while_a_debit_is_in_transit_makes_credit_of_the_debit(till, practice):
    invoice, operation = paid(till, card="pm_usBankAccount_success")
    customer = scalar(till.office, "SELECT id FROM customer")
    till.office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 10_000)))
    days_later(till, practice, 5)
    till.sync()
    assert till.state(operation) == "succeeded"
    assert till.open_minor(invoice.id) == 0
    assert scalar(till.office, "SELECT credit_minor FROM customer") == 10_000
    assert till.stand.charges() == [10_000]
    till.sound()


# Refunds, disputes, debits


def test_a_dispute_on_the_way_of_a_refund_takes_the_money_once(till, practice):
    invoice, operation = paid(till)
    payment = value(till, "payment_id", operation)
    with till.stand.proxy.offline():
        refund = till.office.write(lambda writer: queue_refund(writer, payment, 4_000, "Came late"))
        practice.dispute(value(till, "remote_id", operation))
    till.sync()
    till.sync()
    assert till.state(refund) == "failed", "the processor gives nothing back of what the bank took"
    assert till.stand.refunds() == []
    assert scalar(till.office, "SELECT sum(amount_minor) FROM reversal") == 10_000
    assert till.open_minor(invoice.id) == 10_000
    with pytest.raises(UserError, match=r"0\.00"):
        till.office.write(lambda writer: queue_refund(writer, payment, 1, "More"))
    till.sound()


def test_a_debit_taken_back_after_its_payout_leaves_a_debt_that_the_next_payout_meets(till, practice):
    invoice, _operation = paid(till, card="pm_usBankAccount_dispute")
    days_later(till, practice, 4)
    till.sync()
    practice.pay_out()
    days_later(till, practice, 4)
    till.sync()
    assert till.open_minor(invoice.id) == 10_000
    assert till.ledger(Chart.CLEARING) < 0, "the processor wants it back"
    assert till.office.read(clearing_parts).waiting_minor == till.ledger(Chart.CLEARING)
    paid(till, 30_000)
    till.sync()
    days_later(till, practice, 4)
    till.sync()
    till.sync()
    assert till.ledger(Chart.CLEARING) == 0
    assert till.ledger(Chart.BANK) == 30_000 - till.ledger(Chart.PROCESSOR_FEES)
    assert till.office.read(clearing_parts).unexplained_minor == 0
    assert sorted(till.payments()) == [10_000, 30_000]
    till.sound()


# An older backup


def test_a_charge_at_the_desk_of_a_restored_book_waits_until_everything_is_compared(till, tmp_path):
    customer = till.customer()
    first, second = till.invoice(customer), till.invoice(customer, 5_000)
    backup = backup_book(till.office, tmp_path / "copy.counterfoil")
    send_now(till.office, till.processor, [till.queue(customer, first.id)])
    path = restore_backup(backup.path, tmp_path / "restored.counterfoil", network_of=lambda _path: None)
    office = open_for_test(path)
    try:
        again = Till(office, till.stand, till.processor)
        both = [again.queue(customer, first.id), again.queue(customer, second.id, 5_000)]
        assert send_now(office, till.processor, both) == ["queued", "queued"]
        assert again.payments() == []
        assert again.sync().compared
        assert [again.state(each) for each in both] == ["cancelled", "succeeded"]
        assert sorted(till.stand.charges()) == sorted(again.payments()) == [5_000, 10_000]
        again.sound()
    finally:
        office.close()


def test_a_month_away_what_waits_goes_with_the_sync_that_compares(till, practice):
    customer = till.customer()
    till.sync()
    days_later(till, practice, 31)
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    report = till.sync()
    assert report.compared
    assert till.state(operation) == "succeeded"
    assert till.stand.charges() == till.payments() == [10_000]
    till.sound()
