"""Asking: a plain yes or no, a reason, and the sheet that forms are filled in on. What is done with the answer is elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.ui.kit.errors import fit
from app.ui.kit.pieces.layout import label
from app.ui.kit.theme import set_role


class Sheet(QDialog):
    """A dialog that holds a form. Ctrl+Enter saves and starts the next, Escape leaves and asks if something was typed.

    Signals:
        saved(): the main button, or Enter in a field.
        saved_and_next(): the second button, or Ctrl+Enter (only when ``set_buttons`` named it).
    """

    saved = Signal()
    saved_and_next = Signal()

    def __init__(self, title: str, parent: QWidget | None = None, subtitle: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self._typed = False
        self._busy = False
        self._error = label("", "alarm", wrap=True)
        self._error.hide()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(12)
        self._save = QPushButton()
        self._next = QPushButton(self)
        self._next.hide()
        self._further: list[QPushButton] = []
        self._held: list[QPushButton] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(16)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(label(title, "heading"))
        if subtitle:
            head.addWidget(label(subtitle, "quiet", wrap=True))
        box.addLayout(head)
        box.addLayout(self.body, 1)
        box.addWidget(self._error)
        box.addLayout(self._buttons)
        again = QShortcut(QKeySequence("Ctrl+Return"), self)
        again.activated.connect(self._next_pressed)

    def set_buttons(self, save: str, save_and_next: str = "", cancel: str = "", danger: str = "") -> None:
        """Name the buttons: what they do, never “OK”."""
        leave = QPushButton(cancel or _("Cancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._save.setText(save)
        self._save.setDefault(True)
        set_role(self._save, "primary")
        self._save.clicked.connect(self._save_pressed)
        self._buttons.addStretch(1)
        self._buttons.addWidget(leave)
        if save_and_next:
            self._next.setText(save_and_next)
            self._next.setAutoDefault(False)
            self._next.clicked.connect(self._next_pressed)
            self._buttons.addWidget(self._next)
            self._next.show()
        self._buttons.addWidget(self._save)
        if danger:
            set_role(self._save, "danger")

    def name_button(self, save: str) -> None:
        """Name the main button anew, once it is known what it will do."""
        self._save.setText(save)

    def add_button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        """Add a further button at the left, such as “Save and print”."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        self._buttons.insertWidget(0, button)
        self._further.append(button)
        return button

    def set_busy(self, *, busy: bool) -> None:
        """Take no further press while a save is under way."""
        self._busy = busy
        self._save.setEnabled(not busy)
        self._next.setEnabled(not busy)
        if busy:
            self._held += [button for button in self._further if button.isEnabled()]
        for button in self._held:
            button.setEnabled(not busy)
        if not busy:
            self._held.clear()

    def set_savable(self, *, savable: bool) -> None:
        """Say whether there is anything to save."""
        self._save.setEnabled(savable)
        self._next.setEnabled(savable)

    def show_error(self, sentence: str) -> None:
        """Show why it could not be saved, above the buttons; "" takes it away."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def error(self) -> str:
        """Return the sentence shown."""
        return "" if self._error.isHidden() else self._error.text()

    def show_refusal(self, error: Exception) -> bool:
        """Show why something cannot be had; the ``on_error`` of what a sheet reads. False leaves a fault to its “Try again”."""
        if isinstance(error, UserError):
            self.show_error(str(error))
            return True
        return False

    def set_typed(self, *, typed: bool) -> None:
        """Note that leaving would lose something."""
        self._typed = typed

    def accept(self) -> None:
        """Close: what was typed is kept."""
        self._typed = False
        super().accept()

    def reject(self) -> None:
        """Leave; ask first when something was typed. What is being saved at this moment is waited for: it ends either way."""
        if self._typed and self._busy:
            return
        if self._typed and not confirm(
            self, _("Leave without saving?"), _("What you typed here is not saved yet."), _("Leave"), danger=True
        ):
            return
        self._typed = False
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask before the window's own button loses what was typed."""
        if self._typed:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Ctrl+Enter be the sheet's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._next_pressed()
            return
        super().keyPressEvent(event)

    @Slot()
    def _save_pressed(self) -> None:
        self._settle()
        self.saved.emit()

    @Slot()
    def _next_pressed(self) -> None:
        self._settle()
        if not self._save.isEnabled():
            return
        if self._next.isHidden():
            self.saved.emit()
        else:
            self.saved_and_next.emit()

    def _settle(self) -> None:
        field = self.focusWidget()
        settle = getattr(field, "settle", None)
        if settle is not None:
            settle()


class Question(QDialog):
    """A sentence, what follows from it, and buttons that say what they do."""

    def __init__(self, title: str, text: str, yes: str, parent: QWidget | None = None, *, danger: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(400)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(24, 20, 24, 20)
        self.box.setSpacing(12)
        self.box.addWidget(label(title, "subheading", wrap=True))
        if text:
            self.box.addWidget(label(text, "quiet", wrap=True))
        self.fields = QVBoxLayout()
        self.box.addLayout(self.fields)
        self.box.addStretch(1)
        no = QPushButton(_("Cancel"))
        no.clicked.connect(self.reject)
        self.yes = QPushButton(yes)
        self.yes.clicked.connect(self.accept)
        set_role(self.yes, "danger" if danger else "primary")
        self.yes.setDefault(not danger)
        no.setAutoDefault(danger)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(no)
        buttons.addWidget(self.yes)
        self.box.addLayout(buttons)
        fit(self, 400)


class ReasonQuestion(Question):
    """Asks why; the answer is kept with the reversing entry, so that an empty one is not enough."""

    def __init__(self, title: str, text: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(title, text, yes, parent)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.reason.setPlaceholderText(_("Reason"))
        self.reason.setAccessibleName(_("Reason"))
        self.reason.textChanged.connect(self._typed)
        self.fields.addWidget(self.reason)
        fit(self, 400)
        self.yes.setEnabled(False)
        self.reason.setFocus()

    @Slot()
    def _typed(self) -> None:
        self.yes.setEnabled(bool(self.reason.text().strip()))


def confirm(parent: QWidget | None, title: str, text: str, yes: str, *, danger: bool = False) -> bool:
    """Ask a question and return whether the answer was ``yes``; a dangerous one is not the default."""
    question = Question(title, text, yes, parent, danger=danger)
    agreed = question.exec() == QDialog.DialogCode.Accepted
    question.deleteLater()
    return agreed


def ask_reason(parent: QWidget | None, title: str, text: str, yes: str) -> str | None:
    """Ask why something is reversed, voided or written off; None when the user thought better of it."""
    question = ReasonQuestion(title, text, yes, parent)
    agreed = question.exec() == QDialog.DialogCode.Accepted
    reason = question.reason.text().strip()
    question.deleteLater()
    return reason if agreed else None
