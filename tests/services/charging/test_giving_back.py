"""Money that came through the processor is given back by the processor alone, never by an entry in the book."""

from __future__ import annotations

import pytest

from app.domain.chart import Chart
from app.domain.errors import UserError
from app.services.charging.queueing import queue_refund
from app.services.charging.syncing import send_now
from app.services.collecting.giving_back import refund_payment, return_payment, void_payment
from app.services.queries.refunds import processor_payment
from tests.support.books import scalar
from tests.support.charging import a_till


@pytest.fixture
def till(file_office, practice_stand):
    return a_till(file_office, practice_stand)


@pytest.fixture
def paid(till):
    """A payment of $100.00 by card through the processor, its id."""
    customer = till.customer()
    invoice = till.invoice(customer)
    operation = till.queue(customer, invoice.id)
    send_now(till.office, till.processor, [operation])
    return scalar(till.office, f"SELECT payment_id FROM operation WHERE id = {operation}")


def facts(till, payment):
    return till.office.read(lambda reader: processor_payment(reader, payment))


@pytest.mark.parametrize(
    "act",
    [
        lambda writer, payment: refund_payment(writer, payment, 1_000, "Late"),
        lambda writer, payment: refund_payment(writer, payment, 1_000, "Late", method="check"),
        lambda writer, payment: return_payment(writer, payment, "Bounced"),
        lambda writer, payment: void_payment(writer, payment, "Mistake"),
    ],
    ids=["refund", "refund by check", "return", "void"],
)
def test_it_is_not_given_back_in_the_book_alone(till, paid, act):
    before = till.ledger(Chart.CLEARING)
    with pytest.raises(UserError, match="came through the payment processor"):
        till.office.write(lambda writer: act(writer, paid))
    assert till.ledger(Chart.CLEARING) == before
    assert till.stand.refunds() == []
    till.sound()


def test_what_is_asked_for_counts_against_what_is_left(till, paid):
    first = till.office.write(lambda writer: queue_refund(writer, paid, 3_000, "Late"))
    assert (facts(till, paid).left_minor, facts(till, paid).asked_minor) == (7_000, 3_000)
    with pytest.raises(UserError, match=r"Only \$70.00"):
        till.office.write(lambda writer: queue_refund(writer, paid, 7_001, "Late"))
    send_now(till.office, till.processor, [first])
    after = facts(till, paid)
    assert (after.left_minor, after.asked_minor, after.method) == (7_000, 0, "visa 4242")
    assert [(each.state, each.entered, each.amount_minor) for each in after.refunds] == [("succeeded", True, 3_000)]
    assert till.stand.refunds() == [3_000]
    till.sound()


def test_a_refund_that_fails_is_shown_as_failed_and_can_be_asked_for_again(till, practice, paid):
    refund = till.office.write(lambda writer: queue_refund(writer, paid, 10_000, "Late"))
    send_now(till.office, till.processor, [refund])
    practice.end_refund(facts(till, paid).refunds[0].remote_id, "failed")
    till.sync()
    after = facts(till, paid)
    assert [each.state for each in after.refunds] == ["failed"]
    assert after.refunds[0].failure
    assert after.left_minor == 10_000
    till.sound()
