"""Estimates: what was offered to customers at which price, what they answered, and what was made of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false

from app.domain.estimate_states import ESTIMATE_STATES
from app.models.base import Base, Id, Minor, Ref, Stored, index_where, one_of, stored


class Estimate(Base):
    """An estimate. It gets its number when it first goes out, and keeps it; whether it has expired ``valid_until`` says.

    ``deposit_minor`` is an amount asked for in advance, ``deposit_ppm`` a share of the total instead. ``sent_how`` is mail or
    hand. ``invoice_id``, ``job_id`` and ``plan_id`` are what was made of it: an invoice that is void and a draft thrown away
    are let go, a job or plan that was cancelled stays until another is made. ``job_asks`` says that the job got the estimate's
    lines and asks for its money.
    """

    __tablename__ = "estimate"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("state", *ESTIMATE_STATES),
        one_of("sent_how", "", "mail", "hand"),
        CheckConstraint("state = 'draft' OR number IS NOT NULL", name="number_when_sent"),
        CheckConstraint("(state = 'accepted' OR state = 'declined') = (decided_on IS NOT NULL)", name="decided_when"),
        CheckConstraint("total_minor >= 0", name="total_positive"),
        CheckConstraint("deposit_minor >= 0 AND deposit_ppm >= 0 AND deposit_ppm <= 1000000", name="deposit_possible"),
        Index(None, "customer_id", "state"),
        index_where("ix_estimate_waiting", "valid_until", where="state = 'sent'"),
        index_where("uq_estimate_invoice", "invoice_id", unique=True, where="invoice_id IS NOT NULL"),
        index_where("uq_estimate_job", "job_id", unique=True, where="job_id IS NOT NULL"),
        index_where("uq_estimate_plan", "plan_id", unique=True, where="plan_id IS NOT NULL"),
    )

    id: Stored[Id]
    number: Stored[str | None]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    site_id: Stored[int | None] = stored(ForeignKey("site.id"))
    title: Stored[str]
    message: Stored[str] = stored(server_default="")
    state: Stored[str] = stored(server_default="draft")
    written_on: Stored[date]
    written_by: Stored[str]
    valid_until: Stored[date]
    total_minor: Stored[Minor]
    tax_minor: Stored[Minor]
    deposit_minor: Stored[Minor] = stored(server_default="0")
    deposit_ppm: Stored[int] = stored(server_default="0")
    sent_on: Stored[date | None]
    sent_how: Stored[str] = stored(server_default="")
    decided_on: Stored[date | None]
    decided_by: Stored[str] = stored(server_default="")
    reason: Stored[str] = stored(server_default="")
    # A draft is written anew under its own id whenever it is saved: what refers to it is looked at when all is done.
    invoice_id: Stored[int | None] = stored(ForeignKey("invoice.id", deferrable=True, initially="DEFERRED"))
    job_id: Stored[int | None] = stored(ForeignKey("job.id"))
    job_asks: Stored[bool] = stored(server_default=false())
    plan_id: Stored[int | None] = stored(ForeignKey("plan.id"))
    # Number, title and message, folded as ``app.domain.folding`` does: what a search looks through.
    search_text: Stored[str]


class EstimateLine(Base):
    """A line of an estimate, as its invoice will say it: quantity in millionths, discount and tax in parts per million."""

    __tablename__ = "estimate_line"
    __table_args__ = (Index(None, "estimate_id", "position"),)

    id: Stored[Id]
    estimate_id: Stored[Ref] = stored(ForeignKey("estimate.id"))
    position: Stored[int]
    description: Stored[str]
    quantity_micro: Stored[int]
    unit_price_minor: Stored[Minor]
    discount_ppm: Stored[int] = stored(server_default="0")
    net_minor: Stored[Minor]
    tax_rate_id: Stored[int | None] = stored(ForeignKey("tax_rate.id"))
    tax_ppm: Stored[int] = stored(server_default="0")
    tax_minor: Stored[Minor]


class EstimateDeposit(Base):
    """A payment, or what was left of one, that was taken as a deposit for an estimate; a payment is for one estimate."""

    __tablename__ = "estimate_deposit"
    __table_args__ = (
        UniqueConstraint("payment_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index(None, "estimate_id"),
    )

    id: Stored[Id]
    estimate_id: Stored[Ref] = stored(ForeignKey("estimate.id"))
    payment_id: Stored[Ref] = stored(ForeignKey("payment.id"))
    amount_minor: Stored[Minor]


class EstimateRow(NamedTuple):
    """An estimate as it is first written; dates as ISO text."""

    id: int
    customer_id: int
    site_id: int | None
    title: str
    message: str
    written_on: str
    written_by: str
    valid_until: str
    total_minor: int
    tax_minor: int
    deposit_minor: int
    deposit_ppm: int
    search_text: str


class EstimateLineRow(NamedTuple):
    """A line of an estimate."""

    id: int
    estimate_id: int
    position: int
    description: str
    quantity_micro: int
    unit_price_minor: int
    discount_ppm: int
    net_minor: int
    tax_rate_id: int | None
    tax_ppm: int
    tax_minor: int
