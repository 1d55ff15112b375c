"""What the office decides about payments, kept in the book: how long an agreed charge may wait, the bank named on slips, and
above which amount a credit wants a second person's approval."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import UserError
from app.domain.language import _
from app.services.activity import Happening, record
from app.services.formats import amount_format
from app.services.office import Reader, Writer
from app.services.settings import Json, forget_setting, get_setting, set_settings

LONGEST_CONSENT = 365
_CONSENT, _BANK = "charging.consent_days", "deposits.bank_account"
_ABOVE, _APPROVERS = "credits.approval_above_minor", "credits.approvers"
_NO_LIMIT = -1


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """What this book does with payments.

    Attributes:
        consent_days: a charge that waited longer since it was agreed to is held and asked about again before it is sent.
        bank_account: how deposit slips name the account that is paid into; empty for just “Bank”.
        credit_limit_minor: credits above this amount, in minor units, wait for somebody else's approval; None lets all pass.
        approvers: who may approve them, as the program knows them at their desks; empty for anybody but who asked.
    """

    consent_days: int = 14
    bank_account: str = ""
    credit_limit_minor: int | None = None
    approvers: tuple[str, ...] = ()

    def wants_approval(self, total_minor: int) -> bool:
        """Return whether a credit of so much, in minor units, waits for approval."""
        return self.credit_limit_minor is not None and total_minor > self.credit_limit_minor


DEFAULTS = PaymentRules()


def consent_days(reader: Reader) -> int:
    """Return after how many days in the queue a charge is asked about again."""
    return get_setting(reader, _CONSENT, DEFAULTS.consent_days)


def payment_rules(reader: Reader) -> PaymentRules:
    """Return what this book decided, the usual where it decided nothing."""
    above = get_setting(reader, _ABOVE, _NO_LIMIT)
    return PaymentRules(
        get_setting(reader, _CONSENT, DEFAULTS.consent_days),
        get_setting(reader, _BANK, DEFAULTS.bank_account),
        None if above == _NO_LIMIT else above,
        tuple(str(name) for name in get_setting(reader, _APPROVERS, list[Json]())),
    )


def set_payment_rules(writer: Writer, rules: PaymentRules) -> None:
    """Decide it; what is as usual is forgotten, so that the book follows the usual again.

    Raises:
        UserError: the days are none, or more than a year; the limit is less than nothing.
    """
    if not 1 <= rules.consent_days <= LONGEST_CONSENT:
        raise UserError(_("A charge may wait between one day and a year."))
    if rules.credit_limit_minor is not None and rules.credit_limit_minor < 0:
        raise UserError(_("A limit is nothing at least."))
    approvers: list[Json] = list(dict.fromkeys(name.strip() for name in rules.approvers if name.strip()))
    limit = _NO_LIMIT if rules.credit_limit_minor is None else rules.credit_limit_minor
    before = payment_rules(writer)
    chosen: dict[str, Json] = {
        _CONSENT: rules.consent_days, _BANK: rules.bank_account.strip(), _ABOVE: limit, _APPROVERS: approvers,
    }
    usual: dict[str, Json] = {
        _CONSENT: DEFAULTS.consent_days, _BANK: DEFAULTS.bank_account, _ABOVE: _NO_LIMIT, _APPROVERS: [],
    }
    for name, value in chosen.items():
        if value == usual[name]:
            forget_setting(writer, name)
        else:
            set_settings(writer, {name: value})
    after = payment_rules(writer)
    if (before.credit_limit_minor, before.approvers) != (after.credit_limit_minor, after.approvers):
        record(writer, [Happening("credit.rule_changed", None, {"limit": _limit_words(writer, after)})])


def _limit_words(reader: Reader, rules: PaymentRules) -> str:
    if rules.credit_limit_minor is None:
        return "–"
    money = amount_format(reader.profile.locale, reader.profile.currency.code).money
    return " · ".join((money(rules.credit_limit_minor), *rules.approvers))
