"""Customers and their saved cards and bank accounts, with the declared behaviour of each test method."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from app.gateways.practice.account import Account
from app.gateways.practice.events import tell
from app.gateways.practice.wire import Form, Json, Refusal, in_pages, missing


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a test method does when it is charged.

    ``decline`` is the bank's reason (empty: accepted), ``ask`` wants the customer to authenticate, ``fail`` is how a bank
    debit fails after it was under way, ``dispute`` is the reason of the dispute that follows, ``refund`` is how a refund goes
    (``pending`` or ``fail``), and ``stays`` keeps a bank debit under way for ever.
    """

    kind: str = "card"
    brand: str = "visa"
    last4: str = "4242"
    decline: str = ""
    ask: bool = False
    fail: str = ""
    dispute: str = ""
    refund: str = ""
    stays: bool = False
    exp_month: int = 12
    exp_year: int = 0


def _bank(last4: str, *, fail: str = "", dispute: str = "", stays: bool = False) -> Behaviour:
    return Behaviour("bank", "STRIPE TEST BANK", last4, fail=fail, dispute=dispute, stays=stays)


# The names are those of https://docs.stripe.com/testing; here any of them can be saved, at Stripe those that decline cannot.
TEST_METHODS = {
    "pm_card_visa": Behaviour(),
    "pm_card_mastercard": Behaviour(brand="mastercard", last4="4444"),
    "pm_card_amex": Behaviour(brand="amex", last4="8431"),
    "pm_card_visa_chargeDeclined": Behaviour(last4="0002", decline="generic_decline"),
    "pm_card_chargeCustomerFail": Behaviour(last4="0341", decline="generic_decline"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Behaviour(last4="9995", decline="insufficient_funds"),
    "pm_card_visa_chargeDeclinedLostCard": Behaviour(last4="9987", decline="lost_card"),
    "pm_card_visa_chargeDeclinedStolenCard": Behaviour(last4="9979", decline="stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": Behaviour(last4="0069", decline="expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": Behaviour(last4="0127", decline="incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": Behaviour(last4="0119", decline="processing_error"),
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": Behaviour(last4="6975", decline="card_velocity_exceeded"),
    "pm_card_authenticationRequired": Behaviour(last4="3184", ask=True),
    "pm_card_createDispute": Behaviour(last4="0259", dispute="fraudulent"),
    "pm_card_createDisputeProductNotReceived": Behaviour(last4="2685", dispute="product_not_received"),
    "pm_card_pendingRefund": Behaviour(last4="7726", refund="pending"),
    "pm_card_refundFail": Behaviour(last4="5126", refund="fail"),
    "pm_usBankAccount_success": _bank("6789"),
    "pm_usBankAccount_accountClosed": _bank("1113", fail="account_closed"),
    "pm_usBankAccount_insufficientFunds": _bank("2227", fail="insufficient_funds"),
    "pm_usBankAccount_debitNotAuthorized": _bank("3335", fail="debit_not_authorized"),
    "pm_usBankAccount_dispute": _bank("1116", dispute="debit_not_authorized"),
    "pm_usBankAccount_processing": _bank("0009", stays=True),
}


def new_customer(account: Account, form: Form) -> Json:
    """Answer ``POST /v1/customers``."""
    body = {
        "address": None,
        "balance": 0,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": form.text("description") or None,
        "email": form.text("email") or None,
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None},
        "livemode": False,
        "metadata": form.metadata(),
        "name": form.text("name") or None,
        "phone": form.text("phone") or None,
        "shipping": None,
    }
    form.refuse_unknown()
    customer = account.add("customer", "cus", body)
    tell(account, "customer.created", customer)
    return customer


def customer(account: Account, name: str) -> Json:
    """Return the customer ``name``; a deleted one says that it is."""
    found = account.find(name)
    if found is None or found["object"] != "customer":
        raise missing("customer", name)
    return found


def living_customer(account: Account, name: str) -> Json:
    """Return the customer ``name``, refusing a deleted one."""
    found = customer(account, name)
    if found.get("deleted"):
        raise missing("customer", name)
    return found


def change_customer(account: Account, name: str, form: Form) -> Json:
    """Answer ``POST /v1/customers/{id}``."""
    found = living_customer(account, name)
    for field in ("name", "email", "phone", "description"):
        found[field] = form.text(field, found[field] or "") or None
    found["metadata"] |= form.metadata()
    default = form.inner("invoice_settings").text("default_payment_method")
    if default:
        method(account, default, name)
        found["invoice_settings"]["default_payment_method"] = default
    form.refuse_unknown()
    account.changed(found)
    tell(account, "customer.updated", found)
    return found


def delete_customer(account: Account, name: str) -> Json:
    """Answer ``DELETE /v1/customers/{id}``: its methods go with it."""
    found = living_customer(account, name)
    for held in list(_methods_of(account, name)):
        _let_go(account, held)
    kept = {field: found[field] for field in ("id", "object", "created")}
    found.clear()
    found.update(kept, deleted=True)
    account.changed(found)
    return {"id": name, "object": "customer", "deleted": True}


def customers(account: Account, form: Form) -> Json:
    """Answer ``GET /v1/customers``, by e-mail address exactly as written where one is given."""
    email = form.text("email")
    found = [
        each for each in account.newest_first("customer") if not each.get("deleted") and (not email or each["email"] == email)
    ]
    return in_pages(found, form, "/v1/customers")


def save(account: Account, behaviour: Behaviour, customer_id: str) -> Json:
    """Save a method that behaves like ``behaviour`` for a customer and return it."""
    holder = living_customer(account, customer_id)
    year = behaviour.exp_year or datetime.fromtimestamp(account.now, UTC).year + 4
    body: Json = {
        "allow_redisplay": "always",
        "billing_details": {"address": None, "email": holder["email"], "name": holder["name"], "phone": None, "tax_id": None},
        "customer": customer_id,
        "livemode": False,
        "metadata": {},
        "_behaves": asdict(behaviour),
    }
    if behaviour.kind == "bank":
        body |= {
            "type": "us_bank_account",
            "us_bank_account": {
                "account_holder_type": "individual",
                "account_type": "checking",
                "bank_name": behaviour.brand,
                "financial_connections_account": None,
                "fingerprint": f"fp{behaviour.last4}",
                "last4": behaviour.last4,
                "networks": None,
                "routing_number": "110000000",
                "status_details": None,
            },
        }
    else:
        body |= {
            "type": "card",
            "card": {
                "brand": behaviour.brand,
                "checks": None,
                "country": "US",
                "display_brand": behaviour.brand,
                "exp_month": behaviour.exp_month,
                "exp_year": year,
                "fingerprint": f"fp{behaviour.last4}",
                "funding": "credit",
                "generated_from": None,
                "last4": behaviour.last4,
                "networks": None,
                "regulated_status": "unregulated",
                "three_d_secure_usage": {"supported": True},
                "wallet": None,
            },
        }
    saved = account.add("payment_method", "pm", body)
    tell(account, "payment_method.attached", saved)
    return saved


def attach(account: Account, name: str, form: Form) -> Json:
    """Answer ``POST /v1/payment_methods/{test method}/attach``: saves one of its kind."""
    customer_id = form.need("customer")
    form.refuse_unknown()
    if name not in TEST_METHODS:
        message = "The practice account saves test methods only."
        raise Refusal(400, message, "parameter_invalid", param="payment_method", started=False)
    return save(account, TEST_METHODS[name], customer_id)


def method(account: Account, name: str, customer_id: str = "") -> Json:
    """Return the saved method ``name``; with ``customer_id`` it must be that customer's."""
    found = account.find(name)
    if found is None or found["object"] != "payment_method":
        raise Refusal(400, f"No such PaymentMethod: '{name}'", "resource_missing", param="payment_method", started=False)
    if customer_id and found["customer"] != customer_id:
        raise Refusal(400, "The provided PaymentMethod does not belong to this customer.", "payment_method_customer_mismatch")
    return found


def detach(account: Account, name: str, form: Form) -> Json:
    """Answer ``POST /v1/payment_methods/{id}/detach``."""
    form.refuse_unknown()
    found = method(account, name)
    if found["customer"] is None:
        raise Refusal(400, "The payment method you provided is not attached to a customer.", "payment_method_unexpected_state")
    return _let_go(account, found)


def _let_go(account: Account, found: Json) -> Json:
    holder = account.find(found["customer"])
    found["customer"] = None
    account.changed(found)
    if holder is not None and holder.get("invoice_settings", {}).get("default_payment_method") == found["id"]:
        holder["invoice_settings"]["default_payment_method"] = None
        account.changed(holder)
    tell(account, "payment_method.detached", found)
    return found


def _methods_of(account: Account, customer_id: str) -> list[Json]:
    return [each for each in account.newest_first("payment_method") if each["customer"] == customer_id]


def methods(account: Account, customer_id: str, form: Form) -> Json:
    """Answer ``GET /v1/customers/{id}/payment_methods``."""
    living_customer(account, customer_id)
    kind = form.text("type")
    found = [each for each in _methods_of(account, customer_id) if not kind or each["type"] == kind]
    return in_pages(found, form, f"/v1/customers/{customer_id}/payment_methods")
