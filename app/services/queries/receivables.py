"""What customers owe: the one place that answers it, for today and for any other day, to the cent.

Banner, tiles, lists, aging, statement and reminder ask here. Which day's amounts are stored and which must be worked out is
decided here too: amounts stored on rows hold for every day from the last posting on; for a day before it, later allocations
are added back and later invoices left out. The reason for its length: every figure that is owed is answered in one file, so
that no two of them can come to differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Subquery, bindparam, case, func, literal_column, select, union_all

from app.domain.aging import AgingTotals, days_before
from app.domain.chart import INCOME_CODES, Chart
from app.domain.errors import NotFound
from app.domain.language import _
from app.models.base import BIG, IsoDate
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.ledger import JournalEntry, Posting
from app.models.payments import Allocation
from app.services.office import Reader
from app.services.queries.asking import Question, among, exact_sum

Scope = Literal["everyone", "customer", "listed"]

CUSTOMER: ColumnElement[int] = bindparam("customer_id", type_=Customer.id.type)
DAY: ColumnElement[date] = bindparam("day", type_=IsoDate())
# The very words of the partial index on open invoices: SQLite uses it only where it can prove them, never with a parameter.
IS_OPEN: ColumnElement[bool] = Invoice.open_minor > literal_column("0")


@dataclass(frozen=True, slots=True)
class Balance:
    """How one customer (or the whole book) stands at the end of a day; minor units of the book's currency.

    Attributes:
        due_minor: open on invoices.
        overdue_minor: the part of it whose due date has passed.
        credit_minor: received or granted and not yet applied, positive.
        lifetime_minor: invoiced work without tax, less credits.
        oldest_due_on: due date of the oldest open invoice, or None.
        open_count: how many invoices are open.
        overdue_count: how many of them are overdue.
    """

    due_minor: int = 0
    overdue_minor: int = 0
    credit_minor: int = 0
    lifetime_minor: int = 0
    oldest_due_on: date | None = None
    open_count: int = 0
    overdue_count: int = 0


class AgingRow(NamedTuple):
    """What one customer owes by age, minor units. A NamedTuple, because a large book makes a hundred thousand of them."""

    customer_id: int
    account: str
    name: str
    current_minor: int
    days_1_30_minor: int
    days_31_60_minor: int
    days_61_90_minor: int
    over_90_minor: int
    total_minor: int

    @property
    def buckets(self) -> tuple[int, int, int, int, int]:
        """The five amounts in the order of ``app.domain.aging.BUCKETS``."""
        return self[3:8]


@dataclass(frozen=True, slots=True)
class AgingReport:
    """Who owes how much and how late at the end of ``as_of``: customers that owe something, by name, and the totals."""

    as_of: date
    rows: tuple[AgingRow, ...]
    totals: AgingTotals


# --- What is open, as a subquery that every question about a day is built on


def open_parts(*, then: bool, of: Scope, more: Sequence[ColumnElement[Any]] = ()) -> Subquery:
    """Return rows of (customer_id, invoice_id, due_on, amount_minor) that add up to what is open on each invoice.

    Args:
        then: for a day before the last posting (the parameter ``day``); otherwise the stored amounts, one row an invoice.
        of: whose; the customer in the parameter ``customer_id``, or those listed in ``ids``.
        more: further columns, labelled, made of an invoice's.
    """
    now = select(
        Invoice.customer_id, Invoice.id.label("invoice_id"), Invoice.due_on, Invoice.open_minor.label("amount_minor"), *more
    ).where(IS_OPEN)
    if of == "customer":
        now = now.where(Invoice.customer_id == CUSTOMER)
    elif of == "listed":
        now = now.where(among(Invoice.customer_id))
    if not then:
        return now.subquery("open_part")
    later = (
        select(Invoice.customer_id, Allocation.invoice_id, Invoice.due_on, Allocation.amount_minor, *more)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(Allocation.applied_on > DAY, Invoice.issued_on <= DAY)
    )
    if of == "customer":
        later = later.where(Allocation.customer_id == CUSTOMER)
    elif of == "listed":
        later = later.where(among(Allocation.customer_id))
    else:
        # Most later allocations meet later invoices; ids grow with time, so this spares looking each of them up.
        newest = select(func.max(Invoice.id)).where(Invoice.issued_on <= DAY).scalar_subquery()
        later = later.where(Allocation.invoice_id <= newest)
    return union_all(now.where(Invoice.issued_on <= DAY), later).subquery("open_part")


def open_by_invoice(*, then: bool, of: Scope) -> Subquery:
    """Return one row (customer_id, invoice_id, due_on, open_minor) for each open invoice; arguments as ``open_parts``."""
    part = open_parts(then=then, of=of)
    if not then:
        return select(
            part.c.customer_id, part.c.invoice_id, part.c.due_on, part.c.amount_minor.label("open_minor")
        ).subquery("open_invoice")
    whole = exact_sum(part.c.amount_minor)
    return (
        select(part.c.customer_id, part.c.invoice_id, part.c.due_on, whole.label("open_minor"))
        .group_by(part.c.customer_id, part.c.invoice_id, part.c.due_on)
        .having(whole > 0)
        .subquery("open_invoice")
    )


_LAST_POSTED = Question(select(func.max(JournalEntry.posted_on)), lambda on: on)
_STANDING = Question(
    select(
        Customer.credit_minor,
        Customer.lifetime_minor,
        select(func.max(JournalEntry.posted_on)).where(JournalEntry.customer_id == Customer.id).scalar_subquery(),
    ).where(Customer.id == CUSTOMER),
    lambda credit, lifetime, last_on: (credit, lifetime, last_on),
)
_BOOK_STANDING = Question(
    select(exact_sum(Customer.credit_minor), exact_sum(Customer.lifetime_minor)), lambda credit, lifetime: (credit, lifetime)
)


def moved_later(of: Scope) -> Subquery:
    """Return rows of (customer_id, due_minor, credit_minor, lifetime_minor): what entries after the day ``day`` moved.

    Taken off the totals stored on a customer they leave those at the end of the day.
    """
    account, amount = Posting.account_id, Posting.amount_minor
    is_income = account.between(_number(INCOME_CODES[0]), _number(INCOME_CODES[1]))
    is_due, is_credit = account == _number(Chart.RECEIVABLES), account == _number(Chart.CUSTOMER_CREDIT)
    statement = select(
        Posting.customer_id,
        exact_sum(case((is_due, amount))).label("due_minor"),
        exact_sum(case((is_credit, -amount))).label("credit_minor"),
        exact_sum(case((is_income, -amount))).label("lifetime_minor"),
    ).where(Posting.posted_on > DAY, is_due | is_credit | is_income)
    if of == "customer":
        statement = statement.where(Posting.customer_id == CUSTOMER)
    elif of == "listed":
        statement = statement.where(among(Posting.customer_id))
    return statement.group_by(Posting.customer_id).subquery("moved_later")


def _number(code: int) -> ColumnElement[int]:
    return literal_column(str(int(code)), BIG)


def _moved_question(of: Scope) -> Question[tuple[int, int]]:
    moved = moved_later(of)
    return Question(
        select(exact_sum(moved.c.credit_minor), exact_sum(moved.c.lifetime_minor)), lambda credit, lifetime: (credit, lifetime)
    )


def _open_totals(*, then: bool, of: Scope) -> Question[tuple[int, int, date | None, int, int]]:
    item = open_by_invoice(then=then, of=of)
    late = item.c.due_on < DAY
    return Question(
        select(
            exact_sum(item.c.open_minor),
            exact_sum(case((late, item.c.open_minor), else_=0)),
            func.min(item.c.due_on),
            func.count(),
            func.count(case((late, 1))),
        ),
        lambda *cells: cells,
    )


_MOVED_LATER = _moved_question("customer")
_BOOK_MOVED_LATER = _moved_question("everyone")
OPEN_NOW = _open_totals(then=False, of="customer")
_OPEN_THEN = _open_totals(then=True, of="customer")
_BOOK_OPEN_NOW = _open_totals(then=False, of="everyone")
_BOOK_OPEN_THEN = _open_totals(then=True, of="everyone")


# Parameters of the aging statements, and how many days before the day they lie: what is due before them is that late.
_CUTS = {"late_1": 0, "late_31": 30, "late_61": 60, "late_91": 90}


def _aging(*, then: bool, of: Scope) -> Question[AgingRow]:
    cuts = [bindparam(name, type_=IsoDate()) for name in _CUTS]
    # One sum for everything and one for each degree of lateness; buckets are their differences: fewer comparisons a row.
    if then:
        # Rows of a union are sorted before they are added up: a small number travels and compares better than a date.
        grade = case(
            *((Invoice.due_on >= cut, literal_column(str(n))) for n, cut in enumerate(cuts)), else_=literal_column("4")
        )
        part = open_parts(then=True, of=of, more=[grade.label("grade")])
        late = [part.c.grade > literal_column(str(n)) for n in range(4)]
    else:
        part = open_parts(then=False, of=of)
        late = [part.c.due_on < cut for cut in cuts]
    amount = part.c.amount_minor
    sums = [exact_sum(amount), *(exact_sum(amount, condition) for condition in late)]
    each = (
        select(part.c.customer_id, *(added.label(f"sum_{n}") for n, added in enumerate(sums)))
        .group_by(part.c.customer_id)
        .subquery("owed")
    )
    added = [each.c[f"sum_{n}"] for n in range(5)]
    buckets = [added[n] - added[n + 1] for n in range(4)]
    return Question(
        select(Customer.id, Customer.account, Customer.name, *buckets, added[4], added[0])
        .join(each, each.c.customer_id == Customer.id)
        .where(added[0] > 0)
        .order_by(Customer.sort_name, Customer.id),
        AgingRow,
    )


_AGING_NOW = _aging(then=False, of="everyone")
_AGING_THEN = _aging(then=True, of="everyone")
_AGING_NOW_OF = _aging(then=False, of="customer")
_AGING_THEN_OF = _aging(then=True, of="customer")


# --- What is asked


def stored_amounts_hold(reader: Reader, day: date) -> bool:
    """Say whether the amounts stored on rows are those at the end of ``day``: nothing is posted after it."""
    last_on = _LAST_POSTED.one(reader)
    return last_on is None or last_on <= day


def balance_of(reader: Reader, customer_id: int, as_of: date | None = None) -> Balance:
    """Return how a customer stands at the end of ``as_of`` (today when None; a future day moves what is overdue).

    Raises:
        NotFound: no such customer.
    """
    day = reader.today if as_of is None else as_of
    standing = _STANDING.first(reader, customer_id=customer_id)
    if standing is None:
        raise NotFound(_("That customer is not in this book."))
    credit, lifetime, last_on = standing
    return balance_from(reader, customer_id, day, credit, lifetime, last_on)


def balance_from(reader: Reader, customer_id: int, day: date, credit: int, lifetime: int, last_on: date | None) -> Balance:
    """Return ``balance_of`` for a caller that has read the customer's row and the day of the last entry already."""
    if last_on is None or last_on <= day:
        due, overdue, oldest, count, late = OPEN_NOW.one(reader, customer_id=customer_id, day=day)
    else:
        due, overdue, oldest, count, late = _OPEN_THEN.one(reader, customer_id=customer_id, day=day)
        credit_moved, lifetime_moved = _MOVED_LATER.one(reader, customer_id=customer_id, day=day)
        credit, lifetime = credit - credit_moved, lifetime - lifetime_moved
    return Balance(due, overdue, credit, lifetime, oldest, count, late)


def book_balance(reader: Reader, as_of: date | None = None) -> Balance:
    """Return how all customers together stand at the end of ``as_of``."""
    day = reader.today if as_of is None else as_of
    credit, lifetime = _BOOK_STANDING.one(reader)
    if stored_amounts_hold(reader, day):
        due, overdue, oldest, count, late = _BOOK_OPEN_NOW.one(reader, day=day)
    else:
        due, overdue, oldest, count, late = _BOOK_OPEN_THEN.one(reader, day=day)
        credit_moved, lifetime_moved = _BOOK_MOVED_LATER.one(reader, day=day)
        credit, lifetime = credit - credit_moved, lifetime - lifetime_moved
    return Balance(due, overdue, credit, lifetime, oldest, count, late)


def aging(reader: Reader, as_of: date | None = None, customer_id: int | None = None) -> AgingReport:
    """Return what is owed by age at the end of ``as_of`` (today when None), for everyone or for one customer."""
    day = reader.today if as_of is None else as_of
    cuts = {name: days_before(day, days) for name, days in _CUTS.items()}
    holds = stored_amounts_hold(reader, day)
    if customer_id is None:
        rows = _AGING_NOW.named(reader, **cuts) if holds else _AGING_THEN.named(reader, day=day, **cuts)
    elif holds:
        rows = _AGING_NOW_OF.named(reader, customer_id=customer_id, **cuts)
    else:
        rows = _AGING_THEN_OF.named(reader, customer_id=customer_id, day=day, **cuts)
    totals = AgingTotals(*(sum(map(itemgetter(column), rows)) for column in range(3, 8)))
    return AgingReport(day, tuple(rows), totals)
