"""The paper of an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.documents.common import Edition, Letterhead, Recipient


@dataclass(frozen=True, slots=True)
class AgreementDocument:
    """An agreement as it is signed.

    Attributes:
        title: what it is called.
        dated_on: when it was sent; a draft's is the day it was written.
        body: its words; line breaks stand.
        is_draft: it is marked as a draft, so that nobody signs it.
        signed_on, signed_by: printed in place of the lines to sign on.
    """

    edition: Edition
    letterhead: Letterhead
    recipient: Recipient
    title: str
    dated_on: date
    body: str
    is_draft: bool = False
    signed_on: date | None = None
    signed_by: str = ""
