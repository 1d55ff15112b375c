"""What the pages of this folder ask of one another and of the payments' screens, as a protocol."""

from __future__ import annotations

from typing import Protocol


class PayoutWays(Protocol):
    """Opens screens; ``PayoutScreens`` is the one that does."""

    def match(self, remote_id: str) -> object:
        """Ask whose payment one is that nobody knows."""

    def show_payment(self, payment_id: int) -> object:
        """Open one payment."""

    def show_customer(self, customer_id: int) -> object:
        """Go to a customer's page."""

    def open_page(self, address: str) -> object:
        """Open a page of the processor in the system's browser."""
