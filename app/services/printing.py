"""Papers that somebody says were printed well: only then does the diary call them printed. Making them is the press's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.services.activity import Happening, record
from app.services.office import Writer


class PaperKind(StrEnum):
    """What was printed."""

    INVOICE = "invoice"
    CREDIT_MEMO = "credit_memo"
    RECEIPT = "receipt"
    REFUND = "refund"
    STATEMENT = "statement"
    DEPOSIT = "deposit"
    AGREEMENT = "agreement"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """One paper of a print: of which customer (None: the office's own) and what it is called, such as its number."""

    kind: PaperKind
    number: str
    customer_id: int | None = None


def mark_printed(writer: Writer, papers: Sequence[PrintedPaper]) -> int:
    """Put papers that came out of the printer well into the diary (``invoice.printed``, …) and return how many."""
    record(writer, [Happening(f"{paper.kind}.printed", paper.customer_id, {"number": paper.number}) for paper in papers])
    writer.touch(*(f"customer:{paper.customer_id}" for paper in papers if paper.customer_id is not None))
    return len(papers)
