"""The records that an answer names: what each is, and how it is called. What is said of them belongs to ``sentences``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.asking.fields import Subject
from app.domain.language import _
from app.domain.rounding import divide_half_up
from app.services.formats import AmountFormat, DateFormat, amount_format, date_format
from app.services.office import Profile
from app.services.queries.jobs import job_status_words
from app.services.queries.statuses import customer_status, customer_words, invoice_status, invoice_words
from app.services.queries.words import method_word

_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """Something of the book that an answer names.

    Attributes:
        kind: customer, invoice, payment, plan, job or credit_memo.
        id: the id of that record in the store.
        customer_id: whose it is.
        title: its number, or the customer's name.
        detail: what else tells it apart, in words.
        amount_minor: what it comes to, or None.
        on: its day, or None.
    """

    kind: str
    id: int
    customer_id: int
    title: str
    detail: str
    amount_minor: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Formats:
    """How a book writes amounts and days, and which day it is there."""

    amounts: AmountFormat
    dates: DateFormat
    today: date
    zone: ZoneInfo

    @classmethod
    def of(cls, profile: Profile, today: date) -> Formats:
        """Return the formats of a company."""
        amounts = amount_format(profile.locale, profile.currency.code)
        return cls(amounts, date_format(profile.locale), today, _zone(profile.time_zone))

    def label(self, record: Record) -> str:
        """Return a record as one line: number, whose, amount, day."""
        parts = [record.title, record.detail]
        if record.amount_minor is not None:
            parts.append(self.amounts.money(record.amount_minor))
        if record.on is not None:
            parts.append(self.dates.medium(record.on))
        return " · ".join(part for part in parts if part)


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def record_of(subject: Subject, row: Sequence[Any], formats: Formats) -> Record:
    """Return the record that a row of ``grounds``' shown columns is."""
    return _RECORDS[subject](row, formats)


def job_day(starts_at: datetime | None, due_on: date | None, done_on: date | None, zone: ZoneInfo) -> date | None:
    """Return the day of a job: of its appointment, or else when it is due, or was done."""
    return starts_at.astimezone(zone).date() if starts_at is not None else due_on or done_on


def plan_price(price_minor: int, discount_ppm: int) -> int:
    """Return what a period of a plan costs after its discount, before tax."""
    return price_minor - divide_half_up(price_minor * discount_ppm, _PPM)


def _customer(row: Sequence[Any], formats: Formats) -> Record:
    id_, account, name, due, overdue, credit, oldest_on, status = row
    late = (formats.today - oldest_on).days if oldest_on is not None else 0
    standing = customer_words(customer_status(status == "archived", due, overdue, credit), late)
    return Record("customer", id_, id_, name, " · ".join(filter(None, (account, standing))), due or -credit)


def _invoice(row: Sequence[Any], formats: Formats) -> Record:
    id_, customer_id, name, number, state, issued_on, due_on, total, still = row
    status = invoice_status(state, issued_on, due_on, total, still, formats.today)
    words = invoice_words(status, due_on, total, still, formats.today, formats.amounts.money)
    return Record("invoice", id_, customer_id, number or _("Draft"), f"{name} · {words}", total, issued_on)


def _payment(row: Sequence[Any], _formats: Formats) -> Record:
    id_, customer_id, name, number, received_on, method, reference, amount, state = row
    how = f"{method_word(method)} {reference}".strip() + (f" · {_('Reversed')}" if state == "reversed" else "")
    return Record("payment", id_, customer_id, number, f"{name} · {how}", amount, received_on)


def _plan(row: Sequence[Any], _formats: Formats) -> Record:
    id_, customer_id, name, number, title, _status, next_bill_on, price, discount = row
    return Record("plan", id_, customer_id, number, f"{name} · {title}", plan_price(price, discount), next_bill_on)


def _job(row: Sequence[Any], formats: Formats) -> Record:
    id_, customer_id, name, number, title, status, starts_at, due_on, done_on, amount = row
    detail = f"{name} · {title} · {job_status_words(status)}"
    return Record("job", id_, customer_id, number, detail, amount or None, job_day(starts_at, due_on, done_on, formats.zone))


def _card(row: Sequence[Any], _formats: Formats) -> Record:
    customer_id, account, name, label, expires_on, _next_bill_on = row
    return Record("customer", customer_id, customer_id, name, f"{account} · {label}", None, expires_on)


def _credit(row: Sequence[Any], formats: Formats) -> Record:
    id_, customer_id, name, number, issued_on, total, still, reason = row
    left = _("{amount} left").format(amount=formats.amounts.money(still)) if 0 < still < total else ""
    detail = " · ".join(part for part in (name, reason, left) if part)
    return Record("credit_memo", id_, customer_id, number, detail, total, issued_on)


_RECORDS: dict[Subject, Callable[[Sequence[Any], Formats], Record]] = {
    Subject.CUSTOMERS: _customer,
    Subject.INVOICES: _invoice,
    Subject.PAYMENTS: _payment,
    Subject.PLANS: _plan,
    Subject.JOBS: _job,
    Subject.CARDS: _card,
    Subject.CREDITS: _credit,
}
