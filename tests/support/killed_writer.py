"""A program that writes to a book until it is killed: ``tests/scenarios/test_killed_writers.py`` runs it as a process.

``python -m tests.support.killed_writer LOCATION JOB ROUNDS POINT`` does the job ROUNDS times and says what is confirmed on a
line of its own after each, then does it once more and ends itself with a kill signal before its POINT-th statement (0: it goes
on until somebody else kills it; ``COMMIT`` and beyond: before its first, second, … commit).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.services.backups import backup_book
from app.services.bulk_lock import bulk_job
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.company import found_company
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoices
from app.services.office import Office
from tests.support.books import COMPANY, TODAY, desk_clock, open_for_test
from tests.support.killing import end_before

BULK = 400
CUSTOMER = 1


def issue(office: Office, count: int = 1) -> list[str]:
    """Issue invoices and return their numbers."""
    lines = (NewLine("Monthly service", 7_000), NewLine("Travel", 1_250, tax_ppm=82_500))
    issued = office.write(lambda writer: issue_invoices(writer, [NewInvoice(CUSTOMER, TODAY, lines) for _n in range(count)]))
    return [invoice.number for invoice in issued]


def pay(office: Office) -> list[str]:
    """Take a payment on the oldest invoices and return its number."""
    return [office.write(lambda writer: take_payment(writer, NewPayment(CUSTOMER, TODAY, "check", 9_999))).number]


def bulk(office: Office) -> list[str]:
    """Issue many invoices in one transaction under the book's lock, as an import does."""
    with bulk_job(office, "import"):
        return issue(office, BULK)


def back_up(office: Office) -> list[str]:
    """Write a backup beside the book."""
    path = Path(office.book.location).with_name("killed-backup.counterfoil")
    backup_book(office, path)
    return [path.name]


JOBS: dict[str, Callable[[Office], list[str]]] = {"issue": issue, "pay": pay, "bulk": bulk, "backup": back_up}


class Telling:
    """Says once that the work is under way."""

    cancelled = False

    def step(self, done: int, _total: int, _text: str = "") -> None:
        """Speak on the third step."""
        if done == 2:
            sys.stdout.write("begun\n")
            sys.stdout.flush()


def main(location: str, job: str, rounds: int, point: int) -> None:
    """Work, confirm, and die."""
    if job == "found":
        end_before(point)
        found_company(location, COMPANY, actor="Ana", clock=desk_clock())
        return
    if job == "sample":
        from app.services.sample.making import make_sample  # much to import for those who make none

        end_before(point)
        make_sample(location, TODAY, Telling())
        return
    office = open_for_test(location)
    done = 0
    while not point or done < rounds:
        sys.stdout.write(" ".join(JOBS[job](office)) + "\n")
        sys.stdout.flush()
        done += 1
    end_before(point)
    JOBS[job](office)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
