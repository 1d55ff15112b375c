"""Offers jobs to the other screens: panel, tabs of an account, ways to a job. Bootstrap makes one for each open book.

What is done with jobs is in ``doings``, which is imported when the first of them is looked at and not while a book opens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.language import _
from app.services.office import Reader
from app.ui.session import Session, TabMaker

if TYPE_CHECKING:
    from app.services.ports import CalendarWriter
    from app.ui.jobs.doings import JobDoings
    from app.ui.jobs.room import JobsRoom
    from app.ui.jobs.tab import FutureJobsTab, JobsTab, ScheduleTab


class JobScreens(QObject):
    """Ways to jobs and the calendar.

    Args:
        session: the open book.
        go: goes to a place of the Jobs panel.
        calendar_writer: gives what writes a calendar file; None where there is none.
    """

    def __init__(
        self,
        session: Session,
        go: Callable[[str], object],
        calendar_writer: Callable[[], CalendarWriter] | None = None,
    ) -> None:
        super().__init__(session)
        self._session, self._go, self._calendar_writer = session, go, calendar_writer
        self._doings: JobDoings | None = None

    @property
    def doings(self) -> JobDoings:
        """What can be done with jobs, made now if need be."""
        if self._doings is None:
            from app.ui.jobs.doings import JobDoings

            self._doings = JobDoings(self._session, self._go, self._calendar_writer)
        return self._doings

    def install(self) -> None:
        """Offer to other screens what is done here."""
        actions, tabs = self._session.actions, self._session.account_tabs
        actions.show_job = self.show
        actions.new_job = self.new_job
        if all(made.key != "jobs" for made in tabs):
            tabs.append(TabMaker("jobs", _jobs_title, self._jobs_tab, _count_jobs))
            tabs.append(TabMaker("future-jobs", _future_title, self._future_tab, _count_future_jobs))
            tabs.append(TabMaker("schedule", _schedule_title, self._schedule_tab))

    @Slot(object)
    def show(self, job_id: int) -> None:
        """Open a job."""
        self.doings.show(job_id)

    def new_job(self, customer_id: int | None = None, starts_at: datetime | None = None) -> None:
        """Enter a job; without a customer one is asked for first."""
        self.doings.new_job(customer_id, starts_at)

    def panel(self) -> JobsRoom:
        """Return the Jobs panel."""
        from app.ui.jobs.room import JobsRoom

        return JobsRoom(self._session, self.doings)

    def _jobs_tab(self) -> JobsTab:
        from app.ui.jobs.tab import JobsTab

        return JobsTab(self._session, self.doings)

    def _future_tab(self) -> FutureJobsTab:
        from app.ui.jobs.tab import FutureJobsTab

        return FutureJobsTab(self._session, self.doings)

    def _schedule_tab(self) -> ScheduleTab:
        from app.ui.jobs.tab import ScheduleTab

        return ScheduleTab(self._session, self.doings)


def _count_jobs(reader: Reader, customer_id: int) -> int:
    from app.services.queries.jobs import count_jobs

    return count_jobs(reader, customer_id)


def _count_future_jobs(reader: Reader, customer_id: int) -> int:
    from app.services.queries.jobs import count_future_jobs

    return count_future_jobs(reader, customer_id)


def _jobs_title() -> str:
    return _("Jobs")


def _future_title() -> str:
    return _("Future jobs")


def _schedule_title() -> str:
    return _("Schedule")
