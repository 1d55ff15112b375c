"""Tabs with quiet counts, and pages behind them that are made when they are first opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.ui.kit.paint import inks
from app.ui.kit.theme.applied import pixels


class _Tab(QAbstractButton):
    """One tab: its name and, quieter, how many things are behind it."""

    def __init__(self, key: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.name = text
        self.count: str = ""
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._content() + pixels(24), pixels(36))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._content() + pixels(8), pixels(36))

    def _content(self) -> int:
        pen = inks()
        width = pen.width(pen.normal, self.name)
        return width + pen.width(pen.normal, self.count) + pixels(6) if self.count else width

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        pen = inks()
        painter = QPainter(self)
        rect = self.rect()
        if self.hasFocus():
            painter.setPen(pen.focus)
            for inset in (0, 1):
                painter.drawRect(rect.adjusted(inset, inset, -1 - inset, -4 - inset))
        strong = self.isChecked() or self.underMouse()
        colour = pen.ink if strong else pen.quiet
        side = max((rect.width() - self._content()) // 2, 0)
        inner = rect.adjusted(side, 0, 0, -2)
        taken = pen.write(painter, inner, self.name, pen.normal, colour)
        if self.count:
            pen.write(painter, inner.adjusted(taken + pixels(6), 0, 0, 0), self.count, pen.normal, pen.quiet)
        if self.isChecked():
            painter.fillRect(QRect(0, rect.height() - 2, rect.width(), 2), QColor(pen.tokens.accent))


class TabStrip(QWidget):
    """Tabs in a line; Left and Right walk them. ``selected(key)`` tells the choice.

    Tabs that do not fit stand in a menu at the end of the line; the one selected is always seen.
    """

    selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: dict[str, _Tab] = {}
        self._away: set[str] = set()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._more = QToolButton()
        self._more.setText("…")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(QMenu(self._more))
        self._more.menu().aboutToShow.connect(self._fill_more)
        self._more.menu().triggered.connect(self._picked)
        self._more.hide()
        self._line.addWidget(self._more)
        self._line.addStretch(1)

    def add(self, key: str, text: str) -> None:
        """Add a tab; the first is selected without telling."""
        tab = _Tab(key, text, self)
        tab.clicked.connect(self._clicked)
        self._tabs[key] = tab
        self._line.insertWidget(self._line.count() - 2, tab)
        tab.setChecked(len(self._tabs) == 1)
        self._fit()

    def set_count(self, key: str, count: int | str | None) -> None:
        """Show how many things are behind a tab, a text as it is; None shows nothing."""
        tab = self._tabs[key]
        shown = str(count) if count is not None else ""
        if shown == tab.count:
            return
        tab.count = shown
        tab.setAccessibleName(f"{tab.name} {tab.count}".strip())
        tab.updateGeometry()
        tab.update()
        self._fit()

    def set_visible(self, key: str, *, visible: bool) -> None:
        """Show or hide a tab."""
        (self._away.discard if visible else self._away.add)(key)
        self._fit()

    def hidden_tabs(self) -> tuple[str, ...]:
        """Return the keys of the tabs that stand in the menu because there is no room for them."""
        return tuple(key for key in self._wanted() if self._tabs[key].isHidden())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that all tabs would take."""
        wide = sum(self._tabs[key].sizeHint().width() for key in self._wanted())
        return QSize(wide, pixels(36))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room of the widest tab and the menu."""
        widest = max((self._tabs[key].minimumSizeHint().width() for key in self._wanted()), default=0)
        return QSize(widest + self._more.sizeHint().width(), pixels(36))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show as many tabs as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _wanted(self) -> list[str]:
        return [key for key in self._tabs if key not in self._away]

    def _fit(self) -> None:
        wanted = self._wanted()
        widths = {key: self._tabs[key].sizeHint().width() - pixels(6) for key in wanted}
        # Before it was laid out for the first time nobody knows how much room there will be.
        room = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) or self.isVisible() else sum(widths.values())
        crowded = sum(widths.values()) > room
        if crowded:
            room -= self._more.sizeHint().width()
            chosen = self.current()
            room -= widths.get(chosen, 0)
            fitting = []
            for key in wanted:
                room -= 0 if key == chosen else widths[key]
                if key != chosen and room < 0:
                    break
                fitting.append(key)
            shown = {*fitting, chosen}
        else:
            shown = set(wanted)
        for key, tab in self._tabs.items():
            tab.setVisible(key in shown)
        self._more.setVisible(crowded)
        self._more.setToolTip(_("More tabs"))
        self._more.setAccessibleName(_("More tabs"))
        self.updateGeometry()

    @Slot()
    def _fill_more(self) -> None:
        menu = self._more.menu()
        menu.clear()
        for key in self.hidden_tabs():
            tab = self._tabs[key]
            menu.addAction(f"{tab.name}   {tab.count}".rstrip()).setData(key)

    @Slot(QAction)
    def _picked(self, action: QAction) -> None:
        self.select(str(action.data()))

    def current(self) -> str:
        """Return the key of the selected tab."""
        return next((key for key, tab in self._tabs.items() if tab.isChecked()), "")

    def select(self, key: str) -> None:
        """Select a tab and tell it; unknown keys are let be."""
        tab = self._tabs.get(key)
        if tab is not None and not tab.isChecked():
            tab.setChecked(True)
            self._fit()
            self.selected.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk the tabs with the arrow keys."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        shown = self._wanted()
        if step is None or not shown:
            super().keyPressEvent(event)
            return
        place = shown.index(self.current()) if self.current() in shown else 0
        key = shown[(place + step) % len(shown)]
        self.select(key)
        self._tabs[key].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _clicked(self) -> None:
        self.selected.emit(self.current())


class TabPages(QWidget):
    """A strip of tabs over pages that are made when they are first looked at."""

    selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = TabStrip()
        self._stack = QStackedWidget()
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._pages: dict[str, QWidget] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.strip)
        box.addWidget(self._stack, 1)
        self.strip.selected.connect(self._show)

    def add(self, key: str, text: str, factory: Callable[[], QWidget]) -> None:
        """Add a tab whose page ``factory`` makes on the first visit."""
        self._makers[key] = factory
        self.strip.add(key, text)

    def page(self, key: str) -> QWidget:
        """Return the page behind a tab, made now if need be."""
        if key not in self._pages:
            self._pages[key] = self._makers[key]()
            self._stack.addWidget(self._pages[key])
        return self._pages[key]

    def made(self) -> tuple[str, ...]:
        """Return the keys of the pages that exist."""
        return tuple(self._pages)

    def current(self) -> str:
        """Return the key of the tab shown."""
        return self.strip.current()

    def select(self, key: str) -> None:
        """Show a tab's page."""
        self.strip.select(key)
        self._ensure()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the first page when it is first seen."""
        super().showEvent(event)
        self._ensure()

    def _ensure(self) -> None:
        if self.current():
            self._stack.setCurrentWidget(self.page(self.current()))

    @Slot(str)
    def _show(self, key: str) -> None:
        self._ensure()
        self.selected.emit(key)
