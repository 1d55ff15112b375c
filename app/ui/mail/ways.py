"""Ways within the rooms of mail, as a type."""

from __future__ import annotations

from typing import Protocol


class MailWays(Protocol):
    """What pieces ask of ``screens``."""

    def show_message(self, message_id: int) -> object:
        """Show a message whole."""
        ...
