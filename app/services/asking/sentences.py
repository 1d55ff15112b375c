"""What an answer says, in one sentence. The records it names stand below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.asking.fields import Subject
from app.domain.asking.form import Measure, Query
from app.domain.language import _, ngettext
from app.services.asking.records import Formats, Record
from app.services.queries.receivables import Balance


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rows of a query come to: how many, what they add up to in minor units, and what of it is open (invoices)."""

    count: int
    total_minor: int | None = None
    open_minor: int | None = None


def counted(subject: Subject, count: int, formats: Formats) -> str:
    """Return how many of a subject: “3 invoices”."""
    words = {
        Subject.CUSTOMERS: ngettext("{count} customer", "{count} customers", count),
        Subject.INVOICES: ngettext("{count} invoice", "{count} invoices", count),
        Subject.PAYMENTS: ngettext("{count} payment", "{count} payments", count),
        Subject.PLANS: ngettext("{count} plan", "{count} plans", count),
        Subject.JOBS: ngettext("{count} job", "{count} jobs", count),
        Subject.CARDS: ngettext("{count} card", "{count} cards", count),
        Subject.CREDITS: ngettext("{count} credit memo", "{count} credit memos", count),
    }
    return words[subject].format(count=formats.amounts.count(count))


def list_sentence(query: Query, figures: Figures, formats: Formats) -> str:
    """Return how many rows there are and what they add up to."""
    if not figures.count:
        return _("There is none.")
    many = counted(query.subject, figures.count, formats)
    if query.measure is Measure.COUNT or query.subject in (Subject.CARDS, Subject.PLANS, Subject.JOBS):
        return _("{count}.").format(count=many)
    if query.subject is Subject.CUSTOMERS:
        return _("{count}; together they owe {amount}.").format(count=many, amount=_money(figures.total_minor, formats))
    if figures.open_minor:
        return _("{count}, {amount} in all; {open} of it is open.").format(
            count=many, amount=_money(figures.total_minor, formats), open=_money(figures.open_minor, formats)
        )
    return _("{count}, {amount} in all.").format(count=many, amount=_money(figures.total_minor, formats))


def sum_sentence(query: Query, figures: Figures, formats: Formats) -> str:
    """Return what an amount adds up to, or is on average."""
    many = counted(query.subject, figures.count, formats)
    total = figures.total_minor or 0
    if query.measure is Measure.AVERAGE:
        if not figures.count:
            return _("There is none.")
        whole = (2 * total + figures.count) // (2 * figures.count)
        return _("{amount} on average, of {count}.").format(amount=_money(whole, formats), count=many)
    if query.subject is Subject.INVOICES and query.of == "total":
        # What was billed includes tax; drafts and what was voided were not.
        return _("{amount}, tax included, in {count}.").format(amount=_money(total, formats), count=many)
    return _("{amount} in {count}.").format(amount=_money(total, formats), count=many)


def picked_sentence(query: Query, records: tuple[Record, ...], formats: Formats) -> str:
    """Return the one record, or the few, that were the first, last, next, largest or smallest."""
    if not records:
        return _("There is none.")
    first = records[0]
    if query.measure is Measure.NEXT:
        return _next_sentence(query, records, formats)
    if len(records) > 1:
        return _("{count}.").format(count=counted(query.subject, len(records), formats))
    amount = _money(first.amount_minor, formats) if first.amount_minor is not None else ""
    day = formats.dates.medium(first.on) if first.on is not None else ""
    if query.subject is Subject.PAYMENTS and query.measure is Measure.LAST:
        return _("The last payment was {amount} on {date}.").format(amount=amount, date=day)
    if query.subject is Subject.INVOICES and query.measure is Measure.LAST:
        return _("The last invoice was {amount} on {date}.").format(amount=amount, date=day)
    return f"{formats.label(first)}."


def _next_sentence(query: Query, records: tuple[Record, ...], formats: Formats) -> str:
    on = records[0].on
    if on is None:
        return _("There is none.")
    day = formats.dates.medium(on)
    if query.subject is Subject.PLANS:
        total = sum(record.amount_minor or 0 for record in records)
        words = (
            ngettext(
                "The next bill is on {date}: {amount} before tax, for {count} plan.",
                "The next bills are on {date}: {amount} before tax, for {count} plans.",
                len(records),
            )
            if on >= formats.today
            else ngettext(
                "The next bill was due on {date} and waits for a billing run: {amount} before tax, for {count} plan.",
                "The next bills were due on {date} and wait for a billing run: {amount} before tax, for {count} plans.",
                len(records),
            )
        )
        return words.format(date=day, amount=_money(total, formats), count=formats.amounts.count(len(records)))
    many = counted(query.subject, len(records), formats)
    return _("Next: {date}, {count}.").format(date=day, count=many)


def balance_sentence(name: str, balance: Balance, as_of: date, formats: Formats) -> str:
    """Return what is owed; ``name`` is empty for everybody together."""
    money = formats.amounts.money
    due, overdue, on = money(balance.due_minor), money(balance.overdue_minor), formats.dates.medium(as_of)
    if as_of < formats.today:
        words = _("At the end of {date} {name} owed {due}.") if name else _("At the end of {date} all customers owed {due}.")
    elif not balance.due_minor:
        words = _("{name} owes nothing.") if name else _("Nobody owes anything.")
    elif balance.overdue_minor:
        words = (
            _("{name} owes {due}, of which {overdue} is overdue.")
            if name
            else _("All customers together owe {due}, of which {overdue} is overdue.")
        )
    else:
        words = _("{name} owes {due}; nothing is overdue.") if name else _("All customers owe {due}; nothing is overdue.")
    said = words.format(name=name, due=due, overdue=overdue, date=on)
    if balance.credit_minor:
        return f"{said} {_('Account credit: {amount}.').format(amount=money(balance.credit_minor))}"
    return said


def _money(minor: int | None, formats: Formats) -> str:
    return formats.amounts.money(minor or 0)
