"""A field with its name above it and its complaint below, for forms that stand side by side instead of in a column."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, SignalInstance, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.kit.theme import set_role


class Captioned(QWidget):
    """Name, field, and what is wrong with it. Alt+letter (from ``&`` in the name) goes to the field."""

    def __init__(self, name: str, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._name = QLabel(name)
        self._name.setBuddy(field)
        set_role(self._name, "small")
        self._error = QLabel()
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setWordWrap(True)
        set_role(self._error, "field-error")
        self._error.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addWidget(self._name)
        box.addWidget(field)
        box.addWidget(self._error)
        box.addStretch(1)
        self.set_name(name)
        told = getattr(field, "error_changed", None)
        if told is not None:
            cast("SignalInstance", told).connect(self.show_error)

    def set_name(self, name: str) -> None:
        """Call the field something else, such as “Check number” for “Reference”."""
        self._name.setText(name)
        self.field.setAccessibleName(name.replace("&", ""))

    def name(self) -> str:
        """Return the name shown."""
        return self._name.text()

    @Slot(str)
    def show_error(self, sentence: str) -> None:
        """Show ``sentence`` under the field, or nothing for ""."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def error(self) -> str:
        """Return the sentence shown."""
        return self._error.text()
