"""``verify`` and the processor: a sound book passes, and each thing that is posted twice, not at all or otherwise is named."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from app.domain.operation_states import OperationState as S
from app.services.charging.balancing import apply_payout, post_lines
from app.services.charging.connecting import PRACTICE_PREFIX, connect
from app.services.charging.customers import keep_methods, link
from app.services.charging.disputing import apply_dispute
from app.services.charging.operations import change, move, operation_facts
from app.services.charging.processor import (
    PaymentState,
    RemoteAccount,
    RemoteDispute,
    RemoteLine,
    RemoteMethod,
    RemotePaymentCard,
    RemotePayout,
    RemoteRefund,
)
from app.services.charging.queueing import queue_charge, queue_refund
from app.services.charging.refunding import apply_refund
from app.services.charging.settling import OPERATION, apply_payment
from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, an_invoice, execute, scalar

AT = datetime.combine(TODAY, time(15), UTC) - timedelta(hours=1)
PAID = "What succeeded at the processor is one payment each, and nothing else is"
ONCE = "No invoice is being charged twice at once"
TAKEN = "Payments that the processor took are in the book once"
REFUNDS = "Refunds at the processor are posted once"
DISPUTES = "Disputes took money once, and gave it back once when they were won"
FEES = "The processor's fees are posted once"
PAYOUTS = "Payouts are in the bank as the processor says"
CLEARING = "Processor clearing is what was not paid out yet"


def _charged(writer, customer, invoice, amount, remote):
    id_ = queue_charge(writer, customer, {invoice: amount})
    move(writer, id_, S.CREATING)
    change(writer, id_, remote_id=remote)
    move(writer, id_, S.CREATED)
    move(writer, id_, S.CONFIRMING)
    key = operation_facts(writer, id_).key_base
    card = RemotePaymentCard(
        remote, PaymentState.SUCCEEDED, amount, amount, "USD", "cus_1", "pm_1", f"ch_{remote}", AT, metadata={OPERATION: key}
    )
    assert apply_payment(writer, card) is S.SUCCEEDED
    return id_


def _line(kind, source, payment, amount, fee=0):
    return RemoteLine(f"txn_{source}", kind, amount, fee, amount - fee, source, payment, AT, TODAY)


@pytest.fixture
def charged(office):
    """Two charges, one refunded in part and one disputed and won; a payout of the first; one more charge is waiting."""
    execute(office, "UPDATE company SET mode = 'practice'")
    customer = a_customer(office, "Ana Ruiz")
    first, second, third = (an_invoice(office, customer, amount) for amount in (10_000, 5_000, 700))

    def live(writer):
        account = RemoteAccount(f"{PRACTICE_PREFIX}_1", live=False, name="Practice", country="US", currency="USD")
        connect(writer, account)
        link(writer, customer, "cus_1")
        keep_methods(writer, customer, [RemoteMethod("pm_1", "card", "Visa", "4242", None, is_default=True)])
        paid = _charged(writer, customer, first.id, 10_000, "pi_1")
        _charged(writer, customer, second.id, 5_000, "pi_2")
        queue_charge(writer, customer, {third.id: 700})
        refund = queue_refund(writer, operation_facts(writer, paid).payment_id, 1_000, "late")
        move(writer, refund, S.CREATING)
        key = operation_facts(writer, refund).key_base
        apply_refund(writer, RemoteRefund("re_1", "succeeded", 1_000, "pi_1", AT, metadata={OPERATION: key}))
        for state in ("needs_response", "won"):
            apply_dispute(writer, RemoteDispute("dp_1", "pi_2", "", 5_000, "fraudulent", state, TODAY, AT), fee_minor=1_500)
        post_lines(writer, [_line("charge", "ch_1", "pi_1", 10_000, 320), _line("refund", "re_1", "pi_1", -1_000)], "po_1")
        post_lines(writer, [_line("charge", "ch_2", "pi_2", 5_000, 175), _line("fee", "fee_1", "", -200)])
        apply_payout(writer, RemotePayout("po_1", 8_680, "USD", TODAY, "paid", AT))

    office.write(live)
    return office


def failed(office):
    return {result.name: result.detail for result in verify_book(office) if not result.passed}


def test_a_book_that_charged_passes_and_all_of_it_was_looked_at(charged):
    assert failed(charged) == {}
    looked = {result.name: result.checked for result in verify_book(charged)}
    assert [looked[name] for name in (PAID, ONCE, TAKEN, REFUNDS, DISPUTES, FEES, PAYOUTS)] == [3, 4, 2, 1, 1, 4, 1]
    assert looked[CLEARING] > 0


@pytest.mark.parametrize(
    ("corruption", "line", "named"),
    [
        ("UPDATE operation SET payment_id = 1 WHERE remote_id = 'pi_2'", PAID, "operation 2"),
        ("UPDATE operation SET payment_id = NULL WHERE remote_id = 'pi_2'", PAID, "operation 2: $50.00"),
        ("UPDATE operation SET payment_id = 1 WHERE state = 'queued'", PAID, "operation 3"),
        ("UPDATE operation SET amount_minor = 4999 WHERE remote_id = 'pi_2'", PAID, "$49.99"),
        ("UPDATE operation_invoice SET live = NOT live WHERE operation_id = 3", ONCE, "operation 3"),
        ("UPDATE remote_payment SET amount_minor = 1 WHERE remote_id = 'pi_2'", TAKEN, "pi_2"),
        ("UPDATE operation SET state = 'failed' WHERE kind = 'refund'", REFUNDS, "re_1"),
        ("UPDATE operation SET remote_id = 're_2' WHERE kind = 'refund'", REFUNDS, "re_2"),
        ("UPDATE dispute SET state = 'lost'", DISPUTES, "dp_1"),
        ("UPDATE balance_transaction SET fee_minor = 174 WHERE source_id = 'ch_2'", FEES, "txn_ch_2: $1.74"),
        ("UPDATE payout SET amount_minor = 8681", PAYOUTS, "po_1: $86.81"),
        ("UPDATE payout SET state = 'failed'", PAYOUTS, "po_1"),
    ],
)
def test_what_is_not_so_fails_its_own_line_and_is_named(charged, corruption, line, named):
    assert execute(charged, corruption) == 1
    found = failed(charged)
    assert line in found
    assert named in found[line]


def test_a_posting_that_belongs_to_nothing_is_found_in_clearing(charged):
    fee = scalar(charged, "SELECT entry_id FROM balance_transaction WHERE source_id = 'fee_1'")
    execute(charged, "UPDATE balance_transaction SET entry_id = NULL WHERE source_id = 'fee_1'")
    found = failed(charged)
    assert fee is not None
    assert FEES in found
    assert "$2.00" in found[CLEARING]
