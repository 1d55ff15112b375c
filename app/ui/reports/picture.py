"""A chart in the window: the same drawing that the report prints, in the window's colours."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QRectF, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.documents import Chart

DrawChart = Callable[[Chart, int, int, bool], bytes]
"""Draws a chart as SVG: the chart, width and height in pixels, whether on a dark ground. Called in a worker."""

_HEIGHT = 220
_SETTLE_MS = 120


class ChartPicture(QWidget):
    """Shows an SVG drawing that was made for its size; asks for a new one when the size has settled.

    Signals:
        wanted(width, height): a drawing of this size is wanted.
    """

    wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer = QSvgRenderer(self)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._ask)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a chart's usual size."""
        return QSize(640, _HEIGHT)

    def put(self, svg: bytes, words: str) -> None:
        """Show a drawing; ``words`` tell it to those who cannot see it."""
        self._renderer.load(QByteArray(svg))
        self.setAccessibleName(words)
        self.update()

    def has_picture(self) -> bool:
        """Whether there is a drawing to show."""
        return self._renderer.isValid()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the drawing at its own size, so that letters keep theirs."""
        if not self._renderer.isValid():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._renderer.defaultSize()
        self._renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wait until the size has settled."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._settle.start()

    @Slot()
    def _ask(self) -> None:
        self.wanted.emit(self.width(), self.height())
