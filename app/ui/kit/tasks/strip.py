"""The line in the status bar that shows what takes longer than half a second: what, how far, how long still,
and Cancel."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.domain.language import _, ngettext
from app.ui.kit.tasks.job import Job
from app.ui.kit.tasks.runner import Tasks

_CALM_SECONDS = 0.5


def remaining(seconds: float) -> str:
    """Return the time that is left in words, as roughly as it is known."""
    if seconds < 10:
        return _("a few seconds left")
    if seconds < 55:
        return _("about {count} seconds left").format(count=round(seconds / 10) * 10)
    minutes = max(1, round(seconds / 60))
    return ngettext("about {count} minute left", "about {count} minutes left", minutes).format(count=minutes)


class ProgressStrip(QWidget):
    """Shows the oldest long job of ``tasks`` once it has run for half a second, and hides again."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._seen: dict[Job, float] = {}
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._left = QLabel()
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.clicked.connect(self._cancel_shown)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 0)
        line.setSpacing(8)
        for part in (self._text, self._bar, self._left, self._cancel):
            line.addWidget(part)
        self._timer = QTimer(self)
        self._timer.setInterval(200)
        self._timer.timeout.connect(self.look)
        tasks.busy_changed.connect(self._busy_changed)
        self.hide()

    @Slot()
    def _busy_changed(self) -> None:
        jobs = self._tasks.long_jobs()
        now = time.monotonic()
        self._seen = {job: self._seen.get(job, now) for job in jobs}
        if jobs:
            self._timer.start()
        else:
            self._timer.stop()
        self.look()

    @Slot()
    def look(self) -> None:
        """Show how far the job is now."""
        jobs = self._tasks.long_jobs()
        job = jobs[0] if jobs else None
        if job is None or time.monotonic() - self._seen.get(job, 0.0) < _CALM_SECONDS:
            self.hide()
            return
        step = job.latest()
        more = ngettext("{title} and {count} more", "{title} and {count} more", len(jobs) - 1)
        title = more.format(title=job.title, count=len(jobs) - 1) if len(jobs) > 1 else job.title
        self._text.setText(f"{title}: {step.text}" if step.text else title)
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
        stopping = job.cancelled
        self._left.setText(
            _("stopping…") if stopping else remaining(step.seconds_left) if step.seconds_left is not None else ""
        )
        self._cancel.setEnabled(not stopping)
        self.show()

    @Slot()
    def _cancel_shown(self) -> None:
        jobs = self._tasks.long_jobs()
        if jobs:
            jobs[0].cancel()
            self.look()
