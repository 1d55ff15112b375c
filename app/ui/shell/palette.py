"""Ctrl/Cmd+K: one box over customers, invoices and commands. Providers search in a reader; commands are found at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.folding import fold
from app.domain.language import _
from app.ui.kit.icons import drawing
from app.ui.kit.paint import inks
from app.ui.kit.pieces.layout import label
from app.ui.kit.tables import Column, RowList, RowsModel, TwoLines
from app.ui.kit.tables.delegates import Index
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import set_role
from app.ui.kit.theme.applied import pixels
from app.ui.shell.commands import Commands
from app.ui.shell.parts import Hit, Place, Provider, menu_titles

_ROWS = 10


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette: a hit of a provider, or a command."""

    id: int
    title: str
    detail: str
    right: str
    icon: str
    place: Place | None = None
    command: str = ""


@dataclass(frozen=True, slots=True)
class _Search:
    """What a reader is to look for."""

    providers: tuple[Provider, ...]
    text: str

    def run(self) -> tuple[str, list[Hit]]:
        hits: list[Hit] = []
        for provider in self.providers:
            hits.extend(provider.search(self.text))
        return self.text, hits


class Palette(QFrame):
    """The search box over the window. ``go(Place)`` and ``run(str)`` tell what was chosen."""

    go = Signal(object)
    run = Signal(str)

    def __init__(self, commands: Commands, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "palette")
        self._around = parent
        self._commands = commands
        self._tasks = tasks
        self._providers: tuple[Provider, ...] = ()
        self._hits: list[Hit] = []
        self._box = QLineEdit()
        set_role(self._box, "palette")
        self._box.setPlaceholderText(_("Find a customer, an invoice, an amount or a command"))
        self._box.setAccessibleName(self._box.placeholderText())
        self._box.textChanged.connect(self._typed)
        self._box.installEventFilter(self)
        self._model = RowsModel[Found]([Column("title", "", _title)], self)
        self._list = _FoundList(self)
        self._list.show_model(self._model)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.clicked.connect(self._choose)
        self._nothing = label(_("Nothing found."), "quiet")
        self._nothing.setContentsMargins(16, 8, 16, 8)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 8)
        box.setSpacing(8)
        box.addWidget(self._box)
        box.addWidget(self._list)
        box.addWidget(self._nothing)
        parent.installEventFilter(self)
        self.hide()

    def set_providers(self, providers: Sequence[Provider]) -> None:
        """Search these from now on."""
        self._providers = tuple(providers)

    @Slot()
    def open(self) -> None:
        """Show the box, empty, with what can be done."""
        self._hits = []
        self._box.clear()
        self._show()
        self._place()
        self.show()
        self.raise_()
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def found(self) -> tuple[Found, ...]:
        """Return what is listed."""
        return self._model.rows()

    def type(self, text: str) -> None:
        """Put text into the box."""
        self._box.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Walk the list from the box; go with the window's size; leave when the focus goes elsewhere."""
        if watched is self._around and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        elif watched is self._box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        elif watched is self._box and event.type() == QEvent.Type.FocusOut and not self.isAncestorOf(_focus()):
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        count = self._model.count()
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and count:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentIndex(self._model.index((self._list.currentIndex().row() + step) % count, 0))
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            QApplication.sendEvent(self._list, event)
        else:
            return False
        return True

    def _leave(self) -> None:
        self.hide()
        self._around.setFocus()

    @Slot(str)
    def _typed(self, text: str) -> None:
        if text.strip() and self._providers:
            self._tasks.read(_Search(self._providers, text.strip()).run, self._came, key="palette")
        else:
            self._hits = []
        self._show()

    @Slot(object)
    def _came(self, answer: tuple[str, list[Hit]]) -> None:
        text, hits = answer
        if text == self._box.text().strip():
            self._hits = hits
            self._show()

    def _show(self) -> None:
        words = fold(self._box.text()).split()
        titles = {key: title.replace("&", "") for key, title in menu_titles().items()}
        lines = [Found(0, h.title, h.detail, h.amount, h.icon or "person", h.place) for h in self._hits]
        for command in self._commands.enabled():
            text = command.text.replace("&", "").rstrip("…")
            # "backup" finds "Back up": nobody remembers which words are written apart.
            told = f"{fold(text)} {fold(text).replace(' ', '')}"
            if command.key != "find" and all(word in told for word in words):
                keys = self._commands.keys_of(command.key)
                lines.append(Found(0, text, titles.get(command.menu, ""), keys, "chevron-right", None, command.key))
        numbered = [Found(n, f.title, f.detail, f.right, f.icon, f.place, f.command) for n, f in enumerate(lines[:60], 1)]
        self._model.set_rows(numbered)
        if numbered:
            self._list.setCurrentIndex(self._model.index(0, 0))
        self._list.setVisible(bool(numbered))
        self._nothing.setVisible(not numbered)
        self._list.setFixedHeight(max(1, min(len(numbered), _ROWS)) * self._list.row_height() + 2)
        self.adjustSize()

    @Slot()
    def _choose(self) -> None:
        row = self._model.row_at(self._list.currentIndex().row())
        if row is None:
            return
        self._leave()
        if row.place is not None:
            self.go.emit(row.place)
        else:
            self.run.emit(row.command)

    def _place(self) -> None:
        width = min(pixels(620), self._around.width() - 48)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((self._around.width() - width) // 2, pixels(64))


class _FoundList(RowList[Found]):
    """One line a hit, lower than the customers' two."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_as_lines, parent)
        self.setItemDelegate(_FoundDelegate(self))

    def row_height(self) -> int:
        """Return the height of one line."""
        return pixels(36)


class _FoundDelegate(QStyledItemDelegate):
    """Icon, title, quiet detail, and at the right the amount or the keys."""

    def __init__(self, view: _FoundList) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._view.rows_model().row_at(index.row())
        if row is None:
            return
        pen = inks()
        inner = option.rect.adjusted(pixels(18), 0, -pixels(18), 0)
        size = pixels(14)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        colour = pen.accent if chosen else pen.quiet
        painter.drawPixmap(
            inner.left(),
            inner.center().y() - size // 2 + 1,
            drawing(row.icon, colour.name(), size, painter.device().devicePixelRatioF()),
        )
        inner.adjust(size + pixels(10), 0, 0, 0)
        face = pen.normal if row.place is not None else pen.small
        taken = pen.write(painter, inner, row.right, face, pen.ink if row.place is not None else pen.quiet, right=True)
        inner.adjust(0, 0, -taken - pixels(12) if row.right else 0, 0)
        taken = pen.write(painter, inner, row.title, pen.normal, pen.ink)
        pen.write(painter, inner.adjusted(taken + pixels(10), 0, 0, 0), row.detail, pen.small, pen.quiet)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, pixels(36))


def _title(row: Found) -> str:
    return f"{row.title} {row.detail} {row.right}".strip()


def _as_lines(row: Found) -> TwoLines:
    return TwoLines(row.title, row.right, row.detail)


def _focus() -> QWidget:
    return QApplication.focusWidget() or QWidget()
