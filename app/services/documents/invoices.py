"""An invoice or a credit memo as the customer gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.services.documents.common import AppliedPayment, Edition, Letterhead, Recipient, TaxSummaryLine


class InvoiceKind(StrEnum):
    """Asks for money, or gives it back."""

    INVOICE = "invoice"
    CREDIT_MEMO = "credit-memo"


class InvoiceStamp(StrEnum):
    """A word in the heading that says the paper is not an open, issued invoice."""

    NONE = ""
    DRAFT = "draft"
    PAID = "paid"
    VOID = "void"
    WRITTEN_OFF = "written-off"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One thing sold.

    Attributes:
        description: may hold line breaks; long text is wrapped.
        quantity: printed without trailing zeros.
        unit_price_minor: before discount and tax.
        discount_minor: taken off the line, zero or positive.
        tax_label: the rate or code beside the line ("6.875 %", "exempt"); empty leaves the column empty.
        amount_minor: quantity × price − discount, before tax.
        detail: smaller text under the description (site, date of service, technician's note).
        level: 1 indents the line under the one before (a site's share); its amount is then part of its
            parent's and is not added to the subtotal again.
    """

    description: str
    quantity: Decimal
    unit_price_minor: int
    amount_minor: int
    discount_minor: int = 0
    tax_label: str = ""
    detail: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """An invoice or credit memo ready to be printed. All amounts are positive for a usual invoice and a
    usual credit memo.

    Lines of level 0 must add up to ``subtotal_minor``; subtotal − discount + taxes must be
    ``total_minor``; total − payments must be ``balance_due_minor``: an invoice that does not add up
    cannot be made.

    Attributes:
        number: from the gapless series; empty for a draft.
        due_on: None for a credit memo.
        terms: "NET 30", worded in the document's language.
        site: where the work was done, one line; empty leaves it out.
        reference: the customer's purchase order; empty leaves it out.
        subtotal_minor: sum of the lines, before document discount and tax.
        discount_minor: on the whole document, zero or positive.
        taxes: one line each; tax already included in prices does not belong here but into ``notes``.
        payments: what was paid or credited so far, oldest first.
        overdue: the due date is printed in the alarm colour.
        message: one paragraph under the totals: thanks, how to pay.
        with_remittance: a slip to tear off at the foot of the last page; never printed on credit memos or
            paid invoices.
        corrects: the invoice number a credit memo belongs to; empty leaves it out.
    """

    edition: Edition
    letterhead: Letterhead
    recipient: Recipient
    number: str
    issued_on: date
    due_on: date | None
    lines: tuple[InvoiceLine, ...]
    subtotal_minor: int
    total_minor: int
    balance_due_minor: int
    discount_minor: int = 0
    taxes: tuple[TaxSummaryLine, ...] = ()
    payments: tuple[AppliedPayment, ...] = ()
    kind: InvoiceKind = InvoiceKind.INVOICE
    stamp: InvoiceStamp = InvoiceStamp.NONE
    terms: str = ""
    site: str = ""
    reference: str = ""
    corrects: str = ""
    overdue: bool = False
    message: str = ""
    with_remittance: bool = True

    def __post_init__(self) -> None:
        lines = sum(line.amount_minor for line in self.lines if not line.level)
        if lines != self.subtotal_minor:
            raise ValueError(f"invoice lines come to {lines}, not to the subtotal {self.subtotal_minor}")
        total = self.subtotal_minor - self.discount_minor + sum(tax.tax_minor for tax in self.taxes)
        if total != self.total_minor:
            raise ValueError(f"subtotal, discount, taxes come to {total}, not the total {self.total_minor}")
        due = self.total_minor - sum(payment.amount_minor for payment in self.payments)
        if due != self.balance_due_minor:
            raise ValueError(f"total less payments is {due}, not the balance due {self.balance_due_minor}")
