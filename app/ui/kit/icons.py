"""Our own line icons in the colour that is wanted. The drawings are in ``resources/icons``; they stroke with
currentColor."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from app.ui.kit import resources
from app.ui.kit.theme import Tone, current


def icon(name: str, tone: Tone | None = None, size: int = 16) -> QIcon:
    """Return the icon called ``name`` in the colour of ``tone``, or in quiet ink; ask again after the theme
    changed."""
    tokens = current()
    colour = tokens.quiet if tone is None else tokens.tone(tone)[0]
    result = QIcon()
    for ratio in (1, 2):
        result.addPixmap(drawing(name, colour, size, ratio))
        result.addPixmap(drawing(name, tokens.disabled, size, ratio), QIcon.Mode.Disabled)
    return result


@lru_cache(maxsize=512)
def drawing(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return the icon called ``name`` painted in ``colour``, ``size`` logical pixels wide, for a screen of
    that pixel ratio."""
    from PySide6.QtSvg import QSvgRenderer

    source = _source(name).replace("currentColor", colour)
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
