"""The book that questions are asked of, filled once a module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.office import Office
from tests.support.asked_book import ASKED_ON, fill_asked_book
from tests.support.books import open_for_test


@pytest.fixture(scope="module")
def asked(empty_book_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The book, open on the day that questions are asked; nobody writes to it."""
    path = shutil.copy(empty_book_file, tmp_path_factory.mktemp("asked") / "asked.counterfoil")
    office = open_for_test(path, ASKED_ON)
    fill_asked_book(office)
    yield office
    office.close()
