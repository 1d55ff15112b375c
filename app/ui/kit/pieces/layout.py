"""Layouts on the 8 px grid and words in a role, so that pages do not repeat margins."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.kit.theme import set_role


def column(*parts: QWidget | QLayout | None, spacing: int = 8, margin: int = 0) -> QVBoxLayout:
    """Return ``parts`` one under another; None stretches."""
    box = QVBoxLayout()
    _fill(box, parts, spacing, margin)
    return box


def row(*parts: QWidget | QLayout | None, spacing: int = 8, margin: int = 0) -> QHBoxLayout:
    """Return ``parts`` side by side; None stretches."""
    box = QHBoxLayout()
    _fill(box, parts, spacing, margin)
    return box


def label(text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Return words in a role of the stylesheet; plain text, so that a customer's name is never read as
    markup."""
    words = QLabel(text)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(wrap)
    if role:
        set_role(words, role)
    if selectable:
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


class Hairline(QFrame):
    """A line of one pixel, lying or ``upright``."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        set_role(self, "hairline")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


def card(layout: QLayout) -> QFrame:
    """Return a white sheet with a hairline around it that holds ``layout``."""
    frame = QFrame()
    set_role(frame, "card")
    frame.setLayout(layout)
    return frame


def scrolled(layout: QLayout, role: str = "scrolled") -> QScrollArea:
    """Return an area that scrolls ``layout`` upwards when the window is low."""
    inside = QWidget()
    set_role(inside, role)
    inside.setLayout(layout)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _fill(box: QVBoxLayout | QHBoxLayout, parts: Iterable[QWidget | QLayout | None], spacing: int, margin: int) -> None:
    box.setSpacing(spacing)
    box.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, QWidget):
            box.addWidget(part)
        else:
            box.addLayout(part)
