"""Money received and where it went: payments, allocations, reversals, deposits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Minor, Ref, one_of, table_args

METHODS = ("cash", "check", "card", "bank", "other")


class Payment(Base):
    """Money received from a customer; ``open_minor`` is what is neither applied to an invoice nor given back.

    ``money_account`` is the ledger account the money went to; a bank debit through the processor rests in its clearing.
    """

    __tablename__ = "payment"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        one_of("method", *METHODS),
        one_of("state", "posted", "reversed"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("open_minor >= 0 AND open_minor <= amount_minor", name="open_within_amount"),
        Index(None, "customer_id", "received_on"),
        Index(None, "received_on"),
        Index("ix_payment_amount", "amount_minor"),
        Index(None, "deposit_id", sqlite_where=text("deposit_id IS NOT NULL"), postgresql_where=text("deposit_id IS NOT NULL")),
    )

    id: Mapped[Id]
    number: Mapped[str]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    received_on: Mapped[date]
    method: Mapped[str]
    money_account: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    reference: Mapped[str] = mapped_column(server_default="")
    memo: Mapped[str] = mapped_column(server_default="")
    amount_minor: Mapped[Minor]
    open_minor: Mapped[Minor]
    state: Mapped[str]
    deposit_id: Mapped[int | None] = mapped_column(ForeignKey("deposit.id"))
    entry_id: Mapped[Ref] = mapped_column(ForeignKey("journal_entry.id"))


class Allocation(Base):
    """An invoice met by a payment, a credit memo, a write-off or its own voiding. Rows are added, never changed.

    An allocation is taken back by a second row with the negative amount that names it in ``reverses_id``; so what was open
    on an invoice on any past day is its total less the allocations applied until then.
    """

    __tablename__ = "allocation"
    __table_args__ = table_args(
        one_of("kind", "payment", "credit", "write_off", "void"),
        CheckConstraint("(kind = 'payment') = (payment_id IS NOT NULL)", name="payment_named"),
        CheckConstraint("(kind = 'credit') = (credit_memo_id IS NOT NULL)", name="credit_memo_named"),
        CheckConstraint("(amount_minor < 0) = (reverses_id IS NOT NULL)", name="negative_reverses"),
        UniqueConstraint("reverses_id"),
        Index(None, "invoice_id"),
        Index(None, "payment_id", sqlite_where=text("payment_id IS NOT NULL"), postgresql_where=text("payment_id IS NOT NULL")),
        Index(
            None,
            "credit_memo_id",
            sqlite_where=text("credit_memo_id IS NOT NULL"),
            postgresql_where=text("credit_memo_id IS NOT NULL"),
        ),
        Index("ix_allocation_applied", "applied_on", "invoice_id", "amount_minor"),
        Index("ix_allocation_customer", "customer_id", "applied_on"),
    )

    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    invoice_id: Mapped[Ref] = mapped_column(ForeignKey("invoice.id"))
    kind: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    credit_memo_id: Mapped[int | None] = mapped_column(ForeignKey("credit_memo.id"))
    amount_minor: Mapped[Minor]
    applied_on: Mapped[date]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"))
    entry_id: Mapped[Ref] = mapped_column(ForeignKey("journal_entry.id"))


class Reversal(Base):
    """Money that left a payment or a credit memo again: refunded, returned by the bank, disputed, voided, expired.

    Rows are added, never changed. A negative amount takes an earlier one back (a refund that failed, a dispute won).
    """

    __tablename__ = "reversal"
    __table_args__ = table_args(
        one_of("kind", "refund", "returned", "disputed", "void", "expired"),
        CheckConstraint("(payment_id IS NULL) <> (credit_memo_id IS NULL)", name="one_source"),
        CheckConstraint("(amount_minor < 0) = (reverses_id IS NOT NULL)", name="negative_reverses"),
        UniqueConstraint("reverses_id"),
        Index(None, "customer_id", "reversed_on"),
        Index(None, "payment_id", sqlite_where=text("payment_id IS NOT NULL"), postgresql_where=text("payment_id IS NOT NULL")),
    )

    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    credit_memo_id: Mapped[int | None] = mapped_column(ForeignKey("credit_memo.id"))
    kind: Mapped[str]
    method: Mapped[str] = mapped_column(server_default="")
    reference: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    amount_minor: Mapped[Minor]
    reversed_on: Mapped[date]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("reversal.id"))
    entry_id: Mapped[Ref] = mapped_column(ForeignKey("journal_entry.id"))


class Deposit(Base):
    """Cash and checks taken to the bank together, as one line of its statement."""

    __tablename__ = "deposit"
    __table_args__ = table_args(UniqueConstraint("number"), one_of("state", "posted", "reversed"))

    id: Mapped[Id]
    number: Mapped[str]
    deposited_on: Mapped[date]
    total_minor: Mapped[Minor]
    state: Mapped[str]
    entry_id: Mapped[Ref] = mapped_column(ForeignKey("journal_entry.id"))
