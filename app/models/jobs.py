"""Jobs: work to be done for a customer, once or as a visit that a service plan includes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Minor, Ref, one_of, table_args

JOB_STATUSES = ("unscheduled", "scheduled", "in_progress", "done", "invoiced", "cancelled")


class Job(Base):
    """A job. A plan's visit names its plan, the year of the plan (from 0) and which visit of that year it is (from 1).

    ``due_on`` is when it should be done by, ``scheduled_on`` when it will be, at ``scheduled_time`` (24 h, ``14:30``, or
    empty).
    """

    __tablename__ = "job"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        one_of("status", *JOB_STATUSES),
        CheckConstraint("(plan_id IS NULL) = (plan_year IS NULL)", name="visit_of_plan"),
        Index(None, "customer_id", "status"),
        Index(None, "status", "scheduled_on"),
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
    assigned_to: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str]
    due_on: Mapped[date | None]
    scheduled_on: Mapped[date | None]
    scheduled_time: Mapped[str] = mapped_column(server_default="")
    done_on: Mapped[date | None]
    amount_minor: Mapped[Minor] = mapped_column(server_default="0")
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    plan_year: Mapped[int | None]
    visit_no: Mapped[int | None]
