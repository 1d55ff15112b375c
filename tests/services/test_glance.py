"""The first look at a book: exactly what the list will say, or nothing; and the file stays as it is."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.models.stamp import REVISIONS
from app.services.customers.changing import set_archived
from app.services.glance import glance
from app.services.office import Office
from app.services.queries.customer_list import CustomerFilter
from app.services.queries.customers import customer_ids, customer_rows
from tests.models.test_opening import change, state_of
from tests.services.queries.histories import History
from tests.support.books import TODAY, a_customer, an_invoice

ROOT = Path(__file__).resolve().parents[2]


def list_of(office: Office) -> list[object]:
    """Return the first rows that the customers' list shows."""
    return office.read(lambda reader: customer_rows(reader, customer_ids(reader, CustomerFilter())))


@pytest.mark.parametrize("seed", [3, 8, 21])
def test_it_shows_the_rows_that_the_list_shows(file_office: Office, seed: int) -> None:
    History(file_office, seed).live(50)
    looked = glance(file_office.book.location, 100, TODAY)
    assert looked is not None
    assert list(looked.rows) == list_of(file_office)
    assert looked.amounts.plain(123_456) == "1,234.56"


def test_only_the_first_active_ones_are_read(file_office: Office) -> None:
    for name in ("Nora", "Abe", "Milo"):
        a_customer(file_office, name)
    gone = a_customer(file_office, "Aaron")
    file_office.write(lambda writer: set_archived(writer, gone, archived=True))
    looked = glance(file_office.book.location, 2, TODAY)
    assert looked is not None
    assert [row.name for row in looked.rows] == ["Abe", "Milo"]


def test_a_book_with_entries_dated_ahead_waits_for_the_list(file_office: Office) -> None:
    an_invoice(file_office, a_customer(file_office), 5_000, issued_on=TODAY + timedelta(3))
    assert glance(file_office.book.location, 10, TODAY) is None


@pytest.mark.parametrize("spoil", ["newer", "no book", "torn", "missing", "folder"])
def test_what_is_no_book_of_ours_is_left_alone(file_office: Office, spoil: str) -> None:
    a_customer(file_office)
    path = Path(file_office.book.location)
    file_office.close()
    if spoil == "newer":
        change(path, f"PRAGMA user_version = {len(REVISIONS) + 1}")
    elif spoil == "no book":
        path.write_text("account,name\n1,Nora\n" * 20)
    elif spoil == "torn":
        path.write_bytes(path.read_bytes()[:5_000])
    elif spoil == "missing":
        path.unlink()
    else:
        path = path.parent
    before = state_of(path if path.is_dir() else path.parent)
    assert glance(str(path), 10, TODAY) is None
    assert state_of(path if path.is_dir() else path.parent) == before


def test_looking_leaves_no_file_beside_the_book(file_office: Office) -> None:
    a_customer(file_office)
    path = Path(file_office.book.location)
    file_office.close()
    before = state_of(path.parent)
    assert glance(str(path), 10, TODAY) is not None
    assert state_of(path.parent) == before


def test_it_needs_no_library_of_the_store(file_office: Office) -> None:
    a_customer(file_office, "Nora")
    program = (
        "import sys; from app.services.glance import glance; from app.ui.customers.glance import CustomersGlance\n"
        "print([row.name for row in glance(sys.argv[1], 10).rows], 'sqlalchemy' in sys.modules)"
    )
    command = [sys.executable, "-c", program, file_office.book.location]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['Nora'] False"
