"""What both stores promise: one writer at a time in turn, readers undisturbed, all or nothing, money in integers."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from app.domain.errors import EnvironmentFault, UserError
from app.models.tables import Base, Setting
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoice
from app.services.settings import get_setting, set_setting
from tests.support.books import TODAY, a_customer, an_invoice, execute, open_for_test, scalar


def test_writers_wait_their_turn_and_numbers_have_no_gaps(office, office_location):
    """Two programs, four writers each: nobody is refused, nobody gets somebody else's number."""
    customer = a_customer(office)
    second = open_for_test(office_location, actor="Ben")
    start = threading.Barrier(8)

    def bill(desk) -> list[str]:
        start.wait(timeout=30)
        return [an_invoice(desk, customer, 100).number for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for found in pool.map(bill, [office, second] * 4) for number in found]
    second.close()
    assert sorted(numbers) == [str(number) for number in range(10001, 10041)]
    assert scalar(office, "SELECT due_minor FROM customer") == 4_000
    assert scalar(office, "SELECT count(DISTINCT number) FROM invoice") == 40


def test_a_waiting_writer_sees_what_the_one_before_it_wrote(office, office_location):
    second = open_for_test(office_location)
    inside, go_on = threading.Event(), threading.Event()

    def first(writer) -> None:
        set_setting(writer, "count", get_setting(writer, "count", 0) + 1)
        inside.set()
        assert go_on.wait(30)

    def then(writer) -> None:
        set_setting(writer, "count", get_setting(writer, "count", 0) + 1)

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(office.write, first)
        assert inside.wait(30)
        two = pool.submit(second.write, then)
        go_on.set()
        one.result(30)
        two.result(30)
    second.close()
    assert office.read(lambda reader: get_setting(reader, "count", 0)) == 2


def test_a_reader_sees_one_moment_while_others_write(office, office_location):
    customer = a_customer(office)
    second = open_for_test(office_location)

    def twice(reader) -> tuple[int, int]:
        before = reader.connection.exec_driver_sql("SELECT count(*) FROM invoice").scalar_one()
        an_invoice(second, customer)
        return before, reader.connection.exec_driver_sql("SELECT count(*) FROM invoice").scalar_one()

    assert office.read(twice) == (0, 0)
    assert scalar(office, "SELECT count(*) FROM invoice") == 1
    second.close()


def test_a_refused_use_case_leaves_nothing(office):
    customer = a_customer(office)

    def half(writer) -> None:
        issue_invoice(writer, NewInvoice(customer, TODAY, (NewLine("Work", 500),)))
        raise UserError("no, wait")

    with pytest.raises(UserError, match="no, wait"):
        office.write(half)
    for table in ("invoice", "invoice_line", "journal_entry", "posting"):
        assert scalar(office, f"SELECT count(*) FROM {table}") == 0
    assert an_invoice(office, customer).number == "10001", "the number went back into its series"


def test_a_writer_who_waits_too_long_is_told_so(office, office_location, monkeypatch):
    monkeypatch.setattr("app.models.engine.BUSY_SECONDS", 0.05)
    second = open_for_test(office_location)
    with office.book.write(), pytest.raises(EnvironmentFault, match="did not finish in time"):
        second.write(lambda writer: set_setting(writer, "late", 1))
    second.write(lambda writer: set_setting(writer, "late", 2))
    assert office.read(lambda reader: get_setting(reader, "late", 0)) == 2
    second.close()


def test_a_money_column_refuses_words(office):
    an_invoice(office, a_customer(office))
    with pytest.raises(DBAPIError):
        execute(office, "UPDATE invoice_line SET unit_price_minor = 'ten'")


def test_a_money_column_refuses_a_fraction(file_office):
    """STRICT tables; PostgreSQL's BIGINT cannot hold a fraction either, and rounds what plain SQL gives it."""
    an_invoice(file_office, a_customer(file_office))
    with pytest.raises(DBAPIError):
        execute(file_office, "UPDATE invoice_line SET unit_price_minor = 100.5")


def test_every_money_column_is_called_minor_and_holds_integers():
    """A column that counts money is an integer of minor units and says so in its name."""
    for table in Base.metadata.tables.values():
        for column in table.columns:
            kind = column.type.compile().upper()
            assert not any(word in kind for word in ("FLOAT", "REAL", "DOUBLE", "NUMERIC", "DECIMAL")), column
            if any(word in column.name for word in ("amount", "total", "price", "fee", "balance")):
                assert column.name.endswith(("_minor", "_ppm", "_id", "_on", "_at")), column


def test_every_table_is_strict(file_office):
    loose = scalar(
        file_office,
        "SELECT group_concat(name) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 "
        "AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version'",
    )
    assert loose is None


def test_a_row_that_names_nothing_is_refused(office):
    with pytest.raises(DBAPIError):
        execute(office, "INSERT INTO note (id, customer_id, body, author, written_at) "
                        "VALUES (1, 999, 'x', 'y', '2026-01-01T00:00:00.000000Z')")  # fmt: skip


def test_a_setting_is_kept_once(office):
    office.write(lambda writer: set_setting(writer, "colour", {"a": [1, None, True, "é"]}))
    assert office.read(lambda reader: get_setting(reader, "colour")) == {"a": [1, None, True, "é"]}
    office.write(lambda writer: set_setting(writer, "colour", 7))
    assert office.read(lambda reader: get_setting(reader, "colour", 1)) == 7
    assert office.read(lambda reader: get_setting(reader, "colour", "default")) == "default", "of another type"
    with pytest.raises(DBAPIError), office.book.write() as connection:
        connection.execute(insert(Setting).values(name="colour", value="8"))


def test_a_full_disk_is_named_and_nothing_is_lost(file_office):
    customer = a_customer(file_office)
    kept = an_invoice(file_office, customer)
    lines = tuple(NewLine("x" * 2_000, 1) for _ in range(200))

    def too_much(writer) -> None:
        pages = writer.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        writer.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
        try:
            issue_invoice(writer, NewInvoice(customer, TODAY, lines))
        finally:
            writer.connection.exec_driver_sql("PRAGMA max_page_count = 4294967294")

    with pytest.raises(EnvironmentFault, match="disk is full"):
        file_office.write(too_much)
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 1
    assert scalar(file_office, "SELECT due_minor FROM customer") == kept.total_minor
    assert an_invoice(file_office, customer).number == "10002"
