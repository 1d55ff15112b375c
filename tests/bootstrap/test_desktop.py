"""The program with its window, as somebody starts it: a book opens, its screens reach one another, one window to a book."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import doings
from app.bootstrap.desktop import Desktop
from app.bootstrap.single import Doorbell, raise_other
from app.domain.errors import EnvironmentFault, UserError
from app.services.company import NewCompany, found_company
from app.services.office import Office
from app.ui.company.founding import FoundingSheet
from app.ui.customers.glance import CustomersGlance
from app.ui.customers.panel import CustomersPanel
from app.ui.kit.settings import Settings
from app.ui.kit.theme import apply
from app.ui.shell.parts import Place
from app.ui.shell.welcome import Welcome
from tests.support.books import COMPANY, TODAY, a_customer, an_invoice, open_for_test


class Started:
    """The program, started on a book."""

    def __init__(self, desktop: Desktop, qtbot) -> None:
        self.desktop = desktop
        self._qtbot = qtbot

    def wait(self) -> None:
        """Wait until nothing runs."""
        for _round in range(3):
            self._qtbot.waitUntil(self.desktop.tasks.idle, timeout=20_000)
            QCoreApplication.processEvents()

    def wait_for_book(self) -> None:
        """Wait until a book is open and shown."""
        self._qtbot.waitUntil(lambda: self.desktop.session is not None, timeout=20_000)
        self.wait()

    def windows(self) -> list[QWidget]:
        """Return what stands before the window."""
        self.wait()
        return [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self.desktop.window]


@pytest.fixture
def book(file_office: Office) -> str:
    """A book with one customer who is late."""
    late = a_customer(file_office, "Hayes, Owen", account="A-1")
    an_invoice(file_office, late, 10_000, issued_on=TODAY - timedelta(75), due_on=TODAY - timedelta(45))
    location = file_office.book.location
    file_office.close()
    return location


@pytest.fixture
def started(qtbot, qapp) -> Iterator[Started]:
    """The program with nothing open yet."""
    apply(qapp, "light")
    desktop = Desktop(Settings(), TODAY)
    problems: list[object] = []
    desktop.tasks.crashed.connect(problems.append)
    yield Started(desktop, qtbot)
    for window in QApplication.topLevelWidgets():
        window.hide()
    desktop.close()
    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not problems, problems


def test_a_book_opens_and_every_panel_shows_it(started: Started, book: str) -> None:
    started.desktop.start(book)
    started.wait_for_book()
    for panel in ("customers", "plans", "payments", "reports"):
        started.desktop.window.go(Place(panel))
        started.wait()
        assert started.desktop.window.place().panel == panel
    assert "Northside Services" in started.desktop.window.windowTitle()


def test_the_search_box_finds_the_customer_and_goes_there(started: Started, book: str) -> None:
    started.desktop.start(book)
    started.wait_for_book()
    hits = started.desktop.screens is not None and started.desktop.window._providers[0].search("hayes")
    assert [hit.title for hit in hits] == ["Hayes, Owen"]
    started.desktop.window.go(hits[0].place)
    started.wait()
    assert started.desktop.customer_shown() is not None


@pytest.mark.parametrize("command", ["customer.pay", "customer.statement", "customer.invoice", "book.settings", "customer.new"])
def test_the_menus_open_their_sheets_for_whoever_is_shown(started: Started, book: str, command: str) -> None:
    started.desktop.start(book)
    started.wait_for_book()
    started.desktop.window.run(command)
    assert started.windows(), f"{command} opened nothing"


def test_without_a_book_the_window_offers_three_ways_to_begin(started: Started) -> None:
    started.desktop.start(None)
    started.wait()
    assert started.desktop.session is None
    started.desktop.window.run("customer.pay")
    assert started.windows() == [], "nothing can be paid while no book is open"


def test_a_sample_of_an_unfinished_version_is_kept_and_made_anew(started: Started, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "sample.counterfoil"
    found_company(path, COMPANY, actor="Ana").close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE note DROP COLUMN pinned")
    monkeypatch.setattr("app.bootstrap.desktop.sample_path", lambda: path)

    def quickly(at: Path, *_more: object) -> None:
        found_company(at, COMPANY, actor="Ana").close()

    monkeypatch.setattr("app.services.sample.making.make_sample", quickly)
    started.desktop.start(None, sample=True)
    started.wait_for_book()
    assert started.windows() == [], "nobody needs to be asked"
    assert sorted(file.name for file in tmp_path.glob("*.counterfoil")) == ["sample before.counterfoil", "sample.counterfoil"]


def test_the_sample_is_made_once_however_often_it_is_asked_for(started: Started, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "sample.counterfoil"
    made: list[Path] = []
    monkeypatch.setattr("app.bootstrap.desktop.sample_path", lambda: path)

    def quickly(at: Path, *_more: object) -> None:
        made.append(at)
        found_company(at, COMPANY, actor="Ana").close()

    monkeypatch.setattr("app.services.sample.making.make_sample", quickly)
    started.desktop.open_sample()
    started.desktop.open_sample()
    started.wait_for_book()
    assert made == [path]


def test_a_book_is_founded_from_the_window_and_opened(started: Started, tmp_path: Path) -> None:
    started.desktop.start(None)
    started.wait()
    sheet = FoundingSheet(started.desktop.tasks, doings._found, tmp_path, "en_US", started.desktop.window)
    sheet.founded.connect(started.desktop.open_book)
    sheet.form.name.set_value("Acme Plumbing")
    sheet.create(tmp_path / "Acme")
    started.wait_for_book()
    assert (tmp_path / "Acme.counterfoil").exists()
    assert started.desktop.session.profile.name == "Acme Plumbing"


def test_founding_over_an_existing_file_is_refused_in_the_sheet_and_leaves_the_file(started: Started, tmp_path: Path) -> None:
    there = tmp_path / "there.counterfoil"
    there.write_bytes(b"precious")
    started.desktop.start(None)
    started.wait()
    sheet = FoundingSheet(started.desktop.tasks, doings._found, tmp_path, "en_US", started.desktop.window)
    sheet.form.name.set_value("Acme Plumbing")
    sheet.create(there)
    started.wait()
    assert sheet.sheet.error()
    assert there.read_bytes() == b"precious"


def test_a_second_window_on_the_same_book_raises_the_first(qtbot, qapp, book: str) -> None:
    doorbell = Doorbell(book)
    rung: list[bool] = []
    doorbell.rung.connect(lambda: rung.append(True))
    assert raise_other(book)
    qtbot.waitUntil(lambda: bool(rung), timeout=5_000)
    doorbell.close()
    assert not raise_other(book), "nobody answers once the window is closed"
    doorbell.deleteLater()


def test_a_window_that_is_still_opening_its_book_is_found_by_the_second(started: Started, book: str) -> None:
    started.desktop.start(None)
    started.wait()
    started.desktop.open_book(book)
    assert started.desktop.session is None
    assert raise_other(book)
    started.wait_for_book()
    assert raise_other(book)


def test_a_book_that_was_refused_or_left_can_be_opened_elsewhere(started: Started, book: str, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.counterfoil"
    damaged.write_bytes(b"no book" * 100)
    started.desktop.start(None)
    started.wait()
    started.desktop.open_book(str(damaged))
    started.wait()
    assert not raise_other(str(damaged))
    started.desktop.open_book(book)
    started.wait_for_book()
    other = tmp_path / "other.counterfoil"
    found_company(other, COMPANY, actor="Ana").close()
    started.desktop.open_book(str(other))
    started._qtbot.waitUntil(lambda: started.desktop.session.office.book.location == str(other), timeout=20_000)
    started.wait()
    assert not raise_other(book)
    assert raise_other(str(other))


def test_a_damaged_file_is_refused_in_a_sentence_and_left_as_it_is(started: Started, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.counterfoil"
    damaged.write_bytes(b"SQLite format 3\x00" + b"\x00" * 4000)
    refused: list[object] = []
    started.desktop.start(None)
    started.wait()
    started.desktop.tasks.refused.connect(lambda error, _retry: refused.append(error))
    started.desktop.tasks.refused.disconnect(started.desktop.window.reporter.refused)
    before = damaged.read_bytes()
    started.desktop.open_book(str(damaged))
    started.wait()
    assert isinstance(refused[0], UserError)
    assert damaged.read_bytes() == before


def test_the_first_customers_are_there_before_the_panel_and_give_way_to_it(started: Started, book: str, qtbot) -> None:
    started.desktop.start(book)
    qtbot.waitUntil(lambda: started.desktop.window.findChild(CustomersGlance) is not None, timeout=20_000)
    looked = started.desktop.window.findChild(CustomersGlance)
    assert [row.name for row in looked.view.list.rows_model().rows()] == ["Hayes, Owen"]
    started.wait_for_book()
    assert started.desktop.window.findChild(CustomersGlance) is None
    assert started.desktop.window.findChild(CustomersPanel).isVisible()


def test_a_book_that_cannot_be_opened_after_the_first_look_leaves_the_ways_to_begin(
    started: Started, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_where: object, **_how: object) -> object:
        raise EnvironmentFault("The disk is gone.")

    monkeypatch.setattr("app.bootstrap.offices.open_office", refuse)
    assert started.desktop.window.commands
    started.desktop.tasks.refused.disconnect(started.desktop.window.reporter.refused)
    started.desktop.start(book)
    started.wait()
    assert started.desktop.session is None
    assert started.desktop.window.findChild(CustomersGlance) is None
    assert started.desktop.window.findChild(Welcome).isVisible()


def test_the_book_is_remembered_among_the_recent_ones(started: Started, book: str) -> None:
    started.desktop.start(book)
    started.wait_for_book()
    assert started.desktop.settings.get("books.recent") == [["Northside Services LLC", book]]


def test_the_found_book_is_a_sound_one(tmp_path: Path) -> None:
    doings._found(tmp_path / "new.counterfoil", NewCompany("Acme", "USD", "America/Chicago"))
    office = open_for_test(tmp_path / "new.counterfoil")
    assert office.read(lambda reader: reader.profile.name) == "Acme"
    office.close()
