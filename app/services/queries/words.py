"""What the codes that the store keeps are called, in the language in use. Writing amounts and dates belongs to ``formats``."""

from __future__ import annotations

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.terms import Terms


def method_word(method: str) -> str:
    """Return how money came or went: cash, check, card, bank, other."""
    return {
        "cash": _("Cash"),
        "check": _("Check"),
        "card": _("Card"),
        "bank": _("Bank transfer"),
        "other": _("Other"),
    }.get(method, method)


def mail_state_word(state: str) -> str:
    """Return how a message stands."""
    return {
        "waiting": _("Waiting"),
        "sending": _("Sending"),
        "sent": _("Sent"),
        "failed": _("Failed"),
        "unknown": _("Not known"),
        "cancelled": _("Cancelled"),
    }.get(state, state)


def kind_word(kind: str) -> str:
    """Return what a customer is: residential or commercial."""
    return {"residential": _("Residential"), "commercial": _("Commercial")}.get(kind, kind)


def terms_word(code: str) -> str:
    """Return what stored payment terms are called; what is not known stays as it is."""
    try:
        return Terms.parse(code).label()
    except UserError:
        return code


def account_status_word(status: str) -> str:
    """Return whether a customer is active or archived."""
    return {"active": _("Active"), "archived": _("Archived")}.get(status, status)


def field_word(name: str) -> str:
    """Return what a detail of a customer or of the company is called."""
    return {
        "account": _("Account number"),
        "name": _("Name"),
        "kind": _("Type"),
        "since_on": _("Customer since"),
        "manager": _("Account manager"),
        "terms": _("Terms"),
        "tax_rate_id": _("Tax"),
        "language": _("Language"),
        "status": _("Status"),
        "tags": _("Tags"),
        "billing": _("Billing contact"),
        "primary": _("Primary contact"),
        "note": _("Note"),
        "site": _("Site"),
        "currency": _("Currency"),
        "time_zone": _("Time zone"),
        "locale": _("Language and region"),
        "line1": _("Street"),
        "line2": _("Street, second line"),
        "city": _("City"),
        "region": _("State or region"),
        "postcode": _("Postcode"),
        "country": _("Country"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "tax_id": _("Tax number"),
        "logo": _("Logo"),
        "tax_rounding": _("Tax rounding"),
        "paper": _("Paper"),
        "lock_on": _("Lock date"),
        "frequency": _("Frequency"),
        "price_minor": _("Price"),
        "method": _("Payment method"),
        "starts_at": _("Appointment"),
        "technician": _("Technician"),
        "due_on": _("Due by"),
        "amount_minor": _("Amount"),
    }.get(name, name.replace("_", " ").capitalize())


def value_word(field: str, value: str) -> str:
    """Return what a stored value of ``field`` is called."""
    if field == "terms":
        return terms_word(value)
    if field == "kind":
        return kind_word(value)
    if field == "status":
        return account_status_word(value)
    return method_word(value) if field == "method" else value
