"""The Undo of a message about plans: what was just done to one or many is taken back in one step, while nothing followed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.domain.language import _, ngettext
from app.services.plans.undoing import WayBack, undo
from app.ui.kit.tasks import JobKind, Progress, Written
from app.ui.session import Session, written


class Undoing(QObject):
    """Knows one way back and goes it once."""

    def __init__(self, session: Session, way: WayBack) -> None:
        super().__init__(session)
        self._session = session
        self._way: WayBack | None = way

    def offer(self, words: str) -> None:
        """Say what was done, with its Undo."""
        self._session.say(words, _("Undo"), self.go)

    @Slot()
    def go(self) -> None:
        """Take it back; where something followed, that is said and nothing changes."""
        way, self._way = self._way, None
        if way is None:
            return
        office = self._session.office

        def work(progress: Progress) -> Written[int]:
            return written(office.perform(lambda writer: undo(writer, way, progress)))

        self._session.tasks.long(JobKind.WRITE, _("Undoing"), work, self._done)

    def _done(self, count: int) -> None:
        words = ngettext("{count} plan is as it was before.", "{count} plans are as they were before.", count)
        self._session.say(words.format(count=self._session.amounts.count(count)))
        self.deleteLater()
