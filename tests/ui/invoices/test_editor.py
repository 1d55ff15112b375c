"""Writing an invoice with keys alone, keeping it, issuing it, throwing it away."""

from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.customers.changing import add_site
from app.services.customers.entering import NewSite
from app.services.invoicing.drafts import read_draft
from app.services.queries.receivables import balance_of
from app.ui.invoices.editor_sheet import InvoiceSheet
from app.ui.kit.tables import Edit
from tests.support.books import TODAY, execute, scalar

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def taxed(counter):
    """The company charges a tax, and the marina pays it."""
    execute(counter.office, "INSERT INTO tax_rate (id, name, rate_ppm, archived) VALUES (1, 'State tax', 68750, 0)")
    execute(counter.office, "INSERT INTO tax_rate (id, name, rate_ppm, archived) VALUES (2, 'County tax', 15000, 0)")
    execute(counter.office, f"UPDATE customer SET tax_rate_id = 1 WHERE id = {counter.ids['marina']}")
    return counter


def opened(counter, customer="marina") -> InvoiceSheet:
    counter.bills.new_invoice(counter.ids[customer])
    counter.wait()
    return counter.bills.sheet


def drafts(counter):
    return scalar(counter.office, "SELECT count(*) FROM invoice WHERE state = 'draft'")


def test_lines_are_written_with_tab_and_add_up_as_they_are_typed(taxed):
    counter, sheet = taxed, opened(taxed)
    counter.type("Pump-out")
    counter.press(Qt.Key.Key_Tab)
    counter.type("2.5")
    counter.press(Qt.Key.Key_Tab)
    counter.type("12*45+10")
    counter.press(Qt.Key.Key_Tab)
    counter.type("10")
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)  # the last cell: a line is added
    counter.type("Gasket")
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)
    counter.type("18.75")
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)
    counter.type("county")
    counter.press(Qt.Key.Key_Tab)
    lines = [line for line in sheet.model.rows() if not line.is_blank]
    assert [(line.description, line.net_minor) for line in lines] == [("Pump-out", 123_750), ("Gasket", 1_875)]
    assert sheet.sums() == (
        "Subtotal",
        "$1,256.25",
        "State tax 6.875%",
        "$85.08",
        "County tax 1.5%",
        "$0.28",
        "Total",
        "$1,341.61",
    )
    sheet.saved.emit()
    counter.wait()
    assert counter.said.texts == ["Invoice 10005 issued: $1,341.61, due Apr 15, 2026"]
    assert scalar(counter.office, "SELECT total_minor FROM invoice WHERE number = '10005'") == 134_161


def test_a_cell_that_means_nothing_is_told_and_changes_nothing(counter):
    sheet = opened(counter)
    counter.type("Filter")
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)
    counter.type("1,5")
    counter.press(Qt.Key.Key_Tab)
    assert "1,5" in sheet.trouble()
    assert sheet.model.rows()[0].unit_price_minor is None


def test_terms_move_the_due_date_until_it_is_typed(counter):
    sheet = opened(counter)
    assert sheet.due.value() == TODAY + timedelta(30)
    sheet.terms.set_value("net15")
    sheet.terms.changed.emit("net15")
    assert sheet.due.value() == TODAY + timedelta(15)
    sheet.date.setFocus()
    counter.press(Qt.Key.Key_Plus)
    assert sheet.due.value() == TODAY + timedelta(16)
    sheet.due.setFocus()
    sheet.due.selectAll()
    counter.type("4/30/2026")
    counter.press(Qt.Key.Key_Tab)
    sheet.date.setFocus()
    counter.press(Qt.Key.Key_Plus)
    assert sheet.due.value() == date(2026, 4, 30)


def test_a_draft_owes_nothing_and_goes_on_later(counter):
    sheet = opened(counter)
    counter.type("Filter")
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)
    counter.type("20")
    sheet.subject.setFocus()
    counter.type("Spring service")
    sheet.draft_button.click()
    counter.wait()
    assert drafts(counter) == 1
    assert counter.office.read(lambda reader: balance_of(reader, counter.ids["marina"])).due_minor == 42_900
    draft_id = scalar(counter.office, "SELECT id FROM invoice WHERE state = 'draft'")
    counter.bills.edit_draft(draft_id)
    counter.wait()
    sheet = counter.bills.sheet
    assert sheet.subject.value() == "Spring service"
    sheet.saved.emit()
    counter.wait()
    assert drafts(counter) == 0
    assert scalar(counter.office, f"SELECT number FROM invoice WHERE id = {draft_id}") == "10005"


def test_a_discarded_draft_comes_back_with_undo(counter):
    opened(counter)
    counter.type("Filter")
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)
    counter.type("20")
    counter.bills.sheet.draft_button.click()
    counter.wait()
    counter.bills.edit_draft(scalar(counter.office, "SELECT id FROM invoice WHERE state = 'draft'"))
    counter.wait()
    counter.bills.sheet.discard_button.click()
    counter.wait()
    assert drafts(counter) == 0
    counter.said.press()
    counter.wait()
    draft_id = scalar(counter.office, "SELECT id FROM invoice WHERE state = 'draft'")
    again = counter.office.read(lambda reader: read_draft(reader, draft_id))
    assert [(line.description, line.unit_price_minor) for line in again.lines] == [("Filter", 2_000)]


def test_what_no_customer_should_be_sent_is_refused(counter):
    sheet = opened(counter)
    sheet.saved.emit()
    assert sheet.error() == "An invoice needs at least one line."
    sheet.table.edit_cell(sheet.model.rows()[0].id, "price")
    counter.type("-5")
    counter.press(Qt.Key.Key_Tab)
    sheet.saved.emit()
    assert sheet.error() == "An invoice cannot be negative. Issue a credit memo instead."
    sheet.table.edit_cell(sheet.model.rows()[0].id, "price")
    counter.type("5")
    counter.press(Qt.Key.Key_Tab)
    sheet.saved.emit()
    assert sheet.error() == "A line has a price and no description."
    sheet.due.set_value(TODAY - timedelta(1))
    sheet.draft_wanted.emit()
    assert sheet.error() == "An invoice cannot be due before it is issued."
    counter.wait()
    assert scalar(counter.office, "SELECT count(*) FROM invoice") == 4


def test_enter_goes_on_and_never_issues_in_passing(counter):
    sheet = opened(counter)
    sheet.subject.setFocus()
    counter.type("Filter")
    counter.press(Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert counter.focused() is not sheet.subject


def test_lines_move_and_go_by_keys(counter):
    sheet = opened(counter)
    for name in ("A", "B"):
        counter.type(name)
        counter.press(Qt.Key.Key_Tab)
        counter.press(Qt.Key.Key_Tab)
        counter.type("1")
        for _cell in range(3):
            counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Escape)
    sheet.table.setFocus()
    sheet.table.set_current(sheet.model.rows()[1].id)
    QTest.keyClick(sheet.table, Qt.Key.Key_Up, ALT)
    assert [line.description for line in sheet.model.rows()][:2] == ["B", "A"]
    QTest.keyClick(sheet.table, Qt.Key.Key_Delete, CTRL)
    assert [line.description for line in sheet.model.rows()][:1] == ["A"]


def test_issue_and_print_shows_the_invoice_on_paper(counter):
    sheet = opened(counter)
    counter.type("Filter")
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)
    counter.type("20")
    counter.press(Qt.Key.Key_Tab)
    sheet.print_button.click()
    counter.wait()
    assert counter.room.windows()[0].windowTitle() == "Invoice 10005"
    assert counter.room.windows()[0].pdf().startswith(b"%PDF")


@pytest.fixture
def piers(counter):
    """The marina has three sites."""
    for name in ("Pier 4 north", "Pier 4 south", "Fuel dock"):
        counter.office.write(partial(add_site, customer_id=counter.ids["marina"], site=NewSite(name)))
    return counter


def several(sheet: InvoiceSheet) -> None:
    """Choose the last entry of the field of the site, as the arrow keys do."""
    sheet.site.setFocus()
    QTest.keyClick(sheet.site, Qt.Key.Key_End)


def test_one_line_is_written_out_for_every_site_and_each_is_payable_alone(piers):
    counter = piers
    sheet = opened(counter)
    counter.type("Pump-out")
    counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Tab)
    counter.type("480")
    counter.press(Qt.Key.Key_Tab)
    assert sheet.table.isColumnHidden(sheet.model.column_at("site"))
    several(sheet)
    sites = [line.site.name for line in sheet.model.rows()]
    assert sites == ["Fuel dock", "Pier 4 north", "Pier 4 south"]
    assert {line.unit_price_minor for line in sheet.model.rows()} == {48_000}
    assert not sheet.table.isColumnHidden(sheet.model.column_at("site"))
    sheet.saved.emit()
    counter.wait()
    total = 48_000 * len(sites)
    assert scalar(counter.office, "SELECT total_minor FROM invoice WHERE number = '10005' AND kind = 'parent'") == total
    rows = "SELECT count(*) FROM invoice WHERE parent_id IS NOT NULL AND open_minor = 48000"
    assert scalar(counter.office, rows) == len(sites)


def test_a_line_without_a_site_is_refused_and_nothing_is_issued(piers):
    counter = piers
    sheet = opened(counter)
    several(sheet)
    counter.wait()
    for _round in range(2):
        for line in sheet.model.rows():
            sheet.model.edited.emit(Edit(line.id, "description", "Filter"))
        sheet.add_line.click()
    sheet.saved.emit()
    assert sheet.error() == "The line “Filter” belongs to no site. Choose its site."
    last = sheet.model.rows()[-1]
    sheet.table.edit_cell(last.id, "site")
    counter.type("nowhere")
    counter.press(Qt.Key.Key_Tab)
    assert sheet.trouble() == "“nowhere” is none of this customer's sites. Choose one of the list."
    assert scalar(counter.office, "SELECT count(*) FROM invoice WHERE kind = 'parent'") == 0
