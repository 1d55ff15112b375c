"""When the window syncs by itself: soon after a book is opened, then every few minutes; and what the window's edge says of it.

How a sync is carried out belongs to ``app.ui.charging``; by hand it is one of its buttons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.services.charging.syncing import SyncReport
from app.ui.charging.screens import ChargingScreens
from app.ui.charging.sender import sync_words
from app.ui.charging.words import LineWords, line_words
from app.ui.session import Session
from app.ui.shell.parts import BookCaption

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

EVERY_MS = 4 * 60_000
# Somebody may be entering a card at this very moment.
PAGES_MS = 60_000
# The first list has its rows by then.
FIRST_MS = 3_000


class SyncWorker(QObject):
    """Syncs a book that is connected, and tells the window how the line stands.

    Args:
        session: the open book.
        charging: its screens.
        window: whose edge says what waits.
    """

    def __init__(self, session: Session, charging: ChargingScreens, window: MainWindow) -> None:
        super().__init__(charging)
        self._session, self._charging, self._window = session, charging, window
        self._began = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.sync)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(FIRST_MS)
        self._first.timeout.connect(self.sync)
        charging.line.changed.connect(self._stands)
        charging.sending.synced.connect(self._synced)

    @Slot()
    def sync(self) -> None:
        """Sync now, unless a sync is under way or the book is not connected."""
        line = self._charging.line
        if line.standing is not None and line.standing.connected and not line.syncing:
            self._charging.sending.sync(by_hand=False)

    def stop(self) -> None:
        """Begin nothing more, and let what runs end at its next step."""
        self._timer.stop()
        self._first.stop()
        self._charging.stop()

    def words(self) -> LineWords:
        """Return what the window's edge says."""
        return line_words(self._session, self._charging.line)

    def told(self, caption: BookCaption) -> BookCaption:
        """Return a caption with how the line stands."""
        words = self.words()
        return caption._replace(connection=words.connection, waiting=words.waiting, alarm=words.alarm)

    @Slot()
    def _stands(self) -> None:
        standing = self._charging.line.standing
        if standing is not None and standing.connected and not self._began:
            self._began = True
            self._first.start()
            self._timer.start()
        wanted = PAGES_MS if standing is not None and standing.pages else EVERY_MS
        if self._timer.interval() != wanted:
            self._timer.setInterval(wanted)
        words = self.words()
        self._window.set_waiting(words.waiting, words.alarm, words.connection)

    @Slot(object)
    def _synced(self, report: SyncReport) -> None:
        # What nobody asked for is told only when somebody has to look.
        if self._charging.queue is None and (report.states.get("declined") or report.adopted or report.moved):
            self._session.say(sync_words(report))
