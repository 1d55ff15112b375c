"""Whose pages were looked at last on this computer, newest first. Back and forward through places is the shell's."""

from __future__ import annotations

from app.ui.kit.settings import Settings

_MOST = 12


class Recents:
    """The customers of one book that were looked at last.

    Args:
        settings: what this computer remembers.
        book_id: whose book.
    """

    def __init__(self, settings: Settings, book_id: str) -> None:
        self._settings, self._name = settings, f"customers.recent.{book_id}"

    def all(self) -> list[tuple[int, str]]:
        """Return ids and names, newest first."""
        kept = self._settings.get(self._name)
        pairs = kept if isinstance(kept, list) else []
        return [
            (int(pair[0]), pair[1])
            for pair in pairs
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], (int, float)) and isinstance(pair[1], str)
        ]

    def add(self, customer_id: int, name: str) -> None:
        """Note that a page was looked at, for longer than in passing."""
        others = [(id_, said) for id_, said in self.all() if id_ != customer_id]
        self._settings.put(self._name, [[id_, said] for id_, said in [(customer_id, name), *others][:_MOST]])
