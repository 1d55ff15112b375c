"""The common decisions of tabs that are a table of one customer's documents. What differs is asked of each tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.ui.customers.menus import LINE, Entry, RowMenu, pop_up
from app.ui.customers.tabs.base import AccountTab, TableTabView
from app.ui.kit.pieces import row
from app.ui.kit.tables import Column, PagedModel, RowSource, shown
from app.ui.session import Export, Session


@dataclass(frozen=True, slots=True)
class TabFilter:
    """What a tab shows: one of its own filters by key, narrowed by what is typed."""

    key: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class TabFooter:
    """What stands under a tab's table."""

    left: str
    totals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """What an empty table says and offers."""

    sentence: str
    button: str = ""
    act: Callable[[], object] | None = None


class TableTab(AccountTab):
    """A tab over a ``RowSource`` of one customer. Subclasses answer the questions below."""

    name = ""
    """Under which columns and filter are remembered, such as "account.invoices"."""
    concerned: frozenset[str] = frozenset()
    """Keys of changes that the tab shows, besides those of its customer."""

    def __init__(self, session: Session, search_words: str, sort: str = "", *, descending: bool = True) -> None:
        super().__init__()
        self.session = session
        self.customer_id: int | None = None
        self.view = TableTabView(self.name, session, search_words)
        self._tools: QWidget = self.view.tools
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)
        self._usual_footer = TabFooter("")
        self._selected: Sequence[int] = ()
        self._select_all_next = False
        self.wanted = TabFilter(self._kept_filter())
        self.model: PagedModel[Any] = PagedModel(
            _NoRows(), self.columns(), session.tasks, self, sort, descending
        )
        table = self.view.table
        table.setAccessibleName(self.title())
        table.show_model(self.model)
        self.model.loaded.connect(self._loaded)
        table.opened.connect(self.open_row)
        table.selection_changed.connect(self._selection)
        table.typed.connect(self._typed)
        RowMenu(table).asked.connect(self._row_menu)
        tools = self.view.tools
        tools.filter.entries.aboutToShow.connect(self._fill_filters)
        tools.more_menu.aboutToShow.connect(self._fill_more)
        self.view.search.searched.connect(self._search)
        self._show_filter()

    # What each tab answers

    def title(self) -> str:
        """Return what the rows are: “Invoices”."""
        raise NotImplementedError

    def columns(self) -> tuple[Column[Any], ...]:
        """Return the columns."""
        raise NotImplementedError

    def source(self, customer_id: int) -> RowSource[Any]:
        """Return where the rows of a customer come from; its filter is a ``TabFilter``."""
        raise NotImplementedError

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the keys and words of the tab's filters, the usual one first."""
        raise NotImplementedError

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> object:
        """Return what the footer is worded from; runs in a reader."""
        raise NotImplementedError

    def footer(self, figures: Any) -> TabFooter:
        """Return the footer's words."""
        raise NotImplementedError

    def selected_amount(self, reader: Reader, ids: Sequence[int]) -> int | None:
        """Return what the selected rows add up to in minor units, or None where that means nothing; runs in a reader."""
        del reader, ids
        return None

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return the menu of the selected rows."""
        del ids
        return []

    def open_row(self, row_id: int) -> None:
        """Show a row whole: Enter or a double click."""
        del row_id

    def nothing(self) -> Nothing:
        """Return what an empty table says while nothing is filtered."""
        raise NotImplementedError

    # What the page asks

    def offer(self, *buttons: QWidget) -> None:
        """Put buttons before the usual tools, such as “New plan…”."""
        self._tools = QWidget()
        self._tools.setLayout(row(*buttons, self.view.tools, spacing=8))

    def tools(self) -> QWidget:
        """Return the tab's own buttons with filter, search and more."""
        return self._tools

    def show_customer(self, customer_id: int) -> None:
        """Show this customer's rows."""
        if customer_id == self.customer_id:
            return
        self.customer_id = customer_id
        self.view.table.clearSelection()
        if self.wanted.text:
            self.wanted = TabFilter(self.wanted.key)
            self.view.search.clear()
        if self.model.filter != self.wanted:
            self.model.set_filter(self.wanted)
        self.model.set_source(self.source(customer_id))
        self._ask_figures()

    def refresh(self, changed: frozenset[str]) -> None:
        """Read rows and totals again when they may have changed; the selection stays."""
        if self.customer_id is None:
            return
        if changed & self.concerned or f"customer:{self.customer_id}" in changed or "profile" in changed:
            self.model.refresh()
            self._ask_figures()
            if len(self._selected) > 1:
                self._selection(self._selected)

    def set_focus(self) -> None:
        """Put the focus on the rows."""
        self.view.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_filter(self, key: str, *, select_all: bool = False) -> None:
        """Show the rows of one of the tab's filters and, if wished, select them all."""
        self._select_all_next = select_all
        self._want(TabFilter(key, self.wanted.text), keep=not select_all)

    def export(self) -> None:
        """Hand out what the table shows."""
        if self.session.actions.export is not None:
            self.session.actions.export(self._export())

    def print_table(self) -> None:
        """Hand what the table shows to the printer."""
        if self.session.actions.print_table is not None:
            self.session.actions.print_table(self._export())

    # Inside

    def _export(self) -> Export:
        title = self.title()
        if self.account_name:
            title = _("{what} of {customer}").format(what=title, customer=self.account_name)
        return Export(title, shown(self.view.table), self._usual_footer.totals, " · ".join(self.narrowed_words()))

    def narrowed_words(self) -> list[str]:
        """Return what narrows the rows, in words: the filter unless it is the usual one, and what is searched for."""
        words = [] if self.wanted.key == self.filters()[0][0] else [dict(self.filters()).get(self.wanted.key, "")]
        if self.wanted.text:
            words.append(_("“{text}”").format(text=self.wanted.text))
        return words

    def _kept_filter(self) -> str:
        keys = [key for key, _words in self.filters()]
        kept = self.session.settings.text(f"{self.name}.filter")
        return kept if kept in keys else keys[0]

    def _want(self, wanted: TabFilter, *, keep: bool = True) -> None:
        self.wanted = wanted
        if keep:
            self.session.settings.put(f"{self.name}.filter", wanted.key)
        self._show_filter()
        if self.customer_id is not None:
            self.model.set_filter(wanted)
            self._ask_figures()

    def _show_filter(self) -> None:
        self.view.tools.show_filter(dict(self.filters()).get(self.wanted.key, ""))

    def _ask_figures(self) -> None:
        if self.customer_id is not None:
            job = self.session.read(self.figures, self.customer_id, self.wanted)
            self.session.tasks.read(job, self._figures_came, key=f"{self.name}.figures")

    @Slot(object)
    def _figures_came(self, figures: object) -> None:
        self._usual_footer = self.footer(figures)
        if len(self._selected) < 2:
            self.view.show_footer(self._usual_footer.left, self._usual_footer.totals)

    @Slot()
    def _loaded(self) -> None:
        if self.customer_id is None:
            return
        if not self.model.count():
            said = self.nothing()
            filtered = bool(self.wanted.text) or self.wanted.key != self.filters()[0][0]
            if filtered:
                said = Nothing(_("Nothing here matches."), _("Show all"), self._show_all)
            self.view.table.set_empty(said.sentence, said.button, said.act)
        if self._select_all_next:
            self._select_all_next = False
            self.view.table.selectAll()
            self.view.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_all(self) -> None:
        self.view.search.clear()
        self._want(TabFilter(self.filters()[0][0]))

    @Slot(object)
    def _selection(self, ids: Sequence[int]) -> None:
        self._selected = ids
        if len(ids) < 2:
            self.view.show_footer(self._usual_footer.left, self._usual_footer.totals)
            return
        job = self.session.read(self.selected_amount, list(ids))
        self.session.tasks.read(job, self._sum_came, key=f"{self.name}.sum")

    @Slot(object)
    def _sum_came(self, amount_minor: int | None) -> None:
        count = len(self._selected)
        if count < 2:
            return
        said = self.session.amounts.count(count)
        text = ngettext("{count} selected", "{count} selected", count).format(count=said)
        if amount_minor is not None:
            text = _("{selected} · {amount}").format(selected=text, amount=self.session.amounts.money(amount_minor))
        self.view.show_footer(text, self._usual_footer.totals)

    @Slot(str)
    def _search(self, text: str) -> None:
        if text != self.wanted.text:
            self._want(TabFilter(self.wanted.key, text))

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.view.tools.search.setChecked(True)
        self.view.search.setText(text)
        self.view.search.setFocus()

    @Slot(QPoint)
    def _row_menu(self, at: QPoint) -> None:
        pop_up(self.row_entries(self.view.table.selected_ids()), at, self)

    @Slot()
    def _fill_filters(self) -> None:
        self.view.tools.filter.entries.set_entries(
            [Entry(words, partial(self.show_filter, key), checked=key == self.wanted.key) for key, words in self.filters()]
        )

    def more_entries(self) -> list[Entry]:
        """Return what the menu at the right offers: columns, copy, export, print."""
        table, actions = self.view.table, self.session.actions
        visible = {column.key for column in table.visible_columns()}
        columns = tuple(
            Entry(c.title, partial(table.set_column_visible, c.key, c.key not in visible), checked=c.key in visible)
            for c in self.model.columns
        )
        entries = [
            Entry(_("Columns"), entries=columns),
            Entry(_("Select all"), table.selectAll, keys="Ctrl+A"),
            Entry(_("Copy"), table.copy, keys="Ctrl+C", enabled=len(table.selected_ids()) > 0),
        ]
        if actions.export is not None or actions.print_table is not None:
            entries.append(LINE)
        if actions.export is not None:
            entries.append(Entry(_("Export…"), self.export))
        if actions.print_table is not None:
            entries.append(Entry(_("Print…"), self.print_table))
        return entries

    @Slot()
    def _fill_more(self) -> None:
        self.view.tools.more_menu.set_entries(self.more_entries())


class _NoRows:
    """Stands where no customer is shown yet."""

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        del sort, descending, filter_
        return ()

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        del ids
        return ()
