"""The rail at the left: whose book it is, the search box's button, the panels, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.ui.kit.theme import set_role, signals
from app.ui.kit.theme.applied import pixels
from app.ui.shell.parts import Panel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class Rail(QFrame):
    """Buttons for the panels. ``chosen(key)`` tells which; ``search_asked`` asks for the search box, ``renewals_asked`` for
    the agreements that have to be renewed.
    """

    chosen = Signal(str)
    search_asked = Signal()
    renewals_asked = Signal()

    def __init__(self, panels: Sequence[Panel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "rail")
        self._company = self._words("company")
        self._note = self._words("small")
        self._find = QPushButton(_("Search"))
        set_role(self._find, "find")
        self._find.clicked.connect(self.search_asked)
        self._buttons: dict[str, QPushButton] = {}
        self._waiting = self._words("small")
        self._waiting.setWordWrap(True)
        self._renewals: QPushButton | None = None
        self._alarm = self._words("alarm")
        self._alarm.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 16, 12, 12)
        box.setSpacing(4)
        box.addWidget(self._company)
        box.addWidget(self._note)
        box.addSpacing(12)
        box.addWidget(self._find)
        box.addSpacing(12)
        for panel in panels:
            button = QPushButton(panel.title)
            set_role(button, "rail")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setProperty("panel", panel.key)
            button.clicked.connect(self._clicked)
            self._buttons[panel.key] = button
            box.addWidget(button)
        box.addStretch(1)
        box.addWidget(self._alarm)
        box.addWidget(self._waiting)
        self._alarm.hide()
        self.set_open(is_open=False)
        self._dress()
        signals().changed.connect(self._dress)

    def show_company(self, company: str, note: str = "") -> None:
        """Say whose book is open."""
        self._company.setText(company)
        self._note.setText(note)
        self._company.setToolTip(company)

    def show_waiting(self, lines: Sequence[str], alarm: str = "") -> None:
        """Say what waits to be sent, and what cannot wait."""
        self._waiting.setText("\n".join(lines))
        self._alarm.setText(alarm)
        self._alarm.setVisible(bool(alarm))

    def show_renewals(self, text: str) -> None:
        """Say which agreements have to be renewed soon, and lead to them; empty says nothing."""
        box = self.layout()
        if self._renewals is None and text and isinstance(box, QVBoxLayout):
            self._renewals = QPushButton()
            self._renewals.setObjectName("renewals")
            set_role(self._renewals, "link")
            self._renewals.clicked.connect(self.renewals_asked)
            box.insertWidget(box.indexOf(self._alarm), self._renewals)
        if self._renewals is not None:
            self._renewals.setText(text.replace("&", "&&"))
            self._renewals.setVisible(bool(text))

    def set_open(self, *, is_open: bool) -> None:
        """Let panels be chosen only while a book is open."""
        self._find.setEnabled(is_open)
        for button in self._buttons.values():
            button.setEnabled(is_open)

    def show_chosen(self, key: str) -> None:
        """Mark the panel that is shown."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def finish(self, keys: str) -> None:
        """Do what the first paint did not need; ``keys`` open the search box."""
        from PySide6.QtCore import Qt

        for words in (self._company, self._note, self._waiting, self._alarm):
            words.setTextFormat(Qt.TextFormat.PlainText)
        for button in self._buttons.values():
            button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._find.setText(f"{_('Search')}   {keys}")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk the panels with Up and Down."""
        from PySide6.QtCore import Qt

        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        buttons = list(self._buttons.values())
        focused = self.focusWidget()
        if step and focused in buttons:
            buttons[(buttons.index(focused) + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.chosen.emit(button.property("panel"))

    @Slot()
    def _dress(self) -> None:
        self.setFixedWidth(pixels(176))

    def _words(self, role: str) -> QLabel:
        words = QLabel()
        set_role(words, role)
        return words
