"""What happens after a charge: declines, bank debits, refunds, disputes, payouts, a backup restored, a month away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.chart import Chart
from app.domain.errors import UserError
from app.services.backups import backup_book, restore_backup
from app.services.charging.cancelling import cancel
from app.services.charging.connecting import connect
from app.services.charging.pages import CHARGE, expire_page, open_payment_page, open_setup_page, poll_page
from app.services.charging.queueing import queue_refund, retry
from app.services.charging.syncing import send_now
from app.services.clocks import FixedDay
from tests.peers.fault_proxy import DROP_AFTER, DROP_BEFORE
from tests.support.books import NOW, execute, open_for_test, scalar
from tests.support.charging import Till, a_till


@pytest.fixture
def till(file_office, practice_stand):
    return a_till(file_office, practice_stand)


def paid(till, amount=10_000, card="pm_card_visa"):
    """A customer, an invoice and an operation that was charged."""
    customer = till.customer(card=card)
    invoice = till.invoice(customer, amount)
    operation = till.queue(customer, invoice.id, amount)
    send_now(till.office, till.processor, [operation])
    return customer, invoice, operation


def payment_of(till, operation):
    return scalar(till.office, f"SELECT payment_id FROM operation WHERE id = {operation}")


def remote_of(till, operation):
    return scalar(till.office, f"SELECT remote_id FROM operation WHERE id = {operation}")


def days_later(till, practice, days):
    practice.advance(timedelta(days=days))
    clock = till.office.clock
    till.office.clock = FixedDay(clock.today() + timedelta(days=days), clock.now() + timedelta(days=days))


def test_declined_then_a_new_card_by_page_then_paid_on_the_same_payment(till, practice):
    customer = till.customer(card="pm_card_visa_chargeDeclinedInsufficientFunds")
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    assert send_now(till.office, till.processor, [operation]) == ["declined"]
    first = remote_of(till, operation)
    assert till.open_minor(invoice.id) == 10_000
    assert "not enough money" in scalar(till.office, "SELECT detail FROM operation_event WHERE state = 'declined'")
    page = open_setup_page(till.office, till.processor, customer, then=CHARGE)
    practice.finish_page(page.url, "pm_card_mastercard")
    till.sync()
    assert till.state(page.operation_id) == "succeeded"
    assert till.state(operation) == "succeeded"
    assert remote_of(till, operation) == first
    assert scalar(till.office, f"SELECT attempt FROM operation WHERE id = {operation}") == 2
    assert till.stand.charges() == [10_000]
    assert till.payments() == [10_000]
    assert till.open_minor(invoice.id) == 0
    till.sound()


@pytest.mark.parametrize("second", ["pm_card_visa", "pm_card_visa_chargeDeclinedLostCard"])
@pytest.mark.parametrize("arrived", [False, True])
def test_a_second_attempt_whose_reply_is_lost_is_not_taken_for_the_first_decline(till, second, arrived):
    customer, invoice, operation = paid(till, card="pm_card_visa_chargeDeclinedInsufficientFunds")
    method = till.card(customer, second)
    till.office.write(lambda writer: retry(writer, operation, method.id))
    till.stand.proxy.script(DROP_AFTER if arrived else DROP_BEFORE, "/confirm$")
    assert send_now(till.office, till.processor, [operation]) == ["unknown"]
    till.until_decided()
    good = second == "pm_card_visa"
    assert till.state(operation) == ("succeeded" if good else "declined")
    assert till.stand.charges() == ([10_000] if good else [])
    assert till.open_minor(invoice.id) == (0 if good else 10_000)


def test_a_bank_debit_is_in_transit_then_paid_then_disputed(till, practice):
    practice.disorder("doubled", "backwards")
    _customer, invoice, operation = paid(till, card="pm_usBankAccount_dispute")
    assert till.state(operation) == "processing"
    assert till.open_minor(invoice.id) == 10_000
    assert till.payments() == []
    days_later(till, practice, 4)
    till.sync()
    assert till.state(operation) == "succeeded"
    assert till.open_minor(invoice.id) == 0
    assert scalar(till.office, "SELECT method FROM payment") == "bank"
    assert till.ledger(Chart.BANK) == 0
    days_later(till, practice, 4)
    till.sync()
    till.sync()
    assert till.open_minor(invoice.id) == 10_000
    assert scalar(till.office, "SELECT count(*) FROM reversal") == 1
    assert scalar(till.office, "SELECT count(*) FROM dispute") == 1
    assert till.payments() == [10_000]
    till.sound()


def test_a_late_failure_opens_nothing_and_is_told(till, practice):
    _customer, invoice, operation = paid(till, card="pm_usBankAccount_insufficientFunds")
    days_later(till, practice, 4)
    till.sync()
    assert till.state(operation) == "declined"
    assert till.open_minor(invoice.id) == 10_000
    assert till.payments() == []


def test_a_dispute_won_puts_the_money_and_the_invoice_back(till, practice):
    _customer, invoice, operation = paid(till)
    dispute = practice.dispute(remote_of(till, operation))
    till.sync()
    assert till.open_minor(invoice.id) == 10_000
    assert scalar(till.office, "SELECT evidence_due_on FROM dispute") is not None
    practice.decide_dispute(dispute, won=True)
    till.sync()
    till.sync()
    assert till.open_minor(invoice.id) == 0
    assert scalar(till.office, "SELECT sum(amount_minor) FROM reversal") == 0
    till.sound()


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_refund_whose_reply_is_lost_is_given_once_and_capped(till, forgotten):
    _customer, invoice, operation = paid(till, 1_000)
    payment = payment_of(till, operation)
    refund = till.office.write(lambda writer: queue_refund(writer, payment, 300, "Came late"))
    till.stand.proxy.script(DROP_AFTER, "/refunds$")
    assert send_now(till.office, till.processor, [refund]) == ["unknown"]
    with pytest.raises(UserError, match=r"7\.00"):
        till.office.write(lambda writer: queue_refund(writer, payment, 800, "More"))
    if forgotten:
        till.stand.forget_keys()
    till.until_decided()
    assert till.state(refund) == "succeeded"
    assert till.stand.refunds() == [300]
    assert till.open_minor(invoice.id) == 300
    with pytest.raises(UserError, match=r"7\.00"):
        till.office.write(lambda writer: queue_refund(writer, payment, 800, "More"))
    till.sync()
    assert scalar(till.office, "SELECT count(*) FROM reversal") == 1
    till.sound()


def test_a_refund_that_fails_later_is_reversed_once(till, practice):
    _customer, _invoice, operation = paid(till, 1_000, card="pm_card_pendingRefund")
    payment = payment_of(till, operation)
    refund = till.office.write(lambda writer: queue_refund(writer, payment, 300, "Came late"))
    assert send_now(till.office, till.processor, [refund]) == ["processing"]
    practice.end_refund(remote_of(till, refund), "failed")
    till.sync()
    till.sync()
    assert till.state(refund) == "failed"
    assert scalar(till.office, "SELECT sum(amount_minor) FROM reversal") == 0
    assert scalar(till.office, "SELECT count(*) FROM reversal") == 2
    till.sound()


def test_yen_have_no_decimals(till, practice):
    execute(till.office, "UPDATE company SET currency = 'JPY'")
    practice.reset(NOW, "jpy")
    execute(till.office, "DELETE FROM processor_account")
    account = till.processor.account()
    till.office.write(lambda writer: connect(writer, account))
    _customer, _invoice, operation = paid(till, 1_000)
    assert till.stand.charges() == [1_000]
    payment = payment_of(till, operation)
    refund = till.office.write(lambda writer: queue_refund(writer, payment, 300, "Came late"))
    till.stand.proxy.script(DROP_AFTER, "/refunds$")
    send_now(till.office, till.processor, [refund])
    till.until_decided()
    assert till.stand.refunds() == [300]
    with pytest.raises(UserError, match="700"):
        till.office.write(lambda writer: queue_refund(writer, payment, 800, "More"))


def test_back_up_charge_restore_sync_adopts_and_charges_nothing(till, tmp_path):
    customer = till.customer()
    invoice = till.invoice(customer)
    queued = till.queue(customer, invoice.id)
    backup = backup_book(till.office, tmp_path / "copy.counterfoil")
    send_now(till.office, till.processor, [queued])
    assert till.stand.charges() == [10_000]
    path = restore_backup(backup.path, tmp_path / "restored.counterfoil", network_of=lambda _path: None)
    office = open_for_test(path)
    try:
        again = Till(office, till.stand, till.processor)
        assert send_now(office, till.processor, [queued]) == ["queued"], "frozen until it was compared"
        report = again.sync()
        assert report.compared
        assert again.state(queued) == "succeeded"
        assert again.open_minor(invoice.id) == 0
        assert again.payments() == [10_000]
        assert till.stand.charges() == [10_000]
        assert not again.sync().compared
        again.sound()
    finally:
        office.close()


def test_a_charge_queued_after_the_backup_is_adopted_on_its_invoice(till, tmp_path):
    customer = till.customer()
    invoice = till.invoice(customer)
    backup = backup_book(till.office, tmp_path / "copy.counterfoil")
    send_now(till.office, till.processor, [till.queue(customer, invoice.id)])
    path = restore_backup(backup.path, tmp_path / "restored.counterfoil", network_of=lambda _path: None)
    office = open_for_test(path)
    try:
        again = Till(office, till.stand, till.processor)
        second = again.queue(customer, invoice.id)
        report = again.sync()
        assert (report.compared, report.adopted) == (True, 1)
        assert again.state(second) == "cancelled"
        assert again.open_minor(invoice.id) == 0
        assert till.stand.charges() == [10_000]
        again.sound()
    finally:
        office.close()


def test_made_elsewhere_is_adopted_as_credit_or_listed(till, practice):
    customer = till.customer()
    practice.advance(timedelta(seconds=5))
    practice.pay_elsewhere(2_500, till.remote(customer), "Shop")
    practice.pay_elsewhere(900, "", "Stranger")
    report = till.sync()
    assert (report.adopted, report.unmatched) == (1, 1)
    assert till.payments() == [2_500]
    assert scalar(till.office, "SELECT credit_minor FROM customer") == 2_500
    assert till.sync().adopted == 0
    till.sound()


def test_a_month_away_then_a_payout_of_charges_a_refund_and_a_dispute(till, practice):
    operations = [paid(till, amount)[2] for amount in (10_000, 20_000, 30_000)]
    till.sync()
    refund = till.processor.create_refund(remote_of(till, operations[0]), 1_000, {}, "dashboard")
    assert refund.state == "succeeded"
    practice.dispute(remote_of(till, operations[1]))
    days_later(till, practice, 31)
    report = till.sync()
    assert report.compared
    assert till.ledger(Chart.CLEARING) == 0
    payouts = scalar(till.office, "SELECT sum(amount_minor) FROM payout")
    assert till.ledger(Chart.BANK) == payouts
    fees = till.ledger(Chart.PROCESSOR_FEES)
    assert fees > 0
    assert payouts == 60_000 - 1_000 - 20_000 - fees
    before = scalar(till.office, "SELECT count(*) FROM journal_entry")
    again = till.sync()
    assert not again.compared
    assert again.postings == 0
    assert scalar(till.office, "SELECT count(*) FROM journal_entry") == before
    till.sound()


def test_a_payout_that_fails_is_out_of_the_bank_again(till, practice):
    paid(till)
    payout = practice.pay_out()
    days_later(till, practice, 2)
    till.sync()
    assert till.ledger(Chart.BANK) > 0
    assert till.ledger(Chart.CLEARING) == 0
    practice.fail_payout(payout)
    till.sync()
    till.sync()
    assert till.ledger(Chart.BANK) == 0
    assert till.ledger(Chart.CLEARING) == 10_000 - till.ledger(Chart.PROCESSOR_FEES)


def test_a_payment_page_holds_its_invoices_and_pays_them(till, practice):
    customer = till.customer()
    invoice = till.invoice(customer)
    page = open_payment_page(till.office, till.processor, customer, {invoice.id: 10_000})
    with pytest.raises(UserError, match="being charged since"):
        till.queue(customer, invoice.id)
    assert poll_page(till.office, till.processor, page.operation_id) == "needs_customer"
    practice.finish_page(page.url, "pm_card_visa")
    till.sync()
    till.sync()
    assert till.state(page.operation_id) == "succeeded"
    assert till.open_minor(invoice.id) == 0
    assert till.stand.charges() == [10_000]
    assert till.payments() == [10_000]


def test_a_page_that_is_closed_frees_its_invoices(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    page = open_payment_page(till.office, till.processor, customer, {invoice.id: 10_000})
    assert expire_page(till.office, till.processor, page.operation_id) == "cancelled"
    assert send_now(till.office, till.processor, [till.queue(customer, invoice.id)]) == ["succeeded"]


def test_a_declined_charge_is_given_up_at_the_processor_too(till):
    _customer, invoice, operation = paid(till, card="pm_card_visa_chargeDeclinedLostCard")
    assert cancel(till.office, till.processor, operation) == "cancelled"
    assert till.processor.payment(remote_of(till, operation)).state == "canceled"
    assert till.open_minor(invoice.id) == 10_000


def test_what_nobody_knows_cannot_be_cancelled(till):
    customer = till.customer()
    operation = till.queue(customer, till.invoice(customer).id)
    till.stand.proxy.script(DROP_AFTER, "/confirm$")
    send_now(till.office, till.processor, [operation])
    with pytest.raises(UserError, match="cannot be cancelled now"):
        cancel(till.office, till.processor, operation)


def test_a_sync_with_nothing_new_asks_four_times_at_most(till):
    paid(till)
    till.sync()
    before = len(till.stand.proxy.requests)
    report = till.sync()
    assert len(till.stand.proxy.requests) - before <= 4
    assert report.postings == 0


def test_after_a_day_of_many_charges_a_sync_asks_four_times_at_most_and_misses_nothing(till, practice, monkeypatch):
    for place in ("app.services.charging.happenings._PAGE", "app.gateways.stripe.processor._PAGE"):
        monkeypatch.setattr(place, 5)
    customer = till.customer()
    for _number in range(12):
        practice.pay_elsewhere(500, till.remote(customer))
    assert till.sync().adopted == 12
    practice.advance(timedelta(seconds=5))
    late = practice.pay_elsewhere(700, till.remote(customer))

    def asked(report_of=till.sync):
        before = len(till.stand.proxy.requests)
        report = report_of()
        return len(till.stand.proxy.requests) - before, report

    assert asked()[1].adopted == 1
    assert asked()[0] <= 4, "what was read already is not read page by page again"
    # Told late, behind a page of what is known: found as soon as it is surely all there.
    execute(till.office, f"DELETE FROM remote_event WHERE object_id <> '{late}' AND object_id IN "
            "(SELECT remote_id FROM remote_payment ORDER BY taken_at, remote_id LIMIT 1)")  # fmt: skip
    kept = scalar(till.office, "SELECT count(*) FROM remote_event")
    till.later(timedelta(minutes=30))
    till.sync()
    assert scalar(till.office, "SELECT count(*) FROM remote_event") == kept + 1
    till.later(timedelta(minutes=30))
    till.sync()
    requests, report = asked()
    assert requests <= 4
    assert report.postings == 0
    assert len(till.payments()) == len(till.stand.charges()) == 13
    till.sound()


def test_another_account_and_practice_in_a_real_book_are_refused(till):
    account = till.processor.account()
    execute(till.office, "UPDATE company SET mode = 'real'")
    with pytest.raises(UserError, match="real one"):
        till.office.write(lambda writer: connect(writer, account))
    execute(till.office, "UPDATE company SET mode = 'practice'")
    execute(till.office, "UPDATE processor_account SET remote_id = 'acct_other'")
    with pytest.raises(UserError, match="another one"):
        till.sync()
