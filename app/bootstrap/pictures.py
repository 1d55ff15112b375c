"""Pictures of every screen, the assembled window among them: ``python -m app.bootstrap.pictures FOLDER``.

The rooms' own pictures belong to them; here is only what no room can show by itself.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QWidget

from app.bootstrap.desktop import Desktop
from app.ui.kit.settings import Settings
from app.ui.pictures import ROOMS, Screen, draw
from app.ui.session import Session
from app.ui.shell.parts import Place
from app.ui.shell.shortcuts import ShortcutSheet
from app.ui.shell.window import MainWindow

_PATIENCE_SECONDS = 30.0
_opened: list[Desktop] = []


def screens() -> list[Screen]:
    """Return the pictures of the frame."""
    return [
        Screen("window", _with_book, then=(_at_a_customer,), done=_close),
        Screen("window-usual-size", _with_book, then=(_at_a_customer,), size=(1280, 800), done=_close),
        Screen("window-find", _with_book, then=(_find,), done=_close),
        Screen("window-first", _without_book, done=_close),
        Screen("window-keys", _with_book, then=(_keys,), grab=_key_sheet, done=_close),
        *(
            Screen(f"window-{panel}", _with_book, then=(partial(_turn_to, panel=panel),), done=_close)
            for panel in ("plans", "payments", "reports")
        ),
    ]


def _with_book(session: Session) -> QWidget:
    return _started(session, session.office.book.location)


def _without_book(session: Session) -> QWidget:
    return _started(session, None)


def _started(session: Session, location: str | None) -> QWidget:
    settings = Settings()
    settings.put("books.recent", [["Harbor Services", session.office.book.location]])
    desktop = Desktop(settings, session.today)
    _opened.append(desktop)
    desktop.start(location)
    _wait(desktop, opens=location is not None)
    return desktop.window


def _wait(desktop: Desktop, *, opens: bool) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    calm = 0
    while calm < 3 and time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        calm = calm + 1 if desktop.tasks.idle() and (desktop.session is not None or not opens) else 0
        if not calm:
            time.sleep(0.002)


def _settled() -> None:
    _wait(_opened[-1], opens=_opened[-1].session is not None)


def _at_a_customer(window: QWidget) -> None:
    _turn_to(window, "customers", "11")


def _turn_to(window: QWidget, panel: str, at: str = "") -> None:
    if isinstance(window, MainWindow):
        window.go(Place(panel, at))
        _settled()


def _find(window: QWidget) -> None:
    if isinstance(window, MainWindow):
        window.open_palette()
        window.palette_box().type("mar")
        _settled()


def _keys(window: QWidget) -> None:
    if isinstance(window, MainWindow):
        window.run("help.keys")


def _key_sheet(window: QWidget) -> QWidget:
    return window.findChildren(ShortcutSheet)[-1]


def _close() -> None:
    while _opened:
        desktop = _opened.pop()
        desktop.close()
        desktop.deleteLater()


def main(arguments: Sequence[str]) -> int:
    """Draw into the folder named first; further words limit what is drawn."""
    folder = Path(arguments[0] if arguments else "screens")
    for path in draw(folder, arguments[1:], rooms=("app.bootstrap.pictures", *ROOMS)):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
