"""What is done to many customers at once: all that match, or those selected. Each can be undone while its message stands."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Slot

from app.domain.language import _, ngettext
from app.services.customers.batch import assign_manager, put_managers_back, tag_customers, untag_customers
from app.services.office import Writer
from app.ui.customers.list.source import Choices
from app.ui.customers.menus import LINE, Entry
from app.ui.kit.tasks import JobKind, Progress, Written
from app.ui.session import Session, written

if TYPE_CHECKING:
    from app.ui.customers.doings import CustomerDoings
    from app.ui.customers.list.view import CustomerListView

T = TypeVar("T")


class Many(QObject):
    """The menu over many customers and what stands on its button."""

    def __init__(self, session: Session, view: CustomerListView, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self._matching = 0
        self._selected = 0
        self._tag = ""
        self._tagged: Sequence[int] = ()
        self._managers: dict[int, str] = {}

    def count_matching(self, count: int) -> None:
        """Note how many customers match."""
        self._matching = count
        self._name()

    @Slot(object)
    def count_selected(self, ids: Sequence[int]) -> None:
        """Note how many rows are selected."""
        self._selected = len(ids)
        self._name()

    def entries(self, ids: Sequence[int], known: Choices, doings: CustomerDoings) -> tuple[Entry, ...]:
        """Return what can be done with these customers."""
        ids = array("q", ids)
        tags = tuple(Entry(tag, partial(self._add_tag, ids, tag)) for tag in known.tags)
        off = tuple(Entry(tag, partial(self._take_tag, ids, tag)) for tag in known.tags)
        managers = tuple(Entry(name, partial(self._assign, ids, name)) for name in known.managers)
        statements, remind = self._session.actions.statements, self._session.actions.remind
        made: tuple[Entry, ...] = (Entry(_("Statements…"), partial(statements, ids)),) if statements is not None else ()
        if remind is not None:
            made += (Entry(_("Reminders by mail…"), partial(remind, ids)),)
        made += (LINE,) if made else ()
        return (
            Entry(self._words(len(ids)), enabled=False),
            LINE,
            *made,
            Entry(
                _("Add tag"),
                entries=(*tags, *((LINE,) if tags else ()), Entry(_("New tag…"), partial(self._new_tag, ids, doings))),
            ),
            Entry(_("Remove tag"), entries=off, enabled=bool(off)),
            Entry(
                _("Account manager"),
                entries=(
                    *managers,
                    *((LINE,) if managers else ()),
                    Entry(_("Another…"), partial(self._new_manager, ids, doings)),
                    Entry(_("None"), partial(self._assign, ids, "")),
                ),
            ),
        )

    def _words(self, count: int) -> str:
        said = self._session.amounts.count(count)
        return ngettext("With {count} customer", "With {count} customers", count).format(count=said)

    def _name(self) -> None:
        chosen = self._selected > 1
        count = self._session.amounts.count(self._selected if chosen else self._matching)
        text = _("With {count} selected") if chosen else _("With all {count}")
        self._view.show_with(text.format(count=count))

    def _new_tag(self, ids: Sequence[int], doings: CustomerDoings) -> None:
        word = doings.ask_name(_("Add tag"), self._words(len(ids)), "")
        if word:
            self._add_tag(ids, word)

    def _new_manager(self, ids: Sequence[int], doings: CustomerDoings) -> None:
        name = doings.ask_name(_("Account manager"), self._words(len(ids)), "")
        if name:
            self._assign(ids, name)

    def _add_tag(self, ids: Sequence[int], tag: str) -> None:
        self._tag = tag
        self._long(_("Tagging customers"), lambda writer, progress: tag_customers(writer, ids, tag, progress), self._added)

    def _take_tag(self, ids: Sequence[int], tag: str) -> None:
        self._tag = tag
        self._long(_("Removing the tag"), lambda writer, progress: untag_customers(writer, ids, tag, progress), self._taken)

    def _assign(self, ids: Sequence[int], name: str) -> None:
        self._long(
            _("Assigning customers"), lambda writer, progress: assign_manager(writer, ids, name, progress), self._assigned
        )

    @Slot(object)
    def _added(self, ids: list[int]) -> None:
        self._tagged = ids
        self._say(ngettext("{count} customer tagged", "{count} customers tagged", len(ids)), len(ids), self._undo_added)

    @Slot(object)
    def _taken(self, ids: list[int]) -> None:
        self._tagged = ids
        self._say(
            ngettext("Tag removed from {count} customer", "Tag removed from {count} customers", len(ids)),
            len(ids),
            self._undo_taken,
        )

    @Slot(object)
    def _assigned(self, before: dict[int, str]) -> None:
        self._managers = before
        count = len(before)
        self._say(ngettext("{count} customer assigned", "{count} customers assigned", count), count, self._undo_assigned)

    @Slot()
    def _undo_added(self) -> None:
        ids, tag = self._tagged, self._tag
        self._long(_("Undoing"), lambda writer, progress: untag_customers(writer, ids, tag, progress), None)

    @Slot()
    def _undo_taken(self) -> None:
        ids, tag = self._tagged, self._tag
        self._long(_("Undoing"), lambda writer, progress: tag_customers(writer, ids, tag, progress), None)

    @Slot()
    def _undo_assigned(self) -> None:
        managers = self._managers
        self._long(_("Undoing"), lambda writer, progress: put_managers_back(writer, managers, progress), None)

    def _say(self, text: str, count: int, undo: Callable[[], object]) -> None:
        said = text.format(count=self._session.amounts.count(count))
        self._session.say(said, _("Undo") if count else "", undo if count else None)

    def _long(
        self, title: str, job: Callable[[Writer, Progress], T], done: Callable[[T], object] | None
    ) -> None:
        office = self._session.office

        def work(progress: Progress) -> Written[T]:
            return written(office.perform(lambda writer: job(writer, progress)))

        self._session.tasks.long(JobKind.WRITE, title, work, done)
