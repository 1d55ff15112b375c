"""The book's own tables: whose book it is, its settings, counters, number series and the lock of a bulk job."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, one_of, table_args


class Company(Base):
    """The one row that says whose book this is. ``book_id`` never changes; copies of a book share it."""

    __tablename__ = "company"
    __table_args__ = table_args(
        CheckConstraint("id = 1", name="single"), one_of("tax_rounding", "line", "document"), one_of("mode", "real", "practice")
    )

    id: Mapped[Id]
    book_id: Mapped[str]
    mode: Mapped[str]
    name: Mapped[str]
    line1: Mapped[str] = mapped_column(server_default="")
    line2: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str] = mapped_column(server_default="")
    region: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str] = mapped_column(server_default="")
    country: Mapped[str] = mapped_column(server_default="US")
    phone: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")
    tax_id: Mapped[str] = mapped_column(server_default="")
    currency: Mapped[str]
    time_zone: Mapped[str]
    locale: Mapped[str]
    terms: Mapped[str] = mapped_column(server_default="net30")
    tax_rounding: Mapped[str] = mapped_column(server_default="line")
    paper: Mapped[str] = mapped_column(server_default="letter")
    lock_on: Mapped[date | None]
    created_at: Mapped[datetime]
    # The last column: whatever stands behind a picture is read by walking through the picture.
    logo: Mapped[bytes | None]


class Setting(Base):
    """A choice of the office, by name, as JSON text."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Counter(Base):
    """The next free id of each table: ids are ours, so that bulk inserts need not ask for them back."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_value: Mapped[int]


class NumberSeries(Base):
    """A gapless series of document numbers; the number is taken in the transaction that posts the document."""

    __tablename__ = "number_series"

    kind: Mapped[str] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(server_default="")
    width: Mapped[int] = mapped_column(server_default="1")
    next_value: Mapped[int]


class TaxRate(Base):
    """A tax by name and rate in parts per million (8.25 % is 82,500)."""

    __tablename__ = "tax_rate"

    id: Mapped[Id]
    name: Mapped[str]
    rate_ppm: Mapped[int]
    archived: Mapped[bool] = mapped_column(server_default=false())


class BookLock(Base):
    """Who is running a bulk job on this book right now; absent when nobody is."""

    __tablename__ = "book_lock"

    name: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str]
    holder: Mapped[str]
    host: Mapped[str]
    process: Mapped[int]
    since_at: Mapped[datetime]
