"""One piece of work: what runs, who wants the result, how far it is. Threads and queues belong to
``runner``.

(Annotations are not postponed here: a NamedTuple would compile each of them again before the first paint.)
"""

import time
import weakref
from collections.abc import Callable
from enum import StrEnum
from inspect import ismethod
from typing import Generic, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class JobKind(StrEnum):
    """Which threads a job may run in."""

    READ = "read"
    WRITE = "write"
    NETWORK = "network"


class Progress(Protocol):
    """What a long job is given to say how far it is and to learn that it should stop."""

    @property
    def cancelled(self) -> bool:
        """True once somebody asked the job to stop; what is already confirmed stays."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Say that ``done`` of ``total`` are done (0 of 0: unknown) and, translated, what is being done."""


class Written(NamedTuple, Generic[T]):
    """What a write gives back: its value, and the keys of everything that it changed."""

    value: T
    changes: frozenset[str]


class Outcome(Protocol[T_co]):
    """Any value with the keys of what changed; ``Written`` and the services' own outcomes are such."""

    @property
    def value(self) -> T_co:
        """What was returned."""

    @property
    def changes(self) -> frozenset[str]:
        """The keys of what changed."""


class Step(NamedTuple):
    """How far a job is at one moment. ``seconds_left`` is None while nothing can be said."""

    done: int
    total: int
    text: str
    seconds_left: float | None


class Receiver:
    """A bound method of a QObject that is called only while the object lives."""

    __slots__ = ("_method",)

    def __init__(self, method: Callable[..., object]) -> None:
        if not (ismethod(method) and isinstance(method.__self__, QObject)):
            raise TypeError(f"a result goes to a bound method of a QObject, not to {method!r}")
        self._method = weakref.WeakMethod(method)

    def call(self, *arguments: object) -> object:
        """Call the method, or nothing when its object is gone; return what it returned."""
        method = self._method()
        if method is None or not isValid(method.__self__):
            return None
        return method(*arguments)


class Job:
    """One piece of work in a queue or a thread. Made by ``Tasks`` only."""

    def __init__(
        self,
        kind: JobKind,
        work: "Callable[[Job], object]",
        on_done: Receiver | None,
        on_error: Receiver | None,
        key: str = "",
        title: str = "",
    ) -> None:
        self.kind = kind
        self.work = work
        self.on_done = on_done
        self.on_error = on_error
        self.key = key
        self.title = title
        self.superseded = False
        self.error: BaseException | None = None
        self.result: object = None
        self._cancelled = False
        self._started = time.monotonic()
        self._step = Step(0, 0, "", None)

    @property
    def cancelled(self) -> bool:
        """True once the user, a newer job with the same key or the closing window asked this one to stop."""
        return self._cancelled or self.superseded

    def cancel(self) -> None:
        """Ask the job to stop at its next look."""
        self._cancelled = True

    def step(self, done: int, total: int, text: str = "") -> None:
        """Note how far the job is; read by the strip on the main thread."""
        spent = time.monotonic() - self._started
        left = spent * (total - done) / done if done > 0 and total > 0 and spent > 1.5 else None
        self._step = Step(done, total, text or self._step.text, left)

    def latest(self) -> Step:
        """Return how far the job was when it last said so."""
        return self._step

    def begin(self) -> None:
        """Start the clock of the remaining time."""
        self._started = time.monotonic()


class Handle:
    """What a caller keeps of a job that it started."""

    __slots__ = ("_job",)

    def __init__(self, job: Job) -> None:
        self._job = job

    def cancel(self) -> None:
        """Ask the job to stop; its result so far is still delivered if it returns one."""
        self._job.cancel()

    def drop(self) -> None:
        """Ask the job to stop and deliver nothing."""
        self._job.superseded = True

    @property
    def cancelled(self) -> bool:
        """True once the job was asked to stop."""
        return self._job.cancelled
