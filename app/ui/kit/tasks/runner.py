"""The task runner: one writer thread, several readers and a pool for the network; results come back on the
main thread.

Writes run one after another in the order they were asked for. Reads run beside them. Of reads with the same
key only the latest is delivered. Errors nobody took become the signals ``refused`` and ``crashed``; the
window shows them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar, overload

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import CounterfoilError
from app.ui.kit.tasks.job import Handle, Job, JobKind, Outcome, Progress, Receiver

T = TypeVar("T")
Done = Callable[[T], object]
Failed = Callable[[Exception], object]


class _Lane:
    """Some threads that share one queue. Threads start when there is first work for them."""

    def __init__(self, name: str, most: int, finished: Callable[[Job], None], at_thread_end: Callable[[], None] | None) -> None:
        self._name = name
        self._most = most
        self._finished = finished
        self._at_thread_end = at_thread_end
        self._waiting: deque[Job] = deque()
        self._wake = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False
        self.running: set[Job] = set()

    def put(self, job: Job) -> int:
        """Queue ``job`` and return how many waiting jobs it made pointless."""
        dropped = 0
        with self._wake:
            if self._closed:
                return 1
            if job.key:
                for older in [j for j in self._waiting if j.key == job.key]:
                    older.superseded = True
                    self._waiting.remove(older)
                    dropped += 1
                for older in self.running:
                    older.superseded = older.superseded or older.key == job.key
            self._waiting.append(job)
            if not self._idle and len(self._threads) < self._most:
                thread = threading.Thread(target=self._work, name=f"{self._name}-{len(self._threads) + 1}", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._wake.notify()
        return dropped

    def stop(self, *, finish: bool) -> None:
        """Take no more work; with ``finish`` short jobs that already wait are still done."""
        with self._wake:
            self._closed = True
            kept = [job for job in self._waiting if finish and not job.title]
            self._waiting = deque(kept)
            for job in self.running:
                job.cancel()
            self._wake.notify_all()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job.begin()
            try:
                job.result = job.work(job)
            except Exception as error:  # noqa: BLE001 - whatever it is, the main thread decides what to show
                job.error = error
            with self._wake:
                self.running.discard(job)
            self._finished(job)
            del job
        if self._at_thread_end is not None:
            self._at_thread_end()

    def _next(self) -> Job | None:
        with self._wake:
            self._idle += 1
            while not self._waiting and not self._closed:
                self._wake.wait()
            self._idle -= 1
            if not self._waiting:
                return None
            job = self._waiting.popleft()
            self.running.add(job)
            return job


class Tasks(QObject):
    """Runs plain functions beside the window and brings their results back to it.

    Signals:
        changed(frozenset[str]): a write was confirmed; before its ``on_done``. Screens refresh what they show
        of these keys. refused(CounterfoilError, Retry): a sentence for the user that nobody took;
        ``Retry.again`` does it once more. crashed(Exception): a bug of ours.
        busy_changed(): a long job began or ended; the strip in the status bar looks at ``long_jobs``.
    """

    changed = Signal(object)
    refused = Signal(object, object)
    crashed = Signal(object)
    busy_changed = Signal()
    _returned = Signal(object)

    def __init__(
        self,
        readers: int = 2,
        network: int = 8,
        at_thread_end: Callable[[], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        # Emitted in a worker and received here, so that Qt queues it.
        self._returned.connect(self._deliver)
        self._lanes = {
            JobKind.WRITE: _Lane("writer", 1, self._returned.emit, at_thread_end),
            JobKind.READ: _Lane("reader", readers, self._returned.emit, at_thread_end),
            JobKind.NETWORK: _Lane("network", network, self._returned.emit, at_thread_end),
        }
        self._long: list[Job] = []
        self._undelivered = 0
        self._closed = False

    def read(self, fn: Callable[[], T], on_done: Done[T], on_error: Failed | None = None, key: str = "") -> Handle:
        """Run ``fn`` in a reader and give what it returns to ``on_done``; a newer read with the same ``key``
        takes its place."""
        return self._run(JobKind.READ, _plain(fn), on_done, on_error, key)

    def write(self, fn: Callable[[], Outcome[T]], on_done: Done[T] | None = None, on_error: Failed | None = None) -> Handle:
        """Run ``fn`` in the writer after all earlier writes; tell what it changed, then give its value to
        ``on_done``."""
        return self._run(JobKind.WRITE, _plain(fn), on_done, on_error)

    @overload
    def network(
        self,
        fn: Callable[[], Outcome[T]],
        on_done: Done[T] | None = ...,
        on_error: Failed | None = ...,
        key: str = ...,
    ) -> Handle: ...
    @overload
    def network(
        self,
        fn: Callable[[], T],
        on_done: Done[T] | None = ...,
        on_error: Failed | None = ...,
        key: str = ...,
    ) -> Handle: ...
    def network(
        self,
        fn: Callable[[], object],
        on_done: Done[T] | None = None,
        on_error: Failed | None = None,
        key: str = "",
    ) -> Handle:
        """Run ``fn``, which talks to the world outside, in the pool for that."""
        return self._run(JobKind.NETWORK, _plain(fn), on_done, on_error, key)

    @overload
    def long(
        self,
        kind: JobKind,
        title: str,
        fn: Callable[[Progress], Outcome[T]],
        on_done: Done[T] | None = ...,
        on_error: Failed | None = ...,
    ) -> Handle: ...
    @overload
    def long(
        self,
        kind: JobKind,
        title: str,
        fn: Callable[[Progress], T],
        on_done: Done[T] | None = ...,
        on_error: Failed | None = ...,
    ) -> Handle: ...
    def long(
        self,
        kind: JobKind,
        title: str,
        fn: Callable[[Progress], object],
        on_done: Done[T] | None = None,
        on_error: Failed | None = None,
    ) -> Handle:
        """Run ``fn(progress)``; after half a second the window shows ``title`` (translated), how far it is,
        and Cancel."""
        return self._run(kind, fn, on_done, on_error, title=title)

    def long_jobs(self) -> tuple[Job, ...]:
        """Return the jobs with a title that are waiting or running, oldest first."""
        return tuple(self._long)

    def idle(self) -> bool:
        """True when nothing waits, runs or still has to be delivered."""
        return self._undelivered == 0

    def close(self) -> None:
        """Refuse new work, ask what runs to stop and wait for every thread. The one place that waits; call it
        last."""
        if self._closed:
            return
        self._closed = True
        for kind, lane in self._lanes.items():
            lane.stop(finish=kind is JobKind.WRITE)  # what the user saved a moment ago is saved
        for lane in self._lanes.values():
            lane.join()
        from PySide6.QtCore import QCoreApplication, QEvent

        self._returned.disconnect(self._deliver)
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall.value)
        self._long.clear()
        self._undelivered = 0

    def again(self, job: Job) -> None:
        """Do a refused job once more, with the same receivers."""
        self._start(Job(job.kind, job.work, job.on_done, job.on_error, job.key, job.title))

    def _run(
        self,
        kind: JobKind,
        work: Callable[[Job], object],
        on_done: Done[T] | None,
        on_error: Failed | None,
        key: str = "",
        title: str = "",
    ) -> Handle:
        done = Receiver(on_done) if on_done is not None else None
        failed = Receiver(on_error) if on_error is not None else None
        return self._start(Job(kind, work, done, failed, key, title))

    def _start(self, job: Job) -> Handle:
        if not self._closed:
            self._undelivered += 1
            if job.title:
                self._long.append(job)
                self.busy_changed.emit()
            dropped = self._lanes[job.kind].put(job)
            self._undelivered -= dropped
        return Handle(job)

    @Slot(object)
    def _deliver(self, job: Job) -> None:
        self._undelivered -= 1
        if job in self._long:
            self._long.remove(job)
            self.busy_changed.emit()
        if job.error is not None:
            self._report(job, job.error)
            return
        result = job.result
        changes = getattr(result, "changes", None)
        if isinstance(changes, frozenset):
            if changes:
                self.changed.emit(changes)
            result = getattr(result, "value", None)
        if job.on_done is not None and not job.superseded:
            job.on_done.call(result)

    def _report(self, job: Job, error: BaseException) -> None:
        if job.superseded:
            return
        shown = job.on_error.call(error) if job.on_error is not None else None
        if not isinstance(error, CounterfoilError):
            self.crashed.emit(error)
        elif shown is not True:
            self.refused.emit(error, Retry(self, job))


class Retry(QObject):
    """Does one refused job again when asked; a QObject, so that a button can be connected to it."""

    def __init__(self, tasks: Tasks, job: Job) -> None:
        super().__init__()
        self._tasks = tasks
        self._job = job

    @Slot()
    def again(self) -> None:
        """Do it again."""
        self._tasks.again(self._job)


def _plain(fn: Callable[[], object]) -> Callable[[Job], object]:
    def work(_job: Job) -> object:
        return fn()

    return work
