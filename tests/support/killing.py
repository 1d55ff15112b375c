"""Ending this very process before a certain statement or commit, as a power cut would."""

from __future__ import annotations

import os
import signal
from typing import Any

from sqlalchemy import Engine, event

COMMIT = 10_000


def end_before(point: int) -> None:
    """Kill this process before the ``point``-th statement from now, or before a commit."""
    statements, commits = 0, COMMIT - 1

    def die() -> None:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    def statement(connection: Any, *_arguments: object) -> None:
        nonlocal statements
        if connection.get_execution_options().get("writes"):
            statements += 1
            if statements == point:
                die()

    def commit(connection: Any) -> None:
        nonlocal commits
        if connection.get_execution_options().get("writes"):
            commits += 1
            if commits == point:
                die()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", commit)
