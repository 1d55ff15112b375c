"""The slim toolbar beside the menus: the few commands that an office gives all day, as buttons.

Which commands there are, their words, keys and whether they can be given now belongs to ``commands``.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton

from app.domain.language import _
from app.ui.kit.icons import icon
from app.ui.kit.theme import signals
from app.ui.kit.theme.applied import pixels
from app.ui.shell.commands import Commands

# Icon and command; the second group has words beside its icons, where there is room.
_WALK = (("chevron-left", "go.back"), ("chevron-right", "go.forward"))
_WORK = (("person", "customer.new"), ("file", "customer.invoice"), ("check", "customer.pay"), ("print", "customer.statement"))


class Toolbar(QToolBar):
    """Buttons for commands; a command that the window does not have gets none."""

    def __init__(self, commands: Commands, window: QMainWindow) -> None:
        super().__init__(_("Toolbar"), window)
        self.setMovable(False)
        self._window = window
        self._icons: list[tuple[QAction, str]] = []
        self._worded: list[QToolButton] = []
        known = {command.key for command in commands.all()}
        for buttons in (_WALK, _WORK):
            wanted = [(name, key) for name, key in buttons if key in known]
            if self._icons and wanted:
                self.addSeparator()
            for name, key in wanted:
                button = self._add(commands.action(key), name, commands.keys_of(key))
                if buttons is _WORK:
                    self._worded.append(button)
        room = self.layout()
        if room is not None:
            room.setContentsMargins(0, 0, 8, 0)
        self._dress()
        signals().changed.connect(self._dress)
        window.installEventFilter(self)

    def _add(self, action: QAction, name: str, keys: str) -> QToolButton:
        words = action.text().replace("&", "").rstrip("…")
        action.setIconText(words)
        action.setIconVisibleInMenu(False)
        action.setToolTip(f"{words} ({keys})" if keys else words)
        self._icons.append((action, name))
        button = QToolButton(self)
        button.setDefaultAction(action)
        # It has keys and a menu entry: Tab goes through what is being worked on.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(words)
        self.addWidget(button)
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Leave the words away where they would push menus out of the row."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._fit()
        return False

    def _fit(self) -> None:
        menus = self._window.menuBar()
        taken = sum(menus.actionGeometry(action).width() for action in menus.actions())
        words = sum(self.fontMetrics().horizontalAdvance(button.text()) for button in self._worded)
        icons = pixels(44) * len(self._icons) + pixels(40)
        style = Qt.ToolButtonStyle
        fits = self._window.width() - taken > words + icons
        for button in self._worded:
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if fits else style.ToolButtonIconOnly)
        self.adjustSize()

    @Slot()
    def _dress(self) -> None:
        side = pixels(14)
        for button in self.findChildren(QToolButton):
            button.setIconSize(QSize(side, side))
        for action, name in self._icons:
            action.setIcon(icon(name, size=side))
        self._fit()
