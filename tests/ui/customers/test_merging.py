"""Merging, undoing and forgetting in the window: seen before it is done, sure before it cannot be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton

from app.services.customers.entering import NewCustomer, enter_customers
from app.ui.customers.page.merged import MergedNotice
from tests.support.books import execute, scalar


def _button(sheet, text):
    return next(each for each in sheet.findChildren(QPushButton) if each.text().replace("&", "") == text)


def _pick(desk, sheet, text):
    QTest.keyClicks(sheet.picker, text)
    QTest.keyClick(sheet.picker, Qt.Key.Key_Return)
    desk.wait()


def _notice(desk):
    return desk.panel.page_view.findChild(MergedNotice)


def test_a_customer_is_merged_with_the_keyboard_and_undone_while_the_message_stands(desk):
    ids = desk.ids
    desk.stand_on("Hernández, Lucía")
    desk.panel.doings.merge(ids["Hernández, Lucía"])
    sheet = desk.dialog()
    assert not _button(sheet, "Merge").isEnabled()
    _pick(desk, sheet, "harbor")
    assert sheet.moves.lines()[0] == "1 invoice"
    assert sheet.notes.lines()[0] == "Harbor Light Marina will owe $1,409.00 and have $0.00 of credit."
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    assert desk.said.texts[-1] == "Hernández, Lucía is part of Harbor Light Marina now"
    assert desk.panel.page_view.title.whole() == "Harbor Light Marina"
    assert "Hernández, Lucía (A-0611) became part of this account" in _notice(desk).banner.text()
    assert "Hernández, Lucía" not in desk.names()
    assert desk.search("A-0611") == ["Harbor Light Marina"]
    desk.said.press()
    desk.wait()
    assert desk.said.texts[-1] == "The merge was undone"
    assert desk.search("A-0611") == ["Hernández, Lucía"]
    assert not _notice(desk).isVisible()


def test_what_is_in_the_way_is_said_and_nothing_can_be_pressed(desk):
    ids = desk.ids
    execute(desk.session.office, f"UPDATE customer SET status = 'archived' WHERE id = {ids['Hummingbird Café']}")
    desk.panel.doings.merge(ids["Ho, Vincent"])
    sheet = desk.dialog()
    _pick(desk, sheet, "hummingbird")
    assert sheet.error().startswith("Hummingbird Café is archived.")
    assert not _button(sheet, "Merge").isEnabled()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)


def test_the_account_number_is_typed_before_somebody_is_forgotten(desk):
    office = desk.session.office
    execute(office, "UPDATE customer SET account = 'A-0500' WHERE name = 'Hummingbird Café'")
    new = office.write(lambda writer: enter_customers(writer, [NewCustomer("Never Used", account="A-0900")]))[0]
    desk.panel.doings.leave(new)
    sheet = desk.dialog()
    desk.wait()
    button = _button(sheet, "Delete customer")
    assert not button.isEnabled()
    QTest.keyClicks(sheet.typed, "A-090")
    assert not button.isEnabled()
    QTest.keyClicks(sheet.typed, "0")
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.wait()
    assert desk.said.texts[-1] == "Account A-0900 deleted"
    assert scalar(office, "SELECT count(*) FROM customer WHERE name = 'Never Used'") == 0


def test_whoever_owes_cannot_be_forgotten(desk):
    desk.panel.doings.leave(desk.ids["Harbor Light Marina"])
    sheet = desk.dialog()
    desk.wait()
    assert "open balance" in sheet.error()
    assert sheet.asking.isHidden()
    sheet.done(QDialog.DialogCode.Rejected)


def test_a_customer_with_a_history_is_anonymised_on_the_page(desk):
    office = desk.session.office
    marina = desk.ids["Hernández, Lucía"]
    from app.services.collecting.receiving import NewPayment, take_payment
    from tests.support.books import TODAY

    office.write(lambda writer: take_payment(writer, NewPayment(marina, TODAY, "cash", 8_900)))
    desk.stand_on("Hernández, Lucía")
    desk.panel.doings.leave(marina)
    sheet = desk.dialog()
    desk.wait()
    assert any("Every journal entry" in line for line in sheet.stays.lines())
    QTest.keyClicks(sheet.typed, "A-0611")
    QTest.mouseClick(_button(sheet, "Anonymise"), Qt.MouseButton.LeftButton)
    desk.wait()
    assert desk.said.texts[-1] == "Account A-0611 anonymised"
    assert desk.panel.page_view.title.whole() == "Anonymised customer A-0611"
