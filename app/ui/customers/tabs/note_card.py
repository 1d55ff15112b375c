"""One note as it stands on the page: its words, who wrote it and when, and three quiet buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.services.queries.notes import NoteFacts
from app.ui.kit.icons import icon
from app.ui.kit.pieces import label
from app.ui.kit.theme import Tone, set_role, signals


class NoteCard(QFrame):
    """A note.

    Signals:
        pin_asked(note_id, pinned), edit_asked(note_id), delete_asked(note_id).
    """

    pin_asked = Signal(object, bool)
    edit_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, note: NoteFacts, byline: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.note = note
        body = QLabel(note.body)
        body.setTextFormat(Qt.TextFormat.PlainText)
        body.setWordWrap(True)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(f"{note.body} · {byline}")
        self._pin = _tool(_("Unpin") if note.pinned else _("Pin on top"))
        self._pin.clicked.connect(self._pin_clicked)
        self._edit = _tool(_("Edit"))
        self._edit.clicked.connect(self._edit_clicked)
        self._delete = _tool(_("Delete"))
        self._delete.clicked.connect(self._delete_clicked)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(label(byline, "small"), 1)
        for button in (self._pin, self._edit, self._delete):
            line.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 8, 4)
        box.setSpacing(2)
        box.addWidget(body)
        box.addLayout(line)
        signals().changed.connect(self._dress)
        self._dress()

    @Slot()
    def _pin_clicked(self) -> None:
        self.pin_asked.emit(self.note.id, not self.note.pinned)

    @Slot()
    def _edit_clicked(self) -> None:
        self.edit_asked.emit(self.note.id)

    @Slot()
    def _delete_clicked(self) -> None:
        self.delete_asked.emit(self.note.id)

    @Slot()
    def _dress(self) -> None:
        self._pin.setIcon(icon("pin", Tone.INFO if self.note.pinned else None))
        self._edit.setIcon(icon("pencil"))
        self._delete.setIcon(icon("trash"))


def _tool(words: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
