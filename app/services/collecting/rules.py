"""What the office decides about payments, kept in the book: how long an agreed charge may wait, and the bank named on slips."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import UserError
from app.domain.language import _
from app.services.office import Reader, Writer
from app.services.settings import Json, forget_setting, get_setting, set_settings

LONGEST_CONSENT = 365
_CONSENT, _BANK = "charging.consent_days", "deposits.bank_account"


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """What this book does with payments.

    Attributes:
        consent_days: a charge that waited longer since it was agreed to is held and asked about again before it is sent.
        bank_account: how deposit slips name the account that is paid into; empty for just “Bank”.
    """

    consent_days: int = 14
    bank_account: str = ""


DEFAULTS = PaymentRules()


def payment_rules(reader: Reader) -> PaymentRules:
    """Return what this book decided, the usual where it decided nothing."""
    return PaymentRules(
        get_setting(reader, _CONSENT, DEFAULTS.consent_days), get_setting(reader, _BANK, DEFAULTS.bank_account)
    )


def set_payment_rules(writer: Writer, rules: PaymentRules) -> None:
    """Decide it; what is as usual is forgotten, so that the book follows the usual again.

    Raises:
        UserError: the days are none, or more than a year.
    """
    if not 1 <= rules.consent_days <= LONGEST_CONSENT:
        raise UserError(_("A charge may wait between one day and a year."))
    chosen: dict[str, Json] = {_CONSENT: rules.consent_days, _BANK: rules.bank_account.strip()}
    usual: dict[str, Json] = {_CONSENT: DEFAULTS.consent_days, _BANK: DEFAULTS.bank_account}
    for name, value in chosen.items():
        if value == usual[name]:
            forget_setting(writer, name)
        else:
            set_settings(writer, {name: value})
