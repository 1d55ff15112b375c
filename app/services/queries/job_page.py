"""One job with everything its sheet shows: lines, taxes and sites to choose from, its diary, and what may be done next."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import NotFound
from app.domain.language import _
from app.services.invoicing.figures import NewLine
from app.services.jobs.reading import Standing, lines_of, standing
from app.services.jobs.technicians import TechnicianFacts, technicians
from app.services.office import Reader
from app.services.queries.activity import ActivityFacts, activity_rows
from app.services.queries.document_history import document_activity_ids
from app.services.queries.invoice_form import InvoiceForm, invoice_form
from app.services.queries.jobs import JobListRow, job_rows


@dataclass(frozen=True, slots=True)
class JobForm:
    """What a new job begins with: what the customer offers, and who can be sent."""

    customer: InvoiceForm
    people: tuple[TechnicianFacts, ...]


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job as it stands, with what its form offers."""

    form: JobForm
    row: JobListRow
    job: Standing
    lines: tuple[NewLine, ...]
    history: tuple[ActivityFacts, ...]


def job_form(reader: Reader, customer_id: int) -> JobForm:
    """Return what a new job of a customer begins with.

    Raises:
        NotFound: no such customer.
    """
    return JobForm(invoice_form(reader, customer_id), tuple(technicians(reader)))


def job_page(reader: Reader, job_id: int) -> JobPage:
    """Return a job.

    Raises:
        NotFound: no such job.
    """
    job = standing(reader, job_id)
    rows = job_rows(reader, [job_id])
    if not rows:
        raise NotFound(_("That job is not in this book."))
    people = technicians(reader, archived=True)
    offered = tuple(each for each in people if not each.archived or each.id == job.technician_id)
    history = activity_rows(reader, document_activity_ids(reader, job.customer_id, job.number))
    return JobPage(
        JobForm(invoice_form(reader, job.customer_id), offered), rows[0], job, lines_of(reader, job_id), tuple(history)
    )
