"""From a job to its invoice in one step, issued at once or kept as a draft to look at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.errors import UserError
from app.domain.language import _
from app.services.estimates.claiming import check_job_unasked
from app.services.estimates.deposits import apply_deposits
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice
from app.services.invoicing.issuing import IssuedInvoice, issue_invoice
from app.services.jobs.claiming import claim_job
from app.services.jobs.reading import lines_of, standing
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class JobInvoiced:
    """What came of a job: the invoice that was issued, or the id of the draft."""

    invoice_id: int
    issued: IssuedInvoice | None


def invoice_of(reader: Reader, job_id: int, on: date | None = None) -> NewInvoice:
    """Return the invoice that a job would become; its subject names the job.

    Raises:
        UserError: the job is not done, invoiced already, by itself or by the estimate behind it, a plan's visit, or has nothing
            to ask for.
        NotFound: no such job.
    """
    job = standing(reader, job_id)
    if job.is_visit:
        raise UserError(
            _("Job {number} is a visit of a service plan, which is billed by the plan.").format(number=job.number),
            _("Enter a job of its own for work beyond the plan."),
        )
    if job.status == "invoiced":
        raise UserError(_("Job {number} is invoiced already.").format(number=job.number))
    if job.status != "done":
        raise UserError(_("Job {number} is not done yet.").format(number=job.number), _("Mark it as done first."))
    check_job_unasked(reader, job_id)
    lines = lines_of(reader, job_id)
    if not lines:
        raise UserError(_("Job {number} has no lines to invoice.").format(number=job.number), _("Add what was done."))
    return NewInvoice(
        job.customer_id,
        on or reader.today,
        lines,
        subject=_("Job {number}: {title}").format(number=job.number, title=job.title),
        site_id=job.site_id,
        job_id=job.id,
    )


def invoice_job(writer: Writer, job_id: int, *, draft: bool = False, on: date | None = None) -> JobInvoiced:
    """Invoice a job that is done; it counts as invoiced from then on and cannot be invoiced again.

    Args:
        writer: the transaction.
        job_id: the job.
        draft: keep the invoice as a draft instead of issuing it.
        on: the invoice's date; today when None.

    Raises:
        UserError: as ``invoice_of``, or the invoice cannot be issued (negative, locked period).
        NotFound: no such job.
    """
    new = invoice_of(writer, job_id, on)
    if draft:
        return JobInvoiced(save_draft(writer, new), None)
    issued = issue_invoice(writer, new)
    claim_job(writer, job_id, issued.id)
    apply_deposits(writer, issued.id)
    return JobInvoiced(issued.id, issued)
