"""The menu of the list's filter: usual ones, narrower ones, those that were saved and pinned, and who was looked at lately.

Which filter is on belongs to the presenter; what a filter is, and how it is kept, to ``filters``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.language import _
from app.services.queries.customer_list import CustomerFilter
from app.ui.customers.list.filters import (
    EVERYBODY,
    NamedFilter,
    SavedFilters,
    filter_words,
    standing,
    usual_filters,
    with_standing,
    without_text,
)
from app.ui.customers.list.recents import Recents
from app.ui.customers.list.source import Choices
from app.ui.customers.menus import LINE, Entry
from app.ui.session import Session
from app.ui.words import kind_words, terms_words

_TERMS = ("receipt", "net15", "net30", "net60", "eom")


class FilterMenu(QObject):
    """Offers filters and keeps those that somebody saves.

    Signals:
        chosen(CustomerFilter): the list is to show these.
        name_wanted(CustomerFilter): this filter is to be saved under a name.
        saved_changed(): a filter was saved, removed or pinned.
        everybody_wanted(): nothing is to be narrowed any more, no search either.
        opened(int): a customer that was looked at lately.
    """

    chosen = Signal(object)
    name_wanted = Signal(object)
    saved_changed = Signal()
    everybody_wanted = Signal()
    opened = Signal(object)

    def __init__(self, session: Session, recents: Recents, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._recents = session, recents
        self._gone: NamedFilter | None = None
        self.saved = SavedFilters(session.settings)

    def words(self, wanted: CustomerFilter) -> str:
        """Return what a filter is called."""
        return filter_words(wanted, self.saved.all())

    def entries(self, wanted: CustomerFilter, choices: Choices) -> list[Entry]:
        """Return the menu while ``wanted`` is on; ``choices`` is what customers can be narrowed to."""
        base, named, saved = standing(wanted), without_text(wanted), self.saved.all()
        entries = [
            self._entry(usual.name, with_standing(wanted, usual.wanted), checked=base == usual.wanted)
            for usual in usual_filters()
        ]
        managers = [(name, replace(wanted, manager=name)) for name in choices.managers]
        tags = [(tag, replace(wanted, tag=tag)) for tag in choices.tags]
        kinds = [(kind_words(kind), replace(wanted, kind=kind)) for kind in ("residential", "commercial")]
        terms = [(terms_words(code), replace(wanted, terms=code)) for code in _TERMS]
        entries += [
            LINE,
            self._narrower(_("Account manager"), wanted, replace(wanted, manager=""), managers),
            self._narrower(_("Tag"), wanted, replace(wanted, tag=""), tags),
            self._narrower(_("Type"), wanted, replace(wanted, kind=""), kinds),
            self._narrower(_("Terms"), wanted, replace(wanted, terms=""), terms),
            LINE,
        ]
        if saved:
            entries += [self._entry(each.name, each.wanted, checked=each.wanted == named) for each in saved]
            gone = tuple(Entry(each.name, partial(self._forget, each.name)) for each in saved)
            pins = tuple(
                Entry(each.name, partial(self._pin, each.name, not each.pinned), checked=each.pinned) for each in saved
            )
            entries += [Entry(_("Remove saved filter"), entries=gone), Entry(_("Pinned views"), entries=pins)]
        save = partial(self.name_wanted.emit, wanted)
        entries.append(Entry(_("Save this filter…"), save, enabled=named != EVERYBODY))
        ask = self._session.actions.ask
        if ask is not None:
            entries.append(Entry(_("Ask for customers…"), partial(ask, None, "")))
        if wanted != EVERYBODY:
            entries.append(Entry(_("Show all customers"), self.everybody_wanted.emit))
        recent = tuple(Entry(name, partial(self.opened.emit, id_)) for id_, name in self._recents.all())
        if recent:
            entries += [LINE, Entry(_("Recently viewed"), entries=recent)]
        return entries

    def keep(self, name: str, wanted: CustomerFilter) -> None:
        """Save a filter under a name, which stands in the menu and above the table from now on."""
        self.saved.keep(name, without_text(wanted))
        self.saved_changed.emit()

    def _entry(self, words: str, wanted: CustomerFilter, *, checked: bool) -> Entry:
        return Entry(words, partial(self.chosen.emit, wanted), checked=checked)

    def _narrower(
        self, title: str, now: CustomerFilter, any_: CustomerFilter, offered: Iterable[tuple[str, CustomerFilter]]
    ) -> Entry:
        below = tuple(self._entry(words, each, checked=each == now) for words, each in offered)
        return Entry(title, entries=(self._entry(_("Any"), any_, checked=any_ == now), LINE, *below), enabled=bool(below))

    def _pin(self, name: str, pinned: bool) -> None:
        self.saved.pin(name, pinned=pinned)
        self.saved_changed.emit()

    def _forget(self, name: str) -> None:
        self._gone = self.saved.forget(name)
        self.saved_changed.emit()
        if self._gone is not None:
            self._session.say(_("Filter “{name}” removed").format(name=name), _("Undo"), self._keep_again)

    @Slot()
    def _keep_again(self) -> None:
        if self._gone is not None:
            self.keep(self._gone.name, self._gone.wanted)
