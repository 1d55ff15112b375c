"""Writers of one program take turns without losing time or each other's work; a writer that fails gives its turn back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.services.settings import get_setting, set_setting


def test_many_threads_write_one_after_another(office):
    def more(writer):
        set_setting(writer, "count", get_setting(writer, "count", 0) + 1)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(office.write, more) for _time in range(100)]:
            done.result()
    assert office.read(lambda reader: get_setting(reader, "count", 0)) == 100


def test_a_writer_that_fails_lets_the_next_one_in(office):
    def fail(writer):
        set_setting(writer, "count", 1)
        raise ZeroDivisionError

    for _time in range(3):
        with pytest.raises(ZeroDivisionError):
            office.write(fail)
    office.write(lambda writer: set_setting(writer, "count", 7))
    assert office.read(lambda reader: get_setting(reader, "count", 0)) == 7
