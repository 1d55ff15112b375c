"""What to do about a declined charge, for the office. Why it was declined in words belongs to ``billing.refusals``."""

from __future__ import annotations

from app.domain.language import _
from app.services.billing.refusals import may_change, reason_words

__all__ = ["may_change", "needs_other_method", "reason_words", "what_to_do"]

_NEW_METHOD = frozenset(
    {
        "expired_card", "incorrect_cvc", "incorrect_number", "invalid_account", "account_closed", "no_account", "stolen_card",
        "lost_card", "pickup_card", "fraudulent", "card_not_supported", "currency_not_supported", "debit_not_authorized",
        "invalid_cvc", "invalid_expiry_month", "invalid_expiry_year", "restricted_card", "revocation_of_authorization",
    }
)  # fmt: skip


def needs_other_method(code: str) -> bool:
    """Tell whether only another card or bank account helps after a decline for ``code``."""
    return code in _NEW_METHOD


def what_to_do(code: str) -> str:
    """Return the next step after a decline for ``code``."""
    if code == "authentication_required":
        return _("Send the customer a payment link, where the bank can ask them.")
    if code in _NEW_METHOD:
        return _("Ask the customer for another card or bank account.")
    if may_change(code):
        return _("Try again in some days, or ask for another card.")
    return _("Ask the customer to call their bank, or to pay otherwise.")
