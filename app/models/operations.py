"""What is asked of the payment processor and what it answered: operations, saved methods, payouts, disputes, events seen.

An operation is written here before anything is sent, and its remote id is committed between creating and confirming, so that
a crash, a lost reply or an expired idempotency key cannot charge twice.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Minor, Ref, one_of, table_args

LIVE_STATES = ("queued", "creating", "created", "confirming", "processing", "needs_customer", "unknown")
ENDED_STATES = ("succeeded", "declined", "cancelled", "failed")


class ProcessorAccount(Base):
    """The one processor account this book is pinned to; any other is refused afterwards."""

    __tablename__ = "processor_account"
    __table_args__ = table_args(CheckConstraint("id = 1", name="single"))

    id: Mapped[Id]
    remote_id: Mapped[str]
    live: Mapped[bool]
    name: Mapped[str]
    connected_at: Mapped[datetime]
    frozen_since: Mapped[datetime | None]
    frozen_why: Mapped[str] = mapped_column(server_default="")
    event_cursor: Mapped[str] = mapped_column(server_default="")
    synced_at: Mapped[datetime | None]


class RemoteCustomer(Base):
    """Which customer of the processor is which of ours."""

    __tablename__ = "remote_customer"
    __table_args__ = table_args(UniqueConstraint("remote_id"))

    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    remote_id: Mapped[str]
    linked_at: Mapped[datetime]


class SavedMethod(Base):
    """A card or bank account on file at the processor: never its number, only what may be shown."""

    __tablename__ = "saved_method"
    __table_args__ = table_args(
        UniqueConstraint("remote_id"), one_of("kind", "card", "bank"), Index(None, "customer_id"), Index(None, "expires_on")
    )

    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    remote_id: Mapped[str]
    kind: Mapped[str]
    brand: Mapped[str]
    last4: Mapped[str]
    expires_on: Mapped[date | None]
    is_default: Mapped[bool] = mapped_column(server_default=false())
    removed_at: Mapped[datetime | None]


class Operation(Base):
    """One thing asked of the processor: a charge, a refund, a hosted page to save a method or to pay.

    ``key_base`` (book, operation) is fixed when the row is written; a key sent is made of it, ``attempt`` and the step.
    ``remote_id`` is the PaymentIntent, Refund or Checkout session; ``payment_id`` the payment that success posted, or that a
    refund takes from. ``consented_on`` is when the customer or the office agreed; a stale one is asked again before sending.
    """

    __tablename__ = "operation"
    __table_args__ = table_args(
        one_of("kind", "charge", "refund", "setup_page", "payment_page"),
        one_of("state", *LIVE_STATES, *ENDED_STATES),
        UniqueConstraint("remote_id"),
        UniqueConstraint("key_base"),
        CheckConstraint("amount_minor >= 0", name="amount_positive"),
        Index(None, "customer_id", "id"),
        Index("ix_operation_live", "state", "next_try_at", sqlite_where=text("live = 1"), postgresql_where=text("live")),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    state: Mapped[str]
    live: Mapped[bool]
    held: Mapped[bool] = mapped_column(server_default=false())
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    method_id: Mapped[int | None] = mapped_column(ForeignKey("saved_method.id"))
    plan_id: Mapped[int | None]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    amount_minor: Mapped[Minor]
    key_base: Mapped[str]
    attempt: Mapped[int] = mapped_column(server_default="1")
    remote_id: Mapped[str | None]
    page_url: Mapped[str] = mapped_column(server_default="")
    purpose: Mapped[str] = mapped_column(server_default="")
    reason_code: Mapped[str] = mapped_column(server_default="")
    reason_text: Mapped[str] = mapped_column(server_default="")
    queued_at: Mapped[datetime]
    state_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    consented_on: Mapped[date]
    actor: Mapped[str]


class OperationInvoice(Base):
    """An invoice that an operation would pay. ``live`` repeats the operation's, so that an index allows one live a time."""

    __tablename__ = "operation_invoice"
    __table_args__ = table_args(
        Index(
            "uq_operation_invoice_live",
            "invoice_id",
            unique=True,
            sqlite_where=text("live = 1"),
            postgresql_where=text("live"),
        ),
        Index(None, "invoice_id"),
    )

    operation_id: Mapped[Ref] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    invoice_id: Mapped[Ref] = mapped_column(ForeignKey("invoice.id"), primary_key=True)
    amount_minor: Mapped[Minor]
    live: Mapped[bool]


class OperationEvent(Base):
    """One step of an operation's life, for the person who asks what happened."""

    __tablename__ = "operation_event"
    __table_args__ = table_args(Index(None, "operation_id", "id"))

    id: Mapped[Id]
    operation_id: Mapped[Ref] = mapped_column(ForeignKey("operation.id"))
    happened_at: Mapped[datetime]
    state: Mapped[str]
    detail: Mapped[str] = mapped_column(server_default="")


class RemoteEvent(Base):
    """An event of the processor that was applied: each once, whatever order they come in."""

    __tablename__ = "remote_event"

    remote_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    object_id: Mapped[str]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime]


class RemotePayment(Base):
    """A payment the processor took that this book has seen: posted, adopted, or waiting to be matched with a customer."""

    __tablename__ = "remote_payment"
    __table_args__ = table_args(one_of("state", "posted", "unmatched", "ignored"), Index(None, "state"))

    remote_id: Mapped[str] = mapped_column(primary_key=True)
    charge_id: Mapped[str] = mapped_column(server_default="")
    remote_customer: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")
    amount_minor: Mapped[Minor]
    taken_at: Mapped[datetime]
    state: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))


class Payout(Base):
    """Money the processor sent to the bank, or will."""

    __tablename__ = "payout"
    __table_args__ = table_args(UniqueConstraint("remote_id"), Index(None, "arrives_on"))

    id: Mapped[Id]
    remote_id: Mapped[str]
    amount_minor: Mapped[Minor]
    arrives_on: Mapped[date]
    state: Mapped[str]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))
    reversal_entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))


class BalanceTransaction(Base):
    """A line of the processor's balance: what came in or went out, what it cost, and the payout it left with."""

    __tablename__ = "balance_transaction"
    __table_args__ = table_args(Index(None, "payout_remote_id"), Index(None, "source_id"))

    remote_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source_id: Mapped[str]
    payment_remote_id: Mapped[str] = mapped_column(server_default="")
    amount_minor: Mapped[Minor]
    fee_minor: Mapped[Minor]
    net_minor: Mapped[Minor]
    created_at: Mapped[datetime]
    payout_remote_id: Mapped[str] = mapped_column(server_default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))


class Dispute(Base):
    """A payment that the customer's bank took back, or tries to."""

    __tablename__ = "dispute"
    __table_args__ = table_args(UniqueConstraint("remote_id"))

    id: Mapped[Id]
    remote_id: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    amount_minor: Mapped[Minor]
    fee_minor: Mapped[Minor] = mapped_column(server_default="0")
    reason: Mapped[str]
    state: Mapped[str]
    evidence_due_on: Mapped[date | None]
    reversal_id: Mapped[int | None] = mapped_column(ForeignKey("reversal.id"))
    won_reversal_id: Mapped[int | None] = mapped_column(ForeignKey("reversal.id"))
