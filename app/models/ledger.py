"""Double entry: the chart of accounts, journal entries and their postings. Rows here are added and never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Minor, Ref, one_of, table_args


class Account(Base):
    """A ledger account; its id is its code (1100 is receivables). Debits are positive, credits negative, everywhere."""

    __tablename__ = "account"
    __table_args__ = table_args(
        one_of("kind", "asset", "liability", "equity", "income", "expense"), UniqueConstraint("export_name")
    )

    id: Mapped[Id]
    name: Mapped[str]
    kind: Mapped[str]
    export_name: Mapped[str]


class JournalEntry(Base):
    """One balanced entry: what happened to money, when, for whom, from which document.

    ``payment_id`` and ``credit_memo_id`` name the source of credit that the entry moves, so that what is left of each can be
    recomputed; ``reverses_id`` names the entry that this one takes back. The two carry no foreign key, since documents name
    their entry and a circle of keys could not be written in either order; ``verify`` checks them.
    """

    __tablename__ = "journal_entry"
    __table_args__ = table_args(
        Index(None, "posted_on"),
        Index(None, "customer_id", "posted_on"),
        UniqueConstraint("reverses_id"),
    )

    id: Mapped[Id]
    posted_on: Mapped[date]
    kind: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    payment_id: Mapped[int | None]
    credit_memo_id: Mapped[int | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))
    memo: Mapped[str] = mapped_column(server_default="")
    actor: Mapped[str]
    recorded_at: Mapped[datetime]


class Posting(Base):
    """One side of an entry. ``posted_on`` repeats the entry's date, so that sums by date need no join; both never change."""

    __tablename__ = "posting"
    __table_args__ = table_args(
        Index(None, "entry_id"),
        Index("ix_posting_account", "account_id", "posted_on", "amount_minor"),
        Index("ix_posting_customer", "customer_id", "account_id", "posted_on", "amount_minor"),
    )

    id: Mapped[Id]
    entry_id: Mapped[Ref] = mapped_column(ForeignKey("journal_entry.id"))
    posted_on: Mapped[date]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    amount_minor: Mapped[Minor]
