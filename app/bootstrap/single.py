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
