"""The processor against each server: what is asked keeps to the library's types, what comes back is read whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.gateways.stripe.processor import EVENTS, StripeProcessor
from app.services.charging.processor import PageLine, PageRequest, PaymentProcessor, PaymentState, Refused
from tests.gateways.stripe.paying import a_card, asked, charged
from tests.peers import fault_proxy as faults
from tests.peers.contract import wrong_in_request
from tests.peers.localstripe import LocalStripe
from tests.peers.stands import Practice, Stand
from tests.support.books import NOW

BEFORE = NOW - timedelta(hours=1)


def since(stand: Stand) -> datetime:
    """A moment before the test began, by the server's clock."""
    return datetime.now(UTC) - timedelta(minutes=5) if stand.name == "sandbox" else BEFORE


def test_a_charge_is_two_calls_with_a_key_each(stand: Stand) -> None:
    processor: PaymentProcessor = stand.processor()
    who, card = a_card(stand, stand.processor())
    created = processor.create_payment(asked(who, card), "create")
    assert (created.state, created.amount_minor, created.received_minor) == (PaymentState.NEEDS_CONFIRMATION, 1000, 0)
    assert stand.charges() == []
    done = processor.confirm_payment(created.id, card, "confirm")
    assert (done.id, done.state, done.received_minor, done.currency) == (created.id, PaymentState.SUCCEEDED, 1000, "USD")
    assert done.metadata == {"book": "b1", "operation": "7"}
    assert done.customer_id == who
    assert done.fee_minor is not None
    again = processor.confirm_payment(created.id, card, "confirm")
    assert again == done
    assert stand.charges() == [1000]


def test_everything_asked_twice_with_its_key_happens_once(stand: Stand) -> None:
    processor = stand.processor()
    who, card = a_card(stand, processor)
    first, second = (processor.create_payment(asked(who, card), "create") for _again in range(2))
    processor.confirm_payment(first.id, card, "confirm")
    refunds = {processor.create_refund(first.id, 300, {"operation": "8"}, "refund").id for _again in range(2)}
    assert first.id == second.id
    assert len(refunds) == 1
    assert (stand.charges(), stand.refunds()) == ([1000], [300])


def test_saved_cards_are_listed_and_removed(stand: Stand) -> None:
    processor = stand.processor()
    who, card = a_card(stand, processor)
    (found,) = processor.methods(who)
    assert (found.id, found.kind, found.brand, found.last4) == (card, "card", "visa", "4242")
    assert found.expires_on is not None
    assert (found.expires_on + timedelta(days=1)).day == 1
    processor.detach_method(card, "detach")
    assert list(processor.methods(who)) == []


def test_a_server_with_the_older_list_of_cards_only_is_asked_for_that(localstripe: LocalStripe) -> None:
    with StripeProcessor(localstripe.key, address=localstripe.address) as processor:
        who = processor.create_customer("Martha Bloom", "martha@bloom.example", {}, "customer").id
        card = localstripe.save_card(who)
        assert [each.id for each in processor.methods(who)] == [card]


def test_customers_are_found_by_address(stand: Stand) -> None:
    processor = stand.processor()
    address = f"nora-{datetime.now(UTC):%H%M%S%f}@example.com"
    made = processor.create_customer("Nora Field", address, {"book": "b1"}, f"make {address}")
    assert [each.id for each in processor.customers(address)] == [made.id]
    assert processor.customer(made.id) == made
    assert (made.name, made.email, made.metadata, made.deleted) == ("Nora Field", address, {"book": "b1"}, False)


def test_payments_events_and_lines_lead_back_to_the_payment(stand: Stand) -> None:
    processor = stand.processor()
    done = charged(stand, processor)
    assert [each.id for each in processor.payments(since(stand), done.customer_id)] == [done.id]
    told = {(each.kind, each.object_id) for each in processor.events(since(stand))}
    assert ("payment_intent.succeeded", done.id) in told
    (line,) = [each for each in processor.lines(since(stand)) if each.payment_id == done.id]
    assert (line.kind, line.amount_minor, line.net_minor) == ("charge", 1000, 1000 - line.fee_minor)


def test_a_refund_is_read_back(stand: Stand) -> None:
    processor = stand.processor()
    done = charged(stand, processor)
    made = processor.create_refund(done.id, 300, {"operation": "8"}, "refund")
    assert (made.state, made.amount_minor, made.payment_id) == ("succeeded", 300, done.id)
    assert processor.refund(made.id) == made
    assert list(processor.refunds(done.id)) == [made]


def test_a_payment_can_be_cancelled_until_it_succeeded(stand: Stand) -> None:
    processor = stand.processor()
    who, card = a_card(stand, processor)
    created = processor.create_payment(asked(who, card), "create")
    assert processor.cancel_payment(created.id, "cancel").state is PaymentState.CANCELLED
    other = processor.create_payment(asked(who, card), "create another")
    processor.confirm_payment(other.id, card, "confirm")
    with pytest.raises(Refused):
        processor.cancel_payment(other.id, "cancel another")


def test_a_decline_is_an_answer_with_the_bank_s_reason(practice_stand: Stand) -> None:
    processor = practice_stand.processor()
    who, empty = a_card(practice_stand, processor, "pm_card_visa_chargeDeclinedInsufficientFunds")
    created = processor.create_payment(asked(who, empty), "create")
    declined = processor.confirm_payment(created.id, empty, "first")
    assert (declined.id, declined.state) == (created.id, PaymentState.NEEDS_METHOD)
    assert (declined.decline_code, declined.decline_text) == ("insufficient_funds", "Your card has insufficient funds.")
    full = practice_stand.save(who, "pm_card_visa")
    assert processor.confirm_payment(created.id, full, "second").state is PaymentState.SUCCEEDED
    assert practice_stand.charges() == [1000]


def test_a_decline_without_the_payment_in_it_is_looked_up(stand: Stand) -> None:
    processor = stand.processor()
    who, card = a_card(stand, processor, "pm_card_chargeCustomerFail")
    created = processor.create_payment(asked(who, card), "create")
    declined = processor.confirm_payment(created.id, card, "confirm")
    assert (declined.state, bool(declined.decline_code)) == (PaymentState.NEEDS_METHOD, True)
    assert stand.charges() == []


def test_a_decline_is_definite_even_when_looking_it_up_fails(practice_stand: Stand) -> None:
    processor = practice_stand.processor()
    who, card = a_card(practice_stand, processor)
    created = processor.create_payment(asked(who, card), "create")
    practice_stand.proxy.script(faults.DECLINED, "/confirm$")
    practice_stand.proxy.script(faults.TRUNCATE, "/payment_intents/", verb="GET")
    with pytest.raises(Refused) as refused:
        processor.confirm_payment(created.id, card, "confirm")
    assert refused.value.code == "card_declined"


def test_a_card_whose_bank_wants_the_customer_says_so(practice_stand: Stand) -> None:
    declined = charged(practice_stand, practice_stand.processor(), "pm_card_authenticationRequired")
    assert (declined.state, declined.decline_code) == (PaymentState.NEEDS_METHOD, "authentication_required")


def test_a_debit_is_in_transit_then_paid_then_disputed(practice_stand: Stand, practice: Practice) -> None:
    processor = practice_stand.processor()
    debit = charged(practice_stand, processor, "pm_usBankAccount_dispute", 50_000)
    assert (debit.state, debit.received_minor, debit.fee_minor) == (PaymentState.PROCESSING, 0, None)
    practice.advance(timedelta(days=4))
    paid = processor.payment(debit.id)
    assert (paid.state, paid.received_minor, paid.fee_minor) == (PaymentState.SUCCEEDED, 50_000, 400)
    practice.advance(timedelta(days=3))
    (dispute,) = processor.disputes(NOW)
    assert processor.dispute(dispute.id) == dispute
    assert (dispute.payment_id, dispute.state, dispute.reason) == (debit.id, "lost", "debit_not_authorized")
    (taken,) = dispute.lines
    assert (taken.kind, taken.amount_minor, taken.fee_minor) == ("dispute", -50_000, 1500)
    assert (taken.source_id, taken.payment_id) == (dispute.id, debit.id)


def test_a_card_dispute_has_a_deadline(practice_stand: Stand, practice: Practice) -> None:
    processor = practice_stand.processor()
    done = charged(practice_stand, processor, "pm_card_createDispute")
    (dispute,) = processor.disputes(NOW)
    assert (dispute.payment_id, dispute.evidence_due_on) == (done.id, date(2026, 4, 5))
    practice.decide_dispute(dispute.id, won=True)
    assert [line.kind for line in processor.dispute(dispute.id).lines] == ["dispute", "dispute_reversal"]


def test_a_payout_s_lines_add_up_to_it(practice_stand: Stand, practice: Practice) -> None:
    processor = practice_stand.processor()
    done = charged(practice_stand, processor, amount=10_000)
    processor.create_refund(done.id, 300, {}, "refund")
    practice.pay_out()
    (payout,) = processor.payouts(NOW)
    lines = list(processor.lines_of_payout(payout.id))
    assert sum(line.net_minor for line in lines) == payout.amount_minor == 10_000 - 320 - 300
    assert {line.kind: line.payment_id for line in lines} == {"charge": done.id, "refund": done.id}
    assert (payout.state, payout.arrives_on) == ("in_transit", date(2026, 3, 17))


def test_a_page_to_save_a_method(practice_stand: Stand, practice: Practice) -> None:
    processor = practice_stand.processor()
    who, _card = a_card(practice_stand, processor)
    page = processor.open_page(PageRequest("setup", who, "USD", (), {"operation": "9"}), "page")
    assert (page.state, page.mode, page.customer_id, page.metadata) == ("open", "setup", who, {"operation": "9"})
    practice.finish_page(page.url, "pm_usBankAccount_success")
    done = processor.page(page.id)
    bank = next(each for each in processor.methods(who) if each.kind == "bank")
    assert (done.state, done.method_id, bank.last4, bank.expires_on) == ("complete", bank.id, "6789", None)


def test_a_page_to_pay_invoices_and_keep_the_card(practice_stand: Stand, practice: Practice) -> None:
    processor = practice_stand.processor()
    who = processor.create_customer("Martha", "", {}, "customer").id
    lines = (PageLine("Invoice 1042", 1200), PageLine("Invoice 1043", 800))
    until = NOW + timedelta(hours=2)
    request = PageRequest("payment", who, "USD", lines, {"operation": "9"}, save_method=True, expires_at=until)
    page = processor.open_page(request, "page")
    assert page.expires_at == until
    practice.finish_page(page.url)
    done = processor.page(page.id)
    taken = processor.payment(done.payment_id)
    assert (done.state, taken.state, taken.received_minor) == ("complete", PaymentState.SUCCEEDED, 2000)
    assert (taken.metadata, taken.description) == ({"operation": "9"}, "Invoice 1042; Invoice 1043")
    assert [each.id for each in processor.methods(who)] == [done.method_id] == [taken.method_id]


def test_a_page_can_be_closed(practice_stand: Stand) -> None:
    processor = practice_stand.processor()
    who = processor.create_customer("Martha", "", {}, "customer").id
    page = processor.open_page(PageRequest("payment", who, "JPY", (PageLine("Invoice", 1200),), {}), "page")
    assert processor.expire_page(page.id, "close").state == "expired"
    with pytest.raises(Refused):
        processor.expire_page(page.id, "close again")


def test_long_lists_are_fetched_page_by_page_as_they_are_read(practice_stand: Stand, practice: Practice) -> None:
    processor = practice_stand.processor()
    for _number in range(120):
        practice.pull("POST", "/v1/customers", name="Somebody")
    listed = processor.customers()
    assert practice_stand.proxy.count("/customers", "GET") == 0
    next(listed)
    assert practice_stand.proxy.count("/customers", "GET") == 1
    assert len(list(listed)) == 119
    assert practice_stand.proxy.count("/customers", "GET") == 2


def test_amounts_in_yen_have_no_decimals(practice_stand: Stand) -> None:
    processor = practice_stand.processor()
    who, card = a_card(practice_stand, processor)
    created = processor.create_payment(asked(who, card, 1000, currency="JPY"), "create")
    done = processor.confirm_payment(created.id, card, "confirm")
    assert (done.amount_minor, done.currency) == (1000, "JPY")
    assert processor.create_refund(done.id, 300, {}, "refund").amount_minor == 300


def test_a_deleted_customer_says_so(practice_stand: Stand, practice: Practice) -> None:
    processor = practice_stand.processor()
    who, _card = a_card(practice_stand, processor)
    practice.pull("DELETE", f"/v1/customers/{who}")
    assert processor.customer(who).deleted
    assert list(processor.methods(who)) == []


def test_the_account_says_who_it_is(practice_stand: Stand) -> None:
    found = practice_stand.processor().account()
    assert (found.live, found.country, found.currency, found.name) == (False, "US", "USD", "Practice account")


def test_no_more_kinds_of_events_are_asked_for_than_stripe_allows() -> None:
    assert len(set(EVENTS)) == len(EVENTS) <= 20


@pytest.mark.parametrize(
    ("path", "form", "fault"),
    [
        ("/v1/payment_intents", {"amount": "1", "currency": "usd", "payment_method_types": ["card"]}, "is unknown"),
        ("/v1/payment_intents", {"currency": "usd"}, "amount is missing"),
        ("/v1/payment_intents", {"amount": "ten", "currency": "usd"}, "is expected"),
        ("/v1/payment_intents", {"amount": "1", "currency": "usd", "capture_method": "never"}, "is none of"),
        ("/v1/checkout/sessions", {"line_items": [{"price_data": {"unit_amount": "5"}}]}, "currency is missing"),
        ("/v1/tokens", {}, "no such call is known"),
    ],
)
def test_the_contract_finds_what_the_library_s_types_do_not_allow(path: str, form: dict[str, object], fault: str) -> None:
    (found,) = wrong_in_request("POST", path, form)
    assert fault in found


def test_several_requests_go_out_at_once(practice_stand: Stand) -> None:
    """Two are held by the proxy at the same time, from one processor."""
    from concurrent.futures import ThreadPoolExecutor

    processor: StripeProcessor = practice_stand.processor()
    practice_stand.proxy.script(faults.WITHHOLD, "/customers$", times=2)
    with ThreadPoolExecutor(2) as desks:
        made = [desks.submit(processor.create_customer, name, "", {}, name) for name in ("Martha", "Nora")]
        practice_stand.proxy.wait_until_held(2)
        practice_stand.proxy.release()
        assert {each.result().name for each in made} == {"Martha", "Nora"}
