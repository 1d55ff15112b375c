"""What every tab of an account is, and the common shape of those that are a table: filter, search, table, footer.

Other screens add tabs of their own by handing a maker of an ``AccountTab`` to ``Session.account_tabs``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.ui.customers.menus import ActionMenu, MenuButton
from app.ui.kit.fields import SearchField
from app.ui.kit.icons import icon
from app.ui.kit.pieces import Footer
from app.ui.kit.tables import Table
from app.ui.kit.tables.columns import HasId
from app.ui.kit.theme import signals
from app.ui.session import Session

R = TypeVar("R", bound=HasId)


class AccountTab(QWidget):
    """A tab's page. It is told whose account to show and what changed; ``tools`` stand at the right end of the strip."""

    account_name = ""
    """The customer's name, for titles of what is handed out; set by the page."""

    def tools(self) -> QWidget:
        """Return the widgets for the right end of the strip of tabs; always the same ones."""
        raise NotImplementedError

    def show_customer(self, customer_id: int) -> None:
        """Show this customer's rows, as soon as they are read."""
        raise NotImplementedError

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what the keys in ``changed`` name, if any of it is shown here."""
        raise NotImplementedError

    def set_focus(self) -> None:
        """Put the focus where work in this tab begins."""
        self.setFocus()


class TabTools(QWidget):
    """Filter, search and more, at the right end of the strip.

    Signals:
        searching(bool): the search line was opened or closed.
    """

    searching = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.filter = MenuButton(role="flat")
        self.filter.setAccessibleName(_("Filter"))
        self.search = QToolButton()
        self.search.setCheckable(True)
        self.search.setToolTip(_("Search in this tab"))
        self.search.setAccessibleName(_("Search in this tab"))
        self.search.toggled.connect(self.searching)
        self.more = QToolButton()
        self.more.setToolTip(_("Columns, copy, export, print"))
        self.more.setAccessibleName(_("More"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_menu = ActionMenu((), self.more)
        self.more.setMenu(self.more_menu)
        for button in (self.search, self.more):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addStretch(1)
        for part in (self.filter, self.search, self.more):
            line.addWidget(part)
        signals().changed.connect(self._dress)
        self._dress()

    def show_filter(self, text: str) -> None:
        """Say what is shown."""
        self.filter.setText(text.replace("&", "&&"))

    @Slot()
    def _dress(self) -> None:
        self.search.setIcon(icon("search"))
        self.more.setIcon(icon("more"))


class TableTabView(QWidget):
    """A table with a search line above that opens when wanted, and totals below."""

    def __init__(self, name: str, session: Session, search_words: str) -> None:
        super().__init__()
        self.tools = TabTools()
        self.search = SearchField(search_words)
        self.search.setMaximumWidth(360)
        self.search.hide()
        self.table: Table[HasId] = Table(name, session.settings)
        self.footer = Footer()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.search)
        box.addWidget(self.table, 1)
        box.addWidget(self.footer)
        self.tools.searching.connect(self._show_search)
        self.search.left_down.connect(self._to_table)

    def show_footer(self, left: str, totals: Sequence[tuple[str, str]]) -> None:
        """Say how many and how much."""
        self.footer.show_texts(left, totals)

    @Slot(bool)
    def _show_search(self, shown: bool) -> None:
        self.search.setVisible(shown)
        if shown:
            self.search.setFocus()
        else:
            self.search.clear()

    @Slot()
    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
