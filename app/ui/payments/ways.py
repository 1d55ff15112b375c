"""What one payment screen asks of the others, as a protocol, so that they need not know one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.services.office import Reader
from app.ui.payments.giving_back import Way


@dataclass(frozen=True, slots=True)
class PanelTab:
    """A tab that another folder adds to the Payments panel.

    Attributes:
        key: its name in places; never shown.
        title: what it is called, translated when asked.
        make: makes its page when it is first looked at; the page has ``load()``.
        count: how many things behind it want a person, None to hide the tab; runs in a reader.
        shows: the keys of changes that concern it.
    """

    key: str
    title: Callable[[], str]
    make: Callable[[], QWidget]
    count: Callable[[Reader], int | None]
    shows: frozenset[str]


class PaymentWays(Protocol):
    """Opens screens; ``PaymentScreens`` is the one that does."""

    def take(self, customer_id: int, invoice_ids: Sequence[int]) -> object:
        """Open the payment sheet; 0 lets the customer be found first."""

    def show(self, payment_id: int) -> object:
        """Open one payment."""

    def give_back(self, payment_id: int, way: Way) -> object:
        """Ask how and why a payment is given back."""

    def apply_rest(self, payment_id: int) -> object:
        """Ask which invoices get what is left of a payment."""

    def print_receipt(self, payment_id: int, number: str) -> object:
        """Show the receipt on paper."""

    def print_slip(self, deposit_id: int, number: str) -> object:
        """Show a deposit's slip on paper."""
