"""Disputes: the bank takes a payment back at once; the office may win it back, the deadline passes, or a debit is final."""

from __future__ import annotations

from app.gateways.practice.account import Account
from app.gateways.practice.balance import DAY, dispute_fee, line
from app.gateways.practice.events import tell
from app.gateways.practice.wire import Form, Json, Refusal, created_within, in_pages, missing, shown

_EVIDENCE_DAYS = 20
_OPEN = frozenset({"needs_response", "under_review"})


def open_dispute(account: Account, charge: Json, reason: str) -> Json:
    """Take a payment back. One of a bank debit is lost from the start: the customer's bank decides alone."""
    if charge["disputed"] or charge["status"] != "succeeded":
        raise Refusal(400, "This charge cannot be disputed.")
    bank = charge["payment_method_details"]["type"] == "us_bank_account"
    amount = charge["amount"] - charge["amount_refunded"]
    dispute = account.add(
        "dispute",
        "du",
        {
            "amount": amount,
            "balance_transactions": [],
            "charge": charge["id"],
            "currency": charge["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {"enhanced_evidence": {}},
            "evidence_details": {
                "enhanced_eligibility": {},
                "due_by": None if bank else account.now + _EVIDENCE_DAYS * DAY,
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
                "submission_method": "not_submitted",
            },
            "is_charge_refundable": False,
            "livemode": False,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "payment_method_details": None,
            "reason": reason,
            "status": "needs_response",
        },
    )
    charge["disputed"] = True
    account.changed(charge)
    taken = line(account, "adjustment", dispute, -amount, fee=dispute_fee(charge["currency"]), category="dispute")
    dispute["balance_transactions"].append(shown(taken))
    tell(account, "charge.dispute.created", dispute)
    tell(account, "charge.dispute.funds_withdrawn", dispute)
    if bank:
        close(account, dispute, won=False)
    else:
        account.later(_EVIDENCE_DAYS * DAY, "evidence_due", dispute)
    return dispute


def close(account: Account, dispute: Json, *, won: bool) -> Json:
    """Decide a dispute; a won one puts the amount and the fee back."""
    if dispute["status"] not in _OPEN:
        raise Refusal(400, "This dispute is closed.")
    dispute["status"] = "won" if won else "lost"
    if won:
        back = line(
            account,
            "adjustment",
            dispute,
            dispute["amount"],
            fee=-dispute_fee(dispute["currency"]),
            category="dispute_reversal",
        )
        dispute["balance_transactions"].append(shown(back))
        tell(account, "charge.dispute.funds_reinstated", dispute)
    account.changed(dispute)
    tell(account, "charge.dispute.closed", dispute)
    return dispute


def evidence_due(account: Account, dispute: Json) -> None:
    """Let the deadline pass: without an answer the dispute is lost."""
    if dispute["status"] == "needs_response":
        dispute["evidence_details"]["past_due"] = True
        close(account, dispute, won=False)


def dispute(account: Account, name: str) -> Json:
    """Return the dispute ``name``."""
    found = account.find(name)
    if found is None or found["object"] != "dispute":
        raise missing("dispute", name)
    return found


def listed(account: Account, form: Form) -> Json:
    """Answer ``GET /v1/disputes``."""
    within, intent, charge = created_within(form), form.text("payment_intent"), form.text("charge")
    found = [
        each
        for each in account.newest_first("dispute")
        if within(each) and (not intent or each["payment_intent"] == intent) and (not charge or each["charge"] == charge)
    ]
    return in_pages(found, form, "/v1/disputes")
