"""The saved filters that are pinned as views above the wide table: one press changes between them. Which there are is kept in
``filters``.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.language import _
from app.ui.customers.list.filters import EVERYBODY, NamedFilter, without_text
from app.ui.kit.pieces import TabStrip

_EVERYBODY, _OWN = "all", "own"


class PinnedViews(QWidget):
    """A strip of views; nothing is shown while none is pinned.

    Signals:
        chosen(CustomerFilter): show these customers.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pinned: tuple[NamedFilter, ...] = ()
        self._now: NamedFilter | None = None
        self._strip = TabStrip()
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._strip)
        self.hide()

    def show_views(self, pinned: Sequence[NamedFilter], now: NamedFilter) -> None:
        """Offer these views; ``now`` is what the list shows, under the name it goes by."""
        if tuple(pinned) == self._pinned and now == self._now:
            return
        same = tuple(pinned) == self._pinned
        self._pinned, self._now = tuple(pinned), now
        self.setVisible(bool(pinned))
        key = self._key(now)
        if same and _OWN not in (key, self._strip.current()):
            # The strip stays, and with it the focus of whoever walks it by keyboard.
            self._strip.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            self._strip.select(key)
            self._strip.blockSignals(False)  # noqa: FBT003 - Qt's own signature
            return
        strip = TabStrip()
        strip.setAccessibleName(_("Pinned views"))
        strip.add(_EVERYBODY, _("All customers"))
        for place, named in enumerate(self._pinned):
            strip.add(str(place), named.name)
        if key == _OWN:
            # What is shown is none of the views: it has a tab of its own, so that none of them seems to be chosen.
            strip.add(_OWN, now.name)
        strip.select(key)
        strip.selected.connect(self._selected)
        old, self._strip = self._strip, strip
        self._box.replaceWidget(old, strip)
        old.hide()
        old.deleteLater()

    def names(self) -> list[str]:
        """Return what is offered, everybody first."""
        return [_("All customers"), *(named.name for named in self._pinned)] if self._pinned else []

    def choose(self, name: str) -> None:
        """Choose a view by name, as a press on it does."""
        place = next(place for place, named in enumerate(self._pinned) if named.name == name)
        self._strip.select(str(place))

    def _key(self, now: NamedFilter) -> str:
        wanted = without_text(now.wanted)
        if wanted == EVERYBODY:
            return _EVERYBODY
        return next((str(place) for place, named in enumerate(self._pinned) if named.wanted == wanted), _OWN)

    @Slot(str)
    def _selected(self, key: str) -> None:
        if key == _EVERYBODY:
            self.chosen.emit(EVERYBODY)
        elif key != _OWN:
            self.chosen.emit(self._pinned[int(key)].wanted)
