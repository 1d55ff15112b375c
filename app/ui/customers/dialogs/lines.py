"""A heading and lines below it, each behind a dot: what a sheet says will happen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.kit.pieces import column, label


class Lines(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._said: tuple[str, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        box = column(label(title, "subheading"), spacing=4)
        box.addLayout(self._grid)
        self.setLayout(box)
        self.hide()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Say these lines instead of those before."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._said = tuple(lines)
        for row, line in enumerate(self._said):
            dot, words = label("•", "quiet"), label(line, wrap=True)
            self._grid.addWidget(dot, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
        self.setAccessibleName(": ".join((self._title, " ".join(self._said))))
        self.setVisible(bool(self._said))

    def lines(self) -> tuple[str, ...]:
        """Return what is said."""
        return self._said
