"""The Payments panel, one payment, and the bank: what is listed, summed, given back and deposited is what the book says."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QDialog

from app.services.collecting.depositing import make_deposit
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.queries.receivables import balance_of
from app.ui.kit.tables import Edit
from app.ui.payments.giving_back import GiveBackSheet, Way
from app.ui.payments.listing import Wanted
from app.ui.periods import Period
from app.ui.session import Export
from tests.support.books import TODAY, scalar


def received(counter, customer, method, amount, reference="", days_ago=0, apply=None):
    new = NewPayment(counter.ids[customer], TODAY - timedelta(days_ago), method, amount, reference, apply=apply)
    return counter.office.write(lambda writer: take_payment(writer, new))


@pytest.fixture
def four(counter):
    """Four payments: a check with something left over, cash, a card of last month, a bank transfer."""
    invoices = counter.invoices
    return [
        received(counter, "marina", "check", 12_000, "1042", apply={invoices["10001"]: 10_000}),
        received(counter, "marina", "cash", 8_900, apply={invoices["10002"]: 8_900}),
        received(counter, "cafe", "card", 2_500, days_ago=30, apply={}),
        received(counter, "cafe", "bank", 1_000, "SEPA 7", apply={}),
    ]


@pytest.fixture
def panel(counter, four):
    panel = counter.payments.panel()
    panel.setParent(counter.session.window)
    panel.resize(1200, 700)
    panel.show()
    counter.wait()
    return panel


def numbers(page):
    return [page.model.row_at(place).number for place in range(page.model.count())]


def test_the_newest_stand_first_and_the_sums_are_those_of_all(panel):
    page = panel.list
    assert numbers(page) == ["P-00004", "P-00002", "P-00001", "P-00003"]
    assert page.footer.texts() == ("4 payments", "Unapplied  $55.00", "Amount  $244.00")


def test_filters_narrow_list_and_sums_alike(counter, panel):
    page = panel.list
    for wanted, expected, sums in (
        (Wanted(method="card"), ["P-00003"], ("Unapplied  $25.00", "Amount  $25.00")),
        (Wanted(state="unapplied"), ["P-00004", "P-00001", "P-00003"], ("Unapplied  $55.00", "Amount  $155.00")),
        (Wanted(state="waiting"), ["P-00002", "P-00001"], ("Unapplied  $20.00", "Amount  $209.00")),
        (Wanted(period=Period.LAST_MONTH), ["P-00003"], ("Unapplied  $25.00", "Amount  $25.00")),
        (Wanted(text="SEPA"), ["P-00004"], ("Unapplied  $10.00", "Amount  $10.00")),
    ):
        page.wanted = wanted
        page.load()
        counter.wait()
        assert numbers(page) == expected
        assert page.footer.texts()[1:] == sums


def test_what_is_selected_is_summed(counter, panel):
    panel.list.table.selectAll()
    counter.wait()
    assert panel.list.footer.texts()[0] == "4 payments · 4 selected · $244.00"


def test_filters_are_there_again_the_next_time(counter, panel):
    panel.list.method.set_value("cash")
    panel.list.method.changed.emit("cash")
    counter.wait()
    again = counter.payments.panel()
    again.setParent(counter.session.window)
    again.tabs.select("list")
    again.show()
    counter.wait()
    assert numbers(again.list) == ["P-00002"]


def test_a_new_payment_appears_by_itself(counter, panel):
    new = NewPayment(counter.ids["ho"], TODAY, "cash", 700)
    counter.session.tasks.write(counter.session.write(take_payment, new))
    counter.wait()
    assert numbers(panel.list)[0] == "P-00005"
    assert panel.list.footer.texts()[-1] == "Amount  $251.00"


def test_an_empty_panel_offers_to_take_a_payment(counter):
    panel = counter.payments.panel()
    panel.setParent(counter.session.window)
    panel.show()
    counter.wait()
    empty = panel.list.table._empty
    assert empty.isVisibleTo(panel)
    empty.button.click()
    assert isinstance(counter.dialog(), QDialog)


def test_the_menu_offers_only_what_can_be_done(counter, panel, four):
    page = panel.list
    rows = {row.number: row for row in (page.model.row_at(place) for place in range(4))}
    keys = [key for key, _words in page.menu.entries(rows["P-00001"]) if key]
    assert keys == ["open", "receipt", "rest", "return", "refund", "void"]
    keys = [key for key, _words in page.menu.entries(rows["P-00002"]) if key]
    assert "rest" not in keys
    counter.office.write(lambda writer: make_deposit(writer, TODAY, [four[1].id]))
    page.load()
    counter.wait()
    deposited = page.model.row(four[1].id)
    assert "void" not in [key for key, _words in page.menu.entries(deposited)]


def test_export_hands_over_exactly_what_is_shown(counter, panel):
    given = []
    counter.session.actions.export = given.append
    panel.list.method.set_value("check")
    panel.list.method.changed.emit("check")
    counter.wait()
    panel.list.export.click()
    what = given[0]
    assert isinstance(what, Export)
    assert [cells[1] for cells in what.snapshot.texts()] == ["P-00001"]
    assert dict(what.totals)["Amount"] == "$120.00"
    assert what.note == "Check"


# One payment


def window_of(counter, payment):
    window = counter.payments.show(payment.id)
    counter.wait()
    return window


def sheet_of(counter):
    counter.wait()
    dialog = counter.dialog()
    assert isinstance(dialog, GiveBackSheet)
    return dialog


def test_a_payment_says_where_it_went(counter, four):
    window = window_of(counter, four[0])
    assert (window.amount.figure(), window.applied.figure(), window.rest.figure()) == ("$120.00", "$100.00", "$20.00")
    assert [part.number for part in window.model.rows()] == ["10001"]


def test_a_returned_check_opens_its_invoices_and_says_so_before(counter, four):
    window = window_of(counter, four[0])
    counter.payments.give_back(four[0].id, Way.RETURN)
    sheet = sheet_of(counter)
    sheet.saved.emit()
    assert sheet.form.error_of(sheet.reason) == "This is needed."
    sheet.reason.setText("insufficient funds")
    sheet.saved.emit()
    counter.wait()
    assert counter.said.texts == ["Payment P-00001 is recorded as returned; $100.00 is open again."]
    assert counter.office.read(lambda reader: balance_of(reader, counter.ids["marina"])).due_minor == 34_000
    assert window.pill.status().text == "Reversed"
    assert [fact.reason for fact in window.reversals_model.rows()] == ["insufficient funds"]
    assert not window._refund.isVisible()


def test_a_refund_gives_back_what_is_left_and_no_more(counter, four):
    counter.payments.give_back(four[0].id, Way.REFUND)
    sheet = sheet_of(counter)
    assert sheet.amount.value() == 12_000
    sheet.reason.setText("visit missed")
    sheet.amount.set_value(12_001)
    sheet.saved.emit()
    counter.wait()
    assert sheet.error() == "Only $120.00 of payment P-00001 is left to give back."
    sheet.amount.set_value(3_000)
    sheet.saved.emit()
    counter.wait()
    assert scalar(counter.office, "SELECT amount_minor FROM reversal") == 3_000
    assert counter.office.read(lambda reader: balance_of(reader, counter.ids["marina"])).credit_minor == 0
    assert counter.said.texts == ["$30.00 of payment P-00001 is refunded; $10.00 is open again."]


def test_an_allocation_taken_off_leaves_credit(counter, four, monkeypatch):
    window = window_of(counter, four[1])
    window.table.set_current(window.model.all_ids()[0])
    assert window.take_back.isEnabled()
    monkeypatch.setattr("app.ui.payments.details.ask_reason", lambda *_args: "wrong invoice")
    window.take_back.click()
    counter.wait()
    assert window.rest.figure() == "$89.00"
    assert [part.stands for part in window.model.rows()] == [False, False]


def test_what_is_left_of_a_payment_meets_another_invoice(counter, four):
    counter.payments.apply_rest(four[0].id)
    counter.wait()
    sheet = counter.dialog()
    counter.wait()
    sheet.saved.emit()
    counter.wait()
    assert counter.office.read(lambda reader: balance_of(reader, counter.ids["marina"])).credit_minor == 0
    assert scalar(counter.office, "SELECT open_minor FROM invoice WHERE number = '10003'") == 22_000


# The bank


def bank(counter, panel):
    panel.show_place("bank")
    counter.wait()
    return panel.tabs.page("bank")


def test_ticked_payments_go_to_the_bank_and_their_slip_is_shown(counter, panel, four):
    page = bank(counter, panel)
    assert [line.payment.number for line in page.waiting.rows()] == ["P-00001", "P-00002"]
    page.waiting.edited.emit(Edit(four[1].id, "pay", False))
    assert page.footer.texts()[0] == "1 payment to deposit of 2 waiting"
    page.make.click()
    counter.wait()
    assert scalar(counter.office, "SELECT total_minor FROM deposit") == 12_000
    assert [line.payment.number for line in page.waiting.rows()] == ["P-00002"]
    assert counter.room.windows()[0].pdf().startswith(b"%PDF")


def test_a_deposit_taken_back_waits_again(counter, panel, four, monkeypatch):
    counter.office.write(lambda writer: make_deposit(writer, TODAY))
    page = bank(counter, panel)
    assert page.waiting.rows() == ()
    page.made_table.set_current(page.made.all_ids()[0])
    counter.wait()
    monkeypatch.setattr("app.ui.payments.deposits.ask_reason", lambda *_args: "bank was closed")
    page.reverse.click()
    counter.wait()
    assert len(page.waiting.rows()) == 2
    assert page.made.row_at(0).state == "reversed"
