"""Keeping what a sheet says: one press writes once, a refusal stays in the sheet, closing it loses no answer."""

import threading

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from app.domain.errors import EnvironmentFault, UserError
from app.ui.kit.dialogs import Sheet
from app.ui.kit.saving import Saving
from app.ui.kit.tasks import Tasks, Written


class Presenter(QObject):
    """Keeps one thing and closes its sheet; remembers what it was told."""

    def __init__(self, tasks, sheet, job):
        super().__init__(sheet)
        self.sheet, self.job, self.told = sheet, job, []
        self.saving = Saving(tasks, sheet)
        sheet.saved.connect(self.save)

    def save(self):
        self.saving.write(self.job, self.done)

    def done(self, value):
        self.told.append(value)
        self.sheet.accept()


@pytest.fixture
def tasks(qapp):
    tasks = Tasks()
    yield tasks
    tasks.close()


@pytest.fixture
def sheet(qtbot):
    sheet = Sheet("New customer")
    sheet.set_buttons("Save")
    sheet.set_typed(typed=True)
    sheet.show()
    yield sheet
    if isValid(sheet):
        sheet.deleteLater()


def test_two_presses_write_once_and_no_button_of_the_sheet_takes_a_third(tasks, sheet, qtbot):
    may_end, runs = threading.Event(), []

    def job():
        runs.append(1)
        may_end.wait(5)
        return Written("kept", frozenset())

    presenter = Presenter(tasks, sheet, job)
    further = sheet.add_button("Save and print", presenter.save)
    off = sheet.add_button("Not now", presenter.save)
    off.setEnabled(False)
    sheet.saved.emit()
    sheet.saved.emit()
    assert not further.isEnabled()
    may_end.set()
    qtbot.waitUntil(lambda: presenter.told == ["kept"])
    assert runs == [1]
    assert sheet.result() == QDialog.DialogCode.Accepted
    assert (further.isEnabled(), off.isEnabled()) == (True, False)


@pytest.mark.parametrize("error", [UserError("The name is taken.", "Choose another."), EnvironmentFault("The disk is full.")])
def test_a_refusal_stays_in_the_sheet_which_tries_again(tasks, sheet, qtbot, error):
    errors = [error]

    def job():
        if errors:
            raise errors.pop()
        return Written("kept", frozenset())

    elsewhere = []
    tasks.refused.connect(lambda *told: elsewhere.append(told))
    presenter = Presenter(tasks, sheet, job)
    sheet.saved.emit()
    qtbot.waitUntil(lambda: sheet.error() == str(error))
    assert elsewhere == []
    assert sheet.isVisible()
    sheet.saved.emit()
    qtbot.waitUntil(lambda: presenter.told == ["kept"])
    assert sheet.error() == ""


def test_escape_while_it_is_saved_asks_nothing_and_the_sheet_closes_when_it_is_kept(tasks, sheet, qtbot, monkeypatch):
    asked, may_end = [], threading.Event()
    monkeypatch.setattr("app.ui.kit.dialogs.confirm", lambda *words, **_more: asked.append(words))

    def job():
        may_end.wait(5)
        return Written("kept", frozenset())

    presenter = Presenter(tasks, sheet, job)
    sheet.saved.emit()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    sheet.close()
    assert (asked, sheet.isVisible()) == ([], True)
    may_end.set()
    qtbot.waitUntil(lambda: presenter.told == ["kept"])
    assert not sheet.isVisible()


def test_a_sheet_closed_while_it_is_written_still_tells_what_came_of_it(tasks, sheet, qtbot):
    may_end = threading.Event()

    def job():
        may_end.wait(5)
        return Written("kept", frozenset())

    presenter = Presenter(tasks, sheet, job)
    sheet.finished.connect(presenter.saving.let_go)
    sheet.saved.emit()
    sheet.set_typed(typed=False)
    sheet.reject()
    may_end.set()
    with qtbot.waitSignal(sheet.destroyed):
        qtbot.waitUntil(lambda: presenter.told == ["kept"])
