"""Saved cards and bank accounts of a customer: listed, made the default, removed, linked with those at the processor."""

from __future__ import annotations

import pytest

from app.services.charging.customers import make_default, saved_methods
from app.services.plans.on_file import choose_method
from app.ui.charging.linking import LinkByMail
from app.ui.kit.tables import Edit
from tests.support.books import TODAY, a_customer, scalar
from tests.support.plans import a_plan


@pytest.fixture
def tab(register):
    tab = register.screens.tab()
    tab.setParent(register.counter.session.window)
    register.counter.session.changed.connect(tab.refresh)
    tab.resize(900, 300)
    tab.show_customer(register.marina)
    tab.show()
    register.wait()
    return tab


def rows(tab):
    model = tab.model
    return [tuple(column.said(model.row_at(place)) for column in model.columns) for place in range(model.count())]


def methods(register, customer=None):
    return register.till.office.read(lambda reader: saved_methods(reader, customer or register.marina))


def entries(tab, place=0):
    return {entry.text: entry for entry in tab.row_entries([tab.model.all_ids()[place]])}


def test_each_is_told_with_brand_last_digits_expiry_and_default(register, tab):
    card = register.till.card(register.marina, "pm_card_visa")
    register.till.card(register.marina, "pm_usBankAccount_success")
    register.till.office.write(lambda writer: make_default(writer, card.id))
    tab.refresh(frozenset({"operations"}))
    register.wait()
    told = rows(tab)
    assert [row[:2] + row[3:4] for row in told] == [
        ("Visa ····4242", "Card", "Default"),
        ("STRIPE TEST BANK ····6789", "Bank account", ""),
    ]
    assert told[0][2] != "–"
    assert told[1][2] == "–"


def test_another_one_is_made_the_default(register, tab):
    card = register.till.card(register.marina, "pm_card_visa")
    register.till.card(register.marina, "pm_card_mastercard")
    register.till.office.write(lambda writer: make_default(writer, card.id))
    tab.refresh(frozenset({"operations"}))
    register.wait()
    assert "Make it the default" not in entries(tab, 0)
    entries(tab, 1)["Make it the default"].act()
    register.wait()
    assert [(each.last4, each.is_default) for each in methods(register)] == [("4444", True), ("4242", False)]


def test_one_is_removed_here_and_at_the_processor(register, tab, monkeypatch):
    card = register.till.card(register.marina, "pm_card_visa")
    plan = a_plan(register.till.office, register.marina, 3_100, start_on=TODAY)
    register.till.office.write(lambda writer: choose_method(writer, plan, card.id))
    tab.refresh(frozenset({"operations"}))
    register.wait()
    asked = []
    monkeypatch.setattr("app.ui.charging.methods.confirm", lambda *what, **_more: asked.append(what) or True)
    entries(tab)["Remove…"].act()
    register.wait()
    assert "These plans are paid with it" in asked[0][2]
    assert methods(register) == []
    assert list(register.till.processor.methods(register.till.remote(register.marina))) == []


def test_its_menu_offers_what_can_be_done_for_the_customer(register, tab):
    tab.more.entries.aboutToShow.emit()
    assert tab.more.entries.texts() == ["Payment link…", "Link with an existing customer…", "Card payments…"]
    register.till.card(register.marina, "pm_card_visa")
    tab.refresh(frozenset({"operations"}))
    register.wait()
    tab.more.entries.aboutToShow.emit()
    assert tab.more.entries.texts() == ["Charge…", "Payment link…", "Read again from the processor", "Card payments…"]


def test_what_is_being_charged_is_not_removed(register, tab, monkeypatch):
    register.till.card(register.marina, "pm_usBankAccount_success")
    account = methods(register)[0]
    register.screens.charge(register.marina, {register.invoice("10001"): 10_000}, account.id)
    tab.refresh(frozenset({"operations"}))
    register.wait()
    monkeypatch.setattr("app.ui.charging.methods.confirm", lambda *_what, **_more: True)
    entries(tab)["Remove…"].act()
    register.wait()
    assert register.counter.refused == ["A charge with it is under way. Wait for its answer, or cancel it."]
    assert len(methods(register)) == 1


def test_without_a_card_it_offers_to_add_one(register, tab):
    assert tab.nothing().button == "Add one…"
    tab.add.click()
    register.wait()
    assert register.counter.dialog().windowTitle() == "New card or bank account"


def test_in_a_book_that_is_not_connected_it_leads_there(unconnected):
    tab = unconnected.screens.tab()
    tab.setParent(unconnected.counter.session.window)
    tab.show_customer(unconnected.marina)
    unconnected.wait()
    assert tab.nothing().button == "Card payments…"
    assert not tab.add.isEnabled()
    tab.nothing().act()
    unconnected.wait()
    assert unconnected.counter.dialog().windowTitle() == "Card payments"


# Linking


def theirs(register, name, email):
    made = register.till.processor.create_customer(name, email, {}, f"make:{email}:{name}")
    register.till.stand.save(made.id, "pm_card_visa")
    return made.id


def link(register, remote_id):
    register.screens.link(register.marina)
    register.wait()
    linking = register.screens.open
    linking.remote.setText(remote_id)
    linking.remote.settle()
    linking.sheet._save.click()
    register.wait()
    return linking


def test_an_existing_customer_is_linked_with_what_is_on_file_there(register):
    link(register, theirs(register, "Harbor Light", "pier@harbor.example"))
    assert [each.last4 for each in methods(register)] == ["4242"]
    assert register.said() == "Linked; 1 card or account is on file."


def test_one_that_does_not_exist_is_refused_in_the_sheet(register):
    linking = link(register, "cus_nobody")
    assert linking.sheet.error()
    assert methods(register) == []


def test_all_whose_mail_addresses_agree_are_shown_and_the_ticked_ones_linked(register):
    office = register.till.office
    from app.services.customers.entering import ContactDetails

    ids = {
        name: a_customer(office, name, primary=ContactDetails(name, email=f"{name.lower()}@x.example"))
        for name in ("Anna", "Bert", "Cleo")
    }
    for name in ids:
        theirs(register, name, f"{name.upper()}@x.example")
    theirs(register, "Cleo too", "cleo@x.example")
    sheet = register.screens.link_by_mail()
    register.wait()
    assert isinstance(sheet, LinkByMail)
    assert [match.name for match in sheet.model.rows()] == ["Anna", "Bert"], "two Cleos cannot be told apart"
    sheet.model.edited.emit(Edit(ids["Bert"], "link", False))
    sheet.sheet._save.click()
    register.wait()
    assert [each.last4 for each in methods(register, ids["Anna"])] == ["4242"]
    assert methods(register, ids["Bert"]) == []
    assert scalar(office, "SELECT count(*) FROM remote_customer") == 1
    assert register.said() == "1 customer is linked."


def test_offline_linking_says_so_in_the_sheet(register):
    with register.till.stand.proxy.offline():
        sheet = register.screens.link_by_mail()
        register.wait()
        assert sheet.sheet.error().startswith("The processor cannot be reached.")
