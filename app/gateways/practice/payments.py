"""Payments: intents, their attempts, and what the bank answers, as the method's declared behaviour says."""

from __future__ import annotations

from app.gateways.practice import disputes
from app.gateways.practice.account import Account
from app.gateways.practice.balance import DAY, in_minor, take_in
from app.gateways.practice.events import tell
from app.gateways.practice.methods import living_customer, method
from app.gateways.practice.wire import Form, Json, Refusal, created_within, in_pages, missing, shown

BANK_DEBIT_DAYS = 4
LATE_DISPUTE_DAYS = 3
_CANCELLABLE = frozenset({"requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"})
_REASONS = ("abandoned", "duplicate", "fraudulent", "requested_by_customer")
_LARGEST = 99_999_999
_OWN_CODES = frozenset({"expired_card", "incorrect_cvc", "processing_error", "authentication_required"})
_WORDS = {
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "insufficient_funds": "Your card has insufficient funds.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}


def smallest(currency: str) -> int:
    """Return the least amount that can be charged (half a dollar, or as near as the currency comes)."""
    return {"gbp": 30, "mxn": 1000, "jpy": 50, "krw": 100}.get(currency, in_minor(50, currency))


def create(account: Account, form: Form) -> Json:
    """Answer ``POST /v1/payment_intents``; it is confirmed at once where that is asked for."""
    amount, currency = form.need_whole("amount"), form.need("currency").lower()
    customer_id, method_id = form.text("customer"), form.text("payment_method")
    automatic = form.inner("automatic_payment_methods")
    automatic.flag("enabled")
    automatic.one_of("allow_redirects", ("always", "never"))
    form.refuse_types()
    confirm, off_session = form.flag("confirm"), form.flag("off_session")
    body = {"description": form.text("description") or None, "metadata": form.metadata()}
    form.refuse_unknown()
    _check_amount(amount, currency)
    if customer_id:
        living_customer(account, customer_id)
    if method_id:
        method(account, method_id, customer_id)
    intent = new_intent(account, amount, currency, customer_id or None, **body)
    if method_id:
        intent |= {"payment_method": method_id, "status": "requires_confirmation"}
    tell(account, "payment_intent.created", intent)
    return attempt(account, intent, off_session=off_session) if confirm else intent


def _check_amount(amount: int, currency: str) -> None:
    if len(currency) != 3 or not currency.isalpha():
        raise Refusal(400, f"Invalid currency: {currency}", "parameter_invalid", param="currency", started=False)
    if amount < smallest(currency):
        message = f"Amount must be at least {smallest(currency)} {currency}"
        raise Refusal(400, message, "amount_too_small", param="amount", started=False)
    if amount > _LARGEST:
        message = f"Amount must be no more than {_LARGEST} {currency}"
        raise Refusal(400, message, "amount_too_large", param="amount", started=False)


def new_intent(account: Account, amount: int, currency: str, customer_id: str | None, **more: object) -> Json:
    """Add an intent without a method."""
    return account.add(
        "payment_intent",
        "pi",
        {
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": 0,
            "application": None,
            "application_fee_amount": None,
            "automatic_payment_methods": {"allow_redirects": "never", "enabled": True},
            "canceled_at": None,
            "cancellation_reason": None,
            "capture_method": "automatic_async",
            "client_secret": None,
            "confirmation_method": "automatic",
            "currency": currency,
            "customer": customer_id,
            "description": None,
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": {},
            "next_action": None,
            "on_behalf_of": None,
            "payment_method": None,
            "payment_method_types": ["card", "us_bank_account"] if currency == "usd" else ["card"],
            "processing": None,
            "receipt_email": None,
            "setup_future_usage": None,
            "shipping": None,
            "source": None,
            "statement_descriptor": None,
            "status": "requires_payment_method",
            "transfer_group": None,
            **more,
        },
    )


def intent(account: Account, name: str) -> Json:
    """Return the intent ``name``."""
    found = account.find(name)
    if found is None or found["object"] != "payment_intent":
        raise missing("payment_intent", name)
    return found


def listed(account: Account, form: Form) -> Json:
    """Answer ``GET /v1/payment_intents``."""
    within, customer_id = created_within(form), form.text("customer")
    found = [
        each
        for each in account.newest_first("payment_intent")
        if within(each) and (not customer_id or each["customer"] == customer_id)
    ]
    return in_pages(found, form, "/v1/payment_intents")


def confirm(account: Account, name: str, form: Form) -> Json:
    """Answer ``POST /v1/payment_intents/{id}/confirm``."""
    found = intent(account, name)
    method_id, off_session = form.text("payment_method"), form.flag("off_session")
    form.flag("error_on_requires_action")
    form.text("return_url")
    form.refuse_unknown()
    if found["status"] not in {"requires_payment_method", "requires_confirmation", "requires_action"}:
        raise _unexpected(found, "confirm")
    if method_id:
        method(account, method_id, found["customer"] or "")
        found |= {"payment_method": method_id, "status": "requires_confirmation"}
    if not found["payment_method"]:
        raise Refusal(
            400,
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            "payment_intent_unexpected_state",
            payment_intent=shown(found),
        )
    return attempt(account, found, off_session=off_session)


def _unexpected(found: Json, verb: str) -> Refusal:
    return Refusal(
        400,
        f"You cannot {verb} this PaymentIntent because it has a status of {found['status']}.",
        "payment_intent_unexpected_state",
        payment_intent=shown(found),
    )


def cancel(account: Account, name: str, form: Form) -> Json:
    """Answer ``POST /v1/payment_intents/{id}/cancel``."""
    found = intent(account, name)
    reason = form.one_of("cancellation_reason", _REASONS)
    form.refuse_unknown()
    if found["status"] not in _CANCELLABLE:
        raise _unexpected(found, "cancel")
    found |= {"status": "canceled", "canceled_at": account.now, "cancellation_reason": reason or None, "next_action": None}
    account.changed(found)
    tell(account, "payment_intent.canceled", found)
    return found


def attempt(account: Account, found: Json, *, off_session: bool, authenticated: bool = False) -> Json:
    """Try to take the money with the intent's method and return the intent.

    Raises:
        Refusal: 402 with the decline; the intent wants another method then.
    """
    used = method(account, found["payment_method"])
    behaves = used["_behaves"]
    if behaves["ask"] and not authenticated:
        if off_session:
            raise _decline(account, found, used, "authentication_required")
        found |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk", "use_stripe_sdk": {}}}
        account.changed(found)
        tell(account, "payment_intent.requires_action", found)
        return found
    if behaves["decline"]:
        raise _decline(account, found, used, behaves["decline"])
    bank = used["type"] == "us_bank_account"
    charge = _new_charge(account, found, used, "pending" if bank else "succeeded")
    found |= {"latest_charge": charge["id"], "next_action": None, "last_payment_error": None}
    if bank:
        found["status"] = "processing"
        tell(account, "payment_intent.processing", found)
        if not behaves["stays"]:
            account.later(BANK_DEBIT_DAYS * DAY, "bank_answers", found)
    else:
        _succeed(account, found, charge, bank=False)
        if behaves["dispute"]:
            disputes.open_dispute(account, charge, behaves["dispute"])
    account.changed(found)
    return found


def _new_charge(account: Account, found: Json, used: Json, status: str) -> Json:
    bank = used["type"] == "us_bank_account"
    taken = status == "succeeded"
    return account.add(
        "charge",
        "py" if bank else "ch",
        {
            "amount": found["amount"],
            "amount_captured": found["amount"] if taken else 0,
            "amount_refunded": 0,
            "application": None,
            "balance_transaction": None,
            "billing_details": shown(used["billing_details"]),
            "captured": taken,
            "currency": found["currency"],
            "customer": found["customer"],
            "description": found["description"],
            "disputed": False,
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "livemode": False,
            "metadata": dict(found["metadata"]),
            "on_behalf_of": None,
            "paid": taken,
            "payment_intent": found["id"],
            "payment_method": used["id"],
            "payment_method_details": {"type": used["type"]},
            "receipt_email": None,
            "refunded": False,
            "status": status,
            "_behaves": dict(used["_behaves"]),
        },
    )


def _succeed(account: Account, found: Json, charge: Json, *, bank: bool) -> None:
    charge |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge["amount"]}
    charge["balance_transaction"] = take_in(account, charge, bank=bank)["id"]
    found |= {"status": "succeeded", "amount_received": found["amount"], "processing": None}
    account.changed(charge)
    account.changed(found)
    tell(account, "charge.succeeded", charge)
    tell(account, "payment_intent.succeeded", found)


def _decline(account: Account, found: Json, used: Json, reason: str) -> Refusal:
    charge = _new_charge(account, found, used, "failed")
    code = reason if reason in _OWN_CODES else "card_declined"
    words = _WORDS.get(reason, "Your card was declined.")
    charge |= {"failure_code": code, "failure_message": words}
    account.changed(charge)
    failure = {"charge": charge["id"], "code": code, "decline_code": reason, "message": words, "type": "card_error"}
    _failed(account, found, charge, {**failure, "payment_method": shown(used)})
    del failure["type"], failure["message"], failure["code"]
    return Refusal(402, words, code, kind="card_error", payment_intent=shown(found), payment_method=shown(used), **failure)


def _failed(account: Account, found: Json, charge: Json, failure: Json) -> None:
    found |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": failure,
        "latest_charge": charge["id"],
        "next_action": None,
        "processing": None,
    }
    account.changed(found)
    tell(account, "charge.failed", charge)
    tell(account, "payment_intent.payment_failed", found)


def bank_answers(account: Account, found: Json) -> None:
    """Let the bank answer a debit that was under way: paid, returned, or paid and disputed some days later."""
    if found["status"] != "processing":
        return
    charge = account.things[found["latest_charge"]]
    behaves = charge["_behaves"]
    if behaves["fail"]:
        code, words = behaves["fail"], "The bank returned the debit."
        charge |= {"status": "failed", "failure_code": code, "failure_message": words}
        account.changed(charge)
        used = account.find(charge["payment_method"])
        failure: Json = {"charge": charge["id"], "code": code, "message": words, "type": "invalid_request_error"}
        if used is not None:
            failure["payment_method"] = shown(used)
        _failed(account, found, charge, failure)
        return
    _succeed(account, found, charge, bank=True)
    if behaves["dispute"]:
        account.later(LATE_DISPUTE_DAYS * DAY, "bank_disputes", charge)


def charge(account: Account, name: str) -> Json:
    """Return the charge ``name``."""
    found = account.find(name)
    if found is None or found["object"] != "charge":
        raise missing("charge", name)
    return found
