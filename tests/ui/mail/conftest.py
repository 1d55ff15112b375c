"""The rooms of mail over a small real book and a real mail server on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.gateways.mail.smtp import SmtpGateway
from app.gateways.paper import press
from app.gateways.paper.preview import Preview
from app.services.customers.entering import ContactDetails
from app.services.office import Office
from app.ui.kit.settings import Settings
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import apply
from app.ui.mail.doors import MailDoors
from app.ui.mail.screens import MailScreens
from app.ui.paper.room import PrintRoom
from app.ui.session import Session, open_session
from tests.peers.smtp import Peer, mail_server
from tests.services.mail.sending_mail import Pocket, a_sender
from tests.support.books import TODAY, a_customer, an_invoice

W = TypeVar("W", bound=QWidget)


@dataclass
class Desk:
    """The mail as somebody sits before it."""

    session: Session
    office: Office
    screens: MailScreens
    room: PrintRoom
    peer: Peer
    pocket: Pocket
    customers: dict[str, int]
    invoices: dict[str, int]
    wait: Callable[[], None]
    said: list[str] = field(default_factory=list)

    def sender(self) -> int:
        """Set up the one sender, whose server is the peer."""
        return a_sender(self.office, self.peer)

    def window(self, kind: type[W]) -> W:
        """Return the window of a kind that is open."""
        self.wait()
        return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


@pytest.fixture
def desk(qtbot, qapp, file_office: Office) -> Iterator[Desk]:
    """Martha and Owen have addresses and owe an invoice each; Vera owes one and has none."""
    apply(qapp, "light")
    customers, invoices = {}, {}
    for name, email in (("Martha Bloom", "martha@bloom.example"), ("Owen Hayes", "owen@hayes.example"), ("Vera Lund", "")):
        customers[name] = a_customer(file_office, name, primary=ContactDetails(name, email=email))
        late = {"issued_on": TODAY - timedelta(60), "due_on": TODAY - timedelta(30)}
        invoices[name] = an_invoice(file_office, customers[name], 10_000, **late).id
    tasks = Tasks()
    problems: list[object] = []
    tasks.crashed.connect(problems.append)
    tasks.refused.connect(problems.append)
    session = open_session(file_office, tasks, Settings())
    pocket = Pocket()
    screens = MailScreens(session, MailDoors(SmtpGateway, lambda: pocket, lambda: press))
    screens.install()
    room = PrintRoom(session, lambda: press, Preview)
    room.install()
    with mail_server() as peer:
        told = Desk(session, file_office, screens, room, peer, pocket, customers, invoices, lambda: _settle(qtbot, tasks))
        session.actions.say = lambda text, *_button: told.said.append(text)
        yield told
        screens.stop()
        tasks.close()
    for window in QApplication.topLevelWidgets():
        window.hide()
        window.deleteLater()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not problems, problems


def _settle(qtbot, tasks: Tasks) -> None:
    for _round in range(4):
        qtbot.waitUntil(tasks.idle, timeout=20_000)
        QCoreApplication.processEvents()
