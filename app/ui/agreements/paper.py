"""The job that puts an agreement on paper: the same bytes in preview, printer and file."""

from __future__ import annotations

from app.services.agreements.keeping import read_agreement
from app.services.agreements.papers import agreement_document
from app.services.printing import PaperKind, PrintedPaper
from app.ui.paper.jobs import Made, Making, PrintJob


def agreement_job(agreement_id: int, title: str, subtitle: str = "") -> PrintJob:
    """Return the job that prints an agreement."""

    def make(making: Making) -> Made:
        doc, facts = making.office.read(
            lambda reader: (agreement_document(reader, agreement_id), read_agreement(reader, agreement_id))
        )
        pdf = making.press.render_agreement(doc, substitute=making.substitute)
        return Made(pdf, (PrintedPaper(PaperKind.AGREEMENT, doc.title, facts.customer_id),))

    return PrintJob(title, make, subtitle)
