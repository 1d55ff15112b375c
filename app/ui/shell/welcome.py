"""What stands in the window before a book is open: recent books, and three ways to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain.language import _
from app.ui.kit.pieces.layout import column, label
from app.ui.kit.theme import set_role
from app.ui.kit.theme.applied import pixels


class Recent(NamedTuple):
    """A book that was open before: its company, and where it lies."""

    company: str
    path: str


class _RecentButton(QPushButton):
    """A book's company over the path of its file."""

    def __init__(self, entry: Recent) -> None:
        super().__init__()
        set_role(self, "tile")
        self.setProperty("target", entry.path)
        self.setToolTip(entry.path)
        self.setAccessibleName(f"{entry.company} {entry.path}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._path = label(entry.path, "small")
        self._path.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = entry.path
        lines = column(label(entry.company, "strong"), self._path, spacing=1)
        lines.setContentsMargins(16, 8, 16, 8)
        self.setLayout(lines)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for words in self.findChildren(QLabel):
            words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for two lines; a button's own hint knows of none."""
        return QSize(pixels(240), pixels(58))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the same: a line cut in half says nothing."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten a long path in its middle, where it matters least."""
        super().resizeEvent(event)
        room = self.width() - 34
        self._path.setText(self._path.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room))


class Welcome(QWidget):
    """Opens a book. ``open_recent(path)`` tells which; the buttons run commands."""

    open_recent = Signal(str)
    run = Signal(str)

    def __init__(self, recent: Sequence[Recent], offered: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "ground")
        inside = QWidget()
        inside.setFixedWidth(440)
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(label(_("Open a book"), "title"))
        box.addWidget(
            label(
                _("A book holds one company: its customers, invoices and payments, in one file of yours."), "quiet", wrap=True
            )
        )
        box.addSpacing(12)
        for entry in recent[:6]:
            book = _RecentButton(entry)
            book.clicked.connect(self._recent_clicked)
            box.addWidget(book)
        if recent:
            box.addSpacing(12)
        ways = (
            ("book.open", _("Open a book…"), not recent),
            ("book.new", _("New company…"), False),
            ("book.sample", _("Look around in a sample company"), False),
        )
        for key, text, primary in ways:
            if offered(key):
                button = QPushButton(text)
                button.setProperty("target", key)
                if primary:
                    set_role(button, "primary")
                button.clicked.connect(self._way_clicked)
                box.addWidget(button)
        self._inside, self._box = inside, box
        around = QVBoxLayout(self)
        around.addStretch(2)
        around.addWidget(inside, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addStretch(3)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take the height that the words need, which is known once they are dressed."""
        super().showEvent(event)
        self._inside.setMinimumHeight(self._box.totalHeightForWidth(self._inside.width()))

    @Slot()
    def _recent_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.open_recent.emit(button.property("target"))

    @Slot()
    def _way_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.run.emit(button.property("target"))
