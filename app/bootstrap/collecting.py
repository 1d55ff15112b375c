"""Python's garbage collector, kept to the main thread.

A cycle may hold a widget; when the collector runs in a worker, the widget dies there, and Qt with it. So automatic collection
is off while the window lives, and a timer on the main thread does what would have been done, generation by generation.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 2_000


class MainThreadCollector(QObject):
    """Collects garbage on the main thread only, from its making until ``stop``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Collect the generations whose thresholds are passed, as Python itself would."""
        young, middle, old = gc.get_count()
        limit_young, limit_middle, limit_old = self._thresholds
        if old > limit_old:
            gc.collect(2)
        elif middle > limit_middle:
            gc.collect(1)
        elif young > limit_young:
            gc.collect(0)

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
