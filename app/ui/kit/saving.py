"""Keeping what a sheet says: one press is one write, and a refusal leaves the sheet as it was filled in.

What is written and what follows belongs to the presenter; how a sheet looks to ``dialogs``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import CounterfoilError
from app.ui.kit.dialogs import Sheet
from app.ui.kit.tasks.job import JobKind, Outcome, Progress, Receiver
from app.ui.kit.tasks.runner import Tasks

T = TypeVar("T")


class Saving(QObject):
    """Runs what one sheet has to keep.

    While it runs the sheet takes no press. Then ``done`` is called with its value, and says whether the sheet is closed
    (``accept``). A refusal or a fault of the surroundings is shown in the sheet, whose button is the way to try again: a
    second one beside it could write twice. A bug of ours goes to the crash dialog.

    Signals:
        refused(Exception): it was not done; before the sheet shows why, so that a preview can be asked for anew.
    """

    refused = Signal(object)

    def __init__(self, tasks: Tasks, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._tasks, self._sheet = tasks, sheet
        self._done: Receiver | None = None
        self._is_busy = False
        self._let_go = False

    @property
    def is_busy(self) -> bool:
        """True while something is being kept."""
        return self._is_busy

    def write(self, job: Callable[[], Outcome[T]], done: Callable[[T], object]) -> None:
        """Run ``job`` in the writer; ``done`` is a bound method of a QObject, as the task runner asks."""
        if self._begin(done):
            self._tasks.write(job, self._kept, self._was_refused)

    def network(self, job: Callable[[], Outcome[T]] | Callable[[], T], done: Callable[[T], object]) -> None:
        """Run ``job``, which talks to the world outside, in the pool for that."""
        if self._begin(done):
            self._tasks.network(job, self._kept, self._was_refused)

    def long(
        self, kind: JobKind, title: str, job: Callable[[Progress], Outcome[T]], done: Callable[[T], object]
    ) -> None:
        """Run ``job`` with its progress in the status bar under ``title`` (translated)."""
        if self._begin(done):
            self._tasks.long(kind, title, job, self._kept, self._was_refused)

    def through(
        self, run: Callable[[Callable[[object], object], Callable[[Exception], object]], object], done: Callable[[T], object]
    ) -> None:
        """Let ``run`` start it, which is given what to call with its value and with what went wrong."""
        if self._begin(done):
            run(self._kept, self._was_refused)

    @Slot()
    def let_go(self) -> None:
        """Delete the closed sheet; what is still being written first has its answer told."""
        self._let_go = True
        if not self._is_busy:
            self._sheet.deleteLater()

    def _begin(self, done: Callable[[T], object]) -> bool:
        if self._is_busy:
            return False
        self._is_busy = True
        self._done = Receiver(done)
        self._sheet.show_error("")
        self._sheet.set_busy(busy=True)
        return True

    def _end(self) -> None:
        self._is_busy = False
        self._sheet.set_busy(busy=False)
        if self._let_go:
            self._sheet.deleteLater()

    def _kept(self, value: object) -> None:
        self._end()
        done, self._done = self._done, None
        if done is not None:
            done.call(value)

    def _was_refused(self, error: Exception) -> bool:
        self._end()
        self.refused.emit(error)
        if isinstance(error, CounterfoilError) and not self._let_go:
            self._sheet.show_error(str(error))
            return True
        return False
