"""The commands that the frame itself has: themes, zoom, back and forward, panels, keys. Added after the first paint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from app.domain.language import _
from app.ui.kit.settings import Settings
from app.ui.kit.theme import apply, mode, zoom
from app.ui.shell.parts import MENUS, Command, Panel, Place

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow


class _Look(QObject):
    """Changes and remembers theme and zoom."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        super().__init__(window)
        self._settings = settings

    def light(self) -> None:
        self._set("light", zoom())

    def dark(self) -> None:
        self._set("dark", zoom())

    def system(self) -> None:
        self._set("system", zoom())

    def larger(self) -> None:
        self._set(mode(), min(200, zoom() + 10))

    def smaller(self) -> None:
        self._set(mode(), max(75, zoom() - 10))

    def usual(self) -> None:
        self._set(mode(), 100)

    def _set(self, chosen: str, percent: int) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply(app, chosen, percent)
        self._settings.put("theme", chosen)
        self._settings.put("zoom", percent)
        self._settings.save()


class _GoTo:
    """Goes to one panel when called."""

    def __init__(self, window: MainWindow, key: str) -> None:
        self._window, self._key = window, key

    def __call__(self) -> None:
        self._window.go(Place(self._key))


class _Helper(QObject):
    """Shows the list of keys and undoes what the line at the bottom offers."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def shortcuts(self) -> None:
        from PySide6.QtCore import Qt

        from app.ui.shell.shortcuts import ShortcutSheet

        sheet = ShortcutSheet(self._window.commands, self._window)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()


def own_commands(window: MainWindow, settings: Settings, panels: Sequence[Panel], given: Sequence[Command]) -> None:
    """Add the frame's commands and those ``given`` to the menus, in the order of the menus."""
    look, helper = _Look(window, settings), _Helper(window)
    own = [
        Command("edit.undo", "edit", _("&Undo"), window.undo, _keys(QKeySequence.StandardKey.Undo), group="undo"),
        Command("find", "edit", _("&Find anything…"), window.open_palette, "Ctrl+K", group="find"),
        Command("view.light", "view", _("&Light"), look.light, needs="", group="theme"),
        Command("view.dark", "view", _("&Dark"), look.dark, needs="", group="theme"),
        Command("view.system", "view", _("As the &system"), look.system, needs="", group="theme"),
        Command("view.larger", "view", _("L&arger"), look.larger, "Ctrl++ | Ctrl+=", "", "zoom"),
        Command("view.smaller", "view", _("S&maller"), look.smaller, "Ctrl+-", "", "zoom"),
        Command("view.usual", "view", _("&Usual size"), look.usual, "Ctrl+0", "", "zoom"),
        Command("go.back", "go", _("&Back"), window.go_back, "Alt+Left", group="walk"),
        Command("go.forward", "go", _("&Forward"), window.go_forward, "Alt+Right", group="walk"),
        *(
            Command(f"go.{panel.key}", "go", panel.title, _GoTo(window, panel.key), f"Ctrl+{n}", group="panels")
            for n, panel in enumerate(panels[:9], 1)
        ),
        Command("help.keys", "help", _("&Keyboard shortcuts"), helper.shortcuts, "Ctrl+/", "", "keys"),
    ]
    last = Command(
        "file.quit", "file", _("&Quit"), window.quit, _keys(QKeySequence.StandardKey.Quit) or "Ctrl+Q", "", "quit", "quit"
    )
    everything = [*own, *given]
    for menu in (*MENUS, ""):
        # What was given comes first in a menu, the frame's own after it, Quit last of all.
        window.commands.add([c for c in given if c.menu == menu])
        window.commands.add([c for c in own if c.menu == menu])
        if menu == "file":
            window.commands.add([last])
    _show_toolbar(window)
    window.commands.make_choices(("view.light", "view.dark", "view.system"), f"view.{mode()}")
    for menu in MENUS:
        window.commands.menu(menu).menuAction().setVisible(any(c.menu == menu for c in [*everything, last]))


def _show_toolbar(window: MainWindow) -> None:
    from app.ui.shell.toolbar import Toolbar

    toolbar = Toolbar(window.commands, window)
    if window.menuBar().isNativeMenuBar():
        window.addToolBar(toolbar)
    else:
        # In the row of the menus, where it takes no height from the work.
        window.menuBar().setCornerWidget(toolbar)
        toolbar.show()


def _keys(standard: QKeySequence.StandardKey) -> str:
    bound = QKeySequence.keyBindings(standard)
    return bound[0].toString(QKeySequence.SequenceFormat.PortableText) if bound else ""
