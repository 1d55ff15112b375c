"""The pages of a file one under another, drawn when they come into view. Which pixels a page has comes from elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.ui.kit.theme import current, signals

_GAP = 16
_KEPT = 24
_SCREEN_DPI = 96
STEPS = (25, 33, 50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300)


class Drawn(NamedTuple):
    """A page's picture at a resolution."""

    number: int
    dpi: int
    image: QImage


class PageView(QAbstractScrollArea):
    """Shows white pages on grey ground, scrolls and zooms.

    Signals:
        wanted(int, int): draw this page (from 0) at this many dots to the inch and hand it to ``put``.
        page_changed(int): the page (from 0) that is looked at.
        zoomed(int): per cent of natural size.
    """

    wanted = Signal(int, int)
    page_changed = Signal(int)
    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._tops: list[int] = []
        self._rects: list[QRect] = []
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._percent = 100
        self._fits = True
        self._page = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        signals().changed.connect(self.viewport().update)

    # What it is told

    def set_sizes(self, sizes: tuple[tuple[float, float], ...]) -> None:
        """Show a file whose pages have these sizes in points; pictures of another file are forgotten."""
        self._sizes = sizes
        self._pictures.clear()
        self._asked.clear()
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._scrolled()

    def put(self, drawn: Drawn) -> None:
        """Take a page's picture."""
        self._asked.discard((drawn.number, drawn.dpi))
        if drawn.dpi != self.dpi():
            return
        drawn.image.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[drawn.number, drawn.dpi] = drawn.image
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        self.viewport().update()

    def dpi(self) -> int:
        """Return the resolution that pages are drawn at now."""
        return int(_SCREEN_DPI * self._percent / 100 * self.devicePixelRatioF())

    def percent(self) -> int:
        """Return the zoom."""
        return self._percent

    def fits(self) -> bool:
        """Return whether the zoom follows the window's width."""
        return self._fits

    def page(self) -> int:
        """Return the page (from 0) that is looked at."""
        return self._page

    def has_picture(self, number: int) -> bool:
        """Return whether the page ``number`` is drawn at the zoom in use."""
        return (number, self.dpi()) in self._pictures

    def set_percent(self, percent: int) -> None:
        """Zoom, keeping the middle of what is seen."""
        self._fits = False
        self._set_percent(percent)

    @Slot()
    def zoom_in(self) -> None:
        """Take the next larger step."""
        self.set_percent(next((step for step in STEPS if step > self._percent), STEPS[-1]))

    @Slot()
    def zoom_out(self) -> None:
        """Take the next smaller step."""
        self.set_percent(next((step for step in reversed(STEPS) if step < self._percent), STEPS[0]))

    @Slot()
    def fit_width(self) -> None:
        """Let a page take the width of the window, up to its natural size and a half."""
        self._fits = True
        self._set_percent(self._fitting())

    @Slot(int)
    def go_to(self, number: int) -> None:
        """Bring the page ``number`` (from 0) to the top."""
        if self._tops:
            number = max(0, min(number, len(self._tops) - 1))
            self.verticalScrollBar().setValue(self._tops[number] - _GAP)

    # Inside

    def _set_percent(self, percent: int) -> None:
        percent = max(STEPS[0], min(STEPS[-1], percent))
        if percent == self._percent and self._rects:
            return
        bar = self.verticalScrollBar()
        middle = (bar.value() + self.viewport().height() / 2) / max(1, self._whole().height())
        self._percent = percent
        self._lay_out()
        bar.setValue(round(middle * self._whole().height() - self.viewport().height() / 2))
        self.zoomed.emit(percent)
        self.viewport().update()

    def _fitting(self) -> int:
        widest = max((width for width, _height in self._sizes), default=612.0)
        room = self.viewport().width() - 2 * _GAP
        return max(STEPS[0], min(150, int(room * 72 / _SCREEN_DPI / widest * 100)))

    def _lay_out(self) -> None:
        # A page takes exactly the room of its picture, whose sides are whole pixels.
        scale, ratio = self.dpi() / 72, self.devicePixelRatioF()
        self._tops, self._rects = [], []
        top = _GAP
        for width, height in self._sizes:
            rect = QRect(0, top, ceil(ceil(width * scale) / ratio), ceil(ceil(height * scale) / ratio))
            self._tops.append(top)
            self._rects.append(rect)
            top += rect.height() + _GAP
        room, whole = self.viewport().size(), self._whole()
        self.verticalScrollBar().setRange(0, max(0, whole.height() - room.height()))
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setRange(0, max(0, whole.width() - room.width()))
        self.horizontalScrollBar().setPageStep(room.width())

    def _whole(self) -> QSize:
        width = max((rect.width() for rect in self._rects), default=0) + 2 * _GAP
        return QSize(width, self._rects[-1].bottom() + 1 + _GAP if self._rects else 0)

    def _placed(self, number: int) -> QRect:
        rect = self._rects[number]
        room = self.viewport().width()
        left = max(_GAP, (room - rect.width()) // 2) - self.horizontalScrollBar().value()
        return QRect(left, rect.top() - self.verticalScrollBar().value(), rect.width(), rect.height())

    def _seen(self) -> range:
        if not self._tops:
            return range(0)
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        last = bisect_right(self._tops, top + self.viewport().height())
        return range(first, max(first + 1, last))

    @Slot()
    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = max(0, bisect_right(self._tops, middle) - 1) if self._tops else 0
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.viewport().update()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802 - Qt's name
        """Paint anew: pages are few and painted from pictures."""
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the pages in view and ask for those that are not drawn yet."""
        tokens = current()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(tokens.rail))
        dpi = self.dpi()
        for number in self._seen():
            rect = self._placed(number)
            picture = self._pictures.get((number, dpi))
            painter.fillRect(rect, Qt.GlobalColor.white)
            if picture is not None:
                self._pictures.move_to_end((number, dpi))
                painter.drawImage(rect.topLeft(), picture)
            elif (number, dpi) not in self._asked:
                self._asked.add((number, dpi))
                self.wanted.emit(number, dpi)
            painter.setPen(QColor(tokens.edge))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep fitting, if that was chosen."""
        super().resizeEvent(event)
        if self._fits:
            self._percent = self._fitting()
            self.zoomed.emit(self._percent)
        self._lay_out()
        self._scrolled()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk the pages."""
        bar = self.verticalScrollBar()
        keys = {
            Qt.Key.Key_PageDown: bar.value() + bar.pageStep() - 40,
            Qt.Key.Key_PageUp: bar.value() - bar.pageStep() + 40,
            Qt.Key.Key_Down: bar.value() + bar.singleStep(),
            Qt.Key.Key_Up: bar.value() - bar.singleStep(),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: bar.maximum(),
        }
        to = keys.get(Qt.Key(event.key()))
        if to is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(to)
