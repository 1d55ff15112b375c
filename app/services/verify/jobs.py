"""Checks of jobs: lines and amounts add up, and an invoice asks for the job it names and for nobody else's."""

from __future__ import annotations

from app.domain.language import _
from app.services.office import Reader
from app.services.verify.checking import CheckResult, amounts, look


def amounts_follow_lines(reader: Reader) -> CheckResult:
    """What a job comes to is the sum of its lines."""
    show = amounts(reader)
    return look(
        reader,
        _("Jobs add up to their lines"),
        "job",
        "SELECT job.number, job.amount_minor, COALESCE(added.net, 0) FROM job LEFT JOIN ("
        "SELECT job_id, SUM(net_minor) AS net FROM job_line GROUP BY job_id) AS added ON added.job_id = job.id "
        "WHERE job.amount_minor <> COALESCE(added.net, 0)",
        lambda number, stored, found: _("job {number}: {stored} by its own total, {found} by its lines").format(
            number=number, stored=show(stored), found=show(found)
        ),
    )


def invoices_ask_for_their_jobs(reader: Reader) -> CheckResult:
    """An invoice that asks for a job is the same customer's, and stands."""
    return look(
        reader,
        _("Jobs are invoiced to their own customer, once"),
        "job WHERE invoice_id IS NOT NULL",
        "SELECT job.number, invoice.number FROM job JOIN invoice ON invoice.id = job.invoice_id "
        "WHERE invoice.customer_id <> job.customer_id OR invoice.state = 'void'",
        lambda number, invoice: _("job {number}: invoice {invoice} is void or somebody else's").format(
            number=number, invoice=invoice or _("draft")
        ),
    )
