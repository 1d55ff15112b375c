"""Taking a payment at the counter, with keys alone and against what commonly goes wrong."""

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from shiboken6 import isValid

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.queries.receivables import balance_of
from app.ui.kit.tables import Edit
from app.ui.paper.window import PreviewWindow
from app.ui.payments.taking import Rest
from tests.support.books import TODAY, scalar

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
MOST_KEYS = 25


def opened(counter, customer="marina", invoices=()):
    sheet = counter.payments.take(counter.ids[customer] if customer else 0, invoices)
    counter.wait()
    return sheet


def gone(sheet):
    return not isValid(sheet) or not sheet.isVisible()


def due(counter, customer="marina"):
    return counter.office.read(lambda reader: balance_of(reader, counter.ids[customer]))


def applied(counter):
    with counter.office.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT invoice.number, allocation.amount_minor FROM allocation JOIN invoice ON invoice.id = allocation.invoice_id"
        )
        return dict(rows.all())


def test_a_check_for_two_of_three_invoices_and_its_receipt_with_keys_alone(counter, tmp_path, monkeypatch):
    def choose(window, printer):
        counter.keys.append("Enter in the system's print dialog")
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "out.pdf"))
        return True

    monkeypatch.setattr(PreviewWindow, "_choose_printer", choose)
    counter.payments.take()
    counter.keys.append("the shortcut that opens the sheet")
    counter.wait()
    counter.type("harb")
    counter.press(Qt.Key.Key_Return)
    counter.type("150")
    for _field in ("date", "method", "reference"):
        counter.press(Qt.Key.Key_Tab)
    counter.type("1042")
    counter.press(Qt.Key.Key_W, ALT)  # What is being paid
    counter.press(Qt.Key.Key_Down)
    counter.press(Qt.Key.Key_Space)
    counter.press(Qt.Key.Key_Down)
    counter.press(Qt.Key.Key_Space)
    counter.press(Qt.Key.Key_P, CTRL)
    window = counter.room.windows()[0]
    counter.press(Qt.Key.Key_P, CTRL)
    counter.press(Qt.Key.Key_Return)
    assert applied(counter) == {"10002": 8_900, "10003": 6_100}
    assert scalar(counter.office, "SELECT reference FROM payment") == "1042"
    assert window.pdf().startswith(b"%PDF")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert scalar(counter.office, "SELECT count(*) FROM activity WHERE kind = 'receipt.printed'") == 1
    assert len(counter.keys) <= MOST_KEYS, counter.keys


def test_the_overview_follows_what_is_typed(counter):
    sheet = opened(counter)
    assert sheet.overdue.figure() == "$189.00"
    assert sheet.balance.figure() == "$429.00"
    counter.type("120")
    counter.press(Qt.Key.Key_Tab)
    assert sheet.selected.figure() == "$120.00"
    assert sheet.invoices.figure() == "2"
    assert sheet.chooser.left_words() == "Unapplied $0.00 everything received is applied"


def test_amounts_are_worked_out_and_the_rest_is_said_to_become_credit(counter):
    sheet = opened(counter)
    counter.type("4*110+9")
    counter.press(Qt.Key.Key_Return)
    assert gone(sheet)
    assert due(counter).due_minor == 0
    assert due(counter).credit_minor == 2_000
    assert counter.said.texts == ["Payment P-00001 taken: $449.00, $20.00 of it account credit"]


def test_what_is_left_over_is_named_before_it_is_saved(counter):
    sheet = opened(counter)
    counter.type("449")
    counter.press(Qt.Key.Key_Tab)
    assert sheet.chooser.left_words() == "Unapplied $20.00 stays as account credit"


def test_the_rest_of_ticked_invoices_may_go_to_the_oldest(counter):
    sheet = opened(counter)
    counter.type("100")
    counter.press(Qt.Key.Key_Tab)
    sheet.chooser.model.edited.emit(Edit(counter.invoices["10002"], "pay", True))
    assert not sheet.chooser.rest.isHidden()
    sheet.chooser.rest.changed.emit(Rest.OLDEST)
    sheet.saved.emit()
    counter.wait()
    assert applied(counter) == {"10001": 1_100, "10002": 8_900}


def test_ticked_from_the_account_page_the_amount_is_their_sum(counter):
    sheet = opened(counter, invoices=(counter.invoices["10001"], counter.invoices["10003"]))
    assert sheet.amount.value() == 34_000
    assert counter.focused() is sheet.amount
    assert sheet.amount.selectedText() == "340.00"


def test_more_applied_than_received_is_refused_and_can_be_mended(counter):
    sheet = opened(counter, invoices=(counter.invoices["10001"],))
    sheet.amount.selectAll()
    counter.type("60")
    counter.press(Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert sheet.error() == "More is applied than was received. Apply less, or raise the amount."
    assert "$40.00 more is applied" in sheet.chooser.left_words()
    sheet.chooser._over.click()
    counter.press(Qt.Key.Key_Return)
    assert applied(counter) == {"10001": 10_000}


def test_a_cell_takes_arithmetic_and_refuses_more_than_is_open(counter):
    sheet = opened(counter)
    sheet.chooser.begin()
    counter.type("5")  # begins editing Applied
    counter.type("0+20")
    counter.press(Qt.Key.Key_Return)
    assert sheet.chooser.choice.spread().applied == {counter.invoices["10001"]: 7_000}
    counter.type("100.01")
    counter.press(Qt.Key.Key_Return)
    assert sheet.chooser.choice.spread().applied == {counter.invoices["10001"]: 7_000}
    assert sheet.chooser.trouble() == "Invoice 10001 has $100.00 open; more or less than that cannot be applied to it."
    counter.type("12,5")
    counter.press(Qt.Key.Key_Return)
    assert "12,5" in sheet.chooser.trouble()


def test_a_cell_that_is_still_open_counts_when_saved(counter):
    sheet = opened(counter)
    sheet.chooser.begin()
    counter.type("30")
    counter.press(Qt.Key.Key_Return, CTRL)
    assert applied(counter) == {"10001": 3_000}


def test_a_second_check_with_the_same_number_is_asked_about(counter):
    cafe = counter.ids["cafe"]
    counter.office.write(lambda writer: take_payment(writer, NewPayment(cafe, TODAY, "check", 2_000, "77")))
    sheet = opened(counter, "cafe")
    counter.type("30")
    sheet.reference.setFocus()
    counter.type("77")
    counter.press(Qt.Key.Key_Tab)
    assert "P-00001" in sheet.warning.text()
    sheet.saved.emit()
    counter.wait()
    assert scalar(counter.office, "SELECT count(*) FROM payment") == 1
    assert "Enter anyway" in sheet.error()
    sheet.warning._button.click()
    counter.wait()
    assert scalar(counter.office, "SELECT count(*) FROM payment") == 2
    assert gone(sheet)


def test_undo_right_after_entry_voids_and_keeps_the_number(counter):
    opened(counter)
    counter.type("100")
    counter.press(Qt.Key.Key_Return)
    assert due(counter).due_minor == 32_900
    counter.said.press()
    counter.wait()
    assert due(counter).due_minor == 42_900
    assert scalar(counter.office, "SELECT state FROM payment") == "reversed"
    assert scalar(counter.office, "SELECT reason FROM reversal") == "Undone right after entry"
    opened(counter)
    counter.type("100")
    counter.press(Qt.Key.Key_Return)
    assert counter.said.texts[-1].startswith("Payment P-00002 taken")


def test_save_and_new_keeps_method_and_date_and_begins_with_the_customer(counter):
    sheet = opened(counter)
    sheet.method.setFocus()
    sheet.method.set_value("cash")
    sheet.method.changed.emit("cash")
    sheet.date.set_value(TODAY.replace(day=2))
    sheet.amount.setFocus()
    counter.type("25")
    counter.press(Qt.Key.Key_Return, CTRL)
    assert sheet.isVisible()
    assert counter.focused() is sheet.customer
    assert sheet.customer.text() == ""
    assert sheet.method.value() == "cash"
    assert sheet.date.value() == TODAY.replace(day=2)
    assert sheet.chooser.choice.items == ()
    counter.type("humm")
    counter.press(Qt.Key.Key_Return)
    counter.type("50")
    counter.press(Qt.Key.Key_Return)
    assert gone(sheet)
    assert due(counter, "cafe").due_minor == 0
    later = opened(counter)
    assert (later.method.value(), later.date.value()) == ("cash", TODAY.replace(day=2))


def test_what_is_missing_is_said_and_nothing_is_taken(counter):
    sheet = opened(counter, "")
    sheet.saved.emit()
    assert sheet.error() == "Choose the customer who paid."
    counter.type("harb")
    counter.press(Qt.Key.Key_Return)
    sheet.saved.emit()
    assert sheet.error() == "Enter the amount that was received, or tick invoices."
    counter.type("-5")
    counter.press(Qt.Key.Key_Tab)
    assert "cannot be negative" in sheet.amount_box.error()
    sheet.saved.emit()
    counter.wait()
    assert scalar(counter.office, "SELECT count(*) FROM payment") == 0


def test_an_invoice_paid_from_elsewhere_is_open_no_more(counter):
    sheet = opened(counter, invoices=(counter.invoices["10001"],))
    paying = NewPayment(counter.ids["marina"], TODAY, "cash", 10_000)
    counter.session.tasks.write(counter.session.write(take_payment, paying))
    counter.wait()
    assert [line.item.number for line in sheet.chooser.model.rows()] == ["10002", "10003"]
    assert sheet.amount.value() is None


def test_a_customer_without_invoices_pays_into_credit(counter):
    sheet = opened(counter, "ho")
    counter.type("20")
    counter.press(Qt.Key.Key_Tab)
    assert sheet.chooser.left_words() == "Unapplied $20.00 stays as account credit"
    sheet.saved.emit()
    counter.wait()
    assert due(counter, "ho").credit_minor == 2_000


def test_another_name_typed_takes_the_invoices_away(counter):
    sheet = opened(counter)
    assert sheet.chooser.choice.items
    sheet.customer.setFocus()
    sheet.customer.selectAll()
    counter.type("vin")
    assert sheet.chooser.choice.items == ()
    assert [row.name for row in sheet.customer.hits()] == ["Ho, Vincent"]
    counter.press(Qt.Key.Key_Escape)
    assert sheet.isVisible()
    assert sheet.customer.hits() == ()
