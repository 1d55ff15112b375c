"""A book that is opened in the morning: what is due about refused payments is done once, and a line says so."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from app.services.billing.charges import charge_sent, charges_to_send
from app.services.billing.dunning import charge_failed
from app.ui.billing.day import DayKeeper
from tests.support.books import TODAY, a_customer, scalar
from tests.support.plans import a_plan, bill, on, page


def test_the_first_look_of_a_day_reminds_and_says_so_and_the_next_does_nothing(session, qtbot, file_office):
    said: list[str] = []
    shown: list[int] = []
    buttons: list[object] = []

    def say(text: str, _button: str = "", slot: object = None) -> None:
        said.append(text)
        buttons.append(slot)

    session.actions.say = say
    session.actions.show_plan = shown.append
    plan = a_plan(file_office, a_customer(file_office, "Bloom, Martha"), paid_by="card")
    bill(file_office, TODAY)
    charge = file_office.read(charges_to_send)[0]
    file_office.write(lambda writer: charge_sent(writer, charge.id))
    file_office.write(lambda writer: charge_failed(writer, charge.id, "expired_card"))
    keeper = DayKeeper(session)

    def look() -> None:
        keeper.look()
        for _round in range(3):
            qtbot.waitUntil(session.tasks.idle, timeout=10_000)
            QCoreApplication.processEvents()

    changed: list[object] = []
    session.changed.connect(changed.append)
    look()
    assert said == []
    assert changed in ([], [frozenset()]), "a day on which nothing is due makes no screen read again"
    on(file_office, TODAY + timedelta(days=3))
    for _time in range(3):
        look()
    assert said == ["1 reminder of a refused payment is due."]
    buttons[0]()
    assert shown == [plan]
    assert scalar(file_office, "SELECT steps_done FROM plan_charge") == 1
    on(file_office, TODAY + timedelta(days=20))
    look()
    on(file_office, TODAY + timedelta(days=21))
    look()
    assert said[1:] == [
        "1 reminder of a refused payment is due.",
        "1 plan was paused, because its payment was refused.",
    ]
    assert page(file_office, plan).row.status == "paused"
