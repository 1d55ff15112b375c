"""The line across the top of a page that says what cannot wait."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui.kit.icons import drawing
from app.ui.kit.paint import ICON_OF_TONE
from app.ui.kit.theme import Tone, current, set_role, signals
from app.ui.kit.theme.roles import repolish


class Banner(QFrame):
    """Icon, sentence and at most one button; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.INFO
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._button = QPushButton()
        self._slot: Callable[[], object] | None = None
        self._button.clicked.connect(self._clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 10, 8)
        line.setSpacing(8)
        line.addWidget(self._icon)
        line.addWidget(self._text, 1)
        line.addWidget(self._button)
        signals().changed.connect(self._dress)
        self.hide()

    def show_message(self, tone: Tone, text: str, button: str = "", slot: Callable[[], object] | None = None) -> None:
        """Say ``text``; ``button`` leads to what it is about."""
        self._tone = tone
        self._slot = slot
        self._text.setText(text)
        self.setAccessibleName(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        set_role(self, f"banner-{tone}")
        repolish(self)  # its ground was looked up while it was hidden and had no role
        self.setMinimumHeight(40 if not button else 48)
        self._dress()
        self.show()

    def clear(self) -> None:
        """Say nothing and take no room."""
        self.hide()

    def text(self) -> str:
        """Return what it says, or nothing while hidden."""
        return "" if self.isHidden() else self._text.text()

    @Slot()
    def _clicked(self) -> None:
        if self._slot is not None:
            self._slot()

    @Slot()
    def _dress(self) -> None:
        name = "warning" if self._tone is Tone.ALARM else ICON_OF_TONE[self._tone]
        self._icon.setPixmap(drawing(name, current().tone(self._tone)[0], 16, self.devicePixelRatioF()))
        for label in (self._text, self._icon):
            label.style().unpolish(label)
            label.style().polish(label)
