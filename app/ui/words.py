"""Words and statuses that several screens show alike: how documents and accounts stand, ways to pay, kinds, terms.

Which state something is in is decided in ``app.services.queries.statuses``; here it gets its tone and icon. What only one
screen says stays with that screen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.domain.terms import Terms
from app.services.queries.statuses import CustomerStatus, InvoiceStatus, customer_words, invoice_words, under_way_words
from app.ui.kit.status import Status
from app.ui.kit.theme.tokens import Tone

VERY_LATE_DAYS = 60
"""From here on lateness is an alarm and not only a care; words say the days in either case."""

_INVOICE_LOOK = {
    InvoiceStatus.DRAFT: (Tone.QUIET, "pencil"),
    InvoiceStatus.AHEAD: (Tone.INFO, "calendar"),
    InvoiceStatus.OPEN: (Tone.INFO, "clock"),
    InvoiceStatus.PARTLY_PAID: (Tone.INFO, "half"),
    InvoiceStatus.OVERDUE: (Tone.CARE, "bang"),
    InvoiceStatus.PAID: (Tone.GOOD, "check"),
    InvoiceStatus.VOID: (Tone.QUIET, "void"),
    InvoiceStatus.WRITTEN_OFF: (Tone.QUIET, "dash"),
}


class InvoiceFacts(Protocol):
    """What an invoice's status is worded from (``InvoiceListRow`` is one)."""

    @property
    def status(self) -> InvoiceStatus:
        """How it stands."""

    @property
    def due_on(self) -> date:
        """When it is due."""

    @property
    def total_minor(self) -> int:
        """What it asked for."""

    @property
    def open_minor(self) -> int:
        """What is open on it."""

    @property
    def disputed(self) -> bool:
        """Whether the customer disputes it."""

    @property
    def under_way(self) -> str:
        """What the processor has in hand for it, an ``UnderWay``."""


def invoice_pill(row: InvoiceFacts, on: date, money: Callable[[int], str]) -> Status:
    """Return an invoice's status as a pill: “51 days late · $40.00 left”, “In transit · 51 days late”.

    Args:
        row: the invoice.
        on: the business date.
        money: writes minor units with the currency's sign.
    """
    tone, icon = _INVOICE_LOOK[row.status]
    if row.status is InvoiceStatus.OVERDUE and (on - row.due_on).days > VERY_LATE_DAYS:
        tone = Tone.ALARM
    if row.under_way and row.open_minor:
        text = _charged_words(row, on, money)
    else:
        text = invoice_words(row.status, row.due_on, row.total_minor, row.open_minor, on, money)
    if row.disputed and row.open_minor:
        text = _("{status} · disputed").format(status=text)
    return Status(text, tone, icon)


def _charged_words(row: InvoiceFacts, on: date, money: Callable[[int], str]) -> str:
    """Return what is under way first, so that a narrow column cuts it off last; the due date has a column of its own."""
    charge = under_way_words(row.under_way)
    if row.status is InvoiceStatus.OVERDUE:
        return _("{charge} · {status}").format(charge=charge, status=days_late_words((on - row.due_on).days))
    if row.status is InvoiceStatus.PARTLY_PAID:
        return _("{charge} · {status}").format(
            charge=charge, status=_("{amount} left").format(amount=money(row.open_minor))
        )
    return charge


def customer_pill(status: CustomerStatus, days_late: int) -> Status | None:
    """Return the worst that is to be said of an account, or None where nothing is."""
    if status in (CustomerStatus.SETTLED, CustomerStatus.DUE):
        return None
    tone, icon = {
        CustomerStatus.OVERDUE: (Tone.ALARM if days_late > VERY_LATE_DAYS else Tone.CARE, "bang"),
        CustomerStatus.FAILED: (Tone.ALARM, "cross"),
        CustomerStatus.CREDIT: (Tone.GOOD, "check"),
        CustomerStatus.ARCHIVED: (Tone.QUIET, "dash"),
    }[status]
    return Status(customer_words(status, days_late), tone, icon)


def kind_words(kind: str) -> str:
    """Return what a customer is: residential or commercial."""
    return {"residential": _("Residential"), "commercial": _("Commercial")}.get(kind, kind)


def method_words(method: str) -> str:
    """Return a way to pay."""
    known = {"cash": _("Cash"), "check": _("Check"), "card": _("Card"), "bank": _("Bank transfer"), "other": _("Other")}
    return known.get(method, method)


def terms_words(code: str) -> str:
    """Return payment terms as people call them; what is not known stays as it is."""
    try:
        return Terms.parse(code).label()
    except UserError:
        return code


def language_words(code: str) -> str:
    """Return a language in its own words; the company's when empty."""
    return {"": _("As the company"), "en": "English", "es": "Español"}.get(code, code)


def count_of_invoices(count: int, said: str = "") -> str:
    """Return “48 invoices”; ``said`` is the number as the locale writes it."""
    return ngettext("{count} invoice", "{count} invoices", count).format(count=said or count)


def days_late_words(days: int) -> str:
    """Return “51 days late”."""
    return ngettext("{count} day late", "{count} days late", days).format(count=days)
