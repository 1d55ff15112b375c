"""How payouts, their lines and disputes stand, in words with tone and icon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.language import _, ngettext
from app.services.queries.disputes import DisputeView
from app.services.queries.payout_lines import PayoutLine
from app.services.queries.payouts import PayoutView
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone

SOON_DAYS = 5
"""From here on a deadline is an alarm."""


def payout_pill(payout: PayoutView, money: Callable[[int], str]) -> Status:
    """Return how a payout stands: on its way, sent back, or in the bank and whether it ties out."""
    if payout.state == "failed":
        return Status(_("Sent back by the bank"), Tone.ALARM, "undo")
    if payout.state == "canceled":
        return Status(_("Cancelled"), Tone.QUIET, "void")
    if payout.off_minor:
        return Status(_("Off by {amount}").format(amount=money(payout.off_minor)), Tone.ALARM, "bang")
    if not payout.posted:
        return Status(_("On its way"), Tone.INFO, "clock")
    return Status(_("Ties out"), Tone.GOOD, "check")


def line_words(kind: str) -> str:
    """Return what a line of the balance is."""
    known = {
        "charge": _("Payment"),
        "refund": _("Refund"),
        "refund_failure": _("Refund that came back"),
        "dispute": _("Dispute"),
        "dispute_reversal": _("Dispute won"),
        "fee": _("Fee"),
        "network_cost": _("Network cost"),
        "tax": _("Tax on fees"),
        "risk_reserved_funds_fee": _("Fee for reserved funds"),
    }
    return known.get(kind, kind.replace("_", " "))


def line_pill(line: PayoutLine, money: Callable[[int], str]) -> Status:
    """Return whether the book has a line."""
    if line.unmatched:
        return Status(_("Whose is it?"), Tone.CARE, "person")
    if line.gap_minor:
        return Status(_("{amount} not in the book").format(amount=money(line.gap_minor)), Tone.ALARM, "bang")
    return Status(_("In the book"), Tone.GOOD, "check")


def dispute_pill(dispute: DisputeView) -> Status:
    """Return how a dispute stands."""
    return {
        "needs_response": Status(_("Wants an answer"), Tone.ALARM, "bang"),
        "warning_needs_response": Status(_("The bank asks"), Tone.CARE, "bang"),
        "under_review": Status(_("Under review"), Tone.INFO, "clock"),
        "warning_under_review": Status(_("Under review"), Tone.INFO, "clock"),
        "won": Status(_("Won"), Tone.GOOD, "check"),
        "lost": Status(_("Lost"), Tone.QUIET, "cross"),
        "warning_closed": Status(_("Closed"), Tone.QUIET, "dash"),
        "prevented": Status(_("Prevented"), Tone.QUIET, "dash"),
    }.get(dispute.state, Status(dispute.state.replace("_", " "), Tone.QUIET, "dash"))


def deadline_words(due_on: date | None, today: date, medium: Callable[[date], str]) -> str:
    """Return until when evidence is due: the day, and how far it is."""
    if due_on is None:
        return "–"
    left = (due_on - today).days
    if left < 0:
        far = _("past")
    elif left == 0:
        far = _("today")
    else:
        far = ngettext("in {count} day", "in {count} days", left).format(count=left)
    return f"{medium(due_on)} · {far}"


def reason_words(reason: str) -> str:
    """Return why the customer's bank disputes a payment. Source: the processor's reasons for disputes."""
    known = {
        "bank_cannot_process": _("The bank cannot process it"),
        "check_returned": _("Check returned"),
        "credit_not_processed": _("A refund was promised and did not come"),
        "customer_initiated": _("The customer asked for it"),
        "debit_not_authorized": _("The debit was not authorized"),
        "duplicate": _("Charged twice, says the customer"),
        "fraudulent": _("Fraud, says the customer"),
        "general": _("No particular reason"),
        "incorrect_account_details": _("Wrong account details"),
        "insufficient_funds": _("Not enough money on the account"),
        "noncompliant": _("Against the network's rules"),
        "product_not_received": _("Not received, says the customer"),
        "product_unacceptable": _("Not as agreed, says the customer"),
        "subscription_canceled": _("The service had been cancelled"),
        "unrecognized": _("The customer does not recognize it"),
    }
    return known.get(reason, reason.replace("_", " "))
