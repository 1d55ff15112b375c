"""How it is paid, on the sheet: split over several tenders, saved cards charged, taken to the bank at once, new cards saved."""

import pytest
from PySide6.QtCore import Qt

from app.services.charging.connecting import connect
from app.services.charging.customers import keep_methods, link
from app.services.charging.processor import RemoteAccount, RemoteMethod
from app.services.queries.receivables import balance_of
from app.services.verify.running import verify_book
from app.ui.payments.tenders import NEW
from tests.support.books import TODAY, an_invoice, execute, scalar

ALT = Qt.KeyboardModifier.AltModifier


def opened(counter, customer="marina", invoices=()):
    sheet = counter.payments.take(counter.ids[customer], invoices)
    counter.wait()
    return sheet


def payments(counter):
    with counter.office.book.read() as connection:
        rows = connection.exec_driver_sql("SELECT method, amount_minor, reference, drawn_on FROM payment ORDER BY id")
        return [tuple(row) for row in rows]


def sound(counter):
    assert [result.detail for result in verify_book(counter.office) if not result.passed] == []


@pytest.fixture
def cards(counter):
    """The marina has a Visa and an expired card on file; what would be sent is noted."""
    execute(counter.office, "UPDATE company SET mode = 'practice'")
    account = RemoteAccount("acct_practice_1", live=False, name="Practice", country="US", currency="USD")
    marina = counter.ids["marina"]

    def keep(writer):
        connect(writer, account)
        link(writer, marina, "cus_1")
        keep_methods(
            writer,
            marina,
            [
                RemoteMethod("pm_1", "card", "Visa", "4242", None, is_default=True),
                RemoteMethod("pm_2", "card", "Visa", "0005", TODAY.replace(year=2025), is_default=False),
            ],
        )

    counter.office.write(keep)
    counter.sent = []
    counter.asked = []
    counter.session.actions.send_operations = counter.sent.append
    counter.session.actions.add_method = counter.asked.append
    return counter


def choose(field, value):
    """Choose among the ways to pay as a hand would."""
    assert value in field._values
    field.set_value(value)
    field.changed.emit(value)


def words(field):
    return [field.itemText(place) for place in range(field.count())]


def test_a_check_and_cash_in_one_go_with_keys_alone(counter, qtbot):
    sheet = opened(counter)
    counter.type("189")
    for _field in ("date", "method", "number"):
        counter.press(Qt.Key.Key_Tab)
    counter.type("1042")
    counter.press(Qt.Key.Key_Tab)
    counter.type("First National")
    counter.press(Qt.Key.Key_L, ALT)
    qtbot.waitUntil(lambda: bool(sheet.tenders.lines))  # a button is seen to go down first
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)
    counter.type("40")
    counter.press(Qt.Key.Key_Return)
    assert payments(counter) == [("check", 14_900, "1042", "First National"), ("cash", 4_000, "", "")]
    assert counter.said.texts == ["Payments P-00001, P-00002 taken: $189.00"]
    due = counter.office.read(lambda reader: balance_of(reader, counter.ids["marina"]))
    assert due.due_minor == 24_000
    counter.said.press()
    counter.wait()
    assert counter.said.texts[-1] == "Payments P-00001, P-00002 are void."
    sound(counter)


def test_what_the_first_part_is_left_is_said_and_cannot_be_nothing(counter):
    sheet = opened(counter)
    counter.type("100")
    counter.press(Qt.Key.Key_Tab)
    sheet.tenders.add_part()
    line = sheet.tenders.lines[0]
    line.amount.setFocus()
    counter.type("30")
    counter.press(Qt.Key.Key_Tab)
    assert sheet.tenders.first_words.text() == "First part: $70.00"
    line.amount.set_value(10_000)
    sheet.saved.emit()
    counter.wait()
    assert sheet.error() == "The further parts leave nothing for the first one."
    line.amount.set_value(None)
    sheet.saved.emit()
    assert sheet.error() == "Enter how much of it was paid by each part."
    line.remove.click()
    counter.wait()
    sheet.saved.emit()
    counter.wait()
    assert payments(counter) == [("check", 10_000, "", "")]


def test_taken_to_the_bank_at_once_the_slip_is_shown(counter):
    sheet = opened(counter)
    counter.type("50")
    sheet.tenders.deposit_on.setFocus()
    counter.type("t")
    sheet.saved.emit()
    counter.wait()
    assert scalar(counter.office, "SELECT total_minor FROM deposit") == 5_000
    assert len(counter.room.windows()) == 1


def test_a_bank_transfer_has_no_date_of_a_deposit(counter):
    sheet = opened(counter)
    sheet.tenders.deposit_on.set_value(TODAY)
    choose(sheet.method, "bank")
    assert not sheet.tenders.deposit_box.isVisible()
    assert sheet.tenders.deposit_on.value() is None


def test_without_a_processor_nothing_can_be_charged(counter):
    assert words(opened(counter).method) == ["Check", "Cash", "Card", "Bank transfer", "Other"]


def test_a_saved_card_is_queued_and_nothing_is_called_paid(cards):
    sheet = opened(cards, invoices=(cards.invoices["10001"],))
    assert words(sheet.method)[5:] == ["Charge Visa ending in 4242", "New card or bank account…"]
    choose(sheet.method, scalar(cards.office, "SELECT id FROM saved_method WHERE last4 = '4242'"))
    assert not sheet.print_button.isEnabled()
    assert not sheet.tenders.reference_box.isVisible()
    sheet.saved.emit()
    cards.wait()
    assert payments(cards) == []
    assert scalar(cards.office, "SELECT state FROM operation") == "queued"
    assert scalar(cards.office, "SELECT amount_minor FROM operation_invoice") == 10_000
    assert cards.said.texts == ["$100.00 waits to be charged."]
    assert [list(ids) for ids in cards.sent] == [[1]]
    due = cards.office.read(lambda reader: balance_of(reader, cards.ids["marina"]))
    assert due.due_minor == 42_900


def test_a_charge_that_is_under_way_stands_beside_the_status_of_its_invoice(cards):
    invoice = cards.invoices["10001"]
    window = cards.bills.show(invoice)
    sheet = opened(cards, invoices=(invoice,))
    choose(sheet.method, scalar(cards.office, "SELECT id FROM saved_method WHERE last4 = '4242'"))
    sheet.saved.emit()
    cards.wait()
    assert window.pill.status().text == "Charge queued · 60 days late"
    execute(cards.office, "UPDATE operation SET state = 'processing'")
    window.load()
    cards.wait()
    assert window.pill.status().text == "In transit · 60 days late"
    assert window.open.figure() == "$100.00"
    model = opened(cards).chooser.model
    status = next(column for column in model.columns if column.key == "status").status
    assert [status(row).text.startswith("In transit") for row in model.rows()] == [row.id == invoice for row in model.rows()]


def test_half_by_check_and_half_by_card(cards):
    sheet = opened(cards, invoices=(cards.invoices["10001"],))
    sheet.tenders.add_part()
    line = sheet.tenders.lines[0]
    choose(line.method, scalar(cards.office, "SELECT id FROM saved_method WHERE last4 = '4242'"))
    line.amount.set_value(6_000)
    line.amount.changed.emit(6_000)
    sheet.reference.set_value("77")
    sheet.saved.emit()
    cards.wait()
    assert payments(cards) == [("check", 4_000, "77", "")]
    assert scalar(cards.office, "SELECT amount_minor FROM operation") == 6_000
    assert cards.said.texts == ["Payment P-00001 taken: $40.00. $60.00 waits to be charged."]
    assert scalar(cards.office, f"SELECT open_minor FROM invoice WHERE id = {cards.invoices['10001']}") == 6_000
    sound(cards)


def test_an_invoice_that_is_being_charged_is_not_charged_again(cards):
    card = scalar(cards.office, "SELECT id FROM saved_method WHERE last4 = '4242'")
    for _time in range(2):
        sheet = opened(cards, invoices=(cards.invoices["10001"],))
        choose(sheet.method, card)
        sheet.saved.emit()
        cards.wait()
    assert "is being charged since" in sheet.error()
    assert scalar(cards.office, "SELECT count(*) FROM operation") == 1


def test_a_new_card_is_saved_on_the_processors_page_and_then_chosen(cards):
    sheet = opened(cards)
    choose(sheet.method, NEW)
    cards.wait()
    assert cards.asked == [cards.ids["marina"]]
    assert sheet.method.value() == "check", "until there is one"

    def keep(writer):
        both = [
            RemoteMethod("pm_1", "card", "Visa", "4242", None, is_default=True),
            RemoteMethod("pm_3", "bank", "STRIPE TEST BANK", "6789", None, is_default=False),
        ]
        keep_methods(writer, cards.ids["marina"], both)

    cards.session.tasks.write(cards.session.write(keep))
    cards.wait()
    assert sheet.method.currentText() == "Charge STRIPE TEST BANK ending in 6789"


def test_a_page_of_invoices_is_ticked_and_then_all_of_three_hundred(counter):
    cafe = counter.ids["cafe"]
    for _each in range(300):
        an_invoice(counter.office, cafe, 100)
    sheet = opened(counter, "cafe")
    sheet.resize(1020, 720)
    counter.wait()
    sheet.chooser.page.click()
    page = len(sheet.chooser.choice.wanted)
    assert 2 < page < 40
    sheet.chooser.table.set_current(sheet.chooser.model.all_ids()[-1])
    counter.wait()
    sheet.chooser.page.click()
    assert page < len(sheet.chooser.choice.wanted) <= 2 * page + 1
    sheet.chooser.all.click()
    assert sheet.invoices.figure() == "301"
    assert sheet.selected.figure() == "$350.00"
    assert sheet.amount.value() == 35_000


def test_what_becomes_credit_stands_on_top(counter):
    sheet = opened(counter)
    counter.type("449")
    counter.press(Qt.Key.Key_Tab)
    assert (sheet.unapplied.figure(), sheet.unapplied.note()) == ("$20.00", "becomes account credit")
    sheet.chooser.chosen.click()
    sheet.chooser.all.click()
    sheet.amount.set_value(10_000)
    sheet.amount.changed.emit(10_000)
    assert sheet.unapplied.figure() == "−$329.00"
