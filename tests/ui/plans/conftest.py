"""A small real book with plans that run, owe and rest, and the Service plans panel over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog

from app.services.office import Office
from app.ui.kit.tasks import Tasks
from app.ui.plans.room import PlansRoom
from app.ui.plans.screens import PlanScreens
from app.ui.session import Session
from tests.support.books import TODAY, a_customer
from tests.support.plans import a_plan, bill, sound

START = TODAY - timedelta(days=15)
"""March 1: its month was billed, half of it is over on March 16."""


@dataclass
class Desk:
    """The panel as somebody sits before it."""

    session: Session
    office: Office
    screens: PlanScreens
    room: PlansRoom
    customer_id: int
    plan_id: int
    wait: Callable[[], None]
    said: list[str] = field(default_factory=list)
    asked: list[tuple[object, ...]] = field(default_factory=list)

    undo: Callable[[], object] | None = None

    def say(self, text: str, _button: str = "", undo: Callable[[], object] | None = None) -> None:
        """Keep what is said in passing, and what its button does."""
        self.said.append(text)
        self.undo = undo

    def open(self, plan_id: int | None = None) -> PlansRoom:
        """Open a plan's details and wait for them."""
        self.screens.show(self.plan_id if plan_id is None else plan_id)
        self.wait()
        return self.room

    def payments(self) -> list[tuple[str, ...]]:
        """Return the payments table as it reads: due, amount, method, status, reason; top down."""
        model = self.room.view.payments_model
        kept = [column for column in model.columns if column.key in {"due", "amount", "method", "status", "why"}]
        return [tuple(column.said(row) for column in kept) for row in model.rows()]

    def dialog(self) -> QDialog:
        """Return the dialog that is open."""
        self.wait()
        return next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())


@pytest.fixture
def desk(qtbot, file_office: Office, session: Session) -> Iterator[Desk]:
    """Owen Hayes has a monthly plan over $31.00 since March 1, billed and not paid; today is March 16."""
    customer = a_customer(file_office, "Hayes, Owen", account="A-1")
    plan = a_plan(file_office, customer, 3_100, start_on=START)
    bill(file_office, TODAY)
    tasks = session.tasks
    places: list[PlansRoom] = []

    def go(at: str) -> None:
        places[0].show_place(at)

    screens = PlanScreens(session, go)
    screens.install()
    told = Desk(session, file_office, screens, None, customer, plan, lambda: _settle(qtbot, tasks))  # type: ignore[arg-type]
    actions = session.actions
    actions.show_customer = lambda id_: told.asked.append(("customer", id_))
    actions.show_invoice = lambda id_: told.asked.append(("invoice", id_))
    actions.show_payment = lambda id_: told.asked.append(("payment", id_))
    actions.take_payment = lambda id_, invoices: told.asked.append(("pay", id_, len(invoices)))
    actions.say = told.say
    told.room = screens.panel()
    places.append(told.room)
    session.changed.connect(told.room.refresh)
    session.window = told.room
    told.room.resize(1200, 800)
    told.room.show()
    told.wait()
    yield told
    sound(file_office)


def _settle(qtbot, tasks: Tasks) -> None:
    for _round in range(3):
        qtbot.waitUntil(tasks.idle, timeout=10_000)
        QCoreApplication.processEvents()
