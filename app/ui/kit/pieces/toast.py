"""“Note deleted · Undo”: a line at the bottom that goes by itself, never for what must be read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QEnterEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui.kit.theme import set_role

_SECONDS_ALONE = 5
_SECONDS_WITH_BUTTON = 10


class Toasts(QFrame):
    """One line over the bottom of ``parent``; a newer one takes its place, and stays while the pointer is on
    it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "toast")
        self._around = parent
        self._slot: Callable[[], object] | None = None
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton()
        set_role(self._button, "toast")
        self._button.clicked.connect(self._clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 10, 6)
        line.setSpacing(12)
        line.addWidget(self._text)
        line.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def show_message(self, text: str, button: str = "", slot: Callable[[], object] | None = None) -> None:
        """Say what was done and offer to undo it."""
        self._slot = slot
        self._text.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start((_SECONDS_WITH_BUTTON if button else _SECONDS_ALONE) * 1000)

    def text(self) -> str:
        """Return what is said now."""
        return "" if self.isHidden() else self._text.text()

    def act(self) -> None:
        """Do what the button offers, as Ctrl+Z does."""
        if not self.isHidden():
            self._clicked()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Forget the offer with the line."""
        super().hideEvent(event)
        self._timer.stop()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Stay while the pointer is on the line."""
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Go soon after the pointer left."""
        super().leaveEvent(event)
        self._timer.start(2000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay at the bottom when the window changes its size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        around = self._around
        self.move((around.width() - self.width()) // 2, around.height() - self.height() - 40)

    @Slot()
    def _clicked(self) -> None:
        slot, self._slot = self._slot, None
        self.hide()
        if slot is not None:
            slot()
