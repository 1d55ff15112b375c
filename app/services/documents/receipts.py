"""Papers about money that changed hands: receipt of a payment, of a refund, and the slip for the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.documents.common import Edition, Letterhead, Recipient


@dataclass(frozen=True, slots=True)
class ReceiptAllocation:
    """The part of a payment that went to one invoice.

    Attributes:
        total_minor: the invoice's total.
        applied_minor: taken from this payment.
        left_minor: still open on the invoice after it.
    """

    reference: str
    issued_on: date
    description: str
    total_minor: int
    applied_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """A receipt for one payment. Allocations and ``unapplied_minor`` must add up to ``amount_minor``.

    Attributes:
        number: of the payment or receipt.
        method: "Check", "Card ending 4242", worded in the document's language.
        reference: the check number, the bank's reference; empty leaves it out.
        unapplied_minor: kept as the customer's credit.
        balance_minor: what the customer owes after this payment, or None to leave it out.
        received_by: who took it; empty leaves it out.
        reversed_on: the payment was taken back (returned check) on that day; the receipt says so.
    """

    edition: Edition
    letterhead: Letterhead
    recipient: Recipient
    number: str
    received_on: date
    amount_minor: int
    method: str
    reference: str = ""
    allocations: tuple[ReceiptAllocation, ...] = ()
    unapplied_minor: int = 0
    balance_minor: int | None = None
    received_by: str = ""
    reversed_on: date | None = None
    message: str = ""

    def __post_init__(self) -> None:
        found = sum(part.applied_minor for part in self.allocations) + self.unapplied_minor
        if found != self.amount_minor:
            raise ValueError(f"the parts of the payment come to {found}, not to {self.amount_minor}")


@dataclass(frozen=True, slots=True)
class RefundReceipt:
    """A receipt for money given back.

    Attributes:
        method: "Card ending 4242", "Check".
        reason: as it may be read by the customer; empty leaves it out.
        refunds: the payment's number or reference that is given back; empty leaves it out.
    """

    edition: Edition
    letterhead: Letterhead
    recipient: Recipient
    number: str
    refunded_on: date
    amount_minor: int
    method: str
    reference: str = ""
    reason: str = ""
    refunds: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class DepositItem:
    """One check or other paper in a deposit; cash is given as a sum on the slip itself."""

    received_on: date
    payer: str
    reference: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DepositSlip:
    """What is carried to the bank. Cash and items must add up to ``total_minor``.

    Attributes:
        bank_account: name and masked number of the account paid into.
    """

    edition: Edition
    letterhead: Letterhead
    number: str
    deposited_on: date
    bank_account: str
    total_minor: int
    cash_minor: int = 0
    items: tuple[DepositItem, ...] = ()

    def __post_init__(self) -> None:
        found = self.cash_minor + sum(item.amount_minor for item in self.items)
        if found != self.total_minor:
            raise ValueError(f"the deposit's parts come to {found}, not to {self.total_minor}")
