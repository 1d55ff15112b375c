"""Reading the library's objects into this program's values. Times become aware UTC, currencies upper case, no text empty."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from app.services.charging.processor import (
    PaymentState,
    RemoteAccount,
    RemoteCustomerCard,
    RemoteDispute,
    RemoteEventCard,
    RemoteLine,
    RemoteMethod,
    RemotePage,
    RemotePaymentCard,
    RemotePayout,
    RemoteRefund,
)

if TYPE_CHECKING:
    import stripe
    from stripe.checkout import Session

BANK, CARD = "us_bank_account", "card"


def instant(seconds: int) -> datetime:
    """Return a time of Stripe's (seconds of the Unix epoch)."""
    return datetime.fromtimestamp(seconds, UTC)


def _day(seconds: int) -> date:
    return instant(seconds).date()


def id_of(field: object) -> str:
    """Return the id in a field that holds an id, the object itself when it was expanded, or nothing."""
    if field is None or isinstance(field, str):
        return field or ""
    name = getattr(field, "id", "")
    return name if isinstance(name, str) else ""


def words(thing: stripe.StripeObject | None) -> Mapping[str, str]:
    """Return metadata as a plain mapping."""
    return {} if thing is None else {str(name): str(value) for name, value in thing.to_dict().items()}


def account(found: stripe.Account, *, live: bool) -> RemoteAccount:
    """Read the account; whether it is live only the key knows."""
    profile, settings = getattr(found, "business_profile", None), getattr(found, "settings", None)
    dashboard = getattr(settings, "dashboard", None)
    name = getattr(profile, "name", None) or getattr(dashboard, "display_name", None) or getattr(found, "email", None) or ""
    currency = getattr(found, "default_currency", None) or ""
    return RemoteAccount(found.id, live, name, getattr(found, "country", None) or "", currency.upper())


def customer(found: stripe.Customer) -> RemoteCustomerCard:
    """Read a customer; a deleted one has nothing but its id."""
    if getattr(found, "deleted", False):
        return RemoteCustomerCard(found.id, "", "", deleted=True)
    return RemoteCustomerCard(found.id, found.name or "", found.email or "", words(found.metadata))


def method(found: stripe.PaymentMethod, default_id: str) -> RemoteMethod | None:
    """Read a saved method; None for kinds other than cards and US bank accounts."""
    default = found.id == default_id
    if found.type == CARD and found.card is not None:
        card = found.card
        last_day = calendar.monthrange(card.exp_year, card.exp_month)[1]
        expires_on = date(card.exp_year, card.exp_month, last_day)
        return RemoteMethod(found.id, "card", card.brand, card.last4, expires_on, default)
    if found.type == BANK and found.us_bank_account is not None:
        bank = found.us_bank_account
        return RemoteMethod(found.id, "bank", bank.bank_name or "", bank.last4 or "", None, default)
    return None


def payment(found: stripe.PaymentIntent) -> RemotePaymentCard:
    """Read a payment; the fee is known once the charge and its balance transaction are there and expanded."""
    failure = found.last_payment_error
    charge = found.latest_charge
    line = None if charge is None or isinstance(charge, str) else getattr(charge, "balance_transaction", None)
    fee = None if line is None or isinstance(line, str) or line.currency != found.currency else line.fee
    return RemotePaymentCard(
        id=found.id,
        state=PaymentState(found.status),
        amount_minor=found.amount,
        received_minor=_received(found),
        currency=found.currency.upper(),
        customer_id=id_of(found.customer),
        method_id=id_of(found.payment_method),
        charge_id=id_of(charge),
        created_at=instant(found.created),
        description=getattr(found, "description", None) or "",
        decline_code=_reason(failure),
        decline_text="" if failure is None else getattr(failure, "message", None) or "",
        fee_minor=fee,
        metadata=words(found.metadata),
    )


def _received(found: stripe.PaymentIntent) -> int:
    received: int | None = getattr(found, "amount_received", None)
    if received is None:
        return found.amount if found.status == "succeeded" else 0
    return received


def _reason(failure: stripe.StripeObject | None) -> str:
    # The bank's own reason says more than "card_declined".
    return str(getattr(failure, "decline_code", None) or getattr(failure, "code", None) or "")


def refund(found: stripe.Refund) -> RemoteRefund:
    """Read a refund."""
    return RemoteRefund(
        id=found.id,
        state=found.status or "pending",
        amount_minor=found.amount,
        payment_id=id_of(found.payment_intent),
        created_at=instant(found.created),
        failure=getattr(found, "failure_reason", None) or "",
        metadata=words(found.metadata),
    )


def page(found: Session) -> RemotePage:
    """Read a hosted page; what it saved is known when its setup or payment was expanded."""
    used = getattr(found.setup_intent, "payment_method", None) or getattr(found.payment_intent, "payment_method", None)
    return RemotePage(
        id=found.id,
        url=found.url or "",
        mode=found.mode,
        state=found.status or "open",
        expires_at=instant(found.expires_at),
        payment_id=id_of(found.payment_intent),
        method_id=id_of(used),
        customer_id=id_of(found.customer),
        metadata=words(found.metadata),
    )


def event(found: stripe.Event) -> RemoteEventCard:
    """Read an event: only which object it is about."""
    about = found.data.object
    return RemoteEventCard(found.id, found.type, str(about["object"]), str(about["id"]), instant(found.created))


def line(found: stripe.BalanceTransaction, payment_id: str = "") -> RemoteLine:
    """Read a balance transaction; ``payment_id`` is used where its source was not expanded.

    The kind is Stripe's reporting category, which groups the same event of cards and bank debits: charge, refund,
    refund_failure, dispute, dispute_reversal, payout, payout_reversal, fee, …
    """
    source = found.source
    return RemoteLine(
        id=found.id,
        kind=found.reporting_category,
        amount_minor=found.amount,
        fee_minor=found.fee,
        net_minor=found.net,
        source_id=id_of(source),
        payment_id=id_of(getattr(source, "payment_intent", None)) or payment_id,
        created_at=instant(found.created),
        available_on=_day(found.available_on),
    )


def payout(found: stripe.Payout) -> RemotePayout:
    """Read a payout."""
    arrives_on, made_at = _day(found.arrival_date), instant(found.created)
    # Stripe always says it; a test server may not, and then the payout's lines tell what it consists of.
    automatic = bool(getattr(found, "automatic", True))
    return RemotePayout(
        found.id, found.amount, found.currency.upper(), arrives_on, found.status, made_at, automatic=automatic
    )


def dispute(found: stripe.Dispute) -> RemoteDispute:
    """Read a dispute with the lines it made."""
    due = getattr(found.evidence_details, "due_by", None)
    about = id_of(found.payment_intent)
    return RemoteDispute(
        id=found.id,
        payment_id=about,
        charge_id=id_of(found.charge),
        amount_minor=found.amount,
        reason=found.reason,
        state=found.status,
        evidence_due_on=None if due is None else _day(due),
        created_at=instant(found.created),
        lines=tuple(line(each, about) for each in found.balance_transactions),
    )
