"""How documents and accounts stand on a day: the states that pills show, decided once from plain facts.

Icons and colours belong to the window, amounts to ``app.services.formats``; only the words stand here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from app.domain.language import _, ngettext


class InvoiceStatus(StrEnum):
    """How an invoice stands on a day. ``AHEAD`` is issued with a date that has not come yet."""

    DRAFT = "draft"
    AHEAD = "ahead"
    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    OVERDUE = "overdue"
    PAID = "paid"
    VOID = "void"
    WRITTEN_OFF = "written_off"


class CustomerStatus(StrEnum):
    """The worst that can be said of an account on a day, best first."""

    SETTLED = "settled"
    CREDIT = "credit"
    DUE = "due"
    OVERDUE = "overdue"
    FAILED = "failed"
    ARCHIVED = "archived"


class UnderWay(StrEnum):
    """How far the one live operation for an invoice is."""

    NOTHING = ""
    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    IN_TRANSIT = "in_transit"
    CUSTOMER = "customer"
    LINK = "link"
    UNKNOWN = "unknown"


def invoice_status(state: str, issued_on: date, due_on: date, total_minor: int, open_minor: int, on: date) -> InvoiceStatus:
    """Return how an invoice stands at the end of the day ``on``.

    Args:
        state: as stored (draft, issued, void, written_off).
        issued_on: its date.
        due_on: its due date.
        total_minor: what it asked for, minor units.
        open_minor: what is open on it at the end of ``on``; an overdue invoice may be partly paid.
        on: the day asked about.
    """
    if state == "draft":
        return InvoiceStatus.DRAFT
    if issued_on > on:
        return InvoiceStatus.AHEAD
    if open_minor <= 0:
        return InvoiceStatus.PAID if state == "issued" else InvoiceStatus(state)
    # Voided or written off later than the day asked about: on that day it was still open.
    if due_on < on:
        return InvoiceStatus.OVERDUE
    return InvoiceStatus.PARTLY_PAID if open_minor < total_minor else InvoiceStatus.OPEN


def customer_status(archived: bool, due_minor: int, overdue_minor: int, credit_minor: int) -> CustomerStatus:
    """Return the worst that can be said of an account with these amounts."""
    if overdue_minor > 0:
        return CustomerStatus.OVERDUE
    if archived:
        return CustomerStatus.ARCHIVED
    if due_minor > 0:
        return CustomerStatus.DUE
    return CustomerStatus.CREDIT if credit_minor > 0 else CustomerStatus.SETTLED


def invoice_words(
    status: InvoiceStatus, due_on: date, total_minor: int, open_minor: int, on: date, money: Callable[[int], str]
) -> str:
    """Return the words of an invoice's pill: “51 days late · $40.00 left”.

    Args:
        status: from ``invoice_status``.
        due_on: its due date.
        total_minor: what it asked for.
        open_minor: what is open on it.
        on: the day it is shown for.
        money: writes minor units (``AmountFormat.money``).
    """
    partly = 0 < open_minor < total_minor
    left = _("{amount} left").format(amount=money(open_minor)) if partly else ""
    words = _words_of(status, due_on, on)
    if status is InvoiceStatus.PARTLY_PAID:
        return _("Partly paid · {amount} left").format(amount=money(open_minor))
    return f"{words} · {left}" if left and status is InvoiceStatus.OVERDUE else words


def _words_of(status: InvoiceStatus, due_on: date, on: date) -> str:
    days = (due_on - on).days
    if status is InvoiceStatus.OVERDUE:
        return ngettext("{count} day late", "{count} days late", -days).format(count=-days)
    if status is InvoiceStatus.OPEN:
        if days == 0:
            return _("Due today")
        return ngettext("Due in {count} day", "Due in {count} days", days).format(count=days)
    return {
        InvoiceStatus.DRAFT: _("Draft"),
        InvoiceStatus.AHEAD: _("Dated ahead"),
        InvoiceStatus.PARTLY_PAID: _("Partly paid"),
        InvoiceStatus.PAID: _("Paid"),
        InvoiceStatus.VOID: _("Void"),
        InvoiceStatus.WRITTEN_OFF: _("Written off"),
    }[status]


def customer_words(status: CustomerStatus, days_late: int) -> str:
    """Return the words of a customer's pill: “34 days late”, “Credit”; empty where nothing needs saying."""
    if status is CustomerStatus.OVERDUE:
        return ngettext("{count} day late", "{count} days late", days_late).format(count=days_late)
    return {
        CustomerStatus.FAILED: _("Payment failed"),
        CustomerStatus.DUE: _("Due"),
        CustomerStatus.CREDIT: _("Credit"),
        CustomerStatus.ARCHIVED: _("Archived"),
        CustomerStatus.SETTLED: "",
    }[status]


def under_way_words(stage: str) -> str:
    """Return what is under way in words, as they stand with an invoice's status; nothing where nothing is."""
    return {
        UnderWay.NOTHING: "",
        UnderWay.QUEUED: _("Charge queued"),
        UnderWay.HELD: _("Charge held"),
        UnderWay.SENDING: _("Being charged"),
        UnderWay.IN_TRANSIT: _("In transit"),
        UnderWay.CUSTOMER: _("Waits for the customer"),
        UnderWay.LINK: _("Payment link open"),
        UnderWay.UNKNOWN: _("Charge not known yet"),
    }[UnderWay(stage)]
