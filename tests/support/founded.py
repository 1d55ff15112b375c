"""Books for tests: a founded company on either store.

Every test gets a book of its own, copied from one that is made once a run. ``office`` comes once per store, ``file_office``
is SQLite only (windows, paper and commands do not care which store it is).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.office import Office
from tests.support.books import found, open_for_test


@pytest.fixture(scope="session")
def empty_book_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded company's book that nobody opens: copy it."""
    path = tmp_path_factory.mktemp("books") / "empty.counterfoil"
    found(str(path))
    return path


@pytest.fixture
def book_file(empty_book_file: Path, tmp_path: Path) -> Path:
    """The path of a founded company's book of this test alone, not open."""
    return Path(shutil.copy(empty_book_file, tmp_path / "northside.counterfoil"))


@pytest.fixture
def file_office(book_file: Path) -> Iterator[Office]:
    """A founded company on SQLite, open at ``TODAY`` with Ana at the desk."""
    office = open_for_test(book_file)
    yield office
    office.close()


@pytest.fixture(params=["sqlite", "postgres"])
def office_location(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a founded company's book is, once per store, not open."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("book_file"))
        return
    cluster = request.getfixturevalue("postgres")
    with cluster.lent("founded", found) as name:
        yield cluster.url(name)


@pytest.fixture
def office(office_location: str) -> Iterator[Office]:
    """A founded company, once per store, open at ``TODAY`` with Ana at the desk."""
    office = open_for_test(office_location)
    yield office
    office.close()
