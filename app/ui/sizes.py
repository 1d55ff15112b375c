"""Windows beside the main one open as large as they were left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QWidget

from app.ui.kit.settings import Settings


class SizeKeeper(QObject):
    """Gives ``window`` its last size, or ``usual``, and keeps the size it has when it goes."""

    def __init__(self, window: QWidget, settings: Settings, name: str, usual: QSize) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._name = f"size.{name}"
        kept = settings.get(self._name)
        if isinstance(kept, list) and len(kept) == 2 and all(isinstance(side, int) and 200 <= side <= 10_000 for side in kept):
            width, height = (int(str(side)) for side in kept)
            window.resize(width, height)
        else:
            window.resize(usual)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the size when the window is put away."""
        if event.type() == QEvent.Type.Hide and watched is self._window and not self._window.isMaximized():
            self._settings.put(self._name, [self._window.width(), self._window.height()])
        return False
