"""Why a processor refuses a charge, in words, and whether another try can help. What follows from it belongs to ``dunning``."""

from __future__ import annotations

from app.domain.language import _

# Reasons that another try can change, by the codes that processors use for cards and bank debits. Source: Stripe's lists of
# decline codes and of ACH failure codes. Whatever is not listed is not tried again by itself.
_MAY_CHANGE = frozenset(
    {
        "approve_with_id",
        "authentication_not_handled",
        "call_issuer",
        "card_velocity_exceeded",
        "do_not_honor",
        "do_not_try_again_today",
        "generic_decline",
        "card_declined",
        "insufficient_funds",
        "issuer_not_available",
        "no_action_taken",
        "processing_error",
        "reenter_transaction",
        "try_again_later",
        "withdrawal_count_limit_exceeded",
        "bank_ownership_changed",
        "bank_processing_error",
    }
)


def may_change(code: str) -> bool:
    """Whether another try can succeed after a refusal for ``code``, without anybody doing anything."""
    return code in _MAY_CHANGE


def reason_words(code: str) -> str:
    """Return why a charge was refused, in words for the office and the customer."""
    words = {
        "insufficient_funds": _("There was not enough money in the account."),
        "expired_card": _("The card has expired."),
        "incorrect_cvc": _("The card's security code was wrong."),
        "incorrect_number": _("The card number was wrong."),
        "invalid_account": _("The card or account does not exist any more."),
        "account_closed": _("The bank account is closed."),
        "no_account": _("The bank account was not found."),
        "debit_not_authorized": _("The customer told the bank not to allow this debit."),
        "stolen_card": _("The bank does not accept this card."),
        "lost_card": _("The bank does not accept this card."),
        "pickup_card": _("The bank does not accept this card."),
        "fraudulent": _("The bank does not accept this card."),
        "authentication_required": _("The bank wants the customer to confirm the payment."),
        "card_velocity_exceeded": _("The card's limit is used up."),
        "withdrawal_count_limit_exceeded": _("The card's limit is used up."),
        "processing_error": _("The bank had a fault while handling the payment."),
        "issuer_not_available": _("The bank could not be reached."),
        "try_again_later": _("The bank could not be reached."),
        "card_not_supported": _("The card does not allow this kind of payment."),
        "currency_not_supported": _("The card does not allow this currency."),
    }
    return words.get(code) or _("The bank refused the payment without saying why.")
