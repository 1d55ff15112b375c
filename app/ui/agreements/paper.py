"""The job that puts an agreement on paper: the same bytes in preview, printer, file and mail."""

from __future__ import annotations

from app.services.agreements.keeping import read_agreement
from app.services.agreements.mailing import check_mailable
from app.services.agreements.papers import agreement_document
from app.services.mail.kinds import MailKind
from app.services.printing import PaperKind, PrintedPaper
from app.ui.paper.jobs import Made, MailPart, Making, PrintJob


def agreement_job(agreement_id: int, title: str, subtitle: str = "", *, to_send: bool = False) -> PrintJob:
    """Return the job that prints an agreement.

    Args:
        agreement_id: which.
        title: what it is called.
        subtitle: whose it is.
        to_send: make the paper that goes out today, also of a draft; refused while it has blanks.
    """

    def make(making: Making) -> Made:
        if to_send:
            making.office.read(lambda reader: check_mailable(reader, agreement_id))
        doc, facts = making.office.read(
            lambda reader: (
                agreement_document(reader, agreement_id, to_send=to_send), read_agreement(reader, agreement_id)
            )
        )
        pdf = making.press.render_agreement(doc, substitute=making.substitute)
        papers = (PrintedPaper(PaperKind.AGREEMENT, doc.title, facts.customer_id),)
        part = MailPart(MailKind.AGREEMENT, facts.customer_id, agreement_id, doc.title)
        return Made(pdf, papers, parts=() if doc.is_draft else (part,))

    return PrintJob(title, make, subtitle)
