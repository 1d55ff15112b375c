"""What a bookkeeper does: write an invoice that is repeated, see it on the account, bill it, and change its lines."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.services.plans.recurring import recurring_facts
from app.ui.billing.recurring import Recurring
from app.ui.billing.recurring_tab import RecurringTab, count_recurring
from app.ui.billing.screens import BillingScreens
from app.ui.kit.tables import Edit
from app.ui.session import Session
from tests.support.books import TODAY, a_customer, scalar
from tests.support.plans import bill, sound


class Desk:
    """A session and a window to put sheets before."""

    def __init__(self, session: Session, window: QWidget, qtbot) -> None:
        self.session, self.window, self._qtbot = session, window, qtbot

    def wait(self) -> None:
        """Wait until nothing runs."""
        for _round in range(3):
            self._qtbot.waitUntil(self.session.tasks.idle, timeout=10_000)
            QCoreApplication.processEvents()

    def write(self, customer: int, plan_id: int | None = None) -> Recurring:
        """Open the sheet."""
        found = Recurring(self.session, customer, plan_id, self.window)
        self.wait()
        return found

    @staticmethod
    def line(recurring: Recurring, line_id: int, description: str, price: int) -> None:
        """Fill a line in."""
        sheet = recurring.sheet
        sheet.model.edited.emit(Edit(line_id, "description", description))
        sheet.model.edited.emit(Edit(line_id, "price", price))


@pytest.fixture
def desk(qtbot, session: Session) -> Desk:
    window = QWidget()
    session.window = window
    return Desk(session, window, qtbot)


def test_it_is_written_billed_and_its_lines_are_changed(desk, file_office):
    customer = a_customer(file_office, "Bloom, Martha")
    new = desk.write(customer)
    new.sheet.start.set_value(date(2026, 1, 31))
    new.sheet.frequency.set_value("monthly")
    new.sheet.frequency.changed.emit("monthly")
    desk.line(new, 1, "Mowing", 4_500)
    new.sheet.add_line.click()
    desk.line(new, 2, "Hauling", 2_000)
    assert new.sheet.sums()[-2:] == ("Each invoice", "$65.00")
    assert new.sheet.summary.text() == (
        "Invoices by billing run: Jan 31, 2026, Feb 28, 2026, Mar 31, 2026, Apr 30, 2026 and so on. "
        "It lies in the past: the next billing run lists each period since then."
    )
    kept: list[int] = []
    new.kept.connect(kept.append)
    new.sheet.saved.emit()
    desk.wait()
    assert [each.total_minor for each in bill(file_office, TODAY).invoices] == [6_500, 6_500]
    old = desk.write(customer, kept[0])
    assert not old.sheet.frequency.isEnabled()
    assert old.sheet.summary.text() == "What is changed counts from the next invoice on: Mar 31, 2026."
    old.sheet.model.edited.emit(Edit(2, "price", 2_500))
    old.sheet.saved.emit()
    desk.wait()
    facts = file_office.read(lambda reader: recurring_facts(reader, kept[0]))
    assert [line.unit_price_minor for line in facts.lines] == [4_500, 2_500]
    assert scalar(file_office, "SELECT price_minor FROM plan") == 7_000
    sound(file_office)


def test_what_is_missing_is_said_and_nothing_is_kept(desk, file_office):
    new = desk.write(a_customer(file_office))
    new.sheet.saved.emit()
    assert "at least one line" in new.sheet.error()
    desk.line(new, 1, "Rent", 90_000)
    new.sheet.frequency.set_value("months")
    new.sheet.frequency.changed.emit("months")
    new.sheet.saved.emit()
    desk.wait()
    assert new.sheet.error()
    assert scalar(file_office, "SELECT count(*) FROM plan") == 0
    new.sheet.months.set_value(5)
    new.sheet.saved.emit()
    desk.wait()
    assert scalar(file_office, "SELECT frequency FROM plan") == "months:5"


def test_the_account_has_a_tab_for_them(desk, file_office):
    BillingScreens(desk.session).install()
    made = next(tab for tab in desk.session.account_tabs if tab.key == "recurring")
    customer = a_customer(file_office)
    tab = made.make()
    assert isinstance(tab, RecurringTab)
    shown: list[int] = []
    desk.session.actions.show_plan = shown.append
    tab.show_customer(customer)
    desk.wait()
    assert tab.model.count() == 0
    new = desk.write(customer)
    desk.line(new, 1, "Rent", 90_000)
    new.sheet.saved.emit()
    desk.wait()
    tab.refresh(frozenset({"plans"}))
    desk.wait()
    assert [tab.model.row(id_).name for id_ in tab.model.all_ids()] == ["Rent"]
    assert file_office.read(lambda reader: count_recurring(reader, customer)) == 1
    assert [entry.text for entry in tab.row_entries([1])] == ["View details", "Edit lines…"]
    tab.open_row(1)
    assert shown == [1]
    tab.deleteLater()
