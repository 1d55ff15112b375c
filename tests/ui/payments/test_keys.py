"""Every Alt+letter and every shortcut of a form means one thing."""

import re
from collections import Counter as Tally

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.services.collecting.receiving import NewPayment, take_payment
from app.ui.payments.giving_back import Way
from tests.support.books import TODAY


def letters(sheet):
    texts = [label.text() for label in sheet.findChildren(QLabel) if label.buddy() is not None]
    texts += [button.text() for button in sheet.findChildren(QAbstractButton)]
    return [found[1].casefold() for text in texts if (found := re.search(r"(?<!&)&(\w)", text))]


def take(counter):
    return counter.payments.take(counter.ids["marina"])


def refund(counter):
    new = NewPayment(counter.ids["marina"], TODAY, "check", 12_000)
    payment = counter.office.write(lambda writer: take_payment(writer, new))
    counter.payments.give_back(payment.id, Way.REFUND)
    counter.wait()
    return counter.dialog()


def write(counter):
    counter.bills.new_invoice(counter.ids["marina"])
    counter.wait()
    return counter.bills.sheet


def state(counter):
    return counter.statements.run()


@pytest.mark.parametrize("open_", [take, refund, write, state])
def test_no_letter_stands_for_two_things(counter, open_):
    sheet = open_(counter)
    counter.wait()
    assert [letter for letter, count in Tally(letters(sheet)).items() if count > 1] == []
    keys = [shortcut.key().toString() for shortcut in sheet.findChildren(QShortcut)]
    assert [key for key, count in Tally(keys).items() if count > 1] == []


def test_no_two_keys_of_the_preview_are_the_same(counter):
    window = counter.room.print_invoices([counter.invoices["10001"]])
    counter.wait()
    keys = [shortcut.key().toString() for shortcut in window.findChildren(QShortcut)]
    assert len(keys) == len(set(keys))
