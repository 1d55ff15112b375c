"""Sending what waits for one plan now, and nothing else, so that the office need not wait for the next sync."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.services.plans.on_file import QueuedNow, queue_now
from app.ui.session import Session


class SendingNow(QObject):
    """Queues a plan's waiting charges at the processor and has them sent; without a way to send they wait."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def send(self, plan_id: int) -> None:
        """Begin; what became of it is told in passing by whoever sends."""
        if self._session.actions.send_operations is None:
            self.deleteLater()
            return
        self._session.tasks.write(self._session.write(queue_now, plan_id), self._queued)

    def _queued(self, queued: QueuedNow) -> None:
        self.deleteLater()
        if queued.refused:
            self._session.say(queued.refused[0])
        if queued.operation_ids and self._session.actions.send_operations is not None:
            self._session.actions.send_operations(queued.operation_ids)
