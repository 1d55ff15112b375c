"""How payments and deposits stand, in words with tone and icon. Only what payment screens say stands here."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.language import _
from app.services.collecting.depositing import WAITING_METHODS
from app.services.collecting.splitting import Received
from app.services.queries.payments import PaymentListRow
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone


def payment_pill(row: PaymentListRow) -> Status:
    """Return how a payment stands: reversed, partly given back, waiting for the bank, or received."""
    if row.state == "reversed":
        return Status(_("Reversed"), Tone.ALARM, "undo")
    if row.returned_minor >= row.amount_minor:
        return Status(_("Refunded"), Tone.QUIET, "undo")
    if row.returned_minor:
        return Status(_("Partly refunded"), Tone.CARE, "undo")
    if row.deposit_id is not None:
        return Status(_("Deposited"), Tone.GOOD, "check")
    if row.method in WAITING_METHODS:
        return Status(_("Waiting for deposit"), Tone.INFO, "clock")
    return Status(_("Received"), Tone.GOOD, "check")


def reversal_words(kind: str) -> str:
    """Return how money left a payment again."""
    known = {
        "refund": _("Refunded"),
        "returned": _("Returned by the bank"),
        "disputed": _("Disputed"),
        "void": _("Entered by mistake"),
        "expired": _("Expired"),
    }
    return known.get(kind, kind)


def deposit_pill(state: str) -> Status:
    """Return how a deposit stands."""
    if state == "posted":
        return Status(_("Deposited"), Tone.GOOD, "check")
    return Status(_("Taken back"), Tone.QUIET, "undo")


def taken_words(received: Received, money: Callable[[int], str]) -> str:
    """Return what was taken, what of it is credit, and what waits to be charged; nothing is called paid that is not."""
    numbers = ", ".join(payment.number for payment in received.payments)
    amount, rest = money(received.taken_minor), money(received.leftover_minor)
    charged = _("{amount} waits to be charged.").format(amount=money(received.charged_minor))
    if not received.payments:
        return charged
    if len(received.payments) == 1:
        text = (
            _("Payment {number} taken: {amount}, {rest} of it account credit")
            if received.leftover_minor
            else _("Payment {number} taken: {amount}")
        ).format(number=numbers, amount=amount, rest=rest)
    else:
        text = (
            _("Payments {numbers} taken: {amount}, {rest} of it account credit")
            if received.leftover_minor
            else _("Payments {numbers} taken: {amount}")
        ).format(numbers=numbers, amount=amount, rest=rest)
    return f"{text}. {charged}" if received.operation_ids else text
