"""One window to a book: a second one on the same file raises the first and leaves."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 500
_RAISE = b"raise\n"


def _name(location: str) -> str:
    place = location if "://" in location else str(Path(location).resolve())
    return "counterfoil-" + hashlib.sha256(place.encode()).hexdigest()[:24]


def raise_other(location: str) -> bool:
    """Ask the window that has this book open, if there is one, to come to the front; say whether it answered."""
    socket = QLocalSocket()
    socket.connectToServer(_name(location))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(_RAISE)
    socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    return True


class Doorbell(QObject):
    """Stands at the open book; ``rung`` says that somebody opened it again."""

    rung = Signal()

    def __init__(self, location: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = _name(location)
        if not self._server.listen(name):
            # What a window that died left behind; nobody answered there, or we would not be here.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @Slot()
    def _answer(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnectFromServer()
            caller.deleteLater()
            self.rung.emit()

    def close(self) -> None:
        """Let the next window have the book."""
        self._server.close()


class Door(QObject):
    """The doorbells of a window: of the book that is open, and of one that is on its way.

    A bell hangs before its book is open, so that of two windows that start together the second finds the first.
    """

    rung = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open: Doorbell | None = None
        self._coming: Doorbell | None = None

    def hang(self, location: str) -> None:
        """Hang a bell for a book that is about to be opened."""
        self.take_down()
        self._coming = Doorbell(location, self)
        self._coming.rung.connect(self.rung)

    def keep(self, location: str) -> None:
        """The book that was on its way is open, and the one before it is left."""
        if self._coming is None:
            self.hang(location)
        _away(self._open)
        self._open, self._coming = self._coming, None

    def take_down(self) -> None:
        """The book that was on its way did not open."""
        _away(self._coming)
        self._coming = None

    def close(self) -> None:
        """Let the next windows have the books."""
        self.take_down()
        _away(self._open)
        self._open = None


def _away(bell: Doorbell | None) -> None:
    if bell is not None:
        bell.close()
        bell.deleteLater()
