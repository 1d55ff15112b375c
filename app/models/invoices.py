"""Invoices and credit memos: what customers were asked for and what was taken back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Minor, Ref, one_of, table_args


class Invoice(Base):
    """An invoice, draft or issued. ``open_minor`` is what is still owed on it; zero on drafts, on void ones and on parents.

    ``entry_id`` carries no foreign key: postings name the invoice, so the invoice is written first; ``verify`` checks it.
    A parent gathers the invoices of several sites: its total is theirs, what is owed stands on the children alone.
    """

    __tablename__ = "invoice"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        one_of("kind", "invoice", "parent"),
        one_of("state", "draft", "issued", "void", "written_off"),
        CheckConstraint("open_minor >= 0 AND open_minor <= total_minor", name="open_within_total"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="number_when_issued"),
        Index(None, "customer_id", "issued_on"),
        Index(
            "ix_invoice_open",
            "customer_id",
            "due_on",
            "issued_on",
            "open_minor",
            sqlite_where=text("open_minor > 0"),
            postgresql_where=text("open_minor > 0"),
        ),
        Index("ix_invoice_issued", "issued_on", "customer_id", "total_minor"),
        # The search box finds invoices and payments by their amount.
        Index("ix_invoice_total", "total_minor"),
        Index(None, "parent_id", sqlite_where=text("parent_id IS NOT NULL"), postgresql_where=text("parent_id IS NOT NULL")),
    )

    id: Mapped[Id]
    number: Mapped[str | None]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    kind: Mapped[str] = mapped_column(server_default="invoice")
    state: Mapped[str]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    terms: Mapped[str]
    subject: Mapped[str] = mapped_column(server_default="")
    message: Mapped[str] = mapped_column(server_default="")
    total_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    open_minor: Mapped[Minor]
    disputed: Mapped[bool] = mapped_column(server_default=false())
    entry_id: Mapped[int | None]


class InvoiceLine(Base):
    """A line of an invoice: quantity in millionths, discount and tax rate in parts per million."""

    __tablename__ = "invoice_line"
    __table_args__ = table_args(Index(None, "invoice_id", "position"))

    id: Mapped[Id]
    invoice_id: Mapped[Ref] = mapped_column(ForeignKey("invoice.id"))
    position: Mapped[int]
    description: Mapped[str]
    quantity_micro: Mapped[int]
    unit_price_minor: Mapped[Minor]
    discount_ppm: Mapped[int] = mapped_column(server_default="0")
    net_minor: Mapped[Minor]
    tax_rate_id: Mapped[int | None] = mapped_column(ForeignKey("tax_rate.id"))
    tax_ppm: Mapped[int] = mapped_column(server_default="0")
    tax_minor: Mapped[Minor]


class CreditMemo(Base):
    """Credit given to a customer for a reason; ``open_minor`` is what no invoice has used yet."""

    __tablename__ = "credit_memo"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        one_of("state", "issued", "void"),
        CheckConstraint("open_minor >= 0 AND open_minor <= total_minor", name="open_within_total"),
        Index(None, "customer_id", "issued_on"),
    )

    id: Mapped[Id]
    number: Mapped[str]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    state: Mapped[str]
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    reason: Mapped[str]
    total_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    open_minor: Mapped[Minor]
    entry_id: Mapped[Ref] = mapped_column(ForeignKey("journal_entry.id"))
