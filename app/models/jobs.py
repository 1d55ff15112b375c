"""Jobs: work to be done for a customer, once or as a visit that a service plan includes, and who does it when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.job_states import JOB_STATUSES
from app.models.base import Base, Id, Minor, Ref, one_of, table_args


class Technician(Base):
    """Somebody who is sent to jobs. One who left is archived: the jobs that were done keep the name."""

    __tablename__ = "technician"
    __table_args__ = table_args(UniqueConstraint("name"))

    id: Mapped[Id]
    name: Mapped[str]
    archived: Mapped[bool] = mapped_column(server_default=false())


class Job(Base):
    """A job. A plan's visit names its plan, the year of the plan (from 0) and which visit of that year it is (from 1).

    ``due_on`` is when it should be done by; ``starts_at`` and ``ends_at`` are the appointment. ``amount_minor`` is what its
    lines come to before tax. ``invoice_id`` is the one invoice, or draft of one, that asks for it; a visit has none, because
    its plan is billed.
    """

    __tablename__ = "job"
    __table_args__ = table_args(
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
        Index(
            "uq_job_invoice",
            "invoice_id",
            unique=True,
            sqlite_where=text("invoice_id IS NOT NULL"),
            postgresql_where=text("invoice_id IS NOT NULL"),
        ),
        Index(
            "uq_job_visit",
            "plan_id",
            "plan_year",
            "visit_no",
            unique=True,
            sqlite_where=text("plan_id IS NOT NULL"),
            postgresql_where=text("plan_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    number: Mapped[str]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    title: Mapped[str]
    details: Mapped[str] = mapped_column(server_default="")
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("technician.id"))
    status: Mapped[str]
    due_on: Mapped[date | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    done_on: Mapped[date | None]
    amount_minor: Mapped[Minor] = mapped_column(server_default="0")
    # A draft is written anew under its own id whenever it is saved: what refers to it is looked at when all is done.
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id", deferrable=True, initially="DEFERRED"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    plan_year: Mapped[int | None]
    visit_no: Mapped[int | None]


class JobLine(Base):
    """What is done or delivered on a job, as its invoice will say it: quantity in millionths, discount and tax per million."""

    __tablename__ = "job_line"
    __table_args__ = table_args(Index(None, "job_id", "position"))

    id: Mapped[Id]
    job_id: Mapped[Ref] = mapped_column(ForeignKey("job.id"))
    position: Mapped[int]
    description: Mapped[str]
    quantity_micro: Mapped[int]
    unit_price_minor: Mapped[Minor]
    discount_ppm: Mapped[int] = mapped_column(server_default="0")
    net_minor: Mapped[Minor]
    tax_rate_id: Mapped[int | None] = mapped_column(ForeignKey("tax_rate.id"))
    tax_ppm: Mapped[int] = mapped_column(server_default="0")
