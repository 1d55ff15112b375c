"""What a bulk insert of jobs hands over, one NamedTuple a table (see ``app.models.bulk``); instants as ``instant_text``."""

from __future__ import annotations

from typing import NamedTuple


class TechnicianRow(NamedTuple):
    """Somebody who is sent to jobs."""

    id: int
    name: str


class JobRow(NamedTuple):
    """A job as it is first entered."""

    id: int
    number: str
    customer_id: int
    site_id: int | None
    title: str
    details: str
    technician_id: int | None
    status: str
    due_on: str | None
    starts_at: str | None
    ends_at: str | None
    amount_minor: int
    plan_id: int | None
    plan_year: int | None
    visit_no: int | None
    search_text: str


class JobLineRow(NamedTuple):
    """A line of a job."""

    id: int
    job_id: int
    position: int
    description: str
    quantity_micro: int
    unit_price_minor: int
    discount_ppm: int
    net_minor: int
    tax_rate_id: int | None
    tax_ppm: int
