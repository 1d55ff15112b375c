"""Reading blocks: one moment each, a connection that rests in between, and nothing held when a block ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.errors import UserError
from app.models.customers import Customer
from app.models.faults import BookDamaged
from app.models.reading import driver_rows
from tests.support.books import a_customer

COUNT = "SELECT COUNT(*) FROM customer"


def by_driver(connection):
    """Return how many customers the quick way sees."""
    return driver_rows(connection, COUNT)[0][0]


def by_core(connection):
    """Return how many customers SQLAlchemy sees."""
    return len(connection.execute(select(Customer.id)).all())


@pytest.mark.parametrize("order", [(by_driver, by_core), (by_core, by_driver), (by_driver, by_driver)])
def test_a_block_sees_one_moment_however_it_asks(office, order):
    a_customer(office)
    first, second = order
    with office.book.read() as connection:
        assert first(connection) == 1
        a_customer(office, "Written meanwhile")
        assert second(connection) == 1
    with office.book.read() as connection:
        assert first(connection) == second(connection) == 2


def test_a_block_inside_a_block_has_a_connection_of_its_own(office):
    with office.book.read() as outer:
        assert by_driver(outer) == 0
        a_customer(office)
        with office.book.read() as inner:
            assert inner is not outer
            assert by_driver(inner) == 1
        assert by_driver(outer) == 0


def test_a_block_that_fails_leaves_the_next_one_unharmed(office):
    def failing(error):
        with office.book.read() as connection:
            by_driver(connection)
            raise error

    for error in (UserError("no"), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            failing(error)
    a_customer(office)
    with office.book.read() as connection:
        assert by_driver(connection) == 1


def test_reading_changes_nothing(office):
    with office.book.read() as connection:
        driver_rows(connection, COUNT)
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('left', '1')")
    with office.book.read() as connection:
        assert driver_rows(connection, "SELECT COUNT(*) FROM setting")[0][0] == 0


def test_many_readers_at_once_all_end(office):
    blocks = [office.book.read() for _ in range(6)]
    connections = [block.__enter__() for block in blocks]
    assert len({id(connection) for connection in connections}) == 6
    assert [by_driver(connection) for connection in connections] == [0] * 6
    for block in blocks:
        block.__exit__(None, None, None)
    a_customer(office)
    with office.book.read() as connection:
        assert by_driver(connection) == 1


def test_a_damaged_file_is_named_when_a_reader_meets_it(file_office):
    a_customer(file_office)
    path = file_office.book.path
    file_office.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(BookDamaged), file_office.book.read() as connection:
        by_driver(connection)


def test_a_closed_book_holds_no_file_open(file_office):
    with file_office.book.read() as connection:
        by_driver(connection)
    path = file_office.book.path
    file_office.close()
    assert not path.with_name(path.name + "-wal").exists(), "the last connection folds the log into the file"
