"""Menus from plain entries, so that presenters say what is offered without making widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.ui.kit.icons import icon
from app.ui.kit.theme import set_role, signals

if TYPE_CHECKING:
    from app.ui.kit.tables.rowview import RowView


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu.

    Attributes:
        text: what it says; "" draws a line between groups.
        act: what it does; None with ``entries`` opens them.
        checked: a tick for True, room for one for False, neither for None.
        entries: the menu behind it.
        keys: the shortcut shown beside it; it is handled elsewhere.
        enabled: whether it can be chosen.
    """

    text: str = ""
    act: Callable[[], object] | None = None
    checked: bool | None = None
    entries: tuple[Entry, ...] = ()
    keys: str = ""
    enabled: bool = True


LINE = Entry()


class ActionMenu(QMenu):
    """A menu of entries; acts are called after it has closed."""

    def __init__(self, entries: Sequence[Entry] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._acts: list[Callable[[], object]] = []
        self.set_entries(entries)
        self.triggered.connect(self._run)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Offer these instead."""
        self.clear()
        self._acts.clear()
        self._fill(self, entries)

    def texts(self) -> list[str]:
        """Return what is offered at the top level, lines between groups left out."""
        return [action.text().replace("&&", "&") for action in self.actions() if not action.isSeparator()]

    def _fill(self, menu: QMenu, entries: Sequence[Entry]) -> None:
        for entry in entries:
            text = entry.text.replace("&", "&&")
            if not text:
                menu.addSeparator()
                continue
            if entry.entries:
                below = menu.addMenu(text)
                below.setEnabled(entry.enabled)
                self._fill(below, entry.entries)
                continue
            action = QAction(text if not entry.keys else f"{text}\t{entry.keys}", menu)
            action.setEnabled(entry.enabled and entry.act is not None)
            if entry.checked is not None:
                action.setCheckable(True)
                action.setChecked(entry.checked)
            if entry.act is not None:
                action.setData(len(self._acts))
                self._acts.append(entry.act)
            menu.addAction(action)

    @Slot(QAction)
    def _run(self, action: QAction) -> None:
        place = action.data()
        if isinstance(place, int) and place < len(self._acts):
            self._acts[place]()


class MenuButton(QPushButton):
    """A button that opens its menu below; words and chevron stand in the middle together. Down opens it too."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.entries = ActionMenu((), self)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # puts the chevron behind the words
        self.setAutoDefault(False)
        if role:
            set_role(self, role)
        self.clicked.connect(self.open)
        signals().changed.connect(self._dress)
        self._dress()

    @Slot()
    def open(self) -> None:
        """Show the menu."""
        self.entries.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open on Down."""
        if event.key() == Qt.Key.Key_Down:
            self.open()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _dress(self) -> None:
        self.setIcon(icon("chevron-down", size=12))
        self.setIconSize(QSize(12, 12))


def pop_up(entries: Sequence[Entry], at: QPoint, parent: QWidget) -> ActionMenu | None:
    """Show a menu at ``at`` (global); nothing when it has no entries. It goes by itself when it closes."""
    if not any(entry.text for entry in entries):
        return None
    menu = ActionMenu(entries, parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)
    return menu


class RowMenu(QObject):
    """Asks for the menu of a table's rows, by the right button or by the menu key.

    Signals:
        asked(QPoint): show the menu of the selected rows here (global).
    """

    asked = Signal(QPoint)

    def __init__(self, view: RowView[Any]) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the wish for a menu; a row outside the selection is selected first."""
        if event.type() != QEvent.Type.ContextMenu or not isinstance(event, QContextMenuEvent):
            return False
        view = self._view
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = view.currentIndex()
            if index.isValid():
                row = view.visualRect(index)
                self.asked.emit(view.viewport().mapToGlobal(QPoint(row.left() + 24, row.bottom())))
            return True
        at = view.viewport().mapFromGlobal(event.globalPos())
        index = view.indexAt(at)
        if index.isValid():
            if not view.selectionModel().isRowSelected(index.row(), index.parent()):
                view.setCurrentIndex(index)
            self.asked.emit(event.globalPos())
        return True
