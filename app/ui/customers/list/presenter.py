"""Decides what the customer list shows and what can be done from it. Widgets are the view's; who is shown is the panel's."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.domain.language import _, ngettext
from app.services.queries.customer_list import CustomerFilter, CustomerListRow
from app.ui.customers.list.columns import CustomerWords
from app.ui.customers.list.filter_menu import FilterMenu
from app.ui.customers.list.filters import EVERYBODY, NamedFilter, filter_from, filter_values, without_text
from app.ui.customers.list.many import Many
from app.ui.customers.list.recents import Recents
from app.ui.customers.list.source import Choices, CustomerSource, ListFigures, choices, list_figures
from app.ui.customers.list.view import CustomerListView
from app.ui.customers.menus import LINE, Entry
from app.ui.kit.tables import PagedModel, shown
from app.ui.session import Export, Session

if TYPE_CHECKING:
    from app.ui.customers.doings import CustomerDoings

_CONCERNED = frozenset({"customers", "invoices", "payments", "ledger", "import"})
_FIGURES_AFTER_MS = 250


class CustomerListPresenter(QObject):
    """The list's decisions.

    Signals:
        chosen(int): the arrow keys or a click stand on this customer.
        opened(int): Enter or a double click: go into the page.
        wide_changed(bool): the table with all columns takes the whole panel, or gives it back.
        book_is_empty(bool): whether the book has no customer at all.
    """

    chosen = Signal(object)
    opened = Signal(object)
    wide_changed = Signal(bool)
    book_is_empty = Signal(bool)

    def __init__(self, session: Session, view: CustomerListView, words: CustomerWords, doings: CustomerDoings) -> None:
        super().__init__(view)
        self._session = session
        self._view = view
        self._doings = doings
        self.recents = Recents(session.settings, session.profile.book_id)
        self._filters = filters = FilterMenu(session, self.recents, self)
        self._wanted = without_text(filter_from(session.settings.get("customers.wanted")))
        self._choices = Choices()
        self._choices_wanted = False
        self._figures: ListFigures | None = None
        self._standing: int | None = None
        self._looked_for: int | None = None
        self._source = CustomerSource(session)
        sort, descending = self._kept_sort()
        self._model: PagedModel[CustomerListRow] = PagedModel(
            self._source, words.columns(), session.tasks, self, sort, descending
        )
        self._words = words
        self._wide_model: PagedModel[CustomerListRow] | None = None
        self.many = Many(session, view, self)
        view.list.show_model(self._model)
        self._model.loaded.connect(self._loaded)
        # Sums take longer than finding: they wait for a pause in typing, the list never does.
        self._figures_soon = QTimer(self)
        self._figures_soon.setSingleShot(True)
        self._figures_soon.setInterval(_FIGURES_AFTER_MS)
        self._figures_soon.timeout.connect(self._read_figures)
        view.list.current_changed.connect(self._stand_on)
        view.list.opened.connect(self.opened)
        view.list.typed.connect(self._typed_in_list)
        view.search.searched.connect(self._search)
        view.search.left_down.connect(self._walk_results)
        view.search.returnPressed.connect(self._walk_results)
        view.filter.entries.aboutToShow.connect(self._fill_filters)
        view.sort_menu.aboutToShow.connect(self._fill_sorts)
        view.with_these.entries.aboutToShow.connect(self._fill_with)
        view.menu_asked.connect(self._row_menu)
        view.wide_asked.connect(self.set_wide)
        view.views.chosen.connect(self._want)
        view.new_asked.connect(doings.new_customer)
        filters.chosen.connect(self._want)
        filters.name_wanted.connect(self._save_filter)
        filters.saved_changed.connect(self._show_filter)
        filters.everybody_wanted.connect(self.show_all)
        filters.opened.connect(self._open)

    # What the panel asks

    def start(self, looked_for: int | None) -> None:
        """Ask for the first rows; ``looked_for`` is the customer to stand on when they come."""
        self._looked_for = looked_for
        self._show_filter()
        self._apply()

    @property
    def wanted(self) -> CustomerFilter:
        """Which customers are shown."""
        return self._wanted

    def stand_on(self, customer_id: int) -> None:
        """Stand on a customer if the list has it; otherwise on none."""
        self._standing = customer_id
        view = self._view.list
        if view.current_id() == customer_id:
            return
        if not view.set_current(customer_id):
            self._looked_for = customer_id
            view.clearSelection()

    def row(self, customer_id: int) -> CustomerListRow | None:
        """Return a customer's row if it is here, so that the page can say the name before the rest has come."""
        return self._model.row(customer_id)

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & _CONCERNED or any(key.startswith("customer:") for key in changed):
            self._active_model().refresh()
            self._ask_figures()
        elif "settings" in changed:
            # The taxes that forms offer.
            self._ask_figures()

    @Slot(bool)
    def set_wide(self, wide: bool) -> None:
        """Change between the list and the table with all columns."""
        if wide == self._view.is_wide:
            return
        self._view.set_wide(wide=wide)
        # A filter may have been saved elsewhere meanwhile.
        self._show_filter()
        self.wide_changed.emit(wide)
        self._apply()
        if wide:
            self._view.table().setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._standing is not None:
            self._looked_for = self._standing

    @Slot()
    def show_all(self) -> None:
        """Show every active customer again."""
        self._view.search.clear()
        self._want(EVERYBODY)

    def show_filter(self, wanted: CustomerFilter) -> None:
        """Show the customers that another screen means, such as a report's bucket."""
        self._view.search.clear()
        self._want(without_text(wanted))

    @Slot()
    def find(self) -> None:
        """Put the cursor into the search field."""
        self._view.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._view.search.selectAll()

    # Filters, order, search

    def _active_model(self) -> PagedModel[CustomerListRow]:
        if not self._view.is_wide:
            return self._model
        if self._wide_model is None:
            model: PagedModel[CustomerListRow] = PagedModel(
                self._source, self._words.columns(), self._session.tasks, self, "name"
            )
            self._wide_model = model
            table = self._view.table()
            table.show_model(model)
            table.opened.connect(self._open_from_table)
            table.typed.connect(self._typed_in_list)
            table.selection_changed.connect(self.many.count_selected)
            model.loaded.connect(self._wide_loaded)
        return self._wide_model

    def _apply(self) -> None:
        self._active_model().set_filter(self._wanted)
        self._ask_figures()

    def _ask_figures(self) -> None:
        # One after the other: each reads through all customers, and two at once would keep twice as much of the book in memory.
        self._choices_wanted = True
        self._read_figures()

    @Slot()
    def _read_figures(self) -> None:
        self._figures_soon.stop()
        job = self._session.read(list_figures, self._wanted)
        self._session.tasks.read(job, self._figures_came, key="customers.figures")

    @Slot(str)
    def _search(self, text: str) -> None:
        if text == self._wanted.text:
            return
        self._wanted = replace(self._wanted, text=text)
        if not text and self._standing is not None:
            self._looked_for = self._standing
        self._active_model().set_filter(self._wanted)
        self._figures_soon.start()

    @Slot()
    def _show_filter(self) -> None:
        words = self._filters.words(self._wanted)
        self._view.show_filter(words)
        self._view.views.show_views(self._filters.saved.pinned(), NamedFilter(words, self._wanted))

    @Slot(object)
    def _want(self, wanted: CustomerFilter) -> None:
        self._wanted = replace(wanted, text=self._view.search.text().strip())
        self._session.settings.put("customers.wanted", filter_values(without_text(self._wanted)))
        self._show_filter()
        if self._standing is not None:
            self._looked_for = self._standing
        self._apply()

    def _sort_by(self, key: str, descending: bool) -> None:
        self._session.settings.put("customers.sort", [key, descending])
        self._model.set_sort(key, descending)

    def _kept_sort(self) -> tuple[str, bool]:
        kept = self._session.settings.get("customers.sort")
        if isinstance(kept, list) and len(kept) == 2 and isinstance(kept[0], str):
            return kept[0], kept[1] is True
        return "name", False

    # Answers

    @Slot()
    def _loaded(self) -> None:
        view, model = self._view.list, self._model
        self._show_count(model.count())
        if not model.count():
            return
        if view.current_id() is None:
            wanted = self._looked_for if self._looked_for is not None else self._standing
            if wanted is not None and view.set_current(wanted):
                self._looked_for = None
            elif self._standing is None and not self._wanted.text:
                view.set_current(model.all_ids()[0])

    @Slot()
    def _wide_loaded(self) -> None:
        self.many.count_matching(self._active_model().count())
        self._show_count(self._active_model().count())
        table = self._view.table()
        if table.current_id() is None and self._active_model().count():
            table.setCurrentIndex(self._active_model().index(0, 0))

    @Slot(object)
    def _figures_came(self, figures: ListFigures) -> None:
        self._figures = figures
        if self._choices_wanted:
            self._choices_wanted = False
            self._session.tasks.read(self._session.read(choices), self._choices_came, key="customers.choices")
        amounts = self._session.amounts
        totals = figures.shown
        self._show_count(totals.count)
        self._view.show_totals(
            (
                (_("Total due"), amounts.money(totals.due_minor)),
                (_("Overdue"), amounts.money(totals.overdue_minor)),
                (_("Credit"), amounts.money(totals.credit_minor)),
            ),
            ngettext("{count} customer", "{count} customers", totals.count).format(count=amounts.count(totals.count)),
        )
        self._view.list.set_empty(_("No customer matches."), _("Show all customers"), self.show_all)
        if self._view.is_wide:
            self._view.table().set_empty(_("No customer matches."), _("Show all customers"), self.show_all)
        if self._wanted == EVERYBODY:
            self.book_is_empty.emit(figures.of == 0)

    def _show_count(self, count: int) -> None:
        said, everybody = self._session.amounts.count, self._figures.of if self._figures is not None else count
        if count >= everybody:
            self._view.show_count(said(count))
        else:
            self._view.show_count(_("{count} of {all}").format(count=said(count), all=said(everybody)))

    @Slot(object)
    def _choices_came(self, found: Choices) -> None:
        self._choices = found
        self._doings.learn_choices(found)

    @Slot(object)
    def _stand_on(self, customer_id: int | None) -> None:
        if customer_id is None:
            return
        self._standing = customer_id
        self._looked_for = None
        self.chosen.emit(customer_id)

    @Slot(object)
    def _open_from_table(self, customer_id: int) -> None:
        self._standing = customer_id
        self.set_wide(False)
        self.chosen.emit(customer_id)
        self.opened.emit(customer_id)

    @Slot(str)
    def _typed_in_list(self, text: str) -> None:
        self._view.search.setFocus()
        self._view.search.setText(text)

    @Slot()
    def _walk_results(self) -> None:
        view = self._view.current_view()
        model = self._active_model()
        if model.count():
            view.setFocus(Qt.FocusReason.TabFocusReason)
            if view.current_id() is None:
                view.set_current(model.all_ids()[0])

    # Menus

    @Slot()
    def _fill_filters(self) -> None:
        self._view.filter.entries.set_entries(self._filters.entries(self._wanted, self._choices))

    @Slot(object)
    def _save_filter(self, wanted: CustomerFilter) -> None:
        name = self._doings.ask_name(
            _("Save this filter"), _("It stands in the filter menu under this name."), self._filters.words(wanted)
        )
        if name:
            self.keep_filter(name, wanted)

    def keep_filter(self, name: str, wanted: CustomerFilter) -> None:
        """Save a filter under a name, which stands in the menu and above the table from now on."""
        self._filters.keep(name, wanted)

    @Slot()
    def _fill_sorts(self) -> None:
        model = self._model
        offered = [column for column in model.columns if column.sort]
        entries = [
            Entry(column.title, partial(self._sort_by, column.key, column.right), checked=column.key == model.sort_key)
            for column in offered
        ]
        down = model.descending
        entries += [
            LINE,
            Entry(_("Smallest first, A to Z"), partial(self._sort_by, model.sort_key, False), checked=not down),  # noqa: FBT003
            Entry(_("Largest first, Z to A"), partial(self._sort_by, model.sort_key, True), checked=down),  # noqa: FBT003
        ]
        self._view.sort_menu.set_entries(entries)

    @Slot()
    def _row_menu(self) -> None:
        view = self._view.current_view()
        ids = view.selected_ids()
        if len(ids) > 1:
            self._view.pop_up(self.many.entries(ids, self._choices, self._doings))
            return
        current = view.current_id()
        if current is None:
            return
        row = self._active_model().row(current)
        archived = row is not None and row.status == "archived"
        entries = [Entry(_("View account"), partial(self._open, current)), LINE]
        entries += self._doings.entries(current, archived=archived)
        self._view.pop_up(entries)

    @Slot(object)
    def _open(self, customer_id: int) -> None:
        if self._view.is_wide:
            self._open_from_table(customer_id)
        else:
            self.opened.emit(customer_id)

    @Slot()
    def _fill_with(self) -> None:
        ids = self._view.table().selected_ids()
        everyone = ids if len(ids) > 1 else self._active_model().all_ids()
        entries = list(self.many.entries(everyone, self._choices, self._doings))
        export = self._session.actions.export
        if export is not None:
            entries += [LINE, Entry(_("Export…"), self.export)]
        self._view.with_these.entries.set_entries(entries)

    @Slot()
    def export(self) -> None:
        """Hand out what the table shows: same rows, columns, order and totals."""
        if self._session.actions.export is not None:
            totals = self._view.footer.texts()[1:]
            pairs = tuple((text.rpartition("  ")[0], text.rpartition("  ")[2]) for text in totals)
            note = self._filters.words(self._wanted)
            self._session.actions.export(Export(_("Customers"), shown(self._view.current_view()), pairs, note))
