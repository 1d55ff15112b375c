"""A short question whose answer is one line of words."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.ui.kit.dialogs import Question


class WordQuestion(Question):
    """Asks for a name; an empty one is not enough."""

    def __init__(self, title: str, text: str, value: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(title, text, yes, parent)
        self.words = QLineEdit(value)
        self.words.setMaxLength(80)
        self.words.setAccessibleName(title)
        self.words.selectAll()
        self.words.textChanged.connect(self._typed)
        self.fields.addWidget(self.words)
        self._typed()
        self.words.setFocus()

    @Slot()
    def _typed(self) -> None:
        self.yes.setEnabled(bool(self.words.text().strip()))


def ask_words(parent: QWidget | None, title: str, text: str, value: str, yes: str) -> str | None:
    """Ask for one line of words; None when the user thought better of it."""
    question = WordQuestion(title, text, value, yes, parent)
    agreed = question.exec() == QDialog.DialogCode.Accepted
    words = question.words.text().strip()
    question.deleteLater()
    return words if agreed else None
