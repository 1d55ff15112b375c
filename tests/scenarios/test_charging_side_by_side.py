"""Several at one book at once: the desk beside a sync, two desks, a copy of the book elsewhere. Each charge once."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.chart import Chart
from app.domain.errors import Conflict
from app.services.charging.hands import take_in_hand
from app.services.charging.operations import add_operation
from app.services.charging.pages import open_payment_page, poll_page
from app.services.charging.syncing import send_now
from app.services.collecting.receiving import NewPayment, take_payment
from tests.peers.fault_proxy import WITHHOLD
from tests.support.books import TODAY, execute, open_for_test, scalar
from tests.support.charging import Till, a_till


@pytest.fixture
def till(file_office, practice_stand):
    return a_till(file_office, practice_stand)


@pytest.fixture
def desk(till):
    """Send operations in a thread, as a desk does, and return a way to wait for it."""
    running = []

    def send(*operations):
        told = []

        def go():
            try:
                told.extend(send_now(till.office, till.stand.processor(), operations))
            except Conflict as busy:
                told.append(busy)

        thread = threading.Thread(target=go)
        running.append(thread)
        thread.start()

        def wait():
            thread.join(30)
            return told

        return wait

    yield send
    till.stand.proxy.release()
    for thread in running:
        thread.join(30)


def queued(till, amount=10_000, card="pm_card_visa"):
    customer = till.customer(card=card)
    invoice = till.invoice(customer, amount)
    return customer, invoice, till.queue(customer, invoice.id, amount)


def charged_once(till, invoice, amount=10_000):
    assert till.stand.charges() == [amount]
    assert till.payments() == [amount]
    assert till.open_minor(invoice.id) == 0
    assert till.ledger(Chart.RECEIVABLES) == 0
    till.sound()


@pytest.mark.parametrize("step", ["/payment_intents$", "/confirm$"])
def test_a_sync_leaves_alone_what_the_desk_is_sending(till, desk, step):
    _customer, invoice, operation = queued(till)
    till.stand.proxy.script(WITHHOLD, step)
    wait = desk(operation)
    till.stand.proxy.wait_until_held(1)
    asked = till.stand.proxy.count(step)
    report = till.sync()
    assert report.undecided == 1, "it is told that something is open"
    assert till.stand.proxy.count(step) == asked, "and nothing is sent for it"
    with pytest.raises(Conflict, match="is busy with this book"):
        send_now(till.office, till.processor, [operation])
    till.stand.proxy.release()
    assert wait() == ["succeeded"]
    assert till.sync().undecided == 0
    charged_once(till, invoice)


def test_the_desk_leaves_alone_what_a_sync_is_sending(till, desk):
    _customer, invoice, operation = queued(till)
    other_customer = till.customer("Vincent Ho")
    other = till.invoice(other_customer, 5_000)
    till.stand.proxy.script(WITHHOLD, "/confirm$")
    synced = threading.Thread(target=till.sync)
    synced.start()
    try:
        till.stand.proxy.wait_until_held(1)
        with pytest.raises(Conflict, match="is busy with this book"):
            send_now(till.office, till.processor, [operation])
        assert send_now(till.office, till.processor, [till.queue(other_customer, other.id, 5_000)]) == ["succeeded"]
    finally:
        till.stand.proxy.release()
        synced.join(30)
    assert till.state(operation) == "succeeded"
    assert sorted(till.stand.charges()) == sorted(till.payments()) == [5_000, 10_000]
    assert till.open_minor(invoice.id) == till.open_minor(other.id) == 0
    till.sound()


def test_two_desks_send_one_charge_once(till, desk):
    _customer, invoice, operation = queued(till)
    waits = [desk(operation) for _desk in range(3)]
    told = [answer for wait in waits for answer in wait()]
    assert "succeeded" in told
    charged_once(till, invoice)


def test_what_a_desk_had_in_hand_when_it_died_is_taken_up_by_a_sync(till):
    _customer, invoice, operation = queued(till)
    till.office.write(lambda writer: take_in_hand(writer, operation))
    till.sync()
    assert till.state(operation) == "queued"
    execute(till.office, "UPDATE book_lock SET process = 999999999")
    till.sync()
    charged_once(till, invoice)
    assert scalar(till.office, "SELECT count(*) FROM book_lock") == 0


def test_what_a_desk_has_in_hand_for_too_long_is_nobodys(till):
    _customer, invoice, operation = queued(till)
    till.office.write(lambda writer: take_in_hand(writer, operation))
    long_ago = (datetime.now(UTC) - timedelta(minutes=11)).isoformat()
    execute(till.office, f"UPDATE book_lock SET since_at = '{long_ago}'")
    assert send_now(till.office, till.processor, [operation]) == ["succeeded"]
    charged_once(till, invoice)


# A copy of the book's file on another computer, made without the program


@pytest.fixture
def copied(till, tmp_path):
    """Return a way to copy the book and open the copy at another computer."""
    opened = []

    def copy():
        path = tmp_path / "laptop.counterfoil"
        source = till.office.book.path
        for suffix in ("", "-wal"):
            if source.with_name(source.name + suffix).exists():
                shutil.copy(source.with_name(source.name + suffix), path.with_name(path.name + suffix))
        office = open_for_test(path)
        opened.append(office)
        return Till(office, till.stand, till.stand.processor())

    yield copy
    for office in opened:
        office.close()


@pytest.mark.parametrize("syncs", [False, True], ids=["at the desk", "by a sync"])
def test_a_copy_of_the_book_sends_the_same_queue(till, copied, syncs):
    _customer, invoice, operation = queued(till)
    laptop = copied()
    assert send_now(till.office, till.processor, [operation]) == ["succeeded"]
    till.stand.forget_keys()
    if syncs:
        laptop.sync()
    else:
        send_now(laptop.office, laptop.processor, [operation])
    assert laptop.state(operation) == "succeeded"
    charged_once(laptop, invoice)
    charged_once(till, invoice)


def test_a_copy_of_the_book_charges_the_same_invoice_anew(till, copied):
    customer = till.customer()
    invoice = till.invoice(customer)
    laptop = copied()
    assert send_now(till.office, till.processor, [till.queue(customer, invoice.id)]) == ["succeeded"]
    again = laptop.queue(customer, invoice.id)
    assert send_now(laptop.office, laptop.processor, [again]) == ["cancelled"]
    charged_once(laptop, invoice)


def test_a_copy_of_the_book_waits_for_a_debit_in_transit(till, copied, practice):
    customer = till.customer(card="pm_usBankAccount_success")
    invoice = till.invoice(customer)
    laptop = copied()
    assert send_now(till.office, till.processor, [till.queue(customer, invoice.id)]) == ["processing"]
    again = laptop.queue(customer, invoice.id)
    assert send_now(laptop.office, laptop.processor, [again]) == ["queued"]
    assert scalar(laptop.office, f"SELECT reason_code FROM operation WHERE id = {again}") == "elsewhere"
    practice.advance(timedelta(days=5))
    laptop.sync()
    assert till.stand.charges() == [10_000]
    assert laptop.open_minor(invoice.id) == 0
    laptop.sound()


# Links


def test_cash_taken_while_a_link_is_open_withdraws_the_link(till, practice):
    customer = till.customer()
    invoice = till.invoice(customer)
    page = open_payment_page(till.office, till.processor, customer, {invoice.id: 10_000})
    till.office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 10_000)))
    till.sync()
    assert till.state(page.operation_id) == "cancelled"
    assert "met meanwhile" in scalar(till.office, "SELECT reason_text FROM operation")
    practice.finish_page(page.url, "pm_card_visa")
    till.sync()
    assert till.stand.charges() == []
    assert till.payments() == [10_000]
    till.sound()


def test_a_link_paid_before_the_cash_was_noticed_is_credit_and_told(till, practice):
    customer = till.customer()
    invoice = till.invoice(customer)
    page = open_payment_page(till.office, till.processor, customer, {invoice.id: 10_000})
    with till.stand.proxy.offline():
        practice.finish_page(page.url, "pm_card_visa")
        till.office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 10_000)))
    till.sync()
    assert till.state(page.operation_id) == "succeeded"
    assert "was not needed any more" in scalar(till.office, "SELECT reason_text FROM operation")
    assert scalar(till.office, "SELECT credit_minor FROM customer") == 10_000
    assert till.stand.charges() == [10_000]
    till.sound()


def test_a_link_paid_while_the_network_is_away_refuses_the_desk(till, practice):
    customer = till.customer()
    invoice = till.invoice(customer)
    page = open_payment_page(till.office, till.processor, customer, {invoice.id: 10_000})
    with till.stand.proxy.offline():
        practice.finish_page(page.url, "pm_card_visa")
        with pytest.raises(Conflict, match="being charged since"):
            till.queue(customer, invoice.id)
    till.sync()
    charged_once(till, invoice)


def test_a_program_that_ended_while_it_made_a_link_leaves_no_invoice_locked(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    page = till.office.write(
        lambda writer: add_operation(
            writer, "payment_page", customer, 10_000, {invoice.id: 10_000}
        )
    )
    execute(till.office, f"UPDATE operation SET state = 'creating' WHERE id = {page}")
    assert till.sync().undecided == 1, "somebody may be making it right now"
    till.later(timedelta(minutes=11))
    assert till.sync().undecided == 0
    assert till.state(page) == "failed"
    assert send_now(till.office, till.processor, [till.queue(customer, invoice.id)]) == ["succeeded"]
    charged_once(till, invoice)


def test_a_clock_that_is_wrong_makes_links_and_charges_all_the_same(till, practice):
    till.later(timedelta(hours=-30))
    customer = till.customer()
    first, second = till.invoice(customer), till.invoice(customer)
    page = open_payment_page(till.office, till.processor, customer, {first.id: 10_000})
    practice.finish_page(page.url, "pm_card_visa")
    assert poll_page(till.office, till.processor, page.operation_id) == "succeeded"
    assert send_now(till.office, till.processor, [till.queue(customer, second.id)]) == ["succeeded"]
    till.sync()
    assert till.stand.charges() == till.payments() == [10_000, 10_000]
    till.sound()
