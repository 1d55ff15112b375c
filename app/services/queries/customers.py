"""The customer list: which customers match, in which order, their rows, and what they add up to.

Search as it is typed has an order of its own, which is in ``customers_typed``.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, case, false, func, literal_column, select

from app.domain.aging import days_before
from app.domain.errors import NotFound
from app.domain.language import _
from app.models.base import BIG, IsoDate
from app.models.customers import Customer, CustomerTag, Site
from app.models.invoices import Invoice
from app.services.office import Reader
from app.services.queries.asking import Question, Value, among, as_ids, exact_sum
from app.services.queries.customer_list import CustomerFilter, CustomerListRow, CustomerSort, customer_row
from app.services.queries.customers_typed import beginning, best, few_best, first_best
from app.services.queries.finding import Wanted, begins
from app.services.queries.receivables import DAY, IS_OPEN, Scope, moved_later, open_by_invoice, stored_amounts_hold


@dataclass(frozen=True, slots=True)
class CustomerTotals:
    """What the customers of a filter add up to, in minor units."""

    count: int
    due_minor: int
    overdue_minor: int
    credit_minor: int


def customer_ids(
    reader: Reader, wanted: CustomerFilter, sort: CustomerSort = CustomerSort.NAME, *, descending: bool = False
) -> array[int]:
    """Return the ids (typecode q) of the customers that match, in order."""
    shape, values, text = _shape(reader, wanted)
    if sort is CustomerSort.BEST and text.words and shape.store == "sqlite" and not shape.is_filtered and not text.short:
        return best(reader, text, wanted.status)
    return _ids(shape, sort, descending).ids(reader, **values)


def first_customer_ids(
    reader: Reader, wanted: CustomerFilter, sort: CustomerSort, most: int, *, descending: bool = False
) -> tuple[array[int], bool] | None:
    """Return the first ``most`` ids of ``customer_ids`` and whether they are all, at once however large the book is.

    Returns None where the first few cost as much as all of them: no index has that order.
    """
    shape, values, text = _shape(reader, wanted)
    if shape.then or shape.overdue or shape.over_days:
        return None
    if sort in (CustomerSort.NAME, CustomerSort.BEST) and not text.whole:
        ids = _ids(shape, sort, descending, limited=True).ids(reader, most=most + 1, **values)
    elif sort is not CustomerSort.BEST or shape.store != "sqlite" or shape.is_filtered:
        return None
    elif text.words and text.short:
        return _ids(shape, sort, descending).ids(reader, **values), True
    elif text.is_prefix:
        ids = beginning(reader, text, wanted.status, most + 1)
    else:
        return first_best(reader, text, wanted.status, most)
    return ids[:most], len(ids) <= most


def found_customers(reader: Reader, text: str, limit: int) -> list[int]:
    """Return the ids of the best ``limit`` customers, archived ones too, that ``text`` finds: for a list of hits."""
    wanted = Wanted.of(text)
    if not wanted.whole:
        return []
    if reader.connection.dialect.name != "sqlite" or wanted.short:
        return list(customer_ids(reader, CustomerFilter(text, status=""), CustomerSort.BEST)[:limit])
    return few_best(reader, wanted, limit)


def customer_rows(reader: Reader, ids: Sequence[int], today: date | None = None) -> list[CustomerListRow]:
    """Return the rows of ``ids`` in their order, as of ``today`` (the reader's when None); ids that are gone are left out."""
    day = today or reader.today
    question = _ROWS_NOW if stored_amounts_hold(reader, day) else _ROWS_THEN
    rows = {row.id: row for row in question.all(reader, ids=as_ids(ids), day=day)}
    return [rows[id_] for id_ in ids if id_ in rows]


def customer_count(reader: Reader, status: str = "active") -> int:
    """Return how many customers are active, archived, or (empty) either."""
    return _COUNT[bool(status)].one(reader, status=status)


def customer_totals(reader: Reader, wanted: CustomerFilter) -> CustomerTotals:
    """Return how many customers match and what they owe together today."""
    shape, values, _text = _shape(reader, wanted)
    narrowed_by_late = shape.then or shape.overdue or shape.over_days
    return (_totals if narrowed_by_late else _quick_totals)(shape).one(reader, **values)


def tags_in_use(reader: Reader) -> list[str]:
    """Return every tag that some customer bears, in order."""
    return _TAGS.all(reader)


def managers_in_use(reader: Reader) -> list[str]:
    """Return every account manager that some customer has, in order."""
    return _MANAGERS.all(reader)


def customer_id_of(reader: Reader, account: str) -> int:
    """Return the id of the customer that has the account number ``account``.

    Raises:
        NotFound: nobody has.
    """
    found = _BY_ACCOUNT.first(reader, account=account.strip())
    if found is None:
        raise NotFound(_("There is no customer with the account number {account}.").format(account=account.strip()[:40]))
    return found


# --- One statement for each shape of filter and order, built when it is first wanted


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a filter changes the statement; the values themselves are parameters."""

    store: str
    then: bool
    words: int
    short: int
    status: bool
    overdue: bool
    over_days: bool
    due: bool
    credit: bool
    tag: bool
    manager: bool
    kind: bool
    terms: bool
    asked: bool

    @property
    def is_filtered(self) -> bool:
        """Whether more than text and status narrows the list."""
        accounts = (self.overdue, self.over_days, self.due, self.credit)
        return any((*accounts, self.tag, self.manager, self.kind, self.terms, self.asked))

    @property
    def has_only_status(self) -> bool:
        """Whether nothing but the status narrows the list."""
        return not (self.words or self.short or self.is_filtered)


def _shape(reader: Reader, wanted: CustomerFilter) -> tuple[_Shape, dict[str, Value], Wanted]:
    text = Wanted.of(wanted.text)
    store = reader.connection.dialect.name
    shape = _Shape(
        store,
        not stored_amounts_hold(reader, reader.today),
        len(text.words),
        len(text.short),
        bool(wanted.status),
        wanted.overdue_only,
        wanted.over_days is not None,
        wanted.due_only,
        wanted.credit_only,
        bool(wanted.tag),
        bool(wanted.manager),
        bool(wanted.kind),
        bool(wanted.terms),
        bool(wanted.query),
    )
    values: dict[str, Value] = {
        "day": reader.today,
        "late_before": days_before(reader.today, wanted.over_days or 0),
        "status": wanted.status,
        "tag": wanted.tag,
        "manager": wanted.manager,
        "kind": wanted.kind,
        "terms": wanted.terms,
        **text.parameters(store),
    }
    if wanted.query:
        from app.services.asking.understanding import filtered_customers

        values["asked"] = as_ids(filtered_customers(reader, wanted.query))
    return shape, values, text


class _Parts:
    """The tables and columns that a statement about customers on a day is made of."""

    def __init__(self, of: Scope, *, then: bool) -> None:
        item = open_by_invoice(then=then, of=of)
        self._late = (
            select(
                item.c.customer_id,
                exact_sum(item.c.open_minor).label("overdue_minor"),
                func.min(item.c.due_on).label("oldest_on"),
            )
            .where(item.c.due_on < DAY)
            .group_by(item.c.customer_id)
            .subquery("late")
        )
        self._moved = moved_later(of) if then else None
        self.overdue = _or_nothing(self._late.c.overdue_minor)
        self.oldest_on: ColumnElement[date] = self._late.c.oldest_on
        self.due = self._at_the_end("due_minor")
        self.credit = self._at_the_end("credit_minor")
        self.lifetime = self._at_the_end("lifetime_minor")

    def _at_the_end(self, name: str) -> ColumnElement[int]:
        stored: ColumnElement[int] = Customer.__table__.c[name]
        return stored if self._moved is None else stored - _or_nothing(self._moved.c[name])

    def source(self, *, late: bool = True) -> FromClause:
        """Return the tables joined, without the late invoices where nothing asks for them."""
        joined: FromClause = Customer.__table__
        if self._moved is not None:
            joined = joined.outerjoin(self._moved, self._moved.c.customer_id == Customer.id)
        return joined.outerjoin(self._late, self._late.c.customer_id == Customer.id) if late else joined


def _or_nothing(amount: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(amount, _ZERO, type_=BIG)


_ZERO: ColumnElement[int] = literal_column("0", BIG)
_MOST: ColumnElement[int] = bindparam("most", type_=BIG)
_NEVER = bindparam("never", date.max, type_=IsoDate())
_SITES = select(func.count()).where(Site.customer_id == Customer.id, Site.archived.is_(false())).scalar_subquery()
_LATE_SORTS = frozenset({CustomerSort.OVERDUE, CustomerSort.DAYS_LATE, CustomerSort.STATUS})


def _conditions(shape: _Shape, parts: _Parts) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if shape.status:
        # What the text finds is little; looking the status up in its index would visit nearly all customers.
        status = Customer.status.concat("") if shape.words else Customer.status
        found.append(status == bindparam("status"))
    if shape.words or shape.short:
        # Only how many words there are changes the statement.
        found.append(Wanted("…", ("…",) * shape.words, ("…",) * shape.short).condition(shape.store))
    if shape.tag:
        found.append(Customer.id.in_(select(CustomerTag.customer_id).where(CustomerTag.tag == bindparam("tag"))))
    for is_asked, condition in (
        (shape.overdue, parts.overdue > _ZERO),
        (shape.over_days, parts.oldest_on < bindparam("late_before", type_=IsoDate())),
        (shape.due, parts.due > _ZERO),
        (shape.credit, parts.credit > _ZERO),
        (shape.manager, Customer.manager == bindparam("manager")),
        (shape.kind, Customer.kind == bindparam("kind")),
        (shape.terms, Customer.terms == bindparam("terms")),
        (shape.asked, among(Customer.id, "asked")),
    ):
        if is_asked:
            found.append(condition)
    return found


def _keys(shape: _Shape, parts: _Parts, sort: CustomerSort) -> list[ColumnElement[Any]]:
    """Return what ``sort`` orders by, smallest first."""
    oldest_on = func.coalesce(parts.oldest_on, _NEVER)
    worst = case(
        (parts.overdue > _ZERO, 4),
        (Customer.status == "archived", 0),
        (parts.due > _ZERO, 3),
        (parts.credit > _ZERO, 2),
        else_=1,
    )
    keys: dict[CustomerSort, list[ColumnElement[Any]]] = {
        CustomerSort.BEST: [case((begins(shape.store), 0), else_=1)] if shape.words or shape.short else [],
        # Numbers of a series grow longer: A-999 stands before A-1000.
        CustomerSort.ACCOUNT: [func.length(Customer.account), Customer.account.expression],
        CustomerSort.KIND: [Customer.kind.expression],
        CustomerSort.STATUS: [worst],
        CustomerSort.BALANCE: [case((parts.due > _ZERO, parts.due), else_=-parts.credit)],
        CustomerSort.OVERDUE: [parts.overdue],
        CustomerSort.DAYS_LATE: [oldest_on],
        CustomerSort.CREDIT: [parts.credit],
        CustomerSort.LIFETIME: [parts.lifetime],
        CustomerSort.SITES: [_SITES],
        CustomerSort.SINCE: [Customer.since_on.expression],
        CustomerSort.MANAGER: [Customer.manager.expression],
        CustomerSort.TERMS: [Customer.terms.expression],
    }
    return keys.get(sort, [])


@lru_cache(maxsize=512)
def _ids(shape: _Shape, sort: CustomerSort, descending: bool, *, limited: bool = False) -> Question[int]:
    parts = _Parts("everyone", then=shape.then)
    late = shape.overdue or shape.over_days or sort in _LATE_SORTS
    # The oldest due date is the most days late.
    turned = descending != (sort is CustomerSort.DAYS_LATE)
    keys = [key.desc() if turned else key.asc() for key in _keys(shape, parts, sort)]
    if sort is CustomerSort.STATUS:
        oldest_on = func.coalesce(parts.oldest_on, _NEVER)
        keys.append(oldest_on.asc() if descending else oldest_on.desc())
    by_name = Customer.sort_name.desc() if sort is CustomerSort.NAME and descending else Customer.sort_name.asc()
    statement = select(Customer.id).select_from(parts.source(late=late)).where(*_conditions(shape, parts))
    statement = statement.order_by(*keys, by_name, Customer.id)
    return Question(statement.limit(_MOST) if limited else statement, int)


@lru_cache(maxsize=128)
def _totals(shape: _Shape) -> Question[CustomerTotals]:
    parts = _Parts("everyone", then=shape.then)
    statement = select(func.count(), exact_sum(parts.due), exact_sum(parts.overdue), exact_sum(parts.credit))
    return Question(statement.select_from(parts.source()).where(*_conditions(shape, parts)), CustomerTotals)


@lru_cache(maxsize=128)
def _quick_totals(shape: _Shape) -> Question[CustomerTotals]:
    """Add the late invoices up by themselves: joining them to every customer costs three times as much."""
    parts = _Parts("everyone", then=False)
    conditions = _conditions(shape, parts)
    late = select(exact_sum(Invoice.open_minor)).where(IS_OPEN, Invoice.due_on < DAY)
    if shape.has_only_status:
        # The few of the other kind are looked up; the many are read in the order they lie in, not by an index.
        if shape.status:
            other = select(Customer.id).where(Customer.status != bindparam("status"))
            late = late.where(Invoice.customer_id.not_in(other))
            conditions = [Customer.status.concat("") == bindparam("status")]
    else:
        late = late.where(Invoice.customer_id.in_(select(Customer.id).where(*conditions)))
    statement = select(
        func.count(), exact_sum(Customer.due_minor), late.scalar_subquery(), exact_sum(Customer.credit_minor)
    )
    return Question(statement.where(*conditions), CustomerTotals)


# --- Rows


def _row_statement(*, then: bool) -> Question[CustomerListRow]:
    parts = _Parts("listed", then=then)
    return Question(
        select(
            Customer.id,
            Customer.account,
            Customer.name,
            Customer.kind,
            Customer.status,
            Customer.manager,
            Customer.terms,
            Customer.since_on,
            parts.due,
            parts.credit,
            parts.overdue,
            parts.lifetime,
            parts.oldest_on,
            _SITES,
            DAY.label("as_of"),
        )
        .select_from(parts.source())
        .where(among(Customer.id)),
        customer_row,
    )


_ROWS_NOW = _row_statement(then=False)
_ROWS_THEN = _row_statement(then=True)
_COUNT = {
    narrowed: Question(select(func.count()).select_from(Customer).where(*condition), int)
    for narrowed, condition in ((False, ()), (True, (Customer.status == bindparam("status"),)))
}
_TAGS = Question(select(CustomerTag.tag).distinct().order_by(CustomerTag.tag), str)
_MANAGERS = Question(select(Customer.manager).where(Customer.manager != "").distinct().order_by(Customer.manager), str)
# The number of an account that was merged leads to the customer that it is part of.
_BY_ACCOUNT = Question(
    select(func.coalesce(Customer.merged_into_id, Customer.id, type_=BIG)).where(Customer.account == bindparam("account")), int
)
