"""Giving a payment back that came through the processor: asked of it, shown as asked for, and done only when it is."""

import pytest

from app.domain.chart import Chart
from app.services.charging.syncing import send_now
from app.services.collecting.receiving import NewPayment, take_payment
from app.ui.kit.errors import ErrorDialog
from app.ui.payments.giving_back import GiveBackSheet, Way
from tests.support.books import TODAY, scalar
from tests.support.charging import a_till


@pytest.fixture
def till(counter, practice_stand):
    return a_till(counter.office, practice_stand)


@pytest.fixture
def payment(counter, till):
    """$100.00 of the marina's, taken from a saved card."""
    till.card(counter.ids["marina"], "pm_card_visa")
    operation = till.queue(counter.ids["marina"], counter.invoices["10001"])
    send_now(till.office, till.processor, [operation])
    return scalar(till.office, f"SELECT payment_id FROM operation WHERE id = {operation}")


def sheet_for(counter, payment):
    counter.payments.give_back(payment, Way.REFUND)
    sheet = counter.dialog()
    assert isinstance(sheet, GiveBackSheet)
    return sheet


def test_it_is_asked_of_the_processor_and_shown_as_asked_for(counter, till, payment):
    window = counter.payments.show(payment)
    counter.wait()
    sheet = sheet_for(counter, payment)
    assert not sheet.method.isVisibleTo(sheet), "it goes back the way it came"
    sheet.amount.set_value(3_000)
    sheet.reason.setText("visit missed")
    sheet.saved.emit()
    counter.wait()
    assert till.stand.refunds() == [], "nothing was sent yet"
    assert scalar(till.office, "SELECT count(*) FROM reversal") == 0
    assert till.ledger(Chart.CLEARING) == 10_000
    assert window.returned.figure() == "$0.00"
    assert window.returned.note() == "$30.00 asked for"
    [row] = window.reversals_model.rows()
    assert (row.status.text, row.amount_minor) == ("Waits to be sent", 3_000)
    assert "is asked for" in counter.said.texts[-1]

    operation = scalar(till.office, "SELECT max(id) FROM operation")
    send_now(till.office, till.processor, [operation])
    window.load()
    counter.wait()
    assert till.stand.refunds() == [3_000]
    assert (window.returned.figure(), window.returned.note()) == ("$30.00", "")
    assert [(row.status.text, row.amount_minor) for row in window.reversals_model.rows()] == [("Done", 3_000)]
    till.sound()


def test_no_more_is_asked_for_than_is_left_with_what_is_under_way(counter, till, payment):
    first = sheet_for(counter, payment)
    first.amount.set_value(3_000)
    first.reason.setText("visit missed")
    first.saved.emit()
    counter.wait()
    second = sheet_for(counter, payment)
    assert second.amount.value() == 7_000
    second.amount.set_value(7_001)
    second.reason.setText("visit missed")
    second.saved.emit()
    counter.wait()
    assert second.error().startswith("Only $70.00 of payment")


def test_a_refund_that_the_bank_sends_back_is_shown_as_failed(counter, till, practice, payment):
    window = counter.payments.show(payment)
    sheet = sheet_for(counter, payment)
    sheet.reason.setText("visit missed")
    sheet.saved.emit()
    counter.wait()
    operation = scalar(till.office, "SELECT max(id) FROM operation")
    send_now(till.office, till.processor, [operation])
    practice.end_refund(scalar(till.office, f"SELECT remote_id FROM operation WHERE id = {operation}"), "failed")
    till.sync()
    window.load()
    counter.wait()
    assert [(row.status.text, row.amount_minor) for row in window.reversals_model.rows()] == [
        ("Failed", 10_000),
        ("Done", -10_000),
    ]
    assert window.returned.figure() == "$0.00"
    assert window._refund.isVisibleTo(window), "it can be asked for again"
    till.sound()


@pytest.mark.parametrize("way", [Way.RETURN, Way.VOID])
def test_it_is_neither_returned_nor_void_here(counter, till, payment, way):
    window = counter.payments.show(payment)
    counter.wait()
    assert not window._return.isVisibleTo(window)
    assert not window._void.isVisibleTo(window)
    counter.payments.give_back(payment, way)
    dialog = counter.dialog()
    assert isinstance(dialog, ErrorDialog)
    dialog.leave.click()
    counter.wait()
    assert scalar(till.office, "SELECT count(*) FROM reversal") == 0


def test_the_list_offers_a_refund_and_neither_return_nor_void(counter, till, payment):
    new = NewPayment(counter.ids["marina"], TODAY, "check", 2_500, "1042", apply={})
    check = counter.office.write(lambda writer: take_payment(writer, new)).id
    page = counter.payments.panel().list
    counter.wait()
    offered = {id_: {key for key, _words in page.menu.entries(page.model.row(id_))} for id_ in (payment, check)}
    assert {"refund", "return", "void"} & offered[payment] == {"refund"}
    assert {"refund", "return", "void"} <= offered[check]


def test_a_refund_is_sent_at_once_where_somebody_sends(counter, till, payment):
    sent = []
    counter.session.actions.send_operations = sent.extend
    sheet = sheet_for(counter, payment)
    sheet.reason.setText("visit missed")
    sheet.saved.emit()
    counter.wait()
    assert sent == [scalar(till.office, "SELECT max(id) FROM operation")]
