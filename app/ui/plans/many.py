"""What is done to many plans at once: all that match, or those selected. Each can be undone while its message stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.services.office import Writer
from app.services.plans.many import ManyPaid, pay_many_by, put_paid_by_back, resume_many
from app.services.plans.undoing import WayBack
from app.ui.customers.menus import LINE, Entry
from app.ui.kit.dialogs import confirm
from app.ui.kit.tasks import JobKind, Progress, Written
from app.ui.plans.many_pauses import PausingMany
from app.ui.plans.prices.changing import PriceChanging
from app.ui.plans.undoing import Undoing
from app.ui.session import Session, written
from app.ui.words import method_words

T = TypeVar("T")
_WAYS = ("card", "bank", "cash", "check", "other")
_AUTOMATIC = frozenset({"card", "bank"})


class ManyPlans(QObject):
    """The menu over many plans.

    Signals:
        price_changes_wanted(): show the price changes that were made.
    """

    price_changes_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._widget = session, parent
        self._paid: ManyPaid | None = None

    def entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with these plans."""
        ways = tuple(Entry(method_words(way), partial(self.pay_by, ids, way)) for way in _WAYS)
        return [
            Entry(self._words(len(ids)), enabled=False),
            LINE,
            Entry(_("Change prices…"), partial(self.change_prices, ids)),
            Entry(_("Pause…"), partial(self.pause, ids)),
            Entry(_("Resume…"), partial(self.resume, ids)),
            Entry(_("Paid by"), entries=ways),
            LINE,
            Entry(_("Price changes made…"), self.price_changes_wanted.emit),
        ]

    def _words(self, count: int) -> str:
        said = self._session.amounts.count(count)
        return ngettext("With {count} plan", "With {count} plans", count).format(count=said)

    def change_prices(self, ids: Sequence[int]) -> PriceChanging:
        """Open the sheet of a price change."""
        return PriceChanging(self._session, ids, self._widget.window())

    def pause(self, ids: Sequence[int]) -> PausingMany:
        """Open the sheet on which plans are paused."""
        return PausingMany(self._session, ids, self._widget.window())

    def resume(self, ids: Sequence[int]) -> None:
        """Ask whether, and let those of these plans that rest go on from today."""
        title = _("Resume the plans that rest?")
        text = _("They go on from today. What was billed for days after today and credited for the rest is invoiced again.")
        if confirm(self._widget.window(), title, text, _("Resume plans")):
            today = self._session.today
            job = _("Resuming plans")
            self._long(job, lambda writer, progress: resume_many(writer, ids, today, progress), self._resumed)

    @Slot(object)
    def _resumed(self, way: WayBack) -> None:
        count = len(way.plan_ids)
        words = ngettext("{count} plan goes on.", "{count} plans go on.", count)
        said = words.format(count=self._session.amounts.count(count))
        self.undoing = Undoing(self._session, way)
        if count:
            self.undoing.offer(said)
        else:
            self._session.say(said)

    def pay_by(self, ids: Sequence[int], way: str) -> None:
        """Ask whether, and let plans be paid this way from now on."""
        said = method_words(way)
        count = self._session.amounts.count(len(ids))
        title = ngettext("{count} plan paid by {method}?", "{count} plans paid by {method}?", len(ids)).format(
            count=count, method=said
        )
        text = (
            _("Bills to come are charged to the card or bank account on file; without one the charge waits and says so.")
            if way in _AUTOMATIC
            else _("Charges that wait to be sent are given up and their invoices stay open. Cards on file stay on file.")
        )
        if confirm(self._widget.window(), title, text, _("Change it")):
            title = _("Changing how plans are paid")
            self._long(title, lambda writer, progress: pay_many_by(writer, ids, way, progress), self._changed)

    @Slot(object)
    def _changed(self, before: ManyPaid) -> None:
        self._paid = before
        count = len(before.before)
        words = ngettext("{count} plan is paid another way.", "{count} plans are paid another way.", count)
        self._session.say(
            words.format(count=self._session.amounts.count(count)),
            _("Undo") if count else "",
            self.undo_paid_by if count else None,
        )

    @Slot()
    def undo_paid_by(self) -> None:
        """Let the plans be paid as before."""
        before, self._paid = self._paid, None
        if before is not None:
            self._long(_("Undoing"), lambda writer, progress: put_paid_by_back(writer, before, progress), None)

    def _long(self, title: str, job: Callable[[Writer, Progress], T], done: Callable[[T], object] | None) -> None:
        office = self._session.office

        def work(progress: Progress) -> Written[T]:
            return written(office.perform(lambda writer: job(writer, progress)))

        self._session.tasks.long(JobKind.WRITE, title, work, done)
