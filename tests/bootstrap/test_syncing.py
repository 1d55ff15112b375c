"""The window syncs by itself: after a book is opened, again and again, and it ends cleanly when it is closed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Timer

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.bootstrap import syncing
from app.bootstrap.charging import ADDRESS, KEY
from app.bootstrap.desktop import Desktop
from app.services.clocks import FixedDay
from app.services.office import Office
from app.ui.kit.settings import Settings
from app.ui.kit.theme import apply
from tests.peers.fault_proxy import WITHHOLD
from tests.support.books import TODAY, open_for_test, scalar
from tests.support.charging import Till, a_till


@pytest.fixture
def till(file_office: Office, practice, practice_stand) -> Till:
    """A connected book, closed, with two charges that wait; the program goes by the machine's own clock, and so does this."""
    practice.reset(datetime.now(UTC))
    file_office.clock = FixedDay(TODAY, datetime.now(UTC))
    till = a_till(file_office, practice_stand)
    customer = till.customer()
    for _invoice in range(2):
        till.queue(customer, till.invoice(customer).id)
    file_office.close()
    return till


@pytest.fixture
def desktop(qtbot, qapp, till, monkeypatch) -> Iterator[Desktop]:
    """The program, started on the book; its first sync comes at once."""
    apply(qapp, "light")
    monkeypatch.setenv(ADDRESS, till.stand.proxy.address)
    monkeypatch.setenv(KEY, till.stand.key)
    monkeypatch.setattr(syncing, "FIRST_MS", 0)
    desktop = Desktop(Settings(), TODAY)
    problems: list[object] = []
    desktop.tasks.crashed.connect(problems.append)
    desktop.tasks.refused.connect(lambda error, _retry: problems.append(error))
    yield desktop
    for window in QApplication.topLevelWidgets():
        window.hide()
    desktop.close()
    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not problems, problems


def begin(desktop: Desktop, till: Till) -> None:
    desktop.start(till.office.book.location)


def reopened(till: Till) -> Office:
    return open_for_test(till.office.book.location)


def test_it_syncs_soon_after_the_book_is_opened_and_says_so_at_its_edge(qtbot, desktop, till):
    begin(desktop, till)
    qtbot.waitUntil(lambda: till.stand.charges() == [10_000, 10_000], timeout=20_000)
    qtbot.waitUntil(lambda: any("synced" in text for text in desktop.window.status.texts()), timeout=20_000)
    qtbot.waitUntil(desktop.tasks.idle, timeout=20_000)
    desktop.show_caption()
    qtbot.waitUntil(desktop.tasks.idle, timeout=20_000)
    QCoreApplication.processEvents()
    assert any(text.startswith("Practice processor: synced") for text in desktop.window.status.texts()), "it stays said"


def test_offline_the_edge_says_what_waits_and_no_window_pops_up(qtbot, desktop, till):
    with till.stand.proxy.offline():
        begin(desktop, till)
        qtbot.waitUntil(lambda: "Practice processor: offline" in desktop.window.status.texts(), timeout=20_000)
        qtbot.waitUntil(desktop.tasks.idle, timeout=20_000)
        assert desktop.window.rail._waiting.text() == "2 to send, $200.00"
    # The next turn of the timer, without waiting for it.
    desktop.screens._syncing.sync()
    qtbot.waitUntil(lambda: till.stand.charges() == [10_000, 10_000], timeout=20_000)
    qtbot.waitUntil(lambda: desktop.window.rail._waiting.text() == "", timeout=20_000)


def test_closing_the_window_in_the_middle_of_a_sync_ends_it_cleanly(qtbot, desktop, till):
    till.stand.proxy.script(WITHHOLD, "/confirm$", times=1)
    begin(desktop, till)
    qtbot.waitUntil(lambda: till.stand.proxy.count("/confirm$") > 0, timeout=20_000)
    till.stand.proxy.wait_until_held()
    # The answer comes while the program is waiting for its threads to end.
    later = Timer(0.2, till.stand.proxy.release)
    later.start()
    desktop.close()
    later.join()
    office = reopened(till)
    try:
        assert scalar(office, "SELECT count(*) FROM book_lock") == 0, "nobody is told that it is busy for ever"
        states = office.read(
            lambda reader: reader.connection.exec_driver_sql("SELECT state FROM operation ORDER BY id").scalars().all()
        )
        assert "creating" not in states
    finally:
        office.close()


def test_leaving_the_book_stops_its_syncs(qtbot, desktop, till):
    begin(desktop, till)
    qtbot.waitUntil(lambda: till.stand.charges() == [10_000, 10_000], timeout=20_000)
    qtbot.waitUntil(desktop.tasks.idle, timeout=20_000)
    screens = desktop.screens
    queue = screens.charging.show_queue().view
    desktop._leave_book()
    assert not isValid(queue) or not queue.isVisible(), "no window of that book stays open"
    seen = len(till.stand.proxy.requests)
    screens._syncing.sync()
    qtbot.waitUntil(desktop.tasks.idle, timeout=20_000)
    assert len(till.stand.proxy.requests) == seen


def test_it_looks_more_often_while_a_page_waits_for_a_customer(qtbot, desktop, till, practice):
    begin(desktop, till)
    qtbot.waitUntil(lambda: till.stand.charges() == [10_000, 10_000], timeout=20_000)
    qtbot.waitUntil(desktop.tasks.idle, timeout=20_000)
    syncing_worker, customer = desktop.screens._syncing, scalar(desktop.session.office, "SELECT id FROM customer")
    assert syncing_worker._timer.interval() == syncing.EVERY_MS
    desktop.session.actions.add_method(customer)
    qtbot.waitUntil(lambda: desktop.screens.charging.open is not None, timeout=20_000)
    sheet = desktop.screens.charging.open.sheet
    sheet.choices.choose("link")
    sheet._save.click()
    qtbot.waitUntil(lambda: syncing_worker._timer.interval() == syncing.PAGES_MS, timeout=20_000)
    practice.finish_page(sheet.link.text(), "pm_card_mastercard")
    sheet.reject()
    syncing_worker.sync()
    qtbot.waitUntil(lambda: syncing_worker._timer.interval() == syncing.EVERY_MS, timeout=20_000)
    assert scalar(desktop.session.office, "SELECT count(*) FROM saved_method WHERE last4 = '4444'") == 1
