"""The customer list: its first rows are the beginning of all rows, and its totals are the sums of its rows."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.batch import tag_customers
from app.services.customers.changing import set_archived
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.queries.customers import (
    CustomerFilter,
    CustomerSort,
    customer_count,
    customer_ids,
    customer_rows,
    customer_totals,
    first_customer_ids,
)
from tests.support.books import TODAY, an_invoice

FILTERS = [
    CustomerFilter(),
    CustomerFilter(status=""),
    CustomerFilter(status="archived"),
    CustomerFilter("m"),
    CustomerFilter("marina"),
    CustomerFilter("marina", status=""),
    CustomerFilter("marina w"),
    CustomerFilter("no such name"),
    CustomerFilter(tag="dock"),
    CustomerFilter(due_only=True),
    CustomerFilter("marina", due_only=True),
    CustomerFilter(credit_only=True),
    CustomerFilter(overdue_only=True),
    CustomerFilter(over_days=30),
]


@pytest.fixture
def crowd(office):
    """Many customers of whom some owe, some are late, some have credit, one is archived."""
    names = [f"Marina West {n % 7}" if n % 3 else f"West {n % 11} Marina" for n in range(300)]
    new = [NewCustomer(name, account=f"M-{n:04d}") for n, name in enumerate(names)]
    ids = office.write(lambda writer: enter_customers(writer, new))
    for number, customer in enumerate(ids[:24]):
        if number % 4 < 3:
            an_invoice(office, customer, 10_000 + number, issued_on=TODAY - timedelta(days=20 * (number % 5)))
        else:
            office.write(partial(take_payment, new=NewPayment(customer, TODAY, "cash", 700 + number)))
    office.write(partial(set_archived, customer_id=ids[100], archived=True))
    office.write(lambda writer: tag_customers(writer, ids[::9], "dock"))
    return office


def rows_of(office, wanted, sort=CustomerSort.NAME):
    return office.read(lambda reader: customer_rows(reader, customer_ids(reader, wanted, sort)))


def test_totals_are_the_sums_of_the_rows(crowd):
    for wanted in FILTERS:
        rows = rows_of(crowd, wanted)
        totals = crowd.read(partial(customer_totals, wanted=wanted))
        assert (totals.count, totals.due_minor, totals.overdue_minor, totals.credit_minor) == (
            len(rows),
            sum(row.due_minor for row in rows),
            sum(row.overdue_minor for row in rows),
            sum(row.credit_minor for row in rows),
        ), wanted


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", [CustomerSort.NAME, CustomerSort.BEST])
def test_the_first_rows_are_the_beginning_of_all(crowd, sort, descending):
    told = 0
    for wanted in FILTERS:
        everyone = crowd.read(partial(customer_ids, wanted=wanted, sort=sort, descending=descending))
        first = crowd.read(partial(first_customer_ids, wanted=wanted, sort=sort, most=64, descending=descending))
        if first is not None:
            ids, are_all = first
            told += 1
            assert ids == everyone[: len(ids)], wanted
            assert are_all == (len(ids) == len(everyone)), wanted
            assert are_all or len(ids) == 64
    assert told or not crowd.book.is_file


def test_ids_come_in_the_order_asked_for(crowd):
    balances = [row.balance_minor for row in rows_of(crowd, CustomerFilter(), CustomerSort.BALANCE)]
    assert len(set(balances)) > 10
    assert balances == sorted(balances)


def test_customers_are_counted_by_status(crowd):
    active, archived, either = (crowd.read(partial(customer_count, status=status)) for status in ("active", "archived", ""))
    assert active == len(rows_of(crowd, CustomerFilter()))
    assert (archived, either) == (1, active + 1)
