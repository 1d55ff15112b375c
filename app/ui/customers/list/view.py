"""The pane of the customer list: search on top, two-line rows or the wide table, totals below. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpacerItem,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.language import _
from app.services.queries.customer_list import CustomerListRow
from app.ui.customers.list.views import PinnedViews
from app.ui.customers.menus import ActionMenu, Entry, MenuButton, RowMenu, pop_up
from app.ui.kit.fields import SearchField
from app.ui.kit.icons import icon
from app.ui.kit.pieces import Footer, Hairline, column, label
from app.ui.kit.settings import Settings
from app.ui.kit.tables import RowList, Table, TwoLines
from app.ui.kit.tables.rowview import RowView
from app.ui.kit.theme import set_role, signals

LIST_WIDTH = 280
_NARROW, _WIDE = 0, 1


class CustomerListView(QWidget):
    """The pane.

    Signals:
        menu_asked(): the row under the arrow keys or the pointer wants its menu; ask ``menu_place()`` where.
        wide_asked(bool): the button that changes between list and table.
    """

    menu_asked = Signal()
    wide_asked = Signal(bool)
    new_asked = Signal()

    def __init__(
        self, present: Callable[[CustomerListRow], TwoLines], settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        self._settings = settings
        self._menu_at = QPoint()
        self.search = SearchField(_("Find a customer"))
        self.search.setToolTip(
            _("Name, account number, contact, phone, e-mail or site ({keys})").format(
                keys=QKeySequence(QKeySequence.StandardKey.Find).toString(QKeySequence.SequenceFormat.NativeText)
            )
        )
        self.title = label(_("Manage accounts"), "heading")
        self.new = _tool(_("New customer"))
        self.new.clicked.connect(self.new_asked)
        self.mode = _tool(_("Manage accounts: all columns"))
        self.mode.clicked.connect(self._mode_clicked)
        self.with_these = MenuButton()
        self.columns = QPushButton(_("Columns"))
        self.columns.clicked.connect(self._choose_columns)
        self.filter = MenuButton(role="flat")
        self.filter.setAccessibleName(_("Filter"))
        self.sort = _tool(_("Order"))
        self.sort.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.count = label("", "small")
        self.sort_menu = ActionMenu((), self.sort)
        self.sort.setMenu(self.sort_menu)
        self.list: RowList[CustomerListRow] = RowList(present)
        self.list.setAccessibleName(_("Customers"))
        self.totals = _Totals()
        self.footer = Footer()
        self.views = PinnedViews()
        self._table: Table[CustomerListRow] | None = None
        self._stack = QStackedWidget()
        self._wide_page = QWidget()
        self._lay_out()
        RowMenu(self.list).asked.connect(self._menu_wanted)
        signals().changed.connect(self._dress)
        self._dress()
        self.set_wide(wide=False)

    # What is shown

    @property
    def is_wide(self) -> bool:
        """Whether the table with all columns is shown."""
        return self._stack.currentIndex() == _WIDE

    def table(self) -> Table[CustomerListRow]:
        """Return the wide table, made when first needed."""
        if self._table is None:
            table: Table[CustomerListRow] = Table("customers", self._settings)
            table.setAccessibleName(_("Customers"))
            RowMenu(table).asked.connect(self._menu_wanted)
            self._table = table
            box = QVBoxLayout(self._wide_page)
            box.setContentsMargins(20, 0, 20, 4)
            box.setSpacing(4)
            box.addWidget(self.views)
            box.addWidget(table, 1)
            box.addWidget(self.footer)
        return self._table

    def current_view(self) -> RowView[CustomerListRow]:
        """Return the list or the table, whichever is shown."""
        return self.table() if self.is_wide else self.list

    def set_wide(self, *, wide: bool) -> None:
        """Show the wide table, or the list beside the page."""
        if wide:
            self.table()
        self._stack.setCurrentIndex(_WIDE if wide else _NARROW)
        for part in (self.title, self.columns, self.with_these):
            part.setVisible(wide)
        self.sort.setVisible(not wide)
        self.search.setMaximumWidth(420 if wide else 16_777_215)
        self._head_gap.changeSize(16 if wide else 0, 0)
        edge = 11 if wide else 5
        self._head.setContentsMargins(edge, 14, edge + 7, 6)
        words = _("Back to list and page") if wide else _("Manage accounts: all columns")
        self.mode.setToolTip(words)
        self.mode.setAccessibleName(words)
        self._dress()
        self._head.invalidate()

    def show_count(self, text: str) -> None:
        """Say how many of how many are shown."""
        self.count.setText(text)

    def show_filter(self, text: str) -> None:
        """Say which customers are shown."""
        self._filter_words = text
        self._elide_filter()

    def show_totals(self, totals: Sequence[tuple[str, str]], left: str) -> None:
        """Show what the customers add up to, under list and table."""
        self.totals.show_lines(totals[:2])
        self.footer.show_texts(left, totals)

    def show_with(self, text: str) -> None:
        """Name the menu of what can be done with many at once."""
        self.with_these.setText(text)

    def pop_up(self, entries: Sequence[Entry]) -> None:
        """Show the menu of a row where it was asked for."""
        pop_up(entries, self._menu_at, self)

    # Inside

    def _lay_out(self) -> None:
        self._filter_words = ""
        first = QHBoxLayout()
        first.setSpacing(6)
        first.setContentsMargins(9, 0, 0, 0)
        first.addWidget(self.title)
        self._head_gap = QSpacerItem(0, 0)
        first.addItem(self._head_gap)
        first.addWidget(self.search, 1)
        first.addStretch(0)
        for part in (self.with_these, self.columns, self.new, self.mode):
            first.addWidget(part)
        second = QHBoxLayout()
        second.setSpacing(2)
        second.addWidget(self.filter)
        second.addStretch(1)
        second.addWidget(self.count)
        second.addWidget(self.sort)
        self._head = column(first, second, spacing=4)
        narrow = QWidget()
        narrow.setLayout(column(self.list, Hairline(), self.totals, spacing=0))
        self._stack.addWidget(narrow)
        self._stack.addWidget(self._wide_page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._head)
        box.addWidget(self._stack, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten the filter's words to the room there is."""
        super().resizeEvent(event)
        self._elide_filter()

    def _elide_filter(self) -> None:
        taken = self.count.sizeHint().width() + self.sort.sizeHint().width() + 80
        room = max(80, self.width() - taken)
        text = self.filter.fontMetrics().elidedText(self._filter_words, Qt.TextElideMode.ElideRight, room)
        self.filter.setText(text.replace("&", "&&"))
        self.filter.setToolTip(self._filter_words if text != self._filter_words else "")

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least width at which names can be told apart."""
        return QSize(232, 200)

    @Slot()
    def _mode_clicked(self) -> None:
        self.wide_asked.emit(not self.is_wide)

    @Slot()
    def _choose_columns(self) -> None:
        menu = self.table().columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.columns.mapToGlobal(QPoint(0, self.columns.height() + 2)))

    @Slot(QPoint)
    def _menu_wanted(self, at: QPoint) -> None:
        self._menu_at = at
        self.menu_asked.emit()

    @Slot()
    def _dress(self) -> None:
        self.new.setIcon(icon("plus"))
        self.sort.setIcon(icon("sort"))
        self.mode.setIcon(icon("panes" if self.is_wide else "table"))


class _Totals(QWidget):
    """Two quiet lines under the list: a name at the left, its amount at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(18, 8, 18, 8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        while len(self._lines) < len(lines):
            pair = (label("", "small"), label("", "small", selectable=True))
            for place, words in enumerate(pair):
                self._grid.addWidget(words, len(self._lines), place)
            self._lines.append(pair)
        for (name, amount), (words, figure) in zip(lines, self._lines, strict=False):
            words.setText(name)
            figure.setText(amount)

    def texts(self) -> list[tuple[str, str]]:
        return [(words.text(), figure.text()) for words, figure in self._lines]


def _tool(words: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
