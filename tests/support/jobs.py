"""The few verbs that tests of jobs begin with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.services.invoicing.figures import NewLine
from app.services.jobs.entering import NewJob, enter_job
from app.services.jobs.moving import schedule_job
from app.services.jobs.technicians import add_technician
from app.services.office import Office

MONDAY = datetime(2026, 3, 16, 14, tzinfo=UTC)
"""Nine in the morning in Chicago on the tests' today."""


def act(office: Office, use_case: Any, *args: Any, **more: Any) -> Any:
    """Do one thing and keep it."""
    return office.write(lambda writer: use_case(writer, *args, **more))


def a_person(office: Office, name: str = "Ingrid") -> int:
    """Add somebody who is sent to jobs."""
    return act(office, add_technician, name)  # type: ignore[no-any-return]


def a_job(office: Office, customer_id: int, title: str = "Furnace tune-up", price_minor: int = 18_900, **details: Any) -> int:
    """Enter a job of one line and return its id; ``details`` as ``NewJob`` takes them."""
    facts = {"lines": (NewLine(title, price_minor),) if price_minor else (), **details}
    made = act(office, enter_job, NewJob(customer_id, title, **facts))
    return made.id  # type: ignore[no-any-return]


def booked(office: Office, job_id: int, starts_at: datetime = MONDAY, hours: float = 1, who: int | None = None) -> Any:
    """Put a job into the calendar."""
    return act(office, schedule_job, job_id, starts_at, starts_at + timedelta(hours=hours), who)
