"""Issuing and posting 10,000 invoices of two lines, beside the plain driver doing the same reads, sums and writes.

The raw side is a script that knows this one case: no checks, no classes, no regard for other currencies, roundings, terms or
locked periods; it reads what it needs, works the amounts out and executes. Both sides begin with a fresh copy of the small book
and end with a commit, and must leave the very same rows behind.
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
from app.services.office import Office, Writer
from benchmarks.harness import Figure, paired
from benchmarks.large_book import TODAY, copy_of, open_office, raw_connection, small_book

COUNT = 10_000
_CUSTOMERS = 1_000
_TAX_PPM = 82_500
_AT = "2026-06-30T15:00:00.000000Z"
_WRITTEN = ("invoice", "invoice_line", "journal_entry", "posting", "activity", "customer", "counter", "number_series")

_INSERTED = {
    "invoice": (
        "id number customer_id site_id parent_id kind state issued_on due_on terms subject message total_minor tax_minor "
        "open_minor disputed entry_id"
    ),
    "invoice_line": (
        "id invoice_id position description quantity_micro unit_price_minor discount_ppm net_minor tax_rate_id tax_ppm "
        "tax_minor"
    ),
    "journal_entry": "id posted_on kind customer_id payment_id credit_memo_id reverses_id memo actor recorded_at",
    "posting": "id entry_id posted_on account_id customer_id invoice_id amount_minor",
    "activity": "id customer_id happened_at actor kind details",
}


def wanted_invoices() -> list[NewInvoice]:
    """Return what both sides are asked to issue."""
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


def issue_raw(connection: sqlite3.Connection, wanted: list[NewInvoice]) -> None:
    """Issue ``wanted`` with nothing but the driver."""
    connection.execute("BEGIN IMMEDIATE")
    terms = dict(connection.execute("SELECT id, terms FROM customer"))
    size = len(wanted)
    invoice_id, entry_id, activity_id = (_take(connection, table, size) for table in ("invoice", "journal_entry", "activity"))
    line_id, posting_id = _take(connection, "invoice_line", 2 * size), _take(connection, "posting", 3 * size)
    after = connection.execute(
        "UPDATE number_series SET next_value = next_value + ? WHERE kind = 'invoice' RETURNING next_value", (size,)
    ).fetchone()[0]
    number = after - size
    invoices: list[tuple[object, ...]] = []
    lines: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    postings: list[tuple[object, ...]] = []
    diary: list[tuple[object, ...]] = []
    totals: dict[int, list[int]] = {}
    for new in wanted:
        customer, on = new.customer_id, new.issued_on.isoformat()
        net = tax = 0
        for position, line in enumerate(new.lines, 1):
            amount = (2 * line.quantity_micro * line.unit_price_minor + 1_000_000) // 2_000_000
            its_tax = (2 * amount * line.tax_ppm + 1_000_000) // 2_000_000
            lines.append(
                (line_id, invoice_id, position, line.description, line.quantity_micro, line.unit_price_minor, 0, amount, None,
                 line.tax_ppm, its_tax)
            )  # fmt: skip
            line_id += 1
            net += amount
            tax += its_tax
        total = net + tax
        code = terms[customer]
        due = (new.issued_on + timedelta(days=int(code[3:]))).isoformat()
        text = str(number)
        subject = new.lines[0].description
        invoices.append(
            (invoice_id, text, customer, None, None, "invoice", "issued", on, due, code, subject, "", total, tax, total, 0,
             entry_id)
        )  # fmt: skip
        entries.append((entry_id, on, "invoice", customer, None, None, None, "", "bench", _AT))
        postings += (
            (posting_id, entry_id, on, 1100, customer, invoice_id, total),
            (posting_id + 1, entry_id, on, 4000, customer, None, -net),
            (posting_id + 2, entry_id, on, 2200, customer, None, -tax),
        )
        details = f'{{"number":"{text}","total_minor":{total}}}'
        diary.append((activity_id, customer, _AT, "bench", "invoice.issued", details))
        moved = totals.setdefault(customer, [0, 0])
        moved[0] += total
        moved[1] += net
        invoice_id, entry_id, posting_id, activity_id, number = (
            invoice_id + 1, entry_id + 1, posting_id + 3, activity_id + 1, number + 1,
        )  # fmt: skip
    written: tuple[list[tuple[object, ...]], ...] = (invoices, lines, entries, postings, diary)
    for (table, columns), rows in zip(_INSERTED.items(), written, strict=True):
        marks = ", ".join("?" * len(columns.split()))
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns.split())}) VALUES ({marks})", rows)
    connection.executemany(
        "UPDATE customer SET due_minor = due_minor + ?, lifetime_minor = lifetime_minor + ? WHERE id = ?",
        [(due_minor, net, customer) for customer, (due_minor, net) in totals.items()],
    )
    connection.execute("COMMIT")


def _take(connection: sqlite3.Connection, table: str, size: int) -> int:
    after: int = connection.execute(
        "UPDATE counter SET next_value = next_value + ? WHERE name = ? RETURNING next_value", (size, table)
    ).fetchone()[0]
    return after - size


def _issue(writer: Writer, wanted: list[NewInvoice]) -> int:
    return len(issue_invoices(writer, wanted))


class _Desk:
    """A fresh copy for each side, made before every timing."""

    def __init__(self) -> None:
        self.source = small_book()
        self.wanted = wanted_invoices()
        self.folders: list[Path] = []
        self.office: Office | None = None
        self.connection: sqlite3.Connection | None = None

    def fresh(self) -> None:
        """Close what was used and open two new copies."""
        self.close()
        ours, raw = copy_of(self.source), copy_of(self.source)
        self.folders = [ours.parent, raw.parent]
        self.office, self.connection = open_office(ours), raw_connection(raw)
        # Both have read the schema before the clock starts, as any program that is running has.
        self.office.read(lambda reader: reader.today)
        self.connection.execute("SELECT COUNT(*) FROM company").fetchall()

    def close(self) -> None:
        """Forget the copies."""
        if self.office is not None:
            self.office.close()
        if self.connection is not None:
            self.connection.close()
        for folder in self.folders:
            shutil.rmtree(folder)
        self.folders, self.office, self.connection = [], None, None

    def issue(self) -> None:
        """Do the job as the program does."""
        assert self.office is not None
        self.office.write(partial(_issue, wanted=self.wanted))

    def issue_raw(self) -> None:
        """Do the job with the plain driver."""
        assert self.connection is not None
        issue_raw(self.connection, self.wanted)

    def check(self) -> int:
        """Make sure that both copies hold the same rows, and return how many were added."""
        added = 0
        ours, raw = (sqlite3.connect(folder / self.source.name) for folder in self.folders)
        for table in _WRITTEN:
            mine, limit = (each.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for each in (ours, raw))
            if mine != limit:
                other = next(pair for pair in zip(mine, limit, strict=False) if pair[0] != pair[1])
                raise AssertionError(f"{table} differs: {other}")
            before: Any = sqlite3.connect(self.source)
            added += len(mine) - before.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
            before.close()
        ours.close()
        raw.close()
        return added


def measure() -> Iterable[Figure]:
    """Issue invoices as the program does, and as the plain sqlite3 module would."""
    desk = _Desk()
    try:
        desk.fresh()
        desk.issue()
        desk.issue_raw()
        added = desk.check()
        ratio = paired(desk.issue, desk.issue_raw, 7, before=desk.fresh)
    finally:
        desk.close()
    yield Figure(
        "Issue and post 10,000 invoices",
        ratio,
        1.5,
        detail=f"two taxed lines each, {added:,} rows and the totals of {_CUSTOMERS:,} customers, one commit; the same rows",
    )
