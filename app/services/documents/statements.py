"""A statement of account, in both kinds the field knows: open-item and balance-forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.documents.common import AgingFooter, Edition, Letterhead, Recipient


class StatementKind(StrEnum):
    """What the body lists: the invoices still open, or a balance brought forward and everything since."""

    OPEN_ITEM = "open-item"
    BALANCE_FORWARD = "balance-forward"


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site's share of a multi-site invoice, printed small and indented under its parent."""

    reference: str
    description: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One line of a balance-forward statement.

    Attributes:
        charge_minor: what raised the balance (positive), or None.
        payment_minor: what lowered it (positive), or None; a credit memo counts here too.
        balance_minor: the balance after this line, or None for a line that moved nothing (a refused card).
        sites: the shares of a multi-site invoice; they add up to ``charge_minor``.
    """

    dated_on: date
    reference: str
    description: str
    charge_minor: int | None = None
    payment_minor: int | None = None
    balance_minor: int | None = None
    sites: tuple[SiteRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One line of an open-item statement: an invoice still open, or a credit not yet applied.

    Attributes:
        due_on: None for a credit.
        original_minor: the invoice's total; negative for a credit.
        applied_minor: payments and credits already set against it, zero or positive; what was already
            used of a credit is negative, so that ``open_minor == original_minor - applied_minor`` always.
        open_minor: what is still open; negative for a credit.
        overdue: due before the statement's date; printed in the alarm colour.
        sites: the shares of a multi-site invoice; they add up to ``original_minor``.
    """

    dated_on: date
    due_on: date | None
    reference: str
    description: str
    original_minor: int
    applied_minor: int
    open_minor: int
    overdue: bool = False
    sites: tuple[SiteRow, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementDocument:
    """A statement ready to be printed.

    ``opening_minor`` + charges − payments of ``entries`` (balance-forward), or the sum of ``items``
    (open-item), must be ``balance_minor``: a statement that does not add up cannot be made.

    Attributes:
        from_on, to_on: the period, both days included; ``to_on`` is also the statement's date.
        opening_minor: the balance brought forward into ``from_on`` (balance-forward only).
        entries: oldest first (balance-forward only).
        items: oldest first (open-item only).
        balance_minor: owed at the end of ``to_on``; negative means the customer has credit.
        overdue_minor: the part of what is due past its due date.
        credit_minor: account credit that ``balance_minor`` is already less by, zero or positive.
        aging: the footer of five buckets, or None to leave it out.
        message: one paragraph above the remittance slip: how to pay, whom to ask; empty leaves it out.
        with_remittance: a slip to tear off and send with a check stands at the foot of the last page.
        site: the site whose part of the account this is, or empty for the whole account.
    """

    edition: Edition
    letterhead: Letterhead
    recipient: Recipient
    kind: StatementKind
    from_on: date
    to_on: date
    balance_minor: int
    overdue_minor: int = 0
    opening_minor: int = 0
    entries: tuple[StatementEntry, ...] = ()
    items: tuple[OpenItem, ...] = ()
    aging: AgingFooter | None = None
    message: str = ""
    with_remittance: bool = True
    credit_minor: int = 0
    site: str = ""

    def __post_init__(self) -> None:
        if self.kind is StatementKind.BALANCE_FORWARD:
            found = self.opening_minor + self.charges_minor - self.payments_minor
        else:
            found = sum(item.open_minor for item in self.items)
        if found != self.balance_minor:
            raise ValueError(f"statement lines come to {found}, not to the balance {self.balance_minor}")

    @property
    def due_minor(self) -> int:
        """What all open invoices come to, before the account credit: the same “Total due” as on the account's page."""
        return self.balance_minor + self.credit_minor

    @property
    def charges_minor(self) -> int:
        """Sum of the charges of ``entries``."""
        return sum(entry.charge_minor or 0 for entry in self.entries)

    @property
    def payments_minor(self) -> int:
        """Sum of the payments and credits of ``entries``."""
        return sum(entry.payment_minor or 0 for entry in self.entries)
