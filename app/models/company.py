"""The book's own tables: whose book it is, its settings, counters, number series and the lock of a bulk job."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, false

from app.models.base import Base, Id, Stored, one_of, stored


class Company(Base):
    """The one row that says whose book this is. ``book_id`` never changes; copies of a book share it."""

    __tablename__ = "company"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"), one_of("tax_rounding", "line", "document"), one_of("mode", "real", "practice")
    )

    id: Stored[Id]
    book_id: Stored[str]
    mode: Stored[str]
    name: Stored[str]
    line1: Stored[str] = stored(server_default="")
    line2: Stored[str] = stored(server_default="")
    city: Stored[str] = stored(server_default="")
    region: Stored[str] = stored(server_default="")
    postcode: Stored[str] = stored(server_default="")
    country: Stored[str] = stored(server_default="US")
    phone: Stored[str] = stored(server_default="")
    email: Stored[str] = stored(server_default="")
    tax_id: Stored[str] = stored(server_default="")
    currency: Stored[str]
    time_zone: Stored[str]
    locale: Stored[str]
    terms: Stored[str] = stored(server_default="net30")
    tax_rounding: Stored[str] = stored(server_default="line")
    paper: Stored[str] = stored(server_default="letter")
    lock_on: Stored[date | None]
    created_at: Stored[datetime]
    # The last column: whatever stands behind a picture is read by walking through the picture.
    logo: Stored[bytes | None]


class Setting(Base):
    """A choice of the office, by name, as JSON text."""

    __tablename__ = "setting"

    name: Stored[str] = stored(primary_key=True)
    value: Stored[str]


class Counter(Base):
    """The next free id of each table: ids are ours, so that bulk inserts need not ask for them back."""

    __tablename__ = "counter"

    name: Stored[str] = stored(primary_key=True)
    next_value: Stored[int]


class NumberSeries(Base):
    """A gapless series of document numbers; the number is taken in the transaction that posts the document."""

    __tablename__ = "number_series"

    kind: Stored[str] = stored(primary_key=True)
    prefix: Stored[str] = stored(server_default="")
    width: Stored[int] = stored(server_default="1")
    next_value: Stored[int]


class TaxRate(Base):
    """A tax by name and rate in parts per million (8.25 % is 82,500)."""

    __tablename__ = "tax_rate"

    id: Stored[Id]
    name: Stored[str]
    rate_ppm: Stored[int]
    archived: Stored[bool] = stored(server_default=false())


class BookLock(Base):
    """Who is running a bulk job on this book right now; absent when nobody is."""

    __tablename__ = "book_lock"

    name: Stored[str] = stored(primary_key=True)
    job: Stored[str]
    holder: Stored[str]
    host: Stored[str]
    process: Stored[int]
    since_at: Stored[datetime]
