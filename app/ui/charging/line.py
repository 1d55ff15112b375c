"""The line to the processor: errands in workers, side by side, and what is known of how the line stands.

An errand is a plain function of the office, the processor and a progress. Whatever it raises, what it wrote until then is told
to the screens. Errands of one lane go one after another, such as syncs; what somebody waits for at the desk has no lane and
waits for nothing. What is asked of the processor belongs to the errands; when to sync belongs to bootstrap.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import Conflict, CounterfoilError, EnvironmentFault, UserError
from app.domain.language import _
from app.services.charging.connecting import in_words
from app.services.charging.processor import NotSent, PaymentProcessor, ProcessorError
from app.services.charging.standing import ChargingStanding, charging_standing
from app.services.office import Office, Reader
from app.ui.charging.doors import Doors
from app.ui.charging.noting import NotingOffice
from app.ui.kit.tasks import JobKind, Written
from app.ui.kit.tasks.job import Progress, Receiver
from app.ui.session import Session

_MEANWHILE_MS = 1_000
_MOST = 5
"""So many errands run at once: a sync, and what people at this desk do meanwhile."""
SYNC = "sync"
"""The lane of syncs."""
T = TypeVar("T")
Work = Callable[[Office, PaymentProcessor, Progress], T]
Done = Callable[[T], object]
Failed = Callable[[Exception], object]


class Stopped(UserError):
    """The errand was told to stop; what the processor had taken in hand until then is in the book."""


class LineState(StrEnum):
    """How the line stands, as far as the last errand told."""

    UNTRIED = "untried"
    ONLINE = "online"
    OFFLINE = "offline"
    BUSY = "busy"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class _Told:
    value: object
    error: CounterfoilError | None
    at_door: bool = False


class _Errand(QObject):
    """One errand, and what of it has to be known while it runs."""

    def __init__(
        self, line: Line, work: Work[object], done: Receiver | None, failed: Receiver | None, title: str, lane: str
    ) -> None:
        super().__init__(line)
        self._line = line
        self.work, self.done, self.failed, self.title, self.lane = work, done, failed, title, lane
        self.noting = NotingOffice(line.office)

    def came(self, told: _Told) -> None:
        """Take the answer."""
        self._line.ended(self, told)

    def broke(self, error: Exception) -> bool:
        """Take a bug of ours; the window shows it, and the next errand goes ahead."""
        self._line.broke(self, error)
        return False


class _Watch:
    """Passes progress on, and ends the errand at its next step once it was told to stop."""

    def __init__(self, inner: Progress | None, stop: threading.Event) -> None:
        self._inner, self._stop = inner, stop

    @property
    def cancelled(self) -> bool:
        """Whether the errand should stop."""
        return self._stop.is_set() or (self._inner is not None and self._inner.cancelled)

    def step(self, done: int, total: int, text: str = "") -> None:
        """Say how far it is.

        Raises:
            Stopped: somebody asked it to stop.
        """
        if self.cancelled:
            raise Stopped(_("Stopped. What was sent is kept; the rest waits for the next sync."))
        if self._inner is not None:
            self._inner.step(done, total, text)


class Line(QObject):
    """Runs errands at the processor.

    Signals:
        changed(): how the line or the book stands with the processor is another; look at ``standing`` and ``state``.
    """

    changed = Signal()

    def __init__(self, session: Session, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent or session)
        self._session, self.doors = session, doors
        self._waiting: deque[_Errand] = deque()
        self._running: list[_Errand] = []
        self._stop = threading.Event()
        # While much is sent, screens show what has become of it so far.
        self._meanwhile = QTimer(self)
        self._meanwhile.setInterval(_MEANWHILE_MS)
        self._meanwhile.timeout.connect(self._tell)
        self.standing: ChargingStanding | None = None
        self.state = LineState.UNTRIED
        self.fault: CounterfoilError | None = None
        session.changed.connect(self._book_changed)

    @property
    def at_work(self) -> bool:
        """Whether an errand runs or waits."""
        return bool(self._running or self._waiting)

    @property
    def syncing(self) -> bool:
        """Whether a sync runs or waits."""
        return any(errand.lane == SYNC for errand in (*self._running, *self._waiting))

    @property
    def office(self) -> Office:
        """The open book."""
        return self._session.office

    def run(
        self, work: Work[T], done: Done[T] | None = None, failed: Failed | None = None, title: str = "", lane: str = ""
    ) -> None:
        """Run ``work`` beside other errands.

        Args:
            work: what to do; called in a worker.
            done: a bound method of a QObject that gets the answer.
            failed: a bound method that gets a refusal or fault; True from it means that it was shown.
            title: what the strip in the status line says while it runs; empty shows nothing there.
            lane: it waits for earlier errands of the same lane; empty waits for none.
        """
        if self._stop.is_set():
            return
        receivers = (Receiver(done) if done is not None else None, Receiver(failed) if failed is not None else None)
        self._waiting.append(_Errand(self, work, *receivers, title, lane))
        self._next()

    def note(self, error: CounterfoilError) -> None:
        """Note what stands in the way of everything, such as that no key is kept on this computer."""
        if self.state not in {LineState.OFFLINE, LineState.BUSY}:
            self.state, self.fault = LineState.FAULT, error

    def look(self) -> None:
        """Read anew how the book stands with the processor."""
        job = self._session.read(_standing, self._session.office)
        self._session.tasks.read(job, self._stands, key=f"charging-{id(self)}")

    def stop(self) -> None:
        """Begin nothing more and end what runs at its next step; called when the book is left."""
        self._stop.set()
        self._waiting.clear()
        self._meanwhile.stop()

    # Inside

    def _next(self) -> None:
        for errand in list(self._waiting):
            busy = {running.lane for running in self._running}
            if len(self._running) < _MOST and not (errand.lane and errand.lane in busy):
                self._waiting.remove(errand)
                self._begin(errand)

    def _begin(self, errand: _Errand) -> None:
        self._running.append(errand)
        session, doors, stop = self._session, self.doors, self._stop
        self._meanwhile.start()

        def job(progress: Progress | None = None) -> Written[_Told]:
            return _carry_out(errand.noting, doors, errand.work, _Watch(progress, stop))

        if errand.title:
            session.tasks.long(JobKind.NETWORK, errand.title, job, errand.came, errand.broke)
        else:
            session.tasks.network(job, errand.came, errand.broke)
        self.changed.emit()

    def ended(self, errand: _Errand, told: _Told) -> None:
        """Take the answer of an errand."""
        self._put_away(errand)
        self._learn(told.error)
        if told.error is not None and told.at_door:
            self.note(told.error)
        if told.error is None:
            if errand.done is not None:
                errand.done.call(told.value)
        elif (errand.failed is None or errand.failed.call(told.error) is not True) and not isinstance(told.error, Stopped):
            self._session.tasks.refused.emit(told.error, None)
        if isinstance(told.error, Stopped):
            self._session.say(told.error.message)
        self.look()
        self._next()

    def broke(self, errand: _Errand, error: Exception) -> None:
        """Take a bug of ours."""
        self._tell()
        self._put_away(errand)
        if errand.failed is not None:
            errand.failed.call(error)
        self.look()
        self._next()

    def _put_away(self, errand: _Errand) -> None:
        self._running.remove(errand)
        errand.deleteLater()
        if not self._running:
            self._meanwhile.stop()

    @Slot()
    def _tell(self) -> None:
        changes = frozenset[str]().union(*(errand.noting.drain() for errand in self._running))
        if changes:
            self._session.tasks.changed.emit(changes)

    def _learn(self, error: CounterfoilError | None) -> None:
        self.fault = error
        if error is None:
            self.state = LineState.ONLINE
        elif isinstance(error, EnvironmentFault):
            self.state = LineState.OFFLINE if isinstance(error.__cause__, NotSent) else LineState.FAULT
        elif isinstance(error, Conflict):
            self.state = LineState.BUSY
        elif isinstance(error.__cause__, ProcessorError):
            self.state = LineState.FAULT
        else:
            # A refusal of what was asked for says nothing about the line.
            self.fault = None

    @Slot(object)
    def _book_changed(self, changed: frozenset[str]) -> None:
        if changed & {"operations", "settings"}:
            self.look()

    def _stands(self, standing: ChargingStanding) -> None:
        self.standing = standing
        self.changed.emit()


def _standing(reader: Reader, office: Office) -> ChargingStanding:
    return charging_standing(reader, office.clock.now())


def _carry_out(noting: NotingOffice, doors: Doors, work: Work[object], watch: _Watch) -> Written[_Told]:
    at_door = True
    try:
        with doors.processor(noting) as processor:
            at_door = False
            told = _Told(work(noting, processor, watch), None)
    except ProcessorError as error:
        shown = in_words(error)
        shown.__cause__ = error
        told = _Told(None, shown)
    except CounterfoilError as error:
        told = _Told(None, error, at_door)
    return Written(told, noting.drain())
