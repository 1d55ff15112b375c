"""An open book as a window has it, for every test of a screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.services.office import Office
from app.ui.kit.settings import Settings
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import apply
from app.ui.session import Session, open_session


@pytest.fixture
def forgiving_session(qapp: QApplication, file_office: Office) -> Iterator[Session]:
    """The book, open; what is refused is the test's own affair, and afterwards no window is left."""
    apply(qapp, "light")
    tasks = Tasks()
    crashes: list[object] = []
    tasks.crashed.connect(crashes.append)
    session = open_session(file_office, tasks, Settings())
    yield session
    tasks.close()
    for window in QApplication.topLevelWidgets():
        window.hide()
        window.deleteLater()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not crashes, crashes


@pytest.fixture
def session(forgiving_session: Session) -> Iterator[Session]:
    """The book, open; nothing may be refused that the screen does not show itself."""
    refusals: list[object] = []
    forgiving_session.tasks.refused.connect(refusals.append)
    yield forgiving_session
    assert not refusals, refusals
