"""A look at the built program without a person: open a book unseen, wait for its first list, leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from app.bootstrap.desktop import Desktop

_PATIENCE_MS = 60_000
_LOOK_MS = 50


class Watcher(QObject):
    """Ends the program with code 0 once the list of customers shows rows, with 1 on any refusal, crash or when time is up."""

    def __init__(self, desktop: Desktop, app: QApplication) -> None:
        super().__init__(desktop)
        self.code = 1
        self._desktop, self._app = desktop, app
        self._waited = 0
        desktop.tasks.refused.connect(self._failed)
        desktop.tasks.crashed.connect(self._crashed)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        self._waited += _LOOK_MS
        session = self._desktop.session
        if session is not None and self._desktop.tasks.idle() and self._desktop.window.place() is not None:
            self._leave(0)
        elif self._waited > _PATIENCE_MS:
            self._leave(1)

    @Slot(object, object)
    def _failed(self, _error: object, _retry: object) -> None:
        self._leave(1)

    @Slot(object)
    def _crashed(self, _error: object) -> None:
        self._leave(1)

    def _leave(self, code: int) -> None:
        self._timer.stop()
        self.code = code
        self._app.quit()


def watch(desktop: Desktop, app: QApplication) -> Watcher:
    """Watch the program that is about to start."""
    return Watcher(desktop, app)
