"""A billing run that is really killed, at ten points, and run again: the same books as one that nobody disturbed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from app.services.billing.rules import BillingRules, LateFeeLevel, set_billing_rules
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.plans.pausing import pause_plan
from app.services.verify.running import verify_book
from tests.support.books import a_customer, an_invoice, found, open_for_test
from tests.support.killing import COMMIT
from tests.support.plans import a_plan

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM
DAY = date(2026, 3, 31)
TABLES = (
    "invoice", "invoice_line", "journal_entry", "posting", "payment", "allocation", "credit_memo", "plan", "plan_period",
    "plan_charge", "plan_adjustment", "billing_run", "late_fee", "job", "customer", "counter", "number_series", "activity",
)  # fmt: skip
# The instant of a row is when it was written, which is the second time for a run that was killed.
INSTANTS = {"recorded_at", "happened_at", "posted_at"}


def run(location: str, point: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.support.killed_biller", location, DAY.isoformat(), str(point)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def written(location: str) -> dict[str, list[dict[str, object]]]:
    """Everything that is in the book, but for the instants at which it was written."""
    office = open_for_test(location)
    try:
        assert [result.detail for result in verify_book(office) if not result.passed] == []
        with office.book.read() as connection:
            found = {}
            for table in TABLES:
                rows = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings().all()
                plain = [{name: value for name, value in row.items() if name not in INSTANTS} for row in rows]
                found[table] = sorted(plain, key=lambda row: str(sorted(row.items(), key=lambda item: item[0])))
            return found
    finally:
        office.close()


def fill(location: str) -> None:
    """Plans of every kind: missed months, arrears, credit to use, a pause, an end, visits, and an invoice for a late fee."""
    office = open_for_test(location)
    rules = BillingRules(late_fees=(LateFeeLevel(10, flat_minor=500),))
    office.write(lambda writer: set_billing_rules(writer, rules))
    for n in range(24):
        customer = a_customer(office, f"Customer {n}")
        details = {"paid_by": "card" if n % 2 else "cash", "timing": "arrears" if n % 5 == 0 else "advance"}
        plan = a_plan(office, customer, 1_900 + n, start_on=date(2026, 1, 31), visits_per_year=n % 3, **details)
        if n % 4 == 0:
            office.write(lambda writer, who=customer: take_payment(writer, NewPayment(who, date(2026, 1, 5), "cash", 2_500)))
        if n % 6 == 0:
            office.write(lambda writer, which=plan: pause_plan(writer, which, "away", date(2026, 3, 10)))
        if n % 8 == 0:
            an_invoice(office, customer, issued_on=date(2026, 2, 1), due_on=date(2026, 3, 1))
    office.close()


@pytest.fixture
def location(office_location) -> str:
    fill(office_location)
    return office_location


def test_ten_deaths_and_one_run_make_the_books_of_an_undisturbed_run(location, tmp_path, request):
    before = written(location)
    undisturbed = copy_of(location, tmp_path, request)
    done = run(undisturbed)
    assert done.returncode == 0, done.stderr
    statements = int(done.stdout)
    assert statements > 20, "the points are spread over the whole run"
    points = sorted({1, *(round(statements * n / 8) for n in range(1, 9)), COMMIT})
    assert len(points) == 10
    for point in points:
        died = run(location, point)
        assert died.returncode == KILLED, (point, died.stderr)
        assert written(location) == before, point
    assert run(location).returncode == 0
    assert written(location) == written(undisturbed)
    again = run(location)
    assert again.returncode == 0
    assert written(location) == written(undisturbed), "and nobody is billed twice"


def copy_of(location: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Another book with the same things in it, on the same store."""
    if "://" not in location:


        return str(shutil.copy(location, tmp_path / "undisturbed.counterfoil"))
    cluster = request.getfixturevalue("postgres")
    name = cluster.create_database(cluster.template("founded", found))
    request.addfinalizer(lambda: cluster.drop_database(name))
    fill(cluster.url(name))
    return str(cluster.url(name))
