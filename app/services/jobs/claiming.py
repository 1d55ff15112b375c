"""What ties a job to the one invoice that asks for it: claimed with the invoice, let go with its end.

A job has room for one invoice only, and takes one only while it is done: nobody is asked twice for the same work. It knows
nothing of how invoices are made, so that drafts and voiding can use it.
"""

from __future__ import annotations

from sqlalchemy import select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.models.jobs import Job
from app.services.activity import Happening, record
from app.services.office import Reader, Writer


def claim_job(writer: Writer, job_id: int, invoice_id: int) -> None:
    """Note that an invoice, or a draft of one, asks for a job that is done.

    Raises:
        UserError: the job is not done, is asked for already, or is a visit that its plan pays for.
    """
    changed = writer.connection.execute(
        update(Job)
        .where(Job.id == job_id, Job.status == "done", Job.invoice_id.is_(None), Job.plan_id.is_(None))
        .values(status="invoiced", invoice_id=invoice_id)
    )
    row = writer.connection.execute(select(Job.number, Job.title, Job.customer_id).where(Job.id == job_id)).one_or_none()
    if changed.rowcount != 1 or row is None:
        number = row.number if row is not None else ""
        raise UserError(_("Job {number} cannot be invoiced: it is not done, or is invoiced already.").format(number=number))
    record(writer, [Happening("job.invoiced", row.customer_id, {"number": row.number, "title": row.title})])
    writer.touch("jobs", f"customer:{row.customer_id}")


def release_job(writer: Writer, invoice_id: int) -> int | None:
    """Let the job go that an invoice asked for, because the invoice is void or its draft discarded; return its id."""
    row = writer.connection.execute(
        select(Job.id, Job.number, Job.title, Job.customer_id).where(Job.invoice_id == invoice_id)
    ).one_or_none()
    if row is None:
        return None
    writer.connection.execute(update(Job).where(Job.id == row.id).values(status="done", invoice_id=None))
    record(writer, [Happening("job.released", row.customer_id, {"number": row.number, "title": row.title})])
    writer.touch("jobs", f"customer:{row.customer_id}")
    return int(row.id)


def job_of(reader: Reader, invoice_id: int) -> int | None:
    """Return the job that an invoice or a draft asks for, if there is one."""
    return reader.connection.execute(select(Job.id).where(Job.invoice_id == invoice_id)).scalar()
