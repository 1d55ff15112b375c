"""A program that is really killed in the middle of any write loses nothing it had confirmed and leaves nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from app.services.bulk_lock import holder_of
from app.services.company import found_company
from app.services.verify.running import verify_book
from tests.support.books import COMPANY, a_customer, an_invoice, desk_clock, open_for_test, scalar
from tests.support.killed_writer import BULK, bulk, issue, pay
from tests.support.killing import COMMIT

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM


def start(location: str, job: str, rounds: int, point: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.killed_writer", location, job, str(rounds), str(point)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def confirmed_before_death(location: str, job: str, point: int, rounds: int = 2) -> list[str]:
    """Let a program die before its ``point``-th statement and return what it had confirmed until then."""
    said, errors = (process := start(location, job, rounds, point)).communicate(timeout=120)
    assert process.returncode == KILLED, errors
    return said.split()


@pytest.fixture
def customers_book(office_location):
    """A book with a customer who owes something, not open."""
    office = open_for_test(office_location)
    assert a_customer(office) == 1
    issue(office, 3)
    office.close()
    return office_location


@pytest.fixture
def reopen():
    """Opens books, and closes them however the test ends."""
    with ExitStack() as stack:
        yield lambda location: stack.enter_context(closing(open_for_test(location)))


def sound(office) -> None:
    assert [result.detail for result in verify_book(office) if not result.passed] == []


@pytest.mark.parametrize("point", [4, 13, COMMIT])
def test_killed_while_issuing(customers_book, point, reopen):
    numbers = confirmed_before_death(customers_book, "issue", point)
    office = reopen(customers_book)
    assert numbers == ["10004", "10005"]
    assert scalar(office, "SELECT count(*) FROM invoice") == 5
    assert scalar(office, "SELECT max(number) FROM invoice") == "10005"
    sound(office)
    assert issue(office) == ["10006"], "the number of the invoice that never was is given again"


@pytest.mark.parametrize("point", [8, 14, COMMIT])
def test_killed_while_taking_a_payment(customers_book, point, reopen):
    numbers = confirmed_before_death(customers_book, "pay", point)
    office = reopen(customers_book)
    assert numbers == ["P-00001", "P-00002"]
    assert scalar(office, "SELECT sum(amount_minor) FROM payment") == 2 * 9_999
    assert scalar(office, "SELECT due_minor FROM customer") == 3 * 8_353 - 2 * 9_999
    sound(office)
    assert pay(office) == ["P-00003"]


@pytest.mark.parametrize("point", [8, 16, COMMIT + 1])
def test_killed_in_the_middle_of_a_bulk_job(customers_book, point, reopen):
    """Hundreds of invoices are all there or none; the lock of the dead job stands in nobody's way."""
    numbers = confirmed_before_death(customers_book, "bulk", point, rounds=1)
    office = reopen(customers_book)
    assert len(numbers) == BULK
    assert scalar(office, "SELECT count(*) FROM invoice") == 3 + BULK
    sound(office)
    assert office.read(holder_of).job == "import"
    assert len(bulk(office)) == BULK
    assert office.read(holder_of) is None


def test_killed_at_any_moment(customers_book, reopen):
    """From outside and without warning, again and again on the same book."""
    confirmed = ["10001", "10002", "10003"]
    for rounds in (1, 4, 7):
        process = start(customers_book, "issue", 0, 0)
        for _line in range(rounds):
            confirmed += process.stdout.readline().split()
        process.kill()
        said, _errors = process.communicate(timeout=60)
        assert process.returncode == KILLED
        confirmed += said.split()
        office = reopen(customers_book)
        with office.book.read() as connection:
            there = [number for (number,) in connection.exec_driver_sql("SELECT number FROM invoice ORDER BY number")]
        # The last may have been kept and not yet said; nothing that was said may be missing.
        assert there[: len(confirmed)] == confirmed
        assert len(there) <= len(confirmed) + 1
        confirmed = there
        sound(office)


@pytest.mark.parametrize("point", [1, 30, COMMIT])
def test_killed_while_a_book_is_made(tmp_path, point):
    path = tmp_path / "new.counterfoil"
    confirmed_before_death(str(path), "found", point)
    assert not path.exists()
    found_company(path, COMPANY, actor="Ana", clock=desk_clock()).close()
    assert [file.name for file in tmp_path.iterdir()] == ["new.counterfoil"], "what the dead one left is cleared away"


def test_killed_while_the_sample_company_is_made(tmp_path, reopen):
    """Its two years take many transactions: none of them shows before all are there."""
    path = tmp_path / "sample.counterfoil"
    process = start(str(path), "sample", 0, 0)
    assert process.stdout.readline() == "begun\n"
    process.kill()
    process.communicate(timeout=60)
    assert not path.exists()
    assert list(tmp_path.iterdir()) != [], "it was in the middle of it"
    found_company(path, COMPANY, actor="Ana", clock=desk_clock()).close()
    assert [file.name for file in tmp_path.iterdir()] == ["sample.counterfoil"]


def test_killed_while_a_backup_is_written(book_file, reopen):
    """Opening the book clears away what was half-written; a backup that somebody is writing now stays."""
    folder = book_file.parent
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True)
    left = [folder / f".friday.counterfoil.{dead.stdout.strip()}.part{side}" for side in ("", "-wal", "-shm")]
    others = [folder / f".friday.counterfoil.{os.getppid()}.part", folder / f".notes.{dead.stdout.strip()}.part"]
    for file in (*left, *others):
        file.write_bytes(b"half")
    reopen(book_file)
    assert not any(file.exists() for file in left)
    assert all(file.exists() for file in others)


def test_killed_while_remembering_a_backup(book_file, reopen):
    """The copy is whole and in its place before the book says so."""
    office = reopen(book_file)
    an_invoice(office, a_customer(office))
    confirmed_before_death(str(book_file), "backup", 1, rounds=0)
    copy = reopen(book_file.with_name("killed-backup.counterfoil"))
    assert scalar(copy, "SELECT open_minor FROM invoice") == 10_000
    sound(copy)
    office = reopen(book_file)
    sound(office)
