"""What stands where nothing is: one sentence that says why, one button that leads on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.kit.theme import set_role


class EmptyState(QWidget):
    """A sentence and, if there is a next step, its button; ``slot`` is a bound method."""

    def __init__(
        self, sentence: str, button: str = "", slot: Callable[[], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        words = QLabel(sentence)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        set_role(words, "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(words)
        self.button: QPushButton | None = None
        if button and slot is not None:
            self.button = QPushButton(button)
            self.button.clicked.connect(slot)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
