"""Looks after billing's day while a book is open: reminders, pauses and ends that are due, once a business day, and says so."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.errors import CounterfoilError
from app.domain.language import _
from app.services.billing.daily import DayWork, day_is_new, day_words, look_after
from app.ui.session import Session

# The first look waits until the window has shown what it was opened for.
_FIRST_MS = 1_500
_AGAIN_MS = 10 * 60_000


class DayKeeper(QObject):
    """Asks now and then whether a new business day has begun that nobody has looked after."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._done: object = None
        self._plan_id = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FIRST_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Look after the day, if nobody did."""
        self._timer.setInterval(_AGAIN_MS)
        if self._done != self._session.today:
            self._session.tasks.read(self._session.read(day_is_new), self._asked, self._later, key="billing.day")

    def _asked(self, is_new: bool) -> None:
        if is_new:
            self._session.tasks.write(self._session.write(look_after), self._looked_after, self._later)
        else:
            self._done = self._session.today

    def _looked_after(self, work: DayWork) -> None:
        self._done = self._session.today
        said = day_words(work)
        if not said:
            return
        plans = {step.plan_id for step in work.steps if step.plan_id is not None}
        self._plan_id = next(iter(plans)) if len(plans) == 1 else 0
        if self._plan_id and self._session.actions.show_plan is not None:
            self._session.say(" ".join(said), _("View details"), self._show)
        else:
            self._session.say(" ".join(said))

    def _later(self, error: Exception) -> bool:
        # Whoever holds the book now may look after the day as well; the next look will tell.
        return isinstance(error, CounterfoilError)

    @Slot()
    def _show(self) -> None:
        if self._session.actions.show_plan is not None and self._plan_id:
            self._session.actions.show_plan(self._plan_id)
