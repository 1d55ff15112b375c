"""Commands as menu entries with unique keys, enabled by what is open. What a command does belongs to whoever gave it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.shell.parts import MENUS, Command

_ROLES = {
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
    "preferences": QAction.MenuRole.PreferencesRole,
}


class Commands(QObject):
    """The window's commands. Two with the same keys are a mistake of ours and refused: Qt would silence both."""

    def __init__(self, window: QWidget, menus: Mapping[str, QMenu]) -> None:
        super().__init__(window)
        self._window = window
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._menus = menus
        self._groups: dict[str, str] = {}
        self._context: frozenset[str] = frozenset()
        self._keys: dict[str, str] = {}

    def menu(self, name: str) -> QMenu:
        """Return the menu called ``name`` (one of MENUS)."""
        return self._menus[name]

    def add(self, commands: Iterable[Command]) -> None:
        """Add commands to their menus.

        Raises:
            ValueError: a key or a shortcut that another command has, or an unknown menu.
        """
        for command in commands:
            self._add(command)
        self.set_context(self._context)

    def _add(self, command: Command) -> None:
        if command.key in self._commands:
            raise ValueError(f"two commands are called {command.key}")
        if command.menu and command.menu not in MENUS:
            raise ValueError(f"there is no menu {command.menu}")
        for keys in filter(None, command.shortcut.split(" | ")):
            portable = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)
            if portable in self._keys:
                raise ValueError(f"{command.key} and {self._keys[portable]} share {portable}")
            self._keys[portable] = command.key
        action = QAction(command.text, self)
        action.setData(command.key)
        action.setMenuRole(_ROLES.get(command.role, QAction.MenuRole.NoRole))
        action.setShortcuts([QKeySequence(keys) for keys in command.shortcut.split(" | ") if keys])
        action.triggered.connect(self._triggered)
        self._commands[command.key] = command
        self._actions[command.key] = action
        if command.menu and command.menu in self._menus:
            menu = self._menus[command.menu]
            if self._groups.get(command.menu, command.group) != command.group:
                menu.addSeparator()
            self._groups[command.menu] = command.group
            menu.addAction(action)
        else:
            self._window.addAction(action)

    def make_choices(self, keys: Iterable[str], chosen: str) -> None:
        """Let of these commands always exactly one be ticked."""
        group = QActionGroup(self)
        for key in keys:
            action = self._actions[key]
            action.setCheckable(True)
            action.setChecked(key == chosen)
            group.addAction(action)

    def action(self, key: str) -> QAction:
        """Return the action of a command, for a button of the same name."""
        return self._actions[key]

    def set_context(self, words: frozenset[str]) -> None:
        """Enable what needs nothing or one of ``words``."""
        self._context = words
        for key, command in self._commands.items():
            self._actions[key].setEnabled(not command.needs or command.needs in words)

    def set_enabled(self, key: str, *, enabled: bool) -> None:
        """Enable or disable one command until the context changes."""
        self._actions[key].setEnabled(enabled)

    def all(self) -> tuple[Command, ...]:
        """Return all commands in the order given."""
        return tuple(self._commands.values())

    def enabled(self) -> tuple[Command, ...]:
        """Return the commands that can be run now."""
        return tuple(c for c in self._commands.values() if self._actions[c.key].isEnabled())

    def keys_of(self, key: str) -> str:
        """Return a command's keys as this system writes them, or ""."""
        return self._actions[key].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def run(self, key: str) -> None:
        """Run a command unless it is disabled."""
        if self._actions[key].isEnabled():
            self._commands[key].run()

    @Slot()
    def _triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            run: Callable[[], object] = self._commands[action.data()].run
            run()
