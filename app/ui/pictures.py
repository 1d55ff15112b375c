"""Pictures of the rooms' screens, light and dark, for the README and for whoever changes one.

``python -m app.ui.pictures FOLDER`` draws them; ``app.bootstrap.pictures`` adds the assembled window.

Each screen's folder says in its own ``pictures`` module which pictures there are; ``ROOMS`` names those modules. Real widgets
on the real sample company, drawn without a screen.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from app.models.opening import open_book
from app.services.clocks import FixedDay
from app.services.office import Office
from app.services.sample.making import make_sample
from app.ui.kit.settings import Settings
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import apply
from app.ui.session import Session, open_session

TODAY = date(2026, 11, 21)
SIZE = (1512, 796)
ROOMS: tuple[str, ...] = tuple(
    f"app.ui.{room}.pictures"
    for room in (
        "customers", "payments", "payouts", "invoices", "estimates", "statements", "paper", "plans", "jobs", "billing",
        "charging", "reports", "mail", "asking", "callers", "company", "files", "agreements", "credits",
    )
)
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture.

    Attributes:
        name: the file's name, without theme and ending.
        make: returns the widget; it gets a session whose actions it may fill as bootstrap would.
        then: brings it where it should be, called when everything asked for so far has come; may be several steps.
        size: width and height in pixels.
        grab: what to take the picture of, when it is not the widget itself (such as a dialog it opened).
        done: called when the picture is taken, to give back what ``make`` took.
    """

    name: str
    make: Callable[[Session], QWidget]
    then: Sequence[Callable[[QWidget], object]] = ()
    size: tuple[int, int] = SIZE
    grab: Callable[[QWidget], QWidget] | None = None
    done: Callable[[], object] | None = None


class Studio:
    """The sample company and what is needed to show its screens."""

    def __init__(self, folder: Path, today: date = TODAY) -> None:
        book = folder / "sample.counterfoil"
        make_sample(book, today)
        self._office = Office(open_book(book), "R. Okafor", FixedDay(today))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session with settings of its own, as on the first day."""
        tasks = Tasks()
        session = open_session(self._office, tasks, Settings())
        try:
            yield session
        finally:
            tasks.close()
            session.deleteLater()

    def take(self, screen: Screen, path: Path) -> None:
        """Draw one screen into a PNG file."""
        with self.session() as session:
            widget = screen.make(session)
            widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            session.window = widget
            widget.resize(*screen.size)
            widget.show()
            settle(session)
            for step in screen.then:
                step(widget)
                settle(session)
            shown = screen.grab(widget) if screen.grab is not None else widget
            shown.grab().save(str(path))
            if screen.done is not None:
                screen.done()
            for extra in QApplication.topLevelWidgets():
                extra.hide()
                extra.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def close(self) -> None:
        """Close the book."""
        self._office.close()


def settle(session: Session) -> None:
    """Wait until nothing runs and everything that came is painted."""
    end = time.monotonic() + _PATIENCE_SECONDS
    calm = 0
    while calm < 3 and time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        calm = calm + 1 if session.tasks.idle() else 0
        if not calm:
            time.sleep(0.002)


def all_screens(rooms: Sequence[str] = ROOMS) -> list[Screen]:
    """Return the pictures of rooms, named by their ``pictures`` modules."""
    found: list[Screen] = []
    for room in rooms:
        found += import_module(room).screens()
    return found


@contextmanager
def _platform_hushed() -> Iterator[None]:
    """Leave out what a platform without a screen says of what it cannot do, once for every window."""

    def tell(_kind: object, _context: object, text: str) -> None:
        if not text.startswith("This plugin does not support"):
            print(text, file=sys.stderr)

    qInstallMessageHandler(tell)
    try:
        yield
    finally:
        qInstallMessageHandler(None)


def draw(folder: Path, only: Sequence[str] = (), rooms: Sequence[str] = ROOMS) -> list[Path]:
    """Draw every screen, or those whose names begin with one of ``only``, light and dark, and return the files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["counterfoil"])
    if not isinstance(app, QApplication):
        raise TypeError("pictures need an application with widgets")
    folder.mkdir(parents=True, exist_ok=True)
    drawn: list[Path] = []
    with tempfile.TemporaryDirectory() as place, _platform_hushed():
        apply(app, "light")
        studio = Studio(Path(place))
        try:
            for mode in ("light", "dark"):
                apply(app, mode)
                for screen in all_screens(rooms):
                    if only and not screen.name.startswith(tuple(only)):
                        continue
                    path = folder / f"{screen.name}-{mode}.png"
                    studio.take(screen, path)
                    drawn.append(path)
        finally:
            studio.close()
    return drawn


def main(arguments: Sequence[str]) -> int:
    """Draw into the folder named first; further words limit what is drawn."""
    folder = Path(arguments[0] if arguments else "screens")
    for path in draw(folder, arguments[1:]):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
