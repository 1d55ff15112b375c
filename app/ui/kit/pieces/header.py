"""Top and bottom of a page: title with actions, and the line of totals under a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.kit.theme import set_role


class PageHeader(QWidget):
    """Title and subtitle at the left, actions at the right, the one main action last."""

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._subtitle = QLabel(), QLabel()
        for part in (self._title, self._subtitle):
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(self._title, "title")
        set_role(self._subtitle, "quiet")
        self._badges = QHBoxLayout()
        self._badges.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._title)
        top.addLayout(self._badges)
        top.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(top)
        words.addWidget(self._subtitle)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(12)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addLayout(words, 1)
        line.addLayout(self._actions)
        line.setAlignment(self._actions, Qt.AlignmentFlag.AlignTop)
        self.show_title(title, subtitle)

    def show_title(self, title: str, subtitle: str = "") -> None:
        """Say where one is."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def title(self) -> str:
        """Return the title shown."""
        return self._title.text()

    def subtitle(self) -> str:
        """Return the subtitle shown."""
        return self._subtitle.text()

    def add_badge(self, badge: QWidget) -> None:
        """Put a pill or the like behind the title."""
        self._badges.addWidget(badge)

    def add_action(self, text: str, slot: Callable[[], object], *, primary: bool = False) -> QPushButton:
        """Add a button; ``slot`` is a bound method."""
        button = QPushButton(text)
        if primary:
            set_role(button, "primary")
        button.clicked.connect(slot)
        self._actions.addWidget(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Add a field, such as a date, between the actions."""
        self._actions.addWidget(widget)


class Footer(QWidget):
    """Under a table: how many at the left, sums at the right in bold. The same figures as everywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = QLabel()
        set_role(self._left, "small")
        self._totals: list[QLabel] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 4, 0, 4)
        self._line.setSpacing(20)
        self._line.addWidget(self._left, 1)

    def show_texts(self, left: str, totals: Sequence[tuple[str, str]] = ()) -> None:
        """Show ``left`` and each total's name and amount."""
        self._left.setText(left)
        while len(self._totals) < len(totals):
            words = QLabel()
            set_role(words, "strong")
            self._totals.append(words)
            self._line.addWidget(words)
        for i, words in enumerate(self._totals):
            words.setVisible(i < len(totals))
            if i < len(totals):
                name, amount = totals[i]
                words.setText(f"{name}  {amount.replace('-', '−', 1)}")

    def texts(self) -> tuple[str, ...]:
        """Return what is shown, left to right."""
        return (self._left.text(), *(words.text() for words in self._totals if not words.isHidden()))
