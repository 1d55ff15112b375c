"""The Notes tab: write, change, pin, find and delete notes; a deleted one can be put back while its message stands.

They are read as cards, or as a list with columns, which is also what is exported and printed: the same notes either way.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.domain.folding import fold
from app.domain.language import _, ngettext
from app.services.customers.notes import KeptNote, add_note, change_note, delete_note, pin_note, put_back_note
from app.services.queries.notes import NoteFacts, notes
from app.ui.customers.menus import LINE, Entry
from app.ui.customers.tabs.base import AccountTab, TabTools
from app.ui.customers.tabs.note_card import NoteCard
from app.ui.customers.tabs.note_list import note_columns
from app.ui.kit.fields import NoteField, SearchField
from app.ui.kit.icons import icon
from app.ui.kit.pieces import EmptyState, Footer, scrolled
from app.ui.kit.tables import RowsModel, Table, shown
from app.ui.kit.theme import set_role, signals
from app.ui.session import Export, Session

ALL, PINNED, MINE = "all", "pinned", "mine"
_AT_FIRST = 100
_AS_LIST = "account.notes.as-list"
_FILTER = "account.notes.filter"


class NotesTab(AccountTab):
    """Notes on one customer's account."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.customer_id: int | None = None
        self._notes: list[NoteFacts] = []
        self._deleted: KeptNote | None = None
        self._editing: int | None = None
        self._limit = _AT_FIRST
        self._shown: list[QWidget] = []
        self._make_list()
        self.field = NoteField(_("Write a note about this customer"))
        self.field.setAccessibleName(_("New note"))
        self.field.setFixedHeight(64)
        self.add = QPushButton(_("Add note"))
        self.add.clicked.connect(self.save)
        self.leave = QPushButton(_("Cancel"))
        set_role(self.leave, "flat")
        self.leave.clicked.connect(self._stop_editing)
        self.leave.hide()
        self.search = SearchField(_("Find in notes"))
        self.search.setMaximumWidth(360)
        self.search.hide()
        self.search.searched.connect(self._rebuild)
        self.footer = Footer()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._cards.setContentsMargins(0, 0, 6, 0)
        self._lay_out()
        keys = QShortcut(QKeySequence("Ctrl+Return"), self.field)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.save)
        self.field.changed.connect(self._typed)
        self._typed("")

    # What the page asks

    def tools(self) -> QWidget:
        """Return the list's button, filter, search and more."""
        return self._tools

    def show_customer(self, customer_id: int) -> None:
        """Show this customer's notes; what was begun about another one is not carried over."""
        if customer_id == self.customer_id:
            return
        self.customer_id = customer_id
        self._stop_editing()
        self._limit = _AT_FIRST
        self.search.clear()
        self._show([])
        self._read()

    def refresh(self, changed: frozenset[str]) -> None:
        """Read the notes again when they changed."""
        if "notes" in changed and f"customer:{self.customer_id}" in changed:
            self._read()

    def set_focus(self) -> None:
        """Begin a note."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def cards(self) -> list[NoteCard]:
        """Return the notes shown, top down."""
        return [part for part in self._shown if isinstance(part, NoteCard)]

    # Writing

    @Slot()
    def save(self) -> None:
        """Save what is written: a new note, or the one that is being changed."""
        text = self.field.value()
        if not text or self.customer_id is None:
            return
        tasks, session = self.session.tasks, self.session
        if self._editing is None:
            tasks.write(session.write(add_note, self.customer_id, text), self._saved)
        else:
            tasks.write(session.write(change_note, self._editing, text), self._saved)
        self.add.setEnabled(False)

    @Slot(object)
    def _saved(self, _value: object) -> None:
        self._stop_editing()

    @Slot(object, bool)
    def _pin(self, note_id: int, pinned: bool) -> None:
        self.session.tasks.write(self.session.write(pin_note, note_id, pinned=pinned))

    @Slot(object)
    def _edit(self, note_id: int) -> None:
        note = next((note for note in self._notes if note.id == note_id), None)
        if note is not None:
            self._editing = note_id
            self.field.set_value(note.body)
            self.add.setText(_("Save note"))
            self.add.setEnabled(True)
            self.leave.show()
            self.field.setFocus()

    @Slot(object)
    def _delete(self, note_id: int) -> None:
        self.session.tasks.write(self.session.write(delete_note, note_id), self._gone)

    @Slot(object)
    def _gone(self, note: KeptNote) -> None:
        self._deleted = note
        if self._editing == note.id:
            self._stop_editing()
        self.session.say(_("Note deleted"), _("Undo"), self.put_back)

    @Slot()
    def put_back(self) -> None:
        """Write the deleted note again, with its author and time."""
        if self._deleted is not None:
            self.session.tasks.write(self.session.write(put_back_note, self._deleted))
            self._deleted = None

    # As a list, exported and printed

    def export(self) -> None:
        """Hand out the notes that are shown."""
        if self.session.actions.export is not None:
            self.session.actions.export(self._export())

    def print_table(self) -> None:
        """Hand the notes that are shown to the printer."""
        if self.session.actions.print_table is not None:
            self.session.actions.print_table(self._export())

    def show_filter(self, key: str) -> None:
        """Show the notes of one of the tab's filters."""
        self._wanted = key
        self.session.settings.put(_FILTER, key)
        self._rebuild()

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return ((ALL, _("All notes")), (PINNED, _("Pinned")), (MINE, _("Written by me")))

    def more_entries(self) -> list[Entry]:
        """Return what the menu at the right offers."""
        table, actions = self.table, self.session.actions
        visible = {each.key for each in table.visible_columns()}
        columns = tuple(
            Entry(each.title, partial(table.set_column_visible, each.key, each.key not in visible), each.key in visible)
            for each in self.model.columns
        )
        entries = [Entry(_("Columns"), entries=columns)]
        if self.as_list.isChecked():
            entries.append(Entry(_("Select all"), table.selectAll, keys="Ctrl+A"))
            entries.append(Entry(_("Copy"), table.copy, keys="Ctrl+C", enabled=len(table.selected_ids()) > 0))
        if actions.export is not None or actions.print_table is not None:
            entries.append(LINE)
        if actions.export is not None:
            entries.append(Entry(_("Export…"), self.export))
        if actions.print_table is not None:
            entries.append(Entry(_("Print…"), self.print_table))
        return entries

    def _export(self) -> Export:
        title = _("Notes")
        if self.account_name:
            title = _("{what} of {customer}").format(what=title, customer=self.account_name)
        words = [] if self._wanted == ALL else [dict(self.filters())[self._wanted]]
        if text := self.search.text().strip():
            words.append(_("“{text}”").format(text=text))
        return Export(title, shown(self.table), (), " · ".join(words))

    def _make_list(self) -> None:
        settings = self.session.settings
        kept = settings.text(_FILTER)
        self._wanted = kept if kept in dict(self.filters()) else ALL
        self._tools = TabTools()
        self._tools.searching.connect(self._show_search)
        self._tools.filter.entries.aboutToShow.connect(self._fill_filters)
        self._tools.more_menu.aboutToShow.connect(self._fill_more)
        self.as_list = QToolButton()
        self.as_list.setCheckable(True)
        self.as_list.setChecked(bool(settings.number(_AS_LIST)))
        self.as_list.setToolTip(_("Show as a list"))
        self.as_list.setAccessibleName(_("Show as a list"))
        self.as_list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.as_list.toggled.connect(self._list_chosen)
        line = self._tools.layout()
        if isinstance(line, QHBoxLayout):
            line.insertWidget(1, self.as_list)
        self.model = RowsModel(note_columns(self.session), self)
        self.table: Table[NoteFacts] = Table("account.notes", settings)
        self.table.setAccessibleName(_("Notes"))
        self.table.show_model(self.model)
        self.table.opened.connect(self._edit)
        signals().changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.as_list.setIcon(icon("table"))

    @Slot()
    def _fill_filters(self) -> None:
        self._tools.filter.entries.set_entries(
            [Entry(words, partial(self.show_filter, key), key == self._wanted) for key, words in self.filters()]
        )

    @Slot()
    def _fill_more(self) -> None:
        self._tools.more_menu.set_entries(self.more_entries())

    @Slot(bool)
    def _list_chosen(self, chosen: bool) -> None:
        self.session.settings.put(_AS_LIST, int(chosen))
        self._stack.setCurrentIndex(int(chosen))

    # Inside

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.add)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addLayout(buttons)
        inside = QVBoxLayout()
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._cards)
        inside.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.search)
        box.addLayout(line)
        self._stack = QStackedWidget()
        self._stack.addWidget(scrolled(inside))
        self._stack.addWidget(self.table)
        self._stack.setCurrentIndex(int(self.as_list.isChecked()))
        box.addWidget(self._stack, 1)
        box.addWidget(self.footer)

    def _read(self) -> None:
        if self.customer_id is not None:
            job = self.session.read(notes, self.customer_id)
            self.session.tasks.read(job, self._show, key="account.notes")

    @Slot(object)
    def _show(self, found: list[NoteFacts]) -> None:
        self._notes = found
        self._rebuild()

    @Slot()
    def _rebuild(self) -> None:
        text = fold(self.search.text().strip())
        kept = [note for note in self._notes if self._is_wanted(note)]
        shown = [note for note in kept if text in fold(f"{note.body} {note.author}")] if text else kept
        self.model.set_rows(shown)
        self._tools.show_filter(dict(self.filters())[self._wanted])
        for old in self._shown:
            self._cards.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown.clear()
        for note in shown[: self._limit]:
            card = NoteCard(note, self._byline(note))
            card.pin_asked.connect(self._pin)
            card.edit_asked.connect(self._edit)
            card.delete_asked.connect(self._delete)
            self._put(card)
        if len(shown) > self._limit:
            older = QPushButton(_("Show older notes"))
            older.clicked.connect(self._show_older)
            self._put(older)
        if not shown:
            empty = _("No notes yet. What you write here is seen by everybody in the office.")
            if self._wanted != ALL:
                empty = _("Nothing here matches.")
            self._put(EmptyState(_("No note says that.") if text else empty))
            self.table.set_empty(_("No note says that.") if text else empty)
        said = self.session.amounts.count
        pinned = sum(note.pinned for note in shown)
        totals = ((_("Pinned"), said(pinned)),) if pinned else ()
        self.footer.show_texts(ngettext("{count} note", "{count} notes", len(shown)).format(count=said(len(shown))), totals)

    def _is_wanted(self, note: NoteFacts) -> bool:
        if self._wanted == PINNED:
            return note.pinned
        return self._wanted != MINE or note.author == self.session.office.actor

    def _put(self, part: QWidget) -> None:
        self._shown.append(part)
        self._cards.addWidget(part)

    def _byline(self, note: NoteFacts) -> str:
        line = _("{author} · {moment}").format(author=note.author, moment=self.session.moment(note.written_at))
        return _("{line} · changed").format(line=line) if note.edited_at else line

    @Slot()
    def _show_older(self) -> None:
        self._limit = len(self._notes)
        self._rebuild()

    @Slot()
    def _stop_editing(self) -> None:
        self._editing = None
        self.field.set_value("")
        self.add.setText(_("Add note"))
        self.add.setEnabled(False)
        self.leave.hide()

    @Slot(object)
    def _typed(self, _text: object) -> None:
        self.add.setEnabled(bool(self.field.value()))

    @Slot(bool)
    def _show_search(self, shown: bool) -> None:
        self.search.setVisible(shown)
        if shown:
            self.search.setFocus()
        else:
            self.search.clear()
