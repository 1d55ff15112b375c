"""Reads an estimate as it is put on paper, in the customer's language."""

from __future__ import annotations

from app.domain.language import speaking
from app.services.documents import EstimateDocument, EstimateStamp
from app.services.office import Reader
from app.services.queries.documents import line_of, taxes_of
from app.services.queries.estimates import estimate_page
from app.services.queries.paper_heads import customer_edition, customer_language, letterhead, recipient
from app.services.translations import translations_for

_STAMPS = {
    "draft": EstimateStamp.DRAFT,
    "sent": EstimateStamp.NONE,
    "expired": EstimateStamp.EXPIRED,
    "accepted": EstimateStamp.ACCEPTED,
    "declined": EstimateStamp.DECLINED,
}


def estimate_document(reader: Reader, estimate_id: int, *, going_out: bool = False) -> EstimateDocument:
    """Return an estimate's paper as of today.

    Args:
        reader: the book.
        estimate_id: the estimate.
        going_out: it is about to be mailed: a draft bears no mark of one.

    Raises:
        NotFound: no such estimate.
    """
    page = estimate_page(reader, estimate_id)
    facts = page.facts
    edition = customer_edition(reader, customer_language(reader, facts.customer_id))
    stamp = _STAMPS[page.status]
    with speaking(translations_for(edition.language)):
        lines = tuple(line_of(line, "", edition.locale, edition.currency.code) for line in page.lines)
        return EstimateDocument(
            edition,
            letterhead(reader),
            recipient(reader, facts.customer_id),
            facts.number,
            facts.title,
            facts.written_on,
            facts.valid_until,
            lines,
            facts.net_minor,
            facts.total_minor,
            tuple(taxes_of(page.lines)),
            facts.asked_minor,
            EstimateStamp.NONE if going_out and stamp is EstimateStamp.DRAFT else stamp,
            page.site_name,
            facts.message,
            facts.decided_on if facts.state == "accepted" else None,
            facts.decided_by,
        )
