"""What a plan is offered with: its words, and a price for each frequency that the customer may choose when he accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.language import _
from app.domain.plan_cost import PriceStep
from app.domain.schedule import CODES
from app.models.plans import Plan, PlanTemplatePrice
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """A plan as it is offered: prices a period by frequency code, before tax, minor units; the plan's own first.

    ``prices`` are after discount, ``list_prices`` before.
    """

    number: str
    name: str
    start_on: date
    included: str
    agreement: str
    prices: Mapping[str, int]
    list_prices: Mapping[str, int]


def plan_offer(reader: Reader, plan_id: int) -> PlanOffer:
    """Return what a plan is offered with.

    Raises:
        NotFound: no such plan.
    """
    row = reader.connection.execute(
        select(
            Plan.number,
            Plan.name,
            Plan.start_on,
            Plan.included,
            Plan.agreement,
            Plan.frequency,
            Plan.price_minor,
            Plan.discount_ppm,
            Plan.template_id,
        ).where(Plan.id == plan_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That plan is not in this book."))
    kept = dict(
        reader.connection.execute(
            select(PlanTemplatePrice.frequency, PlanTemplatePrice.price_minor).where(
                PlanTemplatePrice.template_id == row.template_id
            )
        ).all()
    )
    others = {code: kept[code] for code in (*CODES, *sorted(kept)) if code in kept and code != row.frequency}
    listed = {row.frequency: row.price_minor, **others}
    prices = {code: PriceStep(row.start_on, price, row.discount_ppm).net_minor for code, price in listed.items()}
    return PlanOffer(row.number, row.name, row.start_on, row.included, row.agreement, prices, listed)
