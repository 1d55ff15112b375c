"""The list of all keys, made from the commands themselves so that it cannot be out of date."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.domain.language import _
from app.ui.kit.pieces.layout import label, scrolled
from app.ui.shell.commands import Commands
from app.ui.shell.parts import MENUS, menu_titles


def in_fields() -> tuple[tuple[str, str], ...]:
    """Return what keys do inside fields and tables."""
    return (
        ("t", _("today, in a date")),
        ("+  −", _("a day later or earlier")),
        ("]  [", _("a month later or earlier")),
        ("12*45+10", _("worked out in an amount")),
        (_native("Ctrl+Return"), _("save and start the next")),
        ("↓", _("open a list of choices")),
        (_native("Ctrl+A"), _("select all matching rows")),
        (_native("Ctrl+C"), _("copy the selected rows with their headings")),
    )


class ShortcutSheet(QDialog):
    """All commands with keys, menu by menu."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        titles = menu_titles()
        for menu in MENUS:
            listed = [c for c in commands.all() if c.menu == menu and c.shortcut]
            if listed:
                self._section(grid, titles[menu].replace("&", ""))
            for command in listed:
                self._line(grid, command.text.replace("&", "").rstrip("…"), commands.keys_of(command.key))
        self._section(grid, _("In fields and tables"))
        for keys, words in in_fields():
            self._line(grid, words, keys)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(grid))
        self.resize(520, 560)

    def _section(self, grid: QGridLayout, title: str) -> None:
        line = grid.rowCount()
        if line > 1:
            grid.setRowMinimumHeight(line, 12)
        grid.addWidget(label(title, "subheading"), line + 1, 0, 1, 2)

    def _line(self, grid: QGridLayout, words: str, keys: str) -> None:
        line = grid.rowCount()
        grid.addWidget(label(words), line, 0)
        grid.addWidget(label(keys, "keys"), line, 1, Qt.AlignmentFlag.AlignRight)


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
