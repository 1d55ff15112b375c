"""Issuing and posting 10,000 invoices of two lines, beside the plain driver inserting the very same rows.

The raw side is given its rows ready made: it validates nothing, works out nothing, and only executes. Both sides begin with a
fresh copy of the small book and end with a commit.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoices
from app.services.office import Office
from benchmarks.harness import Figure, paired
from benchmarks.large_book import TODAY, copy_of, open_office, raw_connection, small_book

COUNT = 10_000
_CUSTOMERS = 1_000
_TAX_PPM = 82_500
# What issuing writes, in the order in which foreign keys want it.
_TABLES = ("invoice", "invoice_line", "journal_entry", "posting", "activity")


class _Rows:
    """Everything that issuing wrote, read back from a book where it was done once."""

    def __init__(self, before: Path, after: sqlite3.Connection) -> None:
        self.inserts: list[tuple[str, list[tuple[Any, ...]]]] = []
        with sqlite3.connect(before) as earlier:
            for table in _TABLES:
                last = earlier.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()[0]
                rows = after.execute(f"SELECT * FROM {table} WHERE id > ? ORDER BY id", (last,)).fetchall()
                marks = ", ".join("?" * len(rows[0]))
                self.inserts.append((f"INSERT INTO {table} VALUES ({marks})", rows))
            old = dict(earlier.execute("SELECT id, due_minor FROM customer"))
            self.counters = after.execute("SELECT next_value, name FROM counter").fetchall()
            self.series = after.execute("SELECT next_value, kind FROM number_series").fetchall()
        earlier.close()
        changed = after.execute("SELECT due_minor, credit_minor, lifetime_minor, id FROM customer").fetchall()
        self.totals = [row for row in changed if old[row[3]] != row[0]]


def _raw(connection: sqlite3.Connection, rows: _Rows) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for sql, values in rows.inserts:
        connection.executemany(sql, values)
    connection.executemany("UPDATE customer SET due_minor = ?, credit_minor = ?, lifetime_minor = ? WHERE id = ?", rows.totals)
    connection.executemany("UPDATE counter SET next_value = ? WHERE name = ?", rows.counters)
    connection.executemany("UPDATE number_series SET next_value = ? WHERE kind = ?", rows.series)
    connection.execute("COMMIT")


def _wanted() -> list[NewInvoice]:
    return [
        NewInvoice(
            1 + number % _CUSTOMERS,
            TODAY - timedelta(days=number % 28),
            (
                NewLine("Furnace tune-up", 8_900 + number % 700, tax_ppm=_TAX_PPM),
                NewLine("Filter, 16 × 25", 1_450, 2_000_000, tax_ppm=_TAX_PPM),
            ),
        )
        for number in range(COUNT)
    ]


class _Desk:
    """A fresh copy for each side, made before every timing."""

    def __init__(self) -> None:
        self.source = small_book()
        self.wanted = _wanted()
        self.office: Office | None = None
        self.raw: sqlite3.Connection | None = None
        self.folders: list[Path] = []

    def fresh(self) -> None:
        """Close what was used and open two new copies."""
        self.close()
        ours, raw = copy_of(self.source), copy_of(self.source)
        self.folders = [ours.parent, raw.parent]
        self.office, self.raw = open_office(ours), raw_connection(raw)
        # Both have read the schema and one row before the clock starts, as any program that is running has.
        self.office.read(lambda reader: reader.today)
        self.raw.execute("SELECT COUNT(*) FROM company").fetchall()

    def close(self) -> None:
        """Forget the copies."""
        if self.office is not None:
            self.office.close()
        if self.raw is not None:
            self.raw.close()
        for folder in self.folders:
            shutil.rmtree(folder)
        self.folders, self.office, self.raw = [], None, None

    def issue(self) -> None:
        """Do the job our way."""
        assert self.office is not None
        self.office.write(partial(_issue, wanted=self.wanted))


def _issue(writer: Any, wanted: list[NewInvoice]) -> int:
    return len(issue_invoices(writer, wanted))


def measure() -> Iterable[Figure]:
    """Issue invoices as the program does, and as the plain sqlite3 module would insert their rows."""
    desk = _Desk()
    try:
        desk.fresh()
        desk.issue()
        with sqlite3.connect(desk.folders[0] / desk.source.name) as after:
            rows = _Rows(desk.source, after)
        after.close()
        written = sum(len(values) for _sql, values in rows.inserts)

        def raw() -> None:
            assert desk.raw is not None
            _raw(desk.raw, rows)

        ratio = paired(desk.issue, raw, 7, before=desk.fresh)
    finally:
        desk.close()
    yield Figure(
        "Issue and post 10,000 invoices",
        ratio,
        1.5,
        detail=f"two taxed lines each, {written:,} rows, totals of {len(rows.totals):,} customers; raw inserts ready-made rows",
    )
