"""Jobs: work to be done for a customer, once or as a visit that a service plan includes, and who does it when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false

from app.domain.job_states import JOB_STATUSES
from app.models.base import Base, Id, Minor, Ref, Stored, index_where, one_of, stored


class Technician(Base):
    """Somebody who is sent to jobs. One who left is archived: the jobs that were done keep the name."""

    __tablename__ = "technician"
    __table_args__ = (UniqueConstraint("name"),)

    id: Stored[Id]
    name: Stored[str]
    archived: Stored[bool] = stored(server_default=false())


class Job(Base):
    """A job. A plan's visit names its plan, the year of the plan (from 0) and which visit of that year it is (from 1).

    ``due_on`` is when it should be done by; ``starts_at`` and ``ends_at`` are the appointment. ``amount_minor`` is what its
    lines come to before tax. ``invoice_id`` is the one invoice, or draft of one, that asks for it; a visit has none, because
    its plan is billed.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("status", *JOB_STATUSES),
        CheckConstraint("(plan_id IS NULL) = (plan_year IS NULL)", name="visit_of_plan"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="appointment_whole"),
        CheckConstraint("starts_at < ends_at", name="appointment_lasts"),
        CheckConstraint("status <> 'scheduled' OR starts_at IS NOT NULL", name="scheduled_when"),
        CheckConstraint("(status = 'invoiced') = (invoice_id IS NOT NULL)", name="invoiced_by"),
        CheckConstraint("plan_id IS NULL OR invoice_id IS NULL", name="visit_billed_by_plan"),
        Index(None, "customer_id", "status"),
        Index(None, "status"),
        Index(None, "starts_at"),
        Index(None, "technician_id", "starts_at"),
        index_where(
            "uq_job_invoice",
            "invoice_id",
            unique=True,
            where="invoice_id IS NOT NULL",
        ),
        index_where(
            "uq_job_visit",
            "plan_id",
            "plan_year",
            "visit_no",
            unique=True,
            where="plan_id IS NOT NULL",
        ),
    )

    id: Stored[Id]
    number: Stored[str]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    site_id: Stored[int | None] = stored(ForeignKey("site.id"))
    title: Stored[str]
    details: Stored[str] = stored(server_default="")
    technician_id: Stored[int | None] = stored(ForeignKey("technician.id"))
    status: Stored[str]
    due_on: Stored[date | None]
    starts_at: Stored[datetime | None]
    ends_at: Stored[datetime | None]
    done_on: Stored[date | None]
    amount_minor: Stored[Minor] = stored(server_default="0")
    # A draft is written anew under its own id whenever it is saved: what refers to it is looked at when all is done.
    invoice_id: Stored[int | None] = stored(ForeignKey("invoice.id", deferrable=True, initially="DEFERRED"))
    plan_id: Stored[int | None] = stored(ForeignKey("plan.id"))
    plan_year: Stored[int | None]
    visit_no: Stored[int | None]
    # Number, what and details, folded as ``app.domain.folding`` does: what a search looks through.
    search_text: Stored[str]


class JobLine(Base):
    """What is done or delivered on a job, as its invoice will say it: quantity in millionths, discount and tax per million."""

    __tablename__ = "job_line"
    __table_args__ = (Index(None, "job_id", "position"),)

    id: Stored[Id]
    job_id: Stored[Ref] = stored(ForeignKey("job.id"))
    position: Stored[int]
    description: Stored[str]
    quantity_micro: Stored[int]
    unit_price_minor: Stored[Minor]
    discount_ppm: Stored[int] = stored(server_default="0")
    net_minor: Stored[Minor]
    tax_rate_id: Stored[int | None] = stored(ForeignKey("tax_rate.id"))
    tax_ppm: Stored[int] = stored(server_default="0")
