"""Back and forward through places, as in a browser. Walking a list quickly leaves one entry and not fifty."""

from __future__ import annotations

from app.ui.shell.parts import Place

_MOST = 100
_PASSING_SECONDS = 1.5


class History:
    """The places visited, oldest first, and which of them is now."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._now = -1
        self._since = 0.0

    @property
    def now(self) -> Place | None:
        """Where one is."""
        return self._places[self._now] if self._now >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """True when there is a place before this one."""
        return self._now > 0

    @property
    def can_go_forward(self) -> bool:
        """True when one came back from somewhere."""
        return self._now < len(self._places) - 1

    def visit(self, place: Place, at_seconds: float) -> None:
        """Note that one is at ``place`` since ``at_seconds`` (any steady clock)."""
        before = self.now
        if place == before:
            return
        passing = before is not None and before.panel == place.panel and at_seconds - self._since < _PASSING_SECONDS
        self._since = at_seconds
        if passing:
            self._places[self._now] = place
            del self._places[self._now + 1 :]
            return
        self._places = [*self._places[: self._now + 1], place][-_MOST:]
        self._now = len(self._places) - 1

    def back(self) -> Place | None:
        """Go to the place before and return it."""
        if not self.can_go_back:
            return None
        self._now -= 1
        self._since = 0.0
        return self.now

    def forward(self) -> Place | None:
        """Go to the place after and return it."""
        if not self.can_go_forward:
            return None
        self._now += 1
        self._since = 0.0
        return self.now

    def forget(self) -> None:
        """Begin anew, as with another book."""
        self._places.clear()
        self._now = -1
