"""Which states a job goes through, and which step may follow which. Who may take it and what it does is the services'."""

from __future__ import annotations

from collections.abc import Mapping

JOB_STATUSES = ("unscheduled", "scheduled", "in_progress", "done", "invoiced", "cancelled")

OPEN_STATUSES = ("unscheduled", "scheduled", "in_progress")
"""Work that is still to be done: what “open jobs” counts."""

NOT_BEGUN = ("unscheduled", "scheduled")
"""What a cancelled plan takes off the list, and what can still be put elsewhere in the calendar without a word."""

BOOKED_STATUSES = ("scheduled", "in_progress")
"""Appointments that take up somebody's time: two of them at once are a double booking."""

JOB_MOVES: Mapping[str, frozenset[str]] = {
    "unscheduled": frozenset({"scheduled", "in_progress", "done", "cancelled"}),
    "scheduled": frozenset({"unscheduled", "scheduled", "in_progress", "done", "cancelled"}),
    "in_progress": frozenset({"scheduled", "unscheduled", "done", "cancelled"}),
    "done": frozenset({"in_progress"}),
    "invoiced": frozenset(),
    "cancelled": frozenset({"unscheduled"}),
}
"""What a person may do. Only an invoice makes a job invoiced, and only its end makes it done again."""


def may_follow(before: str, after: str) -> bool:
    """Return whether a job that is ``before`` may become ``after`` by hand."""
    return after in JOB_MOVES[before]
