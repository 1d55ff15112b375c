"""What one payment screen asks of the others, as a protocol, so that they need not know one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.ui.payments.giving_back import Way


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
