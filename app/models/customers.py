"""Customers and what hangs on them: contacts, sites, tags, notes, and the activity of their accounts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Minor, Ref, one_of, table_args


class Customer(Base):
    """A customer's account. The three totals are kept by the postings that move them and recomputed by ``verify``."""

    __tablename__ = "customer"
    __table_args__ = table_args(
        UniqueConstraint("account"),
        one_of("kind", "residential", "commercial"),
        one_of("status", "active", "archived"),
        CheckConstraint("due_minor >= 0 AND credit_minor >= 0", name="totals_positive"),
        Index("ix_customer_sort_name", "sort_name"),
        # The list shows active customers by name: both in one index spares looking each of them up.
        Index("ix_customer_status", "status", "sort_name"),
        Index("ix_customer_due_minor", "due_minor"),
    )

    id: Mapped[Id]
    account: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="residential")
    status: Mapped[str] = mapped_column(server_default="active")
    since_on: Mapped[date]
    manager: Mapped[str] = mapped_column(server_default="")
    terms: Mapped[str] = mapped_column(server_default="net30")
    tax_rate_id: Mapped[int | None] = mapped_column(ForeignKey("tax_rate.id"))
    language: Mapped[str] = mapped_column(server_default="")
    sort_name: Mapped[str]
    search_text: Mapped[str]
    due_minor: Mapped[Minor] = mapped_column(server_default="0")
    credit_minor: Mapped[Minor] = mapped_column(server_default="0")
    lifetime_minor: Mapped[Minor] = mapped_column(server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")


class Contact(Base):
    """A customer's billing or primary contact: whom to write to, whom to call."""

    __tablename__ = "contact"
    __table_args__ = table_args(one_of("role", "billing", "primary"), UniqueConstraint("customer_id", "role"))

    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    role: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    line1: Mapped[str] = mapped_column(server_default="")
    line2: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str] = mapped_column(server_default="")
    region: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str] = mapped_column(server_default="")
    country: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")


class Site(Base):
    """A place where work is done for a customer."""

    __tablename__ = "site"
    __table_args__ = table_args(Index(None, "customer_id"))

    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    name: Mapped[str]
    line1: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str] = mapped_column(server_default="")
    region: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str] = mapped_column(server_default="")
    archived: Mapped[bool] = mapped_column(server_default=false())


class CustomerTag(Base):
    """A word the office files a customer under."""

    __tablename__ = "customer_tag"
    __table_args__ = table_args(Index(None, "tag"))

    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class Note(Base):
    """A note on a customer's account, with its author."""

    __tablename__ = "note"
    __table_args__ = table_args(Index(None, "customer_id", "written_at"))

    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customer.id"))
    body: Mapped[str]
    author: Mapped[str]
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    pinned: Mapped[bool] = mapped_column(server_default=false())


class Activity(Base):
    """One change to a customer's account: who, when, what, and how it was before and after (JSON, amounts in minor units).

    The sentence is made when it is shown, in the language of whoever reads it, from ``kind`` and ``details``.
    """

    __tablename__ = "activity"
    __table_args__ = table_args(Index(None, "customer_id", "id"))

    id: Mapped[Id]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    happened_at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    details: Mapped[str] = mapped_column(server_default="{}")
