"""Refunds: capped by what is left, at once for cards, days later for bank debits; some fail after they seemed done."""

from __future__ import annotations

from app.gateways.practice import payments
from app.gateways.practice.account import Account
from app.gateways.practice.balance import DAY, line
from app.gateways.practice.events import tell
from app.gateways.practice.wire import Form, Json, Refusal, created_within, in_pages, missing

_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_BANK_DAYS = 5
_FAILS_DAYS = 3
_ENDED_BADLY = frozenset({"failed", "canceled"})


def create(account: Account, form: Form) -> Json:
    """Answer ``POST /v1/refunds``."""
    charge = _charge_named(account, form)
    amount, reason, metadata = form.whole("amount"), form.one_of("reason", _REASONS), form.metadata()
    form.refuse_unknown()
    left = charge["amount"] - charge["amount_refunded"]
    if left <= 0:
        raise Refusal(400, f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    if charge["disputed"]:
        raise Refusal(400, f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    amount = left if amount is None else amount
    if not 0 < amount <= left:
        raise Refusal(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
    bank = charge["payment_method_details"]["type"] == "us_bank_account"
    wanted = charge["_behaves"]["refund"]
    refund = account.add(
        "refund",
        "pyr" if bank else "re",
        {
            "amount": amount,
            "balance_transaction": None,
            "charge": charge["id"],
            "currency": charge["currency"],
            "description": None,
            "destination_details": None,
            "failure_balance_transaction": None,
            "failure_reason": None,
            "metadata": metadata,
            "payment_intent": charge["payment_intent"],
            "reason": reason or None,
            "receipt_number": None,
            "source_transfer_reversal": None,
            "status": "pending" if bank or wanted == "pending" else "succeeded",
            "transfer_reversal": None,
        },
    )
    # Stripe takes the money from the balance when the refund is made, also while it is pending.
    taken = line(account, "payment_refund" if bank else "refund", refund, -amount, category="refund")
    refund["balance_transaction"] = taken["id"]
    _give_back(account, charge, amount)
    tell(account, "refund.created", refund)
    tell(account, "charge.refunded", charge)
    if refund["status"] == "pending":
        account.later(_BANK_DAYS * DAY, "refund_arrives", refund)
    elif wanted == "fail":
        account.later(_FAILS_DAYS * DAY, "refund_fails", refund)
    return refund


def _charge_named(account: Account, form: Form) -> Json:
    intent_id, charge_id = form.text("payment_intent"), form.text("charge")
    if bool(intent_id) == bool(charge_id):
        message = "One of the following params should be provided: payment_intent or charge."
        raise Refusal(400, message, "parameter_missing", started=False)
    if charge_id:
        charge = payments.charge(account, charge_id)
    else:
        intent = payments.intent(account, intent_id)
        if intent["latest_charge"] is None:
            raise Refusal(400, f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.")
        charge = payments.charge(account, intent["latest_charge"])
    if charge["status"] != "succeeded":
        raise Refusal(400, f"Charge {charge['id']} is not successful: there is nothing to refund.", "charge_not_refundable")
    return charge


def _give_back(account: Account, charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    account.changed(charge)


def arrive(account: Account, refund: Json) -> Json:
    """Let a pending refund reach the customer."""
    if refund["status"] == "pending":
        refund["status"] = "succeeded"
        account.changed(refund)
        tell(account, "refund.updated", refund)
        tell(account, "charge.refund.updated", refund)
    return refund


def end_badly(account: Account, refund: Json, status: str = "failed", reason: str = "lost_or_stolen_card") -> Json:
    """Let a refund fail or be cancelled: the money is in the balance again."""
    if refund["status"] in _ENDED_BADLY:
        return refund
    charge = payments.charge(account, refund["charge"])
    bank = charge["payment_method_details"]["type"] == "us_bank_account"
    kind = "payment_failure_refund" if bank else "refund_failure"
    back = line(account, kind, refund, refund["amount"], category="refund_failure")
    refund |= {"status": status, "failure_reason": reason, "failure_balance_transaction": back["id"]}
    account.changed(refund)
    _give_back(account, charge, -refund["amount"])
    if status == "failed":
        tell(account, "refund.failed", refund)
    tell(account, "refund.updated", refund)
    tell(account, "charge.refund.updated", refund)
    return refund


def refund(account: Account, name: str) -> Json:
    """Return the refund ``name``."""
    found = account.find(name)
    if found is None or found["object"] != "refund":
        raise missing("refund", name)
    return found


def listed(account: Account, form: Form) -> Json:
    """Answer ``GET /v1/refunds``."""
    within, intent, charge = created_within(form), form.text("payment_intent"), form.text("charge")
    found = [
        each
        for each in account.newest_first("refund")
        if within(each) and (not intent or each["payment_intent"] == intent) and (not charge or each["charge"] == charge)
    ]
    return in_pages(found, form, "/v1/refunds")
