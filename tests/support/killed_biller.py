"""A billing run that ends itself with a kill signal: ``tests/scenarios/test_plan_killed_runs.py`` runs it as a process.

``python -m tests.support.killed_biller LOCATION THROUGH POINT`` bills everything due through a date and dies before its
POINT-th statement (0: never; then it says how many statements there were; ``COMMIT``: before its commit).
"""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from sqlalchemy import Engine, event

from app.services.billing.planning import RunRequest
from app.services.billing.posting import post_run
from tests.support.books import open_for_test
from tests.support.killing import end_before


def main(location: str, through: str, point: int) -> None:
    """Bill, or die on the way."""
    day = date.fromisoformat(through)
    office = open_for_test(location, today=day)
    statements = 0

    def count(connection: Any, *_arguments: object) -> None:
        nonlocal statements
        statements += bool(connection.get_execution_options().get("writes"))

    if point:
        end_before(point)
    event.listen(Engine, "before_cursor_execute", count)
    office.write(lambda writer: post_run(writer, RunRequest(day), confirmed=True))
    office.close()
    sys.stdout.write(f"{statements}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
