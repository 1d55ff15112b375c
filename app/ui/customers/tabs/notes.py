"""The Notes tab: write, change, pin, find and delete notes; a deleted one can be put back while its message stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.folding import fold
from app.domain.language import _, ngettext
from app.services.customers.notes import KeptNote, add_note, change_note, delete_note, pin_note, put_back_note
from app.services.queries.notes import NoteFacts, notes
from app.ui.customers.tabs.base import AccountTab, TabTools
from app.ui.customers.tabs.note_card import NoteCard
from app.ui.kit.fields import NoteField, SearchField
from app.ui.kit.pieces import EmptyState, Footer, scrolled
from app.ui.kit.theme import set_role
from app.ui.session import Session

_AT_FIRST = 100


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
        self._tools = TabTools()
        self._tools.filter.hide()
        self._tools.more.hide()
        self._tools.searching.connect(self._show_search)
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
        """Return the search button."""
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
        box.addWidget(scrolled(inside), 1)
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
        shown = [note for note in self._notes if text in fold(f"{note.body} {note.author}")] if text else self._notes
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
            self._put(EmptyState(_("No note says that.") if text else empty))
        count = len(self._notes)
        self.footer.show_texts(ngettext("{count} note", "{count} notes", count).format(count=count))

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
