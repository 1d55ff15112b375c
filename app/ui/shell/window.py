"""The main window: rail, page, status line, menus. It assembles and remembers; panels do the work, and it never waits.

The first paint needs only what is imported here. Everything else comes after it. It is long for one reason: all of it is the
one frame, whose parts are rooms of their own already.
"""

from __future__ import annotations

import binascii
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QGridLayout, QMainWindow, QMenu, QStackedWidget, QWidget

from app.domain.language import _
from app.ui.kit.settings import Settings
from app.ui.kit.tasks.runner import Tasks
from app.ui.kit.theme import set_role
from app.ui.shell.history import History
from app.ui.shell.parts import BookCaption, Command, Panel, Place, Provider, menu_titles
from app.ui.shell.rail import Rail
from app.ui.shell.statusline import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction, QCloseEvent, QPaintEvent

    from app.ui.kit.pieces.toast import Toasts
    from app.ui.shell.commands import Commands
    from app.ui.shell.palette import Palette
    from app.ui.shell.welcome import Recent


class MainWindow(QMainWindow):
    """The frame around the panels.

    Signals:
        painted(): once, when the first paint is over; the time to import what is heavy.
        open_recent(str): the path of a recent book.
        book_shown(): a book was set and its first panel is there.
    """

    painted = Signal()
    open_recent = Signal(str)
    book_shown = Signal()

    def __init__(
        self, settings: Settings, tasks: Tasks, panels: Sequence[Panel] = (), commands: Sequence[Command] = ()
    ) -> None:
        super().__init__()
        self._settings = settings
        self._tasks = tasks
        self._panels = {panel.key: panel for panel in panels}
        self._given = tuple(commands)
        self._made: dict[str, QWidget] = {}
        self._history = History()
        self._caption: BookCaption | None = None
        self._words: frozenset[str] = frozenset()
        self._recent: tuple[Recent, ...] = ()
        self._painted = False
        self._ready = False
        self._shown_panel = ""
        self._toasts: Toasts | None = None
        self._palette: Palette | None = None
        self._providers: tuple[Provider, ...] = ()
        self._welcome: QWidget | None = None
        self._for_now: QWidget | None = None
        self._recent_menu: QMenu | None = None
        self.setWindowTitle(_("Counterfoil"))
        bar = self.menuBar()
        self._menus = {name: bar.addMenu(title) for name, title in menu_titles().items()}
        self._commands: Commands | None = None
        self.rail = Rail(panels)
        self._stack = QStackedWidget()
        set_role(self._stack, "ground")
        self.status = StatusLine()
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.rail, 0, 0)
        grid.addWidget(self._stack, 0, 1)
        grid.addWidget(self.status, 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        self.setCentralWidget(inside)
        self.rail.show_company(_("Counterfoil"))
        self.rail.chosen.connect(self._panel_chosen)
        self.rail.search_asked.connect(self.open_palette)
        self.rail.renewals_asked.connect(self._show_renewals)
        self._restore_geometry()

    # What bootstrap and presenters call

    def set_book(self, caption: BookCaption | None) -> None:
        """Show the book that was opened, where it was left; None shows how to open one."""
        self._finish()
        for widget in self._made.values():
            self._stack.removeWidget(widget)
            widget.deleteLater()
        self._made.clear()
        self._history.forget()
        self._shown_panel = ""
        self.set_caption(caption)
        self._show_welcome(shown=caption is None)
        if caption is not None and self._panels:
            self.go(self._remembered_place())
        if self._for_now is not None:
            self._stack.removeWidget(self._for_now)
            self._for_now.deleteLater()
            self._for_now = None
        if caption is None or not self._panels:
            return
        self.book_shown.emit()

    def show_for_now(self, company: str, widget: QWidget) -> None:
        """Show ``widget`` in the place of the panels until ``set_book`` is called: a first look at a book on its way."""
        self._show_welcome(shown=False)
        self._for_now = widget
        self.rail.show_company(company)
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def set_caption(self, caption: BookCaption | None) -> None:
        """Change what rail and status line say about the same book."""
        self._finish()
        self._caption = caption
        self.rail.set_open(is_open=caption is not None)
        self.rail.show_company(caption.company if caption else _("Counterfoil"), caption.note if caption else "")
        self.rail.show_waiting(caption.waiting if caption else (), caption.alarm if caption else "")
        self.rail.show_renewals(caption.renewals if caption else "")
        self.status.show_caption(caption)
        self.setWindowTitle(f"{caption.company} — {_('Counterfoil')}" if caption else _("Counterfoil"))
        self._apply_context()

    def set_waiting(self, lines: Sequence[str], alarm: str = "", connection: str = "") -> None:
        """Say at the foot of the rail what waits to be sent, and in the status line how the connection stands."""
        if self._caption is not None:
            self._caption = self._caption._replace(waiting=tuple(lines), alarm=alarm, connection=connection)
            self.status.show_caption(self._caption)
        self.rail.show_waiting(lines, alarm)

    def set_context(self, words: frozenset[str]) -> None:
        """Say what is there for commands to work on, such as {"customer"}; "book" is known here."""
        self._words = words
        self._apply_context()

    def set_providers(self, providers: Sequence[Provider]) -> None:
        """Let the search box look through these."""
        self._providers = tuple(providers)
        if self._palette is not None:
            self._palette.set_providers(self._providers)

    def set_recent(self, recent: Sequence[Recent]) -> None:
        """Offer these books in the menu and on the first page."""
        self._recent = tuple(recent)
        self._finish()
        self._fill_recent()

    def go(self, place: Place) -> None:
        """Show a place and note it for Back."""
        self._show(place)
        now = self.place()
        if now is not None:
            self._visit(now)

    def place(self) -> Place | None:
        """Return where the user is."""
        widget = self._made.get(self._shown_panel)
        if widget is None:
            return None
        tell: Callable[[], str] | None = getattr(widget, "place", None)
        return Place(self._shown_panel, tell() if callable(tell) else "")

    def panel(self, key: str) -> QWidget:
        """Return a panel's widget, made now if need be."""
        if key not in self._made:
            widget = self._panels[key].factory()
            moved = getattr(widget, "place_changed", None)
            if moved is not None:
                moved.connect(self._moved)
            self._made[key] = widget
            self._stack.addWidget(widget)
        return self._made[key]

    @property
    def commands(self) -> Commands:
        """The menus' commands; they are made after the first paint or when first asked for."""
        self._finish()
        if self._commands is None:  # pragma: no cover - ``_finish`` has just made them
            raise LookupError("commands")
        return self._commands

    @Slot()
    def _show_renewals(self) -> None:
        self.run("agreements.all")

    def run(self, key: str) -> None:
        """Run a command by its key."""
        self.commands.run(key)

    def toast(self, text: str, button: str = "", slot: Callable[[], object] | None = None) -> None:
        """Say at the bottom what was done, and offer to undo it."""
        if self._toasts is None:
            from app.ui.kit.pieces.toast import Toasts

            self._toasts = Toasts(self)
        self._toasts.show_message(text, button, slot)

    def undo(self) -> None:
        """Take back what the line at the bottom offers to take back."""
        if self._toasts is not None:
            self._toasts.act()

    def quit(self) -> None:
        """Close the window and with it the program."""
        self.close()

    @Slot()
    def open_palette(self) -> None:
        """Show the search box."""
        if self._caption is None:
            return
        self.palette_box().open()

    def palette_box(self) -> Palette:
        """Return the search box, made on the first call."""
        if self._palette is None:
            from app.ui.shell.palette import Palette

            self._palette = Palette(self.commands, self._tasks, self)
            self._palette.set_providers(self._providers)
            self._palette.go.connect(self._go_found)
            self._palette.run.connect(self.run)
        return self._palette

    # Going about

    @Slot(str)
    def _panel_chosen(self, key: str) -> None:
        self.go(Place(key))

    @Slot(object)
    def _go_found(self, place: Place) -> None:
        self.go(place)

    def _show(self, place: Place) -> None:
        if self._caption is None or place.panel not in self._panels:
            return
        widget = self.panel(place.panel)
        self._shown_panel = place.panel
        self.rail.show_chosen(place.panel)
        self._stack.setCurrentWidget(widget)
        show: Callable[[str], None] | None = getattr(widget, "show_place", None)
        if place.at and callable(show):
            show(place.at)
        self._apply_context()

    @Slot(str)
    def _moved(self, at: str) -> None:
        widget = self.sender()
        if widget is self._made.get(self._shown_panel):
            self._visit(Place(self._shown_panel, at))

    def _visit(self, place: Place) -> None:
        self._history.visit(place, time.monotonic())
        self._show_ways()

    def go_back(self) -> None:
        """Go to the place before."""
        self._walk(self._history.back())

    def go_forward(self) -> None:
        """Go to the place that one came back from."""
        self._walk(self._history.forward())

    def _walk(self, place: Place | None) -> None:
        if place is not None:
            self._show(place)
        self._show_ways()

    def _show_ways(self) -> None:
        if self._ready:
            self.commands.set_enabled("go.back", enabled=self._history.can_go_back)
            self.commands.set_enabled("go.forward", enabled=self._history.can_go_forward)

    def _apply_context(self) -> None:
        words = self._words | {"book"} if self._caption is not None else frozenset[str]()
        self.commands.set_context(words)
        self._show_ways()

    # After the first paint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Note the first paint."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._after_paint)

    @Slot()
    def _after_paint(self) -> None:
        self._finish()
        self.painted.emit()

    def _finish(self) -> None:
        """Build what the first paint did not need; harmless when called again."""
        if self._ready:
            return
        self._ready = True
        from app.ui.kit.errors import Reporter
        from app.ui.kit.tasks.strip import ProgressStrip
        from app.ui.kit.theme import finish
        from app.ui.shell.commands import Commands
        from app.ui.shell.own import own_commands

        app = QApplication.instance()
        if isinstance(app, QApplication):
            finish(app)
        self._commands = Commands(self, self._menus)
        self.reporter = Reporter(self)
        self._tasks.refused.connect(self.reporter.refused)
        self._tasks.crashed.connect(self.reporter.crashed)
        self._tasks.changed.connect(self._refresh)
        self.status.finish(ProgressStrip(self._tasks))
        own_commands(self, self._settings, tuple(self._panels.values()), self._given)
        self.rail.finish(self.commands.keys_of("find"))
        self._fill_recent()
        self._apply_context()

    @Slot(object)
    def _refresh(self, changed: frozenset[str]) -> None:
        for widget in tuple(self._made.values()):
            refresh: Callable[[frozenset[str]], None] | None = getattr(widget, "refresh", None)
            if callable(refresh):
                refresh(changed)

    def _fill_recent(self) -> None:
        if self._recent_menu is None:
            self._recent_menu = QMenu(_("Open &recent"), self)
            self._recent_menu.triggered.connect(self._recent_chosen)
            entries = self.commands.menu("file").actions()
            before = entries[min(2, len(entries) - 1)] if entries else None
            if before is not None:
                self.commands.menu("file").insertMenu(before, self._recent_menu)
        self._recent_menu.clear()
        for entry in self._recent:
            self._recent_menu.addAction(entry.company).setData(entry.path)
        self._recent_menu.setEnabled(bool(self._recent))

    def _recent_chosen(self, action: QAction) -> None:
        self.open_recent.emit(action.data())

    def _show_welcome(self, *, shown: bool) -> None:
        if self._welcome is not None:
            self._stack.removeWidget(self._welcome)
            self._welcome.deleteLater()
            self._welcome = None
        if shown:
            from app.ui.shell.welcome import Welcome

            welcome = Welcome(self._recent, self._offers)
            welcome.open_recent.connect(self.open_recent)
            welcome.run.connect(self.run)
            self._welcome = welcome
            self._stack.addWidget(welcome)
            self._stack.setCurrentWidget(welcome)
            self.rail.show_chosen("")

    def _offers(self, key: str) -> bool:
        return any(command.key == key for command in self._given)

    # Remembering

    def remember(self) -> None:
        """Keep geometry and place for the next time."""
        self._settings.put("window.geometry", bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        place = self.place()
        if place is not None:
            self._settings.put("window.place", list(place))
        self._settings.save()

    def _restore_geometry(self) -> None:
        kept = self._settings.text("window.geometry")
        if not kept or not self.restoreGeometry(binascii.a2b_base64(kept.encode("ascii"))):
            self.resize(1280, 800)

    def _remembered_place(self) -> Place:
        kept = self._settings.get("window.place")
        if isinstance(kept, list) and len(kept) == 2 and kept[0] in self._panels:
            return Place(str(kept[0]), str(kept[1]))
        return Place(next(iter(self._panels)))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where one was; ask before a long job is stopped."""
        if self._tasks.long_jobs():
            from app.ui.kit.dialogs import confirm

            if not confirm(
                self,
                _("Stop what is running and close?"),
                _("What is confirmed so far is kept; the rest is not done."),
                _("Stop and close"),
                danger=True,
            ):
                event.ignore()
                return
        self.remember()
        super().closeEvent(event)
