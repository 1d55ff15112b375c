"""Verifying callers in the window: before an account is discussed, before a payment is taken, and what settings say of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.services.customers.callers import Before, CallerRules, Detail, caller_rules, set_caller_rules, verified_today
from app.ui.callers.notice import CallerNotice
from app.ui.callers.screens import CallerScreens
from app.ui.company.settings import SettingsSheet, read_settings
from tests.support.books import ACTOR, scalar

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def asking(counter):
    """A counter whose book wants the account number of every caller before every payment."""
    rules = CallerRules((Detail.ACCOUNT, Detail.LAST_INVOICE), 1, discuss=True, pay=Before.ALWAYS)
    counter.office.write(lambda writer: set_caller_rules(writer, rules))
    screens = CallerScreens(counter.session)
    screens.install()
    counter.callers = screens
    return counter


def verified(counter):
    return counter.office.read(lambda reader: verified_today(reader, counter.ids["marina"]))


def test_a_payment_waits_until_the_caller_is_verified(asking):
    sheet = asking.payments.take(asking.ids["marina"])
    asking.wait()
    assert sheet.caller.text() == "The caller is not verified yet."
    asking.type("100")
    sheet.saved.emit()
    asking.wait()
    assert "Verify the caller before this payment is taken." in sheet.error()
    assert scalar(asking.office, "SELECT count(*) FROM payment") == 0
    sheet.caller._button.click()
    asking.wait()
    asking.type("Peter")
    asking.press(Qt.Key.Key_Tab)
    asking.press(Qt.Key.Key_Space)
    asking.press(Qt.Key.Key_Return, CTRL)
    assert sheet.caller.text() == f"Peter was verified today by {ACTOR}."
    assert sheet.amount.value() == 10_000, "what was typed stays"
    sheet.saved.emit()
    asking.wait()
    assert scalar(asking.office, "SELECT count(*) FROM payment") == 1


def test_what_came_by_mail_has_no_caller(asking):
    sheet = asking.payments.take(asking.ids["marina"])
    asking.wait()
    sheet.caller._button.click()
    asking.wait()
    verifying = asking.dialog()
    next(each for each in verifying.findChildren(QPushButton) if each.text() == "&Nobody called").click()
    asking.wait()
    assert "came by mail" in sheet.caller.text()
    sheet.amount.set_value(10_000)
    sheet.amount.changed.emit(10_000)
    sheet.saved.emit()
    asking.wait()
    assert scalar(asking.office, "SELECT count(*) FROM payment") == 1


def test_too_little_given_is_not_enough(asking):
    verifying = asking.callers.verify(asking.ids["marina"])
    asking.wait()
    assert [tick.text() for tick in verifying.ticks.values()] == ["Account number", "Number or amount of the last invoice"]
    asking.type("Peter")
    assert not verifying.sheet._save.isEnabled()
    verifying.ticks[Detail.LAST_INVOICE].click()
    assert verifying.sheet._save.isEnabled()
    verifying.sheet.saved.emit()
    asking.wait()
    assert (verified(asking).caller, verified(asking).by) == ("Peter", ACTOR)


def test_an_account_reminds_of_it_until_somebody_was_verified(asking):
    notice = CallerNotice(asking.session)
    notice.setParent(asking.session.window)
    asking.session.changed.connect(notice.refresh)
    notice.show_customer(asking.ids["marina"])
    asking.wait()
    assert notice.banner.text() == "Verify the caller before this account is discussed."
    verifying = notice.verify()
    asking.wait()
    del verifying
    asking.type("Peter")
    asking.press(Qt.Key.Key_Tab)
    asking.press(Qt.Key.Key_Space)
    asking.press(Qt.Key.Key_Return, CTRL)
    assert notice.banner.text() == f"Peter was verified today by {ACTOR}."
    notice.show_customer(asking.ids["cafe"])
    asking.wait()
    assert notice.banner.text() == "Verify the caller before this account is discussed."


def test_a_book_that_asks_for_nothing_shows_nothing(counter):
    notice = CallerNotice(counter.session)
    notice.setParent(counter.session.window)
    notice.show_customer(counter.ids["marina"])
    sheet = counter.payments.take(counter.ids["marina"])
    counter.wait()
    assert notice.isHidden()
    assert sheet.caller.text() == ""


def test_the_settings_say_what_is_asked_for(counter):
    shown = counter.office.read(read_settings)
    settings = SettingsSheet(counter.session, shown, counter.session.window)
    settings.tabs.select("callers")
    form = settings.callers
    assert not form.needed.isEnabled()
    form.ticks[Detail.PHONE].click()
    form.needed.set_value(2)
    settings.sheet.saved.emit()
    counter.wait()
    assert "more details than they are asked for" in settings.sheet.error()
    form.ticks[Detail.ACCOUNT].click()
    form.pay.set_value(Before.ALWAYS)
    settings.sheet.saved.emit()
    counter.wait()
    rules = counter.office.read(caller_rules)
    assert rules == CallerRules((Detail.ACCOUNT, Detail.PHONE), 2, discuss=True, pay=Before.ALWAYS)


def test_a_charge_goes_on_once_the_caller_is_verified_and_not_before(asking):
    charged: list[str] = []
    asking.session.when_verified(asking.ids["marina"], lambda: charged.append("first"))
    asking.wait()
    asking.dialog().reject()
    asking.wait()
    assert charged == []
    assert asking.said.texts[-1] == "Nothing is charged: the caller is not verified."
    asking.session.when_verified(asking.ids["marina"], lambda: charged.append("second"))
    asking.wait()
    next(each for each in asking.dialog().findChildren(QPushButton) if each.text() == "&Nobody called").click()
    asking.wait()
    asking.session.when_verified(asking.ids["marina"], lambda: charged.append("third"))
    asking.wait()
    assert charged == ["second", "third"], "once a day is enough"
    rules = CallerRules((Detail.ACCOUNT,), 1, pay=Before.NEVER)
    asking.office.write(lambda writer: set_caller_rules(writer, rules))
    asking.session.when_verified(asking.ids["cafe"], lambda: charged.append("never asked"))
    asking.wait()
    assert charged[-1] == "never asked"
