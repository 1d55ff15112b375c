"""Colours, fonts and measures that delegates paint with, made once per theme and not once per cell."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap, QStaticText, QTransform

from app.ui.kit.icons import drawing
from app.ui.kit.status import Status
from app.ui.kit.theme import Tokens, Tone
from app.ui.kit.theme.applied import current, font, pixels, zoom

ICON_OF_TONE = {Tone.ALARM: "cross", Tone.CARE: "bang", Tone.GOOD: "check", Tone.INFO: "clock", Tone.QUIET: "dot"}
_REMEMBERED = 4096


class _Words(NamedTuple):
    """A shaped line with its width and height."""

    shaped: QStaticText
    width: float
    height: int


class Inks:
    """One theme at one zoom, ready to paint with."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.ink = QColor(tokens.ink)
        self.quiet = QColor(tokens.quiet)
        self.select = QColor(tokens.select)
        self.hover = QColor(tokens.hover)
        self.line = QColor(tokens.line)
        self.edge = QColor(tokens.edge)
        self.focus = QColor(tokens.focus)
        self.accent = QColor(tokens.accent)
        self.surface = QColor(tokens.surface)
        self.tones = {tone: tuple(map(QColor, tokens.tone(tone))) for tone in Tone}
        self.normal = font()
        self.bold = font(bold=True)
        self.small = font(12 / 13)
        self.pad = pixels(10)
        self.row = pixels(38)
        self.list_row = pixels(54)
        self.pill = pixels(22)
        self.icon = pixels(12)
        self.ratio = 1.0
        self._words: dict[tuple[int, str, int], _Words] = {}
        self._metrics = {id(f): QFontMetrics(f) for f in (self.normal, self.bold, self.small)}
        self._widths: dict[tuple[int, str], int] = {}
        self._icons: dict[tuple[str, Tone], QPixmap] = {}

    def width(self, face: QFont, text: str) -> int:
        """Return how wide ``text`` is; remembered, because tables repeat their words."""
        key = (id(face), text)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) > _REMEMBERED:
                self._widths.clear()
            found = self._widths[key] = self._metrics[id(face)].horizontalAdvance(text)
        return found

    def write(self, painter: QPainter, rect: QRect, text: str, face: QFont, colour: QColor, *, right: bool = False) -> int:
        """Write one line inside ``rect``, shortened at its end if it must be; return the width taken."""
        if not text:
            return 0
        room = rect.width()
        words = self._words.get((id(face), text, room)) or self._shaped(face, text, room)
        painter.setFont(face)
        painter.setPen(colour)
        # Fractions of a pixel are kept: rounded widths would let decimal points stand beside each other.
        left = rect.right() + 1 - words.width if right else rect.left()
        painter.drawStaticText(QPointF(left, rect.top() + (rect.height() - words.height + 1) // 2), words.shaped)
        return ceil(words.width)

    def _shaped(self, face: QFont, text: str, room: int) -> _Words:
        """Shape a line once: the same words are painted with every step of the arrow keys."""
        metrics = self._metrics[id(face)]
        if self.width(face, text) > room:
            text_shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
        else:
            text_shown = text
        shaped = QStaticText(text_shown)
        shaped.setTextFormat(Qt.TextFormat.PlainText)
        shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        shaped.prepare(QTransform(), face)
        if len(self._words) > _REMEMBERED:
            self._words.clear()
        words = _Words(shaped, shaped.size().width(), metrics.height())
        self._words[id(face), text, room] = words
        return words

    def pill_width(self, status: Status) -> int:
        """Return how wide the pill of ``status`` is."""
        return self.width(self.small, status.text) + self.icon + pixels(20)

    def draw_pill(self, painter: QPainter, rect: QRect, status: Status) -> None:
        """Paint a status on its coloured ground at the left of ``rect``, in the middle of its height."""
        colour, ground = self.tones[status.tone]
        box = QRect(rect.left(), rect.center().y() - self.pill // 2 + 1, min(self.pill_width(status), rect.width()), self.pill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, self.pill / 2, self.pill / 2)
        self._draw_icon(painter, box.left() + pixels(7), box, status)
        left = pixels(7) + self.icon + pixels(4)
        self.write(painter, box.adjusted(left, 0, -pixels(8), 0), status.text, self.small, colour)

    def draw_words(self, painter: QPainter, rect: QRect, status: Status) -> int:
        """Write a status at the right of ``rect`` without a ground; return the width taken."""
        colour = self.tones[status.tone][0]
        width = self.write(painter, rect, status.text, self.small, colour, right=True)
        self._draw_icon(painter, rect.right() - width - self.icon - pixels(3), rect, status)
        return width + self.icon + pixels(4)

    def _draw_icon(self, painter: QPainter, left: int, rect: QRect, status: Status) -> None:
        key = (status.icon, status.tone)
        pixmap = self._icons.get(key)
        if pixmap is None or pixmap.devicePixelRatioF() != self.ratio:
            name = status.icon or ICON_OF_TONE[status.tone]
            pixmap = self._icons[key] = drawing(name, self.tones[status.tone][0].name(), self.icon, self.ratio)
        painter.drawPixmap(left, rect.center().y() - self.icon // 2 + 1, pixmap)


@lru_cache(maxsize=4)
def _made(_name: str, _zoom: int) -> Inks:
    return Inks(current())


def inks() -> Inks:
    """Return what to paint with now."""
    return _made(current().name, zoom())
