"""What happens to money in the practice account: declines, debits that settle and return, refunds, disputes, payouts, pages."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.peers.stands import Practice


def person(practice: Practice) -> str:
    return str(practice.pull("POST", "/v1/customers", name="Martha Bloom", email="martha@bloom.example")["id"])


def paid(practice: Practice, test_method: str = "pm_card_visa", amount: int = 1000, currency: str = "usd") -> str:
    who = person(practice)
    asked: dict[str, Any] = {"amount": amount, "currency": currency, "customer": who}
    made = practice.pull("POST", "/v1/payment_intents", payment_method=practice.save(who, test_method), **asked)
    practice.pull("POST", f"/v1/payment_intents/{made['id']}/confirm", off_session="true")
    return str(made["id"])


def payment(practice: Practice, name: str) -> dict[str, Any]:
    return practice.pull("GET", f"/v1/payment_intents/{name}?expand[]=latest_charge.balance_transaction")


def balance(practice: Practice) -> int:
    return sum(each["net"] for each in practice.pull("GET", "/v1/balance_transactions?limit=100")["data"])


def kinds(practice: Practice) -> list[str]:
    return [each["type"] for each in practice.pull("GET", "/v1/events?limit=100")["data"]][::-1]


@pytest.mark.parametrize(
    ("test_method", "code", "reason"),
    [
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("pm_card_authenticationRequired", "authentication_required", "authentication_required"),
    ],
)
def test_a_decline_names_the_bank_s_reason_and_the_payment_wants_another_method(
    practice: Practice, test_method: str, code: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=code) as refused:
        paid(practice, test_method)
    error = json.loads(str(refused.value))["error"]
    assert (error["type"], error["code"], error["decline_code"]) == ("card_error", code, reason)
    held = error["payment_intent"]
    assert (held["status"], held["payment_method"]) == ("requires_payment_method", None)
    assert held["last_payment_error"]["decline_code"] == reason
    assert practice.counts()["charges"] == 0


def test_the_same_payment_succeeds_with_another_card(practice: Practice) -> None:
    with pytest.raises(ValueError, match="card_error"):
        paid(practice, "pm_card_chargeCustomerFail")
    declined = practice.pull("GET", "/v1/payment_intents")["data"][0]
    card = practice.save(declined["customer"])
    confirmed = practice.pull("POST", f"/v1/payment_intents/{declined['id']}/confirm", payment_method=card)
    assert (confirmed["status"], confirmed["last_payment_error"]) == ("succeeded", None)
    with pytest.raises(ValueError, match="payment_intent_unexpected_state"):
        practice.pull("POST", f"/v1/payment_intents/{declined['id']}/confirm", payment_method=card)
    assert practice.counts()["charges"] == 1


@pytest.mark.parametrize(("currency", "amount", "fee"), [("usd", 10_000, 320), ("jpy", 1000, 29), ("kwd", 10_000, 590)])
def test_a_card_costs_a_share_and_a_little_in_any_currency(practice: Practice, currency: str, amount: int, fee: int) -> None:
    line = payment(practice, paid(practice, amount=amount, currency=currency))["latest_charge"]["balance_transaction"]
    assert (line["amount"], line["fee"], line["net"]) == (amount, fee, amount - fee)


def test_a_debit_is_under_way_for_days_and_then_paid(practice: Practice) -> None:
    name = paid(practice, "pm_usBankAccount_success", 50_000)
    assert payment(practice, name)["status"] == "processing"
    assert balance(practice) == 0
    with pytest.raises(ValueError, match="payment_intent_unexpected_state"):
        practice.pull("POST", f"/v1/payment_intents/{name}/cancel")
    practice.advance(timedelta(days=4))
    assert payment(practice, name)["status"] == "succeeded"
    assert balance(practice) == 50_000 - 400


def test_a_returned_debit_took_nothing(practice: Practice) -> None:
    name = paid(practice, "pm_usBankAccount_insufficientFunds", 50_000)
    practice.advance(timedelta(days=4))
    found = payment(practice, name)
    assert (found["status"], found["last_payment_error"]["code"]) == ("requires_payment_method", "insufficient_funds")
    assert balance(practice) == 0
    assert practice.counts()["charges"] == 0


def test_a_debit_taken_back_later_is_a_dispute_that_is_lost_at_once(practice: Practice) -> None:
    name = paid(practice, "pm_usBankAccount_dispute", 50_000)
    practice.advance(timedelta(days=4))
    practice.settle(name)
    assert payment(practice, name)["status"] == "succeeded"
    practice.advance(timedelta(days=3))
    dispute = practice.pull("GET", f"/v1/disputes?payment_intent={name}")["data"][0]
    assert (dispute["status"], dispute["amount"], dispute["evidence_details"]["due_by"]) == ("lost", 50_000, None)
    told = [each for each in kinds(practice) if "dispute" in each]
    assert told == ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]


def test_a_dispute_won_puts_amount_and_fee_back_and_a_deadline_missed_does_not(practice: Practice) -> None:
    won, missed = paid(practice), paid(practice)
    before = balance(practice)
    practice.decide_dispute(practice.dispute(won), won=True)
    assert balance(practice) == before
    name = practice.dispute(missed)
    assert balance(practice) == before - 1000 - 1500
    practice.advance(timedelta(days=20))
    assert practice.pull("GET", f"/v1/disputes/{name}")["status"] == "lost"


def test_refunds_are_capped_by_what_is_left(practice: Practice) -> None:
    name = paid(practice)
    practice.pull("POST", "/v1/refunds", payment_intent=name, amount=300)
    with pytest.raises(ValueError, match="greater than unrefunded amount"):
        practice.pull("POST", "/v1/refunds", payment_intent=name, amount=800)
    practice.pull("POST", "/v1/refunds", payment_intent=name)
    with pytest.raises(ValueError, match="charge_already_refunded"):
        practice.pull("POST", "/v1/refunds", payment_intent=name)
    assert practice.counts()["refunded_minor"] == 1000


def test_a_refund_that_fails_later_puts_the_money_back(practice: Practice) -> None:
    name = paid(practice, "pm_card_refundFail")
    before = balance(practice)
    refund = practice.pull("POST", "/v1/refunds", payment_intent=name, amount=300)
    assert (refund["status"], balance(practice)) == ("succeeded", before - 300)
    practice.advance(timedelta(days=3))
    failed = practice.pull("GET", f"/v1/refunds/{refund['id']}")
    assert (failed["status"], failed["failure_reason"]) == ("failed", "lost_or_stolen_card")
    assert sum(each["net"] for each in lines(practice) if each["type"] != "payout") == before
    practice.pull("POST", "/v1/refunds", payment_intent=name, amount=1000)


def lines(practice: Practice) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = practice.pull("GET", "/v1/balance_transactions?limit=100")["data"]
    return found


def test_a_pending_refund_can_be_cancelled(practice: Practice) -> None:
    name = paid(practice, "pm_card_pendingRefund")
    refund = practice.pull("POST", "/v1/refunds", payment_intent=name)
    assert refund["status"] == "pending"
    practice.end_refund(refund["id"], "canceled")
    assert practice.counts()["refunds"] == 0


def test_a_payout_holds_what_it_is_made_of_to_the_cent(practice: Practice) -> None:
    first = paid(practice, amount=12_345)
    paid(practice, "pm_card_createDispute", 2000)
    paid(practice, "pm_usBankAccount_success", 70_000)
    practice.pull("POST", "/v1/refunds", payment_intent=first, amount=345)
    practice.advance(timedelta(days=10))
    payouts = practice.pull("GET", "/v1/payouts")["data"]
    assert payouts
    assert {each["status"] for each in payouts} == {"paid"}
    for each in payouts:
        parts = practice.pull("GET", f"/v1/balance_transactions?limit=100&payout={each['id']}")["data"]
        assert sum(part["net"] for part in parts if part["source"] != each["id"]) == each["amount"]
    assert balance(practice) == 0


def test_a_payout_the_bank_sends_back_is_in_the_balance_again(practice: Practice) -> None:
    paid(practice, amount=10_000)
    name = practice.pay_out()
    assert balance(practice) == 0
    practice.fail_payout(name)
    assert balance(practice) == 10_000 - 320


def test_a_page_saves_a_method_once(practice: Practice) -> None:
    who = person(practice)
    asked = {"mode": "setup", "customer": who, "currency": "usd", "success_url": "https://northside.example"}
    page = practice.pull("POST", "/v1/checkout/sessions", **asked)
    shown = practice.finish_page(page["url"], "pm_usBankAccount_success")
    assert "go back to the program" in shown
    practice.finish_page(page["url"], "pm_usBankAccount_success")
    done = practice.pull("GET", f"/v1/checkout/sessions/{page['id']}?expand[]=setup_intent")
    saved = practice.pull("GET", f"/v1/customers/{who}/payment_methods")["data"]
    assert (done["status"], [each["id"] for each in saved]) == ("complete", [done["setup_intent"]["payment_method"]])


def paying_page(practice: Practice, **more: object) -> dict[str, Any]:
    item = "line_items[0]"
    price = f"{item}[price_data]"
    asked: dict[str, object] = {
        "mode": "payment",
        "customer": person(practice),
        "success_url": "https://northside.example",
        f"{item}[quantity]": 1,
        f"{price}[currency]": "usd",
        f"{price}[unit_amount]": 1200,
        f"{price}[product_data][name]": "Invoice <1042>",
        **more,
    }
    return practice.pull("POST", "/v1/checkout/sessions", **asked)


def test_a_declined_card_leaves_the_page_open_and_another_pays_the_same_payment(practice: Practice) -> None:
    page = paying_page(practice, **{"payment_intent_data[metadata][operation]": "7"})
    shown = practice.finish_page(page["url"], "pm_card_chargeDeclinedExpiredCard")
    assert "Your card has expired." in shown
    assert "Invoice &lt;1042&gt;" in shown
    practice.finish_page(page["url"], "pm_card_authenticationRequired")
    done = practice.pull("GET", f"/v1/checkout/sessions/{page['id']}?expand[]=payment_intent")
    taken = done["payment_intent"]
    assert (done["status"], done["payment_status"], taken["status"]) == ("complete", "paid", "succeeded")
    assert (taken["amount"], taken["metadata"]) == (1200, {"operation": "7"})
    counted = practice.counts()
    assert (counted["charges"], counted["declines"], counted["payments"]) == (1, 1, 1)
    assert practice.pull("GET", f"/v1/customers/{done['customer']}/payment_methods")["data"] == []


def test_a_page_paid_by_debit_is_complete_and_not_yet_paid(practice: Practice) -> None:
    page = paying_page(practice)
    practice.finish_page(page["url"], "pm_usBankAccount_success")
    assert practice.pull("GET", f"/v1/checkout/sessions/{page['id']}")["payment_status"] == "unpaid"
    practice.advance(timedelta(days=4))
    assert practice.pull("GET", f"/v1/checkout/sessions/{page['id']}")["payment_status"] == "paid"


def test_a_page_left_or_forgotten_expires_and_cannot_be_paid_any_more(practice: Practice) -> None:
    left, forgotten = paying_page(practice), paying_page(practice)
    practice.leave_page(left["url"])
    practice.advance(timedelta(hours=24))
    for page in (left, forgotten):
        assert practice.pull("GET", f"/v1/checkout/sessions/{page['id']}")["status"] == "expired"
        practice.finish_page(page["url"])
    assert practice.counts()["charges"] == 0


def test_a_form_of_another_page_is_refused(practice: Practice) -> None:
    from app.gateways.practice.running import Found, ask

    page = paying_page(practice)
    path = page["url"].removeprefix(practice.address)
    assert ask(Found(practice.address, ""), "POST", path, "do=go&outcome=pm_card_visa&form_key=guess")[0] == 403
    assert practice.counts()["charges"] == 0


def test_events_come_newest_first_and_on_demand_doubled_or_backwards(practice: Practice) -> None:
    paid(practice)
    found = [each["id"] for each in practice.pull("GET", "/v1/events?limit=100")["data"]]
    practice.disorder("backwards")
    assert [each["id"] for each in practice.pull("GET", "/v1/events?limit=100")["data"]] == found[::-1]
    practice.disorder("doubled")
    assert [each["id"] for each in practice.pull("GET", "/v1/events?limit=100")["data"]][::2] == found


def test_events_are_kept_for_thirty_days(practice: Practice) -> None:
    paid(practice)
    assert "payment_intent.succeeded" in kinds(practice)
    practice.advance(timedelta(days=31))
    assert "payment_intent.succeeded" not in kinds(practice)


def test_what_falls_due_happens_at_its_own_time(practice: Practice) -> None:
    began = practice.now
    name = paid(practice, "pm_usBankAccount_success")
    practice.advance(timedelta(days=30))
    told = {each["type"]: each["created"] for each in practice.pull("GET", "/v1/events?limit=100")["data"]}
    assert told["payment_intent.succeeded"] == int(began.timestamp()) + 4 * 24 * 3600
    assert payment(practice, name)["status"] == "succeeded"
