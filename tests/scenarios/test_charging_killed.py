"""A program killed anywhere on the way of a charge, and two programs at once: one charge, one payment."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.chart import Chart
from tests.support.charging import a_till
from tests.support.killing import COMMIT

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM


@pytest.fixture
def till(file_office, practice_stand):
    return a_till(file_office, practice_stand)


def another_program(till, point):
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.support.killed_charger",
            str(till.office.book.location),
            till.stand.proxy.address,
            till.stand.key,
            point,
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def queued(till):
    customer = till.customer()
    invoice = till.invoice(customer)
    return invoice, till.queue(customer, invoice.id)


def charged_once(till, invoice, operation):
    assert till.state(operation) == "succeeded"
    assert till.stand.charges() == [10_000]
    assert till.payments() == [10_000]
    assert till.open_minor(invoice.id) == 0
    assert till.ledger(Chart.RECEIVABLES) == 0
    till.sound()


POINTS = ["before create", "after create", "before confirm", "after confirm", "posting 1", "posting 9", f"posting {COMMIT}"]


# Keys matter where a request was answered and its answer was not written down.
FORGOTTEN = [(point, False) for point in POINTS] + [("after create", True), ("after confirm", True)]


@pytest.mark.parametrize(("point", "forgotten"), FORGOTTEN)
def test_killed_on_the_way(till, point, forgotten):
    invoice, operation = queued(till)
    process = another_program(till, point)
    _said, errors = process.communicate(timeout=60)
    assert process.returncode == KILLED, errors
    if forgotten:
        till.stand.forget_keys()
    assert till.payments() == []
    till.until_decided()
    charged_once(till, invoice, operation)


def test_two_programs_sync_one_book_at_once(till):
    invoice, operation = queued(till)
    first = another_program(till, "wait")
    try:
        assert first.stdout.readline() == "holding\n"
        second = another_program(till, "sync")
        said, errors = second.communicate(timeout=60)
        assert said.startswith("busy: "), errors
        assert "is busy with this book" in said
    finally:
        said, errors = first.communicate("\n", timeout=60)
    assert said == "undecided 0\n", errors
    charged_once(till, invoice, operation)
