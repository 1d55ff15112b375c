"""Plain words, whole numbers, longer notes, and the box that searches as one types."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.ui.kit.fields.parsed import ParsedField
from app.ui.kit.icons import icon
from app.ui.kit.theme import signals
from app.ui.kit.theme.applied import pixels


class TextField(ParsedField[str]):
    """One line of words, without spaces at its ends; empty is ""."""

    def __init__(self, placeholder: str = "", longest: int = 200, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setMaxLength(longest)

    def understand(self, text: str) -> str:
        """Return the words; a needed field must have some."""
        if not text:
            raise UserError(_("This is needed."))
        return text

    def written(self, value: str) -> str:
        """Return the words."""
        return value

    def value(self) -> str:
        """Return the words, "" when there are none."""
        return super().value() or ""


class NumberField(ParsedField[int]):
    """A whole number between two bounds."""

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def understand(self, text: str) -> int:
        """Return the number.

        Raises:
            UserError: no whole number, or out of bounds.
        """
        digits = text.replace("−", "-")
        if not (digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit()) or len(digits) > 18:
            raise UserError(_("That is not a whole number."))
        number = int(digits)
        if not self._least <= number <= self._most:
            raise UserError(_("Choose a number from {least} to {most}.").format(least=self._least, most=self._most))
        return number

    def written(self, value: int) -> str:
        """Return the digits."""
        return str(value)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for some digits."""
        return QSize(pixels(96), super().sizeHint().height())


class NoteField(QPlainTextEdit):
    """Several lines of words. Tab goes on to the next field."""

    changed = Signal(object)

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(pixels(72))
        self.textChanged.connect(self._changed)

    def value(self) -> str:
        """Return the words without empty ends."""
        return self.toPlainText().strip()

    def set_value(self, value: object) -> None:
        """Show words without telling."""
        self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.setPlainText(str(value or ""))
        self.blockSignals(False)  # noqa: FBT003 - Qt's own signature

    def error(self) -> str:
        """Return "": words are always understood."""
        return ""

    @Slot()
    def _changed(self) -> None:
        self.changed.emit(self.value())


class SearchField(QLineEdit):
    """Searches while one types. ``searched(text)`` comes after each change; Down goes to the list, Escape empties.

    Signals:
        searched(str): look for this now.
        left_down(): the user wants to walk the results.
    """

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, placeholder: str = "", wait_ms: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder or _("Search"))
        self.setAccessibleName(self.placeholderText())
        self.setClearButtonEnabled(True)
        self._icon = QAction(self)
        self.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(wait_ms)
        self._soon.timeout.connect(self._search)
        self.textChanged.connect(self._typed)
        signals().changed.connect(self._dress)
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Empty on Escape, leave on Down, search at once on Enter."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._search()
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _typed(self) -> None:
        self._soon.start()

    @Slot()
    def _search(self) -> None:
        self._soon.stop()
        self.searched.emit(self.text().strip())

    @Slot()
    def _dress(self) -> None:
        self._icon.setIcon(icon("search"))
