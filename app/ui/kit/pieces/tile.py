"""One figure with its name above and a note below, and a fact without a figure."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.kit.theme import Tone, set_role
from app.ui.kit.theme.applied import pixels

# Before an amount it is a minus; within a document's number it stays.
_HYPHEN_AS_MINUS = re.compile(r"(?<!\w)-")


class Tile(QPushButton):
    """A figure that opens what it is made of: connect ``clicked``. Not clickable until
    ``set_opens(True)``."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "tile")
        self._label, self._figure, self._note = QLabel(label), QLabel(), QLabel()
        set_role(self._label, "small")
        set_role(self._figure, "figure")
        set_role(self._note, "small")
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 10)
        box.setSpacing(1)
        for part in (self._label, self._figure, self._note):
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(part)
        self._whole_note = ""
        # The note gives way before the figure does.
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_opens(opens=True)

    def set_opens(self, *, opens: bool) -> None:
        """Say whether a click leads anywhere."""
        # Not by disabling it: its figure would turn grey.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not opens)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def show_figure(self, figure: str, note: str = "", tone: Tone | None = None) -> None:
        """Show ``figure`` as it was formatted; QUIET stands back, ALARM warns."""
        self._figure.setText(_HYPHEN_AS_MINUS.sub("−", figure, count=1))
        self._whole_note = note
        self._fit_note()
        set_role(self._figure, f"figure-{tone}" if tone is not None else "figure")
        self.setAccessibleName(f"{self._label.text()} {figure} {note}".strip())

    def figure(self) -> str:
        """Return the figure as shown."""
        return self._figure.text()

    def note(self) -> str:
        """Return the note, whole."""
        return self._whole_note

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten the note where there is no room for it."""
        super().resizeEvent(event)
        self._fit_note()

    def _fit_note(self) -> None:
        room = self.width() - 34
        shown = self._note.fontMetrics().elidedText(self._whole_note, Qt.TextElideMode.ElideRight, room)
        self._note.setText(shown if self.isVisible() else self._whole_note)
        self.setToolTip(self._whole_note if shown != self._whole_note else "")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for three lines."""
        note = self._note.fontMetrics().horizontalAdvance(self._whole_note) + 34
        inside = self._box.sizeHint()
        return QSize(max(inside.width(), note, pixels(136)), max(inside.height(), pixels(84)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least room that keeps the figure whole."""
        least = max(part.sizeHint().width() for part in (self._label, self._figure)) + 34
        return QSize(max(least, pixels(100)), self.sizeHint().height())


class Fact(QWidget):
    """A small quiet name with a value under it: “Bill to”, “Contact”, “Plan”."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name, self._value = QLabel(label), QLabel()
        set_role(name, "small")
        self._value.setTextFormat(Qt.TextFormat.PlainText)
        self._value.setWordWrap(True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(name)
        box.addWidget(self._value)
        box.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_value(self, text: str) -> None:
        """Show ``text``; may be several lines."""
        self._value.setText(text)

    def value(self) -> str:
        """Return what is shown."""
        return self._value.text()
