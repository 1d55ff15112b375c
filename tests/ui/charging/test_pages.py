"""Pages of the processor: a card entered here or through a link, and a link to pay with; each looked after until it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication

from app.services.charging.customers import saved_methods
from app.services.charging.syncing import send_now
from app.ui.charging.hosted_sheet import DONE, WAIT, HostedSheet
from app.ui.kit.tables import Edit
from tests.support.books import scalar

DECLINED = "pm_card_visa_chargeDeclinedInsufficientFunds"


def methods(register):
    return register.till.office.read(lambda reader: saved_methods(reader, register.marina))


def adding(register, way="here"):
    register.counter.session.actions.add_method(register.marina)
    register.wait()
    sheet = register.counter.dialog()
    assert isinstance(sheet, HostedSheet)
    sheet.choices.choose(way)
    sheet._save.click()
    register.wait()
    return register.screens.open, sheet


def finish(register, practice, presenter, card="pm_card_visa"):
    practice.finish_page(presenter.sheet.link.text(), card)
    presenter.poll()
    register.wait()


def declined(register):
    """A charge of $100.00 that the bank declined."""
    register.till.card(register.marina, DECLINED)
    operation = register.till.queue(register.marina, register.invoice("10001"))
    send_now(register.till.office, register.till.processor, [operation])
    return operation


def test_words_of_several_lines_are_shown_whole(qtbot):
    sheet = HostedSheet("New card", "Ana Ruiz")
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.show_waiting("As soon as a card is entered there, it is here. " * 6, "https://example.com", "It is good for a day.")
    qtbot.waitUntil(lambda: sheet.wait_words.height() >= sheet.wait_words.heightForWidth(sheet.wait_words.width()))


def test_a_card_entered_here_opens_the_browser_and_is_saved(register, practice):
    presenter, sheet = adding(register)
    assert sheet.stage == WAIT
    assert register.doors.opened == [sheet.link.text()]
    presenter.poll()
    register.wait()
    assert sheet.stage == WAIT, "nobody has entered anything yet"
    finish(register, practice, presenter)
    assert sheet.stage == DONE
    assert sheet.done_words.text().startswith("Visa 4242 is saved.")
    assert [(each.last4, each.is_default) for each in methods(register)] == [("4242", True)]


def test_it_looks_by_itself(register, practice, qtbot, monkeypatch):
    monkeypatch.setattr("app.ui.charging.hosted.POLL_MS", 20)
    _presenter, sheet = adding(register)
    practice.finish_page(sheet.link.text(), "pm_card_visa")
    qtbot.waitUntil(lambda: sheet.stage == DONE, timeout=10_000)


def test_where_there_is_no_browser_the_link_can_be_copied(register):
    register.doors.has_browser = False
    _presenter, sheet = adding(register)
    assert "No browser could be opened" in sheet.error()
    sheet.copy.click()
    assert QGuiApplication.clipboard().text() == sheet.link.text() != ""


def test_the_office_chooses_to_charge_what_was_declined(register, practice):
    operation = declined(register)
    presenter, sheet = adding(register)
    finish(register, practice, presenter)
    assert sheet.after.words() == ["Charge $100.00 to it now", "It was paid another way", "Only save it"]
    sheet.after.choose("charge")
    sheet._save.click()
    register.wait()
    assert register.till.state(operation) == "succeeded"
    assert register.till.stand.charges() == [10_000]
    assert register.till.open_minor(register.invoice("10001")) == 0
    register.till.sound()


def test_the_office_chooses_only_to_save(register, practice):
    operation = declined(register)
    presenter, sheet = adding(register)
    finish(register, practice, presenter)
    sheet.after.choose("keep")
    sheet._save.click()
    register.wait()
    register.till.sync()
    assert register.till.state(operation) == "declined"
    assert register.till.stand.charges() == []


def test_the_office_says_it_was_paid_another_way_and_is_asked_how(register, practice):
    declined(register)
    asked = []
    register.counter.session.actions.take_payment = lambda customer, invoices: asked.append((customer, tuple(invoices)))
    presenter, sheet = adding(register)
    finish(register, practice, presenter)
    sheet.after.choose("paid")
    sheet._save.click()
    register.wait()
    assert asked == [(register.marina, (register.invoice("10001"),))]
    assert register.till.payments() == [], "money is never just declared received"


def test_through_a_link_what_was_declined_is_charged_at_once(register, practice):
    operation = declined(register)
    presenter, sheet = adding(register, "link")
    assert register.doors.opened == [], "the customer opens it"
    finish(register, practice, presenter, "pm_card_mastercard")
    assert "$100.00 is being charged to it" in sheet.done_words.text() or register.till.state(operation) == "succeeded"
    register.wait()
    assert register.till.state(operation) == "succeeded"
    assert register.till.stand.charges() == [10_000]


def test_a_page_can_be_withdrawn(register):
    _presenter, sheet = adding(register)
    sheet.withdraw.click()
    register.wait()
    assert sheet.done_pill.status().text == "Closed unused"
    assert scalar(register.till.office, "SELECT state FROM operation") == "cancelled"


def test_a_page_that_runs_out_says_so_and_offers_another(register, practice):
    presenter, sheet = adding(register)
    practice.advance(timedelta(days=2))
    register.till.later(timedelta(days=2))
    presenter.poll()
    register.wait()
    assert sheet.stage == DONE
    assert sheet._save.text() == "Make another page"
    sheet._save.click()
    register.wait()
    assert sheet.stage == WAIT


def test_offline_the_sheet_says_so_and_goes_on_asking(register, practice):
    presenter, sheet = adding(register)
    with register.till.stand.proxy.offline():
        presenter.poll()
        register.wait()
        assert sheet.banner.text() == "The processor cannot be reached."
        assert sheet.stage == WAIT
    finish(register, practice, presenter)
    assert sheet.stage == DONE


def test_closed_too_early_the_page_is_looked_after_by_a_sync(register, practice):
    _presenter, sheet = adding(register)
    url = sheet.link.text()
    sheet.reject()
    register.wait()
    practice.finish_page(url, "pm_card_visa")
    register.screens.sync_now()
    register.wait()
    assert [each.last4 for each in methods(register)] == ["4242"]


# To pay with


def paying(register, invoices=()):
    register.counter.session.actions.pay_link(register.marina, [register.invoice(each) for each in invoices])
    register.wait()
    return register.screens.open, register.counter.dialog()


def test_a_pay_link_is_paid_and_applied_to_its_invoices(register, practice):
    presenter, sheet = paying(register, ["10001", "10002"])
    assert presenter.footer.texts() == ("2 invoices", "To pay  $189.00")
    sheet._save.click()
    register.wait()
    assert "$189.00 for invoices 10001, 10002" in sheet.wait_words.text()
    finish(register, practice, presenter)
    assert sheet.done_words.text() == "$189.00 was paid and is applied to 10001, 10002."
    assert [register.till.open_minor(register.invoice(each)) for each in ("10001", "10002", "10003")] == [0, 0, 24_000]
    register.till.sound()


def test_while_a_link_is_open_its_invoices_cannot_be_charged_otherwise(register):
    card = register.till.card(register.marina, "pm_card_visa")
    _presenter, sheet = paying(register, ["10001"])
    sheet._save.click()
    register.wait()
    register.screens.charge(register.marina, {register.invoice("10001"): 10_000}, card.id)
    register.wait()
    assert "Invoice 10001 is being charged since" in register.counter.refused[-1]
    sheet.withdraw.click()
    register.wait()
    register.screens.charge(register.marina, {register.invoice("10001"): 10_000}, card.id)
    register.wait()
    assert register.till.stand.charges() == [10_000]


def test_a_bank_debit_through_a_link_is_in_transit(register, practice):
    presenter, sheet = paying(register, ["10001"])
    sheet._save.click()
    register.wait()
    finish(register, practice, presenter, "pm_usBankAccount_success")
    assert sheet.done_pill.status().text == "In transit"
    assert register.till.open_minor(register.invoice("10001")) == 10_000


def test_nothing_ticked_makes_no_link(register):
    presenter, sheet = paying(register, ["10001"])
    presenter.model.edited.emit(Edit(register.invoice("10001"), "pay", False))
    assert not sheet._save.isEnabled()


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_mailed_where_there_is_mail(register, there):
    mailed = []
    if there:
        register.counter.session.actions.mail_link = lambda *what: mailed.append(what)
    _presenter, sheet = paying(register, ["10001"])
    sheet._save.click()
    register.wait()
    assert sheet.mail.isVisibleTo(sheet) is there
    if there:
        sheet.mail.click()
        assert mailed == [(register.marina, sheet.link.text(), "Your payment")]


def test_a_link_that_had_to_move_is_told_and_shown_anew(register):
    presenter, sheet = paying(register, ["10001"])
    sheet._save.click()
    register.wait()
    url = sheet.link.text()
    with register.till.office.book.write() as connection:
        connection.exec_driver_sql("UPDATE operation SET page_url = 'http://127.0.0.1:1/checkout/before'")
    presenter.page = type(presenter.page)(presenter.page.operation_id, "http://127.0.0.1:1/checkout/before")
    register.screens.sync_now()
    register.wait()
    assert "1 link has changed: copy it again from the queue" in register.said()
    assert scalar(register.till.office, "SELECT page_url FROM operation") == url
    presenter.poll()
    register.wait()
    assert presenter.page.url == sheet.link.text() == url
    register.screens.sync_now()
    register.wait()
    assert "link" not in register.said()
