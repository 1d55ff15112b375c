"""What is asked of the payment processor and what it answered: operations, saved methods, payouts, disputes, events seen.

An operation is written here before anything is sent, and its remote id is committed between creating and confirming, so that
a crash, a lost reply or an expired idempotency key cannot charge twice.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false

from app.models.base import Base, Id, Minor, Ref, Stored, index_where, one_of, stored

LIVE_STATES = ("queued", "creating", "created", "confirming", "processing", "needs_customer", "unknown")
ENDED_STATES = ("succeeded", "declined", "cancelled", "failed")


class ProcessorAccount(Base):
    """The one processor account this book is pinned to; any other is refused afterwards."""

    __tablename__ = "processor_account"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Stored[Id]
    remote_id: Stored[str]
    live: Stored[bool]
    name: Stored[str]
    connected_at: Stored[datetime]
    frozen_since: Stored[datetime | None]
    frozen_why: Stored[str] = stored(server_default="")
    event_cursor: Stored[str] = stored(server_default="")
    synced_at: Stored[datetime | None]


class RemoteCustomer(Base):
    """Which customer of the processor is which of ours."""

    __tablename__ = "remote_customer"
    __table_args__ = (UniqueConstraint("remote_id"),)

    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"), primary_key=True)
    remote_id: Stored[str]
    linked_at: Stored[datetime]


class SavedMethod(Base):
    """A card or bank account on file at the processor: never its number, only what may be shown.

    ``remote_customer`` is the processor's customer that it belongs to where that is not the one our customer is linked with:
    the processor cannot move a card from one to the other when two of ours are merged.
    """

    __tablename__ = "saved_method"
    __table_args__ = (
        UniqueConstraint("remote_id"), one_of("kind", "card", "bank"), Index(None, "customer_id"), Index(None, "expires_on")
    )

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    remote_id: Stored[str]
    remote_customer: Stored[str] = stored(server_default="")
    kind: Stored[str]
    brand: Stored[str]
    last4: Stored[str]
    expires_on: Stored[date | None]
    is_default: Stored[bool] = stored(server_default=false())
    removed_at: Stored[datetime | None]


class Operation(Base):
    """One thing asked of the processor: a charge, a refund, a hosted page to save a method or to pay.

    ``key_base`` (book, operation) is fixed when the row is written; a key sent is made of it, ``attempt`` and the step.
    ``remote_id`` is the PaymentIntent, Refund or Checkout session; ``payment_id`` the payment that success posted, or that a
    refund takes from. ``consented_on`` is when the customer or the office agreed; a stale one is asked again before sending.
    """

    __tablename__ = "operation"
    __table_args__ = (
        one_of("kind", "charge", "refund", "setup_page", "payment_page"),
        one_of("state", *LIVE_STATES, *ENDED_STATES),
        UniqueConstraint("remote_id"),
        UniqueConstraint("key_base"),
        CheckConstraint("amount_minor >= 0", name="amount_positive"),
        Index(None, "customer_id", "id"),
        index_where("ix_operation_live", "state", "next_try_at", where="live = 1", on_postgresql="live"),
    )

    id: Stored[Id]
    kind: Stored[str]
    state: Stored[str]
    live: Stored[bool]
    held: Stored[bool] = stored(server_default=false())
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    method_id: Stored[int | None] = stored(ForeignKey("saved_method.id"))
    plan_id: Stored[int | None]
    payment_id: Stored[int | None] = stored(ForeignKey("payment.id"))
    amount_minor: Stored[Minor]
    key_base: Stored[str]
    attempt: Stored[int] = stored(server_default="1")
    remote_id: Stored[str | None]
    page_url: Stored[str] = stored(server_default="")
    purpose: Stored[str] = stored(server_default="")
    reason_code: Stored[str] = stored(server_default="")
    reason_text: Stored[str] = stored(server_default="")
    queued_at: Stored[datetime]
    state_at: Stored[datetime]
    next_try_at: Stored[datetime | None]
    consented_on: Stored[date]
    actor: Stored[str]


class OperationInvoice(Base):
    """An invoice that an operation would pay. ``live`` repeats the operation's, so that an index allows one live a time."""

    __tablename__ = "operation_invoice"
    __table_args__ = (
        index_where(
            "uq_operation_invoice_live",
            "invoice_id",
            unique=True,
            where="live = 1",
            on_postgresql="live",
        ),
        Index(None, "invoice_id"),
    )

    operation_id: Stored[Ref] = stored(ForeignKey("operation.id"), primary_key=True)
    invoice_id: Stored[Ref] = stored(ForeignKey("invoice.id"), primary_key=True)
    amount_minor: Stored[Minor]
    live: Stored[bool]


class OperationEvent(Base):
    """One step of an operation's life, for the person who asks what happened."""

    __tablename__ = "operation_event"
    __table_args__ = (Index(None, "operation_id", "id"),)

    id: Stored[Id]
    operation_id: Stored[Ref] = stored(ForeignKey("operation.id"))
    happened_at: Stored[datetime]
    state: Stored[str]
    detail: Stored[str] = stored(server_default="")


class RemoteEvent(Base):
    """An event of the processor that was applied: each once, whatever order they come in."""

    __tablename__ = "remote_event"

    remote_id: Stored[str] = stored(primary_key=True)
    kind: Stored[str]
    object_id: Stored[str]
    created_at: Stored[datetime]
    applied_at: Stored[datetime]


class RemotePayment(Base):
    """A payment the processor took that this book has seen: posted, adopted, or waiting to be matched with a customer."""

    __tablename__ = "remote_payment"
    __table_args__ = (one_of("state", "posted", "unmatched", "ignored"), Index(None, "state"), Index(None, "payment_id"))

    remote_id: Stored[str] = stored(primary_key=True)
    charge_id: Stored[str] = stored(server_default="")
    remote_customer: Stored[str] = stored(server_default="")
    description: Stored[str] = stored(server_default="")
    amount_minor: Stored[Minor]
    taken_at: Stored[datetime]
    state: Stored[str]
    payment_id: Stored[int | None] = stored(ForeignKey("payment.id"))


class Payout(Base):
    """Money the processor sent to the bank, or will.

    ``by_hand`` says that somebody asked for it at the processor, which does not say what such a payout consists of;
    ``seen_on`` is the day under which the office found it on the bank's statement, ``seen_by`` who ticked it off.
    """

    __tablename__ = "payout"
    __table_args__ = (UniqueConstraint("remote_id"), Index(None, "arrives_on"))

    id: Stored[Id]
    remote_id: Stored[str]
    amount_minor: Stored[Minor]
    arrives_on: Stored[date]
    state: Stored[str]
    entry_id: Stored[int | None] = stored(ForeignKey("journal_entry.id"))
    reversal_entry_id: Stored[int | None] = stored(ForeignKey("journal_entry.id"))
    by_hand: Stored[bool] = stored(server_default=false())
    made_at: Stored[datetime | None]
    seen_on: Stored[date | None]
    seen_by: Stored[str] = stored(server_default="")


class BalanceTransaction(Base):
    """A line of the processor's balance: what came in or went out, what it cost, and the payout it left with."""

    __tablename__ = "balance_transaction"
    __table_args__ = (Index(None, "payout_remote_id"), Index(None, "source_id"))

    remote_id: Stored[str] = stored(primary_key=True)
    kind: Stored[str]
    source_id: Stored[str]
    payment_remote_id: Stored[str] = stored(server_default="")
    amount_minor: Stored[Minor]
    fee_minor: Stored[Minor]
    net_minor: Stored[Minor]
    created_at: Stored[datetime]
    payout_remote_id: Stored[str] = stored(server_default="")
    entry_id: Stored[int | None] = stored(ForeignKey("journal_entry.id"))


class Dispute(Base):
    """A payment that the customer's bank took back, or tries to."""

    __tablename__ = "dispute"
    __table_args__ = (UniqueConstraint("remote_id"),)

    id: Stored[Id]
    remote_id: Stored[str]
    payment_id: Stored[int | None] = stored(ForeignKey("payment.id"))
    amount_minor: Stored[Minor]
    fee_minor: Stored[Minor] = stored(server_default="0")
    reason: Stored[str]
    state: Stored[str]
    evidence_due_on: Stored[date | None]
    reversal_id: Stored[int | None] = stored(ForeignKey("reversal.id"))
    won_reversal_id: Stored[int | None] = stored(ForeignKey("reversal.id"))
