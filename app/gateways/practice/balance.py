"""The account's balance: what each event added or took, what it cost, and the payouts that empty it.

Payouts are automatic and daily until one is made by hand: from then on all are, and nothing says what one consists of. Fees are
those of Stripe's public price list for the United States: cards 2.9 % and 30 cents, bank debits 0.8 % and at most five dollars,
15 dollars for a dispute; a refund does not give the fee back.
"""

from __future__ import annotations

from app.gateways.practice.account import Account
from app.gateways.practice.events import tell
from app.gateways.practice.wire import Form, Json, Refusal, created_within, in_pages, missing

DAY = 24 * 3600
_CARD_FUNDS_DAYS = 2
_ARRIVAL_DAYS = 1
_ZERO_DECIMALS = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"]
)  # https://docs.stripe.com/currencies#zero-decimal
_THREE_DECIMALS = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])


def in_minor(cents: int, currency: str) -> int:
    """Return an amount given in hundredths of the currency's unit as the processor counts it, rounded half up."""
    if currency in _ZERO_DECIMALS:
        return (cents + 50) // 100
    return cents * 10 if currency in _THREE_DECIMALS else cents


def fee_for(amount: int, currency: str, *, bank: bool) -> int:
    """Return what taking ``amount`` costs."""
    if bank:
        return min((amount * 8 + 500) // 1000, in_minor(500, currency))
    return (amount * 29 + 500) // 1000 + in_minor(30, currency)


def dispute_fee(currency: str) -> int:
    """Return what a dispute costs."""
    return in_minor(1500, currency)


def line(
    account: Account, kind: str, source: Json, amount: int, *, fee: int = 0, waits_days: int = 0, category: str = ""
) -> Json:
    """Add a balance transaction of ``amount`` less ``fee`` for ``source``, to be paid out after ``waits_days``."""
    currency = source["currency"]
    made = account.add(
        "balance_transaction",
        "txn",
        {
            "amount": amount,
            "available_on": account.now + waits_days * DAY,
            "balance_type": "payments",
            "currency": currency,
            "description": None,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": [_fee_detail(fee, currency)] if fee else [],
            "net": amount - fee,
            "reporting_category": category or kind,
            "source": source["id"],
            "status": "pending" if waits_days else "available",
            "type": kind,
            "_payout": "",
        },
    )
    _plan_payout(account)
    return made


def _fee_detail(fee: int, currency: str) -> Json:
    return {"amount": fee, "application": None, "currency": currency, "description": "Processing fees", "type": "stripe_fee"}


def take_in(account: Account, charge: Json, *, bank: bool) -> Json:
    """Add the line of a charge that succeeded."""
    fee = fee_for(charge["amount"], charge["currency"], bank=bank)
    kind = "payment" if bank else "charge"
    return line(account, kind, charge, charge["amount"], fee=fee, waits_days=_CARD_FUNDS_DAYS, category="charge")


# --- payouts


def _plan_payout(account: Account) -> None:
    is_planned = any(due["what"] == "pay_out" for due in account.kinds.get("due", {}).values())
    if account.facts.get("payouts") != "manual" and not is_planned:
        until_midnight = DAY - account.now % DAY
        account.add("due", "due", {"at": account.now + until_midnight, "what": "pay_out", "about": ""})


def pay_out(account: Account) -> list[Json]:
    """Pay out what is available, one payout per currency; what is not available yet or below zero stays."""
    if account.facts.get("payouts") == "manual":
        return []
    lines_of_account = account.kinds.get("balance_transaction", {}).values()
    ready = [each for each in lines_of_account if not each["_payout"] and each["type"] != "payout"]
    available = [each for each in ready if each["available_on"] <= account.now]
    made = []
    for currency in sorted({each["currency"] for each in available}):
        lines = [each for each in available if each["currency"] == currency]
        amount = sum(each["net"] for each in lines)
        if amount > 0:
            made.append(_send(account, currency, amount, lines))
    if any(not each["_payout"] for each in ready):
        _plan_payout(account)
    return made


def pay_out_by_hand(account: Account, amount: int | None) -> Json:
    """Pay out ``amount``, or everything, as somebody would on the processor's own pages; further payouts are made so too.

    Raises:
        Refusal: there is not as much.
    """
    account.facts["payouts"] = "manual"
    currency = account.facts["currency"]
    lines_of_account = account.kinds.get("balance_transaction", {}).values()
    there = sum(each["net"] for each in lines_of_account if each["currency"] == currency and not each["_payout"])
    wanted = there if amount is None else amount
    if not 0 < wanted <= there:
        raise Refusal(400, "You have insufficient funds in your account for this payout.", "balance_insufficient")
    return _send(account, currency, wanted, [], automatic=False)


def _send(account: Account, currency: str, amount: int, lines: list[Json], *, automatic: bool = True) -> Json:
    payout = account.add(
        "payout",
        "po",
        {
            "amount": amount,
            "application_fee": None,
            "application_fee_amount": None,
            "arrival_date": account.now + _ARRIVAL_DAYS * DAY,
            "automatic": automatic,
            "balance_transaction": None,
            "currency": currency,
            "description": "STRIPE PAYOUT",
            "destination": None,
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "livemode": False,
            "metadata": {},
            "method": "standard",
            "original_payout": None,
            "reconciliation_status": "completed" if automatic else "not_applicable",
            "reversed_by": None,
            "source_type": "card",
            "statement_descriptor": None,
            "status": "in_transit",
            "type": "bank_account",
        },
    )
    out = line(account, "payout", payout, -amount)
    out["_payout"] = payout["id"] if automatic else ""
    payout["balance_transaction"] = out["id"]
    for each in lines:
        each["_payout"] = payout["id"]
        each["status"] = "available"
        account.changed(each)
    tell(account, "payout.created", payout)
    account.later(_ARRIVAL_DAYS * DAY, "payout_arrives", payout)
    return payout


def arrive(account: Account, payout: Json) -> None:
    """Let a payout reach the bank."""
    if payout["status"] == "in_transit":
        payout["status"] = "paid"
        account.changed(payout)
        tell(account, "payout.paid", payout)


def fail_payout(account: Account, payout: Json) -> Json:
    """Let the bank send a payout back: its amount is in the balance again."""
    if payout["status"] not in {"in_transit", "paid"}:
        raise Refusal(400, "This payout cannot fail any more.")
    back = line(account, "payout_failure", payout, payout["amount"], category="payout_reversal")
    payout |= {
        "status": "failed",
        "failure_balance_transaction": back["id"],
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed.",
    }
    account.changed(payout)
    tell(account, "payout.failed", payout)
    return payout


def payout(account: Account, name: str) -> Json:
    """Return the payout ``name``."""
    found = account.find(name)
    if found is None or found["object"] != "payout":
        raise missing("payout", name)
    return found


def payouts(account: Account, form: Form) -> Json:
    """Answer ``GET /v1/payouts``."""
    within, status = created_within(form), form.text("status")
    found = [each for each in account.newest_first("payout") if within(each) and (not status or each["status"] == status)]
    return in_pages(found, form, "/v1/payouts")


def lines(account: Account, form: Form) -> Json:
    """Answer ``GET /v1/balance_transactions``; with ``payout`` those that left with it, itself among them."""
    within, left_with, source, kind = created_within(form), form.text("payout"), form.text("source"), form.text("type")
    if left_with and not payout(account, left_with)["automatic"]:
        message = "Balance transaction history can only be filtered on automatic transfers, not manual."
        raise Refusal(400, message, "balance_transactions_manual_payout", param="payout")
    found = [
        each
        for each in account.newest_first("balance_transaction")
        if within(each)
        and (not left_with or each["_payout"] == left_with)
        and (not source or each["source"] == source)
        and (not kind or each["type"] == kind)
    ]
    return in_pages(found, form, "/v1/balance_transactions")
