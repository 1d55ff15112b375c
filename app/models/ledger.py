"""Double entry: the chart of accounts, journal entries and their postings. Rows here are added and never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from app.models.base import Base, Id, Minor, Ref, Stored, one_of, stored


class Account(Base):
    """A ledger account; its id is its code (1100 is receivables). Debits are positive, credits negative, everywhere."""

    __tablename__ = "account"
    __table_args__ = (
        one_of("kind", "asset", "liability", "equity", "income", "expense"), UniqueConstraint("export_name")
    )

    id: Stored[Id]
    name: Stored[str]
    kind: Stored[str]
    export_name: Stored[str]


class JournalEntry(Base):
    """One balanced entry: what happened to money, when, for whom, from which document.

    ``payment_id`` and ``credit_memo_id`` name the source of credit that the entry moves, so that what is left of each can be
    recomputed; ``reverses_id`` names the entry that this one takes back. The two carry no foreign key, since documents name
    their entry and a circle of keys could not be written in either order; ``verify`` checks them.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        Index(None, "posted_on"),
        Index(None, "customer_id", "posted_on"),
        UniqueConstraint("reverses_id"),
    )

    id: Stored[Id]
    posted_on: Stored[date]
    kind: Stored[str]
    customer_id: Stored[int | None] = stored(ForeignKey("customer.id"))
    payment_id: Stored[int | None]
    credit_memo_id: Stored[int | None]
    reverses_id: Stored[int | None] = stored(ForeignKey("journal_entry.id"))
    memo: Stored[str] = stored(server_default="")
    actor: Stored[str]
    recorded_at: Stored[datetime]


class Posting(Base):
    """One side of an entry. ``posted_on`` repeats the entry's date, so that sums by date need no join; both never change."""

    __tablename__ = "posting"
    __table_args__ = (
        Index(None, "entry_id"),
        Index("ix_posting_account", "account_id", "posted_on", "amount_minor"),
        Index("ix_posting_customer", "customer_id", "account_id", "posted_on", "amount_minor"),
    )

    id: Stored[Id]
    entry_id: Stored[Ref] = stored(ForeignKey("journal_entry.id"))
    posted_on: Stored[date]
    account_id: Stored[Ref] = stored(ForeignKey("account.id"))
    customer_id: Stored[int | None] = stored(ForeignKey("customer.id"))
    invoice_id: Stored[int | None] = stored(ForeignKey("invoice.id"))
    amount_minor: Stored[Minor]
