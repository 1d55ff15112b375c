"""Pieces of the preview: what stands while a file is made, the question whether it was printed well, a file's name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSpinBox, QWidget

from app.domain.language import _
from app.ui.kit.pieces import column, label, row
from app.ui.kit.theme import set_role

SUBSTITUTE = "�"
"""Stands for what the typeface cannot print; it is in the typeface."""


class Waiting(QWidget):
    """What stands while the file is made, or when it cannot be."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.text = label("", "quiet", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setMaximumWidth(520)
        self.again = QPushButton(_("Print with “{mark}” in their place").format(mark=SUBSTITUTE))
        self.cancel = QPushButton()
        box = column(None, spacing=16, margin=24)
        box.addWidget(self.text, 0, Qt.AlignmentFlag.AlignCenter)
        buttons = row(None, self.cancel, self.again, None, spacing=12)
        box.addLayout(buttons)
        box.addStretch(2)
        self.setLayout(box)

    def show_waiting(self) -> None:
        """Say that the file is on its way."""
        self.text.setText(self._words)
        self.again.hide()
        self.cancel.setText(_("Cancel"))

    def show_error(self, sentence: str, *, can_mark: bool) -> None:
        """Say why there is no file."""
        self.text.setText(sentence)
        self.again.setVisible(can_mark)
        self.cancel.setText(_("Close"))


class Question(QFrame):
    """“Printed correctly?” Only yes marks it printed; no prints again from the page that went wrong."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "banner-info")
        self.yes = QPushButton(_("Yes, mark as printed"))
        self.no = QPushButton(_("No, print again from page"))
        self.first = QSpinBox()
        self.first.setAccessibleName(_("Print again from page"))
        self.later = QPushButton(_("Not now"))
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 8, 10, 8)
        box.setSpacing(8)
        box.addWidget(label(_("Printed correctly?")))
        box.addStretch(1)
        for part in (self.no, self.first, self.later, self.yes):
            box.addWidget(part)
        for button in (self.no, self.later, self.yes):
            button.setAutoDefault(True)  # Enter answers, here where no dialog is
        self.hide()

    def ask(self, pages: int) -> None:
        """Ask; the answer may be that page n went wrong."""
        self.first.setRange(1, pages)
        self.first.setVisible(pages > 1)
        self.no.setText(_("No, print again from page") if pages > 1 else _("No, print again"))
        self.show()
        self.yes.setFocus()


def safe_name(title: str) -> str:
    """Return ``title`` as a file can be called on every system."""
    plain = "".join("-" if character in '<>:"/\\|?*' or ord(character) < 32 else character for character in title)
    return plain.strip(" .")[:100] or "counterfoil"
