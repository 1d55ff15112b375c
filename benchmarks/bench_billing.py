"""A billing run of 10,000 due plans, against the plain sqlite3 module doing the same reads and writes.

The limit reads the same plans and customers, works out the same next dates with arithmetic of its own, and writes the same rows
into the same tables with the same indexes and foreign keys in one transaction: invoices, lines, journal entries, postings,
activity, periods, waiting charges, plans moved on, customers' totals, counters and number series. What both wrote is compared.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from app.models.base import instant_text
from app.models.engine import sqlite_connection
from app.models.opening import open_book
from app.services.billing.planning import RunRequest
from app.services.billing.posting import post_run
from app.services.billing.rehearsing import rehearse
from app.services.clocks import FixedDay
from app.services.company import NewCompany, found_company
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.formats import date_format
from app.services.office import Office
from app.services.plans.entering import NewPlan, enter_plans
from benchmarks.harness import Figure, Ratio, milliseconds, paired

DUE = 10_000
DAY = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 15, 30, tzinfo=UTC)
ACTOR = "bench"
COMPANY = NewCompany("Bench LLC", "USD", "America/Chicago")
_REQUEST = RunRequest(DAY)


def desk(book: Path) -> Office:
    """Open a book at the day of the bench."""
    return Office(open_book(book), ACTOR, FixedDay(DAY, AT))


def make_book(path: Path, plans: int) -> None:
    """Make a book with so many plans, each due once."""
    found_company(str(path), COMPANY, actor=ACTOR, clock=FixedDay(DAY, AT)).close()
    office = desk(path)
    for start in range(0, plans, 10_000):
        customers = [NewCustomer(f"Customer {n}", f"C-{n:06d}") for n in range(start, min(plans, start + 10_000))]
        ids = office.write(partial(enter_customers, customers=customers))
        office.write(partial(enter_plans, plans=[_plan(id_) for id_ in ids]))
    office.close()


def _plan(id_: int) -> NewPlan:
    return NewPlan(
        id_,
        date(2026, 3, 1 + id_ % 15),
        "monthly",
        "Filter change",
        price_minor=1_900 + id_ % 700,
        paid_by="card" if id_ % 2 else "cash",
        status="active",
    )


def ours(office: Office) -> None:
    """Bill as the program does: computed, checked, posted."""
    posted = office.write(partial(post_run, request=_REQUEST))
    assert len(posted.invoices) == DUE


def rehearsed(office: Office) -> None:
    """Rehearse as the program does, with the review."""
    assert len(office.read(partial(rehearse, request=_REQUEST)).plan.bills) == DUE


def plain(book: Path) -> sqlite3.Connection:
    """Open a book with the plain driver, with the pragmas of the program."""
    connection = sqlite_connection(book)
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-32768"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


_DUE_PLANS = """
SELECT p.id, p.number, p.name, p.kind, p.customer_id, p.site_id, p.status, p.frequency, p.timing, p.start_on, p.end_on,
       p.anchor_on, p.segment, p.next_index, p.next_bill_on, p.plain, p.price_minor, p.discount_ppm, p.tax_rate_id, p.terms,
       p.message, p.paid_by, p.method_ref, p.method_expires_on, p.last_total_minor, c.account, c.name, c.status, c.credit_minor,
       c.terms
FROM plan p JOIN customer c ON c.id = p.customer_id WHERE p.next_bill_on <= ? ORDER BY p.id
"""


def _month_later(on: date) -> date:
    year, month = divmod(on.year * 12 + on.month, 12)
    return date(year, month + 1, on.day)


def _series(connection: sqlite3.Connection, kind: str, count: int) -> int:
    query = "UPDATE number_series SET next_value = next_value + ? WHERE kind = ? RETURNING next_value"
    return int(connection.execute(query, (count, kind)).fetchone()[0]) - count


def _ids(connection: sqlite3.Connection, table: str, count: int) -> range:
    query = (
        "INSERT INTO counter (name, next_value) VALUES (?, 1 + ?) "
        "ON CONFLICT (name) DO UPDATE SET next_value = next_value + ? RETURNING next_value"
    )
    after = connection.execute(query, (table, count, count)).fetchone()[0]
    return range(after - count, after)


def raw(connection: sqlite3.Connection) -> None:
    """Read, reckon and write with nothing in between."""
    connection.execute("BEGIN IMMEDIATE")
    due = connection.execute(_DUE_PLANS, (DAY.isoformat(),)).fetchall()
    assert len(due) == DUE
    at, show = instant_text(AT), date_format("en_US").medium
    count = len(due)
    first = _series(connection, "invoice", count)
    numbers = [str(first + n) for n in range(count)]
    for start in range(0, count, 500):
        some = numbers[start : start + 500]
        marks = ", ".join("?" * len(some))
        assert not connection.execute(f"SELECT number FROM invoice WHERE number IN ({marks})", some).fetchall()
    run_number = _series(connection, "billing_run", 1)
    run_id = _ids(connection, "billing_run", 1)[0]
    invoice_ids, line_ids = _ids(connection, "invoice", count), _ids(connection, "invoice_line", count)
    entry_ids, period_ids = _ids(connection, "journal_entry", count), _ids(connection, "plan_period", count)
    posting_id = iter(_ids(connection, "posting", 2 * count))
    activity_ids = _ids(connection, "activity", count + 1)
    queued = sum(1 for row in due if row[21] == "card")
    charge_id = iter(_ids(connection, "plan_charge", queued))
    invoices, lines, entries, postings, activity = [], [], [], [], []
    periods, charges, plans, customers = [], [], [], []
    total = 0
    for row, invoice_id, line_id, entry_id, period_id, activity_id, number in zip(
        due, invoice_ids, line_ids, entry_ids, period_ids, activity_ids, numbers, strict=False
    ):
        plan_id, name, customer_id, price, paid_by = row[0], row[2], row[4], row[16], row[21]
        start_on = row[9]
        begins = date.fromisoformat(start_on)
        following = _month_later(begins)
        end = following - timedelta(days=1)
        end_on, next_on = end.isoformat(), following.isoformat()
        words = f"{name}, {show(begins)} – {show(end)}"
        total += price
        invoices.append(
            (invoice_id, number, customer_id, row[5], None, "invoice", "issued", start_on, start_on, "receipt", name, "", price,
             0, price, 0, entry_id)
        )  # fmt: skip
        lines.append((line_id, invoice_id, 1, words, 1_000_000, price, 0, price, None, 0, 0))
        entries.append((entry_id, start_on, "invoice", customer_id, None, None, None, "", ACTOR, at))
        postings.append((next(posting_id), entry_id, start_on, 1100, customer_id, invoice_id, price))
        postings.append((next(posting_id), entry_id, start_on, 4000, customer_id, None, -price))
        told = json.dumps({"number": number, "total_minor": price}, separators=(",", ":"))
        activity.append((activity_id, customer_id, at, ACTOR, "invoice.issued", told))
        charge = "queued" if paid_by == "card" else "open"
        periods.append(
            (period_id, plan_id, 1, 0, start_on, end_on, start_on, end_on, start_on, price, price, "billed", charge, invoice_id,
             run_id, "")
        )  # fmt: skip
        if charge == "queued":
            today = DAY.isoformat()
            charges.append((next(charge_id), invoice_id, customer_id, plan_id, price, "card", "waiting", today, today))
        plans.append((1, next_on, price, plan_id, 1, 0))
        customers.append((price, price, customer_id))
    connection.execute(
        "INSERT INTO billing_run (id, number, through_on, posted_on, missed, digest, invoices, skipped, total_minor, "
        "credit_minor, queued_minor, state, actor, posted_at) VALUES (?, ?, ?, ?, 'each', '', ?, 0, ?, 0, 0, 'posted', ?, ?)",
        (run_id, f"B-{run_number:04d}", DAY.isoformat(), DAY.isoformat(), count, total, ACTOR, at),
    )
    for table, rows in (
        ("invoice", invoices),
        ("invoice_line", lines),
        ("journal_entry", entries),
        ("posting", postings),
        ("activity", activity),
        ("plan_period", periods),
    ):
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.executemany(
        "INSERT INTO plan_charge (id, invoice_id, customer_id, plan_id, amount_minor, method, state, queued_on, try_on) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        charges,
    )
    connection.executemany(
        "UPDATE customer SET due_minor = due_minor + ?, lifetime_minor = lifetime_minor + ? WHERE id = ?", customers
    )
    connection.executemany(
        "UPDATE plan SET next_index = ?, next_bill_on = ?, last_total_minor = ?, version = version + 1 "
        "WHERE id = ? AND segment = ? AND next_index = ?",
        plans,
    )
    posted = json.dumps({"number": f"B-{run_number:04d}", "count": count, "total_minor": total}, separators=(",", ":"))
    connection.execute(
        "INSERT INTO activity VALUES (?, NULL, ?, ?, 'billing.posted', ?)",
        (activity_ids[-1], at, ACTOR, posted),
    )
    connection.execute("COMMIT")


_COMPARED = (
    "SELECT id, number, customer_id, issued_on, due_on, terms, total_minor, open_minor, entry_id FROM invoice ORDER BY id",
    "SELECT * FROM invoice_line ORDER BY id",
    "SELECT * FROM journal_entry ORDER BY id",
    "SELECT * FROM posting ORDER BY id",
    "SELECT * FROM plan_period ORDER BY id",
    "SELECT * FROM plan_charge ORDER BY id",
    "SELECT id, next_index, next_bill_on, last_total_minor, version FROM plan ORDER BY id",
    "SELECT id, due_minor, credit_minor, lifetime_minor FROM customer ORDER BY id",
    "SELECT customer_id, kind, details FROM activity ORDER BY id",
)


def assert_same(one: Path, other: Path) -> None:
    """Make sure that both sides wrote the same."""
    mine, theirs = sqlite_connection(one), sqlite_connection(other)
    try:
        for query in _COMPARED:
            assert mine.execute(query).fetchall() == theirs.execute(query).fetchall(), query
    finally:
        mine.close()
        theirs.close()


class Bench:
    """Three copies of one book, each side's own, made afresh and opened before each timing."""

    def __init__(self, folder: Path) -> None:
        self._book = folder / "due.counterfoil"
        self.copies = [folder / f"{name}.counterfoil" for name in ("mine", "again", "theirs")]
        make_book(self._book, DUE)
        self._close = ExitStack()

    def afresh(self) -> None:
        """Close what is open, and give each side the book as it was."""
        self._close.close()
        for copy in self.copies:
            for rest in copy.parent.glob(f"{copy.name}-*"):
                rest.unlink()
            shutil.copy(self._book, copy)
        mine, again, theirs = self.copies
        self.mine, self.again = (self._close.enter_context(closing(desk(copy))) for copy in (mine, again))
        self.theirs = self._close.enter_context(closing(plain(theirs)))
        # The first statement of a connection reads the schema, which is no part of the job.
        for office in (self.mine, self.again):
            office.read(lambda reader: reader.profile)
        self.theirs.execute("SELECT currency FROM company").fetchall()

    def done(self) -> None:
        """Close what is open."""
        self._close.close()


def measure() -> Iterable[Figure]:
    """Bill 10,000 plans as the program does, and as the plain sqlite3 module would."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name))
        bench.afresh()
        ours(bench.mine)
        raw(bench.theirs)
        bench.done()
        assert_same(bench.copies[0], bench.copies[2])
        ratio = paired(lambda: ours(bench.mine), lambda: raw(bench.theirs), before=bench.afresh)
        detail = "one invoice, entry, period each, half of them charges; all checks in place"
        yield Figure(f"Bill {DUE:,} due plans", ratio, 1.5, detail=detail)
        yield Figure(
            "Rehearse the same run",
            paired(lambda: rehearsed(bench.mine), lambda: ours(bench.again), before=bench.afresh),
            0.5,
            unit="× the posting",
            detail="with the comparison to the last run, bounds and warnings",
        )
        bench.done()
    yield from flatness()


def flatness() -> Iterable[Figure]:
    """Bill 1,000 and 100,000 plans: what one costs must not depend on how many there are."""
    small_count, large_count = 1_000, 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large, copy = folder / "small.counterfoil", folder / "large.counterfoil", folder / "copy.counterfoil"
        make_book(small, small_count)
        make_book(large, large_count)
        each: dict[Path, list[float]] = {small: [], large: []}
        for round_number in range(6):
            for book, count in ((small, small_count), (large, large_count)):
                times = []
                # The small run is over before the clock has settled: it is the median of several.
                for _again in range(9 if book is small else 1):
                    for rest in folder.glob(f"{copy.name}*"):
                        rest.unlink()
                    shutil.copy(book, copy)
                    office = desk(copy)
                    times.append(milliseconds(partial(office.write, partial(post_run, request=_REQUEST, confirmed=True))))
                    office.close()
                if round_number:
                    each[book].append(statistics.median(times) * 1000 / count)
        ratio = Ratio.of_samples(each[large], each[small], "µs a plan")
        detail = f"microseconds a plan in a run of {large_count:,} over those in a run of {small_count:,}"
        yield Figure("Billing costs the same per plan, large over small", ratio, 1.25, unit="×", detail=detail)
