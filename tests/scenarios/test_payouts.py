"""What reaches the bank, to the cent; and payments of people the book does not know, matched with a customer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.chart import Chart
from app.domain.errors import NotFound, UserError
from app.services.charging.balancing import apply_payout, post_lines
from app.services.charging.bank_statement import see_on_statement, take_back_seen
from app.services.charging.matching import likely_customers, list_strangers, match_payment
from app.services.charging.processor import RemoteLine, RemotePayout
from app.services.charging.syncing import send_now
from app.services.clocks import FixedDay
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.queries.clearing import clearing_parts
from app.services.queries.hand_payouts import lines_between
from app.services.queries.payout_lines import payout_lines
from app.services.queries.payouts import count_unseen, list_payouts, payout_ids
from tests.support.books import TODAY, a_customer, execute, scalar
from tests.support.charging import a_till


@pytest.fixture
def till(file_office, practice_stand):
    return a_till(file_office, practice_stand)


@pytest.fixture
def till_anywhere(office, practice_stand):
    return a_till(office, practice_stand)


def paid(till, customer, amount):
    invoice = till.invoice(customer, amount)
    operation = till.queue(customer, invoice.id, amount)
    assert send_now(till.office, till.processor, [operation]) == ["succeeded"]
    return scalar(till.office, f"SELECT remote_id FROM operation WHERE id = {operation}")


def days_later(till, practice, days):
    practice.advance(timedelta(days=days))
    clock = till.office.clock
    till.office.clock = FixedDay(clock.today() + timedelta(days=days), clock.now() + timedelta(days=days))


def lines_of(till, payout=""):
    return till.office.read(lambda reader: payout_lines(reader, payout))


def strangers(till):
    return till.office.read(list_strangers)


def parts(till):
    found = till.office.read(clearing_parts)
    assert found.other_minor == 0
    assert found.held_minor == till.ledger(Chart.CLEARING)
    assert found.held_minor == (
        found.waiting_minor
        + found.on_the_way_minor
        + found.without_line_minor
        + found.unexplained_minor
    )
    return found


def test_every_line_of_a_deposit_is_in_the_book_or_pointed_at(till_anywhere, practice):
    till = till_anywhere
    customer = till.customer()
    first, second = paid(till, customer, 10_000), paid(till, customer, 20_000)
    paid(till, customer, 30_000)
    practice.pay_elsewhere(900, "", "Stranger at the gate")
    till.processor.create_refund(first, 1_000, {}, "dashboard")
    practice.dispute(second)
    till.sync()
    waiting = parts(till)
    assert waiting.held_minor == waiting.waiting_minor == till.ledger(Chart.CLEARING)
    assert {line.kind for line in lines_of(till)} >= {"charge", "refund", "dispute"}
    days_later(till, practice, 10)
    till.sync()
    payouts = till.office.read(list_payouts)
    assert all(payout.posted for payout in payouts)
    lines = [line for payout in payouts for line in lines_of(till, payout.remote_id)]
    assert [(line.kind, line.gap_minor, line.unmatched) for line in lines if line.gap_minor] == [("charge", 900, True)]
    assert sum(payout.off_minor for payout in payouts) == 900
    assert sum(payout.amount_minor for payout in payouts) == sum(line.net_minor for line in lines)
    assert lines_of(till) == []
    after = parts(till)
    assert (after.held_minor, after.unexplained_minor) == (-900, -900)

    stranger = strangers(till)[0]
    till.office.write(lambda writer: match_payment(writer, stranger.remote_id, customer))
    assert sum(payout.off_minor for payout in till.office.read(list_payouts)) == 0
    assert till.ledger(Chart.CLEARING) == 0
    assert parts(till).unexplained_minor == 0
    till.sound()


def test_a_payout_on_its_way_is_not_in_the_bank(till, practice):
    paid(till, till.customer(), 10_000)
    practice.pay_out()
    till.sync()
    payout = till.office.read(list_payouts)[0]
    assert (payout.posted, payout.off_minor) == (False, 0)
    found = parts(till)
    assert (found.on_the_way_minor, found.waiting_minor) == (payout.amount_minor, 0)
    days_later(till, practice, 3)
    till.sync()
    assert till.office.read(list_payouts)[0].posted
    assert parts(till).held_minor == 0
    practice.fail_payout(payout.remote_id)
    till.sync()
    found = parts(till)
    assert found.held_minor == found.waiting_minor == payout.amount_minor


def test_a_card_payment_entered_by_hand_is_told_from_what_the_processor_holds(till):
    customer = till.customer()
    till.office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "card", 4_000)))
    found = parts(till)
    assert (found.held_minor, found.without_line_minor, found.waiting_minor) == (4_000, 4_000, 0)


def test_a_refund_that_failed_before_anybody_heard_of_it_explains_itself(till, practice):
    remote = paid(till, till.customer(card="pm_card_pendingRefund"), 10_000)
    till.sync()
    refund = till.processor.create_refund(remote, 1_000, {}, "dashboard")
    practice.end_refund(refund.id, "failed")
    till.sync()
    lines = [line for line in lines_of(till) if line.kind in {"refund", "refund_failure"}]
    assert sum(line.amount_minor for line in lines) == 0
    assert [line.gap_minor for line in lines] == [0] * len(lines)
    parts(till)


def test_a_payout_made_by_hand_is_tied_to_what_the_processor_held(till_anywhere, practice):
    till = till_anywhere
    customer = till.customer()
    paid(till, customer, 10_000)
    paid(till, customer, 20_000)
    till.sync()
    held = till.ledger(Chart.CLEARING)
    practice.pay_out_by_hand(12_000)
    till.sync()
    (first,) = till.office.read(list_payouts)
    assert first.by_hand
    assert not first.posted
    assert (first.around.before_minor, first.around.after_minor, first.off_minor) == (held, held - 12_000, 0)
    found = parts(till)
    assert (found.on_the_way_minor, found.waiting_minor, found.unexplained_minor) == (12_000, held - 12_000, 0)
    practice.advance(timedelta(seconds=5))
    paid(till, customer, 30_000)
    till.sync()
    practice.pay_out_by_hand()
    days_later(till, practice, 3)
    till.sync()
    second, first = till.office.read(list_payouts)
    assert second.around.carried_minor == held - 12_000
    assert second.around.before_minor == second.amount_minor
    assert (second.around.after_minor, second.off_minor, first.off_minor) == (0, 0, 0)
    came_in = till.office.read(lambda reader: lines_between(reader, second.around.since_at, second.around.made_at))
    assert [line.amount_minor for line in came_in] == [30_000]
    assert till.ledger(Chart.CLEARING) == 0, "everything is paid out"
    assert till.ledger(Chart.BANK) == first.amount_minor + second.amount_minor
    assert parts(till).held_minor == 0
    till.sound()
    practice.fail_payout(second.remote_id)
    till.sync()
    found = parts(till)
    assert found.held_minor == found.waiting_minor == second.amount_minor
    till.sound()


def test_a_payout_by_hand_of_more_than_the_book_knows_says_by_how_much(till, practice):
    practice.pay_elsewhere(50_000, "", "Long before the book")
    execute(till.office, f"UPDATE processor_account SET connected_at = '{practice.now + timedelta(seconds=60)}'")
    practice.advance(timedelta(minutes=2))
    paid(till, till.customer(), 10_000)
    practice.pay_elsewhere(900, "", "Stranger at the gate")
    practice.pay_out_by_hand()
    days_later(till, practice, 3)
    till.sync()
    (payout,) = till.office.read(list_payouts)
    before_the_book = 50_000 - 1_480
    assert payout.around.short_minor == before_the_book
    assert payout.off_minor == before_the_book + 900
    found = parts(till)
    assert found.unexplained_minor == -payout.off_minor
    assert found.waiting_minor == 0
    stranger = strangers(till)[0]
    gate = a_customer(till.office, "Gate")
    till.office.write(lambda writer: match_payment(writer, stranger.remote_id, gate))
    assert till.office.read(list_payouts)[0].off_minor == before_the_book
    till.sound()


def test_a_payout_sent_at_once_costs_its_fee(file_office, practice_stand):
    till = a_till(file_office, practice_stand)
    paid(till, till.customer(), 10_000)
    till.sync()
    at = till.office.clock.now() + timedelta(seconds=1)
    held = till.ledger(Chart.CLEARING)

    def pay_out(writer):
        own = RemoteLine("txn_own", "payout", -9_000, 90, -9_090, "po_now", "", at, at.date())
        post_lines(writer, [own])
        apply_payout(writer, RemotePayout("po_now", 9_000, "USD", at.date(), "paid", at, automatic=False))

    till.office.write(pay_out)
    (payout,) = till.office.read(list_payouts)
    assert (payout.off_minor, payout.around.after_minor) == (0, held - 9_090)
    assert parts(till).waiting_minor == held - 9_090
    till.sound()


def test_a_payout_is_ticked_off_as_seen_on_the_statement_and_taken_back(till_anywhere, practice):
    till = till_anywhere
    paid(till, till.customer(), 10_000)
    practice.pay_out()
    days_later(till, practice, 3)
    till.sync()
    (payout,) = till.office.read(list_payouts)
    assert (payout.seen_on, till.office.read(count_unseen)) == (None, 1)
    assert till.office.write(lambda writer: see_on_statement(writer, [payout.id])) == 1
    (payout,) = till.office.read(list_payouts)
    assert (payout.seen_on, payout.seen_by) == (payout.arrives_on, "Ana")
    assert till.office.read(lambda reader: payout_ids(reader, unseen_only=True)) == []
    with pytest.raises(UserError, match="still to come"):
        till.office.write(lambda writer: see_on_statement(writer, [payout.id], writer.today + timedelta(days=1)))
    till.office.write(lambda writer: take_back_seen(writer, [payout.id]))
    assert till.office.read(lambda reader: payout_ids(reader, unseen_only=True)) == [payout.id]
    for sort in ("on", "deposit", "status", "gross", "fees", "seen", "id"):
        assert till.office.read(lambda reader, by=sort: payout_ids(reader, by)) == [payout.id]
    practice.fail_payout(payout.remote_id)
    till.sync()
    assert till.office.read(count_unseen) == 0
    with pytest.raises(UserError, match="never reached"):
        till.office.write(lambda writer: see_on_statement(writer, [payout.id]))
    till.sound()


def test_matched_with_a_customer_it_pays_the_invoice_that_was_chosen(till, practice):
    customer = till.customer()
    invoice = till.invoice(customer, 5_000)
    practice.advance(timedelta(seconds=5))
    practice.pay_elsewhere(7_500, "", "Paid in the shop")
    till.sync()
    (stranger,) = strangers(till)
    assert (stranger.amount_minor, stranger.settled, stranger.alike) == (7_500, True, 0)
    done = till.office.write(lambda writer: match_payment(writer, stranger.remote_id, customer, {invoice.id: 5_000}))
    assert not done.linked
    assert till.open_minor(invoice.id) == 0
    assert scalar(till.office, "SELECT credit_minor FROM customer") == 2_500
    assert strangers(till) == []
    with pytest.raises(NotFound):
        till.office.write(lambda writer: match_payment(writer, stranger.remote_id, customer))
    assert till.payments() == [7_500]
    assert till.sync().adopted == 0
    till.sound()


def test_the_processors_customer_is_known_from_then_on(till, practice):
    customer = till.customer("Somebody else")
    other = till.remote(customer)
    practice.advance(timedelta(seconds=5))
    known = a_customer(till.office, "Vincent Ho")
    remote = till.processor.create_customer("Vincent", "", {}, "by hand").id
    practice.pay_elsewhere(1_000, remote, "First")
    practice.pay_elsewhere(2_000, remote, "Second")
    till.sync()
    assert {(each.amount_minor, each.alike) for each in strangers(till)} == {(1_000, 1), (2_000, 1)}
    first = next(each for each in strangers(till) if each.amount_minor == 1_000)
    done = till.office.write(lambda writer: match_payment(writer, first.remote_id, known))
    assert done.linked
    assert len(done.payment_ids) == 2
    assert strangers(till) == []
    practice.pay_elsewhere(3_000, remote, "Third")
    assert till.sync().adopted == 1
    assert sorted(till.payments()) == [1_000, 2_000, 3_000]
    assert other != remote
    till.sound()


def test_what_happened_to_it_meanwhile_is_posted_with_it(till, practice):
    customer = till.customer()
    practice.advance(timedelta(seconds=5))
    refunded = practice.pay_elsewhere(5_000, "", "Refunded already")
    disputed = practice.pay_elsewhere(6_000, "", "Disputed already")
    till.sync()
    till.processor.create_refund(refunded, 2_000, {}, "dashboard")
    practice.dispute(disputed)
    till.sync()
    assert till.payments() == []
    for remote in (refunded, disputed):
        till.office.write(lambda writer, one=remote: match_payment(writer, one, customer))
    assert scalar(till.office, "SELECT credit_minor FROM customer") == 3_000
    assert scalar(till.office, "SELECT count(*) FROM reversal") == 2
    assert scalar(till.office, "SELECT payment_id FROM dispute") is not None
    assert scalar(till.office, "SELECT fee_minor FROM dispute") > 0
    assert [line.gap_minor for line in lines_of(till)] == [0] * len(lines_of(till))
    till.sync()
    assert scalar(till.office, "SELECT count(*) FROM reversal") == 2
    till.sound()


def test_likely_customers_are_those_named_then_those_who_owe_as_much(till, practice):
    marina, cafe = till.customer("Harbor Light Marina"), till.customer("Hummingbird")
    named, fitting = till.invoice(marina, 9_900), till.invoice(cafe, 4_200)
    practice.advance(timedelta(seconds=5))
    practice.pay_elsewhere(4_200, "", f"Invoice {named.number}, thank you")
    till.sync()
    (stranger,) = strangers(till)
    likely = till.office.read(lambda reader: likely_customers(reader, stranger.remote_id))
    assert [(each.customer_id, each.invoice_id, each.named) for each in likely] == [
        (marina, named.id, True),
        (cafe, fitting.id, False),
    ]


def test_a_customer_of_the_processor_who_is_somebody_elses_is_refused(till, practice):
    marina, cafe = till.customer("Harbor Light Marina"), till.customer("Hummingbird")
    practice.advance(timedelta(seconds=5))
    remote = till.processor.create_customer("Third", "", {}, "by hand").id
    practice.pay_elsewhere(1_000, remote, "Unknown")
    till.sync()
    (stranger,) = strangers(till)
    with till.office.book.write() as connection:
        connection.exec_driver_sql("UPDATE remote_customer SET remote_id = ? WHERE customer_id = ?", (remote, marina))
    with pytest.raises(UserError, match="linked with another"):
        till.office.write(lambda writer: match_payment(writer, stranger.remote_id, cafe))
    assert till.payments() == []
