"""What stands above the list of all jobs: how many wait for what, and what service plans owe that is overdue or failed."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select

from app.domain.appointments import day_bounds
from app.domain.job_states import OPEN_STATUSES
from app.models.jobs import Job
from app.services.office import Reader
from app.services.queries.asking import exact_sum
from app.services.queries.plan_money import open_by_plan


@dataclass(frozen=True, slots=True)
class JobsHead:
    """Counts of jobs and the money of those that are to be invoiced, before tax; and what plans owe, in minor units.

    ``plan_id`` is the one plan that owes, when it is one alone.
    """

    open: int
    unscheduled: int
    late: int
    today: int
    to_invoice: int
    to_invoice_minor: int
    plans: int
    plan_id: int | None
    overdue_minor: int
    failed_minor: int

    @property
    def plans_minor(self) -> int:
        """What is overdue or failed on service plans."""
        return self.overdue_minor + self.failed_minor


def jobs_head(reader: Reader) -> JobsHead:
    """Return what stands above the list of all jobs, as of today."""
    since, until = day_bounds(reader.today, 1, ZoneInfo(reader.profile.time_zone))
    is_late = or_(Job.ends_at <= since, and_(Job.starts_at.is_(None), Job.due_on < reader.today))
    one = reader.connection.execute(
        select(
            func.count(),
            exact_sum(case((Job.status == "unscheduled", 1), else_=0)),
            exact_sum(case((is_late, 1), else_=0)),
            exact_sum(case((and_(Job.starts_at < until, Job.ends_at > since), 1), else_=0)),
        ).where(Job.status.in_(OPEN_STATUSES))
    ).one()
    done = reader.connection.execute(
        select(func.count(), exact_sum(Job.amount_minor)).where(Job.status == "done", Job.plan_id.is_(None))
    ).one()
    owed = open_by_plan()
    plans = reader.connection.execute(
        select(func.count(), func.min(owed.c.plan_id), exact_sum(owed.c.overdue_minor), exact_sum(owed.c.failed_minor)).where(
            or_(owed.c.overdue_minor > 0, owed.c.failed_minor > 0)
        ),
        {"today": reader.today},
    ).one()
    count = int(plans[0])
    return JobsHead(
        int(one[0]),
        int(one[1]),
        int(one[2]),
        int(one[3]),
        int(done[0]),
        int(done[1]),
        count,
        int(plans[1]) if count == 1 else None,
        int(plans[2]),
        int(plans[3]),
    )
