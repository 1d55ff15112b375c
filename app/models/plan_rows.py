"""What a bulk insert of plans, periods and charges hands over, one NamedTuple a table (see ``app.models.bulk``)."""

from __future__ import annotations

from typing import NamedTuple


class PlanRow(NamedTuple):
    """A plan as it is first entered."""

    id: int
    number: str
    customer_id: int
    site_id: int | None
    template_id: int | None
    kind: str
    name: str
    included: str
    agreement: str
    message: str
    visits_per_year: int
    status: str
    frequency: str
    timing: str
    start_on: str
    end_on: str | None
    anchor_on: str
    next_index: int
    next_bill_on: str | None
    price_minor: int
    discount_ppm: int
    tax_rate_id: int | None
    terms: str
    paid_by: str
    method_ref: str
    method_label: str
    method_expires_on: str | None
    accepted_on: str | None


class PlanPriceRow(NamedTuple):
    """A price of a plan from a day on."""

    id: int
    plan_id: int
    effective_on: str
    price_minor: int
    discount_ppm: int
    prorated: bool = False
    change_id: int | None = None


class PlanLineRow(NamedTuple):
    """A line of a recurring invoice."""

    plan_id: int
    position: int
    description: str
    quantity_micro: int
    unit_price_minor: int
    discount_ppm: int
    tax_rate_id: int | None
    tax_ppm: int


class PlanPeriodRow(NamedTuple):
    """A period of a plan that was dealt with."""

    id: int
    plan_id: int
    segment: int
    period_index: int
    start_on: str
    end_on: str
    first_on: str
    last_on: str
    due_on: str
    price_minor: int
    net_minor: int
    state: str
    charge: str
    invoice_id: int | None
    run_id: int | None
    reason: str


class PlanPauseRow(NamedTuple):
    """Days of rest."""

    id: int
    plan_id: int
    from_on: str
    until_on: str | None
    reason: str


class PlanAdjustmentRow(NamedTuple):
    """An invoice or a credit memo that set a period right."""

    id: int
    plan_id: int
    period_id: int | None
    kind: str
    made_on: str
    net_minor: int
    invoice_id: int | None
    credit_memo_id: int | None


class PlanChargeRow(NamedTuple):
    """A charge that waits to be sent."""

    id: int
    invoice_id: int
    customer_id: int
    plan_id: int | None
    amount_minor: int
    method: str
    state: str
    queued_on: str
    try_on: str | None


class LateFeeRow(NamedTuple):
    """A late fee on an overdue invoice."""

    id: int
    invoice_id: int
    level: int
    amount_minor: int
    fee_invoice_id: int
    run_id: int
    state: str
