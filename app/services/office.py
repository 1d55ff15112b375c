"""An open book with its clock and the person at the desk: where every use case begins and ends.

A use case is a plain function of a ``Reader`` or a ``Writer``. ``Office`` gives it one connection, commits at the end or rolls
back whole, and reports what changed, so that screens know what to show again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Generic, TypeVar

from sqlalchemy import Connection

from app.domain.money import Currency, currency
from app.domain.tax import TaxRounding
from app.models.base import instant_text
from app.models.book import Book
from app.models.reading import driver_rows
from app.services.clocks import SystemClock
from app.services.ports import Clock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts about the company that almost every use case needs. ``mode`` is real or practice."""

    book_id: str
    mode: str
    name: str
    currency: Currency
    time_zone: str
    locale: str
    country: str
    terms: str
    tax_rounding: TaxRounding
    paper: str
    lock_on: date | None


@dataclass(frozen=True, slots=True)
class Reader:
    """One moment of the book, with the business date that "today" means."""

    connection: Connection
    today: date
    profile: Profile


@dataclass(frozen=True, slots=True)
class Writer(Reader):
    """The one hand that may write now.

    ``actor`` is who does it; ``now`` the instant recorded; ``changes`` collects keys of what changed (``customer:12``,
    ``payments``); ``override_lock`` lets an owner post before the lock date, which is recorded.
    """

    actor: str
    now: datetime
    changes: set[str] = field(default_factory=set)
    override_lock: bool = False

    @property
    def now_text(self) -> str:
        """The instant as bulk inserts store it."""
        return instant_text(self.now)

    def touch(self, *keys: str) -> None:
        """Say that what ``keys`` name has changed."""
        self.changes.update(keys)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a writing use case returned and the keys of what it changed."""

    value: T
    changes: frozenset[str]


_PROFILE = (
    "SELECT book_id, mode, name, currency, time_zone, locale, country, terms, tax_rounding, paper, lock_on FROM company"
)


def read_profile(connection: Connection) -> Profile:
    """Return the company's profile."""
    return _profile(*driver_rows(connection, _PROFILE)[0])


@lru_cache(maxsize=16)
def _profile(
    book_id: str,
    mode: str,
    name: str,
    code: str,
    time_zone: str,
    locale: str,
    country: str,
    terms: str,
    tax_rounding: str,
    paper: str,
    lock_on: date | str | None,
) -> Profile:
    """Make a profile of what the store says, the same object for as long as nothing changes."""
    return Profile(
        book_id,
        mode,
        name,
        currency(code),
        time_zone,
        locale,
        country,
        terms,
        TaxRounding(tax_rounding),
        paper,
        date.fromisoformat(lock_on) if isinstance(lock_on, str) else lock_on,
    )


class Office:
    """One open book, the clock it goes by, and who is at the desk."""

    def __init__(self, book: Book, actor: str, clock: Clock | None = None) -> None:
        self.book = book
        self.actor = actor
        if clock is None:
            with book.read() as connection:
                clock = SystemClock(read_profile(connection).time_zone)
        self.clock = clock

    def read(self, job: Callable[[Reader], T]) -> T:
        """Run ``job`` on one moment of the book and return its answer."""
        with self.book.read() as connection:
            return job(Reader(connection, self.clock.today(), read_profile(connection)))

    def perform(self, job: Callable[[Writer], T], *, override_lock: bool = False) -> Outcome[T]:
        """Run ``job`` as the one writer; keep all of it or none. Returns its answer and what changed."""
        with self.book.write() as connection:
            writer = Writer(
                connection,
                self.clock.today(),
                read_profile(connection),
                self.actor,
                self.clock.now(),
                override_lock=override_lock,
            )
            value = job(writer)
        return Outcome(value, frozenset(writer.changes))

    def write(self, job: Callable[[Writer], T], *, override_lock: bool = False) -> T:
        """Run ``job`` as the one writer and return its answer."""
        return self.perform(job, override_lock=override_lock).value

    def close(self) -> None:
        """Close the book."""
        self.book.close()
