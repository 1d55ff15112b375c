"""Levers that Stripe keeps to itself: the clock, late failures, disputes and payouts by hand, and counts for tests."""

from __future__ import annotations

from app.gateways.practice import balance, disputes, methods, payments, refunds
from app.gateways.practice.account import Account
from app.gateways.practice.clockwork import run_due
from app.gateways.practice.wire import Form, Json, Refusal


def counts(account: Account) -> Json:
    """Answer ``GET /control/counts``: what there is on the server, whoever was told of it."""
    charges = list(account.kinds.get("charge", {}).values())
    taken = [charge for charge in charges if charge["status"] != "failed"]
    given_back = [each for each in account.kinds.get("refund", {}).values() if each["status"] not in {"failed", "canceled"}]
    return {
        "charges": len(taken),
        "charged_minor": sum(charge["amount"] for charge in taken),
        "declines": len(charges) - len(taken),
        "payments": len(account.kinds.get("payment_intent", {})),
        "refunds": len(given_back),
        "refunded_minor": sum(each["amount"] for each in given_back),
        "customers": len(account.kinds.get("customer", {})),
        "keys": len(account.answered),
    }


def things(account: Account, kind: str) -> Json:
    """Answer ``GET /control/things/{kind}``: all of a kind, in the order they were made."""
    return {"data": list(account.kinds.get(kind, {}).values())}


def state(account: Account) -> Json:
    """Answer ``GET /control/state``."""
    return {"account": account.facts["id"], "now": account.now, "stopped": account.facts["stopped_at"] is not None}


def reset(account: Account, form: Form) -> Json:
    """Answer ``POST /control/reset``: an empty account, its clock standing at ``now`` where that is given."""
    now = form.whole("now")
    currency, country = form.text("currency", "usd").lower(), form.text("country", "US")
    account.begin(currency, country, form.text("name", "Practice account"))
    if now is not None:
        account.set_clock(now, stopped=True)
    return state(account)


def clock(account: Account, form: Form) -> Json:
    """Answer ``POST /control/clock``: move it by ``advance`` seconds or to ``to``, and let happen what falls due till then."""
    advance, to, stopped = form.whole("advance"), form.whole("to"), form.text("stopped")
    target = account.now + advance if advance is not None else to
    stand = account.facts["stopped_at"] is not None if not stopped else stopped == "true"
    account.set_clock(account.now if target is None else target, stopped=stand)
    run_due(account)
    return state(account)


def events(account: Account, form: Form) -> Json:
    """Answer ``POST /control/events``: list them ``doubled``, ``backwards``, both or (empty) as they are."""
    account.facts["events"] = form.text("disorder")
    return {"disorder": account.facts["events"]}


def forget_keys(account: Account) -> Json:
    """Answer ``POST /control/forget_keys``."""
    account.forget_keys()
    return {}


def pay_elsewhere(account: Account, form: Form) -> Json:
    """Answer ``POST /control/payments``: a payment that another program made, for a customer or for none."""
    amount, currency = form.need_whole("amount"), form.text("currency", account.facts["currency"])
    customer_id, named = form.text("customer"), form.text("method", "pm_card_visa")
    holder = customer_id or methods.new_customer(account, Form({}))["id"]
    used = methods.save(account, methods.TEST_METHODS[named], holder)
    intent = payments.new_intent(account, amount, currency, customer_id or None, description=form.text("description") or None)
    intent |= {"payment_method": used["id"], "status": "requires_confirmation"}
    return payments.attempt(account, intent, off_session=True)


def dispute(account: Account, form: Form) -> Json:
    """Answer ``POST /control/disputes``: the customer's bank takes ``payment`` back."""
    intent = payments.intent(account, form.need("payment"))
    return disputes.open_dispute(account, payments.charge(account, intent["latest_charge"]), form.text("reason", "fraudulent"))


def close_dispute(account: Account, name: str, form: Form) -> Json:
    """Answer ``POST /control/disputes/{id}``: decide it, ``status`` won or lost."""
    return disputes.close(account, disputes.dispute(account, name), won=form.need("status") == "won")


def end_refund(account: Account, name: str, form: Form) -> Json:
    """Answer ``POST /control/refunds/{id}``: ``status`` succeeded, failed or canceled."""
    found, status = refunds.refund(account, name), form.one_of("status", ("succeeded", "failed", "canceled"))
    return refunds.arrive(account, found) if status == "succeeded" else refunds.end_badly(account, found, status)


def settle_payment(account: Account, name: str) -> Json:
    """Answer ``POST /control/payments/{id}/settle``: the bank answers a debit now."""
    found = payments.intent(account, name)
    payments.bank_answers(account, found)
    return found


def pay_out(account: Account, form: Form) -> Json:
    """Answer ``POST /control/payouts``: everything in the balance is available and leaves now.

    With ``by_hand`` it is a payout made by hand, of ``amount`` where that is given.
    """
    for each in account.kinds.get("balance_transaction", {}).values():
        each["available_on"] = min(each["available_on"], account.now)
        account.changed(each)
    if form.text("by_hand") == "true":
        return balance.pay_out_by_hand(account, form.whole("amount"))
    made = balance.pay_out(account)
    if not made:
        raise Refusal(400, "There is nothing to pay out.")
    return made[0]


def end_payout(account: Account, name: str, form: Form) -> Json:
    """Answer ``POST /control/payouts/{id}``: ``status`` paid or failed."""
    found = balance.payout(account, name)
    if form.one_of("status", ("paid", "failed")) == "failed":
        return balance.fail_payout(account, found)
    balance.arrive(account, found)
    return found
