"""Tables for tests of importing, and the way from a file to the book."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.gateways.spreadsheets.reading import read_table
from app.services.importing.customers import import_customers, plan_customers
from app.services.importing.plan import Imported, ImportPlan
from app.services.importing.receivables import import_receivables, plan_receivables
from app.services.importing.tables import Table, TableRow
from app.services.office import Office

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def table(text: str) -> Table:
    """Return the table that CSV text says, read by nothing but the csv module."""
    lines = list(csv.reader(io.StringIO(text.strip())))
    return Table("table.csv", tuple(lines[0]), iter([TableRow(n, row) for n, row in enumerate(lines[1:], start=2)]))


def customers_in(office: Office, source: Table | Path) -> ImportPlan:
    rows = read_table(source) if isinstance(source, Path) else source
    return office.read(lambda reader: plan_customers(reader, rows))


def receivables_in(office: Office, source: Table | Path) -> ImportPlan:
    rows = read_table(source) if isinstance(source, Path) else source
    return office.read(lambda reader: plan_receivables(reader, rows))


def enter_customers_of(office: Office, plan: ImportPlan) -> Imported:
    return office.write(lambda writer: import_customers(writer, plan))


def enter_receivables_of(office: Office, plan: ImportPlan) -> Imported:
    return office.write(lambda writer: import_receivables(writer, plan))


def problems(plan: ImportPlan) -> list[tuple[int, str]]:
    """Return line and column of everything that is wrong."""
    return [(problem.line, problem.column) for row in plan.bad for problem in row.problems]


def rows_of(office: Office, sql: str) -> list[Sequence[object]]:
    with office.book.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def counts(
    office: Office, tables: Iterable[str] = ("customer", "invoice", "payment", "journal_entry", "activity")
) -> dict[str, object]:
    return {name: rows_of(office, f"SELECT count(*) FROM {name}")[0][0] for name in tables}
