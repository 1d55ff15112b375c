"""Payouts tie out or say what does not, strangers' payments get their customer, disputes say until when."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices

from app.services.charging.balancing import apply_payout
from app.services.charging.processor import RemotePayout
from app.services.queries.receivables import balance_of
from app.ui.session import Export
from tests.support.books import TODAY, execute, scalar
from tests.ui.payouts.conftest import BEFORE


@pytest.fixture
def panel(processed):
    panel = processed.payments.panel()
    panel.setParent(processed.session.window)
    panel.resize(1400, 800)
    panel.show()
    processed.wait()
    return panel


def page(processed, panel, key):
    panel.show_place(key)
    processed.wait()
    return panel.tabs.page(key)


def cells(table, *keys):
    model = table.rows_model()
    columns = {column.key: column for column in model.columns}
    rows = [model.row_at(place) for place in range(len(model.all_ids()))]
    return [tuple(columns[key].said(row) for key in keys) for row in rows]


def test_the_tabs_are_there_once_a_processor_is(counter, processed, panel):
    assert [tab.count for key, tab in panel.tabs.strip._tabs.items() if key in {"strangers", "disputes"}] == ["1", "1"]
    assert all(not tab.isHidden() for tab in panel.tabs.strip._tabs.values())


def test_a_book_without_a_processor_has_no_such_tabs(counter):
    from app.ui.payouts.screens import PayoutScreens

    PayoutScreens(counter.session, counter.payments.tabs).install()
    panel = counter.payments.panel()
    panel.setParent(counter.session.window)
    panel.show()
    counter.wait()
    hidden = [key for key, tab in panel.tabs.strip._tabs.items() if tab.isHidden()]
    assert hidden == ["payouts", "strangers", "disputes"]


def test_a_payout_shows_what_does_not_tie_out_and_ties_out_once_it_is_matched(processed, panel):
    payouts = page(processed, panel, "payouts")
    assert cells(payouts.table, "deposit", "status") == [("−17.88", "On its way"), ("145.05", "Off by $50.00")]
    payouts.table.set_current(payouts.model.all_ids()[1])
    processed.wait()
    assert payouts.difference.figure() == "$50.00"
    assert payouts.deposit.figure() == "$145.05"
    assert cells(payouts.lines_table, "what", "number", "net", "book") == [
        ("Payment", "P-00001", "96.80", "In the book"),
        ("Payment", "", "48.25", "Whose is it?"),
    ]
    assert payouts.off.figure() == "$50.00"
    payouts.lines_table.set_current(2)
    payouts.open.click()
    processed.dialog()
    processed.type("humm")
    processed.press(Qt.Key.Key_Return)
    processed.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert cells(payouts.table, "status") == [("On its way",), ("Ties out",)]
    assert payouts.difference.figure() == "$0.00"
    assert payouts.off.figure() == "$0.00"
    assert scalar(processed.office, f"SELECT open_minor FROM invoice WHERE id = {processed.invoices['10004']}") == 0


def test_what_the_processor_holds_can_be_looked_into(processed, panel):
    payouts = page(processed, panel, "payouts")
    assert payouts.held.figure() == "$19.12"
    payouts.held.click()
    processed.wait()
    assert cells(payouts.lines_table, "who", "net") == [("Hummingbird Café", "19.12")]
    assert payouts.moving.figure() == "−$17.88"


def test_what_is_exported_are_the_lines_as_shown(processed, panel, monkeypatch):
    seen: list[Export] = []
    processed.session.actions.export = seen.append
    payouts = page(processed, panel, "payouts")
    payouts.table.set_current(payouts.model.all_ids()[1])
    processed.wait()
    payouts.export.click()
    (export,) = seen
    assert [row.net_minor for row in export.snapshot.rows()] == [9_680, 4_825]
    assert export.totals[-1] == ("Net", "$145.05")
    assert "po_1" in export.note


def test_a_likely_customer_is_one_press_away_with_the_invoice_ticked(processed, panel):
    strangers = page(processed, panel, "strangers")
    assert cells(strangers.table, "what", "amount") == [("Paid at the yard", "50.00")]
    strangers.match.click()
    sheet = processed.dialog()
    offer = next(each for each in sheet.findChildren(type(strangers.match)) if "Hummingbird" in each.text())
    for further in [each for each in sheet.findChildren(type(strangers.match)) if not each.text()]:
        further.setText("Lakeside Veterinary Clinic and Boarding House: invoice 10005 asks for as much")
        further.show()
    processed.wait()
    assert offer.width() >= offer.sizeHint().width(), "however many offers there are, each is shown whole"
    assert offer.text() == "Hummingbird Café: invoice 10004 asks for as much"
    offer.click()
    processed.wait()
    sheet.saved.emit()
    processed.wait()
    cafe = processed.office.read(lambda reader: balance_of(reader, processed.ids["cafe"]))
    assert (cafe.due_minor, cafe.credit_minor) == (0, 2_000)
    assert cells(strangers.table, "what") == []
    assert panel.tabs.strip._tabs["strangers"].count == ""
    assert processed.said.texts == ["1 payment is Hummingbird Café’s now."]


def test_nothing_is_matched_before_a_customer_is_chosen(processed, panel):
    page(processed, panel, "strangers").match.click()
    sheet = processed.dialog()
    assert not sheet._save.isEnabled()
    sheet.saved.emit()
    processed.wait()
    assert scalar(processed.office, "SELECT count(*) FROM remote_payment WHERE state = 'unmatched'") == 1


def test_a_dispute_says_until_when_and_what_is_open_again(processed, panel):
    disputes = page(processed, panel, "disputes")
    ((due, status, customer, reason, again, amount),) = cells(
        disputes.table, "due", "status", "customer", "reason", "again", "amount"
    )
    assert due.endswith("in 3 days")
    assert (status, customer, reason) == ("Wants an answer", "Harbor Light Marina", "Fraud, says the customer")
    assert (again, amount) == ("10002", "89.00")
    marina = processed.office.read(lambda reader: balance_of(reader, processed.ids["marina"]))
    assert marina.due_minor == 8_900 + 24_000


def test_evidence_is_handed_in_on_the_processors_own_page(processed, panel, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    disputes = page(processed, panel, "disputes")
    disputes.answer.click()
    processed.wait()
    assert opened == []
    assert "practice processor" in processed.said.texts[-1]
    execute(processed.office, "UPDATE processor_account SET remote_id = 'acct_1', live = 1")
    disputes.answer.click()
    processed.wait()
    assert opened == ["https://dashboard.stripe.com/disputes/dp_1"]


def test_from_a_dispute_one_comes_to_its_payment(processed, panel):
    page(processed, panel, "disputes").payment.click()
    processed.wait()
    (window,) = processed.payments._windows
    assert window.detail.row.customer_name == "Harbor Light Marina"
    window.close()


def test_a_deposit_is_ticked_off_against_the_statement_and_leaves_the_list_of_those_not_seen(processed, panel):
    payouts = page(processed, panel, "payouts")
    arrived = payouts.model.all_ids()[1]
    payouts.table.set_current(arrived)
    payouts.table.select_ids([arrived])
    processed.wait()
    payouts.ticking.button.click()
    processed.dialog()
    processed.press(Qt.Key.Key_Return)
    assert cells(payouts.table, "deposit", "seen")[1] == ("145.05", "Mar 15, 2026")
    assert scalar(processed.office, f"SELECT seen_by FROM payout WHERE id = {arrived}") == processed.office.actor
    payouts.which.set_value(True)
    payouts._filtered()
    processed.wait()
    assert cells(payouts.table, "deposit", "seen") == [("−17.88", "not seen yet")]
    payouts.which.set_value(False)
    payouts._filtered()
    processed.wait()
    payouts.table.select_ids([arrived])
    payouts.ticking.button.click()
    processed.wait()
    assert {seen for (seen,) in cells(payouts.table, "seen")} == {"not seen yet"}


def test_one_made_by_hand_stands_between_what_was_held_before_and_after(processed, panel):
    at = BEFORE + timedelta(days=1)
    made = RemotePayout("po_3", 1_000, "USD", TODAY, "paid", at, automatic=False)
    processed.office.write(lambda writer: apply_payout(writer, made))
    processed.session.tasks.changed.emit(frozenset({"operations"}))
    processed.wait()
    payouts = page(processed, panel, "payouts")
    payouts.table.set_current(next(id_ for id_ in payouts.model.all_ids() if payouts.model.row(id_).by_hand))
    processed.wait()
    tiles = (payouts.before, payouts.deposit, payouts.after, payouts.difference)
    assert [tile.figure() for tile in tiles] == ["$19.12", "$10.00", "$9.12", "$0.00"]
    assert cells(payouts.lines_table, "who", "net") == [("Hummingbird Café", "19.12")]
    assert "made by hand" in payouts.title.text()
    payouts.held.click()
    processed.wait()
    assert payouts.told.text() == "$9.12 more is left of what came in before the last payout."


@pytest.mark.parametrize("tab", ["payouts", "strangers", "disputes"])
def test_every_column_sorts(processed, panel, tab):
    shown = page(processed, panel, tab)
    tables = [shown.table, shown.lines_table] if tab == "payouts" else [shown.table]
    for table in tables:
        model = table.rows_model()
        for column in model.columns:
            assert column.sort, f"{column.title} does not sort"
            for descending in (False, True):
                model.set_sort(column.key, descending)
                processed.wait()
                assert len(model.all_ids()) == len(set(model.all_ids()))
