"""Invoices and credit memos: what customers were asked for, what was taken back, and credit that still wants approval."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false

from app.models.base import Base, Id, Minor, Ref, Stored, index_where, one_of, stored


class Invoice(Base):
    """An invoice, draft or issued. ``open_minor`` is what is still owed on it; zero on drafts, on void ones and on parents.

    ``entry_id`` carries no foreign key: postings name the invoice, so the invoice is written first; ``verify`` checks it.
    A parent gathers the invoices of several sites: its total is theirs, what is owed stands on the children alone.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("kind", "invoice", "parent"),
        one_of("state", "draft", "issued", "void", "written_off"),
        CheckConstraint("open_minor >= 0 AND open_minor <= total_minor", name="open_within_total"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="number_when_issued"),
        Index(None, "customer_id", "issued_on"),
        index_where(
            "ix_invoice_open",
            "customer_id",
            "due_on",
            "issued_on",
            "open_minor",
            where="open_minor > 0",
        ),
        Index("ix_invoice_issued", "issued_on", "customer_id", "total_minor"),
        # The search box finds invoices and payments by their amount.
        Index("ix_invoice_total", "total_minor"),
        index_where(None, "parent_id", where="parent_id IS NOT NULL"),
    )

    id: Stored[Id]
    number: Stored[str | None]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    site_id: Stored[int | None] = stored(ForeignKey("site.id"))
    parent_id: Stored[int | None] = stored(ForeignKey("invoice.id"))
    kind: Stored[str] = stored(server_default="invoice")
    state: Stored[str]
    issued_on: Stored[date]
    due_on: Stored[date]
    terms: Stored[str]
    subject: Stored[str] = stored(server_default="")
    message: Stored[str] = stored(server_default="")
    total_minor: Stored[Minor]
    tax_minor: Stored[Minor]
    open_minor: Stored[Minor]
    disputed: Stored[bool] = stored(server_default=false())
    entry_id: Stored[int | None]


class InvoiceLine(Base):
    """A line of an invoice: quantity in millionths, discount and tax rate in parts per million."""

    __tablename__ = "invoice_line"
    __table_args__ = (Index(None, "invoice_id", "position"),)

    id: Stored[Id]
    invoice_id: Stored[Ref] = stored(ForeignKey("invoice.id"))
    position: Stored[int]
    description: Stored[str]
    quantity_micro: Stored[int]
    unit_price_minor: Stored[Minor]
    discount_ppm: Stored[int] = stored(server_default="0")
    net_minor: Stored[Minor]
    tax_rate_id: Stored[int | None] = stored(ForeignKey("tax_rate.id"))
    tax_ppm: Stored[int] = stored(server_default="0")
    tax_minor: Stored[Minor]


class CreditMemo(Base):
    """Credit given to a customer for a reason; ``open_minor`` is what no invoice has used yet."""

    __tablename__ = "credit_memo"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("state", "issued", "void"),
        CheckConstraint("open_minor >= 0 AND open_minor <= total_minor", name="open_within_total"),
        Index(None, "customer_id", "issued_on"),
    )

    id: Stored[Id]
    number: Stored[str]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    invoice_id: Stored[int | None] = stored(ForeignKey("invoice.id"))
    state: Stored[str]
    issued_on: Stored[date]
    expires_on: Stored[date | None]
    reason: Stored[str]
    total_minor: Stored[Minor]
    tax_minor: Stored[Minor]
    open_minor: Stored[Minor]
    entry_id: Stored[Ref] = stored(ForeignKey("journal_entry.id"))


class CreditRequest(Base):
    """Credit that somebody wants to give and another person has to approve. Nothing of it is posted or counted before that."""

    __tablename__ = "credit_request"
    __table_args__ = (
        one_of("state", "waiting", "approved", "declined", "withdrawn"),
        CheckConstraint("net_minor >= 0 AND tax_minor >= 0 AND net_minor + tax_minor > 0", name="more_than_nothing"),
        CheckConstraint("(state = 'approved') = (credit_memo_id IS NOT NULL)", name="memo_when_approved"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_once"),
        index_where("ix_credit_request_waiting", "customer_id", where="state = 'waiting'"),
    )

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    state: Stored[str]
    asked_by: Stored[str]
    asked_at: Stored[datetime]
    issued_on: Stored[date]
    expires_on: Stored[date | None]
    reason: Stored[str]
    net_minor: Stored[Minor]
    tax_minor: Stored[Minor]
    oldest_first: Stored[bool]
    decided_by: Stored[str] = stored(server_default="")
    decided_at: Stored[datetime | None]
    refusal: Stored[str] = stored(server_default="")
    credit_memo_id: Stored[int | None] = stored(ForeignKey("credit_memo.id"))
