"""Money received and where it went: payments, allocations, reversals, deposits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from app.models.base import Base, Id, Minor, Ref, Stored, index_where, one_of, stored

METHODS = ("cash", "check", "card", "bank", "other")


class Payment(Base):
    """Money received from a customer; ``open_minor`` is what is neither applied to an invoice nor given back.

    ``money_account`` is the ledger account the money went to; a bank debit through the processor rests in its clearing.
    ``drawn_on`` is the bank that a check is drawn on.
    """

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("method", *METHODS),
        one_of("state", "posted", "reversed"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("open_minor >= 0 AND open_minor <= amount_minor", name="open_within_amount"),
        Index(None, "customer_id", "received_on"),
        Index(None, "received_on"),
        Index("ix_payment_amount", "amount_minor"),
        index_where(None, "deposit_id", where="deposit_id IS NOT NULL"),
    )

    id: Stored[Id]
    number: Stored[str]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    received_on: Stored[date]
    method: Stored[str]
    money_account: Stored[Ref] = stored(ForeignKey("account.id"))
    reference: Stored[str] = stored(server_default="")
    drawn_on: Stored[str] = stored(server_default="")
    memo: Stored[str] = stored(server_default="")
    amount_minor: Stored[Minor]
    open_minor: Stored[Minor]
    state: Stored[str]
    deposit_id: Stored[int | None] = stored(ForeignKey("deposit.id"))
    entry_id: Stored[Ref] = stored(ForeignKey("journal_entry.id"))


class Allocation(Base):
    """An invoice met by a payment, a credit memo, a write-off or its own voiding. Rows are added, never changed.

    An allocation is taken back by a second row with the negative amount that names it in ``reverses_id``; so what was open
    on an invoice on any past day is its total less the allocations applied until then.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        one_of("kind", "payment", "credit", "write_off", "void"),
        CheckConstraint("(kind = 'payment') = (payment_id IS NOT NULL)", name="payment_named"),
        CheckConstraint("(kind = 'credit') = (credit_memo_id IS NOT NULL)", name="credit_memo_named"),
        CheckConstraint("(amount_minor < 0) = (reverses_id IS NOT NULL)", name="negative_reverses"),
        UniqueConstraint("reverses_id"),
        Index(None, "invoice_id"),
        index_where(None, "payment_id", where="payment_id IS NOT NULL"),
        index_where(
            None,
            "credit_memo_id",
            where="credit_memo_id IS NOT NULL",
        ),
        Index("ix_allocation_applied", "applied_on", "invoice_id", "amount_minor"),
        Index("ix_allocation_customer", "customer_id", "applied_on"),
    )

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    invoice_id: Stored[Ref] = stored(ForeignKey("invoice.id"))
    kind: Stored[str]
    payment_id: Stored[int | None] = stored(ForeignKey("payment.id"))
    credit_memo_id: Stored[int | None] = stored(ForeignKey("credit_memo.id"))
    amount_minor: Stored[Minor]
    applied_on: Stored[date]
    reverses_id: Stored[int | None] = stored(ForeignKey("allocation.id"))
    entry_id: Stored[Ref] = stored(ForeignKey("journal_entry.id"))


class Reversal(Base):
    """Money that left a payment or a credit memo again: refunded, returned by the bank, disputed, voided, expired.

    Rows are added, never changed. A negative amount takes an earlier one back (a refund that failed, a dispute won).
    """

    __tablename__ = "reversal"
    __table_args__ = (
        one_of("kind", "refund", "returned", "disputed", "void", "expired"),
        CheckConstraint("(payment_id IS NULL) <> (credit_memo_id IS NULL)", name="one_source"),
        CheckConstraint("(amount_minor < 0) = (reverses_id IS NOT NULL)", name="negative_reverses"),
        UniqueConstraint("reverses_id"),
        Index(None, "customer_id", "reversed_on"),
        index_where(None, "payment_id", where="payment_id IS NOT NULL"),
    )

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    payment_id: Stored[int | None] = stored(ForeignKey("payment.id"))
    credit_memo_id: Stored[int | None] = stored(ForeignKey("credit_memo.id"))
    kind: Stored[str]
    method: Stored[str] = stored(server_default="")
    reference: Stored[str] = stored(server_default="")
    reason: Stored[str] = stored(server_default="")
    amount_minor: Stored[Minor]
    reversed_on: Stored[date]
    reverses_id: Stored[int | None] = stored(ForeignKey("reversal.id"))
    entry_id: Stored[Ref] = stored(ForeignKey("journal_entry.id"))


class Deposit(Base):
    """Cash and checks taken to the bank together, as one line of its statement."""

    __tablename__ = "deposit"
    __table_args__ = (UniqueConstraint("number"), one_of("state", "posted", "reversed"))

    id: Stored[Id]
    number: Stored[str]
    deposited_on: Stored[date]
    total_minor: Stored[Minor]
    state: Stored[str]
    entry_id: Stored[Ref] = stored(ForeignKey("journal_entry.id"))
