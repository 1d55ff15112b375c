"""Whoever writes to a book sees everything that earlier writers committed, on either store."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from app.models.engine import open_engine


@pytest.fixture
def engine(book_url: str) -> Iterator[Engine]:
    engine = open_engine(book_url)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("CREATE TABLE till (open_minor INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO till VALUES (10000)"))
    yield engine
    engine.dispose()


def take_half(engine: Engine, holds: threading.Event | None, go_on: threading.Event | None, seen: list[int]) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        if holds is not None and go_on is not None:
            holds.set()
            assert go_on.wait(20)
        open_minor = connection.execute(text("SELECT open_minor FROM till")).scalar_one()
        seen.append(open_minor)
        connection.execute(text("UPDATE till SET open_minor = :rest"), {"rest": open_minor // 2})


def test_a_writer_who_waited_sees_what_the_writer_before_left(engine: Engine) -> None:
    seen: list[int] = []
    holds, go_on = threading.Event(), threading.Event()
    first = threading.Thread(target=take_half, args=(engine, holds, go_on, seen))
    first.start()
    assert holds.wait(20)
    second = threading.Thread(target=take_half, args=(engine, None, None, seen))
    second.start()
    second.join(0.3)  # it waits for its turn meanwhile; were it not there yet, it would come later all the same
    go_on.set()
    first.join(20)
    second.join(20)
    assert seen == [10000, 5000]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT open_minor FROM till")).scalar_one() == 2500
