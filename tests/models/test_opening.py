"""Which files open as a book, which are refused, and that a refused one is left exactly as it was."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import EnvironmentFault, NotFound, UserError
from app.models import stamp
from app.models.faults import BookDamaged
from app.models.opening import NewerBook, UnfinishedBook, create_book, open_book
from app.models.stamp import read_header
from app.services.company import found_company
from tests.support.books import COMPANY, a_customer, an_invoice, desk_clock, open_for_test, scalar


def state_of(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file of a folder with what it holds and when it was written."""
    return {file.name: (hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns) for file in folder.iterdir()}


def refused(path: Path, kind: type[Exception], words: str, **how) -> None:
    before = state_of(path.parent)
    with pytest.raises(kind, match=words):
        open_book(path, **how)
    assert state_of(path.parent) == before


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def test_a_book_opens_again_with_what_was_written(office_location):
    office = open_for_test(office_location)
    invoice = an_invoice(office, a_customer(office), 12_345)
    office.close()
    with closing(open_book(office_location)) as book, book.read() as connection:
        found = connection.exec_driver_sql("SELECT number, open_minor FROM invoice").one()
    assert tuple(found) == (invoice.number, 12_345)


def test_a_closed_book_is_one_file(book_file):
    office = open_for_test(book_file)
    a_customer(office)
    office.close()
    assert [file.name for file in book_file.parent.iterdir()] == [book_file.name]


def test_opening_and_looking_changes_nothing(book_file):
    before = state_of(book_file.parent)
    book = open_book(book_file)
    with book.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM account").scalar_one()
    book.close()
    assert state_of(book_file.parent) == before


def test_a_missing_file_is_named(tmp_path):
    refused(tmp_path / "nothing.counterfoil", NotFound, r"no book at .*nothing\.counterfoil")


def test_a_folder_is_no_book(tmp_path):
    (tmp_path / "folder.counterfoil").mkdir()
    with pytest.raises(UserError, match="is a folder, not a book"):
        open_book(tmp_path / "folder.counterfoil")


@pytest.mark.parametrize("content", [b"", b"Dear Ms Bloom,\n" * 500, b"SQLite format 3\x00", os.urandom(8192)])
def test_another_file_is_refused_untouched(tmp_path, content):
    path = tmp_path / "letter.counterfoil"
    path.write_bytes(content)
    refused(path, BookDamaged, "no Counterfoil book")


def test_another_programs_database_is_refused_untouched(tmp_path):
    path = tmp_path / "bookmarks.db"
    change(path, "CREATE TABLE company (name)")
    refused(path, BookDamaged, "no Counterfoil book")


def test_a_book_cut_short_is_refused_untouched(book_file):
    with book_file.open("rb+") as file:
        file.truncate(book_file.stat().st_size // 2)
    refused(book_file, BookDamaged, "damaged")


def test_a_book_with_bad_pages_is_refused_untouched(book_file):
    with book_file.open("rb+") as file:
        file.seek(20 * 4096)
        file.write(os.urandom(10 * 4096))
    refused(book_file, BookDamaged, "damaged")


def test_a_book_whose_company_is_gone_is_refused_untouched(book_file):
    change(book_file, "DELETE FROM company")
    refused(book_file, BookDamaged, "damaged")


def test_a_book_whose_tables_are_gone_is_refused_untouched(book_file):
    change(book_file, "DROP TABLE alembic_version")
    refused(book_file, BookDamaged, "damaged")


def test_a_newer_book_is_refused_untouched(book_file):
    change(book_file, "PRAGMA user_version = 99")
    refused(book_file, NewerBook, "newer version")


def test_a_book_of_an_unknown_revision_is_refused_untouched(book_file):
    change(book_file, "UPDATE alembic_version SET version_num = '0099'")
    refused(book_file, NewerBook, "newer version")


def test_a_book_with_fewer_columns_than_its_number_promises_is_refused_untouched(book_file):
    change(book_file, "ALTER TABLE note DROP COLUMN pinned")
    refused(book_file, UnfinishedBook, "not finished yet")


def test_a_newer_shared_book_is_refused(office_location):
    office = open_for_test(office_location)
    with office.book.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")
    office.close()
    with pytest.raises(NewerBook):
        open_book(office_location)


def test_an_empty_database_is_no_book(postgres_url):
    with pytest.raises(BookDamaged, match="no Counterfoil book"):
        open_book(postgres_url)


def test_a_server_that_does_not_answer_is_the_networks_fault(postgres_url):
    from sqlalchemy.engine import make_url

    away = make_url(postgres_url).set(port=1).render_as_string(hide_password=False)
    with pytest.raises(EnvironmentFault, match="cannot be reached"):
        open_book(away)


def test_a_network_drive_is_refused_with_the_reason(book_file):
    refused(book_file, UserError, r"network drive \(smb\).*locks cannot be trusted", network_of=lambda _path: "smb")


def test_no_book_is_made_on_a_network_drive(tmp_path):
    with pytest.raises(UserError, match="network drive"):
        create_book(tmp_path / "new.counterfoil", lambda _connection: None, network_of=lambda _path: "nfs4")
    assert list(tmp_path.iterdir()) == []


def test_no_book_is_made_over_an_existing_file(tmp_path):
    path = tmp_path / "thesis.counterfoil"
    path.write_text("years of work", encoding="utf-8")
    before = state_of(tmp_path)
    with pytest.raises(UserError, match=r"already a file thesis\.counterfoil"):
        create_book(path, lambda _connection: None)
    assert state_of(tmp_path) == before


def test_no_book_is_made_over_a_file_that_appears_meanwhile(tmp_path):
    path = tmp_path / "thesis.counterfoil"

    def late(connection) -> None:
        path.write_text("years of work", encoding="utf-8")

    with pytest.raises(UserError, match="already a file"):
        create_book(path, late)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.counterfoil"]
    assert path.read_text(encoding="utf-8") == "years of work"


def test_no_book_is_made_in_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(NotFound, match="no folder"):
        create_book(tmp_path / "no" / "where.counterfoil", lambda _connection: None)


def test_no_book_is_made_in_a_database_in_use(postgres_url):
    found_company(postgres_url, COMPANY, actor="Ana", clock=desk_clock()).close()
    with pytest.raises(UserError, match="is not empty"):
        create_book(postgres_url, lambda _connection: None)
    with closing(open_book(postgres_url)) as book, book.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM company").scalar_one() == COMPANY.name


def test_a_book_that_cannot_be_filled_leaves_nothing(book_url, tmp_path):
    def fail(connection) -> None:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('half', '1')")
        raise UserError("not today")

    with pytest.raises(UserError, match="not today"):
        create_book(book_url, fail)
    assert list(tmp_path.iterdir()) == []
    found_company(book_url, COMPANY, actor="Ana", clock=desk_clock()).close()


def test_the_file_says_that_it_is_a_book(book_file):
    header = read_header(book_file)
    assert (header.application_id, header.user_version) == (0x4346424B, len(stamp.REVISIONS))


def test_opening_reads_no_more_of_a_large_book(book_file, monkeypatch):
    """A large book must open at once: the look at every page is left to ``verify``."""
    monkeypatch.setattr("app.models.opening._LOOK_THROUGH_BYTES", 0)
    seen: list[str] = []
    real = sqlite3.connect

    def listening(*args, **kwargs):
        connection = real(*args, **kwargs)
        connection.set_trace_callback(seen.append)
        return connection

    monkeypatch.setattr("app.models.engine.sqlite3.connect", listening)
    open_book(book_file).close()
    assert seen
    assert not [sql for sql in seen if "check" in sql and "checkpoint" not in sql]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_to_a_book_opens_the_book(book_file, tmp_path):
    link = tmp_path / "desktop" / "shortcut"
    link.parent.mkdir()
    link.symlink_to(book_file)
    with closing(open_for_test(link)) as office:
        an_invoice(office, a_customer(office), 700)
    with closing(open_for_test(book_file)) as office:
        assert scalar(office, "SELECT open_minor FROM invoice") == 700
    assert link.is_symlink()
