"""The program with its window: paint first, then import the store, open the book, and fill the frame.

What may be done to books as a whole (open, sample, close) is here; what is done in one belongs to what ``screens`` joins.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import app.ui  # noqa: F401 - before anything of Qt, whose own import it makes quicker

# isort: split
from PySide6.QtCore import QObject, QStandardPaths, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap.collecting import MainThreadCollector
from app.bootstrap.language import speak
from app.bootstrap.menus import commands
from app.bootstrap.sample import making_sample, sample_path
from app.bootstrap.showing import need_screen
from app.domain.language import _
from app.ui.kit.settings import Settings
from app.ui.kit.tasks.job import JobKind
from app.ui.kit.tasks.runner import Tasks
from app.ui.kit.theme import apply, make_application
from app.ui.shell.parts import BookCaption, Panel
from app.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from app.bootstrap.screens import Screens
    from app.bootstrap.single import Door
    from app.services.glance import Glance
    from app.services.office import Office
    from app.services.ports import Progress
    from app.ui.session import Session

T = TypeVar("T")

MOST_RECENT = 8
# More than a tall window shows at once.
_GLANCE_ROWS = 60
# How often the status line looks at what time and other programs change: the lock date, the last backup, midnight.
_LOOK_AGAIN_MS = 60_000
# How long a worker may keep the interpreter from the window; Python's own 5 ms, several times a frame, would be felt.
_TURN_SECONDS = 0.002


def settings_file() -> Path:
    """Return where this person's choices on this machine are kept."""
    # Qt knows the folder too, and the first paint need not wait for platformdirs to be imported.
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "Counterfoil" / "window.json"


class Desktop(QObject):
    """The window and the book in it, from the first paint to the last."""

    def __init__(self, settings: Settings, today: date | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.session: Session | None = None
        self.screens: Screens | None = None
        self._today = today
        self._wanted: str | None = None
        self._wants_sample = False
        self._location = ""
        self._door: Door | None = None
        self.tasks = Tasks()
        self.window = MainWindow(settings, self.tasks, self._panels(), commands(self))
        self.window.painted.connect(self._painted)
        self.window.open_recent.connect(self.open_book)
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_AGAIN_MS)
        self._clock.timeout.connect(self.show_caption)

    def start(self, location: str | None, *, sample: bool = False) -> None:
        """Show the window; ``location`` or the sample is opened once it has painted."""
        self._wanted = location
        self._wants_sample = sample
        self.window.show()

    # Books

    @Slot(str)
    def open_book(self, location: str) -> None:
        """Open the book at ``location`` in place of the one that is open, unless another window has it."""
        from app.bootstrap.single import Door, raise_other
        from app.ui.customers.glance import glance_wanted

        if self.session is not None and self.session.office.book.location == location:
            return
        if raise_other(location):
            if self.session is None:
                self.window.close()
            return
        self._location = location
        if self._door is None:
            self._door = Door(self)
            self._door.rung.connect(self._come_forward)
        self._door.hang(location)
        if self.session is None and glance_wanted(self.settings):
            self.tasks.read(_glancing(location, self._today), self._glanced, key="desktop.open")
        else:
            self._open()

    def _open(self) -> None:
        self.tasks.read(_opening(self._location, self._today), self._opened, self._not_opened, key="desktop.open")

    def _not_opened(self, error: Exception) -> bool:
        """Take the first look away; the reporter says what is wrong, unless it is the sample, which can be made again."""
        from app.models.opening import UnfinishedBook

        if self._door is not None:
            self._door.take_down()
        if self.session is None:
            self.window.set_book(None)
        again = isinstance(error, UnfinishedBook) and self._location == str(sample_path())
        if again:
            self._make_sample(sample_path())
        return again

    @Slot(object)
    def _glanced(self, found: Glance | None) -> None:
        if found is not None:
            from app.ui.customers.glance import CustomersGlance

            self.window.show_for_now(found.company, CustomersGlance(self.settings, found))
        self._open()

    @Slot()
    def open_sample(self) -> None:
        """Open the sample company, made first where there is none yet."""
        path = sample_path()
        if path.exists():
            self.open_book(str(path))
        else:
            self._make_sample(path)

    def _make_sample(self, path: Path) -> None:
        title = _("Making the sample company")
        if all(job.title != title for job in self.tasks.long_jobs()):  # Pressed twice, it is still one sample.
            self.tasks.long(JobKind.READ, title, making_sample(path, self._today), self._made)

    def choose_book(self) -> None:
        """Ask for a book's file and open it."""
        from PySide6.QtWidgets import QFileDialog

        chosen, _kind = QFileDialog.getOpenFileName(
            self.window, _("Open a book"), "", _("Counterfoil books (*.counterfoil);;All files (*)")
        )
        if chosen:
            self.open_book(chosen)

    @Slot(object)
    def _made(self, path: Path) -> None:
        self.open_book(str(path))

    @Slot(object)
    def _opened(self, office: Office) -> None:
        from app.bootstrap.screens import Screens
        from app.ui.session import open_session

        self._leave_book()
        self.session = open_session(office, self.tasks, self.settings)
        self.session.setParent(self)
        self.session.window = self.window
        self.session.actions.say = self.window.toast
        self.session.changed.connect(self._changed)
        location = office.book.location
        if self._door is not None:
            self._door.keep(location)
        self._remember_recent(self.session.profile.name, location)
        self.screens = Screens(self.session, self.window)
        self.window.set_book(BookCaption(self.session.profile.name))
        self.show_caption()
        self._clock.start()

    def _leave_book(self) -> None:
        if self.session is not None:
            session, screens = self.session, self.screens
            if screens is not None:
                screens.stop()
                screens.close()
            self.session = self.screens = None
            self.window.set_book(None)
            session.office.close()
            session.deleteLater()

    # For what the menus do

    def customer_shown(self) -> int | None:
        """Return the customer whose page is shown, if there is one."""
        place = self.window.place()
        if place is None or place.panel != "customers":
            return None
        first = place.at.split("/")[0]
        return int(first) if first.isdigit() else None

    def ask(self, fn: Callable[[], T], done: Callable[[T], object]) -> None:
        """Run ``fn`` in a reader and give its answer to ``done``."""
        self.tasks.read(fn, self._waiting_for(done).take)

    def long(self, kind: JobKind, title: str, fn: Callable[[Progress], T], done: Callable[[T], object]) -> None:
        """Run long work with progress and give its answer to ``done``."""
        self.tasks.long(kind, title, fn, self._waiting_for(done).take)

    def _waiting_for(self, done: Callable[[T], object]) -> _Waiting:
        # Results go to bound methods of living objects only; this one lives until it has passed its result on.
        return _Waiting(cast("Callable[[object], object]", done), self)

    @Slot()
    def language_chosen(self) -> None:
        """Say when the other language will be spoken."""
        self.window.toast(_("The window speaks the other language after the next start."))

    # What the frame says

    @Slot()
    def show_caption(self) -> None:
        """Look again at what rail and status line say."""
        if self.session is not None:
            from app.bootstrap.caption import caption

            self.tasks.read(self.session.read(caption), self._captioned, key="desktop.caption")

    @Slot(object)
    def _captioned(self, told: BookCaption) -> None:
        if self.session is not None:
            self.window.set_caption(self.screens.told(told) if self.screens is not None else told)

    @Slot(object)
    def _changed(self, keys: frozenset[str]) -> None:
        if keys & {"settings", "profile", "operations", "agreements"}:
            self.show_caption()

    @Slot()
    def _come_forward(self) -> None:
        self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def _remember_recent(self, company: str, location: str) -> None:
        kept = [item for item in _recents(self.settings) if item[1] != location]
        self.settings.put("books.recent", [[company, location], *[list(item) for item in kept]][:MOST_RECENT])
        self.settings.save()
        self._show_recent()

    def _show_recent(self) -> None:
        from app.ui.shell.welcome import Recent

        self.window.set_recent([Recent(*item) for item in _recents(self.settings)])

    # The frame's parts

    def _panels(self) -> tuple[Panel, ...]:
        return (
            Panel("customers", _("Customers"), "person", self._panel("customers")),
            Panel("plans", _("Service plans"), "calendar", self._panel("plans")),
            Panel("jobs", _("Jobs"), "wrench", self._panel("jobs")),
            Panel("payments", _("Payments"), "check", self._panel("payments")),
            Panel("reports", _("Reports"), "table", self._panel("reports")),
        )

    def _panel(self, key: str) -> _PanelMaker:
        return _PanelMaker(self, key)

    @Slot()
    def _painted(self) -> None:
        self._show_recent()
        if self._wants_sample:
            self.open_sample()
        elif self._wanted is not None:
            self.open_book(self._wanted)
        else:
            self.window.set_book(None)

    def close(self) -> None:
        """Give everything back, in order: running work, the book, the door."""
        self._clock.stop()
        if self.screens is not None:
            self.screens.stop()
        self.tasks.close()
        if self.screens is not None:
            self.screens.close()
        if self._door is not None:
            self._door.close()
        if self.session is not None:
            self.session.office.close()


class _Waiting(QObject):
    """Waits for one result and passes it on."""

    def __init__(self, done: Callable[[object], object], parent: QObject) -> None:
        super().__init__(parent)
        self._done = done

    @Slot(object)
    def take(self, result: object) -> None:
        """Pass the result on and be gone."""
        self.deleteLater()
        self._done(result)


class _PanelMaker:
    """Makes a panel's widget when it is first visited."""

    def __init__(self, desktop: Desktop, key: str) -> None:
        self._desktop, self._key = desktop, key

    def __call__(self) -> QWidget:
        assert self._desktop.screens is not None  # noqa: S101 - the frame asks for panels only while a book is open
        return self._desktop.screens.panel(self._key)


def _opening(location: str, today: date | None) -> Callable[[], Office]:
    def job() -> Office:
        from app.bootstrap.offices import open_office

        office = open_office(location, today=today)
        # Imported here, in a worker, so that the window does not stand still over it.
        import app.bootstrap.screens
        import app.ui.customers.panel  # noqa: F401

        return office

    return job


def _glancing(location: str, today: date | None) -> Callable[[], Glance | None]:
    def job() -> Glance | None:
        from app.services.glance import glance

        return glance(location, _GLANCE_ROWS, today)

    return job


def _recents(settings: Settings) -> list[tuple[str, str]]:
    kept = settings.get("books.recent")
    if not isinstance(kept, list):
        return []
    pairs = [(str(item[0]), str(item[1])) for item in kept if isinstance(item, list) and len(item) == 2]
    return [(company, place) for company, place in pairs if "://" in place or Path(place).exists()]


def run_window(
    book: Path | str | None = None,
    *,
    sample: bool = False,
    smoke: bool = False,
    today: date | None = None,
) -> int:
    """Open the window and return the program's exit code when it is closed.

    Args:
        book: the book to open; None opens the one that was open last.
        sample: open the sample company instead.
        smoke: open it unseen, wait until the first list is filled, and leave; 1 when that takes too long or fails.
        today: the business date of this run; the office's own day when None.

    Raises:
        EnvironmentFault: there is no screen to open a window on.
    """
    if smoke:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if QApplication.instance() is None:
        need_screen(os.environ)
    app = QApplication.instance() or make_application(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - nothing else of ours makes one
    app.setApplicationName("Counterfoil")
    app.setDesktopFileName("counterfoil")
    settings = Settings(None if smoke else settings_file())
    apply(app, settings.text("theme", "system"), settings.number("zoom", 100))
    speak(app, settings)
    sys.setswitchinterval(_TURN_SECONDS)
    desktop = Desktop(settings, today)
    collector = MainThreadCollector(desktop)
    location = str(book) if book is not None else None
    if location is None and not sample:
        location = next((place for _company, place in _recents(settings)), None)
    code = 0
    if smoke:
        from app.bootstrap.smoke import watch

        watcher = watch(desktop, app)
        desktop.start(location, sample=sample)
        app.exec()
        code = watcher.code
    else:
        desktop.start(location, sample=sample)
        code = app.exec()
    desktop.close()
    collector.stop()
    return code
