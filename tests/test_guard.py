"""The guard against leaks finds what it promises to find, and nothing else."""

from __future__ import annotations

import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from tests.support import leaks


def test_a_thread_that_runs_on_is_found_and_one_that_ends_is_not() -> None:
    go_on = threading.Event()
    before = leaks.running_now(with_qt=False)
    ending = threading.Thread(target=lambda: None)
    staying = threading.Thread(target=go_on.wait, name="stays")
    ending.start()
    staying.start()
    try:
        assert leaks.left_over(before, with_qt=False, grace_seconds=0.05) == ["thread 'stays' still runs"]
    finally:
        go_on.set()
        staying.join()
    assert leaks.left_over(before, with_qt=False) == []


def test_an_active_timer_is_found_and_a_stopped_one_is_not(qapp: QApplication) -> None:
    before = leaks.running_now(with_qt=True)
    timer = QTimer()
    timer.start(60_000)
    assert leaks.left_over(before, with_qt=True) == ["QTimer of 60000 ms is still active"]
    timer.stop()
    assert leaks.left_over(before, with_qt=True) == []


def test_a_window_is_found_until_it_is_deleted(qapp: QApplication) -> None:
    before = leaks.running_now(with_qt=True)
    window = QWidget()
    window.setWindowTitle("Forgotten")
    assert leaks.left_over(before, with_qt=True) == ["window QWidget 'Forgotten' was not deleted"]
    window.deleteLater()
    assert leaks.left_over(before, with_qt=True) == []
    assert not Shiboken.isValid(window)


def test_a_window_that_only_waits_for_the_garbage_collector_is_no_leak(qtbot: QtBot) -> None:
    before = leaks.running_now(with_qt=True)
    window = QWidget()
    window.setProperty("self", window)
    window.myself = window  # type: ignore[attr-defined]
    del window
    assert leaks.left_over(before, with_qt=True) == []
