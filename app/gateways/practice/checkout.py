"""Hosted pages: sessions in which a customer saves a card or bank account, or pays. What the page looks like is ``page``'s."""

from __future__ import annotations

from app.gateways.practice import payments
from app.gateways.practice.account import Account
from app.gateways.practice.events import tell
from app.gateways.practice.methods import TEST_METHODS, living_customer, method, save
from app.gateways.practice.wire import Form, Json, Refusal, missing

_LONGEST_SECONDS = 24 * 3600
_SHORTEST_SECONDS = 30 * 60
_TYPES = ("card", "us_bank_account")


def create(account: Account, form: Form, address: str) -> Json:
    """Answer ``POST /v1/checkout/sessions``; ``address`` is where the page is served."""
    mode = form.one_of("mode", ("payment", "setup"))
    customer_id, currency = form.text("customer"), form.text("currency").lower()
    form.refuse_types()
    allowed, metadata = form.texts("allowed_payment_method_types"), form.metadata()
    expires = form.whole("expires_at")
    form.one_of("ui_mode", ("hosted_page",))
    success = form.need("success_url")
    form.text("cancel_url")
    form.text("locale")
    intent_data, setup_data = form.inner("payment_intent_data"), form.inner("setup_intent_data")
    payment = {"description": intent_data.text("description") or None, "metadata": intent_data.metadata()}
    reuse = intent_data.one_of("setup_future_usage", ("off_session", "on_session"))
    setup_data.metadata()
    setup_data.text("description")
    lines = [_line(each) for each in form.inners("line_items")]
    form.refuse_unknown()
    _check(account, mode, customer_id, currency, lines, expires)
    if mode == "payment":
        currency = lines[0]["currency"]
    total = sum(each["unit_amount"] * each["quantity"] for each in lines)
    if mode == "payment" and total < payments.smallest(currency):
        raise Refusal(400, "The Checkout Session's total amount is too small.", "amount_too_small", started=False)
    offered = [each for each in allowed or _TYPES if each in _TYPES and (each == "card" or currency == "usd")]
    session = account.add(
        "checkout.session",
        "cs_test",
        {
            "amount_subtotal": total if mode == "payment" else None,
            "amount_total": total if mode == "payment" else None,
            "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
            "cancel_url": None,
            "client_reference_id": None,
            "currency": currency or None,
            "custom_fields": [],
            "custom_text": {},
            "customer": customer_id,
            "customer_email": None,
            "expires_at": expires or account.now + _LONGEST_SECONDS,
            "livemode": False,
            "metadata": metadata,
            "mode": mode,
            "payment_intent": None,
            "payment_method_types": offered,
            "payment_status": "unpaid" if mode == "payment" else "no_payment_required",
            "setup_intent": None,
            "shipping_options": [],
            "status": "open",
            "success_url": success,
            "ui_mode": "hosted_page",
            "url": None,
            "_lines": lines,
            "_payment": payment,
            "_reuse": reuse,
            "_told": "",
        },
    )
    session["url"] = f"{address}/checkout/{session['id']}"
    account.later(session["expires_at"] - account.now, "page_expires", session)
    return session


def _line(form: Form) -> Json:
    quantity = form.whole("quantity")
    price = form.inner("price_data")
    return {
        "quantity": 1 if quantity is None else quantity,
        "currency": price.need("currency").lower(),
        "unit_amount": price.need_whole("unit_amount"),
        "name": price.inner("product_data").need("name"),
    }


def _check(account: Account, mode: str, customer_id: str, currency: str, lines: list[Json], expires: int | None) -> None:
    living_customer(account, customer_id)
    if not mode:
        raise Refusal(400, "Missing required param: mode.", "parameter_missing", param="mode", started=False)
    if (mode == "payment") != bool(lines) or len({line["currency"] for line in lines}) > 1:
        message = "line_items are for payment mode, in one currency."
        raise Refusal(400, message, "parameter_invalid", param="line_items", started=False)
    if mode == "setup" and not currency:
        raise Refusal(400, "Missing required param: currency.", "parameter_missing", param="currency", started=False)
    if expires is not None and not _SHORTEST_SECONDS <= expires - account.now <= _LONGEST_SECONDS:
        message = "expires_at must be between 30 minutes and 24 hours from now."
        raise Refusal(400, message, "parameter_invalid", param="expires_at", started=False)


def session(account: Account, name: str) -> Json:
    """Return the session ``name``."""
    found = account.find(name)
    if found is None or found["object"] != "checkout.session":
        raise missing("checkout session", name)
    paid = found["payment_intent"] and account.things[found["payment_intent"]]["status"] == "succeeded"
    if paid and found["payment_status"] == "unpaid":
        # A bank debit that was under way when the page was finished.
        found["payment_status"] = "paid"
        account.changed(found)
    return found


def expire(account: Account, found: Json) -> Json:
    """Close a page that nobody finished.

    Raises:
        Refusal: it is not open.
    """
    if found["status"] != "open":
        raise Refusal(400, "Only Checkout Sessions with a status in ['open'] can be expired.", "resource_already_closed")
    found |= {"status": "expired", "url": None}
    if found["payment_intent"]:
        intent = account.things[found["payment_intent"]]
        # A payment that the page tried is given up with it.
        if intent["status"] in {"requires_payment_method", "requires_action"}:
            intent |= {"status": "canceled", "canceled_at": account.now, "next_action": None}
            account.changed(intent)
            tell(account, "payment_intent.canceled", intent)
    account.changed(found)
    tell(account, "checkout.session.expired", found)
    return found


def choose(account: Account, found: Json, outcome: str) -> None:
    """Do what the customer chose on the page: the name of a test method.

    A decline leaves the page open and says why; so does a card that asks for the customer, who then confirms.
    """
    if found["status"] != "open":
        return
    behaves = TEST_METHODS.get(outcome)
    if behaves is None:
        raise Refusal(400, f"No such choice: {outcome}", started=False)
    kind = "us_bank_account" if behaves.kind == "bank" else "card"
    if kind not in found["payment_method_types"]:
        raise Refusal(400, f"This page does not take {kind}.", started=False)
    # Saved cards that decline are wanted for practice: only paying declines, saving does not.
    used = save(account, behaves, found["customer"])
    if found["mode"] == "setup":
        setup = account.add(
            "setup_intent",
            "seti",
            {
                "customer": found["customer"],
                "livemode": False,
                "metadata": dict(found["metadata"]),
                "payment_method": used["id"],
                "payment_method_types": list(found["payment_method_types"]),
                "status": "succeeded",
                "usage": "off_session",
            },
        )
        found["setup_intent"] = setup["id"]
        tell(account, "setup_intent.succeeded", setup)
        _complete(account, found)
        return
    _pay(account, found, used)


def _pay(account: Account, found: Json, used: Json) -> None:
    if found["payment_intent"] is None:
        intent = payments.new_intent(
            account, found["amount_total"], found["currency"], found["customer"], **found["_payment"],
            setup_future_usage=found["_reuse"] or None,
        )  # fmt: skip
        found["payment_intent"] = intent["id"]
        tell(account, "payment_intent.created", intent)
    intent = account.things[found["payment_intent"]]
    intent |= {"payment_method": used["id"], "status": "requires_confirmation"}
    try:
        # Whoever has the page open authenticates there and then.
        payments.attempt(account, intent, off_session=False, authenticated=True)
    except Refusal as declined:
        found["_told"] = declined.error["message"]
        account.changed(found)
        _forget_method(account, used)
        return
    if not found["_reuse"]:
        _forget_method(account, used)
    found["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
    _complete(account, found)


def _forget_method(account: Account, used: Json) -> None:
    used["customer"] = None
    account.changed(method(account, used["id"]))


def _complete(account: Account, found: Json) -> None:
    found |= {"status": "complete", "url": None, "_told": ""}
    account.changed(found)
    tell(account, "checkout.session.completed", found)
