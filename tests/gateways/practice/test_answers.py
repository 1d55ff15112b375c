"""What the practice processor answers has the shape of Stripe's own objects: known attributes, their types, their words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.peers.contract import wrong_in_answer
from tests.peers.stands import Practice

LINES = {
    "line_items[0][quantity]": 1,
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": 1200,
    "line_items[0][price_data][product_data][name]": "Invoice 1",
}


def customer(practice: Practice) -> str:
    return str(practice.pull("POST", "/v1/customers", name="Martha Bloom", email="martha@bloom.example")["id"])


def charged(practice: Practice, test_method: str = "pm_card_visa", amount: int = 1000) -> dict[str, Any]:
    who = customer(practice)
    asked: dict[str, Any] = {"amount": amount, "currency": "usd", "customer": who}
    created = practice.pull("POST", "/v1/payment_intents", payment_method=practice.save(who, test_method), **asked)
    return practice.pull("POST", f"/v1/payment_intents/{created['id']}/confirm", off_session="true")


@pytest.fixture
def eventful(practice: Practice) -> Practice:
    """An account in which everything happened once."""
    who = customer(practice)
    card = charged(practice)
    practice.pull("POST", "/v1/refunds", payment_intent=card["id"], amount=300)
    with pytest.raises(ValueError, match="card_declined"):
        charged(practice, "pm_card_chargeCustomerFail")
    charged(practice, "pm_card_createDispute")
    refused = charged(practice, "pm_card_refundFail")
    practice.pull("POST", "/v1/refunds", payment_intent=refused["id"])
    for bank in ("success", "dispute", "insufficientFunds"):
        charged(practice, f"pm_usBankAccount_{bank}", 50_000)
    cancelled = practice.pull("POST", "/v1/payment_intents", amount=1000, currency="usd", customer=who)
    practice.pull("POST", f"/v1/payment_intents/{cancelled['id']}/cancel")
    asked: dict[str, Any] = {"customer": who, "success_url": "https://northside.example"}
    saving = practice.pull("POST", "/v1/checkout/sessions", mode="setup", currency="usd", **asked)
    practice.finish_page(saving["url"], "pm_usBankAccount_success")
    paying = practice.pull("POST", "/v1/checkout/sessions", mode="payment", **asked, **LINES)
    practice.finish_page(paying["url"])
    practice.pull("POST", "/v1/checkout/sessions", mode="payment", **asked, **LINES)
    practice.advance(timedelta(days=30))
    return practice


@pytest.mark.parametrize(
    "place",
    [
        "customers", "payment_intents", "refunds", "events", "balance_transactions", "payouts", "disputes",
    ],
)  # fmt: skip
def test_lists_hold_objects_of_stripes_shape_the_newest_first(eventful: Practice, place: str) -> None:
    found = eventful.pull("GET", f"/v1/{place}?limit=100")
    assert found["data"], "nothing to check"
    assert wrong_in_answer(found) == []
    created = [each["created"] for each in found["data"]]
    assert created == sorted(created, reverse=True)


@pytest.mark.parametrize(
    "kind", ["payment_method", "charge", "setup_intent", "checkout.session", "payment_intent", "refund", "payout", "dispute"]
)
def test_single_objects_have_stripes_shape(eventful: Practice, kind: str) -> None:
    places = {"checkout.session": "checkout/sessions", "setup_intent": ""}
    names = [each["id"] for each in eventful.pull("GET", f"/control/things/{kind}")["data"]]
    assert names
    for name in names:
        if places.get(kind) == "":
            held = next(each for each in eventful.pull("GET", f"/control/things/{kind}")["data"] if each["id"] == name)
        else:
            held = eventful.pull("GET", f"/v1/{places.get(kind, kind + 's')}/{name}")
        assert wrong_in_answer(held) == []


def test_expanded_objects_have_stripes_shape(eventful: Practice) -> None:
    payments = eventful.pull("GET", "/v1/payment_intents?limit=100&expand[]=data.latest_charge.balance_transaction")
    lines = eventful.pull("GET", "/v1/balance_transactions?limit=100&expand[]=data.source")
    assert wrong_in_answer(payments) == []
    assert wrong_in_answer(lines) == []
    assert {each["source"]["object"] for each in lines["data"]} == {"charge", "refund", "dispute", "payout"}


def test_the_account_has_stripes_shape(practice: Practice) -> None:
    assert wrong_in_answer(practice.pull("GET", "/v1/account")) == []


def test_the_contract_finds_what_differs(practice: Practice) -> None:
    payment = charged(practice)
    assert wrong_in_answer({**payment, "colour": "red"}) == ["answer payment_intent: colour is unknown"]
    assert "is none of" in wrong_in_answer({**payment, "status": "paid"})[0]
    assert "int is expected" in wrong_in_answer({**payment, "amount": "1000"})[0]
    del payment["amount"]
    assert wrong_in_answer(payment) == ["answer payment_intent: amount is missing"]
