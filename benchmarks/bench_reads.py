"""What is read most, in a book of 100,000 customers and 1,000,000 invoices, beside the plain driver reading the same.

The raw side has the same pragmas, the same indexes and a connection kept open. It fetches plain tuples and makes nothing of
them; its transaction begins and ends as ours does. Where the same statement serves both, the raw side is given its text; where
the limit is another statement (aging of a past day beside that of today), its text stands here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from app.domain.folding import fold
from app.models.engine import READING_KIB
from app.services.documents import StatementKind
from app.services.office import Office
from app.services.queries import account_page as page_module
from app.services.queries import days_to_pay, history, receivables
from app.services.queries import statement as statement_module
from app.services.queries.account_page import account_page
from app.services.queries.asking import Question
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids
from app.services.queries.finding import Wanted
from app.services.queries.receivables import aging
from app.services.queries.statement import statement
from benchmarks.harness import Figure, Ratio, paired
from benchmarks.large_book import HEAVY_CUSTOMER, TODAY, large_book, open_office, raw_connection, small_book

_CUSTOMERS = 60
_PAST_DAYS = (30, 90, 365, 650)
_FIRST_DAY = TODAY - timedelta(days=730)
_TYPED = ("har", "harb", "harbor", "lucia", "hernandez", "weis", "o'brien", "555012", "example", "anderson, vic")
"""What somebody types: beginnings of names, a first name, a phone, something that every customer has."""

_SQLITE = sqlite_dialect()

Asked = tuple[str, Sequence[Any]]
"""A statement's text with its parameters."""


def measure() -> Iterable[Figure]:
    """Ask each question as a screen does, and as the plain sqlite3 module would."""
    large, small = large_book(), small_book()
    raw = raw_connection(large)
    raw.execute(f"PRAGMA cache_size=-{READING_KIB}")
    ours, little = open_office(large), open_office(small)
    try:
        yield from _account_page(ours, little, raw)
        yield from _aging(ours, raw)
        yield from _statement(ours, raw)
        yield from _search(ours, raw)
    finally:
        raw.close()
        ours.close()
        little.close()


def _asked(question: Question[Any], **values: Any) -> Asked:
    """Return what a question sends to SQLite."""
    return question.sent(_SQLITE, values)


def _read_raw(connection: sqlite3.Connection, statements: Iterable[Asked]) -> None:
    connection.execute("BEGIN")
    for sql, parameters in statements:
        connection.execute(sql, parameters).fetchall()
    connection.execute("ROLLBACK")


# --- The account page


def _account_page(ours: Office, little: Office, raw: sqlite3.Connection) -> Iterable[Figure]:
    customers = range(11, 1_000_000 // 10, 100_000 // _CUSTOMERS)
    few = range(1, 1_000, 1_000 // _CUSTOMERS)
    texts = {customer: _page_statements(customer) for customer in customers}

    def read(office: Office, wanted: Iterable[int]) -> None:
        for customer in wanted:
            office.read(partial(account_page, customer_id=customer))

    def read_raw() -> None:
        for statements in texts.values():
            _read_raw(raw, statements)

    yield Figure(
        "Account page data",
        paired(partial(read, ours, customers), read_raw, 9, repeat=3),
        2.5,
        detail=f"header, contacts, sites, tags, tiles, counts, paid invoices of {len(texts)} customers in turn, large book",
    )
    same = [customer for customer, _few in zip(customers, few, strict=False)]
    yield Figure(
        "Account page data, large book beside small",
        paired(partial(read, ours, same), partial(read, little, list(few)[: len(same)]), 9, repeat=3),
        1.25,
        "× small book",
        detail="the same page of as many customers in a book of 1,000 customers",
    )


def _page_statements(customer: int) -> list[Asked]:
    values = {"customer_id": customer, "day": TODAY, "today": TODAY}
    questions = (
        page_module.HEAD,
        receivables.OPEN_NOW,
        page_module.CONTACTS,
        page_module.SITES,
        page_module.TAGS,
        days_to_pay.PAID,
    )
    return [_asked(question, **values) for question in questions]


# --- Aging

_BUCKETS = """
    SUM(CASE WHEN due_on >= :late_1 THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on < :late_1 AND due_on >= :late_31 THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on < :late_31 AND due_on >= :late_61 THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on < :late_61 AND due_on >= :late_91 THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on < :late_91 THEN open_minor ELSE 0 END),
    SUM(open_minor)
"""
_RAW_AGING = f"""
    SELECT customer.id, account, name, owed.* FROM (
        SELECT customer_id, {_BUCKETS} FROM invoice WHERE open_minor > 0 GROUP BY customer_id
    ) AS owed JOIN customer ON customer.id = owed.customer_id ORDER BY sort_name, customer.id
"""
_CUTS = {f"late_{days + 1}": (TODAY - timedelta(days=days)).isoformat() for days in (0, 30, 60, 90)}


def _aging(ours: Office, raw: sqlite3.Connection) -> Iterable[Figure]:
    plan = raw.execute("EXPLAIN QUERY PLAN " + _RAW_AGING, _CUTS).fetchall()
    if not any("COVERING INDEX ix_invoice_open" in row[3] for row in plan):
        raise AssertionError("the raw side must use the partial covering index")

    def read(back: int) -> None:
        ours.read(lambda reader: aging(reader, TODAY - timedelta(days=back)))

    def read_raw() -> None:
        _read_raw(raw, [(_RAW_AGING, _CUTS)])  # type: ignore[list-item] # by name here

    yield Figure(
        "Aging today", paired(partial(read, 0), read_raw, 7), 1.4, detail="150,000 open invoices, five buckets, names in order"
    )
    slowest = max((paired(partial(read, back), read_raw, 5) for back in _PAST_DAYS), key=lambda ratio: ratio.value)
    yield Figure(
        "Aging of a past day",
        slowest,
        2.0,
        "× raw today",
        detail=f"the slowest of {', '.join(map(str, _PAST_DAYS))} days ago, beside raw aging of today",
    )


# --- A customer with 20,000 entries


def _statement(ours: Office, raw: sqlite3.Connection) -> Iterable[Figure]:
    newest = [_asked(history.BALANCE, customer_id=HEAVY_CUSTOMER), _asked(history.NEWEST, customer_id=HEAVY_CUSTOMER, most=100)]

    def page() -> None:
        ours.read(partial(history.history_page, customer_id=HEAVY_CUSTOMER))

    def raw_page() -> None:
        raw.execute("BEGIN")
        balance = raw.execute(*newest[0]).fetchone()[0]
        rows = []
        for row in raw.execute(*newest[1]).fetchall():
            rows.append((*row, balance))
            balance -= row[5]
        raw.execute("ROLLBACK")

    yield Figure(
        "Page of an account of 20,000 entries",
        paired(page, raw_page, 9, repeat=20),
        3.0,
        detail="the newest 100 lines with running balance, walked back from the stored one",
    )
    values = {"customer_id": HEAVY_CUSTOMER, "from_on": _FIRST_DAY, "to_on": TODAY}
    moves = _asked(statement_module.MOVES, **values)
    net = _asked(statement_module.NET, customer_id=HEAVY_CUSTOMER, to_on=_FIRST_DAY)

    def whole() -> None:
        ours.read(lambda reader: statement(reader, HEAVY_CUSTOMER, _FIRST_DAY, TODAY, StatementKind.BALANCE_FORWARD))

    def raw_whole() -> None:
        raw.execute("BEGIN")
        balance = raw.execute(*net).fetchone()[0]
        rows = []
        for row in raw.execute(*moves).fetchall():
            balance += row[2]
            rows.append((*row, balance))
        raw.execute("ROLLBACK")

    yield Figure(
        "Statement of an account of 20,000 entries",
        paired(whole, raw_whole, 5),
        3.0,
        detail="balance forward over two years, every line worded, filled for the printer",
    )


# --- Search as typed


def _search(ours: Office, raw: sqlite3.Connection) -> Iterable[Figure]:
    def ours_finds(text: str) -> Callable[[], object]:
        wanted = CustomerFilter(text, status="")
        return lambda: ours.read(lambda reader: customer_ids(reader, wanted, CustomerSort.BEST))

    def raw_finds(text: str) -> Callable[[], object]:
        match = " ".join(f'"{word}"' for word in Wanted.of(fold(text)).words)
        asked = ("SELECT rowid FROM customer_fts WHERE customer_fts MATCH ? ORDER BY rowid", (match,))
        return lambda: _read_raw(raw, [asked])

    ratios: list[Ratio] = [paired(ours_finds(text), raw_finds(text), 7, repeat=10) for text in _TYPED]
    yield Figure(
        "Search over 100,000 customers as typed",
        max(ratios, key=lambda ratio: ratio.value),
        2.0,
        "× raw trigrams",
        detail=f"the slowest of {len(_TYPED)} texts, all ids, names that begin with the text first",
    )
