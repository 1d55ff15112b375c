"""The paper of an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.documents.common import Edition, Letterhead, Recipient, TaxSummaryLine
from app.services.documents.invoices import InvoiceLine


class EstimateStamp(StrEnum):
    """A word in the heading that says the paper is not one that waits for an answer."""

    NONE = ""
    DRAFT = "draft"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class EstimateDocument:
    """An estimate ready to be printed; amounts in minor units.

    Lines must add up to ``subtotal_minor``, and subtotal and taxes to ``total_minor``: an estimate that does not add up cannot
    be made.

    Attributes:
        number: from its series; empty for a draft that never went out.
        title: what it is about.
        valid_until: the last day it can be accepted on.
        site: where the work is to be done, one line; empty leaves it out.
        deposit_minor: what is asked for in advance; zero leaves it out.
        message: one paragraph under the totals.
        accepted_on, accepted_by: printed in place of the lines to sign on.
    """

    edition: Edition
    letterhead: Letterhead
    recipient: Recipient
    number: str
    title: str
    written_on: date
    valid_until: date
    lines: tuple[InvoiceLine, ...]
    subtotal_minor: int
    total_minor: int
    taxes: tuple[TaxSummaryLine, ...] = ()
    deposit_minor: int = 0
    stamp: EstimateStamp = EstimateStamp.NONE
    site: str = ""
    message: str = ""
    accepted_on: date | None = None
    accepted_by: str = ""

    def __post_init__(self) -> None:
        lines = sum(line.amount_minor for line in self.lines)
        if lines != self.subtotal_minor:
            raise ValueError(f"estimate lines come to {lines}, not to the subtotal {self.subtotal_minor}")
        total = self.subtotal_minor + sum(tax.tax_minor for tax in self.taxes)
        if total != self.total_minor:
            raise ValueError(f"subtotal and taxes come to {total}, not the total {self.total_minor}")
