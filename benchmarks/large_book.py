"""Two books to measure on: a large one (100,000 customers, 1,000,000 invoices) and a small one of the same make.

Both are made with raw inserts, deterministically, once per schema and machine, and kept in the temporary folder: making the
large one takes minutes. Whoever writes to a book copies it first. What is measured on them stands in the benches.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, count
from pathlib import Path
from typing import Any

from app.domain.chart import Chart
from app.domain.folding import fold
from app.models.opening import open_book
from app.models.tables import Base
from app.services.clocks import FixedDay
from app.services.company import NewCompany, found_company
from app.services.office import Office

TODAY = date(2026, 6, 30)
_NOW = datetime(2026, 6, 30, 15, 0, tzinfo=UTC)
_AT = "2026-06-30T15:00:00.000000Z"
_DAYS = 730
_LARGE = 100_000
_SMALL = 1_000
_INVOICES_EACH = 10
# The account with 20,000 journal entries; the large book alone has it, as its last customer.
HEAVY_CUSTOMER = _LARGE + 1
_HEAVY_INVOICES = 8_000

_FIRST = [
    "Ana",
    "Ben",
    "Carla",
    "Dov",
    "Elena",
    "Farid",
    "Greta",
    "Hugo",
    "Inés",
    "Jamal",
    "Kira",
    "Lucía",
    "Mateo",
    "Nadia",
    "Oskar",
    "Paula",
    "Quinn",
    "Rosa",
    "Søren",
    "Tomás",
    "Uma",
    "Víctor",
    "Wendy",
    "Xavier",
    "Yara",
    "Zoë",
    "Denise",
    "Harold",
    "Marion",
    "Chloé",
]
_LAST = [
    "Hartwell",
    "Hassan",
    "Hernández",
    "Holloway",
    "Okafor",
    "Whitfield",
    "Larsson",
    "Nguyễn",
    "Müller",
    "Kowalski",
    "Silva",
    "Johnson",
    "Anderson",
    "Peterson",
    "Ibarra",
    "Delacroix",
    "O'Brien",
    "Çelik",
    "Tanaka",
    "Fernández",
    "Gunnarsson",
    "Moreau",
    "Petrov",
    "Quispe",
    "Rossi",
    "Schmidt",
    "Takahashi",
    "Ueda",
    "Varga",
    "Weiß",
    "Young",
    "Zapata",
    "Abbott",
    "Becker",
    "Castillo",
    "Dahl",
    "Espinoza",
    "Fischer",
    "Gallagher",
    "Hughes",
]
_TRADE = [
    "Bakery",
    "Dental",
    "Marina",
    "Apartments",
    "School",
    "Clinic",
    "Storage",
    "Logistics",
    "Café",
    "Brewery",
    "Library",
    "Garage",
    "Nursery",
    "Theatre",
    "Foundry",
    "Motel",
    "Orchards",
    "Pharmacy",
    "Plumbing",
    "Records",
]
_PLACE = [
    "Harbor",
    "Hillcrest",
    "Lakeside",
    "Northfield",
    "Oakdale",
    "Prairie",
    "Riverside",
    "Stonegate",
    "Sunset",
    "Valley",
    "Westbrook",
    "Pine",
    "Cedar",
    "Summit",
]
_WORK = [
    "Furnace tune-up",
    "Drain cleaning",
    "Filter change",
    "Comfort Plan",
    "Compressor replacement",
    "Annual inspection",
    "Pump-out",
]


# What is written into each table, in the order of the tuples below.
_COLUMNS = {
    "customer": "id account name kind status since_on manager terms tax_rate_id language sort_name search_text",
    "contact": "id customer_id role name line1 line2 city region postcode country phone email",
    "site": "id customer_id name line1 city region postcode",
    "customer_tag": "customer_id tag",
    "journal_entry": "id posted_on kind customer_id payment_id credit_memo_id reverses_id memo actor recorded_at",
    "invoice": (
        "id number customer_id site_id parent_id kind state issued_on due_on terms subject message "
        "total_minor tax_minor open_minor disputed entry_id"
    ),
    "invoice_line": (
        "id invoice_id position description quantity_micro unit_price_minor discount_ppm net_minor "
        "tax_rate_id tax_ppm tax_minor"
    ),
    "payment": (
        "id number customer_id received_on method reference memo amount_minor open_minor state deposit_id "
        "entry_id money_account"
    ),
    "allocation": "id customer_id invoice_id kind payment_id credit_memo_id amount_minor applied_on reverses_id entry_id",
    "posting": "id entry_id posted_on account_id customer_id invoice_id amount_minor",
    "activity": "id customer_id happened_at actor kind details",
}


def large_book() -> Path:
    """Return the file of the large book, making it first where there is none."""
    return _kept("large", _LARGE, heavy=True)


def small_book() -> Path:
    """Return the file of the small book, of the same make."""
    return _kept("small", _SMALL, heavy=False)


def copy_of(book: Path) -> Path:
    """Return a copy of ``book`` in a folder of its own, to write to; the caller removes the folder."""
    folder = Path(tempfile.mkdtemp(prefix="counterfoil-bench-copy-"))
    return Path(shutil.copy2(book, folder / book.name))


def open_office(book: Path) -> Office:
    """Open a book of this module on the day it was made for."""
    return Office(open_book(book), "bench", FixedDay(TODAY, _NOW))


def raw_connection(book: Path) -> sqlite3.Connection:
    """Open ``book`` with the plain driver and the very pragmas that the program sets, transactions left to the caller."""
    connection = sqlite3.connect(book, isolation_level=None, cached_statements=512)
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "temp_store=MEMORY",
        "cache_size=-32768",
        "mmap_size=0",
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@lru_cache
def _fingerprint() -> str:
    """Name what a kept book depends on: the tables, and how it is made."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    from app.models.stamp import newest

    dialect = sqlite.dialect()
    texts = [newest(), Path(__file__).read_text(encoding="utf-8")]
    for table in Base.metadata.sorted_tables:
        texts.append(str(CreateTable(table).compile(dialect=dialect)))
        texts += sorted(str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _kept(name: str, customers: int, *, heavy: bool) -> Path:
    folder = Path(tempfile.gettempdir()) / f"counterfoil-bench-{_fingerprint()}"
    book = folder / f"{name}.counterfoil"
    if book.exists():
        return book
    folder.mkdir(exist_ok=True)
    print(f"  making the {name} book ({customers:,} customers) …", flush=True)
    draft = folder / f"{name}-{os.getpid()}.draft"
    found_company(
        draft,
        NewCompany("Harbor Services", "USD", "America/Chicago", line1="418 Canal Street", city="Duluth", region="MN"),
        actor="bench",
        clock=FixedDay(TODAY, _NOW),
    ).close()
    _fill(draft, customers, heavy=heavy)
    draft.replace(book)
    return book


def _fill(path: Path, customers: int, *, heavy: bool) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA cache_size=-400000")
    # Rows first, indexes after: a tenth of the time, and the same pages as a VACUUM would leave.
    later = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in later:
        connection.execute(f"DROP INDEX {name}")
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("BEGIN")
    _Maker(connection, customers, heavy=heavy).make()
    for _name, sql in [*later, *triggers]:
        connection.execute(sql)
    connection.execute("INSERT INTO customer_fts(customer_fts) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


class _Maker:
    """Writes customers, then two years of invoices and payments in the order of their days, as an office would have."""

    def __init__(self, connection: sqlite3.Connection, customers: int, *, heavy: bool) -> None:
        self.connection = connection
        self.random = random.Random(20260630)
        self.customers = customers
        self.heavy = heavy
        self.totals = [[0, 0, 0] for _ in range(customers + 2)]
        self.start = TODAY - timedelta(days=_DAYS)
        self.iso = [(self.start + timedelta(days=day)).isoformat() for day in range(_DAYS + 400)]

    def make(self) -> None:
        """Write everything."""
        self.insert("customer", self.customer_rows())
        self.insert("contact", self.contact_rows())
        self.insert("site", self.site_rows())
        self.insert("customer_tag", ((id_, "gold") for id_ in range(1, self.customers + 1, 9)))
        self.documents()
        self.connection.executemany(
            "UPDATE customer SET due_minor = ?, credit_minor = ?, lifetime_minor = ? WHERE id = ?",
            ((*totals, id_) for id_, totals in enumerate(self.totals) if id_),
        )
        self.counters()

    def insert(self, table: str, rows: Iterator[Any]) -> None:
        """Insert rows of the columns that ``_COLUMNS`` names; whatever else the table has takes its default."""
        columns = _COLUMNS[table].split()
        marks = ", ".join("?" * len(columns))
        self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def customer_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield customers, a third of them commercial, one in fifty archived."""
        for id_ in range(1, self.customers + 1 + self.heavy):
            commercial = self.random.random() < 0.33
            last, first = self.random.choice(_LAST), self.random.choice(_FIRST)
            place, trade = self.random.choice(_PLACE), self.random.choice(_TRADE)
            name = f"{place} {trade} {id_ % 997}" if commercial else f"{last}, {first}"
            account = f"A-{1000 + id_}"
            text = (
                f"{fold(name)} {account.lower()} {fold(first)}{id_}@example.com 218555{id_ % 10000:04d} {id_ % 900} elm street"
            )
            kind = "commercial" if commercial else "residential"
            status = "archived" if id_ % 50 == 0 else "active"
            yield id_, account, name, kind, status, self.iso[id_ % 700], "R. Okafor", "net30", None, "", fold(name), text

    def contact_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield a billing contact for each customer."""
        for id_ in range(1, self.customers + 1 + self.heavy):
            street = f"{id_ % 900} Elm Street"
            yield (
                id_,
                id_,
                "billing",
                "",
                street,
                "",
                "Duluth",
                "MN",
                "55802",
                "US",
                f"+1218555{id_ % 10000:04d}",
                f"c{id_}@example.com",
            )

    def site_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield two sites for one customer in ten."""
        number = count(1)
        for id_ in range(1, self.customers + 1, 10):
            for site in range(2):
                yield next(number), id_, f"Site {site + 1}", f"{id_ % 400} Dock Road", "Duluth", "MN", "55802"

    def documents(self) -> None:
        """Write invoices, payments and allocations with their entries, postings and diary, by day."""
        pick = self.random.randrange
        invoices = [
            (pick(_DAYS - 1), customer, 4000 + pick(60000))
            for customer in range(1, self.customers + 1)
            for _ in range(_INVOICES_EACH)
        ]
        if self.heavy:
            invoices += [(pick(_DAYS - 1), HEAVY_CUSTOMER, 5000 + pick(9000)) for _ in range(_HEAVY_INVOICES)]
        invoices.sort()
        paid = self._payments(invoices)
        # An invoice comes before a payment of the same day; a payment has two entries, received and applied.
        events = [(day, 0, number) for number, (day, _customer, _total) in enumerate(invoices)]
        events += [(payment[0], 1, number) for number, payment in enumerate(paid)]
        events.sort()
        self.entry_of_invoice = [0] * len(invoices)
        self.entry_of_payment = [0] * len(paid)
        for entry_id, (_day, what, number) in zip(
            accumulate((1 + event[1] for event in events), initial=1), events, strict=False
        ):
            (self.entry_of_payment if what else self.entry_of_invoice)[number] = entry_id
        open_of = [total for _day, _customer, total in invoices]
        for _day, _customer, _amount, parts in paid:
            for number, part in parts:
                open_of[number] -= part
        self.insert("journal_entry", self._entries(invoices, paid, events))
        self.insert("invoice", self._invoice_rows(invoices, open_of))
        self.insert(
            "invoice_line",
            (
                (n, n, 1, _WORK[n % len(_WORK)], 1_000_000, total, 0, total, None, 0, 0)
                for n, (_day, _customer, total) in enumerate(invoices, 1)
            ),
        )
        self.insert("payment", self._payment_rows(paid))
        self.insert("allocation", self._allocation_rows(paid))
        self.insert("posting", self._postings(invoices, paid, events))
        self.insert(
            "activity",
            (
                (
                    n,
                    customer,
                    f"{self.iso[day]}T15:00:00.000000Z",
                    "bench",
                    "payment.taken",
                    f'{{"number":"P-{n:05d}","amount_minor":{amount}}}',
                )
                for n, (day, customer, amount, _parts) in enumerate(paid, 1)
            ),
        )

    def _payments(self, invoices: list[tuple[int, int, int]]) -> list[tuple[int, int, int, list[tuple[int, int]]]]:
        """Pay most invoices, up to three with one payment, some in part, some with a little too much."""
        of_customer: dict[int, list[int]] = {}
        for number, (_day, customer, _total) in enumerate(invoices):
            of_customer.setdefault(customer, []).append(number)
        paid = []
        for customer, numbers in of_customer.items():
            most = 1 if customer == HEAVY_CUSTOMER else 3
            willing = [n for n in numbers if self.random.random() < 0.92]
            while willing:
                size = self.random.randint(1, most)
                some, willing = willing[:size], willing[size:]
                day = invoices[some[-1]][0] + self.random.randint(2, 45)
                if day >= _DAYS:
                    continue
                share = 0.5 if self.random.random() < 0.03 else 1.0
                parts = [(n, int(invoices[n][2] * share)) for n in some]
                extra = 500 if self.random.random() < 0.01 else 0
                paid.append((day, customer, sum(part for _n, part in parts) + extra, parts))
        paid.sort(key=lambda payment: payment[:3])
        return paid

    def _entries(self, invoices: list[Any], paid: list[Any], events: list[tuple[int, int, int]]) -> Iterator[tuple[Any, ...]]:
        for day, what, number in events:
            on = self.iso[day]
            if what:
                entry, customer = self.entry_of_payment[number], paid[number][1]
                yield entry, on, "payment", customer, number + 1, None, None, "", "bench", _AT
                yield entry + 1, on, "allocation", customer, number + 1, None, None, "", "bench", _AT
            else:
                yield self.entry_of_invoice[number], on, "invoice", invoices[number][1], None, None, None, "", "bench", _AT

    def _invoice_rows(self, invoices: list[tuple[int, int, int]], open_of: list[int]) -> Iterator[tuple[Any, ...]]:
        for n, ((day, customer, total), left, entry) in enumerate(
            zip(invoices, open_of, self.entry_of_invoice, strict=True), 1
        ):
            totals = self.totals[customer]
            totals[0] += left
            totals[2] += total
            work, due = _WORK[n % len(_WORK)], self.iso[day + 30]
            yield (
                n,
                str(10000 + n),
                customer,
                None,
                None,
                "invoice",
                "issued",
                self.iso[day],
                due,
                "net30",
                work,
                "",
                total,
                0,
                left,
                0,
                entry,
            )

    def _payment_rows(self, paid: list[Any]) -> Iterator[tuple[Any, ...]]:
        for n, ((day, customer, amount, parts), entry) in enumerate(zip(paid, self.entry_of_payment, strict=True), 1):
            left = amount - sum(part for _number, part in parts)
            self.totals[customer][1] += left
            yield (
                n,
                f"P-{n:05d}",
                customer,
                self.iso[day],
                "check",
                str(1000 + n % 5000),
                "",
                amount,
                left,
                "posted",
                None,
                entry,
                Chart.UNDEPOSITED,
            )

    def _allocation_rows(self, paid: list[Any]) -> Iterator[tuple[Any, ...]]:
        number = count(1)
        for n, ((day, customer, _amount, parts), entry) in enumerate(zip(paid, self.entry_of_payment, strict=True), 1):
            for invoice, part in parts:
                yield next(number), customer, invoice + 1, "payment", n, None, part, self.iso[day], None, entry + 1

    def _postings(self, invoices: list[Any], paid: list[Any], events: list[tuple[int, int, int]]) -> Iterator[tuple[Any, ...]]:
        number = count(1)
        for day, what, which in events:
            on = self.iso[day]
            if not what:
                entry, (_day, customer, total) = self.entry_of_invoice[which], invoices[which]
                yield next(number), entry, on, Chart.RECEIVABLES, customer, which + 1, total
                yield next(number), entry, on, Chart.REVENUE, customer, None, -total
                continue
            entry, (_day, customer, amount, parts) = self.entry_of_payment[which], paid[which]
            yield next(number), entry, on, Chart.UNDEPOSITED, customer, None, amount
            yield next(number), entry, on, Chart.CUSTOMER_CREDIT, customer, None, -amount
            yield next(number), entry + 1, on, Chart.CUSTOMER_CREDIT, customer, None, sum(part for _invoice, part in parts)
            for invoice, part in parts:
                yield next(number), entry + 1, on, Chart.RECEIVABLES, customer, invoice + 1, -part

    def counters(self) -> None:
        """Let the book go on where these rows end."""
        for table in (
            "customer",
            "contact",
            "site",
            "invoice",
            "invoice_line",
            "payment",
            "allocation",
            "journal_entry",
            "posting",
            "activity",
        ):
            self.connection.execute(
                f"INSERT OR REPLACE INTO counter(name, next_value) SELECT '{table}', COALESCE(MAX(id), 0) + 1 FROM {table}"
            )
        for kind, table, first in (("invoice", "invoice", 10001), ("payment", "payment", 1), ("account", "customer", 1001)):
            self.connection.execute(
                f"UPDATE number_series SET next_value = {first} + (SELECT COUNT(*) FROM {table}) WHERE kind = '{kind}'"
            )


if __name__ == "__main__":
    print(small_book())
    print(large_book())
