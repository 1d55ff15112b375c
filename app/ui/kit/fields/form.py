"""Labels beside fields, hints and errors in words under them."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.ui.kit.theme import set_role


class _Field(Protocol):
    def error(self) -> str: ...


class Form(QWidget):
    """Rows of a label and a field. Fields with ``error_changed`` show their own errors; others through ``set_error``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._fields: list[QWidget] = []
        self._errors: dict[QWidget, QLabel] = {}
        self._labels: dict[QWidget, QLabel] = {}

    def add(self, label: str, field: QWidget, hint: str = "", *, wide: bool = True) -> None:
        """Add a row; Alt+letter (from ``&`` in the label) goes to the field. ``wide=False`` keeps the field's own width."""
        line = self._grid.rowCount()
        words = QLabel(label)
        words.setBuddy(field)
        set_role(words, "quiet")
        words.setFixedHeight(min(max(field.sizeHint().height(), 30), 44))
        field.setAccessibleName(label.replace("&", ""))
        below = QVBoxLayout()
        below.setSpacing(3)
        if wide:
            below.addWidget(field)
        else:
            below.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft)
        if hint:
            note = QLabel(hint)
            note.setWordWrap(True)
            set_role(note, "small")
            below.addWidget(note)
        error = QLabel()
        error.setTextFormat(Qt.TextFormat.PlainText)
        error.setWordWrap(True)
        set_role(error, "field-error")
        error.hide()
        below.addWidget(error)
        self._grid.addWidget(words, line, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._grid.addLayout(below, line, 1)
        self._fields.append(field)
        self._errors[field] = error
        self._labels[field] = words
        told = getattr(field, "error_changed", None)
        if told is not None:
            cast("SignalInstance", told).connect(self._told)

    def add_section(self, title: str) -> None:
        """Add a heading over the following rows."""
        words = QLabel(title)
        set_role(words, "subheading")
        self._grid.addWidget(words, self._grid.rowCount(), 0, 1, 2)

    def add_wide(self, widget: QWidget) -> None:
        """Add something over the whole width."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def set_visible(self, field: QWidget, *, visible: bool) -> None:
        """Show or hide a row."""
        field.setVisible(visible)
        self._labels[field].setVisible(visible)
        self._errors[field].setVisible(visible and bool(self._errors[field].text()))

    def set_error(self, field: QWidget, sentence: str) -> None:
        """Show ``sentence`` under ``field``, or nothing for ""."""
        label = self._errors[field]
        label.setText(sentence)
        label.setVisible(bool(sentence))

    def error_of(self, field: QWidget) -> str:
        """Return the sentence shown under ``field``."""
        return self._errors[field].text()

    def first_error(self) -> str:
        """Return the first field's complaint and put the cursor there, or "" when all is understood."""
        for field in self._fields:
            if field.isHidden() or not hasattr(field, "error"):
                continue
            sentence = cast("_Field", field).error()
            if sentence:
                field.setFocus()
                return sentence
        return ""

    def _told(self, sentence: str) -> None:
        field: QObject | None = self.sender()
        if isinstance(field, QWidget) and field in self._errors:
            self.set_error(field, sentence)
