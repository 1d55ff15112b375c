"""What the screens of jobs ask of one another, as a protocol, so that they need not know who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.ui.customers.menus import Entry


@dataclass(frozen=True, slots=True)
class JobFacts:
    """How one job stands, as far as its menu depends on it."""

    id: int
    customer_id: int
    status: str
    plan_id: int | None = None
    invoice_id: int | None = None


class JobWays(Protocol):
    """Opens screens and takes steps; ``JobDoings`` is the one that does."""

    def show(self, job_id: int) -> object:
        """Open a job."""

    def new_job(self, customer_id: int | None = None, starts_at: datetime | None = None) -> object:
        """Enter a job; without a customer one is asked for first."""

    def reschedule(self, job_id: int, starts_at: datetime, ends_at: datetime, technician_id: int | None) -> object:
        """Give a job another appointment; it can be undone."""

    def undo(self) -> object:
        """Take the last step back."""

    def entries(self, ids: Sequence[int], one: JobFacts | None = None) -> list[Entry]:
        """Return the menu of some jobs; of one alone it is told how it stands."""

    def export_calendar(self, customer_id: int | None = None, technician_id: int | None = None) -> object:
        """Write appointments to a calendar file that is asked for."""

    def show_people(self) -> object:
        """Show who is sent to jobs."""

    def show_waiting(self) -> object:
        """Show the jobs that wait for a day."""

    @property
    def can_export_calendar(self) -> bool:
        """Whether calendar files can be written here."""
        ...
