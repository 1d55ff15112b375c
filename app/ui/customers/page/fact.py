"""A fact that is edited where it stands: its name, two lines, and a pencil when the pointer or the focus is on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from app.ui.customers.page.words import FactWords
from app.ui.kit.icons import drawing
from app.ui.kit.paint import inks
from app.ui.kit.theme.applied import pixels


class FactButton(QAbstractButton):
    """Painted by itself, so that long lines are shortened instead of pushing the page wide."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._words = FactWords("")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, words: FactWords) -> None:
        """Show two lines."""
        self._words = words
        self.setAccessibleName(f"{self._name}: {words.first} {words.second}".strip())
        self.update()

    def words(self) -> tuple[str, str]:
        """Return what is shown."""
        return self._words.first, self._words.second

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for a name and two lines."""
        return QSize(pixels(200), pixels(58))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least room in which something can be read."""
        return QSize(pixels(96), pixels(58))

    def event(self, event: QEvent) -> bool:
        """Show lines whole that were shortened."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            pen = inks()
            room = self.width() - 8
            short = any(pen.width(pen.normal, line) > room for line in (self._words.first, self._words.second))
            QToolTip.showText(event.globalPos(), f"{self._words.first}\n{self._words.second}" if short else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint name, lines, pencil and focus."""
        pen = inks()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        looked_at = self.underMouse() or self.hasFocus()
        edge = pixels(8)
        if looked_at:
            painter.setPen(QPen(pen.focus, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(pen.hover)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        line = pixels(19)
        top = pixels(1)
        area = QRect(edge, top, self.width() - 2 * edge, line)
        taken = pen.write(painter, area, self._name, pen.small, pen.quiet)
        if looked_at:
            size = pen.icon
            pencil = drawing("pencil", pen.quiet.name(), size, self.devicePixelRatioF())
            painter.drawPixmap(area.left() + taken + pixels(6), area.center().y() - size // 2 + 1, pencil)
        colour = pen.ink if self._words.known else pen.accent
        pen.write(painter, area.translated(0, line), self._words.first, pen.normal, colour)
        if self._words.second:
            pen.write(painter, area.translated(0, 2 * line - 1), self._words.second, pen.small, pen.quiet)
