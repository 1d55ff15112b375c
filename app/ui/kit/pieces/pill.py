"""A status outside a table, painted as tables paint it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.kit.paint import inks
from app.ui.kit.status import Status


class Pill(QWidget):
    """Shows one status; takes no room while it has none."""

    def __init__(self, status: Status | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: Status | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_status(status)

    def show_status(self, status: Status | None) -> None:
        """Show ``status``, or nothing."""
        self._status = status
        self.setAccessibleName(status.text if status else "")
        self.setVisible(status is not None)
        self.updateGeometry()
        self.update()

    def status(self) -> Status | None:
        """Return what is shown."""
        return self._status

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room its words take."""
        pen = inks()
        return QSize(pen.pill_width(self._status) if self._status else 0, pen.pill + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the pill."""
        if self._status is not None:
            inks().ratio = self.devicePixelRatioF()
            inks().draw_pill(QPainter(self), self.rect(), self._status)
