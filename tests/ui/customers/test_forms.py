"""Entering and editing customers and giving credit: checked in words, keyboard alone, undone while the message stands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.collecting.rules import PaymentRules, set_payment_rules
from app.services.customers.changing import add_site, change_customer
from app.services.customers.entering import NewSite
from app.services.queries.account_page import account_page
from app.services.tax_rates import add_tax_rate
from app.ui.customers.dialogs.fields import TermsField, tags_from
from tests.support.books import scalar


def _page(desk, name):
    return desk.session.office.read(lambda reader: account_page(reader, desk.ids[name]))


def _type(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    field.settle()


def test_a_customer_is_entered_with_the_keyboard_alone(desk):
    desk.panel.doings.new_customer()
    sheet = desk.dialog()
    assert sheet.name.hasFocus()
    QTest.keyClicks(sheet.name, "  Holm   Bakery ")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    assert desk.panel.page_view.title.whole() == "Holm Bakery"
    assert desk.names().count("Holm Bakery") == 1
    assert desk.said.texts[-1] == "Holm Bakery entered"


def test_ctrl_enter_saves_and_starts_the_next(desk):
    desk.panel.doings.new_customer()
    sheet = desk.dialog()
    for name in ("First One", "Second One"):
        QTest.keyClicks(sheet.name, name)
        QTest.keyClick(sheet.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        desk.wait()
        assert sheet.isVisible()
        assert sheet.name.text() == ""
    assert {"First One", "Second One"} <= set(desk.names())
    QTest.keyClick(sheet, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("box", "field", "typed", "complaint"),
    [
        ("billing", "phone", "12", "“12” cannot be a phone number."),
        ("billing", "email", "ana at home", "“ana at home” is not an e-mail address."),
        ("billing", "postcode", "5580", "“5580” is not a postcode of US."),
        ("primary", "email", "a@b", "“a@b” is not an e-mail address."),
    ],
)
def test_what_cannot_be_is_said_under_its_field_and_nothing_is_saved(desk, box, field, typed, complaint):
    before = scalar(desk.session.office, "SELECT COUNT(*) FROM customer")
    desk.panel.doings.new_customer()
    sheet = desk.dialog()
    QTest.keyClicks(sheet.name, "Somebody")
    wrong = getattr(getattr(sheet, box), field)
    _type(wrong, typed)
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    assert sheet.isVisible()
    assert sheet.error().startswith(complaint)
    assert wrong.hasFocus()
    assert scalar(desk.session.office, "SELECT COUNT(*) FROM customer") == before
    _type(wrong, "")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    assert scalar(desk.session.office, "SELECT COUNT(*) FROM customer") == before + 1


def test_a_customer_needs_a_name(desk):
    desk.panel.doings.new_customer()
    sheet = desk.dialog()
    QTest.keyClick(sheet.account, Qt.Key.Key_Return)
    desk.wait()
    assert sheet.name_line.error() == "This is needed."
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert desk.dialogs() == []


def test_a_taken_account_number_is_refused_in_words_and_what_was_typed_stays(desk):
    desk.panel.doings.new_customer()
    sheet = desk.dialog()
    QTest.keyClicks(sheet.name, "Somebody")
    _type(sheet.account, "A-0412")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    assert sheet.error().startswith("Account number A-0412 is already taken.")
    assert sheet.name.text() == "Somebody"
    sheet.set_typed(typed=False)
    sheet.reject()


def test_everything_on_the_sheet_reaches_the_book(desk):
    desk.panel.doings.new_customer()
    sheet = desk.dialog()
    QTest.keyClicks(sheet.name, "Whole Story LLC")
    _type(sheet.account, "W-1")
    sheet.kind.set_value("commercial")
    _type(sheet.since, "3/1/2020")
    sheet.terms.set_value("custom:10")
    _type(sheet.manager, "R. Okafor")
    _type(sheet.tags, "winter, VIP ,winter")
    _type(sheet.billing.name, "Accounts payable")
    _type(sheet.billing.line1, "1 Main Street")
    _type(sheet.billing.postcode, "55802")
    _type(sheet.primary.phone, "218 555 0147")
    _type(sheet.primary.email, "Ana@Example.COM")
    sheet.new_site_line()
    _type(sheet.site_lines[0].name, "Warehouse")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    page = desk.panel.page.page
    assert page is not None
    header = page.header
    assert (header.account, header.kind, str(header.since_on), header.terms, header.manager) == (
        "W-1",
        "commercial",
        "2020-03-01",
        "custom:10",
        "R. Okafor",
    )
    assert page.tags == ("VIP", "winter")
    assert (page.billing.name, page.billing.line1, page.billing.postcode) == ("Accounts payable", "1 Main Street", "55802")
    assert (page.primary.phone, page.primary.email) == ("+12185550147", "Ana@example.com")
    assert [site.name for site in page.sites] == ["Warehouse"]


def test_editing_changes_what_was_changed_and_undo_brings_it_back(desk):
    desk.stand_on("Harbor Light Marina")
    before = _page(desk, "Harbor Light Marina")
    desk.panel.page_view.terms.click()
    sheet = desk.dialog()
    assert sheet.name.text() == "Harbor Light Marina"
    _type(sheet.name, "Harbour Light Marina")
    _type(sheet.tags, "")
    _type(sheet.billing.line1, "Pier 5")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    after = _page(desk, "Harbor Light Marina")
    assert (after.header.name, after.tags, after.billing.line1) == ("Harbour Light Marina", (), "Pier 5")
    assert after.primary == before.primary
    assert desk.panel.page_view.title.whole() == "Harbour Light Marina"
    desk.said.press()
    desk.wait()
    again = _page(desk, "Harbor Light Marina")
    assert (again.header.name, again.tags, again.billing) == (before.header.name, before.tags, before.billing)


def test_sites_are_changed_and_archived_on_the_sheet(desk):
    desk.stand_on("Harbor Light Marina")
    customer = desk.ids["Harbor Light Marina"]
    for name in ("Pier 4", "Boathouse"):
        desk.session.office.write(lambda writer, name=name: add_site(writer, customer, NewSite(name)))
    desk.panel.page.edit()
    sheet = desk.dialog()
    lines = {line.name.value(): line for line in sheet.site_lines}
    pier, boathouse = lines["Pier 4"], lines["Boathouse"]
    _type(pier.name, "Pier 5")
    boathouse.away.click()
    assert not boathouse.name.isEnabled()
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    sites = {site.name: site.archived for site in _page(desk, "Harbor Light Marina").sites}
    assert sites["Pier 5"] is False
    assert sites["Boathouse"] is True
    desk.said.press()
    desk.wait()
    sites = {site.name: site.archived for site in _page(desk, "Harbor Light Marina").sites}
    assert sites["Pier 4"] is False
    assert sites["Boathouse"] is False


def test_a_customers_tax_is_chosen_on_the_sheet(desk):
    tax = desk.session.office.write(lambda writer: add_tax_rate(writer, "County", 82_500))
    desk.panel.list.refresh(frozenset({"settings"}))
    desk.wait()
    desk.stand_on("Harbor Light Marina")
    desk.panel.page.edit()
    sheet = desk.dialog()
    assert [sheet.tax.itemText(n) for n in range(sheet.tax.count())] == ["No tax", "County 8.25%"]
    sheet.tax.set_value(tax)
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    assert _page(desk, "Harbor Light Marina").header.tax_rate_id == tax


def test_somebody_elses_change_meanwhile_is_not_overwritten(desk):
    desk.stand_on("Harbor Light Marina")
    desk.panel.page.edit()
    sheet = desk.dialog()
    customer = desk.ids["Harbor Light Marina"]
    desk.session.office.write(lambda writer: change_customer(writer, customer, {"manager": "J. Lindqvist"}))
    _type(sheet.name, "Mine")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.wait()
    assert sheet.error().startswith("Somebody changed this customer meanwhile.")
    assert _page(desk, "Harbor Light Marina").header.name == "Harbor Light Marina"
    sheet.set_typed(typed=False)
    sheet.reject()


def test_a_contact_is_edited_where_it_stands(desk):
    desk.stand_on("Harbor Light Marina")
    desk.panel.page_view.contact.click()
    sheet = desk.dialog()
    form = next(child for child in sheet.children() if type(child).__name__ == "ContactForm")
    _type(form.box.phone, "555")
    QTest.keyClick(form.box.name, Qt.Key.Key_Return)
    desk.wait()
    assert sheet.isVisible()
    assert form.box.phone.hasFocus()
    _type(form.box.phone, "(218) 555-0199")
    QTest.keyClick(form.box.name, Qt.Key.Key_Return)
    desk.wait()
    assert desk.panel.page_view.contact.words() == ("Ana Whitfield", "(218) 555-0199 · ana@harborlight.example")
    desk.said.press()
    desk.wait()
    assert desk.panel.page_view.contact.words()[1] == "(218) 555-0147 · ana@harborlight.example"


def test_a_foreign_country_has_its_own_postcodes(desk):
    desk.stand_on("Harbor Light Marina")
    desk.panel.page_view.bill_to.click()
    sheet = desk.dialog()
    box = next(child for child in sheet.children() if type(child).__name__ == "ContactForm").box
    _type(box.postcode, "1012 ab")
    assert box.postcode.error()
    _type(box.country, "NL")
    assert box.postcode.error() == ""
    assert box.postcode.text() == "1012 AB"
    sheet.set_typed(typed=False)
    sheet.reject()


# Credit


def _credit(desk, name):
    desk.stand_on(name)
    desk.panel.page_view.issue_credit.click()
    sheet = desk.dialog()
    return sheet, next(child for child in sheet.children() if type(child).__name__ == "CreditForm")


def test_credit_says_beforehand_what_will_be_left_and_keeps_its_word(desk):
    _sheet, form = _credit(desk, "Harbor Light Marina")
    desk.wait()
    _type(form.amount, "12*10")
    assert form.preview.text() == "$120.00 meets open invoices. Afterwards $1,200.00 is due, and $0.00 is account credit."
    form.keep.click()
    assert form.preview.text() == "$0.00 meets open invoices. Afterwards $1,320.00 is due, and $120.00 is account credit."
    form.oldest.click()
    _type(form.reason, "Late visit")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    desk.wait()
    assert desk.dialogs() == []
    page = desk.panel.page_view
    assert (page.due.figure(), page.overdue.figure(), page.credit.figure()) == ("$1,200.00", "$0.00", "$0.00")
    assert page.banner.text() == ""


def test_a_credit_above_the_limit_waits_is_told_of_and_can_be_taken_back(desk):
    desk.session.office.write(lambda writer: set_payment_rules(writer, PaymentRules(credit_limit_minor=5_000)))
    _sheet, form = _credit(desk, "Ho, Vincent")
    desk.wait()
    _type(form.amount, "50.01")
    assert form.preview.text().startswith("Credits above $50.00 wait until somebody else approves them.")
    _type(form.reason, "Hail")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    desk.wait()
    assert desk.said.texts[-1] == "A credit of $50.01 waits for approval"
    assert scalar(desk.session.office, "SELECT COUNT(*) FROM credit_memo") == 1, "the one that was there before"
    assert scalar(desk.session.office, "SELECT state FROM credit_request") == "waiting"
    desk.said.press()
    desk.wait()
    assert desk.said.texts[-1] == "The request for a credit is taken back."
    assert scalar(desk.session.office, "SELECT state FROM credit_request") == "withdrawn"


@pytest.mark.parametrize(
    ("amount", "tax", "reason", "where"),
    [("", "", "Why", "amount"), ("0", "", "Why", "amount"), ("10", "11", "Why", "tax"), ("10", "", "", "reason")],
)
def test_a_credit_without_amount_or_reason_stays_on_the_sheet(desk, amount, tax, reason, where):
    sheet, form = _credit(desk, "Ho, Vincent")
    for field, text in ((form.amount, amount), (form.tax, tax), (form.reason, reason)):
        if text:
            _type(field, text)
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    desk.wait()
    assert sheet.isVisible()
    assert getattr(form, where).hasFocus()
    assert scalar(desk.session.office, "SELECT COUNT(*) FROM credit_memo") == 1
    sheet.set_typed(typed=False)
    sheet.reject()


def test_an_expiry_before_the_credit_is_refused_by_the_book(desk):
    sheet, form = _credit(desk, "Ho, Vincent")
    _type(form.amount, "10")
    _type(form.reason, "Why")
    _type(form.expires, "1/1/2020")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    desk.wait()
    assert sheet.error() == "A credit cannot expire before it is given."
    sheet.set_typed(typed=False)
    sheet.reject()


def test_other_terms_ask_for_days(qtbot, qapp):
    field = TermsField()
    qtbot.addWidget(field)
    field.set_value("net30")
    assert (field.value(), field.error()) == ("net30", "")
    field.choice.set_value("other")
    assert field.error() == "Say in how many days invoices are due."
    field.days.set_value(10)
    assert field.value() == "custom:10"
    field.set_value("custom:45")
    assert (field.value(), field.days.isHidden()) == ("custom:45", False)


def test_tags_are_words_between_commas():
    assert tags_from(" winter,  VIP  route ,,winter") == ("winter", "VIP route")
