"""Service plans and their billing: templates, plans, prices, pauses, periods, runs, charges that wait, late fees.

A period of a plan is one row, unique in the store while it stands: that is what keeps a run from billing it twice. Invoices
repeated on a schedule are plans of the kind ``recurring`` with lines of their own and go through the same tables.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Minor, Ref, one_of, table_args

PAID_BY = ("card", "bank", "cash", "check", "other")
STATUSES = ("draft", "pending", "active", "paused", "cancelled", "ended")


class PlanTemplate(Base):
    """What the office sells: a plan by name, what is included, how many visits a year, under which agreement."""

    __tablename__ = "plan_template"
    __table_args__ = table_args(UniqueConstraint("name"), CheckConstraint("visits_per_year >= 0", name="visits_positive"))

    id: Mapped[Id]
    name: Mapped[str]
    included: Mapped[str] = mapped_column(server_default="")
    agreement: Mapped[str] = mapped_column(server_default="")
    visits_per_year: Mapped[int] = mapped_column(server_default="0")
    tax_rate_id: Mapped[int | None] = mapped_column(ForeignKey("tax_rate.id"))
    archived: Mapped[bool] = mapped_column(server_default=false())


class PlanTemplatePrice(Base):
    """A template's price for one billing frequency (a code of ``app.domain.schedule``)."""

    __tablename__ = "plan_template_price"
    __table_args__ = table_args(CheckConstraint("price_minor >= 0", name="price_positive"))

    template_id: Mapped[Ref] = mapped_column(ForeignKey("plan_template.id"), primary_key=True)
    frequency: Mapped[str] = mapped_column(primary_key=True)
    price_minor: Mapped[Minor]


class Plan(Base):
    """A customer's plan as it is now.

    Periods are counted from ``anchor_on``; a change of frequency begins the next ``segment`` with an anchor of its own.
    ``next_index`` is the first period that no run has dealt with, ``next_bill_on`` the day it is to be billed, None when
    nothing will be billed any more. ``price_minor`` and ``discount_ppm`` are those of that period; the history is in
    ``plan_price``. ``plain`` says that the plan has had one price, no pause and no period taken back, so that a run need
    not look further. ``end_on`` is the last day; when it has passed the plan is what ``ends_as`` says; ``agreed_end_on`` is
    the last day that was agreed before a cancellation at period end. ``method_ref``
    names the saved card or bank account at the processor, with its label and expiry as they are shown.
    ``visits_until_on`` is the last day whose visits are on the jobs list.
    """

    __tablename__ = "plan"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        one_of("kind", "plan", "recurring"),
        one_of("status", *STATUSES),
        one_of("timing", "advance", "arrears"),
        one_of("paid_by", *PAID_BY),
        one_of("ends_as", "ended", "cancelled"),
        CheckConstraint("price_minor >= 0", name="price_positive"),
        CheckConstraint("discount_ppm BETWEEN 0 AND 1000000", name="discount_within"),
        CheckConstraint("end_on IS NULL OR end_on >= start_on", name="ends_after_start"),
        Index(None, "customer_id"),
        Index(
            "ix_plan_due",
            "next_bill_on",
            "id",
            sqlite_where=text("next_bill_on IS NOT NULL"),
            postgresql_where=text("next_bill_on IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    number: Mapped[str]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("plan_template.id"))
    kind: Mapped[str] = mapped_column(server_default="plan")
    name: Mapped[str]
    included: Mapped[str] = mapped_column(server_default="")
    agreement: Mapped[str] = mapped_column(server_default="")
    message: Mapped[str] = mapped_column(server_default="")
    visits_per_year: Mapped[int] = mapped_column(server_default="0")
    status: Mapped[str]
    frequency: Mapped[str]
    timing: Mapped[str] = mapped_column(server_default="advance")
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    agreed_end_on: Mapped[date | None]
    ends_as: Mapped[str] = mapped_column(server_default="ended")
    anchor_on: Mapped[date]
    segment: Mapped[int] = mapped_column(server_default="1")
    next_index: Mapped[int] = mapped_column(server_default="0")
    next_bill_on: Mapped[date | None]
    plain: Mapped[bool] = mapped_column(server_default=true())
    price_minor: Mapped[Minor]
    last_total_minor: Mapped[int | None]
    discount_ppm: Mapped[int] = mapped_column(server_default="0")
    tax_rate_id: Mapped[int | None] = mapped_column(ForeignKey("tax_rate.id"))
    terms: Mapped[str] = mapped_column(server_default="receipt")
    paid_by: Mapped[str]
    method_ref: Mapped[str] = mapped_column(server_default="")
    method_label: Mapped[str] = mapped_column(server_default="")
    method_expires_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    accepted_by: Mapped[str] = mapped_column(server_default="")
    cancelled_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(server_default="")
    visits_until_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")


class PlanLine(Base):
    """A line of a recurring invoice, repeated on each of its invoices. Plans proper have none: their price is their line."""

    __tablename__ = "plan_line"

    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    description: Mapped[str]
    quantity_micro: Mapped[int]
    unit_price_minor: Mapped[Minor]
    discount_ppm: Mapped[int] = mapped_column(server_default="0")
    tax_rate_id: Mapped[int | None] = mapped_column(ForeignKey("tax_rate.id"))
    tax_ppm: Mapped[int] = mapped_column(server_default="0")


class PriceChange(Base):
    """A price change of one or many plans at once, which can be taken back where nothing was billed by it yet."""

    __tablename__ = "price_change"
    __table_args__ = table_args(one_of("state", "applied", "reversed"), one_of("rule", "percent", "amount", "price"))

    id: Mapped[Id]
    effective_on: Mapped[date]
    rule: Mapped[str]
    value: Mapped[int]
    plans: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    actor: Mapped[str]
    made_at: Mapped[datetime]


class PlanPrice(Base):
    """What a plan costs a period, from a day on: a price and the discount on it.

    A ``prorated`` price counts from that very day, within a period by days (a change of template); any other from the first
    period that starts on or after it (a price rise). Rows are added and marked reversed, never edited otherwise.
    """

    __tablename__ = "plan_price"
    __table_args__ = table_args(
        CheckConstraint("price_minor >= 0", name="price_positive"),
        Index(None, "plan_id", "effective_on"),
        Index(None, "change_id", sqlite_where=text("change_id IS NOT NULL"), postgresql_where=text("change_id IS NOT NULL")),
    )

    id: Mapped[Id]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plan.id"))
    effective_on: Mapped[date]
    price_minor: Mapped[Minor]
    discount_ppm: Mapped[int] = mapped_column(server_default="0")
    prorated: Mapped[bool] = mapped_column(server_default=false())
    change_id: Mapped[int | None] = mapped_column(ForeignKey("price_change.id"))
    reversed: Mapped[bool] = mapped_column(server_default=false())


class PlanPause(Base):
    """Days on which a plan rests and is not paid for, both ends included; ``until_on`` is None until it goes on."""

    __tablename__ = "plan_pause"
    __table_args__ = table_args(
        Index(None, "plan_id", "from_on"),
    )

    id: Mapped[Id]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plan.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(server_default="")


class BillingRun(Base):
    """A billing run that was posted: through which date, on which business date, and what came of it."""

    __tablename__ = "billing_run"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        one_of("state", "posted", "reversed"),
        one_of("missed", "each", "combine", "skip"),
        Index(None, "through_on"),
    )

    id: Mapped[Id]
    number: Mapped[str]
    through_on: Mapped[date]
    posted_on: Mapped[date]
    missed: Mapped[str]
    digest: Mapped[str]
    invoices: Mapped[int]
    skipped: Mapped[int]
    total_minor: Mapped[Minor]
    credit_minor: Mapped[Minor]
    queued_minor: Mapped[Minor]
    state: Mapped[str]
    actor: Mapped[str]
    posted_at: Mapped[datetime]
    reversed_at: Mapped[datetime | None]
    reversed_by: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")


class PlanPeriod(Base):
    """A period of a plan that was dealt with. Unique per plan, segment and index while it stands (not reversed).

    ``net_minor`` is what was asked for it, without tax; ``charge`` how: none (nothing to ask for), credit (met by account
    credit), queued (a charge waits to be sent), open (the customer pays). Of a period billed in part ``first_on`` and
    ``last_on`` are the days that were billed.
    """

    __tablename__ = "plan_period"
    __table_args__ = table_args(
        one_of("state", "billed", "combined", "skipped", "waived", "reversed"),
        one_of("charge", "none", "credit", "queued", "open"),
        CheckConstraint("(state IN ('billed', 'combined')) <= (invoice_id IS NOT NULL)", name="billed_by_invoice"),
        Index(
            "uq_plan_period_standing",
            "plan_id",
            "segment",
            "period_index",
            unique=True,
            sqlite_where=text("state <> 'reversed'"),
            postgresql_where=text("state <> 'reversed'"),
        ),
        Index(None, "plan_id"),
        Index(None, "invoice_id", sqlite_where=text("invoice_id IS NOT NULL"), postgresql_where=text("invoice_id IS NOT NULL")),
        Index(None, "run_id", sqlite_where=text("run_id IS NOT NULL"), postgresql_where=text("run_id IS NOT NULL")),
    )

    id: Mapped[Id]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plan.id"))
    segment: Mapped[int]
    period_index: Mapped[int]
    start_on: Mapped[date]
    end_on: Mapped[date]
    first_on: Mapped[date]
    last_on: Mapped[date]
    due_on: Mapped[date]
    price_minor: Mapped[Minor]
    net_minor: Mapped[Minor]
    state: Mapped[str]
    charge: Mapped[str]
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("billing_run.id"))
    reason: Mapped[str] = mapped_column(server_default="")


class PlanAdjustment(Base):
    """What a period cost more or less afterwards (pause, resumption, cancellation, change): an invoice or a credit memo.

    ``net_minor`` is signed and without tax: negative was credited.
    """

    __tablename__ = "plan_adjustment"
    __table_args__ = table_args(
        one_of("kind", "pause", "resume", "cancel", "change", "waive"),
        CheckConstraint("(invoice_id IS NULL) <> (credit_memo_id IS NULL)", name="one_document"),
        Index(None, "plan_id"),
        Index(None, "invoice_id", sqlite_where=text("invoice_id IS NOT NULL"), postgresql_where=text("invoice_id IS NOT NULL")),
    )

    id: Mapped[Id]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plan.id"))
    period_id: Mapped[int | None] = mapped_column(ForeignKey("plan_period.id"))
    kind: Mapped[str]
    made_on: Mapped[date]
    net_minor: Mapped[Minor]
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    credit_memo_id: Mapped[int | None] = mapped_column(ForeignKey("credit_memo.id"))


class PlanCharge(Base):
    """A card or bank payment that the office asked for, one per invoice, and how it fares.

    waiting: not sent yet, ``try_on`` is when it may be; sent: with the processor; processing: taken, not settled; failed:
    refused, ``try_on`` is the next try or None; paid; cancelled. ``stage`` is how far dunning has come, ``steps_done`` how
    many steps of the office's ladder were taken.
    """

    __tablename__ = "plan_charge"
    __table_args__ = table_args(
        UniqueConstraint("invoice_id"),
        one_of("state", "waiting", "sent", "processing", "failed", "paid", "cancelled"),
        one_of("stage", "none", "retrying", "reminded", "paused", "handed_over", "stopped"),
        one_of("method", "card", "bank"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index(None, "plan_id"),
        Index(None, "customer_id"),
        Index("ix_plan_charge_try", "state", "try_on"),
    )

    id: Mapped[Id]
    invoice_id: Mapped[Ref] = mapped_column(ForeignKey("invoice.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    amount_minor: Mapped[Minor]
    method: Mapped[str]
    state: Mapped[str]
    stage: Mapped[str] = mapped_column(server_default="none")
    queued_on: Mapped[date]
    try_on: Mapped[date | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    steps_done: Mapped[int] = mapped_column(server_default="0")
    failed_on: Mapped[date | None]
    reason_code: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    operation_id: Mapped[int | None]


class LateFee(Base):
    """A late fee charged for an overdue invoice: once per invoice and level while it stands."""

    __tablename__ = "late_fee"
    __table_args__ = table_args(
        one_of("state", "posted", "reversed"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index(
            "uq_late_fee_standing",
            "invoice_id",
            "level",
            unique=True,
            sqlite_where=text("state = 'posted'"),
            postgresql_where=text("state = 'posted'"),
        ),
        Index(None, "fee_invoice_id"),
        Index(None, "run_id"),
    )

    id: Mapped[Id]
    invoice_id: Mapped[Ref] = mapped_column(ForeignKey("invoice.id"))
    level: Mapped[int]
    amount_minor: Mapped[Minor]
    fee_invoice_id: Mapped[Ref] = mapped_column(ForeignKey("invoice.id"))
    run_id: Mapped[Ref] = mapped_column(ForeignKey("billing_run.id"))
    state: Mapped[str]
