"""The job that puts an estimate on paper: the same bytes in preview, printer, file and mail."""

from __future__ import annotations

from app.domain.language import _
from app.services.estimates.papers import estimate_document
from app.services.estimates.reading import standing
from app.services.mail.kinds import MailKind
from app.services.printing import PaperKind, PrintedPaper
from app.ui.paper.jobs import Made, MailPart, Making, PrintJob


def estimate_job(estimate_id: int, number: str, subtitle: str = "", *, going_out: bool = False) -> PrintJob:
    """Return the job that prints an estimate; ``going_out`` leaves the mark of a draft away, because it is being mailed."""

    def make(making: Making) -> Made:
        doc, facts = making.office.read(
            lambda reader: (estimate_document(reader, estimate_id, going_out=going_out), standing(reader, estimate_id))
        )
        pdf = making.press.render_estimate(doc, substitute=making.substitute)
        if not doc.number:
            return Made(pdf)
        # What is shown with the mark of a draft is not what the customer is to get.
        shown = facts.state != "draft" or going_out
        job = None if shown else estimate_job(estimate_id, number, subtitle, going_out=True)
        part = MailPart(MailKind.ESTIMATE, facts.customer_id, estimate_id, doc.number, job)
        return Made(pdf, (PrintedPaper(PaperKind.ESTIMATE, doc.number, facts.customer_id),), parts=(part,))

    title = _("Estimate {number}").format(number=number) if number else _("Draft of an estimate")
    return PrintJob(title, make, subtitle)
