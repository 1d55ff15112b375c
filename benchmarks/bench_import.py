"""Importing 100,000 customers, against the csv and sqlite3 modules with the same checks.

The limit parses the same file with ``csv``, puts every cell through the same rules of the house (phone, e-mail, postcode,
terms, dates, lengths, repeated account numbers), and inserts the same rows into the same tables, with the same indexes, foreign
keys and search triggers, through plain ``sqlite3`` in one transaction. Each writes a book of its own; the rows are compared.
"""

from __future__ import annotations

import csv
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from pathlib import Path

from app.domain.folding import fold
from app.domain.terms import parse_terms
from app.gateways.spreadsheets.reading import read_table
from app.models.base import instant_text
from app.models.engine import sqlite_connection
from app.models.opening import open_book
from app.services.clocks import FixedDay
from app.services.company import NewCompany, found_company
from app.services.importing.customers import import_customers, plan_customers
from app.services.importing.values import LONGEST_TEXT, date_of
from app.services.office import Office
from app.services.people import check_email, check_phone, check_postcode, keep
from benchmarks.harness import Figure, paired

COUNT = 100_000
DAY = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 15, 30, tzinfo=UTC)
ACTOR = "bench"
HEADINGS = (
    "account", "name", "type", "contact", "line1", "city", "region", "postcode", "phone", "email", "terms", "manager", "tags",
    "since",
)  # fmt: skip
_FIRST = (
    "Martha", "James", "Rosa", "Wei", "Elena", "Tomás", "Aisha", "Noah", "Ingrid",
    "Pablo", "Chidi", "Zoë", "Lucía", "Oskar", "Priya", "Sam",
)  # fmt: skip
_LAST = (
    "Bloom", "Nguyen", "Ortega", "Lindqvist", "Okafor", "Çelik", "Haddad", "Kowalski",
    "Müller", "Park", "Silva", "Tanaka", "O'Brien", "Varga",
)  # fmt: skip
_STREETS = (
    "Depot", "Main", "Oak", "Cedar", "Lake", "River", "Hill", "Washington", "Union", "Mill",
)  # fmt: skip
_CITIES = (("Springfield", "IL", "62701"), ("Duluth", "MN", "55802"), ("Austin", "TX", "73301"), ("Salem", "OR", "97301"))


def write_file(path: Path) -> None:
    """Write the customers that both sides import."""
    rng = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(HEADINGS)
        for n in range(COUNT):
            first, last = rng.choice(_FIRST), rng.choice(_LAST)
            city, region, postcode = rng.choice(_CITIES)
            business = n % 4 == 0
            write(
                (
                    f"C-{n + 1:06d}",
                    f"{last} {rng.choice(_STREETS)} Services {n}" if business else f"{first} {last} {n}",
                    "commercial" if business else "residential",
                    f"{first} {last}",
                    f"{rng.randint(1, 9999)} {rng.choice(_STREETS)} Street",
                    city,
                    region,
                    postcode,
                    f"(217) 555-{n % 10_000:04d}",
                    f"{fold(first)}.{n}@example.com",
                    rng.choice(("net 30", "net 15", "due on receipt", "")),
                    rng.choice(("R. Okafor", "T. Lind")),
                    "vip" if n % 10 == 0 else "",
                    f"{rng.randint(2001, 2025)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                )
            )


def ours(source: Path, book: Path) -> None:
    """Import as the program does: checked from end to end, then entered in one transaction."""
    office = Office(open_book(book), ACTOR, FixedDay(DAY, AT))
    try:
        table = read_table(source)
        plan = office.read(lambda reader: plan_customers(reader, table))
        assert not plan.bad
        office.write(lambda writer: import_customers(writer, plan))
    finally:
        office.close()


def raw(source: Path, book: Path) -> None:
    """Parse, check and insert with nothing in between."""
    customers: list[tuple[object, ...]] = []
    contacts: list[tuple[object, ...]] = []
    tags: list[tuple[object, ...]] = []
    activity: list[tuple[object, ...]] = []
    seen: set[str] = set()
    at = instant_text(AT)
    terms_of = lru_cache(lambda cell: parse_terms(cell).code if cell else "net30")
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for id_, cells in enumerate(rows, start=1):
            account, name, kind, contact, line1, city, region, postcode, phone, email, terms, manager, tag, since = (
                " ".join(cell.split()) for cell in cells
            )
            if not account or not name or account in seen or max(map(len, cells)) > LONGEST_TEXT:
                raise ValueError(cells)
            if kind not in {"residential", "commercial"}:
                raise ValueError(kind)
            seen.add(account)
            phone = keep(lambda cell: check_phone(cell, "US"), phone).value
            email = keep(check_email, email).value
            postcode = keep(lambda cell: check_postcode(cell, "US"), postcode).value
            digits = "".join(c for c in phone if c.isdigit())
            reach = dict.fromkeys((name, account, contact, email, digits, line1, city))
            search = " ".join(fold(part) for part in reach if part)
            on = date_of(since, "mdy").isoformat()
            customers.append((id_, account, name, kind, "active", on, manager, terms_of(terms), None, "", fold(name), search))
            contacts.append((id_, id_, "billing", contact, line1, "", city, region, postcode, "", phone, email))
            tags.extend((id_, part.strip()) for part in tag.split(",") if part)
            details = f'{{"account":"{account}","name":"{name}"}}'
            activity.append((id_, id_, at, ACTOR, "customer.entered", details))
    store = sqlite_connection(book)
    try:
        insert(store, customers, contacts, tags, activity)
    finally:
        store.close()


def insert(store: sqlite3.Connection, *tables: Iterable[tuple[object, ...]]) -> None:
    """Insert everything in one transaction, with the settings that every connection of the program has."""
    store.isolation_level = None
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-32768", "recursive_triggers=ON"):
        store.execute(f"PRAGMA {pragma}")
    store.execute("BEGIN IMMEDIATE")
    for sql, rows in zip(_INSERTS, tables, strict=True):
        store.executemany(sql, rows)
    for table in ("customer", "contact", "activity"):
        store.execute("INSERT OR REPLACE INTO counter (name, next_value) VALUES (?, ?)", (table, COUNT + 1))
    store.execute("COMMIT")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_INSERTS = (
    """INSERT INTO customer (id, account, name, kind, status, since_on, manager, terms, tax_rate_id, language, sort_name,
    search_text) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)""",
    """INSERT INTO contact (id, customer_id, role, name, line1, line2, city, region, postcode, country, phone, email)
    VALUES (?,?,?,?,?,?,?,?,?,?,?,?)""",
    "INSERT INTO customer_tag (customer_id, tag) VALUES (?,?)",
    "INSERT INTO activity (id, customer_id, happened_at, actor, kind, details) VALUES (?,?,?,?,?,?)",
)
_COMPARED = (
    "SELECT * FROM customer ORDER BY id",
    "SELECT * FROM contact ORDER BY id",
    "SELECT * FROM customer_tag ORDER BY customer_id, tag",
    "SELECT id, customer_id, happened_at, actor, kind, details FROM activity WHERE kind = 'customer.entered' ORDER BY id",
)


def same_rows(one: Path, other: Path) -> bool:
    """Whether two books hold the same customers."""
    first, second = sqlite_connection(one, read_only=True), sqlite_connection(other, read_only=True)
    try:
        return all(first.execute(sql).fetchall() == second.execute(sql).fetchall() for sql in _COMPARED)
    finally:
        first.close()
        second.close()


def measure() -> Iterable[Figure]:
    """Import a file of 100,000 customers as the program does, and as csv and sqlite3 alone would."""
    with tempfile.TemporaryDirectory() as folder:
        source, empty = Path(folder) / "customers.csv", Path(folder) / "empty.counterfoil"
        mine, limit = Path(folder) / "mine.counterfoil", Path(folder) / "limit.counterfoil"
        write_file(source)
        company = NewCompany("Bench LLC", "USD", "America/Chicago")
        found_company(empty, company, actor=ACTOR, clock=FixedDay(DAY, AT)).close()

        written: set[Path] = set()

        def fresh() -> None:
            # Not before both have written, so that after the last round there are two books to compare.
            if written == {mine, limit} or not mine.exists():
                written.clear()
                for book in (mine, limit):
                    for side in ("", "-wal", "-shm"):
                        book.with_name(book.name + side).unlink(missing_ok=True)
                    shutil.copy(empty, book)

        def once(job: Callable[[Path, Path], None], book: Path) -> None:
            job(source, book)
            written.add(book)

        ratio = paired(partial(once, ours, mine), partial(once, raw, limit), rounds=5, before=fresh)
        assert same_rows(mine, limit), "both sides must enter the same customers"
        yield Figure(
            "Import 100,000 customers",
            ratio,
            limit=1.2,
            unit="× parse, check, insert",
            detail="CSV of 14 columns: every cell checked; customers, contacts, tags, diary, search index in one transaction",
        )
