"""The line at the bottom: locked until, last backup, connection, progress, who is at the desk."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.kit.theme import set_role
from app.ui.shell.parts import BookCaption


class StatusLine(QFrame):
    """Words about the open book; what is empty takes no room. (Qt's own status bar costs the first paint 5 ms.)"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "status")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(12, 0, 12, 0)
        self._line.setSpacing(24)
        self._labels: dict[str, QLabel] = {}

    def finish(self, strip: QWidget) -> None:
        """Do what the first paint did not need; ``strip`` shows the progress of long jobs before the user's name."""
        for name in ("locked", "backup", "connection"):
            self._line.addWidget(self._label(name))
        self._line.addStretch(1)
        self._line.addWidget(strip)
        self._line.addWidget(self._label("user"))

    def show_caption(self, caption: BookCaption | None) -> None:
        """Say what is known about the book."""
        for name, label in self._labels.items():
            text: str = getattr(caption, name) if caption is not None else ""
            label.setText(text)
            label.setVisible(bool(text))

    def texts(self) -> tuple[str, ...]:
        """Return what is shown, left to right."""
        return tuple(label.text() for label in self._labels.values() if label.text())

    def _label(self, name: str) -> QLabel:
        from PySide6.QtCore import Qt

        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.hide()
        self._labels[name] = label
        return label
