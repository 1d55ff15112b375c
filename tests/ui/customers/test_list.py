"""The customer list: what it shows, what typing and filters find, and that the arrow keys lead the page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.queries.customer_list import CustomerFilter
from app.ui.customers.list.filters import SavedFilters, filter_from, filter_values, filter_words, usual_filters
from app.ui.kit.settings import Settings


def test_the_first_customer_is_shown_when_the_panel_opens(desk):
    assert desk.names() == ["Harbor Light Marina", "Hernández, Lucía", "Ho, Vincent", "Hummingbird Café"]
    assert desk.panel.page_view.title.whole() == "Harbor Light Marina"


def test_rows_say_account_type_sites_balance_and_the_worst(desk):
    view = desk.panel.list_view.list
    desk.names()
    present = view.itemDelegate()._present
    rows = [present(view.rows_model().row_at(place)) for place in range(4)]
    assert [(r.title, r.amount, r.detail, r.status.text if r.status else "") for r in rows] == [
        ("Harbor Light Marina", "1,320.00", "A-0412 · Commercial · 2 sites", "51 days late"),
        ("Hernández, Lucía", "89.00", "A-0611 · Residential", ""),
        ("Ho, Vincent", "−25.00", "A-0498 · Residential", "Credit"),
        ("Hummingbird Café", "0.00", "A-0577 · Commercial", ""),
    ]


def test_arrow_keys_walk_the_list_and_the_page_follows_while_the_focus_stays(desk):
    view = desk.panel.list_view.list
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    desk.wait()
    assert desk.panel.page_view.title.whole() == "Ho, Vincent"
    assert view.hasFocus()


def test_walking_fast_shows_only_the_last_page(desk):
    view = desk.panel.list_view.list
    view.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(view, key)
    desk.wait()
    assert desk.panel.page_view.title.whole() == "Hernández, Lucía"
    assert desk.panel.page_view.due.figure() == "$89.00"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cafe", ["Hummingbird Café"]),
        ("HERNANDEZ", ["Hernández, Lucía"]),
        ("0498", ["Ho, Vincent"]),
        ("whitfield", ["Harbor Light Marina"]),
        ("south dock", ["Harbor Light Marina"]),
        ("nobody of that name", []),
    ],
)
def test_typing_finds_parts_of_names_accounts_contacts_and_sites(desk, typed, found):
    assert desk.search(typed) == found


def test_the_page_stays_while_one_searches_and_escape_brings_the_list_back(desk):
    desk.stand_on("Ho, Vincent")
    desk.search("cafe")
    assert desk.panel.page_view.title.whole() == "Ho, Vincent"
    QTest.keyClick(desk.panel.list_view.search, Qt.Key.Key_Escape)
    desk.wait()
    assert desk.panel.list_view.list.current_id() == desk.ids["Ho, Vincent"]


def test_enter_in_the_search_field_goes_to_the_first_customer_found(desk):
    desk.panel.find_customer()
    QTest.keyClicks(desk.panel.list_view.search, "humm")
    desk.wait()
    QTest.keyClick(desk.panel.list_view.search, Qt.Key.Key_Return)
    desk.wait()
    assert desk.panel.page_view.title.whole() == "Hummingbird Café"
    assert desk.panel.list_view.list.hasFocus()


def test_a_letter_typed_into_the_list_begins_a_search(desk):
    desk.panel.list_view.list.setFocus()
    QTest.keyClicks(desk.panel.list_view.list, "u")
    assert desk.panel.list_view.search.text() == "u"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CustomerFilter(overdue_only=True), ["Harbor Light Marina"]),
        (CustomerFilter(over_days=30), ["Harbor Light Marina"]),
        (CustomerFilter(over_days=60), []),
        (CustomerFilter(due_only=True), ["Harbor Light Marina", "Hernández, Lucía"]),
        (CustomerFilter(credit_only=True), ["Ho, Vincent"]),
        (CustomerFilter(manager="M. Castillo"), ["Ho, Vincent"]),
        (CustomerFilter(tag="winter"), ["Harbor Light Marina"]),
        (CustomerFilter(kind="commercial"), ["Harbor Light Marina", "Hummingbird Café"]),
        (CustomerFilter(status="archived"), []),
    ],
)
def test_filters_show_exactly_whom_they_mean(desk, wanted, found):
    desk.panel.list.show_filter(wanted)
    desk.wait()
    assert desk.names() == found


def test_the_count_says_how_many_of_how_many_and_the_totals_add_the_matching_ones_up(desk):
    desk.panel.list.show_filter(CustomerFilter(overdue_only=True))
    desk.wait()
    assert desk.panel.list_view.count.text() == "1 of 4"
    assert desk.panel.list_view.totals.texts() == [("Total due", "$1,320.00"), ("Overdue", "$80.00")]
    desk.panel.list.show_all()
    desk.wait()
    assert desk.panel.list_view.count.text() == "4"
    assert desk.panel.list_view.totals.texts() == [("Total due", "$1,409.00"), ("Overdue", "$80.00")]


def test_the_filter_menu_narrows_by_manager_and_tag_and_says_so(desk):
    menu = desk.panel.list_view.filter.entries
    menu.aboutToShow.emit()
    managers = next(action.menu() for action in menu.actions() if action.text() == "Account manager")
    next(action for action in managers.actions() if action.text() == "R. Okafor").trigger()
    desk.wait()
    assert desk.names() == ["Harbor Light Marina"]
    assert desk.panel.list_view._filter_words == "R. Okafor"


def test_the_list_sorts_by_every_column_of_the_table(desk):
    menu = desk.panel.list_view.sort_menu
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Balance").trigger()
    desk.wait()
    assert desk.names()[0] == "Harbor Light Marina"
    assert desk.names()[-1] == "Ho, Vincent"
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Smallest first, A to Z").trigger()
    desk.wait()
    assert desk.names()[0] == "Ho, Vincent"


def test_a_filter_that_finds_nobody_offers_to_show_everybody(desk):
    desk.panel.list.show_filter(CustomerFilter(over_days=90))
    desk.wait()
    empty = desk.panel.list_view.list._empty
    assert empty.isVisible()
    empty.button.click()
    desk.wait()
    assert len(desk.names()) == 4


def test_a_book_without_customers_offers_the_first_step(empty_desk):
    panel = empty_desk.panel
    assert panel._first_steps is not None
    assert panel._stack.currentWidget() is panel._first_steps


def test_the_wide_table_opens_a_page_and_remembers_its_place(desk):
    places = []
    desk.panel.place_changed.connect(places.append)
    desk.panel.list.set_wide(True)
    desk.wait()
    assert desk.panel.place() == "table"
    assert not desk.panel.page_view.isVisible()
    table = desk.panel.list_view.table()
    table.set_current(desk.ids["Hummingbird Café"])
    QTest.keyClick(table, Qt.Key.Key_Return)
    desk.wait()
    assert desk.panel.page_view.isVisible()
    assert desk.panel.page_view.title.whole() == "Hummingbird Café"
    assert places[0] == "table"
    assert places[-1] == f"{desk.ids['Hummingbird Café']}/invoices"


def test_a_row_offers_only_what_some_screen_can_do(desk):
    doings = desk.panel.doings
    texts = [entry.text for entry in doings.entries(1, archived=False) if entry.text]
    away = ["Merge into another customer…", "Delete or anonymise…"]
    assert texts == ["Issue credit…", "Add note", "Edit customer…", "Archive", *away]
    desk.session.actions.take_payment = lambda _customer, _invoices: None
    texts = [entry.text for entry in doings.entries(1, archived=True) if entry.text]
    assert texts == ["Take payment…", "Issue credit…", "Add note", "Edit customer…", "Take out of the archive", *away]


def test_the_menu_of_a_row_does_the_daily_things_for_the_customer_of_that_row(desk, monkeypatch):
    done, offered = [], []
    actions = desk.session.actions
    actions.take_payment = lambda customer, invoices: done.append(("pay", customer, list(invoices)))
    actions.statement = lambda customer: done.append(("statement", customer))
    actions.new_invoice = lambda customer: done.append(("invoice", customer))
    monkeypatch.setattr(desk.panel.list_view, "pop_up", offered.extend)
    desk.stand_on("Ho, Vincent")
    ho = desk.ids["Ho, Vincent"]
    desk.panel.list_view.menu_asked.emit()
    menu = {entry.text: entry.act for entry in offered if entry.text}
    for wanted in ("Take payment…", "Statement…", "New invoice…"):
        menu[wanted]()
    assert done == [("pay", ho, []), ("statement", ho), ("invoice", ho)]
    menu["View account"]()
    desk.wait()
    assert desk.panel.page_view.title.whole() == "Ho, Vincent"
    menu["Add note"]()
    desk.wait()
    assert desk.panel.page.tab == "notes"
    desk.stand_on("Hummingbird Café")
    offered.clear()
    desk.panel.list_view.menu_asked.emit()
    next(entry.act for entry in offered if entry.text == "Archive")()
    desk.wait()
    assert "Hummingbird Café" not in desk.names()


def test_tagging_all_that_match_reaches_rows_that_were_never_loaded_and_can_be_undone(desk):
    desk.panel.list.set_wide(True)
    desk.panel.list.show_filter(CustomerFilter(kind="residential"))
    desk.wait()
    menu = desk.panel.list_view.with_these.entries
    menu.aboutToShow.emit()
    tags = next(action.menu() for action in menu.actions() if action.text() == "Add tag")
    next(action for action in tags.actions() if action.text() == "winter").trigger()
    desk.wait()
    desk.panel.list.show_filter(CustomerFilter(tag="winter"))
    desk.wait()
    assert desk.names() == ["Harbor Light Marina", "Hernández, Lucía", "Ho, Vincent"]
    desk.said.press()
    desk.wait()
    assert desk.names() == ["Harbor Light Marina"]


def test_statements_are_made_for_all_that_match_or_for_those_selected(desk):
    asked = []
    desk.session.actions.statements = lambda ids: asked.append(list(ids))
    desk.panel.list.set_wide(True)
    desk.panel.list.show_filter(CustomerFilter(status=""))
    desk.wait()
    everyone = list(desk.panel.list_view.table().rows_model().all_ids())
    assert len(everyone) > 2
    menu = desk.panel.list_view.with_these.entries
    for chosen in (everyone, everyone[:2]):
        if chosen != everyone:
            desk.panel.list_view.table().select_ids(chosen)
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text() == "Statements…").trigger()
    assert asked == [everyone, everyone[:2]]


def test_archiving_takes_a_settled_customer_off_the_list_until_undone(desk):
    desk.panel.doings.archive(desk.ids["Hummingbird Café"])
    desk.wait()
    assert "Hummingbird Café" not in desk.names()
    desk.said.press()
    desk.wait()
    assert "Hummingbird Café" in desk.names()


def test_filters_saved_by_name_come_back_as_they_were(tmp_path):
    path = tmp_path / "settings.json"
    settings = Settings(path)
    wanted = CustomerFilter(over_days=60, manager="R. Okafor", tag="winter")
    SavedFilters(settings).keep("  My late  ones ", wanted)
    SavedFilters(settings).keep("Late", CustomerFilter(over_days=30))
    SavedFilters(settings).keep("Late", CustomerFilter(over_days=90))
    again = SavedFilters(Settings(path)).all()
    assert [(named.name, named.wanted) for named in again] == [
        ("My late ones", wanted),
        ("Late", CustomerFilter(over_days=90)),
    ]
    assert filter_words(wanted, again) == "My late ones"
    assert filter_words(wanted) == "Overdue > 60 days · R. Okafor · winter"


@pytest.mark.parametrize("junk", [None, 7, "x", {"over_days": "thirty", "tag": 3, "status": None, "new": 1}, [1]])
def test_settings_that_nobody_wrote_like_that_show_everybody(junk):
    assert filter_from(junk) == CustomerFilter()


def test_every_usual_filter_survives_the_settings():
    for named in usual_filters():
        assert filter_from(filter_values(named.wanted)) == named.wanted


def test_saved_filters_are_views_above_the_table_until_they_are_unpinned(desk):
    presenter, view = desk.panel.list, desk.panel.list_view
    saved = SavedFilters(desk.session.settings)
    saved.keep("In credit", CustomerFilter(credit_only=True))
    saved.keep("Late and commercial", CustomerFilter(status="", query="customers where kind = commercial and overdue > 0"))
    presenter.set_wide(True)
    presenter.show_all()
    desk.wait()
    assert view.views.isVisible()
    assert view.views.names() == ["All customers", "In credit", "Late and commercial"]
    view.views.choose("Late and commercial")
    assert desk.names() == ["Harbor Light Marina"]
    view.views.choose("In credit")
    assert desk.names() == ["Ho, Vincent"]
    presenter._filters._pin("In credit", False)
    assert view.views.names() == ["All customers", "Late and commercial"]
    assert [named.name for named in saved.all()] == ["In credit", "Late and commercial"]
    presenter._filters._forget("Late and commercial")
    assert not view.views.isVisible()


def test_whose_page_was_looked_at_is_among_the_recent_ones_newest_first(desk):
    for name in ("Ho, Vincent", "Hummingbird Café", "Ho, Vincent"):
        desk.panel.show_customer(desk.ids[name])
        desk.wait()
        desk.panel._remember_recent()
    recent = desk.panel.list.recents.all()
    assert [name for _id, name in recent[:2]] == ["Ho, Vincent", "Hummingbird Café"]
    desk.panel.list._fill_filters()
    assert "Recently viewed" in desk.panel.list_view.filter.entries.texts()


def test_usual_filters_ask_for_cards_and_plans_too(desk):
    by_name = {named.name: named.wanted for named in usual_filters()}
    desk.panel.list.show_filter(by_name["Without a service plan"])
    desk.wait()
    assert len(desk.names()) == 4
    desk.panel.list.show_filter(by_name["Card expires this month"])
    desk.wait()
    assert desk.names() == []
