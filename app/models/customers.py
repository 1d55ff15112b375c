"""Customers and what hangs on them: contacts, sites, tags, notes, and the activity of their accounts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false

from app.models.base import Base, Id, Minor, Ref, Stored, index_where, one_of, stored


class Customer(Base):
    """A customer's account. The three totals are kept by the postings that move them and recomputed by ``verify``.

    ``merged_into_id`` names the customer that this one is part of now (never one that is itself part of another): the row stays
    for its account number, everything else was filed under the other.
    """

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("account"),
        one_of("kind", "residential", "commercial"),
        one_of("status", "active", "archived"),
        CheckConstraint("due_minor >= 0 AND credit_minor >= 0", name="totals_positive"),
        Index("ix_customer_sort_name", "sort_name"),
        # The list shows active customers by name: both in one index spares looking each of them up.
        Index("ix_customer_status", "status", "sort_name"),
        Index("ix_customer_due_minor", "due_minor"),
        index_where(None, "merged_into_id", where="merged_into_id IS NOT NULL"),
    )

    id: Stored[Id]
    account: Stored[str]
    name: Stored[str]
    kind: Stored[str] = stored(server_default="residential")
    status: Stored[str] = stored(server_default="active")
    since_on: Stored[date]
    manager: Stored[str] = stored(server_default="")
    terms: Stored[str] = stored(server_default="net30")
    tax_rate_id: Stored[int | None] = stored(ForeignKey("tax_rate.id"))
    language: Stored[str] = stored(server_default="")
    sort_name: Stored[str]
    search_text: Stored[str]
    due_minor: Stored[Minor] = stored(server_default="0")
    credit_minor: Stored[Minor] = stored(server_default="0")
    lifetime_minor: Stored[Minor] = stored(server_default="0")
    merged_into_id: Stored[int | None] = stored(ForeignKey("customer.id"))
    version: Stored[int] = stored(server_default="1")


class Contact(Base):
    """A customer's billing or primary contact: whom to write to, whom to call."""

    __tablename__ = "contact"
    __table_args__ = (one_of("role", "billing", "primary"), UniqueConstraint("customer_id", "role"))

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    role: Stored[str]
    name: Stored[str] = stored(server_default="")
    line1: Stored[str] = stored(server_default="")
    line2: Stored[str] = stored(server_default="")
    city: Stored[str] = stored(server_default="")
    region: Stored[str] = stored(server_default="")
    postcode: Stored[str] = stored(server_default="")
    country: Stored[str] = stored(server_default="")
    phone: Stored[str] = stored(server_default="")
    email: Stored[str] = stored(server_default="")


class Site(Base):
    """A place where work is done for a customer."""

    __tablename__ = "site"
    __table_args__ = (Index(None, "customer_id"),)

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    name: Stored[str]
    line1: Stored[str] = stored(server_default="")
    city: Stored[str] = stored(server_default="")
    region: Stored[str] = stored(server_default="")
    postcode: Stored[str] = stored(server_default="")
    archived: Stored[bool] = stored(server_default=false())


class CustomerTag(Base):
    """A word the office files a customer under."""

    __tablename__ = "customer_tag"
    __table_args__ = (Index(None, "tag"),)

    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"), primary_key=True)
    tag: Stored[str] = stored(primary_key=True)


class Note(Base):
    """A note on a customer's account, with its author."""

    __tablename__ = "note"
    __table_args__ = (Index(None, "customer_id", "written_at"),)

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    body: Stored[str]
    author: Stored[str]
    written_at: Stored[datetime]
    edited_at: Stored[datetime | None]
    pinned: Stored[bool] = stored(server_default=false())


class Activity(Base):
    """One change to a customer's account: who, when, what, and how it was before and after (JSON, amounts in minor units).

    The sentence is made when it is shown, in the language of whoever reads it, from ``kind`` and ``details``.
    """

    __tablename__ = "activity"
    __table_args__ = (Index(None, "customer_id", "id"),)

    id: Stored[Id]
    customer_id: Stored[int | None] = stored(ForeignKey("customer.id"))
    happened_at: Stored[datetime]
    actor: Stored[str]
    kind: Stored[str]
    details: Stored[str] = stored(server_default="{}")
