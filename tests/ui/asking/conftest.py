"""The box of questions over a book with something of everything, as somebody sits before it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.gateways.language_model import Endpoint
from app.services.asking.translating import ModelChoice, Translate
from app.services.office import Office
from app.services.queries.customer_list import CustomerFilter
from app.ui.asking.screens import AskScreens, ModelDoors
from app.ui.asking.view import AskDialog
from app.ui.kit.settings import Settings
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import apply
from app.ui.session import Session, open_session
from tests.support.asked_book import ASKED_ON, fill_asked_book
from tests.support.books import open_for_test


class Keys:
    """A keychain in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, account: str) -> str | None:
        return self.kept.get(account)

    def set(self, account: str, secret: str) -> None:
        self.kept[account] = secret

    def delete(self, account: str) -> None:
        self.kept.pop(account, None)


@dataclass
class Desk:
    """The box, what it opened, and waiting for answers."""

    office: Office
    session: Session
    screens: AskScreens
    ids: dict[str, int]
    keys: Keys
    wait: Callable[[], None]
    opened: list[tuple[str, int]] = field(default_factory=list)
    listed: list[CustomerFilter] = field(default_factory=list)

    def open(self, account: str = "") -> AskDialog:
        dialog = self.screens.open(self.ids[account] if account else None)
        self.wait()
        return dialog

    def ask(self, dialog: AskDialog, question: str) -> None:
        dialog.question.setText(question)
        dialog.ask.click()
        self.wait()


@pytest.fixture(scope="session")
def asked_file(empty_book_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """The book, filled once a run: copy it."""
    path = Path(shutil.copy(empty_book_file, tmp_path_factory.mktemp("asked") / "asked.counterfoil"))
    office = open_for_test(path, ASKED_ON)
    ids = fill_asked_book(office)
    office.close()
    return path, ids


@pytest.fixture
def desk(qtbot, asked_file: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[Desk]:
    """The box over a copy of the book."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply(app, "light")
    office = open_for_test(shutil.copy(asked_file[0], tmp_path / "desk.counterfoil"), ASKED_ON)
    tasks = Tasks()
    problems: list[object] = []
    tasks.crashed.connect(problems.append)
    session = open_session(office, tasks, Settings())
    window = QWidget()
    session.window = window
    keys = Keys()

    def wait() -> None:
        calm = 0
        while calm < 3:
            qtbot.waitUntil(tasks.idle, timeout=10_000)
            QCoreApplication.processEvents()
            calm = calm + 1 if tasks.idle() else 0

    def translate(choice: ModelChoice, book_id: str) -> Translate:
        return Endpoint(choice.address, choice.model, keys.get(f"language-model:{book_id}") or "")

    listed: list[CustomerFilter] = []
    screens = AskScreens(session, listed.append, ModelDoors(lambda: keys, translate))
    screens.install()
    desk = Desk(office, session, screens, asked_file[1], keys, wait, listed=listed)
    for kind in ("customer", "invoice", "payment", "plan", "job", "credit_memo"):
        setattr(session.actions, f"show_{kind}", lambda number, kind=kind: desk.opened.append((kind, number)))
    try:
        yield desk
    finally:
        tasks.close()
        for top in QApplication.topLevelWidgets():
            top.hide()
            top.deleteLater()
        session.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        office.close()
    assert not problems, f"something of ours broke: {problems!r}"
