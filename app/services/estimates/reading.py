"""One estimate as it stands in the store, for the services that change it. Lists and pages are read in ``queries``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.domain.errors import NotFound
from app.domain.estimate_states import deposit_asked, status_of
from app.domain.folding import fold
from app.domain.language import _
from app.models.estimates import Estimate, EstimateLine
from app.services.invoicing.figures import NewLine
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class Standing:
    """An estimate as it stands; amounts in minor units. ``number`` is empty until it first goes out."""

    id: int
    number: str
    customer_id: int
    site_id: int | None
    title: str
    message: str
    state: str
    written_on: date
    written_by: str
    valid_until: date
    total_minor: int
    tax_minor: int
    deposit_minor: int
    deposit_ppm: int
    sent_on: date | None
    sent_how: str
    decided_on: date | None
    decided_by: str
    reason: str
    invoice_id: int | None
    job_id: int | None
    plan_id: int | None

    @property
    def net_minor(self) -> int:
        """What it comes to before tax."""
        return self.total_minor - self.tax_minor

    @property
    def asked_minor(self) -> int:
        """The deposit that is asked for, zero where none is."""
        return deposit_asked(self.total_minor, self.deposit_minor, self.deposit_ppm)

    def status(self, today: date) -> str:
        """Return how it stands on a day, one of ``ESTIMATE_STATUSES``."""
        return status_of(self.state, self.valid_until, today)

    def name(self) -> str:
        """Return what it is called in a sentence: its number, or its title in quotation marks while it has none."""
        return self.number or _("“{title}”").format(title=self.title)


def search_text_of(number: str, title: str, message: str) -> str:
    """Return what a search for an estimate looks through."""
    return fold(f"{number} {title} {message}".strip())


_STANDING: Select[*tuple[Any, ...]] = select(
    Estimate.id,
    Estimate.number,
    Estimate.customer_id,
    Estimate.site_id,
    Estimate.title,
    Estimate.message,
    Estimate.state,
    Estimate.written_on,
    Estimate.written_by,
    Estimate.valid_until,
    Estimate.total_minor,
    Estimate.tax_minor,
    Estimate.deposit_minor,
    Estimate.deposit_ppm,
    Estimate.sent_on,
    Estimate.sent_how,
    Estimate.decided_on,
    Estimate.decided_by,
    Estimate.reason,
    Estimate.invoice_id,
    Estimate.job_id,
    Estimate.plan_id,
)


def standing(reader: Reader, estimate_id: int) -> Standing:
    """Return an estimate.

    Raises:
        NotFound: there is no such estimate (any more).
    """
    row = reader.connection.execute(_STANDING.where(Estimate.id == estimate_id)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such estimate any more."))
    id_, number, *rest = row
    return Standing(id_, number or "", *rest)


def lines_of(reader: Reader, estimate_id: int) -> tuple[NewLine, ...]:
    """Return the lines of an estimate as its invoice will have them."""
    rows = reader.connection.execute(
        select(
            EstimateLine.description,
            EstimateLine.unit_price_minor,
            EstimateLine.quantity_micro,
            EstimateLine.discount_ppm,
            EstimateLine.tax_ppm,
            EstimateLine.tax_rate_id,
        )
        .where(EstimateLine.estimate_id == estimate_id)
        .order_by(EstimateLine.position)
    )
    return tuple(NewLine(*row) for row in rows)
