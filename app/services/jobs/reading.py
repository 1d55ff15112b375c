"""One job as it stands in the store, for the services that change it. Lists and pages are read in ``queries``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.folding import fold
from app.domain.language import _
from app.models.jobs import Job, JobLine
from app.services.invoicing.figures import NewLine
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class Standing:
    """A job as it stands; instants in UTC, the amount before tax in minor units."""

    id: int
    number: str
    customer_id: int
    site_id: int | None
    title: str
    details: str
    technician_id: int | None
    status: str
    due_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    done_on: date | None
    amount_minor: int
    invoice_id: int | None
    plan_id: int | None

    @property
    def is_visit(self) -> bool:
        """Whether a service plan includes it, and is billed for it."""
        return self.plan_id is not None


def job_search_text(number: str, title: str, details: str = "") -> str:
    """Return what a search for a job looks through."""
    return fold(f"{number} {title} {details}".strip())


_STANDING = select(
    Job.id,
    Job.number,
    Job.customer_id,
    Job.site_id,
    Job.title,
    Job.details,
    Job.technician_id,
    Job.status,
    Job.due_on,
    Job.starts_at,
    Job.ends_at,
    Job.done_on,
    Job.amount_minor,
    Job.invoice_id,
    Job.plan_id,
)


def standing(reader: Reader, job_id: int) -> Standing:
    """Return a job.

    Raises:
        NotFound: no such job.
    """
    row = reader.connection.execute(_STANDING.where(Job.id == job_id)).one_or_none()
    if row is None:
        raise NotFound(_("That job is not in this book."))
    values: tuple[Any, ...] = tuple(row)
    return Standing(*values)


def lines_of(reader: Reader, job_id: int) -> tuple[NewLine, ...]:
    """Return the lines of a job as its invoice will have them."""
    rows = reader.connection.execute(
        select(
            JobLine.description,
            JobLine.unit_price_minor,
            JobLine.quantity_micro,
            JobLine.discount_ppm,
            JobLine.tax_ppm,
            JobLine.tax_rate_id,
        )
        .where(JobLine.job_id == job_id)
        .order_by(JobLine.position)
    )
    return tuple(NewLine(*row) for row in rows)
