"""What the room of paper is given by bootstrap, as types."""

from __future__ import annotations

from collections.abc import Callable

from app.services.ports import Press

GetPress = Callable[[], Press]
"""Returns the press; called in a worker, so that its libraries are imported when the first page is made."""
