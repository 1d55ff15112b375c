"""What falls due: bank debits settle, disputes come, refunds arrive, pages expire, payouts leave; each at its own moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from app.gateways.practice import balance, checkout, disputes, payments, refunds
from app.gateways.practice.account import Account
from app.gateways.practice.wire import Json, Refusal


def _dispute_late(account: Account, charge: Json) -> None:
    # Refunded in full meanwhile: there is nothing left to take back.
    if not charge["refunded"]:
        disputes.open_dispute(account, charge, charge["_behaves"]["dispute"])


_JOBS: dict[str, Callable[[Account, Json], object]] = {
    "bank_answers": payments.bank_answers,
    "bank_disputes": _dispute_late,
    "evidence_due": disputes.evidence_due,
    "refund_arrives": refunds.arrive,
    "refund_fails": refunds.end_badly,
    "page_expires": checkout.expire,
    "payout_arrives": balance.arrive,
}


def run_due(account: Account) -> None:
    """Do everything whose time has come, in the order in which it fell due."""
    while (due := account.next_due()) is not None:
        account.remove(due)
        account.at_moment(due["at"])
        try:
            if due["what"] == "pay_out":
                balance.pay_out(account)
            else:
                # What was closed by hand meanwhile refuses, and that is all right.
                with suppress(Refusal):
                    _JOBS[due["what"]](account, account.things[due["about"]])
        finally:
            account.at_moment(None)
