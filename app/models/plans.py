"""Service plans and their billing: templates, plans, prices, pauses, periods, runs, charges that wait, late fees.

A period of a plan is one row, unique in the store while it stands: that is what keeps a run from billing it twice. Invoices
repeated on a schedule are plans of the kind ``recurring`` with lines of their own and go through the same tables.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, true

from app.models.base import Base, Id, Minor, Ref, Stored, index_where, one_of, stored

PAID_BY = ("card", "bank", "cash", "check", "other")
STATUSES = ("draft", "pending", "active", "paused", "cancelled", "ended")


class PlanTemplate(Base):
    """What the office sells: a plan by name, what is included, how many visits a year, under which agreement."""

    __tablename__ = "plan_template"
    __table_args__ = (UniqueConstraint("name"), CheckConstraint("visits_per_year >= 0", name="visits_positive"))

    id: Stored[Id]
    name: Stored[str]
    included: Stored[str] = stored(server_default="")
    agreement: Stored[str] = stored(server_default="")
    visits_per_year: Stored[int] = stored(server_default="0")
    tax_rate_id: Stored[int | None] = stored(ForeignKey("tax_rate.id"))
    archived: Stored[bool] = stored(server_default=false())


class PlanTemplatePrice(Base):
    """A template's price for one billing frequency (a code of ``app.domain.schedule``)."""

    __tablename__ = "plan_template_price"
    __table_args__ = (CheckConstraint("price_minor >= 0", name="price_positive"),)

    template_id: Stored[Ref] = stored(ForeignKey("plan_template.id"), primary_key=True)
    frequency: Stored[str] = stored(primary_key=True)
    price_minor: Stored[Minor]


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
    __table_args__ = (
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
        index_where(
            "ix_plan_due",
            "next_bill_on",
            "id",
            where="next_bill_on IS NOT NULL",
        ),
    )

    id: Stored[Id]
    number: Stored[str]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    site_id: Stored[int | None] = stored(ForeignKey("site.id"))
    template_id: Stored[int | None] = stored(ForeignKey("plan_template.id"))
    kind: Stored[str] = stored(server_default="plan")
    name: Stored[str]
    included: Stored[str] = stored(server_default="")
    agreement: Stored[str] = stored(server_default="")
    message: Stored[str] = stored(server_default="")
    visits_per_year: Stored[int] = stored(server_default="0")
    status: Stored[str]
    frequency: Stored[str]
    timing: Stored[str] = stored(server_default="advance")
    start_on: Stored[date]
    end_on: Stored[date | None]
    agreed_end_on: Stored[date | None]
    ends_as: Stored[str] = stored(server_default="ended")
    anchor_on: Stored[date]
    segment: Stored[int] = stored(server_default="1")
    next_index: Stored[int] = stored(server_default="0")
    next_bill_on: Stored[date | None]
    plain: Stored[bool] = stored(server_default=true())
    price_minor: Stored[Minor]
    last_total_minor: Stored[int | None]
    discount_ppm: Stored[int] = stored(server_default="0")
    tax_rate_id: Stored[int | None] = stored(ForeignKey("tax_rate.id"))
    terms: Stored[str] = stored(server_default="receipt")
    paid_by: Stored[str]
    method_ref: Stored[str] = stored(server_default="")
    method_label: Stored[str] = stored(server_default="")
    method_expires_on: Stored[date | None]
    sent_on: Stored[date | None]
    accepted_on: Stored[date | None]
    accepted_by: Stored[str] = stored(server_default="")
    cancelled_on: Stored[date | None]
    cancel_reason: Stored[str] = stored(server_default="")
    visits_until_on: Stored[date | None]
    version: Stored[int] = stored(server_default="1")


class PlanLine(Base):
    """A line of a recurring invoice, repeated on each of its invoices. Plans proper have none: their price is their line."""

    __tablename__ = "plan_line"

    plan_id: Stored[Ref] = stored(ForeignKey("plan.id"), primary_key=True)
    position: Stored[int] = stored(primary_key=True)
    description: Stored[str]
    quantity_micro: Stored[int]
    unit_price_minor: Stored[Minor]
    discount_ppm: Stored[int] = stored(server_default="0")
    tax_rate_id: Stored[int | None] = stored(ForeignKey("tax_rate.id"))
    tax_ppm: Stored[int] = stored(server_default="0")


class PriceChange(Base):
    """A price change of one or many plans at once, which can be taken back where nothing was billed by it yet."""

    __tablename__ = "price_change"
    __table_args__ = (one_of("state", "applied", "reversed"), one_of("rule", "percent", "amount", "price"))

    id: Stored[Id]
    effective_on: Stored[date]
    rule: Stored[str]
    value: Stored[int]
    plans: Stored[int]
    state: Stored[str]
    reason: Stored[str] = stored(server_default="")
    actor: Stored[str]
    made_at: Stored[datetime]
    reversed_at: Stored[datetime | None]
    reversed_by: Stored[str] = stored(server_default="")


class PlanPrice(Base):
    """What a plan costs a period, from a day on: a price and the discount on it.

    A ``prorated`` price counts from that very day, within a period by days (a change of template); any other from the first
    period that starts on or after it (a price rise). Rows are added and marked reversed, never edited otherwise.
    """

    __tablename__ = "plan_price"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price_positive"),
        Index(None, "plan_id", "effective_on"),
        index_where(None, "change_id", where="change_id IS NOT NULL"),
    )

    id: Stored[Id]
    plan_id: Stored[Ref] = stored(ForeignKey("plan.id"))
    effective_on: Stored[date]
    price_minor: Stored[Minor]
    discount_ppm: Stored[int] = stored(server_default="0")
    prorated: Stored[bool] = stored(server_default=false())
    change_id: Stored[int | None] = stored(ForeignKey("price_change.id"))
    reversed: Stored[bool] = stored(server_default=false())


class PlanPause(Base):
    """Days on which a plan rests and is not paid for, both ends included; ``until_on`` is None until it goes on."""

    __tablename__ = "plan_pause"
    __table_args__ = (
        Index(None, "plan_id", "from_on"),
    )

    id: Stored[Id]
    plan_id: Stored[Ref] = stored(ForeignKey("plan.id"))
    from_on: Stored[date]
    until_on: Stored[date | None]
    reason: Stored[str] = stored(server_default="")


class BillingRun(Base):
    """A billing run that was posted: through which date, on which business date, and what came of it."""

    __tablename__ = "billing_run"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("state", "posted", "reversed"),
        one_of("missed", "each", "combine", "skip"),
        Index(None, "through_on"),
    )

    id: Stored[Id]
    number: Stored[str]
    through_on: Stored[date]
    posted_on: Stored[date]
    missed: Stored[str]
    digest: Stored[str]
    invoices: Stored[int]
    skipped: Stored[int]
    total_minor: Stored[Minor]
    credit_minor: Stored[Minor]
    queued_minor: Stored[Minor]
    state: Stored[str]
    actor: Stored[str]
    posted_at: Stored[datetime]
    reversed_at: Stored[datetime | None]
    reversed_by: Stored[str] = stored(server_default="")
    reason: Stored[str] = stored(server_default="")


class PlanPeriod(Base):
    """A period of a plan that was dealt with. Unique per plan, segment and index while it stands (not reversed).

    ``net_minor`` is what was asked for it, without tax; ``charge`` how: none (nothing to ask for), credit (met by account
    credit), queued (a charge waits to be sent), open (the customer pays). Of a period billed in part ``first_on`` and
    ``last_on`` are the days that were billed.
    """

    __tablename__ = "plan_period"
    __table_args__ = (
        one_of("state", "billed", "combined", "skipped", "waived", "reversed"),
        one_of("charge", "none", "credit", "queued", "open"),
        CheckConstraint("(state IN ('billed', 'combined')) <= (invoice_id IS NOT NULL)", name="billed_by_invoice"),
        index_where(
            "uq_plan_period_standing",
            "plan_id",
            "segment",
            "period_index",
            unique=True,
            where="state <> 'reversed'",
        ),
        Index(None, "plan_id"),
        index_where(None, "invoice_id", where="invoice_id IS NOT NULL"),
        index_where(None, "run_id", where="run_id IS NOT NULL"),
    )

    id: Stored[Id]
    plan_id: Stored[Ref] = stored(ForeignKey("plan.id"))
    segment: Stored[int]
    period_index: Stored[int]
    start_on: Stored[date]
    end_on: Stored[date]
    first_on: Stored[date]
    last_on: Stored[date]
    due_on: Stored[date]
    price_minor: Stored[Minor]
    net_minor: Stored[Minor]
    state: Stored[str]
    charge: Stored[str]
    invoice_id: Stored[int | None] = stored(ForeignKey("invoice.id"))
    run_id: Stored[int | None] = stored(ForeignKey("billing_run.id"))
    reason: Stored[str] = stored(server_default="")


class PlanAdjustment(Base):
    """What a period cost more or less afterwards (pause, resumption, cancellation, change): an invoice or a credit memo.

    ``net_minor`` is signed and without tax: negative was credited.
    """

    __tablename__ = "plan_adjustment"
    __table_args__ = (
        one_of("kind", "pause", "resume", "cancel", "change", "waive"),
        CheckConstraint("(invoice_id IS NULL) <> (credit_memo_id IS NULL)", name="one_document"),
        Index(None, "plan_id"),
        index_where(None, "invoice_id", where="invoice_id IS NOT NULL"),
    )

    id: Stored[Id]
    plan_id: Stored[Ref] = stored(ForeignKey("plan.id"))
    period_id: Stored[int | None] = stored(ForeignKey("plan_period.id"))
    kind: Stored[str]
    made_on: Stored[date]
    net_minor: Stored[Minor]
    invoice_id: Stored[int | None] = stored(ForeignKey("invoice.id"))
    credit_memo_id: Stored[int | None] = stored(ForeignKey("credit_memo.id"))


class PlanCharge(Base):
    """A card or bank payment that the office asked for, one per invoice, and how it fares.

    waiting: not sent yet, ``try_on`` is when it may be; sent: with the processor; processing: taken, not settled; failed:
    refused, ``try_on`` is the next try or None; paid; cancelled. ``stage`` is how far dunning has come, ``steps_done`` how
    many steps of the office's ladder were taken.
    """

    __tablename__ = "plan_charge"
    __table_args__ = (
        UniqueConstraint("invoice_id"),
        one_of("state", "waiting", "sent", "processing", "failed", "paid", "cancelled"),
        one_of("stage", "none", "retrying", "reminded", "paused", "handed_over", "stopped"),
        one_of("method", "card", "bank"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index(None, "plan_id"),
        Index(None, "customer_id"),
        Index("ix_plan_charge_try", "state", "try_on"),
    )

    id: Stored[Id]
    invoice_id: Stored[Ref] = stored(ForeignKey("invoice.id"))
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    plan_id: Stored[int | None] = stored(ForeignKey("plan.id"))
    amount_minor: Stored[Minor]
    method: Stored[str]
    state: Stored[str]
    stage: Stored[str] = stored(server_default="none")
    queued_on: Stored[date]
    try_on: Stored[date | None]
    attempts: Stored[int] = stored(server_default="0")
    steps_done: Stored[int] = stored(server_default="0")
    failed_on: Stored[date | None]
    reason_code: Stored[str] = stored(server_default="")
    reason: Stored[str] = stored(server_default="")
    operation_id: Stored[int | None]


class LateFee(Base):
    """A late fee charged for an overdue invoice: once per invoice and level while it stands."""

    __tablename__ = "late_fee"
    __table_args__ = (
        one_of("state", "posted", "reversed"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        index_where(
            "uq_late_fee_standing",
            "invoice_id",
            "level",
            unique=True,
            where="state = 'posted'",
        ),
        Index(None, "fee_invoice_id"),
        Index(None, "run_id"),
    )

    id: Stored[Id]
    invoice_id: Stored[Ref] = stored(ForeignKey("invoice.id"))
    level: Stored[int]
    amount_minor: Stored[Minor]
    fee_invoice_id: Stored[Ref] = stored(ForeignKey("invoice.id"))
    run_id: Stored[Ref] = stored(ForeignKey("billing_run.id"))
    state: Stored[str]
