"""The counter of an office: a small real book, a session over it, a real press, and the screens for money and bills.

Import ``counter`` in the conftest of a folder that needs it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.gateways.paper import press
from app.gateways.paper.preview import Preview
from app.gateways.spreadsheets.exporting import write_table
from app.services.office import Office
from app.ui.exporting.screens import ExportScreens
from app.ui.invoices.screens import InvoiceScreens
from app.ui.kit.settings import Settings
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import apply
from app.ui.paper.room import PrintRoom
from app.ui.payments.screens import PaymentScreens
from app.ui.session import Session, open_session
from app.ui.statements.screens import StatementScreens
from tests.support.books import TODAY, a_customer, an_invoice, open_for_test


class Said(QObject):
    """Notes what the window would say in passing, and presses its button."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.slot: Callable[[], object] | None = None

    def __call__(self, text: str, button: str = "", slot: Callable[[], object] | None = None) -> None:
        """Take a message."""
        self.texts.append(text)
        self.slot = slot if button else None

    def press(self) -> None:
        """Press its button."""
        assert self.slot is not None, "there is no button"
        self.slot()


@dataclass
class Counter:
    """Somebody at the counter."""

    session: Session
    said: Said
    ids: dict[str, int]
    invoices: dict[str, int]
    room: PrintRoom
    payments: PaymentScreens
    bills: InvoiceScreens
    statements: StatementScreens
    exports: ExportScreens
    wait: Callable[[], None]
    keys: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def office(self) -> Office:
        """The book."""
        return self.session.office

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the cursor is; it is counted."""
        self.keys.append(key.name)
        QTest.keyClick(self.focused(), key, modifier)
        self.wait()

    def type(self, text: str) -> None:
        """Type a value; values are not counted."""
        for character in text:
            QTest.keyClicks(self.focused(), character)
        self.wait()

    def focused(self) -> QWidget:
        """Return where the cursor is."""
        widget = QApplication.focusWidget()
        assert widget is not None, "the cursor is nowhere"
        return widget

    def dialog(self) -> QDialog:
        """Return the dialog that is open."""
        self.wait()
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        assert found, "no dialog is open"
        return found[-1]


def _fill(office: Office) -> tuple[dict[str, int], dict[str, int]]:
    ids = {
        "marina": a_customer(office, "Harbor Light Marina", account="A-0412", kind="commercial"),
        "ho": a_customer(office, "Ho, Vincent", account="A-0498"),
        "cafe": a_customer(office, "Hummingbird Café", account="A-0577"),
    }
    marina = ids["marina"]
    bills = [
        an_invoice(office, marina, 10_000, issued_on=TODAY - timedelta(90), due_on=TODAY - timedelta(60)),
        an_invoice(office, marina, 8_900, issued_on=TODAY - timedelta(40), due_on=TODAY - timedelta(10)),
        an_invoice(office, marina, 24_000, issued_on=TODAY - timedelta(10), due_on=TODAY + timedelta(20)),
        an_invoice(office, ids["cafe"], 5_000, issued_on=TODAY - timedelta(5), due_on=TODAY + timedelta(25)),
    ]
    return ids, {bill.number: bill.id for bill in bills}


Told = tuple[Path, dict[str, int], dict[str, int]]


@pytest.fixture(scope="session")
def counter_book(empty_book_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The small book, filled once a run, with its customers' and invoices' ids: copy it."""
    path = tmp_path_factory.mktemp("counter") / "counter.counterfoil"
    shutil.copyfile(empty_book_file, path)
    office = open_for_test(path)
    ids, invoices = _fill(office)
    office.close()
    return path, ids, invoices


@pytest.fixture
def counter(qtbot: QtBot, counter_book: Told, tmp_path: Path) -> Iterator[Counter]:
    """The counter over a book of this test alone."""
    apply(QApplication.instance(), "light")  # type: ignore[arg-type]
    path = tmp_path / "counter.counterfoil"
    shutil.copyfile(counter_book[0], path)
    office = open_for_test(path)
    tasks = Tasks()
    problems: list[object] = []
    tasks.crashed.connect(problems.append)
    session = open_session(office, tasks, Settings())
    said = Said()
    session.actions.say = said
    window = QWidget()  # as the main window does, it owns every sheet
    window.show()
    session.window = window
    room = PrintRoom(session, lambda: press, Preview)
    screens = (PaymentScreens(session, room), InvoiceScreens(session, room), StatementScreens(session, room))
    exports = ExportScreens(session, room, lambda: write_table, lambda: press)
    for each in (room, *screens, exports):
        each.install()

    def wait() -> None:
        calm = 0
        while calm < 3:
            qtbot.waitUntil(tasks.idle, timeout=15_000)
            QCoreApplication.processEvents()
            calm = calm + 1 if tasks.idle() else 0

    desk = Counter(session, said, counter_book[1], counter_book[2], room, *screens, exports, wait)

    def refused(error: object, _retry: object) -> None:
        desk.refused.append(str(error))

    tasks.refused.connect(refused)
    try:
        yield desk
    finally:
        for window in QApplication.topLevelWidgets():
            window.hide()
        room.close_all()
        tasks.close()
        tasks.refused.disconnect(refused)
        for window in QApplication.topLevelWidgets():
            window.deleteLater()
        session.deleteLater()
        said.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        office.close()
    assert not problems, f"something of ours broke: {problems!r}"
