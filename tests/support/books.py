"""The company of tests, its desk, and the few verbs most tests begin with; the books themselves are in ``founded``.

Programs that are killed in the middle import this too: nothing of pytest here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.models.opening import open_book
from app.services.clocks import FixedDay
from app.services.company import NewCompany, found_company
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import IssuedInvoice, issue_invoice
from app.services.office import Office

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 15, 30, tzinfo=UTC)
ACTOR = "Ana"
COMPANY = NewCompany(
    "Northside Services LLC",
    "USD",
    "America/Chicago",
    line1="120 Depot Street",
    city="Springfield",
    region="IL",
    postcode="62701",
    phone="+12175550100",
    email="office@northside.example",
)


def desk_clock(today: date = TODAY) -> FixedDay:
    """Return the clock of tests: a business date that stands still."""
    return FixedDay(today, datetime(today.year, today.month, today.day, 15, 30, tzinfo=UTC))


def open_for_test(location: str | Path, today: date = TODAY, actor: str = ACTOR) -> Office:
    """Open the book at ``location`` at the test's business date."""
    return Office(open_book(location), actor, desk_clock(today))


def found(location: str) -> None:
    """Make the company's book at ``location``."""
    found_company(location, COMPANY, actor=ACTOR, clock=desk_clock()).close()


def a_customer(office: Office, name: str = "Martha Bloom", **details: Any) -> int:
    """Enter a customer and return the id; ``details`` as ``NewCustomer`` takes them."""
    return office.write(lambda writer: enter_customers(writer, [NewCustomer(name, **details)]))[0]


def an_invoice(
    office: Office,
    customer_id: int,
    total_minor: int = 10_000,
    *,
    issued_on: date = TODAY,
    due_on: date | None = None,
    lines: Sequence[NewLine] = (),
    **details: Any,
) -> IssuedInvoice:
    """Issue an invoice of one line of ``total_minor`` (or of ``lines``) and return it."""
    bought = tuple(lines) or (NewLine("Monthly service", total_minor),)
    return office.write(
        lambda writer: issue_invoice(writer, NewInvoice(customer_id, issued_on, bought, due_on=due_on, **details))
    )


def scalar(office: Office, sql: str, *values: object) -> Any:
    """Return the one value that plain SQL finds in the book."""
    with office.book.read() as connection:
        return connection.exec_driver_sql(sql, values or None).scalar()


def execute(office: Office, sql: str) -> int:
    """Change the book behind the program's back with plain SQL and return how many rows it hit."""
    with office.book.write() as connection:
        return connection.exec_driver_sql(sql).rowcount
