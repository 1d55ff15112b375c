"""Choosing one of several, and yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.ui.kit.theme.applied import pixels


class ComboField(QComboBox):
    """One of ``choices`` (value, words). Down opens the list, letters jump, Enter accepts; the wheel changes nothing.

    Signals:
        changed(value): the user chose another.
    """

    changed = Signal(object)

    def __init__(self, choices: Sequence[tuple[object, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[object] = []
        self.set_choices(choices)
        self.setMinimumWidth(pixels(136))
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._chosen)

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer these instead, keeping the value if it is among them; tells nothing."""
        kept, had = self.value(), bool(self._values)
        self.clear()
        self._values = [value for value, _words in choices]
        self.addItems([words for _value, words in choices])
        if had and kept in self._values:
            self.set_value(kept)

    def value(self) -> object:
        """Return the chosen value, None when there is nothing to choose."""
        position = self.currentIndex()
        return self._values[position] if 0 <= position < len(self._values) else None

    def set_value(self, value: object) -> None:
        """Choose ``value`` without telling; values that are not offered choose nothing."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def error(self) -> str:
        """Return "": what is offered is always understood."""
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open the list on Down instead of changing the choice unseen."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4) and not event.modifiers():
            self.showPopup()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Let the page scroll."""
        event.ignore()

    @Slot(int)
    def _chosen(self, _position: int) -> None:
        self.changed.emit(self.value())


class CheckField(QCheckBox):
    """Yes or no in words. ``changed(bool)`` tells what the user did."""

    changed = Signal(object)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.clicked.connect(self._clicked)

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Tick or untick without telling."""
        self.setChecked(bool(value))

    def error(self) -> str:
        """Return "": there is nothing to misunderstand."""
        return ""

    @Slot(bool)
    def _clicked(self, ticked: bool) -> None:
        self.changed.emit(ticked)
