"""An account's page: the same figure everywhere, what can be done from it, and where one is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.customers.changing import change_customer
from app.services.queries.receivables import balance_of
from app.ui.customers.page.explain import ExplainDialog
from app.ui.customers.page.managers import ManagersDialog
from app.ui.customers.panel import customers_panel
from tests.support.books import TODAY, a_customer


def test_banner_tiles_list_and_footer_say_the_same_cents(desk):
    desk.stand_on("Harbor Light Marina")
    page = desk.panel.page_view
    assert page.banner.text().startswith("$80.00 overdue on 2 invoices")
    assert page.banner.text().endswith("51 days ago")
    assert (page.due.figure(), page.due.note()) == ("$1,320.00", "3 open invoices")
    assert (page.overdue.figure(), page.overdue.note()) == ("$80.00", "oldest 51 days late")
    assert page.credit.figure() == "$0.00"
    assert page.tab("invoices").view.footer.texts() == ("4 invoices · 3 open", "Amount  $1,569.00", "Open  $1,320.00")
    row = desk.panel.list_view.list.rows_model().row_at(0)
    assert (row.balance_minor, row.overdue_minor) == (132_000, 8_000)


def test_nothing_red_where_nothing_is_overdue(desk):
    desk.stand_on("Ho, Vincent")
    page = desk.panel.page_view
    assert page.banner.text() == ""
    assert page.overdue.note() == "Account current"
    assert page.credit.figure() == "$25.00"


def test_header_and_facts_say_who_it_is(desk):
    desk.stand_on("Harbor Light Marina")
    page = desk.panel.page_view
    assert page.subtitle.whole() == (
        "A-0412 · Commercial · customer since Mar 2019 · Net 30 · account manager R. Okafor"
    )
    assert page.bill_to.words() == ("Harbor Light Marina", "Pier 4, Duluth, MN 55802")
    assert page.contact.words() == ("Ana Whitfield", "(218) 555-0147 · ana@harborlight.example")
    assert page.filed.words() == ("2 sites", "winter")


def test_view_in_the_banner_selects_what_the_banner_adds_up(desk):
    desk.stand_on("Harbor Light Marina")
    desk.panel.page_view.banner._button.click()
    desk.wait()
    tab = desk.panel.page_view.tab("invoices")
    assert len(tab.view.table.selected_ids()) == 2
    assert tab.view.footer.texts()[0] == "2 selected · $80.00"


@pytest.mark.parametrize("tile", ["due", "credit", "lifetime"])
def test_a_click_on_a_figure_shows_postings_that_add_up_to_it(desk, tile):
    desk.stand_on("Harbor Light Marina")
    view = getattr(desk.panel.page_view, tile)
    view.click()
    dialog = desk.dialog()
    assert isinstance(dialog, ExplainDialog)
    desk.wait()
    assert dialog.amount() == view.figure()
    assert dialog.footer.texts()[1] == f"Together  {view.figure()}"


def test_a_write_elsewhere_shows_in_list_page_and_tab_at_once(desk):
    desk.stand_on("Hernández, Lucía")
    customer = desk.ids["Hernández, Lucía"]

    def issue(writer):
        from app.services.invoicing.figures import NewInvoice, NewLine
        from app.services.invoicing.issuing import issue_invoice

        issue_invoice(writer, NewInvoice(customer, TODAY, (NewLine("Filter", 1_100),)))

    desk.session.tasks.write(desk.session.write(issue))
    desk.wait()
    balance = desk.session.office.read(lambda reader: balance_of(reader, customer))
    assert balance.due_minor == 10_000
    assert desk.panel.page_view.due.figure() == "$100.00"
    assert desk.panel.page_view.tab("invoices").view.footer.texts()[0] == "2 invoices · 2 open"
    assert desk.panel.list_view.list.rows_model().row_at(1).balance_minor == 10_000
    assert desk.panel.page_view.title.whole() == "Hernández, Lucía"


def test_statuses_are_said_in_words(desk):
    desk.stand_on("Harbor Light Marina")
    tab = desk.panel.page_view.tab("invoices")
    pills = [tab._pill(tab.model.row_at(place)).text for place in range(tab.model.count())]
    assert pills == ["Due in 9 days", "10 days late", "51 days late · $40.00 left", "Paid"]


def test_it_opens_where_it_was_left(desk, qtbot):
    desk.stand_on("Ho, Vincent")
    desk.panel.page.show_tab("credits")
    desk.wait()
    again = customers_panel(desk.session)
    again.show()
    desk.wait()
    assert again.page_view.title.whole() == "Ho, Vincent"
    assert again.page.tab == "credits"
    assert again.list_view.list.current_id() == desk.ids["Ho, Vincent"]


def test_a_place_leads_back_to_customer_and_tab_even_when_the_list_hides_it(desk):
    desk.search("cafe")
    desk.panel.show_place(f"{desk.ids['Ho, Vincent']}/notes")
    desk.wait()
    assert desk.panel.page_view.title.whole() == "Ho, Vincent"
    assert desk.panel.place() == f"{desk.ids['Ho, Vincent']}/notes"
    assert desk.panel.list_view.list.current_id() is None


@pytest.mark.parametrize("place", ["", "nobody", "12x/invoices", "-1", "table/9"])
def test_a_place_that_says_nothing_changes_nothing(desk, place):
    before = desk.panel.place()
    desk.panel.show_place(place)
    desk.wait()
    assert desk.panel.place() == before


def test_a_customer_who_is_not_in_the_book_is_said_and_the_page_stays(desk):
    desk.panel.show_customer(987_654)
    desk.wait()
    assert desk.said.texts == ["That customer is not in this book."]
    assert desk.panel.page_view.title.whole() == "Harbor Light Marina"


def test_buttons_come_and_go_with_what_other_screens_offer(desk):
    desk.stand_on("Harbor Light Marina")
    page = desk.panel.page_view
    assert page.take_payment.isHidden()
    assert not page.issue_credit.isHidden()
    taken = []
    desk.session.actions.take_payment = lambda customer, invoices: taken.append((customer, list(invoices)))
    desk.stand_on("Ho, Vincent")
    page.take_payment.click()
    assert taken == [(desk.ids["Ho, Vincent"], [])]


def test_a_very_long_name_neither_widens_the_page_nor_is_lost(desk):
    name = "Sociedad Cooperativa de Producción y Servicios Marítimos del Gran Lago Superior y sus Riberas " * 2
    customer = a_customer(desk.session.office, name.strip())
    before = desk.panel.minimumSizeHint().width()
    desk.panel.show_changes(frozenset({"customers"}))
    desk.panel.show_customer(customer)
    desk.wait()
    assert desk.panel.page_view.title.whole() == name.strip()
    assert desk.panel.minimumSizeHint().width() == before
    assert desk.panel.page_view.title.toolTip() == name.strip()


def test_an_account_with_nothing_says_so_and_offers_the_next_step(desk):
    begun = []
    desk.session.actions.new_invoice = begun.append
    desk.stand_on("Hummingbird Café")
    table = desk.panel.page_view.tab("invoices").view.table
    assert table._empty.isVisible()
    table._empty.button.click()
    assert begun == [desk.ids["Hummingbird Café"]]


def test_from_search_to_the_overdue_invoices_with_the_keyboard_alone(desk):
    """Find a customer, go into the invoices, select all: eight keys beyond the typed name."""
    desk.panel.find_customer()
    search = desk.panel.list_view.search
    QTest.keyClicks(search, "marina")
    desk.wait()
    QTest.keyClick(search, Qt.Key.Key_Return)
    desk.wait()
    QTest.keyClick(desk.panel.list_view.list, Qt.Key.Key_Return)
    desk.wait()
    table = desk.panel.page_view.tab("invoices").view.table
    assert table.hasFocus()
    QTest.keySequence(table, "Ctrl+A")
    desk.wait()
    assert desk.panel.page_view.tab("invoices").view.footer.texts()[0] == "4 selected · $1,320.00"


def test_thousands_of_invoices_scroll_to_the_end_without_being_read_whole(desk):
    customer = desk.ids["Hummingbird Café"]

    def issue(writer):
        from app.services.invoicing.figures import NewInvoice, NewLine
        from app.services.invoicing.issuing import issue_invoices

        bought = (NewLine("Visit", 1_000),)
        issue_invoices(writer, [NewInvoice(customer, TODAY - timedelta(n % 700), bought) for n in range(3_000)])

    desk.session.office.write(issue)
    desk.stand_on("Hummingbird Café")
    desk.panel.show_changes(frozenset({"invoices", f"customer:{customer}"}))
    desk.wait()
    tab = desk.panel.page_view.tab("invoices")
    QTest.keyClick(tab.view.table, Qt.Key.Key_End)
    desk.wait()
    assert tab.model.count() == 3_000
    assert tab.model.row_at(2_999) is not None
    assert tab.view.footer.texts()[0] == "3,000 invoices · 3,000 open"
    assert len(tab.model._pages) < 10


def test_f6_changes_between_list_and_page(desk):
    desk.panel.list_view.list.setFocus()
    desk.panel.change_sides()
    table = desk.panel.page_view.tab("invoices").view.table
    assert table.hasFocus()
    desk.panel.change_sides()
    assert desk.panel.list_view.list.hasFocus()


def test_commands_mean_whoever_is_looked_at(desk):
    desk.stand_on("Ho, Vincent")
    assert desk.panel.current_customer() == desk.ids["Ho, Vincent"]
    desk.panel.list.set_wide(True)
    desk.wait()
    desk.panel.list_view.table().set_current(desk.ids["Hummingbird Café"])
    assert desk.panel.current_customer() == desk.ids["Hummingbird Café"]


def test_a_narrow_page_keeps_the_main_action_and_moves_the_others_into_the_menu(desk):
    desk.session.actions.take_payment = lambda _customer, _invoices: None
    desk.stand_on("Ho, Vincent")
    desk.panel.resize(900, 700)
    desk.wait()
    page = desk.panel.page_view
    assert not page.take_payment.isHidden()
    assert page.issue_credit.isHidden()
    page.more.entries.aboutToShow.emit()
    assert "Issue credit…" in page.more.entries.texts()
    desk.panel.resize(1300, 700)
    desk.wait()
    assert not page.issue_credit.isHidden()


def test_who_managed_the_account_before_and_when_is_told_from_the_page(desk):
    office, marina = desk.session.office, desk.ids["Harbor Light Marina"]
    for name in ("Dana Reyes", "", "T. Lindqvist"):
        office.write(lambda writer, name=name: change_customer(writer, marina, {"manager": name}))
    desk.stand_on("Ho, Vincent")
    desk.stand_on("Harbor Light Marina")
    page = desk.panel.page_view
    page.more.entries.aboutToShow.emit()
    next(act for act in page.more.entries.actions() if act.text() == "Account managers so far…").trigger()
    dialog = desk.dialog()
    assert isinstance(dialog, ManagersDialog)
    lines = dialog.lines()
    assert [line[0] for line in lines] == ["T. Lindqvist", "Nobody", "Dana Reyes", "R. Okafor"]
    assert (lines[0][2], lines[-1][1]) == ("today", "the beginning")
    assert [line[3] for line in lines] == ["Ana", "Ana", "Ana", ""]
    assert [line[1] for line in lines[:-1]] == [line[2] for line in lines[1:]], "each begins when the one before ended"
    dialog.reject()
