"""The guard against leaks: what a test must not leave running behind it.

Belongs here: finding threads, timers and windows that outlive a test. What to do about them is the caller's
(conftest fails the test). A leak breaks some later test in a random order, where nobody looks for its cause.
"""

from __future__ import annotations

import gc
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shiboken6 import Object

# Qt keeps one hidden tool-tip label for the whole program.
_QT_KEEPS = frozenset({"QTipLabel"})


@dataclass(frozen=True, slots=True)
class Running:
    """What ran at one moment: Python threads, Qt's threads, timers and windows, by an identity that lasts."""

    threads: frozenset[threading.Thread]
    qt: frozenset[tuple[int, str]]


def running_now(*, with_qt: bool) -> Running:
    """Return what runs now; ``with_qt`` also looks through Qt, which costs some milliseconds."""
    threads = frozenset(
        # Threads that Qt made show up as dummies for ever, also when they have ended.
        thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)
    )  # fmt: skip
    return Running(threads, _qt_objects() if with_qt and _qt_application_exists() else frozenset())


def left_over(before: Running, *, with_qt: bool, grace_seconds: float = 2.0) -> list[str]:
    """Return one line for each thing that runs now and did not ``before``; what is just ending may end."""
    for thread in running_now(with_qt=False).threads - before.threads:
        thread.join(grace_seconds)
    found: frozenset[tuple[int, str]] = frozenset()
    if with_qt and _qt_application_exists():
        _finish_deletions()
        found = _qt_objects() - before.qt
        if found:
            gc.collect()  # a window in a reference cycle is not a leak, only not collected yet
            _finish_deletions()
            found = _qt_objects() - before.qt
    threads = running_now(with_qt=False).threads - before.threads
    lines = [f"thread {thread.name!r} still runs" for thread in threads]
    lines += [what for _identity, what in found]
    return sorted(lines)


def _qt_application_exists() -> bool:
    core = sys.modules.get("PySide6.QtCore")
    return core is not None and core.QCoreApplication.instance() is not None


def _finish_deletions() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def _qt_objects() -> frozenset[tuple[int, str]]:
    from PySide6.QtCore import QThread, QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import Shiboken

    found: set[tuple[int, str]] = set()
    seen: dict[type, bool] = {}
    for thing in gc.get_objects():
        kind = type(thing)
        watched = seen.get(kind)
        if watched is None:  # asking each of a million objects costs more than most tests
            watched = seen[kind] = issubclass(kind, QTimer | QThread)
        if not watched:
            continue
        if issubclass(kind, QTimer) and Shiboken.isValid(thing) and thing.isActive():
            found.add((_address(thing), f"{kind.__name__} of {thing.interval()} ms is still active"))
        elif issubclass(kind, QThread) and Shiboken.isValid(thing) and thing.isRunning():
            found.add((_address(thing), f"{kind.__name__} still runs"))
    if isinstance(QApplication.instance(), QApplication):
        for widget in QApplication.topLevelWidgets():
            name = widget.metaObject().className()
            if name not in _QT_KEEPS:
                found.add((_address(widget), f"window {name} {widget.windowTitle()!r} was not deleted"))
    return frozenset(found)


def _address(thing: Object) -> int:
    from shiboken6 import Shiboken

    address: int = Shiboken.getCppPointer(thing)[0]
    return address
