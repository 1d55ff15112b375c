"""The sheet on which a file gets another name or a note."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.files.keeping import LONGEST_NAME
from app.services.files.listing import FileListRow
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import Form, NoteField, TextField
from app.ui.kit.theme.applied import pixels


class FileSheet(Sheet):
    """Name and note.

    Signals:
        wanted(int, str, str): the file is to have this name and this note.
    """

    wanted = Signal(int, str, str)

    def __init__(self, row: FileListRow, parent: QWidget | None = None) -> None:
        super().__init__(_("Name and note"), parent, row.name)
        self.setMinimumSize(QSize(520, 0))
        self._id = row.id
        self.name = TextField(longest=LONGEST_NAME)
        self.name.set_needed(needed=True)
        self.name.set_value(row.name)
        self.note = NoteField(_("What it shows, or where it came from"))
        self.note.set_value(row.note)
        self.note.setMaximumHeight(pixels(96))
        form = Form()
        form.add(_("&Name"), self.name)
        form.add(_("N&ote"), self.note)
        self.body.addWidget(form)
        self.set_buttons(_("&Save"))
        self.saved.connect(self._keep)
        self.name.changed.connect(self._touched)
        self.note.changed.connect(self._touched)
        self.name.setFocus()

    @Slot()
    def _touched(self) -> None:
        self.set_typed(typed=True)

    @Slot()
    def _keep(self) -> None:
        if not self.name.value():
            self.name.setFocus()
            self.show_error(_("A file needs a name."))
            return
        self.wanted.emit(self._id, self.name.value(), self.note.value())
