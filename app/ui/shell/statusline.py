"""The line at the bottom: locked until, last backup, connection, progress, who is at the desk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from app.ui.shell.parts import BookCaption


class StatusLine(QStatusBar):
    """Words about the open book; what is empty takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._labels = {name: self._label() for name in ("locked", "backup", "connection", "user")}
        for name in ("locked", "backup", "connection"):
            self.addWidget(self._labels[name])
        self.addPermanentWidget(self._labels["user"])

    def add_strip(self, strip: QWidget) -> None:
        """Put the progress of long jobs before the user's name."""
        user = self._labels["user"]
        self.removeWidget(user)
        self.addPermanentWidget(strip)
        self.addPermanentWidget(user)
        user.setVisible(bool(user.text()))

    def show_caption(self, caption: BookCaption | None) -> None:
        """Say what is known about the book."""
        for name, label in self._labels.items():
            text: str = getattr(caption, name) if caption is not None else ""
            label.setText(text)
            label.setVisible(bool(text))

    def texts(self) -> tuple[str, ...]:
        """Return what is shown, left to right."""
        return tuple(label.text() for label in self._labels.values() if label.text())

    def _label(self) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setContentsMargins(8, 0, 12, 0)
        label.hide()
        return label
