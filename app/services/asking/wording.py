"""A query in the words of whoever reads it: “Invoices · unpaid · issued since March 2026”. Its own spelling is in the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from app.domain.asking.fields import Subject
from app.domain.asking.form import THIS, Clause, Condition, FieldRef, Measure, Name, Not, Op, Query
from app.domain.asking.periods import Away, Fixed, Period, Running, Turning, Unit, month_of, quarter_of, year_of
from app.domain.language import _, ngettext
from app.services.asking.records import Formats
from app.services.queries.words import method_word


def query_words(query: Query, formats: Formats) -> str:
    """Return the whole query in words, part by part."""
    return " · ".join((measure_words(query), *(_clause_words(query, each, formats) for each in query.conditions)))


def _clause_words(query: Query, clause: Clause, formats: Formats, *, inside: bool = False) -> str:
    """Return a clause in words; ``inside`` another one, alternatives stand in parentheses."""
    if isinstance(clause, Condition):
        return condition_words(query, clause, formats)
    if isinstance(clause, Not):
        return _("not {what}").format(what=_together(query, clause.clauses, formats))
    words = _together(query, clause.options[0], formats)
    for option in clause.options[1:]:
        words = _("{one} or {other}").format(one=words, other=_together(query, option, formats))
    return f"({words})" if inside else words


def _together(query: Query, clauses: tuple[Clause, ...], formats: Formats) -> str:
    words = [_clause_words(query, each, formats, inside=True) for each in clauses]
    said = words[0]
    for each in words[1:]:
        said = _("{one} and {other}").format(one=said, other=each)
    return f"({said})" if len(words) > 1 else said


def subject_words(subject: Subject) -> str:
    """Return what a query is about."""
    return {
        Subject.CUSTOMERS: _("Customers"),
        Subject.INVOICES: _("Invoices"),
        Subject.PAYMENTS: _("Payments"),
        Subject.PLANS: _("Plans"),
        Subject.JOBS: _("Jobs"),
        Subject.CARDS: _("Cards"),
        Subject.CREDITS: _("Credit memos"),
        Subject.BALANCE: _("Balance"),
    }[subject]


def measure_words(query: Query) -> str:
    """Return what is wanted, and of what."""
    what = subject_words(query.subject)
    if query.measure is Measure.LIST:
        return what
    of = field_words(query.subject, query.of).lower() if query.of else ""
    words = {
        Measure.COUNT: _("{what}: how many"),
        Measure.LAST: ngettext("{what}: the last", "{what}: the last {count}", query.count),
        Measure.FIRST: ngettext("{what}: the first", "{what}: the first {count}", query.count),
        Measure.NEXT: _("{what}: the next"),
        Measure.SUM: _("{what}: {of} added up"),
        Measure.AVERAGE: _("{what}: {of} on average"),
        Measure.LARGEST: ngettext("{what}: the largest by {of}", "{what}: the {count} largest by {of}", query.count),
        Measure.SMALLEST: ngettext("{what}: the smallest by {of}", "{what}: the {count} smallest by {of}", query.count),
    }
    return words[query.measure].format(what=what, of=of, count=query.count)


def field_words(subject: Subject, field: str) -> str:
    """Return what a field is called."""
    own = {
        (Subject.INVOICES, "due"): _("Due on"),
        (Subject.JOBS, "due"): _("Due on"),
        (Subject.CUSTOMERS, "since"): _("Became a customer"),
    }
    common: dict[str, Callable[[], str]] = {
        "customer": lambda: _("Customer"), "name": lambda: _("Name"), "account": lambda: _("Account number"),
        "kind": lambda: _("Type"), "status": lambda: _("Status"), "state": lambda: _("Status"),
        "manager": lambda: _("Account manager"), "tag": lambda: _("Tag"), "terms": lambda: _("Terms"),
        "city": lambda: _("City"), "due": lambda: _("Total due"), "overdue": lambda: _("Overdue"),
        "credit": lambda: _("Credit"), "lifetime": lambda: _("Lifetime value"), "days-late": lambda: _("Days late"),
        "plans": lambda: _("Plans"), "sites": lambda: _("Sites"), "open-jobs": lambda: _("Open jobs"),
        "card-expires": lambda: _("Card expires"), "next-bill": lambda: _("Next bill"),
        "last-payment": lambda: _("Last payment"), "last-invoice": lambda: _("Last invoice"),
        "number": lambda: _("Number"), "issued": lambda: _("Issued"), "total": lambda: _("Amount"), "open": lambda: _("Open"),
        "subject": lambda: _("Subject"), "site": lambda: _("Site"), "received": lambda: _("Received"),
        "method": lambda: _("Payment method"), "amount": lambda: _("Amount"), "unapplied": lambda: _("Unapplied"),
        "reference": lambda: _("Reference"), "started": lambda: _("Started"), "ends": lambda: _("Ends"),
        "price": lambda: _("Price"), "paid-by": lambda: _("Paid by"), "title": lambda: _("Title"), "date": lambda: _("Date"),
        "scheduled": lambda: _("Scheduled"), "done": lambda: _("Done"), "assigned": lambda: _("Assigned to"),
        "cards": lambda: _("Cards"), "billed": lambda: _("Billed"), "paid": lambda: _("Paid"), "during": lambda: _("During"),
        "expires": lambda: _("Expires"), "reason": lambda: _("Reason"), "on": lambda: _("At the end of"),
    }  # fmt: skip
    return own.get((subject, field)) or common[field]()


def condition_words(query: Query, condition: Condition, formats: Formats) -> str:
    """Return one condition in words."""
    value = condition.value
    if isinstance(value, Name):
        who = _("this customer") if value == THIS else value.text
        return who if condition.op is Op.IS else _("not {what}").format(what=who)
    if condition.field in ("state", "status", "kind"):
        word = choice_words(str(value))
        return word if condition.op is Op.IS else _("not {what}").format(what=word)
    field = field_words(query.subject, condition.field)
    if isinstance(value, (Fixed, Turning, Running, Away)):
        return f"{field} {_when(condition.op, value, formats)}"
    said = _value(query, condition, formats)
    signs = {Op.LESS: "<", Op.AT_MOST: "≤", Op.MORE: ">", Op.AT_LEAST: "≥", Op.IS_NOT: "≠"}
    if isinstance(value, FieldRef):
        words = {
            Op.LESS: _("{field} before {other}"),
            Op.MORE: _("{field} after {other}"),
        }.get(condition.op, f"{{field}} {signs.get(condition.op, '=')} {{other}}")
        return words.format(field=field, other=said)
    return f"{field} {signs[condition.op]} {said}" if condition.op in signs else f"{field}: {said}"


def choice_words(word: str) -> str:
    """Return what a word of a choice is called."""
    return {
        "billed": _("issued, not void"), "unpaid": _("unpaid"), "overdue": _("overdue"), "partly-paid": _("partly paid"),
        "paid": _("paid"), "draft": _("drafts"), "void": _("void"), "written-off": _("written off"), "any": _("of any status"),
        "posted": _("posted"), "reversed": _("reversed"), "issued": _("issued"), "live": _("active or paused"),
        "pending": _("pending"), "active": _("active"), "paused": _("paused"), "cancelled": _("cancelled"),
        "ended": _("ended"), "open": _("open"), "unscheduled": _("unscheduled"), "scheduled": _("scheduled"),
        "in-progress": _("in progress"), "done": _("done"), "invoiced": _("invoiced"), "archived": _("archived"),
        "residential": _("residential"), "commercial": _("commercial"),
    }.get(word, word)  # fmt: skip


def period_words(period: Period, formats: Formats) -> str:
    """Return a period in words: March 2026, last year, the last 30 days."""
    if isinstance(period, Fixed):
        return _fixed(period, formats)
    if isinstance(period, Turning):
        return _turning(period)
    units = _units(period.count, period.unit)
    if isinstance(period, Running):
        return (_("the next {days}") if period.ahead else _("the last {days}")).format(days=units)
    return (_("in {days}") if period.ahead else _("{days} ago")).format(days=units)


def _when(op: Op, period: Period, formats: Formats) -> str:
    words = period_words(period, formats)
    return (
        {
            Op.IS: _("in {period}"),
            Op.IS_NOT: _("not in {period}"),
            Op.LESS: _("before {period}"),
            Op.AT_MOST: _("until {period}"),
            Op.MORE: _("after {period}"),
            Op.AT_LEAST: _("since {period}"),
        }[op].format(period=words)
        if not _is_day(op, period)
        else words
    )


def _is_day(op: Op, period: Period) -> bool:
    """Whether “in” would be wrong: a single day, or one that is said by itself."""
    if op is not Op.IS:
        return False
    if isinstance(period, Fixed):
        return period.first == period.last or _name_of(period) == ""
    return not isinstance(period, Running)


def _name_of(period: Fixed) -> str:
    first = period.first
    if period == year_of(first.year):
        return "year"
    if period == month_of(first.year, first.month):
        return "month"
    return "quarter" if period == quarter_of(first.year, (first.month + 2) // 3) else ""


def _fixed(period: Fixed, formats: Formats) -> str:
    first, last = period.first, period.last
    name = "" if first == last else _name_of(period)
    if name == "year":
        return str(first.year)
    if name == "month":
        return formats.dates.month_year(first)
    if name == "quarter":
        return _("quarter {number} of {year}").format(number=(first.month + 2) // 3, year=first.year)
    return _range(first, last, formats)


def _range(first: date, last: date, formats: Formats) -> str:
    if first == last:
        return formats.dates.medium(first)
    return _("{first} – {last}").format(first=formats.dates.medium(first), last=formats.dates.medium(last))


def _turning(period: Turning) -> str:
    return {
        (Unit.DAY, -1): _("yesterday"), (Unit.DAY, 0): _("today"), (Unit.DAY, 1): _("tomorrow"),
        (Unit.WEEK, -1): _("last week"), (Unit.WEEK, 0): _("this week"), (Unit.WEEK, 1): _("next week"),
        (Unit.MONTH, -1): _("last month"), (Unit.MONTH, 0): _("this month"), (Unit.MONTH, 1): _("next month"),
        (Unit.QUARTER, -1): _("last quarter"), (Unit.QUARTER, 0): _("this quarter"), (Unit.QUARTER, 1): _("next quarter"),
        (Unit.YEAR, -1): _("last year"), (Unit.YEAR, 0): _("this year"), (Unit.YEAR, 1): _("next year"),
    }[period.unit, period.offset]  # fmt: skip


def _units(count: int, unit: Unit) -> str:
    return {
        Unit.DAY: ngettext("{count} day", "{count} days", count),
        Unit.WEEK: ngettext("{count} week", "{count} weeks", count),
        Unit.MONTH: ngettext("{count} month", "{count} months", count),
        Unit.QUARTER: ngettext("{count} quarter", "{count} quarters", count),
        Unit.YEAR: ngettext("{count} year", "{count} years", count),
    }[unit].format(count=count)


def _value(query: Query, condition: Condition, formats: Formats) -> str:
    value = condition.value
    if isinstance(value, FieldRef):
        return field_words(query.subject, value.name).lower()
    if isinstance(value, Decimal):
        currency = formats.amounts.currency
        return formats.amounts.money(int(value.scaleb(currency.exponent)))
    if condition.field in ("method", "paid-by"):
        return method_word(str(value)).lower()
    return str(value)
