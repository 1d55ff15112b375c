"""A line whose text means something: worked out when the line is left, shown back as it was understood."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import UserError
from app.ui.kit.theme.roles import repolish

T = TypeVar("T")


class ParsedField(QLineEdit, Generic[T]):
    """A field that holds a value or, while its text cannot be understood, an error in words.

    Signals:
        changed(value | None): the value is new; not while typing, but on Tab, Enter or a key that steps.
        error_changed(str): the sentence to show under the field, or "".
    """

    changed = Signal(object)
    error_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: T | None = None
        self._error = ""
        self._needed = False
        self.textEdited.connect(self._edited)

    # What each field decides

    def understand(self, text: str) -> T:
        """Return what ``text`` means.

        Raises:
            UserError: it means nothing here.
        """
        raise NotImplementedError

    def written(self, value: T) -> str:
        """Return ``value`` as the locale writes it."""
        raise NotImplementedError

    # What they share

    def value(self) -> T | None:
        """Return the value of what stands in the field now; None when empty or not understood."""
        self.settle()
        return self._value

    def set_value(self, value: object) -> None:
        """Show ``value`` (None empties the field) without telling."""
        self._value = value  # type: ignore[assignment]
        self.setText("" if self._value is None else self.written(self._value))
        self.setModified(False)
        self._complain("")

    def set_needed(self, *, needed: bool) -> None:
        """Say whether an empty field is an error."""
        self._needed = needed

    def error(self) -> str:
        """Return why the text is not understood, in words, or ""."""
        self.settle()
        return self._error

    def complain(self, sentence: str) -> None:
        """Show an error that the form found, such as an amount above what is open."""
        self._complain(sentence)

    @Slot()
    def settle(self) -> None:
        """Work out what was typed since the field was last left."""
        if not self.isModified():
            return
        self.setModified(False)
        text = self.text().strip()
        before = self._value
        try:
            self._value = self.understand(text) if text or self._needed else None
        except UserError as error:
            self._value = None
            self._complain(str(error))
        else:
            self._complain("")
            self.setText("" if self._value is None else self.written(self._value))
        if self._value != before:
            self.changed.emit(self._value)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Settle when the field is left."""
        self.settle()
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select all on the way in, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        ):
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Settle on Enter before anybody acts on it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Settle on Tab inside a table too, where the field is gone before it loses the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.settle()
        return super().event(event)

    @Slot(str)
    def _edited(self, _text: str) -> None:
        self.setModified(True)
        if self._error:
            self._complain("")

    def _complain(self, sentence: str) -> None:
        if sentence == self._error:
            return
        self._error = sentence
        self.setProperty("wrong", "yes" if sentence else "")
        self.setAccessibleDescription(sentence)
        repolish(self)
        self.error_changed.emit(sentence)
