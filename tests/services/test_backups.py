"""A backup is whole, checked and dated, is made while others write, and restores beside the book, never over it."""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.errors import EnvironmentFault, NotFound, UserError
from app.models.backup import copy_book_file
from app.models.faults import BookDamaged
from app.services.backups import Cancelled, backup_book, last_backup_at, restore_backup, restored_at
from app.services.company import found_company
from tests.support.books import COMPANY, NOW, a_customer, an_invoice, desk_clock, open_for_test, scalar


@pytest.fixture
def busy_office(file_office):
    """A book with something in it."""
    customer = a_customer(file_office, "Özgür Şahin")
    for _n in range(3):
        an_invoice(file_office, customer)
    return file_office


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_backup_holds_what_the_book_holds(busy_office, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    backup = backup_book(busy_office, out / "monday.counterfoil")
    assert names(out) == ["monday.counterfoil"]
    assert (backup.path, backup.at) == (out / "monday.counterfoil", NOW)
    copy = open_for_test(backup.path)
    assert scalar(copy, "SELECT sum(open_minor) FROM invoice") == 30_000
    assert scalar(copy, "SELECT name FROM customer") == "Özgür Şahin"
    copy.close()


def test_the_book_remembers_its_last_backup(busy_office, tmp_path):
    assert busy_office.read(last_backup_at) is None
    backup_book(busy_office, tmp_path / "a.counterfoil")
    assert busy_office.read(last_backup_at) == NOW


def test_a_folder_gets_a_dated_name_in_the_offices_time(busy_office, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    backup_book(busy_office, folder)
    assert names(folder) == ["northside 2026-03-16 1030.counterfoil"]


def test_a_backup_never_overwrites(busy_office, tmp_path):
    kept = tmp_path / "kept.counterfoil"
    kept.write_bytes(b"last year")
    with pytest.raises(UserError, match="already a file"):
        backup_book(busy_office, kept)
    assert kept.read_bytes() == b"last year"
    with pytest.raises(UserError, match="no folder"):
        backup_book(busy_office, tmp_path / "nowhere" / "a.counterfoil")
    assert busy_office.read(last_backup_at) is None


def test_a_backup_shows_one_moment_while_others_write(busy_office, tmp_path, monkeypatch):
    """Written in small steps with a writer between them: the copy is the moment it began at, and it balances."""
    monkeypatch.setattr("app.models.backup._PAGES_A_STEP", 8)
    customer = scalar(busy_office, "SELECT id FROM customer")
    steps = []

    class Meanwhile:
        cancelled = False

        def step(self, done: int, total: int, _text: str = "") -> None:
            steps.append((done, total))
            if len(steps) <= 5:
                writer = threading.Thread(target=an_invoice, args=(busy_office, customer))
                writer.start()
                writer.join()

    backup = backup_book(busy_office, tmp_path / "a.counterfoil", Meanwhile())
    assert len(steps) > 5
    assert steps[-1][0] == steps[-1][1]
    assert scalar(busy_office, "SELECT count(*) FROM invoice") == 8
    copy = open_for_test(backup.path)
    assert scalar(copy, "SELECT count(*) FROM invoice") == 3
    assert scalar(copy, "SELECT sum(amount_minor) FROM posting") == 0
    copy.close()


def test_a_stopped_backup_leaves_nothing(busy_office, tmp_path):
    class Impatient:
        cancelled = True

        def step(self, done: int, total: int, text: str = "") -> None:
            """Not asked."""

    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(Cancelled):
        backup_book(busy_office, folder / "a.counterfoil", Impatient())
    assert names(folder) == []


def test_a_full_disk_leaves_no_half_backup(busy_office, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()

    def no_room(copy) -> None:
        copy.execute("PRAGMA max_page_count = 1")
        copy.execute("CREATE TABLE filler (x)")

    with pytest.raises(EnvironmentFault, match="disk is full"):
        copy_book_file(busy_office.book.path, folder / "a.counterfoil", finish=no_room)
    assert names(folder) == []


def test_a_copy_that_reads_back_differently_is_thrown_away(busy_office, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    answers = iter(({"a": 3}, {"a": 2}))
    monkeypatch.setattr("app.models.backup.row_counts", lambda _connection: next(answers))
    with pytest.raises(BookDamaged, match="could not be read back"):
        backup_book(busy_office, folder / "a.counterfoil")
    assert names(folder) == []
    assert busy_office.read(last_backup_at) is None


def test_a_restored_book_is_new_and_marked(busy_office, tmp_path):
    backup = backup_book(busy_office, tmp_path / "monday.counterfoil").path
    before = hashlib.sha256(backup.read_bytes()).hexdigest(), backup.stat().st_mtime_ns
    folder = tmp_path / "restored"
    folder.mkdir()
    moment = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
    restored = open_for_test(restore_backup(backup, folder / "again.counterfoil", now=moment))
    assert restored.read(restored_at) == moment
    assert busy_office.read(restored_at) is None
    assert scalar(restored, "SELECT sum(open_minor) FROM invoice") == 30_000
    assert an_invoice(restored, 1).number == "10004", "it goes on where the backup ended"
    restored.close()
    assert names(folder) == ["again.counterfoil"]
    assert (hashlib.sha256(backup.read_bytes()).hexdigest(), backup.stat().st_mtime_ns) == before


def test_restoring_never_overwrites(busy_office, tmp_path):
    backup = backup_book(busy_office, tmp_path / "monday.counterfoil").path
    own = busy_office.book.path
    with pytest.raises(UserError, match="already a file"):
        restore_backup(backup, own)
    assert scalar(busy_office, "SELECT count(*) FROM invoice") == 3


def test_a_damaged_backup_is_not_restored(busy_office, tmp_path, monkeypatch):
    """Damage that opening does not look for: restoring reads every page first."""
    monkeypatch.setattr("app.models.opening._LOOK_THROUGH_BYTES", 0)
    backup = backup_book(busy_office, tmp_path / "monday.counterfoil").path
    page = scalar(busy_office, "SELECT rootpage FROM sqlite_schema WHERE name = 'posting'")
    with backup.open("rb+") as file:
        file.seek((page - 1) * 4096)
        file.write(os.urandom(4096))
    with pytest.raises(BookDamaged):
        restore_backup(backup, tmp_path / "again.counterfoil")
    assert not (tmp_path / "again.counterfoil").exists()


def test_a_missing_or_foreign_backup_is_refused(tmp_path):
    with pytest.raises(NotFound, match="no backup at"):
        restore_backup(tmp_path / "none.counterfoil", tmp_path / "again.counterfoil")
    letter = tmp_path / "letter.counterfoil"
    letter.write_text("Dear Ms Bloom", encoding="utf-8")
    with pytest.raises(BookDamaged, match="no Counterfoil book"):
        restore_backup(letter, tmp_path / "again.counterfoil")
    assert names(tmp_path) == ["letter.counterfoil"]


def test_a_book_on_a_server_says_who_makes_its_backups(postgres_url, tmp_path):
    office = found_company(postgres_url, COMPANY, actor="Ana", clock=desk_clock())
    with pytest.raises(UserError, match="server"):
        backup_book(office, tmp_path / "a.counterfoil")
    office.close()
