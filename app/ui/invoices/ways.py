"""What one invoice screen asks of the others, as a protocol, so that they need not know one another."""

from __future__ import annotations

from typing import Protocol


class InvoiceWays(Protocol):
    """Opens screens; ``InvoiceScreens`` is the one that does."""

    def edit_draft(self, draft_id: int) -> object:
        """Go on with a draft."""

    def print_invoice(self, invoice_id: int, number: str, customer: str) -> object:
        """Show an invoice on paper."""
