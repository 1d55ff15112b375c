"""How long a charge may wait and what slips call the bank, as an owner decides it in the settings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.services.charging.queueing import is_stale
from app.services.collecting.depositing import make_deposit
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.collecting.rules import DEFAULTS, PaymentRules, payment_rules, set_payment_rules
from app.services.office import Office
from app.services.queries.deposits import deposit_slip
from app.ui.company.payment_rules import PaymentRulesForm
from app.ui.company.settings import SettingsSheet, read_settings
from tests.support.books import TODAY, a_customer, scalar


def stale_after(office: Office, days: int) -> bool:
    return office.read(lambda reader: is_stale(reader, reader.today - timedelta(days)))


def test_a_charge_that_waited_longer_than_the_settings_say_is_asked_about_again(session, qtbot, file_office):
    assert [stale_after(file_office, days) for days in (3, 4, 14, 15)] == [False, False, False, True]
    window = QWidget()
    sheet = SettingsSheet(session, file_office.read(read_settings), window)
    sheet.payments.consent.set_value(3)
    sheet._save()
    qtbot.waitUntil(session.tasks.idle, timeout=10_000)
    assert [stale_after(file_office, days) for days in (3, 4)] == [False, True]
    assert file_office.read(read_settings).payments == PaymentRules(consent_days=3)


def test_slips_name_the_bank_account_of_the_settings(session, qtbot, file_office):
    customer = a_customer(file_office)
    check = file_office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "check", 5_000, "1042"))).id
    file_office.write(lambda writer: make_deposit(writer, TODAY, [check]))
    deposit = scalar(file_office, "SELECT id FROM deposit")
    assert file_office.read(lambda reader: deposit_slip(reader, deposit)).bank_account == "Bank"
    window = QWidget()
    sheet = SettingsSheet(session, file_office.read(read_settings), window)
    sheet.payments.bank.set_value("First National ····4410")
    sheet._save()
    qtbot.waitUntil(session.tasks.idle, timeout=10_000)
    assert file_office.read(lambda reader: deposit_slip(reader, deposit)).bank_account == "First National ····4410"


def test_days_that_are_missing_are_not_kept_and_the_page_comes_forward(session, qtbot, file_office):
    window = QWidget()
    sheet = SettingsSheet(session, file_office.read(read_settings), window)
    sheet.form.name.set_value("Southside")
    sheet.payments.consent.set_value(None)
    sheet._save()
    qtbot.waitUntil(session.tasks.idle, timeout=10_000)
    assert sheet.tabs.current() == "payments"
    assert file_office.read(lambda reader: reader.profile.name) != "Southside"
    sheet.sheet.set_typed(typed=False)


@pytest.mark.parametrize("days", [0, 366])
def test_days_that_make_no_sense_are_refused(file_office, days):
    with pytest.raises(UserError, match="between one day and a year"):
        file_office.write(lambda writer: set_payment_rules(writer, PaymentRules(days)))


def test_what_is_as_usual_is_not_written(session, qtbot, file_office):
    """A book that never decided keeps following the usual rules, and can go back to them."""
    file_office.write(lambda writer: set_payment_rules(writer, PaymentRules(30, " First National ")))
    assert file_office.read(payment_rules) == PaymentRules(30, "First National")
    assert PaymentRulesForm(session, PaymentRules(30, "First National")).rules() == PaymentRules(30, "First National")
    file_office.write(lambda writer: set_payment_rules(writer, DEFAULTS))
    assert scalar(file_office, "SELECT count(*) FROM setting WHERE name LIKE 'charging.%' OR name LIKE 'deposits.%'") == 0


def test_the_settings_say_above_which_amount_credits_want_whose_approval(session, qtbot, file_office):
    window = QWidget()
    sheet = SettingsSheet(session, file_office.read(read_settings), window)
    assert sheet.payments.limit.minor() is None, "credits are not asked about unless the office wants it"
    QTest.keyClicks(sheet.payments.limit, "250")
    sheet.payments.approvers.set_value("Dana,  Eli ")
    sheet._save()
    qtbot.waitUntil(session.tasks.idle, timeout=10_000)
    kept = PaymentRules(credit_limit_minor=25_000, approvers=("Dana", "Eli"))
    assert file_office.read(payment_rules) == kept
    assert PaymentRulesForm(session, kept).rules() == kept
