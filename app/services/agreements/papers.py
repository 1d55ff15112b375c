"""Reads an agreement as it is put on paper, in the customer's language."""

from __future__ import annotations

from app.services.agreements.keeping import read_agreement
from app.services.documents import AgreementDocument
from app.services.office import Reader
from app.services.queries.paper_heads import customer_edition, customer_language, letterhead, recipient


def agreement_document(reader: Reader, agreement_id: int, *, to_send: bool = False) -> AgreementDocument:
    """Return an agreement's paper; ``to_send`` is the one that goes out today, which is marked as a draft no longer.

    Raises:
        NotFound: there is no such agreement.
    """
    facts = read_agreement(reader, agreement_id)
    return AgreementDocument(
        edition=customer_edition(reader, customer_language(reader, facts.customer_id)),
        letterhead=letterhead(reader),
        recipient=recipient(reader, facts.customer_id),
        title=facts.title,
        dated_on=facts.sent_on or (reader.today if to_send else facts.written_on),
        body=facts.body,
        is_draft=facts.state == "draft" and not to_send,
        signed_on=facts.signed_on,
        signed_by=facts.signed_by,
    )
