"""Sends what waits while the window is open: some seconds after the book is opened, every few minutes, and when asked.

One round at a time, beside the window. What cannot be sent waits and says why; only what somebody asked for is told in passing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import Conflict, CounterfoilError
from app.domain.language import _, ngettext
from app.services.mail.sending import Round, send_waiting, settle_left
from app.services.office import Office
from app.services.ports import MailGateway, Progress
from app.ui.kit.tasks import JobKind, Written
from app.ui.mail.doors import MailDoors
from app.ui.session import Session

FIRST_MS = 4_000
EVERY_MS = 180_000


@dataclass(slots=True)
class _Held:
    """What speaks to servers, once it is made: in a worker, since its parts are imported then."""

    gateway: MailGateway | None = None
    stopped: bool = False


class Postman(QObject):
    """Goes his rounds.

    Signals:
        came_back(Round): a round is over.
    """

    came_back = Signal(object)

    def __init__(self, session: Session, doors: MailDoors) -> None:
        super().__init__(session)
        self._session, self._doors = session, doors
        self._held = _Held()
        self._out = False
        self._wanted = False
        self._by_hand = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._time)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(FIRST_MS)
        self._first.timeout.connect(self._time)

    def start(self) -> None:
        """Go on rounds from now on."""
        self._timer.start()
        self._first.start()

    def stop(self) -> None:
        """Go no more, and come back from where one is; called before the window waits for its workers."""
        self._timer.stop()
        self._first.stop()
        self._held.stopped = True
        if self._held.gateway is not None:
            self._held.gateway.stop()

    @Slot()
    def send_now(self) -> None:
        """Send what waits because somebody asked: senders that rest and messages put off are tried too."""
        self._go(by_hand=True)

    @Slot()
    def _time(self) -> None:
        self._go(by_hand=False)

    def _go(self, *, by_hand: bool) -> None:
        if self._held.stopped:
            return
        if self._out:
            self._wanted = self._wanted or by_hand
            return
        self._out, self._by_hand = True, by_hand
        job = partial(_round, self._session.office, self._doors, self._held, by_hand=by_hand)
        self._session.tasks.long(JobKind.NETWORK, _("Sending mail"), job, self._back, self._failed)

    def _back(self, done: Round) -> None:
        by_hand, self._out = self._by_hand, False
        words = round_words(done, by_hand=by_hand)
        if words:
            self._session.say(words)
        self.came_back.emit(done)
        self._again()

    def _failed(self, error: Exception) -> bool:
        by_hand, self._out = self._by_hand, False
        self._again()
        if isinstance(error, Conflict):
            return not by_hand  # another desk is at it: that is as good
        return isinstance(error, CounterfoilError) and not by_hand

    def _again(self) -> None:
        if self._wanted:
            self._wanted = False
            self._go(by_hand=True)


def round_words(done: Round, *, by_hand: bool) -> str:
    """Return what a round came to in one sentence; nothing where nothing needs saying."""
    if done.unknown:
        return ngettext(
            "It is not known whether {count} message was taken: look at it under Mail.",
            "It is not known whether {count} messages were taken: look at them under Mail.",
            done.unknown,
        ).format(count=done.unknown)
    if done.failed:
        why = done.words[0] if done.words else ""
        return ngettext("{count} message was not sent: {why}", "{count} messages were not sent: {why}", done.failed).format(
            count=done.failed, why=why
        )
    if done.sent:
        return ngettext(
            "The server took {count} message.", "The server took {count} messages.", done.sent
        ).format(count=done.sent)
    if by_hand and done.words:
        return _("Mail waits: {why}").format(why=done.words[0])
    return ""


def _round(office: Office, doors: MailDoors, held: _Held, progress: Progress, *, by_hand: bool) -> Written[Round]:
    if held.gateway is None:
        held.gateway = doors.gateway()
        if held.stopped:
            held.gateway.stop(0)
    left = settle_left(office)
    link = None if doors.update_link is None else partial(doors.update_link, office)
    done = send_waiting(office, held.gateway, doors.secrets(), progress, link=link, press=doors.press, by_hand=by_hand)
    done.value.unknown += left.value
    return Written(done.value, done.changes | left.changes)
